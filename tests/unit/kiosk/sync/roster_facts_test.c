#include "roster_facts.h"

#include "check.h"
#include "cmocka_tests.h"
#include "facts_text.h"
#include "fake_clock.h"
#include "random_office.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

/* A kiosk whose roster follows a random office. */
struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct roster_store *roster;
    struct roster_facts *known;
    struct random_office office;
    struct random_office told; /* as the roster has it */
    int64_t revision;
    size_t made[2]; /* by enum roster_facts_way */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, INT64_C(1772411400000000));
    fixture->identity = (struct identity){.seed = {1}, .kiosk = "k0001"};
    assert_true(roster_store_open(fixture->folder.path, &fixture->identity, &fixture->clock.clock,
                                  &fixture->roster, NULL));
    assert_true(roster_facts_create(fixture->roster, &fixture->known, NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    roster_facts_destroy(fixture->known);
    roster_store_destroy(fixture->roster);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static void apply(struct fixture *fixture, const struct roster_change *changes, size_t count,
                  bool more)
{
    const struct roster_answer answer = {
        .next = {.revision = fixture->revision}, .more = more, .changes = changes, .count = count};
    struct error err = {0};
    if (!roster_facts_apply(fixture->known, &answer, &err)) {
        fail_msg("%s", err.text);
    }
}

/* What the office has changed since, in one answer or in two. */
static void tell(struct fixture *fixture)
{
    static struct roster_change changes[RANDOM_OFFICE_DOCUMENTS];
    size_t count = 0;
    for (size_t i = 0; i < fixture->office.count; i++) {
        const struct random_document *document = &fixture->office.documents[i];
        const char *was = i < fixture->told.count ? fixture->told.documents[i].value : "";
        if (strcmp(was, document->value) != 0) {
            bool there = document->value[0] != '\0';
            changes[count++] = (struct roster_change){
                document->kind, document->id, ++fixture->revision, there ? document->value : NULL,
                there ? strlen(document->value) : 0};
        }
    }
    size_t first = random_office_below(&fixture->office, 8) == 0 ? count / 2 : 0;
    if (first > 0) {
        apply(fixture, changes, first, true);
    }
    apply(fixture, changes + first, count - first, false);
    fixture->told = fixture->office;
}

static struct facts *make(struct fixture *fixture)
{
    struct facts *facts = NULL;
    enum roster_facts_way way;
    struct error err = {0};
    if (!roster_facts_make(fixture->known, &facts, &way, &err)) {
        fail_msg("%s", err.text);
    }
    fixture->made[way]++;
    return facts;
}

/* What a kiosk that starts now makes of the same disk. */
static struct facts *load(struct fixture *fixture)
{
    AUTO(roster_facts) struct roster_facts *anew = NULL;
    struct facts *facts = NULL;
    enum roster_facts_way way;
    assert_true(roster_facts_create(fixture->roster, &anew, NULL));
    assert_true(roster_facts_make(anew, &facts, &way, NULL));
    assert_int_equal(way, ROSTER_FACTS_LOADED);
    return facts;
}

static void assert_equal(struct fixture *fixture, const struct facts *facts, const char *what)
{
    AUTO(facts) struct facts *loaded = load(fixture);
    AUTO(memory)
    char *expected = facts_text(loaded, fixture->office.tokens, RANDOM_OFFICE_CARDS);
    AUTO(memory) char *text = facts_text(facts, fixture->office.tokens, RANDOM_OFFICE_CARDS);
    if (strcmp(text, expected) != 0) {
        fail_msg("%s:\n%s\n--- but loaded:\n%s", what, text, expected);
    }
    assert_int_equal(facts_passed_over(facts), facts_passed_over(loaded));
}

static void change(struct fixture *fixture)
{
    for (uint32_t i = random_office_below(&fixture->office, 4); i < 4; i++) {
        (void)random_office_change(&fixture->office);
    }
}

static void test_roster_facts__what_followed_equals_what_a_start_would_load(void **state)
{
    struct fixture *fixture = *state;
    random_office_init(&fixture->office, 0x9e3779b97f4a7c15u);
    struct facts *shown = NULL; /* by the other thread */
    for (int step = 0; step < 400; step++) {
        char what[32];
        tell(fixture);
        struct facts *facts = make(fixture);
        (void)snprintf(what, sizeof what, "step %d", step);
        assert_equal(fixture, facts, what);
        facts_destroy(shown);
        shown = facts;
        if (random_office_below(&fixture->office, 40) == 0) { /* the server was put back */
            assert_true(roster_store_begin_again(fixture->roster, NULL));
            fixture->told.count = 0;
        }
        change(fixture);
    }
    facts_destroy(shown);
    print_message("loaded=%zu patched=%zu\n", fixture->made[ROSTER_FACTS_LOADED],
                  fixture->made[ROSTER_FACTS_PATCHED]);
    assert_true(fixture->made[ROSTER_FACTS_PATCHED] > fixture->made[ROSTER_FACTS_LOADED]);
}

static struct roster_change document(struct fixture *fixture, const char *kind, const char *id,
                                     const char *value)
{
    return (struct roster_change){kind, id, ++fixture->revision, value, value ? strlen(value) : 0};
}

static void tell_one(struct fixture *fixture, const char *kind, const char *id, const char *value)
{
    const struct roster_change told = document(fixture, kind, id, value);
    apply(fixture, &told, 1, false);
}

static void check_next(struct fixture *fixture, enum roster_facts_way way, size_t passed_over,
                       const char *what)
{
    size_t before = fixture->made[way];
    AUTO(facts) struct facts *facts = make(fixture);
    assert_int_equal(fixture->made[way], before + 1);
    assert_int_equal(facts_passed_over(facts), passed_over);
    assert_equal(fixture, facts, what);
}

#define LEAVE                                                                                      \
    "{\"staff\":\"s7\",\"from\":\"2026-03-02T08:00:00\",\"to\":\"2026-03-02T09:00:00\","           \
    "\"state\":\"approved\"}"
#define PERSON "{\"id\":\"s7\",\"name\":\"王\",\"unit\":\"u0\"}"

/* So many that what a patch replaces weighs little beside them. */
static void tell_unit(struct fixture *fixture)
{
    tell_one(fixture, "unit", "u0", "{\"code\":\"u0\",\"name\":\"\"}");
    for (int person = 100; person < 150; person++) {
        char id[16];
        char value[96];
        (void)snprintf(id, sizeof id, "s%d", person);
        (void)snprintf(value, sizeof value, "{\"id\":\"%s\",\"name\":\"李\",\"unit\":\"u0\"}", id);
        tell_one(fixture, "staff", id, value);
    }
}

/* A roster change of which the half about the person has not come yet. */
static void test_roster_facts__half_a_change_waits_unused(void **state)
{
    struct fixture *fixture = *state;
    tell_unit(fixture);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "a unit");
    check_next(fixture, ROSTER_FACTS_PATCHED, 0, "nothing new");
    tell_one(fixture, "leave", "l1", LEAVE);
    check_next(fixture, ROSTER_FACTS_LOADED, 1, "leave of nobody");
    tell_one(fixture, "staff", "s7", PERSON);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "whose leave it is");
    tell_one(fixture, "leave", "l1", NULL);
    check_next(fixture, ROSTER_FACTS_PATCHED, 0, "no leave after all");
}

