/* What kiosks fetch. */

#include "state_feed.h"
#include "tap_feed.h"

#include "cmocka_tests.h"
#include "json.h"
#include "test_site.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
    int64_t taps_since;
    enum state_commands commands;
    const char *fingerprint, *taps_fingerprint;
    json_t *answer;
    enum state_result result;
};

static struct fixture fixture;

static int set_up(void **state)
{
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    fixture.taps_since = STATE_NO_TAPS;
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_decref(fixture.answer);
    test_kiosk_finish(&fixture.kiosk);
    test_site_finish(&fixture.site);
    return 0;
}

/* Looks, and reads the answer into the fixture. */
static void look(int64_t since)
{
    struct error err;
    struct state_answer answer;
    json_decref(TAKE(fixture.answer));
    const struct state_query query = {.kiosk = fixture.kiosk.id,
                                      .since = since,
                                      .taps_since = fixture.taps_since,
                                      .now_utc_us = fixture.site.clock.utc_us,
                                      .commands = fixture.commands,
                                      .fingerprint = fixture.fingerprint,
                                      .taps_fingerprint = fixture.taps_fingerprint};
    if (!state_feed_look(fixture.site.storage, &query, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(answer.standing, KIOSK_ACTIVE);
    fixture.result = answer.result;
    if (answer.json && !json_parse(answer.json, answer.len, "answer", &fixture.answer, &err)) {
        fail_msg("%s", err.text);
    }
    free(answer.json);
}

static json_t *change(size_t index)
{
    return json_array_get(json_object_get(fixture.answer, "changes"), index);
}

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}

static json_int_t revision(void)
{
    return json_integer_value(json_object_get(fixture.answer, "revision"));
}

static size_t change_count(void)
{
    return json_array_size(json_object_get(fixture.answer, "changes"));
}

static void test_state_feed__everything_from_the_beginning_in_order(void **state)
{
    (void)state;
    test_site_put(&fixture.site, "staff", "s1",
                  "{\"id\": \"s1\", \"name\": \"引号\\\"与\\\\线\", \"unit\": \"u1\"}");
    look(0);
    assert_int_equal(fixture.result, STATE_CHANGED);
    assert_int_equal(change_count(), 3);
    assert_string_equal(text(change(0), "kind"), "site");
    assert_string_equal(text(change(2), "id"), "s1");
    assert_string_equal(text(json_object_get(change(2), "value"), "name"), "引号\"与\\线");
    assert_int_equal(revision(), 3);
    assert_true(json_is_false(json_object_get(fixture.answer, "more")));
}

static void test_state_feed__the_site_has_the_place_of_who_asks(void **state)
{
    (void)state;
    look(0);
    json_t *site = json_object_get(change(0), "value");
    assert_string_equal(text(site, "place"), "东门");
    assert_string_equal(text(site, "name"), "县政府");
    assert_string_equal(text(site, "timezone"), "Asia/Shanghai");
}

static void test_state_feed__a_document_comes_once_with_its_newest_value(void **state)
{
    (void)state;
    look(0);
    json_int_t since = revision();
    test_site_put(&fixture.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"a\"}");
    test_site_put(&fixture.site, "unit", "u1", "{\"code\": \"u1\", \"name\": \"b\"}");
    test_site_put(&fixture.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"c\"}");
    look(since);
    assert_int_equal(change_count(), 2);
    assert_string_equal(text(change(0), "id"), "u1");
    assert_string_equal(text(json_object_get(change(1), "value"), "name"), "c");
    assert_int_equal(revision(), since + 3);
    look(revision());
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
    assert_int_equal(change_count(), 0);
    assert_int_equal(revision(), since + 3);
}

static void test_state_feed__what_is_gone_comes_as_null(void **state)
{
    (void)state;
    struct error err;
    test_site_put(&fixture.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"a\"}");
    look(0);
    assert_true(test_site_try_remove(&fixture.site, "unit", "u2", &err));
    look(revision());
    assert_int_equal(change_count(), 1);
    assert_true(json_is_null(json_object_get(change(0), "value")));
}

static void test_state_feed__who_is_asked_for_a_card_does_not_wait(void **state)
{
    (void)state;
    look(2);
    assert_null(json_object_get(fixture.answer, "commands"));
    fixture.commands = STATE_COMMANDS_KNOWN;
    look(2);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
    assert_true(json_is_false(json_object_get(fixture.answer, "commands")));
    fixture.commands = STATE_COMMANDS_NEW;
    look(2);
    assert_int_equal(fixture.result, STATE_CHANGED);
    assert_true(json_is_true(json_object_get(fixture.answer, "commands")));
    assert_int_equal(revision(), 2);
}

static void test_state_feed__a_revision_never_reached_is_ahead(void **state)
{
    (void)state;
    look(2);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
    look(3);
    assert_int_equal(fixture.result, STATE_AHEAD);
    assert_null(fixture.answer);
}

static void test_state_feed__more_than_a_thousand_come_in_parts(void **state)
{
    (void)state;
    struct error err;
    AUTO(json) json_t *documents = json_array();
    for (int i = 0; i < 1500; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "x%04d", i);
        assert_int_equal(
            json_array_append_new(documents, json_pack("{s:s, s:s, s:{s:s, s:s}}", "kind", "unit",
                                                       "id", id, "value", "code", id, "name", "x")),
            0);
    }
    assert_true(fact_writer_import(fixture.site.facts, documents, "import", &err));
    size_t seen = 0;
    int64_t since = 0;
    int parts = 0;
    bool more = true;
    for (; more && parts < 5; parts++) {
        look(since);
        seen += change_count();
        since = revision();
        more = json_is_true(json_object_get(fixture.answer, "more"));
        assert_int_equal(change_count(), more ? STATE_CHANGES_MAX : 502);
    }
    assert_int_equal(parts, 2);
    assert_int_equal(seen, 1502);
}

