#include "office.h"

#include "attendee_store.h"
#include "card_issue.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "entry_store.h"
#include "json.h"
#include "tap_return.h"
#include "test_site.h"
#include "time_away_kind.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct test_site site;
    struct office *office;
};

static const struct office_caller everyone = {.actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error err;
    test_site_init(&fixture->site);
    test_site_put(&fixture->site, "unit", "u2",
                  "{\"code\":\"u2\",\"name\":\"国库股\",\"parent\":\"u1\"}");
    test_site_put(&fixture->site, "unit", "u3", "{\"code\":\"u3\",\"name\":\"教育局\"}");
    test_site_put(&fixture->site, "staff", "s1",
                  "{\"id\":\"s1\",\"name\":\"王伟\",\"unit\":\"u2\"}");
    test_site_put(&fixture->site, "staff", "s2",
                  "{\"id\":\"s2\",\"name\":\"李娜\",\"unit\":\"u3\",\"moves\":[{\"unit\":\"u1\","
                  "\"from\":\"2026-03-10\"}]}");
    const struct office_settings settings = {.storage = fixture->site.storage,
                                             .facts = fixture->site.facts,
                                             .clock = &fixture->site.clock.clock,
                                             .timezone = "Asia/Shanghai"};
    assert_true(office_create(&settings, &fixture->office, &err));
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;
    office_destroy(fixture->office);
    test_site_finish(&fixture->site);
    free(fixture);
    return 0;
}

/* Ids of a list, one after the other with spaces. */
static const char *ids_of(struct fixture *fixture, const struct office_question *question,
                          char ret_ids[static 200])
{
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    struct error err;
    assert_true(office_list(fixture->office, question, &answer, &err));
    assert_int_equal(answer.result, OFFICE_DONE);
    const json_t *items = json_object_get(answer.value, "items");
    ret_ids[0] = '\0';
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *id = office_text(json_array_get(items, i), "id");
        (void)strcat(strcat(ret_ids, i ? " " : ""), id);
    }
    return ret_ids;
}

static struct office_question ask(const char *kind)
{
    return (struct office_question){.kind = office_kind_find(kind),
                                    .caller = &everyone,
                                    .from = CIVIL_DATE_FIRST,
                                    .to = CIVIL_DATE_LAST,
                                    .limit = 10};
}

static void test_office__facts_that_came_another_way_are_found(void **state)
{
    struct fixture *fixture = *state;
    char ids[200];
    struct office_question question = ask("staff");
    assert_string_equal(ids_of(fixture, &question, ids), "s1 s2");
    question.search = "WW";
    assert_string_equal(ids_of(fixture, &question, ids), "s1");
    test_site_put(&fixture->site, "staff", "s3",
                  "{\"id\":\"s3\",\"name\":\"魏武\",\"unit\":\"u3\"}");
    assert_string_equal(ids_of(fixture, &question, ids), "s1 s3");
    question.search = "weiwu";
    assert_string_equal(ids_of(fixture, &question, ids), "s3");
}

static void test_office__a_unit_has_those_below_it_by_date(void **state)
{
    struct fixture *fixture = *state;
    char ids[200];
    struct office_question question = ask("staff");
    question.unit = "u1";
    assert_string_equal(ids_of(fixture, &question, ids), "s1");
    fake_clock_advance_ms(&fixture->site.clock, 10 * CIVIL_DAY_MS);
    assert_string_equal(ids_of(fixture, &question, ids), "s1 s2");
    question.unit = "u3";
    assert_string_equal(ids_of(fixture, &question, ids), "");
}

static void test_office__eyes_reach_as_far_as_their_grants(void **state)
{
    struct fixture *fixture = *state;
    char ids[200];
    const struct permission_holder clerk = {
        .account = "c", .grant_count = 1, .grants = {{ACCOUNT_ROLE_CLERK, "u1"}}};
    const struct permission_holder self = {
        .account = "p", .staff = "s2", .grant_count = 1, .grants = {{ACCOUNT_ROLE_STAFF, ""}}};
    struct office_caller caller = {.holder = &clerk};
    struct office_question question = ask("staff");
    question.caller = &caller;
    assert_string_equal(ids_of(fixture, &question, ids), "s1");
    caller.holder = &self;
    assert_string_equal(ids_of(fixture, &question, ids), "s2");
}

static json_t *parse(const char *text)
{
    json_t *value = NULL;
    assert_true(json_parse(text, strlen(text), "test", &value, NULL));
    return value;
}

