#include "card_call.h"

#include "cleanup.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "fake_server.h"
#include "opening_call.h"
#include <stdio.h>
#include <string.h>

#define NOW_US INT64_C(1772411400000000)

struct fixture {
    struct fake_clock clock;
    struct fake_server *server;
    struct identity identity;
    struct card_call call;
    struct card_call_answer answer;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    AUTO(signing_key) struct signing_key *key = NULL;
    fake_clock_init(&fixture->clock, NOW_US);
    fixture->server = fake_server_create(NOW_US);
    fixture->identity = (struct identity){.seed = {9}, .kiosk = "k0001"};
    (void)snprintf(fixture->identity.server_url, sizeof fixture->identity.server_url, "%s",
                   fake_server_url(fixture->server));
    assert_true(signing_key_create(fixture->identity.seed, &key, NULL));
    struct public_key public_key = signing_key_public(key);
    fake_server_know(fixture->server, &public_key);
    fixture->call = (struct card_call){.identity = &fixture->identity,
                                       .ca_file = "",
                                       .clock = &fixture->clock.clock,
                                       .keeper = "s1",
                                       .staff = "s4",
                                       .others = "lost",
                                       .token = {{{0xab}}}};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fake_server_destroy(fixture->server);
    free(fixture);
    return 0;
}

static enum card_call_result run(struct fixture *fixture)
{
    card_call_run(&fixture->call, &fixture->answer);
    return fixture->answer.result;
}

static void test_card_call__asks_in_the_form_of_the_protocol(void **state)
{
    struct fixture *fixture = *state;
    char expected[256];
    (void)snprintf(expected, sizeof expected,
                   "{\"keeper\":\"s1\",\"staff\":\"s4\",\"token\":\"ab%062d\",\"others\":\"lost\"}",
                   0);
    fake_server_answer_card(fixture->server, 201, "{\"card\":\"ab00\",\"taken_back\":2}");
    assert_int_equal(run(fixture), CARD_CALL_ISSUED);
    assert_int_equal(fixture->answer.taken_back, 2);
    assert_int_equal(fake_server_unsigned(fixture->server), 0);
    AUTO(memory) char *asked = fake_server_last_card(fixture->server);
    assert_string_equal(asked, expected);
}

static void test_card_call__a_refusal_has_its_word(void **state)
{
    struct fixture *fixture = *state;
    fake_server_answer_card(fixture->server, 403,
                            "{\"type\":\"shoushi:account\",\"title\":\"No\",\"status\":403}");
    assert_int_equal(run(fixture), CARD_CALL_REFUSED);
    assert_string_equal(fixture->answer.word, "account");
    fake_server_answer_card(fixture->server, 409,
                            "{\"type\":\"shoushi:taken\",\"title\":\"No\",\"status\":409,"
                            "\"holder\":\"s7\",\"state\":\"lost\"}");
    assert_int_equal(run(fixture), CARD_CALL_REFUSED);
    assert_string_equal(fixture->answer.word, "taken");
    assert_string_equal(fixture->answer.holder, "s7");
    assert_string_equal(fixture->answer.state, "lost");
}

/* Whatever is no answer of the protocol's leaves it open, to be asked again. */
static void test_card_call__what_is_no_answer_leaves_it_open(void **state)
{
    struct fixture *fixture = *state;
    static const enum fake_fault faults[] = {
        FAKE_FAULT_500,       FAKE_FAULT_GARBAGE, FAKE_FAULT_WRONG_FORM, FAKE_FAULT_HALF_BODY,
        FAKE_FAULT_TOO_LARGE, FAKE_FAULT_NO_HTTP, FAKE_FAULT_NOTHING,    FAKE_FAULT_LOST_ANSWER};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        fake_server_answer_card(fixture->server, 201, "{\"card\":\"ab00\",\"taken_back\":0}");
        fake_server_fail(fixture->server, FAKE_PATH_CARD, faults[i], 1);
        assert_int_equal(run(fixture), CARD_CALL_NO_ANSWER);
        assert_int_not_equal(fixture->answer.text[0], '\0');
        assert_int_equal(run(fixture), CARD_CALL_ISSUED);
    }
    static const char *const bodies[] = {"{\"card\":\"ab\"}", "{\"card\":\"ab\",\"taken_back\":-1}",
                                         "{\"card\":\"ab\",\"taken_back\":0,\"more\":1}", "[]"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        fake_server_answer_card(fixture->server, 201, bodies[i]);
        assert_int_equal(run(fixture), CARD_CALL_NO_ANSWER);
    }
    fake_server_answer_card(fixture->server, 409,
                            "{\"type\":\"shoushi:taken\",\"title\":\"No\",\"status\":409}");
    assert_int_equal(run(fixture), CARD_CALL_NO_ANSWER); /* of whom? */
    fake_server_go_down(fixture->server);
    assert_int_equal(run(fixture), CARD_CALL_NO_ANSWER);
}

