/* What a kiosk sent can be proved, as a whole and one person-day at a time. */

#include "kiosk_verify.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "evidence.h"
#include "json.h"
#include "test_site.h"
#include <stdlib.h>
#include <string.h>

#define LINES 12

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
};

static struct fixture fixture;

static void send_taps(uint32_t first, size_t count)
{
    struct error err;
    char *body = malloc(count * (TAP_RECORD_LINE_MAX + 1) + 1);
    assert_non_null(body);
    size_t len = test_kiosk_tap(&fixture.kiosk, first, count, body);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, body, len);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
    free(body);
}

static int set_up(void **state)
{
    (void)state;
    char token[HASH_HEX_SIZE];
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    test_site_put(&fixture.site, "staff", "s1",
                  "{\"id\": \"s1\", \"name\": \"王芳\", \"unit\": \"u1\"}");
    test_site_put(&fixture.site, "card", test_site_token(&fixture.site, 3, token),
                  "{\"staff\": \"s1\", \"state\": \"active\"}");
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    send_taps(1, 7);
    send_taps(1, 5);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_kiosk_finish(&fixture.kiosk);
    test_site_finish(&fixture.site);
    return 0;
}

static struct kiosk_verdict verify(void)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct kiosk kiosk;
    struct kiosk_verdict verdict = {0};
    struct error err;
    if (!storage_read(fixture.site.storage, &view, &err) ||
        !kiosk_store_find(snapshot_database(view), fixture.kiosk.id, &kiosk, &err) ||
        !kiosk_verify_run(snapshot_database(view), &kiosk, &verdict, &err)) {
        fail_msg("%s", err.text);
    }
    return verdict;
}

static bool run_script(struct database *database, void *user, struct error *err)
{
    return database_run_script(database, "test", user, err);
}