/* Makes or acts; the answer's id in ret_id. */
static void do_call(struct fixture *fixture, const char *kind, const char *id, const char *action,
                    const char *input, char ret_id[static OFFICE_ID_MAX + 1])
{
    struct error err = {0};
    AUTO(json) json_t *value = parse(input);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const struct office_call call = {.kind = office_kind_find(kind),
                                     .caller = &everyone,
                                     .id = id,
                                     .action = action,
                                     .input = value};
    bool good = action ? office_act(fixture->office, &call, &answer, &err)
                : id   ? office_change(fixture->office, &call, &answer, &err)
                       : office_make(fixture->office, &call, &answer, &err);
    if (!good || answer.result != OFFICE_DONE) {
        fail_msg("%s %s: %d %s %s", kind, input, answer.result, answer.detail, err.text);
    }
    memcpy(ret_id, answer.id, OFFICE_ID_MAX + 1);
}

struct leaves {
    struct fact_writer *facts;
    size_t first, end;
};

static bool write_leaves(struct database *database, void *user, struct error *err)
{
    const struct leaves *leaves = user;
    const struct document_author author = {"test", INT64_C(1)};
    AUTO(json)
    json_t *leave = parse("{\"staff\":\"s1\",\"from\":\"2026-03-02T08:30:00\",\"to\":"
                          "\"2026-03-02T12:00:00\",\"state\":\"pending\"}");
    for (size_t i = leaves->first; i < leaves->end; i++) {
        char id[32];
        (void)snprintf(id, sizeof id, "l%05zu", i);
        if (!fact_writer_put(leaves->facts, database, "leave", id, leave, &author, err)) {
            return false;
        }
    }
    return true;
}

static void put_leaves(struct fixture *fixture, size_t first, size_t end)
{
    struct leaves leaves = {fixture->site.facts, first, end};
    assert_true(storage_write(fixture->site.storage, write_leaves, &leaves, NULL));
}

static void expect_approvers_list(struct fixture *fixture, bool complete, json_int_t looked_at)
{
    const struct permission_holder head = {
        .account = "p", .staff = "s3", .grant_count = 1, .grants = {{ACCOUNT_ROLE_STAFF, ""}}};
    const struct office_caller caller = {.holder = &head};
    struct office_question question = ask("leave");
    struct error err;
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    question.caller = &caller;
    assert_true(office_list(fixture->office, &question, &answer, &err));
    assert_int_equal(answer.result, OFFICE_DONE);
    assert_int_equal(json_array_size(json_object_get(answer.value, "items")), 10);
    assert_true(json_is_boolean(json_object_get(answer.value, "complete")));
    assert_true(json_is_true(json_object_get(answer.value, "complete")) == complete);
    const char *state;
    json_t *count;
    json_int_t counted = 0;
    json_object_foreach(json_object_get(answer.value, "counts"), state, count)
    {
        counted += json_integer_value(count);
    }
    assert_int_equal(counted, looked_at);
}

static void test_office__an_approvers_list_says_where_it_did_not_look_at_all(void **state)
{
    struct fixture *fixture = *state;
    char id[OFFICE_ID_MAX + 1];
    do_call(fixture, "staff", NULL, NULL,
            "{\"id\":\"s3\",\"name\":\"赵敏\",\"unit\":\"u1\",\"rank\":\"head\"}", id);
    put_leaves(fixture, 0, 2000);
    expect_approvers_list(fixture, true, 2000);
    put_leaves(fixture, 2000, 2001);
    expect_approvers_list(fixture, false, 2000);
}

static void expect_fact(struct fixture *fixture, const char *kind, const char *id,
                        const char *member, const char *value)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(memory) char *text = NULL;
    enum document_presence presence;
    assert_true(storage_read(fixture->site.storage, &view, NULL));
    assert_true(document_store_read(snapshot_database(view), kind, id, &presence, &text, NULL));
    assert_non_null(text);
    AUTO(json) json_t *fact = parse(text);
    assert_string_equal(office_text(fact, member), value);
}

static void expect_no_fact(struct fixture *fixture, const char *kind, const char *id)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(memory) char *text = NULL;
    enum document_presence presence;
    assert_true(storage_read(fixture->site.storage, &view, NULL));
    assert_true(document_store_read(snapshot_database(view), kind, id, &presence, &text, NULL));
    assert_int_equal(presence, DOCUMENT_NEVER);
}

