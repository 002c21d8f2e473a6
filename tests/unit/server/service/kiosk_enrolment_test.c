/* Who may become a kiosk. */

#include "kiosk_enrolment.h"

#include "cmocka_tests.h"
#include "test_site.h"
#include <ctype.h>
#include <string.h>

struct fixture {
    struct test_site site;
    char code[ENROL_CODE_SIZE];
    struct enrol_request request;
    struct enrolled_kiosk enrolled;
};

static struct fixture fixture;

static int set_up(void **state)
{
    struct error err;
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    assert_true(kiosk_enrolment_make_code(fixture.site.enrolment, "政务大厅 东门", "admin",
                                          fixture.code, &err));
    fixture.request = (struct enrol_request){
        .code = fixture.code, .public_key = {{1, 2, 3}}, .version = "0.1.0", .peer = "10.0.0.1"};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_site_finish(&fixture.site);
    return 0;
}

static enum enrol_result enrol(void)
{
    struct error err;
    enum enrol_result result;
    if (!kiosk_enrolment_enrol(fixture.site.enrolment, &fixture.request, &result, &fixture.enrolled,
                               &err)) {
        fail_msg("%s", err.text);
    }
    return result;
}

static void test_kiosk_enrolment__a_code_makes_a_kiosk(void **state)
{
    (void)state;
    assert_int_equal(strlen(fixture.code), 9);
    assert_int_equal(fixture.code[4], '-');
    assert_int_equal(enrol(), ENROL_DONE);
    assert_string_equal(fixture.enrolled.kiosk.kiosk, "k0001");
    assert_string_equal(fixture.enrolled.kiosk.place, "政务大厅 东门");
    assert_string_equal(fixture.enrolled.site.name, "县政府");
    assert_string_equal(fixture.enrolled.site.timezone, "Asia/Shanghai");
}

static void test_kiosk_enrolment__the_same_key_gets_the_same_answer(void **state)
{
    (void)state;
    assert_int_equal(enrol(), ENROL_DONE);
    fixture.site.clock.utc_us += 2 * ENROL_CODE_HOLDS_US; /* even when the code is old by now */
    assert_int_equal(enrol(), ENROL_DONE);
    assert_string_equal(fixture.enrolled.kiosk.kiosk, "k0001");
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM kiosk"), 1);
}

static void test_kiosk_enrolment__another_key_gets_nothing(void **state)
{
    (void)state;
    assert_int_equal(enrol(), ENROL_DONE);
    fixture.request.public_key.bytes[0] = 9;
    assert_int_equal(enrol(), ENROL_WRONG_CODE);
}

static void test_kiosk_enrolment__a_code_is_read_kindly(void **state)
{
    (void)state;
    char typed[32] = " ";
    for (size_t i = 0; i < 9; i++) {
        char letter = (char)tolower((unsigned char)fixture.code[i]);
        const char spelt[] = {letter == '0' ? 'o' : letter == '1' ? 'l' : letter, ' ', '\0'};
        (void)strcat(typed, letter == '-' ? "" : spelt);
    }
    fixture.request.code = typed;
    assert_int_equal(enrol(), ENROL_DONE);
}

static void test_kiosk_enrolment__a_code_is_too_old_after_a_day(void **state)
{
    (void)state;
    fixture.site.clock.utc_us += ENROL_CODE_HOLDS_US;
    assert_int_equal(enrol(), ENROL_WRONG_CODE);
    fixture.site.clock.utc_us -= 1;
    assert_int_equal(enrol(), ENROL_DONE);
}

static void test_kiosk_enrolment__the_code_is_not_in_the_database(void **state)
{
    (void)state;
    assert_int_equal(test_site_number(&fixture.site,
                                      "SELECT COUNT(*) FROM enrol_code WHERE LENGTH(code_hash) "
                                      "= 32 AND place = '政务大厅 东门' AND made_by = 'admin'"),
                     1);
}