/* Taps of other kiosks */

static const json_t *taps(void)
{
    return json_object_get(json_object_get(fixture.answer, "taps"), "taps");
}

static json_int_t tap_revision(void)
{
    return json_integer_value(json_object_get(json_object_get(fixture.answer, "taps"), "revision"));
}

static void send(struct test_kiosk *kiosk, uint32_t first_card, size_t count)
{
    AUTO(memory) char *body = malloc(count * TAP_RECORD_LINE_MAX + 1);
    struct error err;
    assert_non_null(body);
    size_t len = test_kiosk_tap(kiosk, first_card, count, body);
    struct ingest_batch *batch = test_kiosk_batch(kiosk, body, len);
    if (!ingest_store(fixture.site.ingest, batch, &err)) {
        fail_msg("%s", err.text);
    }
    ingest_batch_destroy(batch);
}

static void give_card(uint32_t number, const char *staff)
{
    char token[HASH_HEX_SIZE];
    char value[128];
    (void)snprintf(value, sizeof value, "{\"staff\": \"%s\", \"state\": \"active\"}", staff);
    test_site_put(&fixture.site, "card", test_site_token(&fixture.site, number, token), value);
}

static void test_state_feed__a_tap_at_another_kiosk_is_told_once(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &fixture.site);
    test_site_put(&fixture.site, "staff", "s1",
                  "{\"id\": \"s1\", \"name\": \"a\", \"unit\": \"u1\"}");
    give_card(7, "s1");
    fixture.taps_since = 0;
    look(0);
    assert_int_equal(json_array_size(taps()), 0);
    int64_t since = revision();
    send(&fixture.kiosk, 7, 1); /* its own */
    send(&other, 7, 2);
    look(since);
    assert_int_equal(fixture.result, STATE_CHANGED);
    assert_int_equal(change_count(), 0);
    assert_int_equal(json_array_size(taps()), 2);
    json_t *tap = json_array_get(taps(), 0);
    assert_string_equal(text(tap, "kiosk"), other.id);
    assert_string_equal(text(tap, "staff"), "s1");
    assert_int_equal(json_integer_value(json_object_get(tap, "seq")), 1);
    assert_string_equal(text(json_array_get(taps(), 1), "staff"), ""); /* nobody's card */
    fixture.taps_since = tap_revision();
    look(since);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
    assert_int_equal(json_array_size(taps()), 0);
    assert_int_equal(tap_revision(), fixture.taps_since);
    test_kiosk_finish(&other);
}