static void tamper(const char *script)
{
    struct error err;
    if (!storage_write(fixture.site.storage, run_script, (void *)(uintptr_t)script, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_bad_line(uint64_t seq, const char *part)
{
    const struct kiosk_verdict verdict = verify();
    assert_false(verdict.good);
    assert_int_equal(verdict.bad_epoch, 1);
    assert_int_equal(verdict.bad_seq, seq);
    if (!strstr(verdict.what, part)) {
        fail_msg("'%s' does not say '%s'", verdict.what, part);
    }
}

static void test_kiosk_verify__what_was_sent_holds(void **state)
{
    (void)state;
    const struct kiosk_verdict verdict = verify();
    assert_true(verdict.good);
    assert_int_equal(verdict.lines, LINES);
    assert_int_equal(verdict.batches, 2);
}

static void test_kiosk_verify__a_changed_line_shows_in_the_next(void **state)
{
    (void)state;
    tamper("UPDATE record SET line = replace(line, '\"late_min\":', '\"late_min\":1') "
           "WHERE seq = 4");
    assert_bad_line(5, "hash of the line before");
}

static void test_kiosk_verify__a_missing_line_and_a_cut_tail_are_named(void **state)
{
    (void)state;
    tamper("DELETE FROM record WHERE seq = 12");
    assert_bad_line(12, "missing");
    tamper("DELETE FROM record WHERE seq = 6");
    assert_bad_line(6, "missing");
}

static void test_kiosk_verify__a_last_line_that_was_changed_is_named(void **state)
{
    (void)state;
    tamper("UPDATE record SET line = replace(line, '\"late_min\":', '\"late_min\":1') "
           "WHERE seq = 12");
    const struct kiosk_verdict verdict = verify();
    assert_false(verdict.good);
}

/* Whoever makes the whole chain anew cannot sign the batches. */
static void test_kiosk_verify__lines_that_the_kiosk_did_not_sign_are_named(void **state)
{
    (void)state;
    tamper("UPDATE record_batch SET body_hash = (SELECT body_hash FROM record_batch "
           "WHERE batch = 1) WHERE batch = 2");
    const struct kiosk_verdict verdict = verify();
    assert_false(verdict.good);
    assert_int_equal(verdict.bad_batch, 2);
    assert_non_null(strstr(verdict.what, "lines were changed"));
    tamper("UPDATE record_batch SET lines = 9 WHERE batch = 2"); /* not looked at, then */
    const struct kiosk_verdict again = verify();
    assert_false(again.good);
    assert_non_null(strstr(again.what, "not signed with the kiosk's key"));
}

static void test_kiosk_verify__a_batch_that_is_gone_is_named(void **state)
{
    (void)state;
    tamper("DELETE FROM record_batch WHERE batch = 1");
    const struct kiosk_verdict verdict = verify();
    assert_false(verdict.good);
    assert_int_equal(verdict.bad_batch, 1);
}

static void test_kiosk_verify__lines_that_waited_for_a_gap_hold(void **state)
{
    (void)state;
    char first[TAP_RECORD_LINE_MAX + 1], second[TAP_RECORD_LINE_MAX + 1];
    size_t first_len = test_kiosk_tap(&fixture.kiosk, 1, 1, first);
    size_t second_len = test_kiosk_tap(&fixture.kiosk, 2, 1, second);
    struct error err;
    AUTO(ingest_batch)
    struct ingest_batch *late = test_kiosk_batch(&fixture.kiosk, second, second_len);
    AUTO(ingest_batch)
    struct ingest_batch *early = test_kiosk_batch(&fixture.kiosk, first, first_len);
    assert_true(ingest_store(fixture.site.ingest, late, &err));
    assert_int_equal(late->lines[0].answer, INGEST_QUARANTINED);
    assert_true(ingest_store(fixture.site.ingest, early, &err));
    const struct kiosk_verdict verdict = verify();
    assert_true(verdict.good);
    assert_int_equal(verdict.lines, LINES + 2);
}

/* Evidence */

static json_t *make_evidence(const char *staff)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(signing_key) struct signing_key *key = NULL;
    struct error err;
    json_t *evidence = NULL;
    int32_t date;
    assert_true(civil_date_parse("2026-03-02", &date));
    if (!signing_key_create(fixture.site.keys.signing_seed, &key, &err) ||
        !storage_read(fixture.site.storage, &view, &err) ||
        !evidence_make(snapshot_database(view), key, staff, date, &evidence, &err)) {
        fail_msg("%s", err.text);
    }
    return evidence;
}

static struct evidence_verdict check(const json_t *evidence)
{
    struct evidence_verdict verdict = {0};
    struct public_key key;
    struct error err;
    assert_true(server_keys_public(&fixture.site.keys, &key, &err));
    if (!evidence_check(evidence, &key, &verdict, &err)) {
        fail_msg("%s", err.text);
    }
    return verdict;
}

static void test_evidence__a_person_day_proves_itself(void **state)
{
    (void)state;
    AUTO(json) json_t *evidence = make_evidence("s1");
    const struct evidence_verdict verdict = check(evidence);
    if (!verdict.good) {
        fail_msg("%s", verdict.what);
    }
    assert_int_equal(verdict.records, 2);
    assert_int_equal(verdict.batches, 2);
    const json_t *batch = json_array_get(json_object_get(evidence, "batches"), 0);
    assert_int_equal(json_array_size(json_object_get(batch, "lines")), 7);
    AUTO(json) json_t *nobody = make_evidence("s9");
    assert_int_equal(check(nobody).records, 0);
}

static void test_evidence__what_was_changed_does_not_hold(void **state)
{
    (void)state;
    AUTO(json) json_t *evidence = make_evidence("s1");
    json_t *record = json_array_get(json_object_get(evidence, "records"), 0);
    AUTO(json) json_t *line = json_incref(json_object_get(record, "line"));
    char changed[TAP_RECORD_LINE_MAX + 1];
    (void)snprintf(changed, sizeof changed, "%s", json_string_value(line));
    char *at = strstr(changed, "\"at_utc_us\":");
    at[14] = at[14] == '5' ? '6' : '5';
    (void)json_object_set_new(record, "line", json_string(changed));
    assert_non_null(strstr(check(evidence).what, "records[0]"));
    (void)json_object_set(record, "line", line);
    assert_true(check(evidence).good);

    json_t *batch = json_array_get(json_object_get(evidence, "batches"), 1);
    (void)json_array_remove(json_object_get(batch, "lines"), 0);
    assert_non_null(strstr(check(evidence).what, "batches[1]: the lines are not"));
    (void)json_object_set_new(batch, "lines", json_null());
    assert_true(check(evidence).good);
    (void)json_object_set_new(batch, "time_utc_us", json_integer(1));
    assert_non_null(strstr(check(evidence).what, "batches[1]: the kiosk's key"));
}

static void test_evidence__another_servers_word_is_not_enough(void **state)
{
    (void)state;
    AUTO(json) json_t *evidence = make_evidence("s1");
    struct public_key key = {{1}};
    struct evidence_verdict verdict = {0};
    struct error err;
    assert_true(evidence_check(evidence, &key, &verdict, &err));
    assert_false(verdict.good);
    assert_non_null(strstr(verdict.what, "server_public_key"));
    AUTO(json) json_t *other = json_pack("{s:s}", "form", "something");
    assert_false(evidence_check(other, &key, &verdict, &err));
}

int main(void)
{
#define SITE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SITE_TEST(test_kiosk_verify__what_was_sent_holds),
        SITE_TEST(test_kiosk_verify__a_changed_line_shows_in_the_next),
        SITE_TEST(test_kiosk_verify__a_missing_line_and_a_cut_tail_are_named),
        SITE_TEST(test_kiosk_verify__a_last_line_that_was_changed_is_named),
        SITE_TEST(test_kiosk_verify__lines_that_the_kiosk_did_not_sign_are_named),
        SITE_TEST(test_kiosk_verify__a_batch_that_is_gone_is_named),
        SITE_TEST(test_kiosk_verify__lines_that_waited_for_a_gap_hold),
        SITE_TEST(test_evidence__a_person_day_proves_itself),
        SITE_TEST(test_evidence__what_was_changed_does_not_hold),
        SITE_TEST(test_evidence__another_servers_word_is_not_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
