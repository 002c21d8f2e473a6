#include "enrolment.h"

#include "check.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "fake_server.h"
#include "temporary_folder.h"
#include <string.h>

#define NOW_US INT64_C(1772411400000000)

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct fake_server *server;
    struct enrolment_request request;
    struct identity identity;
    struct enrolment_finding finding;
    struct error err;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, NOW_US);
    fixture->server = fake_server_create(NOW_US);
    fixture->request = (struct enrolment_request){
        .folder = fixture->folder.path,
        .server_url = fake_server_url(fixture->server),
        .code = "7KQ4-M2XW",
        .ca_file = "",
        .clock = &fixture->clock.clock,
    };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fake_server_destroy(fixture->server);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static bool run(struct fixture *fixture)
{
    return enrolment_run(&fixture->request, &fixture->identity, &fixture->finding, &fixture->err);
}

static enum identity_found found(const struct fixture *fixture, struct identity *ret_identity)
{
    enum identity_found state;
    assert_true(identity_file_read(fixture->folder.path, &state, ret_identity, NULL));
    return state;
}

static void test_enrolment__gives_the_kiosk_its_identity(void **state)
{
    struct fixture *fixture = *state;
    struct identity kept;
    if (!run(fixture)) {
        fail_msg("%s", fixture->err.text);
    }
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_NONE);
    assert_int_equal(found(fixture, &kept), IDENTITY_ENROLLED);
    assert_memory_equal(&kept, &fixture->identity, sizeof kept);
    assert_string_equal(kept.kiosk, "k0001");
    assert_string_equal(kept.place, "东门");
    assert_string_equal(kept.timezone, "Asia/Shanghai");
    assert_int_equal(kept.epoch, 1);
    assert_int_equal(kept.site_key.bytes[31], 0x55);
    struct public_key server_key = fake_server_key(fixture->server);
    assert_memory_equal(&kept.server_key, &server_key, sizeof server_key);
    assert_int_equal(fake_server_unsigned(fixture->server), 0);
}

static void test_enrolment__is_not_done_twice(void **state)
{
    struct fixture *fixture = *state;
    assert_true(run(fixture));
    struct identity first = fixture->identity;
    fixture->request.code = "other";
    assert_true(run(fixture));
    assert_memory_equal(&first, &fixture->identity, sizeof first);
    assert_int_equal(fake_server_requests(fixture->server, FAKE_PATH_ENROL), 1);
}

static void test_enrolment__a_lost_answer_costs_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct identity pending;
    fake_server_fail(fixture->server, FAKE_PATH_ENROL, FAKE_FAULT_LOST_ANSWER, 1);
    assert_false(run(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_NETWORK);
    assert_int_equal(found(fixture, &pending), IDENTITY_PENDING);
    assert_true(run(fixture));
    assert_memory_equal(pending.seed, fixture->identity.seed, sizeof pending.seed); /* same key */
}

static void test_enrolment__a_clock_far_off_takes_the_servers_time(void **state)
{
    struct fixture *fixture = *state;
    fake_server_set_time(fixture->server, NOW_US + INT64_C(86400000000));
    assert_true(run(fixture));
    assert_int_equal(fake_server_requests(fixture->server, FAKE_PATH_ENROL), 2);
    assert_int_equal(fake_server_unsigned(fixture->server), 0);
}

static void test_enrolment__each_fault_is_told_apart(void **state)
{
    static const struct {
        enum fake_fault fault;
        enum enrolment_fault told;
    } cases[] = {
        {FAKE_FAULT_500, ENROLMENT_FAULT_REFUSED},
        {FAKE_FAULT_GARBAGE, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_WRONG_FORM, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_WRONG_TYPE, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_HALF_BODY, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_NO_HTTP, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_NOTHING, ENROLMENT_FAULT_NETWORK},
        {FAKE_FAULT_PROTOCOL, ENROLMENT_FAULT_PROTOCOL},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct identity kept;
        fake_server_fail(fixture->server, FAKE_PATH_ENROL, cases[i].fault, 1);
        assert_false(run(fixture));
        assert_int_equal(fixture->finding.fault, cases[i].told);
        assert_true(fixture->err.text[0] != '\0');
        assert_int_equal(found(fixture, &kept), IDENTITY_PENDING);
    }
    assert_true(run(fixture));
}

