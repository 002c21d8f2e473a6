/* The audit log: nothing that is written is lost, and nothing can be changed unseen. */

#include "audit.h"

#include "audit_verify.h"
#include "cmocka_tests.h"
#include "json.h"
#include "test_site.h"
#include <pthread.h>
#include <string.h>

struct fixture {
    struct test_site site;
    struct audit *audit;
    struct public_key server_key;
};

static struct fixture fixture;

static void open_audit(void)
{
    struct error err;
    assert_true(audit_create(fixture.site.storage, &fixture.site.clock.clock,
                             fixture.site.keys.signing_seed, &fixture.audit, &err));
}

static int set_up(void **state)
{
    (void)state;
    struct error err;
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    assert_true(server_keys_public(&fixture.site.keys, &fixture.server_key, &err));
    open_audit();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    audit_destroy(fixture.audit);
    test_site_finish(&fixture.site);
    return 0;
}

static const struct audit_actor clerk = {.by = AUDIT_BY_ACCOUNT, .who = "clerk1"};

/* A change and its line, in one job. */
struct change {
    const char *action;
    const json_t *before, *after;
    bool fails;
};

static bool run_change(struct database *database, void *user, struct error *err)
{
    const struct change *change = user;
    const struct audit_entry entry = {.action = change->action,
                                      .kind = "leave",
                                      .id = "l1",
                                      .unit = "u1",
                                      .before = change->before,
                                      .after = change->after};
    return audit_append(fixture.audit, database, &clerk, &entry, err) &&
           (!change->fails || error_set(err, ERROR_INVALID, "undone"));
}

static void append(const char *action)
{
    struct change change = {.action = action};
    struct error err;
    if (!storage_write(fixture.site.storage, run_change, &change, &err)) {
        fail_msg("%s", err.text);
    }
}

static struct audit_verdict verify(const struct audit_place *noted)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct audit_verdict verdict = {0};
    struct error err;
    if (!storage_read(fixture.site.storage, &view, &err) ||
        !audit_verify_run(snapshot_database(view), &fixture.server_key, noted, &verdict, &err)) {
        fail_msg("%s", err.text);
    }
    return verdict;
}

static bool run_script(struct database *database, void *user, struct error *err)
{
    return database_run_script(database, "test", user, err);
}

/* What somebody with the database in their hands does. */
static void tamper(const char *script)
{
    struct error err;
    if (!storage_write(fixture.site.storage, run_script, (void *)(uintptr_t)script, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_bad(int64_t no, const char *part)
{
    const struct audit_verdict verdict = verify(NULL);
    assert_false(verdict.good);
    assert_int_equal(verdict.bad_no, no);
    if (!strstr(verdict.what, part)) {
        fail_msg("'%s' does not say '%s'", verdict.what, part);
    }
}

static char *line_of(int64_t no)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct error err;
    static char line[4096];
    AUTO(statement) struct statement *select = NULL;
    static const struct database_sql sql = {"test.line",
                                            "SELECT line FROM audit_line WHERE no = $1"};
    bool row;
    assert_true(storage_read(fixture.site.storage, &view, &err));
    assert_true(database_prepare(snapshot_database(view), &sql, &select, &err));
    statement_bind_int64(select, 1, no);
    assert_true(statement_step(select, &row, &err) && row);
    assert_true(statement_copy_text(select, 0, line, sizeof line, &err));
    return line;
}

static void test_audit__lines_hold_the_hash_of_the_one_before(void **state)
{
    (void)state;
    append("leave.put");
    append("leave.approve");
    char first[4096];
    char prev[HASH_HEX_SIZE];
    (void)snprintf(first, sizeof first, "%s", line_of(1));
    const struct hash hash = hash_sha256(first, strlen(first));
    hash_hex_encode(hash.bytes, HASH_BYTES, prev);
    assert_non_null(strstr(line_of(2), prev));
    assert_non_null(strstr(first, "{\"v\":1,\"no\":1,\"at_utc_us\":"));
    const struct audit_verdict verdict = verify(NULL);
    assert_true(verdict.good);
    assert_int_equal(verdict.lines, 2);
    assert_int_equal(verdict.heads, 2);
}

static void test_audit__what_is_undone_leaves_no_line_and_no_gap(void **state)
{
    (void)state;
    append("leave.put");
    struct change failing = {.action = "leave.put", .fails = true};
    struct error err;
    assert_false(storage_write(fixture.site.storage, run_change, &failing, &err));
    append("leave.put");
    const struct audit_verdict verdict = verify(NULL);
    assert_true(verdict.good);
    assert_int_equal(verdict.lines, 2);
}

static void test_audit__a_change_says_old_and_new(void **state)
{
    (void)state;
    AUTO(json)
    json_t *before = json_pack("{s:s, s:i, s:s}", "state", "requested", "days", 2, "gone", "x");
    AUTO(json)
    json_t *after =
        json_pack("{s:s, s:i, s:s}", "state", "approved", "days", 2, "by", "<script>' OR 1=1 --");
    struct change change = {"leave.approve", before, after, false};
    struct error err;
    assert_true(storage_write(fixture.site.storage, run_change, &change, &err));
    assert_non_null(strstr(
        line_of(1), "\"changes\":{\"state\":{\"old\":\"requested\",\"new\":\"approved\"},\"gone\":"
                    "{\"old\":\"x\"},\"by\":{\"new\":\"<script>' OR 1=1 --\"}}"));
    assert_true(verify(NULL).good);
}

#define THREADS 4
#define NOTES   200

static void *note_reads(void *user)
{
    (void)user;
    const struct audit_entry entry = {.action = "days.read", .kind = "staff", .id = "s0001"};
    for (int i = 0; i < NOTES; i++) {
        struct error err;
        assert_true(audit_note(fixture.audit, &clerk, &entry, &err));
    }
    return NULL;
}

static void test_audit__reads_are_not_lost_by_a_clean_stop(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, note_reads, NULL), 0);
    }
    for (int i = 0; i < 20; i++) {
        append("leave.put"); /* between them */
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    audit_destroy(TAKE(fixture.audit));
    const struct audit_verdict verdict = verify(NULL);
    assert_true(verdict.good);
    assert_int_equal(verdict.lines, THREADS * NOTES + 20);
    open_audit();
}

