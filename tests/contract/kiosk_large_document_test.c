/* The largest document that the server takes in is one that the kiosk's own code takes from it. */

#include "kiosk_wire.h"

#include "cmocka_tests.h"
#include "facts_loader.h"
#include "kiosk_reading.h"
#include "state_feed.h"
#include <stdio.h>

#define ATTENDEES FACTS_ATTENDEES_MAX

static struct kiosk_wire wire;

static void append(json_t *list, json_t *value)
{
    assert_int_equal(json_array_append_new(list, value), 0);
}

/* Everybody of a large county is invited, and has a seat. */
static json_t *make_documents(void)
{
    json_t *documents = json_array();
    json_t *attendees = json_array();
    json_t *seats = json_array();
    for (int i = 0; i < ATTENDEES; i++) {
        char id[16];
        char seat[40];
        (void)snprintf(id, sizeof id, "s%08d", i);
        (void)snprintf(seat, sizeof seat, "第%d排%d座", i / 40 + 1, i % 40 + 1);
        append(documents, json_pack("{s:s, s:s, s:{s:s, s:s, s:s}}", "kind", "staff", "id", id,
                                    "value", "id", id, "name", "李", "unit", "u1"));
        append(attendees, json_pack("{s:s, s:s}", "staff", id, "role", "required"));
        append(seats, json_pack("{s:s, s:s}", "staff", id, "seat", seat));
    }
    append(documents,
           json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:s, s:o, s:o}}", "kind", "meeting", "id", "m1",
                     "value", "id", "m1", "title", "全县大会", "start", "2026-03-02T09:00:00",
                     "end", "2026-03-02T10:00:00", "attendees", attendees, "seats", seats));
    return documents;
}

static void test_large_document__a_meeting_of_everybody_reaches_the_kiosk(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO(json) json_t *documents = make_documents();
    struct kiosk_reading reading;
    char query[48];
    if (!fact_writer_import(wire.site.facts, documents, "test", &err)) {
        fail_msg("%s", err.text);
    }
    (void)snprintf(query, sizeof query, "?since=%d&taps=0", 2 + ATTENDEES);
    kiosk_wire_get_state(&wire, query);
    kiosk_wire_assert_status(&wire, 200);
    if (!kiosk_reading_take_state(wire.reply.body, wire.reply.body_len, 2 + ATTENDEES, &reading,
                                  &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(reading.documents, 1);
    assert_true(reading.largest > 400000 && reading.largest <= FACT_VALUE_MAX);
    assert_true(STATE_ANSWER_MAX <= kiosk_reading_answer_max());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIOSK_WIRE_TEST(test_large_document__a_meeting_of_everybody_reaches_the_kiosk, &wire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
