/* Facts in: what is taken, what is refused with which words, and whose verdicts each may change. */

#include "fact_writer.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "file.h"
#include "json.h"
#include "test_engine.h"
#include "test_site.h"
#include <stdio.h>
#include <string.h>

#define TOUCHES_MAX 64

struct fixture {
    struct test_site site;
    struct fact_touch touches[TOUCHES_MAX];
    size_t touch_count;
    int64_t committed_revision;
};

static struct fixture fixture;

static bool hear(struct database *database, const struct fact_touch *touches, size_t count,
                 void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    for (size_t i = 0; i < count && fixture.touch_count < TOUCHES_MAX; i++) {
        fixture.touches[fixture.touch_count++] = touches[i];
    }
    return true;
}

static void hear_commit(int64_t revision, void *user)
{
    (void)user;
    fixture.committed_revision = revision;
}

static const char hours[] =
    "{\"id\": \"h1\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": \"2026-06-30\", "
    "\"weekdays\": [1, 2, 3, 4, 5], \"sessions\": [{\"start\": \"08:30\", \"end\": \"17:30\", "
    "\"in\": \"required\", \"out\": \"required\"}]}]}";

static const char meeting[] =
    "{\"id\": \"m1\", \"title\": \"例会\", \"start\": \"2026-03-02T09:00:00\", "
    "\"end\": \"2026-03-02T10:00:00\", \"attendees\": [{\"staff\": \"s1\", \"role\": "
    "\"required\"}]}";

static void put(const char *kind, const char *id, const char *value)
{
    test_site_put(&fixture.site, kind, id, value);
}

static int set_up(void **state)
{
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    put("unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局\"}");
    put("staff", "s1", "{\"id\": \"s1\", \"name\": \"张三\", \"unit\": \"u1\"}");
    put("staff", "s2", "{\"id\": \"s2\", \"name\": \"李四\", \"unit\": \"u1\"}");
    put("schedule", "h1", hours);
    put("meeting", "m1", meeting);
    const struct fact_observer observer = {hear, hear_commit, NULL};
    fact_writer_add_observer(fixture.site.facts, &observer);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_site_finish(&fixture.site);
    return 0;
}

static void assert_refused(const char *kind, const char *id, const char *value, const char *word)
{
    struct error err = {.text = ""};
    int64_t before = test_site_number(&fixture.site, "SELECT COUNT(*) FROM fact");
    if (test_site_try_put(&fixture.site, kind, id, value, &err)) {
        fail_msg("%s/%s was taken: %s", kind, id, value);
    }
    assert_int_equal(err.code, ERROR_INVALID);
    if (!strstr(err.text, word)) {
        fail_msg("'%s' does not name '%s'", err.text, word);
    }
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM fact"), before);
    assert_int_equal(fixture.committed_revision, 0);
}

static void assert_touched(enum fact_scope scope, const char *id, const char *first,
                           const char *last)
{
    int32_t from = CIVIL_DATE_FIRST;
    int32_t to = CIVIL_DATE_LAST;
    assert_true(!first || civil_date_parse(first, &from));
    assert_true(!last || civil_date_parse(last, &to));
    for (size_t i = 0; i < fixture.touch_count; i++) {
        const struct fact_touch *touch = &fixture.touches[i];
        if (touch->scope == scope && strcmp(touch->id, id) == 0 && touch->first == from &&
            touch->last == to) {
            return;
        }
    }
    fail_msg("nothing touched '%s' from %s to %s (%zu touches)", id, first ? first : "-",
             last ? last : "-", fixture.touch_count);
}

static void test_fact_writer__every_form_is_logged_and_the_newest_stands(void **state)
{
    (void)state;
    int64_t before = test_site_number(&fixture.site, "SELECT value FROM counter "
                                                     "WHERE name = 'state'");
    put("unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局二\"}");
    put("unit", "u2", "{\"code\": \"u2\", \"name\": \"财政局三\"}");
    assert_int_equal(fixture.committed_revision, before + 2);
    assert_int_equal(test_site_number(&fixture.site,
                                      "SELECT COUNT(*) FROM fact WHERE kind = 'unit' "
                                      "AND id = 'u2' AND author = 'test'"),
                     3);
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM document "
                                                     "WHERE id = 'u2' AND value LIKE '%三%'"),
                     1);
}

