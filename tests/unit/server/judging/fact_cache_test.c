#include "fact_cache.h"

#include "check.h"
#include "cmocka_tests.h"
#include "facts_text.h"
#include "json.h"
#include "random_office.h"
#include "snapshot.h"
#include "test_site.h"
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct test_site site;
    struct fact_cache *cache;
    struct random_office office;
};

static struct fixture fixture;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct error must_err = {0};                                                               \
        if (!(call)) {                                                                             \
            fail_msg("%s", must_err.text);                                                         \
        }                                                                                          \
    } while (0)

static bool put(struct database *database, const struct random_document *document,
                struct error *err)
{
    const struct document_author author = {"test", TEST_SITE_UTC_US};
    if (!document->value[0]) {
        return fact_writer_remove(fixture.site.facts, database, document->kind, document->id,
                                  &author, err);
    }
    AUTO(json) json_t *value = json_loads(document->value, 0, NULL);
    return fact_writer_put(fixture.site.facts, database, document->kind, document->id, value,
                           &author, err);
}

static bool put_all(struct database *database, void *user, struct error *err)
{
    (void)user;
    for (size_t i = 0; i < fixture.office.count; i++) {
        const struct random_document *document = &fixture.office.documents[i];
        if (document->value[0] && !put(database, document, err)) {
            return false;
        }
    }
    return true;
}

static int open_fixture(void **state)
{
    (void)state;
    test_site_init(&fixture.site);
    MUST(fact_cache_create(fixture.site.storage, &fixture.cache, &must_err));
    random_office_init(&fixture.office, 0x9e3779b97f4a7c15u);
    MUST(storage_write(fixture.site.storage, put_all, NULL, &must_err));
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fact_cache_destroy(fixture.cache);
    test_site_finish(&fixture.site);
    return 0;
}

static char *text_of(const struct fact_loan *loan)
{
    return facts_text(fact_loan_facts(loan), fixture.office.tokens, RANDOM_OFFICE_CARDS);
}

/* What the cache lends to a reader equals what a cache that has nothing yet loads. */
static void assert_taken_equals_loaded(void)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    MUST(storage_read(fixture.site.storage, &view, &must_err));
    struct database *database = snapshot_database(view);
    AUTO(fact_cache) struct fact_cache *fresh = NULL;
    MUST(fact_cache_create(fixture.site.storage, &fresh, &must_err));
    struct fact_loan *taken;
    struct fact_loan *loaded;
    MUST(fact_cache_take(fixture.cache, database, &taken, &must_err));
    MUST(fact_cache_take(fresh, database, &loaded, &must_err));
    AUTO(memory) char *text = text_of(taken);
    AUTO(memory) char *expected = text_of(loaded);
    fact_loan_destroy(taken);
    fact_loan_destroy(loaded);
    assert_string_equal(text, expected);
}

/* A job that changes some documents and judges by them in between, as an import does. */
struct import {
    uint32_t documents;
    bool fails;
};

static bool run_import(struct database *database, void *user, struct error *err)
{
    const struct import *import = user;
    for (uint32_t i = 0; i < import->documents; i++) {
        if (!put(database, random_office_change(&fixture.office), err)) {
            return false;
        }
    }
    struct fact_loan *loan;
    if (!fact_cache_take_in_job(fixture.cache, database, &loan, err)) {
        return false;
    }
    fact_loan_destroy(loan);
    return !import->fails || error_set(err, ERROR_INVALID, "taken back");
}

static void test_fact_cache__what_is_kept_follows_the_documents(void **state)
{
    (void)state;
    static struct random_office before;
    for (int step = 0; step < 150; step++) {
        struct import import = {1 + random_office_below(&fixture.office, 4),
                                random_office_below(&fixture.office, 5) == 0};
        before = fixture.office;
        struct error err = {0};
        bool done = storage_write(fixture.site.storage, run_import, &import, &err);
        if (done == import.fails) {
            fail_msg("%s", err.text);
        }
        if (import.fails) { /* its revisions come again with other documents */
            uint64_t random = fixture.office.state;
            fixture.office = before;
            fixture.office.state = random;
        }
        if (random_office_below(&fixture.office, 3) != 0) { /* else more than one goes by */
            assert_taken_equals_loaded();
        }
    }
}

static void test_fact_cache__an_import_of_more_than_a_patch_holds(void **state)
{
    (void)state;
    assert_taken_equals_loaded();
    AUTO(json) json_t *documents = json_array();
    for (int i = 0; i < 300; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "p%d", i);
        CHECK(json_array_append_new(documents, json_pack("{s:s, s:s, s:{s:s, s:s, s:s}}", "kind",
                                                         "staff", "id", id, "value", "id", id,
                                                         "name", "甲", "unit", "u1")) == 0);
    }
    MUST(fact_writer_import(fixture.site.facts, documents, "test", &must_err));
    assert_taken_equals_loaded();
}

/* A reader whose transaction began before a fact does not see it, whatever is kept by then. */
static void test_fact_cache__an_older_reader_gets_older_facts(void **state)
{
    (void)state;
    AUTO(snapshot) struct snapshot *older = NULL;
    MUST(storage_read(fixture.site.storage, &older, &must_err));
    struct fact_loan *before;
    MUST(fact_cache_take(fixture.cache, snapshot_database(older), &before, &must_err));
    AUTO(memory) char *expected = text_of(before);
    fact_loan_destroy(before);
    test_site_put(&fixture.site, "staff", "s0", "{\"id\":\"s0\",\"name\":\"改\",\"unit\":\"u1\"}");
    assert_taken_equals_loaded();
    struct fact_loan *after;
    MUST(fact_cache_take(fixture.cache, snapshot_database(older), &after, &must_err));
    AUTO(memory) char *text = text_of(after);
    fact_loan_destroy(after);
    assert_string_equal(text, expected);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(test_fact_cache__what_is_kept_follows_the_documents),
        TEST(test_fact_cache__an_import_of_more_than_a_patch_holds),
        TEST(test_fact_cache__an_older_reader_gets_older_facts),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