static void test_enrolment__a_wrong_code_or_address_is_told(void **state)
{
    struct fixture *fixture = *state;
    fixture->request.code = "0000-0000";
    assert_false(run(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_CODE);
    fixture->request.server_url = "http://192.0.2.1:8080";
    assert_false(run(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_PLAIN);
    fixture->request.server_url = "nonsense";
    assert_false(run(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_ADDRESS);
    fixture->request.server_url = fake_server_url(fixture->server);
    fake_server_go_down(fixture->server);
    assert_false(run(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_NOBODY);
    fixture->request.folder = "/nowhere/at/all";
    assert_false(run(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_DISK);
}

static bool probe(struct fixture *fixture)
{
    fixture->err = (struct error){0};
    return enrolment_probe(&fixture->request, &fixture->finding, &fixture->err);
}

static void test_enrolment__an_address_is_looked_at_without_a_code(void **state)
{
    struct fixture *fixture = *state;
    struct identity none;
    fixture->request.code = NULL;
    fake_server_set_time(fixture->server, NOW_US + INT64_C(600000000));
    if (!probe(fixture)) {
        fail_msg("%s", fixture->err.text);
    }
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_NONE);
    assert_int_equal(fixture->finding.clock_off_us, 600000000);
    assert_int_equal(found(fixture, &none), IDENTITY_NONE); /* nothing was written */
}

static void test_enrolment__an_address_that_is_wrong_is_told_in_its_own_way(void **state)
{
    static const struct {
        enum fake_fault fault;
        enum enrolment_fault told;
    } cases[] = {
        {FAKE_FAULT_GARBAGE, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_NO_HTTP, ENROLMENT_FAULT_NOT_OURS},
        {FAKE_FAULT_NOTHING, ENROLMENT_FAULT_NETWORK},
        {FAKE_FAULT_PROTOCOL, ENROLMENT_FAULT_PROTOCOL},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        fake_server_fail(fixture->server, FAKE_PATH_ENROL, cases[i].fault, 1);
        assert_false(probe(fixture));
        assert_int_equal(fixture->finding.fault, cases[i].told);
    }
    fixture->request.server_url = "https://no-such-name.invalid";
    assert_false(probe(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_NAME);
    fixture->request.server_url = "nonsense";
    assert_false(probe(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_ADDRESS);
    char url[64];
    (void)snprintf(url, sizeof url, "https%s", fake_server_url(fixture->server) + 4);
    fixture->request.server_url = url;
    fixture->request.ca_file = "/nowhere/certificates.pem";
    assert_false(probe(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_TLS);
    fixture->clock.utc_us = 0; /* nor would its certificate be valid in 1970 */
    assert_false(probe(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_CLOCK);
    fixture->request.server_url = fake_server_url(fixture->server);
    fake_server_go_down(fixture->server);
    assert_false(probe(fixture));
    assert_int_equal(fixture->finding.fault, ENROLMENT_FAULT_NOBODY);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(test_enrolment__gives_the_kiosk_its_identity),
        WITH_SERVER(test_enrolment__is_not_done_twice),
        WITH_SERVER(test_enrolment__a_lost_answer_costs_nothing),
        WITH_SERVER(test_enrolment__a_clock_far_off_takes_the_servers_time),
        WITH_SERVER(test_enrolment__each_fault_is_told_apart),
        WITH_SERVER(test_enrolment__a_wrong_code_or_address_is_told),
        WITH_SERVER(test_enrolment__an_address_is_looked_at_without_a_code),
        WITH_SERVER(test_enrolment__an_address_that_is_wrong_is_told_in_its_own_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
