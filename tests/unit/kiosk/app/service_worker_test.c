#include "service_worker.h"

#include "check.h"
#include "clock.h"
#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <argon2.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

struct fixture {
    struct temporary_folder folder;
    struct enrolment_request network;
    struct service_worker *worker;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    temporary_folder_init(&fixture.folder);
    fixture.network = (struct enrolment_request){.folder = fixture.folder.path,
                                                 .server_url = "http://127.0.0.1:1",
                                                 .code = "",
                                                 .ca_file = "",
                                                 .clock = clock_system()};
    *state = &fixture;
    return service_worker_create(&fixture.network, &fixture.worker, NULL) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    service_worker_destroy(fixture->worker);
    temporary_folder_finish(&fixture->folder);
    return 0;
}

static struct service_answer wait_for_answer(struct fixture *fixture)
{
    struct pollfd ready = {service_worker_fd(fixture->worker), POLLIN, 0};
    struct service_answer answer;
    assert_int_equal(poll(&ready, 1, 60000), 1);
    assert_true(service_worker_take(fixture->worker, &answer));
    return answer;
}

static enum service_pin_answer check_pin(struct fixture *fixture, const char *pin,
                                         const char *real_pin)
{
    struct service_job job = {.kind = SERVICE_JOB_PIN};
    assert_int_equal(argon2id_hash_encoded(1, 64, 1, real_pin, strlen(real_pin), "saltsalt", 8, 32,
                                           job.pin_hash, sizeof job.pin_hash),
                     ARGON2_OK);
    assert_true(pin_hash_check(job.pin_hash));
    (void)snprintf(job.pin, sizeof job.pin, "%s", pin);
    assert_true(service_worker_ask(fixture->worker, &job));
    return wait_for_answer(fixture).pin;
}

static void test_service_worker__tells_a_right_pin_from_a_wrong_one(void **state)
{
    assert_int_equal(check_pin(*state, "480215", "480215"), SERVICE_PIN_RIGHT);
    assert_int_equal(check_pin(*state, "480216", "480215"), SERVICE_PIN_WRONG);
    assert_int_equal(check_pin(*state, "48021", "480215"), SERVICE_PIN_WRONG);
}

static void test_service_worker__what_is_no_hash_is_no_answer(void **state)
{
    struct fixture *fixture = *state;
    const struct service_job job = {.kind = SERVICE_JOB_PIN, .pin_hash = "x", .pin = "480215"};
    assert_true(service_worker_ask(fixture->worker, &job));
    assert_int_equal(wait_for_answer(fixture).pin, SERVICE_PIN_UNKNOWN);
}

static void test_service_worker__an_answer_says_what_it_answers(void **state)
{
    struct fixture *fixture = *state;
    const struct service_job pin = {
        .kind = SERVICE_JOB_PIN, .pin_hash = "x", .check = {.number = 7, .staff = "s2"}};
    const struct identity identity = {.kiosk = "k1"};
    const struct service_job card = {.kind = SERVICE_JOB_CARD,
                                     .card = {.identity = &identity, .number = 9}};
    assert_true(service_worker_ask(fixture->worker, &pin));
    struct service_answer answer = wait_for_answer(fixture);
    assert_int_equal(answer.check.number, 7);
    assert_string_equal(answer.check.staff, "s2");
    assert_true(service_worker_ask(fixture->worker, &card));
    assert_int_equal(wait_for_answer(fixture).card_number, 9);
}

static void test_service_worker__a_server_that_is_not_there_is_said(void **state)
{
    struct fixture *fixture = *state;
    const struct service_job job = {.kind = SERVICE_JOB_NETWORK};
    assert_true(service_worker_ask(fixture->worker, &job));
    struct service_answer answer = wait_for_answer(fixture);
    assert_int_equal(answer.fault, ENROLMENT_FAULT_NOBODY);
    assert_true(answer.answer_ms >= 0);
    assert_true(answer.detail[0]);
}

static void test_service_worker__ends_with_work_in_its_queue(void **state)
{
    struct fixture *fixture = *state;
    const struct service_job job = {.kind = SERVICE_JOB_PIN, .pin_hash = "x"};
    int asked = 0;
    while (asked < 2 * SERVICE_WORKER_JOBS && service_worker_ask(fixture->worker, &job)) {
        asked++;
    }
    assert_true(asked >= SERVICE_WORKER_JOBS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_service_worker__tells_a_right_pin_from_a_wrong_one),
        TEST(test_service_worker__what_is_no_hash_is_no_answer),
        TEST(test_service_worker__an_answer_says_what_it_answers),
        TEST(test_service_worker__a_server_that_is_not_there_is_said),
        TEST(test_service_worker__ends_with_work_in_its_queue),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