static void test_fact_writer__what_is_there_already_changes_nothing(void **state)
{
    (void)state;
    put("schedule", "h1", hours);
    put("unit", "u2", "{\"name\": \"财政局\", \"code\": \"u2\"}"); /* in another order */
    assert_int_equal(fixture.committed_revision, 0);
    assert_int_equal(fixture.touch_count, 0);
}

static void test_fact_writer__broken_forms_are_refused_by_name(void **state)
{
    (void)state;
    assert_refused("unit", "u3", "{\"code\": \"u3\"}", "unit/u3.name");
    assert_refused("unit", "u3", "{\"code\": \"u3\", \"name\": \"x\", \"size\": 1}", "size");
    assert_refused("unit", "u3", "{\"code\": \"u4\", \"name\": \"x\"}", "code");
    assert_refused("unit", "u\xe4", "{\"code\": \"u3\", \"name\": \"x\"}", "not an id");
    assert_refused("policy", "policy", "[]", "expected an object");
    assert_refused("unit", "u3", "[1]", "expected an object");
    assert_refused("place", "p1", "{}", "unknown kind");
    assert_refused("policy", "other", "{}", "not an id");
    assert_refused("policy", "policy", "{\"in_from_min\": 500, \"out_until_min\": 300}", "720");
    assert_refused("calendar", "26", "{\"rest\": []}", "not an id");
    assert_refused("calendar", "2026", "{\"rest\": [\"2026-02-30\"]}",
                   "calendar/2026.rest[0]: \"2026-02-30\" is not a date");
    assert_refused("schedule", "h2",
                   "{\"id\": \"h2\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": "
                   "\"2026-06-30\", \"weekdays\": [1], \"sessions\": [{\"start\": \"17:30\", "
                   "\"end\": \"08:30\", \"in\": \"required\", \"out\": \"optional\"}]}]}",
                   "schedule/h2.versions[0].sessions[0]: {\"start\":\"17:30\",\"end\":\"08:30\"");
    assert_refused("card", "00ff", "{\"staff\": \"s1\", \"state\": \"active\"}", "not an id");
    assert_refused("leave", "l1",
                   "{\"staff\": \"s1\", \"from\": \"2026-03-02T08:30:30\", "
                   "\"to\": \"2026-03-02T12:00:00\", \"state\": \"approved\"}",
                   "leave/l1.from");
    assert_refused("leave", "l1",
                   "{\"staff\": \"s1\", \"from\": \"2026-03-02T12:00:00\", "
                   "\"to\": \"2026-03-02T12:00:00\", \"state\": \"approved\"}",
                   "leave/l1.to");
}

static void test_fact_writer__names_of_what_is_not_there_are_refused(void **state)
{
    (void)state;
    assert_refused("staff", "s9", "{\"id\": \"s9\", \"name\": \"x\", \"unit\": \"u9\"}",
                   "there is no unit 'u9'");
    assert_refused("staff", "s9",
                   "{\"id\": \"s9\", \"name\": \"x\", \"unit\": \"u1\", \"moves\": "
                   "[{\"unit\": \"u9\", \"from\": \"2026-03-02\"}]}",
                   "staff/s9.moves[0].unit");
    assert_refused("assignment", "a1",
                   "{\"schedule\": \"h9\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}", "'h9'");
    assert_refused("trip", "t1",
                   "{\"staff\": \"s9\", \"from\": \"2026-03-02T08:30:00\", "
                   "\"to\": \"2026-03-02T12:00:00\", \"state\": \"approved\"}",
                   "'s9'");
    assert_refused("substitute", "b1",
                   "{\"meeting\": \"m1\", \"principal\": \"s1\", \"substitute\": \"s9\", "
                   "\"requested_at\": \"2026-03-01T08:00:00\", \"state\": \"pending\"}",
                   "substitute/b1.substitute");
    assert_refused("mark", "k1",
                   "{\"meeting\": \"m9\", \"staff\": \"s1\", "
                   "\"decided_at\": \"2026-03-02T11:00:00\"}",
                   "'m9'");
}