static void test_office__leave_that_nobody_came_back_from_is_absence(void **state)
{
    struct fixture *fixture = *state;
    char leave[OFFICE_ID_MAX + 1], other[OFFICE_ID_MAX + 1];
    size_t count;
    do_call(fixture, "staff", "s2", NULL, "{\"rank\":\"head\"}", other);
    test_site_put(&fixture->site, "staff", "s2",
                  "{\"id\":\"s2\",\"name\":\"李娜\",\"unit\":\"u1\"}");
    do_call(fixture, "leave", NULL, NULL,
            "{\"staff\":\"s1\",\"from\":\"2026-03-03T08:30:00\",\"to\":\"2026-03-03T17:30:00\","
            "\"type\":\"personal\"}",
            leave);
    expect_fact(fixture, "leave", leave, "state", "pending");
    do_call(fixture, "leave", leave, "approve", "{\"approver\":\"s2\"}", other);
    expect_fact(fixture, "leave", leave, "state", "approved");
    do_call(fixture, "office_policy", "office_policy", NULL,
            "{\"unreturned_counts_as\":\"absence\",\"return_grace_days\":2}", other);
    fake_clock_advance_ms(&fixture->site.clock, 3 * CIVIL_DAY_MS);
    assert_true(time_away_kind_sweep(fixture->office, &count, NULL));
    assert_int_equal(count, 0);
    fake_clock_advance_ms(&fixture->site.clock, CIVIL_DAY_MS);
    assert_true(time_away_kind_sweep(fixture->office, &count, NULL));
    assert_int_equal(count, 1);
    expect_fact(fixture, "leave", leave, "state", "rejected");
    assert_true(time_away_kind_sweep(fixture->office, &count, NULL));
    assert_int_equal(count, 0);
    do_call(fixture, "leave", leave, "return", "{\"at\":\"2026-03-05T08:30:00\"}", other);
    expect_fact(fixture, "leave", leave, "state", "approved");
    expect_fact(fixture, "leave", leave, "to", "2026-03-03T17:30:00");
}

static bool do_nothing(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    return true;
}

/* A card of nobody's, tapped so long after the site's present moment, reaches the server. */
static void store_stranger(struct fixture *fixture, struct test_kiosk *kiosk, uint32_t card,
                           int64_t after_us)
{
    char body[TAP_RECORD_LINE_MAX + 1];
    struct tap_record record = test_kiosk_next(kiosk, card);
    record.at_utc_us = clock_utc_us(&fixture->site.clock.clock) + after_us;
    size_t len = test_kiosk_write(kiosk, &record, body);
    AUTO(ingest_batch) struct ingest_batch *batch = test_kiosk_batch(kiosk, body, len);
    assert_true(ingest_store(fixture->site.ingest, batch, NULL));
    assert_true(storage_write(fixture->site.storage, do_nothing, NULL, NULL)); /* behind its job */
}

static void test_office__an_unknown_card_that_is_waited_for_is_issued(void **state)
{
    struct fixture *fixture = *state;
    char issue[OFFICE_ID_MAX + 1], input[120], token[HASH_HEX_SIZE];
    struct test_kiosk kiosk;
    const struct ingest_observer observer = {.on_taps_committed = card_issue_on_taps,
                                             .user = fixture->office};
    ingest_add_observer(fixture->site.ingest, &observer);
    test_kiosk_init(&kiosk, &fixture->site);
    (void)snprintf(input, sizeof input, "{\"staff\":\"s1\",\"kiosk\":\"%s\",\"label\":\"新\"}",
                   kiosk.id);
    do_call(fixture, "card_issue", NULL, NULL, input, issue);
    AUTO(json) json_t *commands = NULL;
    assert_true(card_issue_commands(fixture->office, kiosk.id, &commands, NULL));
    assert_string_equal(office_text(json_array_get(commands, 0), "id"), issue);
    (void)test_site_token(&fixture->site, 78, token); /* tapped while the kiosk was away */
    store_stranger(fixture, &kiosk, 78, -60 * INT64_C(1000000));
    expect_no_fact(fixture, "card", token);
    (void)test_site_token(&fixture->site, 77, token);
    store_stranger(fixture, &kiosk, 77, 0);
    expect_fact(fixture, "card", token, "staff", "s1");
    test_kiosk_finish(&kiosk);
}