static void test_state_feed__a_card_that_finds_its_holder_is_told_again(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &fixture.site);
    send(&other, 8, 1);
    fixture.taps_since = 0;
    look(0);
    assert_string_equal(text(json_array_get(taps(), 0), "staff"), "");
    fixture.taps_since = tap_revision();
    test_site_put(&fixture.site, "staff", "s1",
                  "{\"id\": \"s1\", \"name\": \"a\", \"unit\": \"u1\"}");
    give_card(8, "s1");
    look(0);
    assert_int_equal(json_array_size(taps()), 1);
    assert_string_equal(text(json_array_get(taps(), 0), "staff"), "s1");
    test_kiosk_finish(&other);
}

static void test_state_feed__many_taps_come_in_parts_and_old_ones_not_at_all(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &fixture.site);
    for (uint32_t i = 0; i < 5; i++) {
        send(&other, 1000 * i, 450);
    }
    fixture.site.clock.utc_us = other.at_utc_us; /* a second for each tap */
    fixture.taps_since = 0;
    size_t seen = 0;
    bool more = true;
    int parts = 0;
    for (; more && parts < 9; parts++) {
        look(0);
        assert_true(json_array_size(taps()) <= TAP_FEED_TAPS_MAX);
        seen += json_array_size(taps());
        fixture.taps_since = tap_revision();
        more = json_is_true(json_object_get(json_object_get(fixture.answer, "taps"), "more"));
    }
    assert_int_equal(parts, 5);
    assert_int_equal(seen, 5 * 450);
    fixture.site.clock.utc_us += TAP_FEED_KEPT_US + INT64_C(3600000000);
    fixture.taps_since = 0;
    look(0);
    assert_int_equal(json_array_size(taps()), 0);
    send(&other, 1, 1); /* what is too old goes with the next that comes */
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM arrival"), 1);
    test_kiosk_finish(&other);
}

static void test_state_feed__a_tap_of_next_year_is_not_told(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &fixture.site);
    send(&other, 1, 1);
    int64_t at_utc_us = other.at_utc_us;
    other.at_utc_us += INT64_C(365) * 86400 * 1000000;
    send(&other, 2, 1);
    other.at_utc_us = at_utc_us;
    send(&other, 3, 1);
    fixture.taps_since = 0;
    look(2);
    assert_int_equal(json_array_size(taps()), 2);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(taps(), 1), "seq")), 3);
    fixture.taps_since = tap_revision();
    look(2);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW); /* nor does it stand in the way */
    test_kiosk_finish(&other);
}

static void test_state_feed__a_cursor_never_reached_is_ahead(void **state)
{
    (void)state;
    fixture.taps_since = 1;
    look(0);
    assert_int_equal(fixture.result, STATE_AHEAD);
    assert_null(fixture.answer);
}

/* Of the last answer, in memory that holds two of them. */
static const char *told_fingerprint(const json_t *object, char ret_text[static 17])
{
    (void)snprintf(ret_text, 17, "%s", text(object, "fingerprint"));
    assert_int_equal(strlen(ret_text), 16);
    return ret_text;
}