static void test_fact_writer__contradictions_are_refused(void **state)
{
    (void)state;
    put("assignment", "a1", "{\"schedule\": \"h1\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}");
    put("calendar", "2026", "{\"rest\": [\"2026-04-06\"]}");
    fixture.committed_revision = 0;
    assert_refused("assignment", "a2",
                   "{\"schedule\": \"h1\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}", "u1");
    assert_refused("calendar", "2027", "{\"work\": [{\"date\": \"2026-04-06\"}]}", "2026-04-06");
    assert_refused("calendar", "2025",
                   "{\"rest\": [\"2025-01-26\"], \"work\": [{\"date\": \"2025-01-26\"}]}",
                   "2025-01-26");
    assert_refused("meeting", "m2",
                   "{\"id\": \"m2\", \"title\": \"x\", \"start\": \"2026-03-02T09:00:00\", "
                   "\"end\": \"2026-03-02T10:00:00\", \"attendees\": [{\"staff\": \"s1\", "
                   "\"role\": \"required\"}, {\"staff\": \"s1\", \"role\": \"optional\"}]}",
                   "s1");
    assert_refused("staff", "s9",
                   "{\"id\": \"s9\", \"name\": \"x\", \"unit\": \"u1\", \"moves\": "
                   "[{\"unit\": \"u2\", \"from\": \"2026-03-02\"}, "
                   "{\"unit\": \"u1\", \"from\": \"2026-03-02\"}]}",
                   "staff/s9");
    assert_refused("schedule", "h2",
                   "{\"id\": \"h2\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": "
                   "\"2026-06-30\", \"weekdays\": [1], \"sessions\": []}, {\"from\": "
                   "\"2026-06-30\", \"to\": \"2026-12-31\", \"weekdays\": [1], \"sessions\": []}]}",
                   "schedule/h2.versions[1]: '2026-06-30' to '2026-12-31' holds a date and weekday "
                   "of another version");
}

static void test_fact_writer__the_other_assignments_of_a_holder_may_differ(void **state)
{
    (void)state;
    put("assignment", "a1", "{\"schedule\": \"h1\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}");
    put("assignment", "a2", "{\"schedule\": \"h1\", \"unit\": \"u1\", \"from\": \"2026-02-01\"}");
    put("assignment", "a3", "{\"schedule\": \"h1\", \"unit\": \"u2\", \"from\": \"2026-01-01\"}");
    put("assignment", "a1", "{\"schedule\": \"h1\", \"unit\": \"u1\", \"from\": \"2026-01-02\"}");
    assert_int_equal(
        test_site_number(&fixture.site, "SELECT COUNT(*) FROM document WHERE kind = 'assignment'"),
        3);
}

static void test_fact_writer__what_others_name_cannot_be_taken_back(void **state)
{
    (void)state;
    struct error err;
    assert_false(test_site_try_remove(&fixture.site, "staff", "s1", &err));
    assert_non_null(strstr(err.text, "a meeting still names it"));
    assert_false(test_site_try_remove(&fixture.site, "staff", "s9", &err));
    assert_non_null(strstr(err.text, "not there"));
    assert_true(test_site_try_remove(&fixture.site, "meeting", "m1", &err));
    assert_true(test_site_try_remove(&fixture.site, "staff", "s1", &err));
    assert_int_equal(
        test_site_number(&fixture.site, "SELECT COUNT(*) FROM fact WHERE value IS NULL"), 2);
    assert_false(test_site_try_remove(&fixture.site, "staff", "s1", &err));
}

static void test_fact_writer__an_import_is_all_or_nothing(void **state)
{
    (void)state;
    struct error err;
    static const char text[] =
        "[{\"kind\": \"unit\", \"id\": \"u5\", \"value\": {\"code\": \"u5\", \"name\": \"x\"}},"
        " {\"kind\": \"staff\", \"id\": \"s5\", \"value\": {\"id\": \"s5\", \"name\": \"x\", "
        "\"unit\": \"u6\"}}]";
    AUTO(json) json_t *documents = NULL;
    assert_true(json_parse(text, strlen(text), "test", &documents, &err));
    assert_false(fact_writer_import(fixture.site.facts, documents, "import", &err));
    assert_non_null(strstr(err.text, "documents[1]: staff/s5.unit"));
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM fact WHERE id = 'u5'"),
                     0);
    assert_int_equal(json_array_remove(documents, 1), 0);
    assert_true(fact_writer_import(fixture.site.facts, documents, "import", &err));
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM fact WHERE id = 'u5' "
                                                     "AND author = 'import'"),
                     1);
}