static void test_roster_facts__a_document_told_twice_is_as_it_was_told_last(void **state)
{
    struct fixture *fixture = *state;
    tell_unit(fixture);
    tell_one(fixture, "staff", "s7", PERSON);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "one person");
    const struct roster_change twice[] = {
        document(fixture, "leave", "l1", LEAVE),
        document(fixture, "leave", "l1", NULL),
    };
    check_next(fixture, ROSTER_FACTS_PATCHED, 0, "nothing new");
    apply(fixture, twice, 2, false);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "told and taken back");
}

static void test_roster_facts__what_a_server_put_back_does_not_tell_is_gone(void **state)
{
    struct fixture *fixture = *state;
    tell_unit(fixture);
    tell_one(fixture, "staff", "s7", PERSON);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "one person");
    assert_true(roster_store_begin_again(fixture->roster, NULL));
    tell_one(fixture, "leave", "l1", LEAVE);
    check_next(fixture, ROSTER_FACTS_LOADED, 1, "all but the leave is gone");
    tell_unit(fixture);
    tell_one(fixture, "staff", "s7", PERSON);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "told once more");
    assert_true(roster_store_begin_again(fixture->roster, NULL));
    const struct roster_change first = document(fixture, "trip", "t1", LEAVE);
    apply(fixture, &first, 1, true);
    check_next(fixture, ROSTER_FACTS_LOADED, 0, "in the middle of the telling");
    tell_one(fixture, "trip", "t2", LEAVE);
    check_next(fixture, ROSTER_FACTS_LOADED, 2, "two trips of nobody are left");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_roster_facts__what_followed_equals_what_a_start_would_load, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_roster_facts__half_a_change_waits_unused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_roster_facts__a_document_told_twice_is_as_it_was_told_last, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_roster_facts__what_a_server_put_back_does_not_tell_is_gone, set_up, tear_down),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