static void test_office__the_same_request_makes_one_thing(void **state)
{
    struct fixture *fixture = *state;
    AUTO(json)
    json_t *input = parse("{\"unit\":\"u1\",\"at\":\"2026-03-02T08:00:00\",\"findings\":[]}");
    const struct sent_request once = {.account = "a", .key = "k", .hash = {{1}}};
    const struct sent_request other = {.account = "a", .key = "k", .hash = {{2}}};
    struct office_call call = {
        .kind = office_kind_find("spot_check"), .caller = &everyone, .input = input, .once = &once};
    AUTO_OFFICE_ANSWER struct office_answer first = {0};
    AUTO_OFFICE_ANSWER struct office_answer second = {0};
    AUTO_OFFICE_ANSWER struct office_answer third = {0};
    assert_true(office_make(fixture->office, &call, &first, NULL));
    assert_true(office_make(fixture->office, &call, &second, NULL));
    assert_false(first.repeated);
    assert_true(second.repeated);
    assert_string_equal(first.id, second.id);
    call.once = &other;
    assert_true(office_make(fixture->office, &call, &third, NULL));
    assert_int_equal(third.result, OFFICE_KEY);
    char ids[200];
    struct office_question question = ask("spot_check");
    assert_string_equal(ids_of(fixture, &question, ids), first.id);
}

#define WITH_OFFICE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

/* A record of that person's, stored as the ingest stores it. */
static bool note_back(struct database *database, void *user, struct error *err)
{
    const struct stored_tap *tap = user;
    return tap_return_note(database, tap, 1, NULL, err);
}

static struct stored_tap back_at(const char *staff, int64_t at_ms)
{
    struct stored_tap tap = {.record = {.kiosk = "k0001", .epoch = 1, .seq = 7}, .at_ms = at_ms};
    (void)snprintf(tap.staff, sizeof tap.staff, "%s", staff);
    (void)snprintf(tap.record.shown.verdict, sizeof tap.record.shown.verdict, "back");
    return tap;
}

static void test_office__a_tap_that_reports_back_ends_the_leave(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    size_t count;
    int64_t now_ms;
    assert_true(civil_time_parse("2026-03-02T08:30:00", &now_ms)); /* the site's clock */
    test_site_put(&fixture->site, "leave", "l1",
                  "{\"staff\":\"s1\",\"from\":\"2026-03-02T00:00:00\",\"to\":"
                  "\"2026-03-05T00:00:00\",\"state\":\"approved\"}");
    struct stored_tap tap = back_at("s1", now_ms - 90 * 1000); /* 08:28:30 */
    struct stored_tap other = tap;
    other.record.shown.verdict[0] = '\0';
    other.record.seq = 8;
    assert_true(storage_write(fixture->site.storage, note_back, &tap, &err));
    assert_true(storage_write(fixture->site.storage, note_back, &other, &err));
    assert_int_equal(test_site_number(&fixture->site, "SELECT COUNT(*) FROM reported_back"), 1);
    assert_true(tap_return_sweep(fixture->office, &count, &err));
    assert_int_equal(count, 1);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    assert_true(
        office_read(fixture->office, office_kind_find("leave"), &everyone, "l1", &answer, &err));
    assert_string_equal(office_text(answer.value, "state"), "returned");
    assert_string_equal(office_text(answer.value, "to"), "2026-03-02T08:28:00");
    assert_string_equal(office_text(answer.value, "planned_to"), "2026-03-05T00:00:00");
    /* Again: whoever is back already changes nothing, and nothing is left to act on. */
    tap.record.seq = 9;
    tap.at_ms += 30 * 1000;
    assert_true(storage_write(fixture->site.storage, note_back, &tap, &err));
    assert_true(tap_return_sweep(fixture->office, &count, &err));
    assert_int_equal(count, 0);
    assert_int_equal(test_site_number(&fixture->site, "SELECT COUNT(*) FROM reported_back"), 0);
}

static void change(struct fixture *fixture, const char *kind, const char *id, const char *members)
{
    struct error err = {0};
    AUTO(json) json_t *input = json_loads(members, 0, NULL);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const struct office_call call = {
        .kind = office_kind_find(kind), .caller = &everyone, .id = id, .input = input};
    if (!office_change(fixture->office, &call, &answer, &err) || answer.result != OFFICE_DONE) {
        fail_msg("%s/%s: %s%s", kind, id, err.text, answer.detail);
    }
}

/* What the office keeps beside the document of a leave that it has approved itself. */
static bool approve_beside(struct database *database, void *user, struct error *err)
{
    (void)user;
    return entry_store_put(database, "leave", "l1", "{\"state\":\"approved\"}", "test",
                           TEST_SITE_UTC_US, err);
}