static const struct card_number number_7 = {.len = 4, .bytes = {0x9c, 0x41, 0xe6, 0x07}};

static bool put_number_7(struct database *database, void *user, struct error *err)
{
    const struct document_author author = {"test", 1};
    return fact_writer_put_card(fixture.site.facts, database, &number_7, user, &author, err);
}

static void assert_not_in_file(const char *suffix)
{
    struct error err;
    char path[600];
    AUTO(memory) char *bytes = NULL;
    size_t len;
    (void)snprintf(path, sizeof path, "%s%s", fixture.site.location, suffix);
    assert_true(file_read(path, 64u << 20, &bytes, &len, &err));
    assert_true(len > 0);
    assert_null(memmem(bytes, len, number_7.bytes, number_7.len));
    assert_null(memmem(bytes, len, "9C41E607", 8));
    assert_null(memmem(bytes, len, "9c41e607", 8));
}

static void test_fact_writer__a_card_number_is_kept_nowhere(void **state)
{
    if (test_engine() != TEST_ENGINE_SQLITE) {
        skip(); /* looks into the file */
    }
    (void)state;
    struct error err;
    char token[HASH_HEX_SIZE];
    AUTO(json) json_t *value = json_pack("{s:s, s:s}", "staff", "s1", "state", "active");
    assert_true(storage_write(fixture.site.storage, put_number_7, value, &err));
    (void)test_site_token(&fixture.site, 0x9c41e607, token);
    char sql[200];
    (void)snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM document WHERE id = '%s'", token);
    assert_int_equal(test_site_number(&fixture.site, sql), 1);
    assert_int_equal(
        test_site_number(&fixture.site, "SELECT COUNT(*) FROM card WHERE staff = 's1'"), 1);
    assert_not_in_file("");
    assert_not_in_file("-wal");
}

/* Whose verdicts */

static void test_fact_writer__a_leave_touches_its_days_old_and_new(void **state)
{
    (void)state;
    put("leave", "l1",
        "{\"staff\": \"s1\", \"from\": \"2026-03-02T08:30:00\", \"to\": \"2026-03-03T12:00:00\", "
        "\"state\": \"pending\"}");
    assert_int_equal(fixture.touch_count, 0); /* only an approved one says anything */
    put("leave", "l1",
        "{\"staff\": \"s1\", \"from\": \"2026-03-02T08:30:00\", \"to\": \"2026-03-03T12:00:00\", "
        "\"state\": \"approved\"}");
    assert_int_equal(fixture.touch_count, 1);
    assert_touched(FACT_SCOPE_STAFF, "s1", "2026-03-01", "2026-03-03");
    put("leave", "l1",
        "{\"staff\": \"s2\", \"from\": \"2026-03-09T00:00:00\", \"to\": \"2026-03-10T00:00:00\", "
        "\"state\": \"approved\"}");
    assert_int_equal(fixture.touch_count, 3);
    assert_touched(FACT_SCOPE_STAFF, "s2", "2026-03-08", "2026-03-09");
}

static void test_fact_writer__a_name_touches_nobody_and_a_move_does(void **state)
{
    (void)state;
    put("staff", "s1", "{\"id\": \"s1\", \"name\": \"张叁\", \"unit\": \"u1\"}");
    assert_int_equal(fixture.touch_count, 0);
    put("staff", "s1",
        "{\"id\": \"s1\", \"name\": \"张叁\", \"unit\": \"u1\", \"moves\": [{\"unit\": \"u2\", "
        "\"from\": \"2026-03-09\"}]}");
    assert_touched(FACT_SCOPE_STAFF, "s1", NULL, NULL);
}