static void test_kiosk_enrolment__guessing_is_stopped_for_an_hour(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "ZZZZ-ZZZZ", "7KQ4-M2X", "7KQ4-M2XW9", "7KQ4-M2X!"};
    for (int i = 0; i < ENROL_FAILURES_OF_PEER; i++) {
        fixture.request.code = wrong[i % 5];
        assert_int_equal(enrol(), ENROL_WRONG_CODE);
    }
    fixture.request.code = fixture.code;
    assert_int_equal(enrol(), ENROL_LOCKED);
    fixture.request.peer = "10.0.0.2"; /* nobody else suffers */
    assert_int_equal(enrol(), ENROL_DONE);
    fixture.request.peer = "10.0.0.1";
    fixture.site.clock.utc_us += INT64_C(3600000000);
    assert_int_equal(enrol(), ENROL_DONE);
}

static void test_kiosk_enrolment__a_key_is_enrolled_once(void **state)
{
    (void)state;
    struct error err;
    char second[ENROL_CODE_SIZE];
    assert_int_equal(enrol(), ENROL_DONE);
    assert_true(kiosk_enrolment_make_code(fixture.site.enrolment, "西门", "admin", second, &err));
    fixture.request.code = second;
    assert_int_equal(enrol(), ENROL_KEY_TAKEN);
    fixture.request.public_key.bytes[0] = 9;
    assert_int_equal(enrol(), ENROL_DONE);
    assert_string_equal(fixture.enrolled.kiosk.kiosk, "k0002");
}

static void test_kiosk_enrolment__a_place_is_a_line_of_text(void **state)
{
    (void)state;
    struct error err;
    char code[ENROL_CODE_SIZE];
    char long_place[KIOSK_PLACE_MAX + 2];
    memset(long_place, 'x', sizeof long_place - 1);
    long_place[sizeof long_place - 1] = '\0';
    assert_false(kiosk_enrolment_make_code(fixture.site.enrolment, "", "admin", code, &err));
    assert_false(kiosk_enrolment_make_code(fixture.site.enrolment, "a\nb", "admin", code, &err));
    assert_false(
        kiosk_enrolment_make_code(fixture.site.enrolment, long_place, "admin", code, &err));
    assert_true(
        kiosk_enrolment_make_code(fixture.site.enrolment, long_place + 1, "admin", code, &err));
}

static void test_kiosk_enrolment__revoking_one_that_is_not_there_says_so(void **state)
{
    (void)state;
    struct error err;
    struct kiosk kiosk;
    bool done;
    assert_int_equal(enrol(), ENROL_DONE);
    assert_true(kiosk_enrolment_revoke(fixture.site.enrolment, "k0009", &done, &err));
    assert_false(done);
    assert_true(kiosk_enrolment_revoke(fixture.site.enrolment, "k0001", &done, &err));
    assert_true(done);
    assert_true(kiosk_enrolment_find(fixture.site.enrolment, "k0001", &kiosk, &err));
    assert_int_equal(kiosk.standing, KIOSK_REVOKED);
    assert_true(kiosk_enrolment_find(fixture.site.enrolment, "k0009", &kiosk, &err));
    assert_int_equal(kiosk.standing, KIOSK_UNKNOWN);
}

static void test_kiosk_enrolment__a_revoked_kiosk_gets_nothing_for_its_old_code(void **state)
{
    (void)state;
    struct error err;
    bool done;
    assert_int_equal(enrol(), ENROL_DONE);
    assert_true(kiosk_enrolment_revoke(fixture.site.enrolment, "k0001", &done, &err));
    assert_int_equal(enrol(), ENROL_WRONG_CODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_kiosk_enrolment__a_code_makes_a_kiosk),
        TEST(test_kiosk_enrolment__the_same_key_gets_the_same_answer),
        TEST(test_kiosk_enrolment__another_key_gets_nothing),
        TEST(test_kiosk_enrolment__a_code_is_read_kindly),
        TEST(test_kiosk_enrolment__a_code_is_too_old_after_a_day),
        TEST(test_kiosk_enrolment__the_code_is_not_in_the_database),
        TEST(test_kiosk_enrolment__guessing_is_stopped_for_an_hour),
        TEST(test_kiosk_enrolment__a_key_is_enrolled_once),
        TEST(test_kiosk_enrolment__a_place_is_a_line_of_text),
        TEST(test_kiosk_enrolment__revoking_one_that_is_not_there_says_so),
        TEST(test_kiosk_enrolment__a_revoked_kiosk_gets_nothing_for_its_old_code),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