static void test_card_call__a_clock_that_is_off_is_corrected_once(void **state)
{
    struct fixture *fixture = *state;
    fake_server_set_time(fixture->server, NOW_US + INT64_C(3600) * 1000000);
    fake_server_answer_card(fixture->server, 201, "{\"card\":\"ab00\",\"taken_back\":0}");
    assert_int_equal(run(fixture), CARD_CALL_ISSUED);
    assert_int_equal(fake_server_requests(fixture->server, FAKE_PATH_CARD), 2);
    fixture->call.offset_us = INT64_C(3600) * 1000000;
    assert_int_equal(run(fixture), CARD_CALL_ISSUED);
    assert_int_equal(fake_server_requests(fixture->server, FAKE_PATH_CARD), 3);
    fake_server_fail(fixture->server, FAKE_PATH_CARD, FAKE_FAULT_CLOCK, 9);
    assert_int_equal(run(fixture), CARD_CALL_REFUSED);
    assert_int_equal(fake_server_requests(fixture->server, FAKE_PATH_CARD), 5);
}

/* The other call that goes this way, with an answer of its own. */
static void test_opening_call__is_told_again_until_it_is_noted(void **state)
{
    struct fixture *fixture = *state;
    const struct opening_call call = {.identity = &fixture->identity,
                                      .ca_file = "",
                                      .clock = &fixture->clock.clock,
                                      .keeper = "s1",
                                      .at_utc_us = NOW_US - 5};
    fake_server_answer_card(fixture->server, 204, "");
    fake_server_fail(fixture->server, FAKE_PATH_OPENING, FAKE_FAULT_500, 1);
    assert_int_equal(opening_call_run(&call), OPENING_CALL_OPEN);
    fake_server_fail(fixture->server, FAKE_PATH_OPENING, FAKE_FAULT_LOST_ANSWER, 1);
    assert_int_equal(opening_call_run(&call), OPENING_CALL_OPEN);
    fake_server_fail(fixture->server, FAKE_PATH_OPENING, FAKE_FAULT_GARBAGE, 1);
    assert_int_equal(opening_call_run(&call),
                     OPENING_CALL_OPEN); /* 200 is not what the protocol says */
    assert_int_equal(opening_call_run(&call), OPENING_CALL_NOTED);
    AUTO(memory) char *asked = fake_server_last_card(fixture->server);
    assert_string_equal(asked, "{\"keeper\":\"s1\",\"at_utc_us\":1772411399999995}");
    fake_server_go_down(fixture->server);
    assert_int_equal(opening_call_run(&call), OPENING_CALL_OPEN);
}

/* A kiosk that is revoked, unknown or too new may be right again; a body that is wrong stays so. */
static void test_opening_call__is_given_up_only_where_what_it_says_is_at_fault(void **state)
{
    struct fixture *fixture = *state;
    static const enum fake_fault may_pass[] = {FAKE_FAULT_REVOKED, FAKE_FAULT_SIGNATURE,
                                               FAKE_FAULT_PROTOCOL};
    const struct opening_call call = {.identity = &fixture->identity,
                                      .ca_file = "",
                                      .clock = &fixture->clock.clock,
                                      .keeper = "s1",
                                      .at_utc_us = NOW_US};
    for (size_t i = 0; i < sizeof may_pass / sizeof *may_pass; i++) {
        fake_server_fail(fixture->server, FAKE_PATH_OPENING, may_pass[i], 1);
        assert_int_equal(opening_call_run(&call), OPENING_CALL_OPEN);
    }
    fake_server_answer_card(fixture->server, 400,
                            "{\"type\":\"shoushi:invalid\",\"title\":\"keeper: too long\","
                            "\"status\":400}");
    assert_int_equal(opening_call_run(&call), OPENING_CALL_REFUSED);
    fake_server_answer_card(fixture->server, 404, "{}");
    assert_int_equal(opening_call_run(&call), OPENING_CALL_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_card_call__asks_in_the_form_of_the_protocol, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_card_call__a_refusal_has_its_word, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_card_call__what_is_no_answer_leaves_it_open, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_card_call__a_clock_that_is_off_is_corrected_once,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_opening_call__is_given_up_only_where_what_it_says_is_at_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_opening_call__is_told_again_until_it_is_noted, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