static void test_fact_writer__a_schedule_touches_who_has_it_on_the_changed_dates(void **state)
{
    (void)state;
    static const char next_half[] =
        "{\"id\": \"h1\", \"versions\": [{\"from\": \"2026-01-01\", \"to\": \"2026-06-30\", "
        "\"weekdays\": [1, 2, 3, 4, 5], \"sessions\": [{\"start\": \"08:30\", \"end\": \"17:30\", "
        "\"in\": \"required\", \"out\": \"required\"}]}, {\"from\": \"2026-07-01\", \"to\": "
        "\"2026-12-31\", \"weekdays\": [1], \"sessions\": []}]}";
    put("assignment", "a1", "{\"schedule\": \"h1\", \"unit\": \"u1\", \"from\": \"2026-01-01\"}");
    put("assignment", "a2",
        "{\"schedule\": \"h1\", \"staff\": \"s2\", \"from\": \"2026-01-01\", "
        "\"to\": \"2026-07-31\"}");
    fixture.touch_count = 0;
    put("schedule", "h1", next_half);
    assert_int_equal(fixture.touch_count, 2);
    assert_touched(FACT_SCOPE_UNIT, "u1", "2026-06-30", "2027-01-01");
    assert_touched(FACT_SCOPE_STAFF, "s2", "2026-06-30", "2026-08-01");
}

static void test_fact_writer__a_calendar_touches_the_days_that_differ(void **state)
{
    (void)state;
    put("calendar", "2026", "{\"rest\": [\"2026-01-01\", \"2026-04-06\"]}");
    fixture.touch_count = 0;
    put("calendar", "2026",
        "{\"rest\": [\"2026-01-01\", \"2026-04-07\"], \"work\": [{\"date\": \"2026-04-11\"}]}");
    assert_int_equal(fixture.touch_count, 1);
    assert_touched(FACT_SCOPE_ALL, "", "2026-04-05", "2026-04-12");
}

static void test_fact_writer__what_is_decided_of_a_meeting_touches_the_meeting(void **state)
{
    (void)state;
    put("substitute", "b1",
        "{\"meeting\": \"m1\", \"principal\": \"s1\", \"substitute\": \"s2\", "
        "\"requested_at\": \"2026-03-01T08:00:00\", \"state\": \"approved\"}");
    assert_touched(FACT_SCOPE_MEETING, "m1", "2026-03-02", "2026-03-02");
    fixture.touch_count = 0;
    put("correction", "c1",
        "{\"staff\": \"s1\", \"at\": \"2026-03-31T08:30:00\", \"state\": \"approved\", "
        "\"decided_at\": \"2026-04-01T08:00:00\"}");
    assert_touched(FACT_SCOPE_STAFF, "s1", "2026-02-27", "2026-04-01");
}

/* Cards and taps that are there */

/* At 08:30 sharp, however late it comes. */
static void tap_card(uint32_t card)
{
    struct error err;
    char line[TAP_RECORD_LINE_MAX + 1];
    struct test_kiosk kiosk;
    test_kiosk_init(&kiosk, &fixture.site);
    kiosk.at_utc_us = TEST_SITE_UTC_US;
    size_t len = test_kiosk_tap(&kiosk, card, 1, line);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(&kiosk, line, len);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
    test_kiosk_finish(&kiosk);
}

static void assert_holder(const char *staff, const char *card)
{
    char sql[200];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM tap WHERE staff = '%s' AND card = '%s' AND (token IS NULL)"
                   " = (staff <> '')",
                   staff, card);
    assert_int_equal(test_site_number(&fixture.site, sql), 1);
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM tap"), 1);
}

