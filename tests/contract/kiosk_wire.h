#pragma once
/* A server with the kiosks' API on a port of its own, an enrolled kiosk and a connection: what the
 * tests of the protocol say and hear. What goes wrong with these fails the test. One thread, where
 * not said otherwise. */

#include "audit.h"
#include "http_client.h"
#include "http_server.h"
#include "json.h"
#include "kiosk_api.h"
#include "office.h"
#include "test_site.h"

#define KIOSK_WIRE_RECORDS "/api/v1/kiosk/records"
#define KIOSK_WIRE_NDJSON  "Content-Type: application/x-ndjson\r\n"
#define KIOSK_WIRE_JSON    "Content-Type: application/json\r\n"

struct kiosk_wire {
    struct test_site site;
    struct test_kiosk kiosk;
    struct audit *audit;
    struct office *office;
    struct kiosk_api *api;
    struct http_server *server;
    struct http_client *client;
    struct http_reply reply; /* the last */
    json_t *answer;          /* its body */
    char body[INGEST_LINES_MAX * TAP_RECORD_LINE_MAX + 2];
};

void kiosk_wire_init(struct kiosk_wire *wire);
void kiosk_wire_finish(struct kiosk_wire *wire);

/* A test that begins and ends with the wire: its state. */
#define KIOSK_WIRE_TEST(name, wire)                                                                \
    cmocka_unit_test_prestate_setup_teardown(name, kiosk_wire_set_up, kiosk_wire_tear_down, wire)
int kiosk_wire_set_up(void **ret_state);
int kiosk_wire_tear_down(void **ret_state);

/* What follows a tap, or was noted for the audit log, has been written. */
void kiosk_wire_settle(struct kiosk_wire *wire);

/* Sends a request with these headers as they are, and reads the answer. */
void kiosk_wire_request(struct kiosk_wire *wire, const char *method, const char *target,
                        const char *headers, const char *body);

/* The same signed by the kiosk for a moment; more: further headers. */
void kiosk_wire_request_at(struct kiosk_wire *wire, int64_t utc_us, const char *method,
                           const char *target, const char *more, const char *body);

/* Signed for now. */
void kiosk_wire_post_records(struct kiosk_wire *wire, const char *body);
void kiosk_wire_get_state(struct kiosk_wire *wire, const char *query);
void kiosk_wire_post_status(struct kiosk_wire *wire, const char *body);

/* A member of the answer, or "". */
const char *kiosk_wire_text(const struct kiosk_wire *wire, const char *key);

void kiosk_wire_assert_status(const struct kiosk_wire *wire, unsigned status);
void kiosk_wire_assert_problem(const struct kiosk_wire *wire, unsigned status, const char *type);

/* The answers to a batch: "stored duplicate quarantined:fork". */
void kiosk_wire_assert_answers(const struct kiosk_wire *wire, const char *expected);
void kiosk_wire_assert_nothing_stored(struct kiosk_wire *wire);
