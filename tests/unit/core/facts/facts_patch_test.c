#include "facts_patch.h"

#include "check.h"
#include "cmocka_tests.h"
#include "facts_loader.h"
#include "facts_text.h"
#include "random_office.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct facts *load(const struct random_office *office)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    struct error err = {0};
    bool good = facts_loader_create(&loader, &err);
    for (size_t i = 0; good && i < office->count; i++) {
        const struct random_document *document = &office->documents[i];
        good = !document->value[0] ||
               facts_loader_add_text(loader, document->kind, document->id, document->value,
                                     strlen(document->value), &err);
    }
    if (!good || !facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, &err)) {
        fail_msg("%s", err.text);
    }
    return facts;
}

static const char *or_null(const char *value)
{
    return value[0] ? value : NULL;
}

/* NULL where the changes from before to after are loaded whole. */
static struct facts *patch(const struct facts *base, const struct random_office *before,
                           const struct random_office *after)
{
    AUTO(facts_patch) struct facts_patch *patch = NULL;
    struct facts *facts = NULL;
    struct error err = {0};
    bool good = facts_patch_create(base, &patch, &err);
    for (size_t i = 0; good && i < after->count; i++) {
        const char *was = before->documents[i].value;
        const char *is = after->documents[i].value;
        const struct facts_change change = {after->documents[i].kind, after->documents[i].id,
                                            or_null(was), or_null(is)};
        good = strcmp(was, is) == 0 || facts_patch_add(patch, &change, &err);
    }
    if (!good || !facts_patch_finish(patch, &facts, &err)) {
        fail_msg("%s", err.text);
    }
    return facts;
}

static char *text_of(const struct facts *facts, const struct random_office *office)
{
    return facts_text(facts, office->tokens, RANDOM_OFFICE_CARDS);
}

/* A version that somebody still reads while younger ones are made. */
struct reader {
    struct facts *facts;
    char *text;
};

static void give_back(struct reader *reader, const struct random_office *office)
{
    if (reader->facts) {
        AUTO(memory) char *text = text_of(reader->facts, office);
        assert_string_equal(text, reader->text);
        facts_destroy(reader->facts);
        free(reader->text);
        *reader = (struct reader){0};
    }
}

static void test_facts_patch__patched_facts_equal_loaded_ones(void **state)
{
    (void)state;
    static struct random_office office, before;
    size_t patched = 0;
    size_t whole = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct reader readers[4] = {0};
        random_office_init(&office, seed * 0x9e3779b97f4a7c15u);
        struct facts *facts = load(&office);
        for (int step = 0; step < 300; step++) {
            before = office;
            for (uint32_t i = random_office_below(&office, 5); i < 5; i++) {
                (void)random_office_change(&office);
            }
            AUTO(facts) struct facts *loaded = load(&office);
            AUTO(memory) char *expected = text_of(loaded, &office);
            struct facts *next = patch(facts, &before, &office);
            patched += next ? 1 : 0;
            whole += next ? 0 : 1;
            next = next ? next : TAKE(loaded);
            AUTO(memory) char *text = text_of(next, &office);
            if (strcmp(text, expected) != 0) {
                fail_msg("seed %llu step %d:\n%s\n--- but loaded:\n%s", (unsigned long long)seed,
                         step, text, expected);
            }
            struct reader *reader = &readers[random_office_below(&office, 4)];
            give_back(reader, &office);
            *reader = (struct reader){facts, text_of(facts, &before)};
            facts = next;
        }
        facts_destroy(facts);
        for (size_t i = 0; i < 4; i++) {
            give_back(&readers[i], &office);
        }
    }
    print_message("patched=%zu whole=%zu\n", patched, whole);
    assert_true(patched > whole);
    assert_true(whole > 0);
}

static void test_facts_patch__what_touches_everybody_is_loaded_whole(void **state)
{
    (void)state;
    static struct random_office office;
    random_office_init(&office, 7);
    AUTO(facts) struct facts *facts = load(&office);
    static const struct {
        struct facts_change change;
        bool whole;
    } cases[] = {
        {{"site", "site", "{\"name\":\"\",\"place\":\"\",\"timezone\":\"UTC\"}", NULL}, true},
        {{"policy", "policy", "{}", "{\"late_grace_min\":1}"}, true},
        {{"calendar", "2026", NULL, "{\"rest\":[\"2026-03-02\"]}"}, true},
        {{"unit", "u9", NULL, "{\"code\":\"u9\",\"name\":\"\"}"}, true},
        {{"schedule", "c9", NULL, "{\"id\":\"c9\",\"versions\":[]}"}, true},
        {{"assignment", "a9", NULL,
          "{\"schedule\":\"c0\",\"unit\":\"u0\",\"from\":\"2027-01-01\"}"},
         true},
        {{"assignment", "a9", NULL,
          "{\"schedule\":\"c0\",\"staff\":\"s0\",\"from\":\"2027-01-01\"}"},
         false},
        {{"staff", "s9", "{\"id\":\"s9\",\"name\":\"\",\"unit\":\"u0\"}", NULL}, true},
        {{"staff", "s9", NULL, "{\"id\":\"s9\",\"name\":\"\",\"unit\":\"u0\"}"}, false},
        {{"tap_time", "x", NULL, "{\"staff\":\"s0\",\"at\":\"2026-03-02T08:00:00\"}"}, false},
        {{"wish", "x", NULL, "{}"}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO(facts_patch) struct facts_patch *patch = NULL;
        AUTO(facts) struct facts *patched = NULL;
        struct error err = {0};
        assert_true(facts_patch_create(facts, &patch, &err));
        if (!facts_patch_add(patch, &cases[i].change, &err) ||
            !facts_patch_finish(patch, &patched, &err)) {
            fail_msg("%zu: %s", i, err.text);
        }
        assert_int_equal(patched == NULL, cases[i].whole);
    }
}

static void test_facts_patch__a_name_of_nothing_is_an_error(void **state)
{
    (void)state;
    static struct random_office office;
    random_office_init(&office, 7);
    AUTO(facts) struct facts *facts = load(&office);
    AUTO(facts_patch) struct facts_patch *patch = NULL;
    struct facts *patched = NULL;
    struct error err = {0};
    const struct facts_change change = {"leave", "l9", NULL,
                                        "{\"staff\":\"s7\",\"from\":\"2026-03-02T08:00:00\",\"to\":"
                                        "\"2026-03-02T09:00:00\",\"state\":"
                                        "\"approved\"}"};
    assert_true(facts_patch_create(facts, &patch, &err));
    assert_true(facts_patch_add(patch, &change, &err));
    assert_false(facts_patch_finish(patch, &patched, &err));
    assert_string_equal(err.text, "leave/l9: no such staff 's7'");
    assert_null(patched);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_patch__patched_facts_equal_loaded_ones),
        cmocka_unit_test(test_facts_patch__what_touches_everybody_is_loaded_whole),
        cmocka_unit_test(test_facts_patch__a_name_of_nothing_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