static void test_fact_writer__a_card_given_later_takes_its_taps_along(void **state)
{
    (void)state;
    char token[HASH_HEX_SIZE];
    (void)test_site_token(&fixture.site, 7, token);
    tap_card(7);
    assert_holder("", "unknown");
    put("card", token, "{\"staff\": \"s1\", \"state\": \"active\"}");
    assert_holder("s1", "recognised");
    assert_int_equal(fixture.touch_count, 1);
    assert_touched(FACT_SCOPE_STAFF, "s1", "2026-03-01", "2026-03-03");
    fixture.touch_count = 0;
    put("card", token, "{\"staff\": \"s2\", \"state\": \"active\"}");
    assert_holder("s2", "recognised");
    assert_int_equal(fixture.touch_count, 2);
    put("card", token, "{\"staff\": \"s2\", \"state\": \"active\", \"from\": \"2026-03-03\"}");
    assert_holder("", "expired");
    put("card", token, "{\"staff\": \"s2\", \"state\": \"active\"}");
    assert_holder("s2", "recognised");
    struct error err;
    assert_true(test_site_try_remove(&fixture.site, "card", token, &err));
    assert_holder("", "unknown");
}

static void test_fact_writer__taps_with_another_card_stay_with_their_holder(void **state)
{
    (void)state;
    char first[HASH_HEX_SIZE], second[HASH_HEX_SIZE];
    put("card", test_site_token(&fixture.site, 7, first),
        "{\"staff\": \"s1\", \"state\": \"active\"}");
    put("card", test_site_token(&fixture.site, 8, second),
        "{\"staff\": \"s1\", \"state\": \"active\"}");
    tap_card(8);
    put("card", first, "{\"staff\": \"s2\", \"state\": \"active\"}");
    assert_holder("s1", "recognised");
}

static void test_fact_writer__a_revoked_card_keeps_the_taps_before(void **state)
{
    (void)state;
    char token[HASH_HEX_SIZE];
    put("card", test_site_token(&fixture.site, 7, token),
        "{\"staff\": \"s1\", \"state\": \"active\"}");
    tap_card(7);
    put("card", token,
        "{\"staff\": \"s1\", \"state\": \"revoked\", \"revoked_from\": "
        "\"2026-03-02T08:30:01\"}");
    assert_holder("s1", "recognised");
    fixture.touch_count = 0;
    put("card", token,
        "{\"staff\": \"s1\", \"state\": \"revoked\", \"revoked_from\": "
        "\"2026-03-02T08:30:00\"}");
    assert_holder("", "revoked");
    assert_touched(FACT_SCOPE_STAFF, "s1", "2026-03-01", "2026-03-03");
    put("card", token,
        "{\"staff\": \"s1\", \"state\": \"revoked\", \"revoked_from\": "
        "\"2026-03-02T09:00:00\"}");
    assert_holder("s1", "recognised");
    fixture.committed_revision = 0;
    assert_refused("card", token,
                   "{\"staff\": \"s1\", \"state\": \"active\", \"revoked_from\": "
                   "\"2026-03-02T09:00:00\"}",
                   "revoked_from: the card is not revoked");
    assert_refused("card", token,
                   "{\"staff\": \"s1\", \"state\": \"revoked\", \"from\": \"2026-03-03\", "
                   "\"revoked_from\": \"2026-03-02T09:00:00\"}",
                   "is before from");
}

/* The tap at 08:30 stays nobody's where the card stood revoked then, whatever it is now. */
static void test_fact_writer__a_card_in_use_again_does_not_give_back_its_gap(void **state)
{
    (void)state;
    char token[HASH_HEX_SIZE];
    put("card", test_site_token(&fixture.site, 7, token),
        "{\"staff\": \"s1\", \"state\": \"revoked\", \"revoked_from\": "
        "\"2026-03-02T08:00:00\"}");
    tap_card(7);
    assert_holder("", "revoked");
    put("card", token,
        "{\"staff\": \"s1\", \"state\": \"active\", \"revoked_before\": "
        "[{\"from\": \"2026-03-02T08:00:00\", \"to\": \"2026-03-02T08:30:01\"}]}");
    assert_holder("", "revoked");
    put("card", token,
        "{\"staff\": \"s1\", \"state\": \"active\", \"revoked_before\": "
        "[{\"from\": \"2026-03-02T08:00:00\", \"to\": \"2026-03-02T08:30:00\"}]}");
    assert_holder("s1", "recognised");
    put("card", token, "{\"staff\": \"s1\", \"state\": \"active\"}");
    assert_holder("s1", "recognised"); /* revoked by mistake: as if it never had been */
    fixture.committed_revision = 0;
    assert_refused("card", token,
                   "{\"staff\": \"s1\", \"state\": \"active\", \"revoked_before\": "
                   "[{\"from\": \"2026-03-02T08:00:00\", \"to\": \"2026-03-01T08:00:00\"}]}",
                   "is not after the one before it");
}