/* The kiosk kept the tap to itself until nobody could be waited for any longer. */
static void test_office__a_tap_taken_in_time_ends_a_leave_that_counts_as_absence(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    size_t count;
    int64_t tapped_ms;
    assert_true(civil_time_parse("2026-03-03T08:20:00", &tapped_ms));
    change(fixture, "office_policy", "office_policy",
           "{\"unreturned_counts_as\": \"absence\", \"return_grace_days\": 1}");
    test_site_put(&fixture->site, "leave", "l1",
                  "{\"staff\":\"s1\",\"from\":\"2026-03-02T08:30:00\",\"to\":"
                  "\"2026-03-03T17:30:00\",\"state\":\"approved\"}");
    assert_true(storage_write(fixture->site.storage, approve_beside, NULL, &err));
    fake_clock_advance_ms(&fixture->site.clock, 4 * CIVIL_DAY_MS);
    assert_true(time_away_kind_sweep(fixture->office, &count, &err));
    assert_int_equal(count, 1);
    struct stored_tap tap = back_at("s1", tapped_ms);
    assert_true(storage_write(fixture->site.storage, note_back, &tap, &err));
    assert_true(tap_return_sweep(fixture->office, &count, &err));
    assert_int_equal(count, 1);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    assert_true(
        office_read(fixture->office, office_kind_find("leave"), &everyone, "l1", &answer, &err));
    assert_string_equal(office_text(answer.value, "state"), "returned");
    assert_string_equal(office_text(answer.value, "to"), "2026-03-03T08:20:00");
    assert_int_equal(test_site_number(&fixture->site,
                                      "SELECT COUNT(*) FROM document WHERE kind = 'leave' AND "
                                      "value LIKE '%\"approved\"%'"),
                     1);
}

static void test_office__a_tap_from_a_moment_ahead_waits_for_it(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    size_t count;
    int64_t now_ms;
    assert_true(civil_time_parse("2026-03-02T08:30:00", &now_ms));
    test_site_put(&fixture->site, "trip", "t1",
                  "{\"staff\":\"s2\",\"from\":\"2026-03-01T00:00:00\",\"to\":"
                  "\"2026-03-05T00:00:00\",\"state\":\"approved\"}");
    struct stored_tap tap = back_at("s2", now_ms + 61 * 1000);
    assert_true(storage_write(fixture->site.storage, note_back, &tap, &err));
    assert_true(tap_return_sweep(fixture->office, &count, &err));
    assert_int_equal(count, 0);
    assert_int_equal(test_site_number(&fixture->site, "SELECT COUNT(*) FROM reported_back"), 1);
    fake_clock_advance_ms(&fixture->site.clock, 90 * 1000);
    assert_true(tap_return_sweep(fixture->office, &count, &err));
    assert_int_equal(count, 1);
}

static bool put_uncertain_result(struct database *database, void *user, struct error *err)
{
    const struct attendee_row row = {.staff = "s1",
                                     .unit = "u2",
                                     .date = civil_date_make(2026, 2, 3),
                                     .verdict = {.result = MEETING_REVIEW}};
    return attendee_store_write(database, user, &row, err);
}

static void test_office__a_meeting_that_somebody_may_have_come_to_is_not_called_off(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    char id[OFFICE_ID_MAX + 1];
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    AUTO(json) json_t *input = json_object();
    do_call(fixture, "meeting", NULL, NULL,
            "{\"title\":\"例会\",\"start\":\"2026-02-03T09:00:00\",\"end\":"
            "\"2026-02-03T10:00:00\",\"attendees\":[{\"staff\":\"s1\",\"role\":\"required\"}]}",
            id);
    assert_true(storage_write(fixture->site.storage, put_uncertain_result, id, &err));
    const struct office_call call = {.kind = office_kind_find("meeting"),
                                     .caller = &everyone,
                                     .id = id,
                                     .action = "cancel",
                                     .input = input};
    assert_true(office_act(fixture->office, &call, &answer, &err));
    assert_int_equal(answer.result, OFFICE_STATE);
    assert_non_null(strstr(answer.detail, "people signed in"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OFFICE(test_office__facts_that_came_another_way_are_found),
        WITH_OFFICE(test_office__a_unit_has_those_below_it_by_date),
        WITH_OFFICE(test_office__eyes_reach_as_far_as_their_grants),
        WITH_OFFICE(test_office__leave_that_nobody_came_back_from_is_absence),
        WITH_OFFICE(test_office__a_tap_taken_in_time_ends_a_leave_that_counts_as_absence),
        WITH_OFFICE(test_office__a_tap_that_reports_back_ends_the_leave),
        WITH_OFFICE(test_office__a_tap_from_a_moment_ahead_waits_for_it),
        WITH_OFFICE(test_office__an_unknown_card_that_is_waited_for_is_issued),
        WITH_OFFICE(test_office__a_meeting_that_somebody_may_have_come_to_is_not_called_off),
        WITH_OFFICE(test_office__an_approvers_list_says_where_it_did_not_look_at_all),
        WITH_OFFICE(test_office__the_same_request_makes_one_thing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
