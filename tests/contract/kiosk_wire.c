#include "kiosk_wire.h"

#include "card_issue.h"
#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

/* What is kept besides facts, with its audit log; kiosks hear of it as they do of a server's. */
static void open_office(struct kiosk_wire *wire)
{
    struct error err;
    static const uint8_t seed[SIGNING_SEED_BYTES] = {7};
    assert_true(
        audit_create(wire->site.storage, &wire->site.clock.clock, seed, &wire->audit, &err));
    const struct office_settings settings = {.storage = wire->site.storage,
                                             .facts = wire->site.facts,
                                             .audit = wire->audit,
                                             .clock = &wire->site.clock.clock,
                                             .timezone = "Asia/Shanghai"};
    assert_true(office_create(&settings, &wire->office, &err));
    const struct ingest_observer observer = {.on_taps_committed = card_issue_on_taps,
                                             .user = wire->office};
    ingest_add_observer(wire->site.ingest, &observer);
}

static bool do_nothing(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    return true;
}

void kiosk_wire_settle(struct kiosk_wire *wire)
{
    struct error err;
    assert_true(storage_write(wire->site.storage, do_nothing, NULL, &err));
    assert_true(audit_flush(wire->audit, &err));
}

void kiosk_wire_init(struct kiosk_wire *wire)
{
    struct error err;
    struct http_server_settings settings;
    memset(wire, 0, sizeof *wire);
    test_site_init(&wire->site);
    test_kiosk_init(&wire->kiosk, &wire->site);
    open_office(wire);
    const struct kiosk_api_settings api = {
        .storage = wire->site.storage,
        .clock = &wire->site.clock.clock,
        .enrolment = wire->site.enrolment,
        .ingest = wire->site.ingest,
        .office = wire->office,
    };
    assert_true(kiosk_api_create(&api, &wire->api, &err));
    struct fact_observer observer = kiosk_api_observer(wire->api);
    fact_writer_add_observer(wire->site.facts, &observer);
    const struct office_command_observer commands = {kiosk_api_wake, wire->api};
    office_observe_commands(wire->office, &commands);
    struct http_route_set routes = kiosk_api_routes(wire->api);
    http_server_settings_init(&settings);
    settings.port = 0;
    settings.header_timeout_ms = INT32_MAX; /* a test may be long between two requests */
    settings.clock = &wire->site.clock.clock;
    assert_true(http_server_create(&settings, &routes, 1, &wire->server, &err));
    assert_true(http_server_start(wire->server, &err));
    wire->client = http_client_create(http_server_url(wire->server));
}

void kiosk_wire_finish(struct kiosk_wire *wire)
{
    json_decref(wire->answer);
    http_reply_finish(&wire->reply);
    http_client_destroy(wire->client);
    http_server_destroy(wire->server);
    kiosk_wire_settle(wire);
    office_destroy(wire->office);
    audit_destroy(wire->audit);
    /* The fact writer calls the API: it goes with the site, before the API does. */
    test_kiosk_finish(&wire->kiosk);
    test_site_finish(&wire->site);
    kiosk_api_destroy(wire->api);
}

int kiosk_wire_set_up(void **ret_state)
{
    kiosk_wire_init(*ret_state);
    return 0;
}

int kiosk_wire_tear_down(void **ret_state)
{
    kiosk_wire_finish(*ret_state);
    return 0;
}

void kiosk_wire_request(struct kiosk_wire *wire, const char *method, const char *target,
                        const char *headers, const char *body)
{
    struct error err;
    json_decref(TAKE(wire->answer));
    http_reply_finish(&wire->reply);
    wire->reply = (struct http_reply){0};
    http_client_request(wire->client, method, target, headers, body, &wire->reply);
    if (wire->reply.body_len > 0 &&
        !json_parse(wire->reply.body, wire->reply.body_len, "answer", &wire->answer, &err)) {
        fail_msg("%s: %s", err.text, wire->reply.body);
    }
}

void kiosk_wire_request_at(struct kiosk_wire *wire, int64_t utc_us, const char *method,
                           const char *target, const char *more, const char *body)
{
    char headers[1024];
    char all[2048];
    (void)test_kiosk_sign(&wire->kiosk, method, target, utc_us, body, body ? strlen(body) : 0,
                          headers);
    (void)snprintf(all, sizeof all, "%s%s", headers, more);
    kiosk_wire_request(wire, method, target, all, body);
}

void kiosk_wire_post_records(struct kiosk_wire *wire, const char *body)
{
    kiosk_wire_request_at(wire, wire->site.clock.utc_us, "POST", KIOSK_WIRE_RECORDS,
                          KIOSK_WIRE_NDJSON, body);
}

void kiosk_wire_get_state(struct kiosk_wire *wire, const char *query)
{
    char target[256];
    (void)snprintf(target, sizeof target, "/api/v1/kiosk/state%s", query);
    kiosk_wire_request_at(wire, wire->site.clock.utc_us, "GET", target, "", NULL);
}

void kiosk_wire_post_status(struct kiosk_wire *wire, const char *body)
{
    kiosk_wire_request_at(wire, wire->site.clock.utc_us, "POST", "/api/v1/kiosk/status",
                          KIOSK_WIRE_JSON, body);
}

const char *kiosk_wire_text(const struct kiosk_wire *wire, const char *key)
{
    const char *value = json_string_value(json_object_get(wire->answer, key));
    return value ? value : "";
}

void kiosk_wire_assert_status(const struct kiosk_wire *wire, unsigned status)
{
    if (wire->reply.status != status) {
        fail_msg("status %u instead of %u: %s", wire->reply.status, status,
                 wire->reply.body ? wire->reply.body : "");
    }
}

void kiosk_wire_assert_problem(const struct kiosk_wire *wire, unsigned status, const char *type)
{
    char media_type[128];
    kiosk_wire_assert_status(wire, status);
    assert_string_equal(kiosk_wire_text(wire, "type"), type);
    assert_int_equal(json_integer_value(json_object_get(wire->answer, "status")), status);
    assert_non_null(http_reply_header(&wire->reply, "Content-Type", media_type, 128));
    assert_non_null(strstr(media_type, "application/problem+json"));
}

void kiosk_wire_assert_answers(const struct kiosk_wire *wire, const char *expected)
{
    char answers[1024] = "";
    size_t index;
    json_t *result;
    kiosk_wire_assert_status(wire, 200);
    json_array_foreach(json_object_get(wire->answer, "results"), index, result)
    {
        const char *reason = json_string_value(json_object_get(result, "reason"));
        const char *answer = json_string_value(json_object_get(result, "answer"));
        (void)strcat(answers, index > 0 ? " " : "");
        (void)strcat(answers, answer);
        (void)strcat(answers, reason ? ":" : "");
        (void)strcat(answers, reason ? reason : "");
    }
    assert_string_equal(answers, expected);
}

void kiosk_wire_assert_nothing_stored(struct kiosk_wire *wire)
{
    assert_int_equal(test_site_number(&wire->site, "SELECT (SELECT COUNT(*) FROM record) + "
                                                   "(SELECT COUNT(*) FROM quarantine)"),
                     0);
}