/* A tap of before, that comes late, counts; one of after does not. */
static void test_fact_writer__a_document_without_a_moment_is_revoked_when_it_was_put(void **state)
{
    (void)state;
    char token[HASH_HEX_SIZE];
    put("card", test_site_token(&fixture.site, 7, token),
        "{\"staff\": \"s1\", \"state\": \"active\"}");
    fake_clock_advance_ms(&fixture.site.clock, 5000);
    put("card", token, "{\"staff\": \"s1\", \"state\": \"revoked\"}");
    fake_clock_advance_ms(&fixture.site.clock, 5000);
    put("card", token, "{\"staff\": \"s1\", \"state\": \"revoked\", \"to\": \"2026-12-31\"}");
    assert_int_equal(test_site_number(&fixture.site, "SELECT revoked_from_ms % 100000 FROM card"),
                     5000);
    tap_card(7);
    assert_holder("s1", "recognised");
}

static bool forget_moment(struct database *database, void *user, struct error *err)
{
    (void)user;
    return database_run_script(database, "past",
                               "UPDATE card SET revoked_from_ms = NULL;\n"
                               "UPDATE tap SET staff = '', card = 'revoked', token = "
                               "(SELECT token FROM card);\n",
                               err);
}

static void test_fact_writer__what_an_earlier_server_took_from_a_holder_comes_back(void **state)
{
    (void)state;
    struct error err;
    char token[HASH_HEX_SIZE];
    put("card", test_site_token(&fixture.site, 7, token),
        "{\"staff\": \"s1\", \"state\": \"active\"}");
    tap_card(7);
    fake_clock_advance_ms(&fixture.site.clock, 5000);
    put("card", token, "{\"staff\": \"s1\", \"state\": \"revoked\"}");
    assert_true(storage_write(fixture.site.storage, forget_moment, NULL, &err));
    assert_holder("", "revoked");
    fixture.touch_count = 0;
    assert_true(fact_writer_settle_older_cards(fixture.site.facts, &err));
    assert_holder("s1", "recognised");
    assert_touched(FACT_SCOPE_STAFF, "s1", "2026-03-01", "2026-03-03");
    assert_int_equal(
        test_site_number(&fixture.site, "SELECT COUNT(*) FROM card WHERE revoked_from_ms IS NULL"),
        0);
}

static void test_fact_writer__the_zone_stays_once_there_are_taps(void **state)
{
    (void)state;
    put("site", "site", "{\"name\": \"县政府\", \"place\": \"\", \"timezone\": \"Asia/Urumqi\"}");
    tap_card(7);
    fixture.committed_revision = 0;
    assert_refused("site", "site",
                   "{\"name\": \"县政府\", \"place\": \"\", \"timezone\": \"Asia/Shanghai\"}",
                   "timezone");
    put("site", "site",
        "{\"name\": \"县委县政府\", \"place\": \"\", \"timezone\": \"Asia/Urumqi\"}");
}

/* From 22:00 to 32:00 (08:00 of the next day), and by day from 07:00. */
#define NIGHT(weekdays, start, end)                                                                \
    "{\"from\": \"2026-01-01\", \"to\": \"2026-12-31\", \"weekdays\": [" weekdays                  \
    "], \"sessions\": [{\"start\": \"" start "\", \"end\": \"" end                                 \
    "\", \"in\": \"required\", \"out\": \"required\"}]}"
#define HOURS(id, versions) "{\"id\": \"" id "\", \"versions\": [" versions "]}"