static void test_state_feed__a_revision_is_told_apart_from_another_with_its_number(void **state)
{
    (void)state;
    char first[17];
    char second[17];
    look(1);
    assert_null(json_object_get(fixture.answer, "fingerprint")); /* who does not ask is not told */
    fixture.fingerprint = "";                                    /* nothing is known of it yet */
    look(1);
    fixture.fingerprint = told_fingerprint(fixture.answer, first);
    look(2);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
    assert_string_equal(text(fixture.answer, "fingerprint"), first);
    test_site_put(&fixture.site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"a\"}");
    look(2);
    assert_int_equal(change_count(), 1);
    assert_string_not_equal(told_fingerprint(fixture.answer, second), first);
    fixture.fingerprint = second;
    look(2); /* as where 2 was given out once more, and 3 too */
    assert_int_equal(fixture.result, STATE_AHEAD);
    assert_null(fixture.answer);
    look(3);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
}

static void test_state_feed__so_is_an_arrival(void **state)
{
    (void)state;
    struct test_kiosk other;
    char first[17];
    test_kiosk_init(&other, &fixture.site);
    fixture.taps_since = 0;
    fixture.taps_fingerprint = "";
    look(2);
    assert_string_equal(text(json_object_get(fixture.answer, "taps"), "fingerprint"), "");
    send(&other, 7, 1);
    look(2);
    fixture.taps_fingerprint = told_fingerprint(json_object_get(fixture.answer, "taps"), first);
    fixture.taps_since = tap_revision();
    look(2);
    assert_int_equal(fixture.result, STATE_NOTHING_NEW);
    fixture.site.clock.utc_us += 1;
    send(&other, 8, 1);
    look(2);
    assert_int_equal(json_array_size(taps()), 1);
    fixture.taps_since = tap_revision();
    look(2);
    assert_int_equal(fixture.result, STATE_AHEAD);
    fixture.taps_since--;
    fixture.site.clock.utc_us += TAP_FEED_KEPT_US + INT64_C(3600000000);
    send(&other, 9, 1); /* its arrival goes: all that is left is told again */
    look(2);
    assert_int_equal(fixture.result, STATE_AHEAD);
    test_kiosk_finish(&other);
}

static void test_state_feed__a_revoked_kiosk_gets_nothing(void **state)
{
    (void)state;
    struct error err;
    bool done;
    struct state_answer answer;
    assert_true(kiosk_enrolment_revoke(fixture.site.enrolment, fixture.kiosk.id, &done, &err));
    const struct state_query query = {.kiosk = fixture.kiosk.id,
                                      .taps_since = STATE_NO_TAPS,
                                      .now_utc_us = fixture.site.clock.utc_us};
    assert_true(state_feed_look(fixture.site.storage, &query, &answer, &err));
    assert_int_equal(answer.standing, KIOSK_REVOKED);
    assert_null(answer.json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_state_feed__everything_from_the_beginning_in_order),
        TEST(test_state_feed__the_site_has_the_place_of_who_asks),
        TEST(test_state_feed__a_document_comes_once_with_its_newest_value),
        TEST(test_state_feed__what_is_gone_comes_as_null),
        TEST(test_state_feed__who_is_asked_for_a_card_does_not_wait),
        TEST(test_state_feed__a_revision_never_reached_is_ahead),
        TEST(test_state_feed__more_than_a_thousand_come_in_parts),
        TEST(test_state_feed__a_tap_at_another_kiosk_is_told_once),
        TEST(test_state_feed__a_card_that_finds_its_holder_is_told_again),
        TEST(test_state_feed__many_taps_come_in_parts_and_old_ones_not_at_all),
        TEST(test_state_feed__a_tap_of_next_year_is_not_told),
        TEST(test_state_feed__a_cursor_never_reached_is_ahead),
        TEST(test_state_feed__a_revision_is_told_apart_from_another_with_its_number),
        TEST(test_state_feed__so_is_an_arrival),
        TEST(test_state_feed__a_revoked_kiosk_gets_nothing),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