static void test_audit__a_long_word_is_cut_and_still_text(void **state)
{
    (void)state;
    struct error err;
    const struct audit_actor actor = {
        .by = AUDIT_BY_ACCOUNT,
        .who = "守守守守守守守守守守守守守守守守守守守守守守守守守守守守守"};
    const struct audit_entry entry = {.action = "days.read"};
    assert_true(audit_note(fixture.audit, &actor, &entry, &err));
    assert_true(audit_flush(fixture.audit, &err));
    assert_true(verify(NULL).good);
    assert_int_equal(
        test_site_number(&fixture.site, "SELECT length(who) FROM audit_line WHERE no = 1"), 21);
}

static void append_five(void)
{
    for (int i = 0; i < 5; i++) {
        append("leave.put");
    }
    assert_true(verify(NULL).good);
}

static void test_verify__a_changed_line_is_named(void **state)
{
    (void)state;
    append_five();
    tamper("UPDATE audit_line SET line = replace(line, 'clerk1', 'clerk2'), who = 'clerk2' "
           "WHERE no = 3");
    assert_bad(3, "not the line whose hash was signed");
    tamper("DELETE FROM audit_head WHERE no = 3");
    assert_bad(4, "hash of the line before");
}

static void test_verify__a_missing_line_is_named(void **state)
{
    (void)state;
    append_five();
    tamper("DELETE FROM audit_line WHERE no = 2");
    assert_bad(2, "missing");
}

static void test_verify__a_column_that_says_otherwise_is_named(void **state)
{
    (void)state;
    append_five();
    tamper("UPDATE audit_line SET who = 'nobody' WHERE no = 4");
    assert_bad(4, "columns");
}

static void test_verify__a_head_that_is_not_the_servers_is_named(void **state)
{
    (void)state;
    append_five();
    fixture.server_key.bytes[0] ^= 1;
    assert_bad(1, "did not sign");
}

static void test_verify__an_end_that_was_cut_off_is_seen(void **state)
{
    (void)state;
    append_five();
    const struct audit_place noted = verify(NULL).head;
    tamper("DELETE FROM audit_line WHERE no > 3");
    assert_bad(4, "cut off");
    /* Whoever takes the heads too leaves a good log, which lacks what was written down elsewhere.
     */
    tamper("DELETE FROM audit_head WHERE no > 3;"
           "UPDATE audit_chain SET no = 3, hash = (SELECT hash FROM audit_head WHERE no = 3)");
    assert_true(verify(NULL).good);
    const struct audit_verdict verdict = verify(&noted);
    assert_false(verdict.good);
    assert_int_equal(verdict.bad_no, 4);
    fake_clock_advance_ms(&fixture.site.clock, 1);
    append("leave.put");
    append("leave.put");
    assert_true(verify(NULL).good);
    assert_false(verify(&noted).good);
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_audit__lines_hold_the_hash_of_the_one_before),
        SITE_TEST(test_audit__what_is_undone_leaves_no_line_and_no_gap),
        SITE_TEST(test_audit__a_change_says_old_and_new),
        SITE_TEST(test_audit__reads_are_not_lost_by_a_clean_stop),
        SITE_TEST(test_audit__a_long_word_is_cut_and_still_text),
        SITE_TEST(test_verify__a_changed_line_is_named),
        SITE_TEST(test_verify__a_missing_line_is_named),
        SITE_TEST(test_verify__a_column_that_says_otherwise_is_named),
        SITE_TEST(test_verify__a_head_that_is_not_the_servers_is_named),
        SITE_TEST(test_verify__an_end_that_was_cut_off_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