static void test_fact_writer__hours_of_two_days_do_not_overlap(void **state)
{
    (void)state;
    fixture.committed_revision = 0;
    assert_refused("schedule", "q1",
                   HOURS("q1", NIGHT("1", "22:00", "32:00") ", " NIGHT("2", "07:00", "15:00")),
                   "schedule/q1.versions[0].sessions[0]: ends at 32:00, when "
                   "versions[1].sessions[0] of the next day has begun at 07:00 (2026-01-05)");
    assert_refused("schedule", "q1", HOURS("q1", NIGHT("1, 2", "07:00", "32:00")),
                   "versions[0].sessions[0] of the next day has begun at 07:00 (2026-01-05)");
    put("schedule", "q1",
        HOURS("q1", NIGHT("1", "22:00", "31:00") ", " NIGHT("2", "07:00", "15:00")));
    put("schedule", "q2",
        HOURS("q2", NIGHT("1", "22:00", "32:00") ", " NIGHT("3", "07:00", "15:00")));
    fixture.committed_revision = 0;
    assert_refused("calendar", "2026",
                   "{\"work\": [{\"date\": \"2026-02-15\", \"as\": 1}, "
                   "{\"date\": \"2026-02-16\", \"as\": 3}]}",
                   "calendar/2026.work: schedule 'q2' versions[0].sessions[0]: ends at 32:00");
    put("calendar", "2026",
        "{\"rest\": [\"2026-01-06\"], \"work\": [{\"date\": "
        "\"2026-02-15\", \"as\": 1}]}");
}

static void test_fact_writer__hours_that_change_hands_do_not_overlap(void **state)
{
    (void)state;
    put("schedule", "q1", HOURS("q1", NIGHT("1, 2, 3", "22:00", "32:00")));
    put("schedule", "q2", HOURS("q2", NIGHT("1, 2, 3", "07:00", "15:00")));
    put("assignment", "a1", "{\"schedule\": \"q1\", \"staff\": \"s1\", \"from\": \"2026-03-01\"}");
    fixture.committed_revision = 0;
    assert_refused("assignment", "a2",
                   "{\"schedule\": \"q2\", \"staff\": \"s1\", \"from\": \"2026-03-03\"}",
                   "assignment/a2.from: the hours of 'q1' end at 32:00, when those of 'q2' of the "
                   "next day have begun at 07:00 (2026-03-02)");
    assert_refused("assignment", "a2",
                   "{\"schedule\": \"q2\", \"staff\": \"s1\", \"from\": \"2026-03-03\", "
                   "\"to\": \"2026-03-03\"}",
                   "(2026-03-02)");
    put("assignment", "a2", "{\"schedule\": \"q2\", \"staff\": \"s1\", \"from\": \"2026-03-05\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_fact_writer__every_form_is_logged_and_the_newest_stands),
        TEST(test_fact_writer__what_is_there_already_changes_nothing),
        TEST(test_fact_writer__broken_forms_are_refused_by_name),
        TEST(test_fact_writer__names_of_what_is_not_there_are_refused),
        TEST(test_fact_writer__contradictions_are_refused),
        TEST(test_fact_writer__the_other_assignments_of_a_holder_may_differ),
        TEST(test_fact_writer__what_others_name_cannot_be_taken_back),
        TEST(test_fact_writer__an_import_is_all_or_nothing),
        TEST(test_fact_writer__a_card_number_is_kept_nowhere),
        TEST(test_fact_writer__a_leave_touches_its_days_old_and_new),
        TEST(test_fact_writer__a_name_touches_nobody_and_a_move_does),
        TEST(test_fact_writer__a_schedule_touches_who_has_it_on_the_changed_dates),
        TEST(test_fact_writer__a_calendar_touches_the_days_that_differ),
        TEST(test_fact_writer__hours_of_two_days_do_not_overlap),
        TEST(test_fact_writer__hours_that_change_hands_do_not_overlap),
        TEST(test_fact_writer__what_is_decided_of_a_meeting_touches_the_meeting),
        TEST(test_fact_writer__a_card_given_later_takes_its_taps_along),
        TEST(test_fact_writer__taps_with_another_card_stay_with_their_holder),
        TEST(test_fact_writer__a_revoked_card_keeps_the_taps_before),
        TEST(test_fact_writer__a_card_in_use_again_does_not_give_back_its_gap),
        TEST(test_fact_writer__a_document_without_a_moment_is_revoked_when_it_was_put),
        TEST(test_fact_writer__what_an_earlier_server_took_from_a_holder_comes_back),
        TEST(test_fact_writer__the_zone_stays_once_there_are_taps),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
