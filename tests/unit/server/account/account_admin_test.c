#include "account_admin.h"

#include "account_role.h"
#include "cmocka_tests.h"
#include "login_bench.h"
#include "login_limit.h"
#include <string.h>

static int set_up(void **state)
{
    *state = login_bench_create();
    return 0;
}

static int tear_down(void **state)
{
    login_bench_destroy(*state);
    return 0;
}

static void test_admin__a_reset_ends_sessions_and_the_lock(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    for (int i = 0; i <= LOGIN_LIMIT_HERE; i++) {
        (void)login_bench_log_in(bench, "wang", "not it"); /* what it says is another test's */
    }
    struct account_admin admin = login_bench_admin(bench);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    assert_true(account_admin_reset_password(&admin, "wang", password, &err));
    assert_string_not_equal(password, bench->one_time);
    assert_false(login_bench_is_in(bench, answer.token));
    assert_int_equal(login_bench_log_in(bench, "wang", password).result, LOGIN_OK);
}

static void assert_add_refused(struct login_bench *bench, const struct account_plan *plan,
                               const char *part)
{
    struct account_admin admin = login_bench_admin(bench);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    assert_false(account_admin_add(&admin, plan, password, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    if (!strstr(err.text, part)) {
        fail_msg("'%s' does not say '%s'", err.text, part);
    }
}

static void test_admin__bad_accounts_are_refused(void **state)
{
    struct login_bench *bench = *state;
    static const char *const names[] = {"", "Wang", "a b", ".a", "é", "a'b", "a\n"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct account_plan plan = {names[i], "x", "", "", 0, NULL, 0};
        assert_add_refused(bench, &plan, "account: ");
    }
    struct account_plan there = {"wang", "x", "", "", 0, NULL, 0};
    assert_add_refused(bench, &there, "there already");
    struct account_plan nameless = {"li", "", "", "", 0, NULL, 0};
    assert_add_refused(bench, &nameless, "name: ");
}

static void test_admin__three_duties_are_three_people(void **state)
{
    struct login_bench *bench = *state;
    const unsigned duties[] = {ACCOUNT_ROLE_ADMINISTRATOR, ACCOUNT_ROLE_SECURITY_OFFICER,
                               ACCOUNT_ROLE_AUDITOR};
    for (size_t i = 0; i < 3; i++) {
        struct account_plan plan = {"li", "x", "", "", duties[i] | duties[(i + 1) % 3], NULL, 0};
        assert_add_refused(bench, &plan, "three people");
        assert_true(account_role_may_combine(duties[i] | ACCOUNT_ROLE_STAFF));
    }
    assert_false(account_role_may_combine(duties[0] | duties[1] | duties[2]));
}

static void test_admin__an_unknown_account_has_no_password_to_reset(void **state)
{
    struct login_bench *bench = *state;
    struct account_admin admin = login_bench_admin(bench);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    assert_false(account_admin_reset_password(&admin, "nobody", password, &err));
    assert_non_null(strstr(err.text, "no account nobody"));
}

static void add_account(struct login_bench *bench, const char *id, const char *staff,
                        unsigned roles)
{
    struct account_admin admin = login_bench_admin(bench);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    struct account_plan plan = {id, id, staff, "", roles, NULL, 0};
    if (!account_admin_add(&admin, &plan, password, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_change_refused(const struct account_admin *admin, const char *id,
                                  const struct account_change *change, const char *part)
{
    struct error err = {0};
    assert_false(account_admin_change(admin, id, change, &err));
    if (!strstr(err.text, part)) {
        fail_msg("'%s' does not say '%s'", err.text, part);
    }
}

static void test_admin__two_accounts_of_a_person_have_one_duty(void **state)
{
    struct login_bench *bench = *state;
    add_account(bench, "officer", "s0007", ACCOUNT_ROLE_SECURITY_OFFICER);
    struct account_plan second = {"li2", "x", "s0007", "", ACCOUNT_ROLE_AUDITOR, NULL, 0};
    assert_add_refused(bench, &second, "officer is this person's too");
    add_account(bench, "li3", "s0007", ACCOUNT_ROLE_STAFF);
    struct account_admin admin = login_bench_admin(bench);
    const struct permission_grant grant = {ACCOUNT_ROLE_ADMINISTRATOR, ""};
    const struct account_change change = {.grants = &grant, .grant_count = 1};
    assert_change_refused(&admin, "li3", &change, "officer is this person's too");
}

static void test_admin__nobody_raises_themselves_and_one_officer_stays(void **state)
{
    struct login_bench *bench = *state;
    add_account(bench, "officer", "", ACCOUNT_ROLE_SECURITY_OFFICER);
    struct account_admin admin = login_bench_admin(bench);
    const struct permission_grant grant = {ACCOUNT_ROLE_INSPECTOR, ""};
    const struct account_change change = {.grants = &grant, .grant_count = 1};
    admin.actor = (struct audit_actor){.by = AUDIT_BY_ACCOUNT, .who = "officer"};
    assert_change_refused(&admin, "officer", &change, "own account");
    admin.actor.who = "other";
    assert_change_refused(&admin, "officer", &change, "nobody would be left");
    const enum account_state closed = ACCOUNT_CLOSED;
    assert_change_refused(&admin, "officer", &(struct account_change){.state = &closed},
                          "nobody would be left");
    assert_change_refused(&admin, "none", &change, "no account none");
}

static void test_admin__a_closed_account_has_no_session_and_may_come_back(void **state)
{
    struct login_bench *bench = *state;
    struct error err = {0};
    add_account(bench, "officer", "", ACCOUNT_ROLE_SECURITY_OFFICER);
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    struct account_admin admin = login_bench_admin(bench);
    const enum account_state closed = ACCOUNT_CLOSED;
    const enum account_state active = ACCOUNT_ACTIVE;
    assert_true(
        account_admin_change(&admin, "wang", &(struct account_change){.state = &closed}, &err));
    assert_false(login_bench_is_in(bench, answer.token));
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_WRONG);
    assert_true(
        account_admin_change(&admin, "wang", &(struct account_change){.state = &active}, &err));
    assert_false(login_bench_is_in(bench, answer.token));
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_OK);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_admin__a_reset_ends_sessions_and_the_lock),
        STORE_TEST(test_admin__bad_accounts_are_refused),
        STORE_TEST(test_admin__three_duties_are_three_people),
        STORE_TEST(test_admin__an_unknown_account_has_no_password_to_reset),
        STORE_TEST(test_admin__two_accounts_of_a_person_have_one_duty),
        STORE_TEST(test_admin__nobody_raises_themselves_and_one_officer_stays),
        STORE_TEST(test_admin__a_closed_account_has_no_session_and_may_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
