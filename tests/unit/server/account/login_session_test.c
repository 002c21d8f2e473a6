#include "login_session.h"

#include "account_admin.h"
#include "account_role.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "login_limit.h"
#include "signature.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

#define MINUTE_MS 60000
#define NEW       "correct horse 守时"

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct storage *storage;
    struct password_hash *passwords;
    struct audit *audit;
    struct login_service *service;
    char one_time[PASSWORD_ONE_TIME_SIZE];
};

static const uint8_t signing_seed[SIGNING_SEED_BYTES] = {1};

static struct account_admin admin_of(struct fixture *fixture)
{
    return (struct account_admin){.storage = fixture->storage,
                                  .passwords = fixture->passwords,
                                  .clock = &fixture->clock.clock,
                                  .audit = fixture->audit,
                                  .actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, 1732323612000000);
    struct error err = {0};
    char path[512];
    struct login_settings settings;
    login_settings_init(&settings);
    /* What a hash costs is another test's; here are a hundred of them. */
    const struct password_costs costs = {.passes = 1, .memory_kib = 64, .lanes = 1};
    if (!storage_open(test_engine_add(&fixture->folder, "server.db", path), &fixture->storage,
                      &err) ||
        !password_hash_create(&costs, &fixture->passwords, &err) ||
        !audit_create(fixture->storage, &fixture->clock.clock, signing_seed, &fixture->audit,
                      &err)) {
        fail_msg("%s", err.text);
    }
    const struct login_tools tools = {.storage = fixture->storage,
                                      .passwords = fixture->passwords,
                                      .clock = &fixture->clock.clock,
                                      .audit = fixture->audit,
                                      .key = {{7}}};
    if (!login_service_create(&tools, &settings, &fixture->service, &err)) {
        fail_msg("%s", err.text);
    }
    struct account_admin admin = admin_of(fixture);
    struct account_plan plan = {.account = "wang",
                                .name = "王芳",
                                .staff = "s0001",
                                .unit = "",
                                .roles = ACCOUNT_ROLE_INSPECTOR | ACCOUNT_ROLE_CLERK};
    assert_true(account_admin_add(&admin, &plan, fixture->one_time, &err));
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    login_service_destroy(fixture->service);
    password_hash_destroy(fixture->passwords);
    audit_destroy(fixture->audit);
    storage_destroy(fixture->storage);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static struct login_answer log_in_from(struct fixture *fixture, const char *account,
                                       const char *password, const char *address)
{
    struct login_request request = {.account = account, .password = password, .address = address};
    struct login_answer answer = {0};
    struct error err = {0};
    if (!login_service_log_in(fixture->service, &request, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    return answer;
}

static struct login_answer log_in(struct fixture *fixture, const char *account,
                                  const char *password)
{
    return log_in_from(fixture, account, password, "192.0.2.7");
}

static bool is_logged_in(struct fixture *fixture, const char *token)
{
    struct login_session session;
    struct error err = {0};
    bool found;
    if (!login_service_find(fixture->service, token, &found, &session, &err)) {
        fail_msg("%s", err.text);
    }
    return found;
}

static enum login_change change(struct fixture *fixture, const struct login_session *session,
                                const char *old_password, const char *new_password)
{
    struct login_change_request request = {.session = session,
                                           .old_password = old_password,
                                           .new_password = new_password,
                                           .address = "192.0.2.7"};
    enum login_change result;
    int64_t retry_after_s;
    struct error err = {0};
    if (!login_service_change_password(fixture->service, &request, &result, &retry_after_s, &err)) {
        fail_msg("%s", err.text);
    }
    return result;
}

static void test_login__the_one_time_password_opens_a_session(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    assert_int_equal(answer.result, LOGIN_OK);
    assert_int_equal(strlen(answer.token), 64);
    struct login_session session;
    struct error err = {0};
    bool found;
    assert_true(login_service_find(fixture->service, answer.token, &found, &session, &err));
    assert_true(found);
    assert_string_equal(session.account, "wang");
    assert_string_equal(session.name, "王芳");
    assert_string_equal(session.staff, "s0001");
    assert_int_equal(session.roles, ACCOUNT_ROLE_INSPECTOR | ACCOUNT_ROLE_CLERK);
    assert_true(session.must_change_password);
    assert_string_equal(session.csrf, answer.session.csrf);
    assert_string_not_equal(session.csrf, answer.token);
}

static void test_login__capitals_in_the_account_make_no_difference(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(log_in(fixture, "Wang", fixture->one_time).result, LOGIN_OK);
}

static void test_login__neither_token_nor_password_is_in_the_database(void **state)
{
    if (test_engine() != TEST_ENGINE_SQLITE) {
        skip(); /* looks into the file */
    }
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    char path[512], line[512];
    static const char *const files[] = {"server.db", "server.db-wal"};
    uint8_t token[HASH_BYTES];
    assert_true(hash_hex_decode(answer.token, 64, token, sizeof token));
    size_t read = 0;
    for (size_t i = 0; i < 2; i++) {
        FILE *file = fopen(temporary_folder_path(&fixture->folder, files[i], path), "rb");
        AUTO(memory) char *data = calloc(1, 16 << 20);
        assert_non_null(data);
        size_t len = file ? fread(data, 1, 16 << 20, file) : 0;
        read += len;
        assert_null(memmem(data, len, answer.token, 64));
        assert_null(memmem(data, len, token, sizeof token));
        assert_null(memmem(data, len, fixture->one_time, PASSWORD_ONE_TIME_SIZE - 1));
        if (file) {
            (void)fclose(file);
        }
    }
    assert_true(read > sizeof line);
}

static void test_login__wrong_is_wrong_whatever_it_is(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *account, *password;
    } wrong[] = {{"wang", "not it"}, {"wang", ""}, {"nobody", "not it"}, {"", ""}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct login_answer answer = log_in(fixture, wrong[i].account, wrong[i].password);
        assert_int_equal(answer.result, LOGIN_WRONG);
        assert_string_equal(answer.token, "");
    }
}

static void assert_locks_after_five(struct fixture *fixture, const char *account,
                                    const char *password)
{
    for (int i = 0; i < LOGIN_LIMIT_PER_ACCOUNT; i++) {
        assert_int_equal(log_in(fixture, account, "not it").result, LOGIN_WRONG);
    }
    struct login_answer answer = log_in(fixture, account, password);
    assert_int_equal(answer.result, LOGIN_LOCKED);
    assert_int_equal(answer.retry_after_s, LOGIN_LIMIT_LOCK_S);
    fake_clock_advance_ms(&fixture->clock, 60 * 1000 + 1);
    answer = log_in(fixture, account, password);
    assert_int_equal(answer.result, LOGIN_LOCKED);
    assert_int_equal(answer.retry_after_s, LOGIN_LIMIT_LOCK_S - 60);
}

static void test_login__five_wrong_tries_lock_even_the_right_one(void **state)
{
    struct fixture *fixture = *state;
    assert_locks_after_five(fixture, "wang", fixture->one_time);
    fake_clock_advance_ms(&fixture->clock, LOGIN_LIMIT_LOCK_S * 1000);
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_OK);
}

static void test_login__an_account_that_is_not_there_locks_the_same(void **state)
{
    struct fixture *fixture = *state;
    assert_locks_after_five(fixture, "nobody", "whatever");
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_OK);
}

static void test_login__a_good_one_begins_the_count_anew(void **state)
{
    struct fixture *fixture = *state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < LOGIN_LIMIT_PER_ACCOUNT - 1; i++) {
            assert_int_equal(log_in(fixture, "wang", "not it").result, LOGIN_WRONG);
        }
        assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_OK);
    }
}

static void test_login__the_window_forgets(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 2 * LOGIN_LIMIT_PER_ACCOUNT; i++) {
        assert_int_equal(log_in(fixture, "wang", "not it").result, LOGIN_WRONG);
        fake_clock_advance_ms(&fixture->clock,
                              LOGIN_LIMIT_WINDOW_S * 1000 / LOGIN_LIMIT_PER_ACCOUNT);
    }
}

/* The count alone; a hundred hashes would take ten seconds. */
static bool count_address(struct database *database, void *user, struct error *err)
{
    int64_t *locked_s = user;
    char account[32];
    for (int i = 0; i <= LOGIN_LIMIT_PER_ADDRESS; i++) {
        (void)snprintf(account, sizeof account, "a%d", i);
        struct login_limit_subject subject = {account, "198.51.100.1"};
        if (!login_limit_count(database, &subject, 1732323612000000, locked_s, err)) {
            return false;
        }
        if ((*locked_s > 0) != (i == LOGIN_LIMIT_PER_ADDRESS)) {
            return error_set(err, ERROR_INVALID, "try %d: %lld", i, (long long)*locked_s);
        }
    }
    return true;
}

static void test_login__an_address_that_tries_many_accounts_is_locked(void **state)
{
    struct fixture *fixture = *state;
    int64_t locked_s = 0;
    struct error err = {0};
    if (!storage_write(fixture->storage, count_address, &locked_s, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(log_in_from(fixture, "wang", fixture->one_time, "198.51.100.1").result,
                     LOGIN_LOCKED);
    assert_int_equal(log_in_from(fixture, "wang", fixture->one_time, "198.51.100.2").result,
                     LOGIN_OK);
}

static void test_session__it_ends_when_idle(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    for (int i = 0; i < 4; i++) {
        fake_clock_advance_ms(&fixture->clock, 119 * MINUTE_MS);
        assert_true(is_logged_in(fixture, answer.token));
    }
    fake_clock_advance_ms(&fixture->clock, 120 * MINUTE_MS);
    assert_false(is_logged_in(fixture, answer.token));
}

static void test_session__it_ends_at_last_however_busy(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    for (int i = 0; i < 11; i++) {
        fake_clock_advance_ms(&fixture->clock, 60 * MINUTE_MS);
        assert_true(is_logged_in(fixture, answer.token));
    }
    fake_clock_advance_ms(&fixture->clock, 60 * MINUTE_MS);
    assert_false(is_logged_in(fixture, answer.token));
}

static void test_session__other_tokens_open_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    char other[LOGIN_TOKEN_SIZE];
    memcpy(other, answer.token, sizeof other);
    other[0] = other[0] == '0' ? '1' : '0';
    const char *const tokens[] = {other, "", "zz", answer.session.csrf, "' OR 1=1 --"};
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        assert_false(is_logged_in(fixture, tokens[i]));
    }
    assert_true(is_logged_in(fixture, answer.token));
}

static void test_session__logging_out_ends_it(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer first = log_in(fixture, "wang", fixture->one_time);
    struct login_answer second = log_in(fixture, "wang", fixture->one_time);
    struct error err = {0};
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT, .who = "wang"};
    assert_true(login_service_log_out(fixture->service, &first.session, &actor, &err));
    assert_false(is_logged_in(fixture, first.token));
    assert_true(is_logged_in(fixture, second.token));
}

static void test_session__an_account_has_a_bounded_number(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer first = log_in(fixture, "wang", fixture->one_time);
    for (int i = 0; i < LOGIN_SESSIONS_PER_ACCOUNT; i++) {
        assert_true(is_logged_in(fixture, first.token));
        fake_clock_advance_ms(&fixture->clock, 1000);
        assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_OK);
    }
    assert_false(is_logged_in(fixture, first.token));
}

static void test_password__changing_it_ends_the_other_sessions(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer other = log_in(fixture, "wang", fixture->one_time);
    struct login_answer own = log_in(fixture, "wang", fixture->one_time);
    assert_int_equal(change(fixture, &own.session, fixture->one_time, NEW), LOGIN_CHANGED);
    assert_true(is_logged_in(fixture, own.token));
    assert_false(is_logged_in(fixture, other.token));
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_WRONG);
    struct login_answer again = log_in(fixture, "wang", NEW);
    assert_int_equal(again.result, LOGIN_OK);
    assert_false(again.session.must_change_password);
}

static void test_password__weak_ones_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    char long_one[LOGIN_PASSWORD_MAX + 2];
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[0] = 'y';
    long_one[sizeof long_one - 1] = '\0';
    const char *const weak[] = {
        "", "ninechars", "守时守时守时守时守", "aaaaaaaaaaaaaa", fixture->one_time, long_one};
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        if (change(fixture, &answer.session, fixture->one_time, weak[i]) != LOGIN_NEW_WEAK) {
            fail_msg("'%s' was taken", weak[i]);
        }
        struct login_answer again = log_in(fixture, "wang", fixture->one_time);
        assert_int_equal(again.result, LOGIN_OK); /* and keeps the count of tries low */
    }
    assert_int_equal(change(fixture, &answer.session, fixture->one_time, "守时守时守时守时守时"),
                     LOGIN_CHANGED);
}

static void test_password__the_old_one_cannot_be_guessed_by_changing(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    for (int i = 0; i < LOGIN_LIMIT_PER_ACCOUNT; i++) {
        assert_int_equal(change(fixture, &answer.session, "not it", NEW), LOGIN_OLD_WRONG);
    }
    assert_int_equal(change(fixture, &answer.session, fixture->one_time, NEW), LOGIN_CHANGE_LOCKED);
}

static void test_password__a_one_time_password_has_its_day(void **state)
{
    struct fixture *fixture = *state;
    fake_clock_advance_ms(&fixture->clock, (int64_t)ACCOUNT_ADMIN_ONE_TIME_H * 60 * MINUTE_MS);
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_WRONG);
}

static bool close_account(struct database *database, void *user, struct error *err)
{
    (void)user;
    return database_run_script(database, "test", "UPDATE account SET state = 'closed'", err);
}

static void test_account__a_closed_one_is_out_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    struct error err = {0};
    assert_true(is_logged_in(fixture, answer.token));
    assert_true(storage_write(fixture->storage, close_account, NULL, &err));
    assert_false(is_logged_in(fixture, answer.token));
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_WRONG);
}

static void test_admin__a_reset_ends_sessions_and_the_lock(void **state)
{
    struct fixture *fixture = *state;
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    for (int i = 0; i <= LOGIN_LIMIT_PER_ACCOUNT; i++) {
        (void)log_in(fixture, "wang", "not it"); /* what it says is another test's */
    }
    struct account_admin admin = admin_of(fixture);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    assert_true(account_admin_reset_password(&admin, "wang", password, &err));
    assert_string_not_equal(password, fixture->one_time);
    assert_false(is_logged_in(fixture, answer.token));
    assert_int_equal(log_in(fixture, "wang", password).result, LOGIN_OK);
}

static void assert_add_refused(struct fixture *fixture, const struct account_plan *plan,
                               const char *part)
{
    struct account_admin admin = admin_of(fixture);
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
    struct fixture *fixture = *state;
    static const char *const names[] = {"", "Wang", "a b", ".a", "é", "a'b", "a\n"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct account_plan plan = {names[i], "x", "", "", 0, NULL, 0};
        assert_add_refused(fixture, &plan, "account: ");
    }
    struct account_plan there = {"wang", "x", "", "", 0, NULL, 0};
    assert_add_refused(fixture, &there, "there already");
    struct account_plan nameless = {"li", "", "", "", 0, NULL, 0};
    assert_add_refused(fixture, &nameless, "name: ");
}

static void test_admin__three_duties_are_three_people(void **state)
{
    struct fixture *fixture = *state;
    const unsigned duties[] = {ACCOUNT_ROLE_ADMINISTRATOR, ACCOUNT_ROLE_SECURITY_OFFICER,
                               ACCOUNT_ROLE_AUDITOR};
    for (size_t i = 0; i < 3; i++) {
        struct account_plan plan = {"li", "x", "", "", duties[i] | duties[(i + 1) % 3], NULL, 0};
        assert_add_refused(fixture, &plan, "three people");
        assert_true(account_role_may_combine(duties[i] | ACCOUNT_ROLE_STAFF));
    }
    assert_false(account_role_may_combine(duties[0] | duties[1] | duties[2]));
}

static void test_admin__an_unknown_account_has_no_password_to_reset(void **state)
{
    struct fixture *fixture = *state;
    struct account_admin admin = admin_of(fixture);
    char password[PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    assert_false(account_admin_reset_password(&admin, "nobody", password, &err));
    assert_non_null(strstr(err.text, "no account nobody"));
}

static struct login_answer log_in_with(struct fixture *fixture, const char *password,
                                       const char *code)
{
    struct login_request request = {
        .account = "wang", .password = password, .address = "192.0.2.7", .code = code};
    struct login_answer answer = {0};
    struct error err = {0};
    if (!login_service_log_in(fixture->service, &request, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    return answer;
}

struct stepping {
    struct fixture *fixture;
    const char *typed;
    bool done;
    char secret[TOTP_BASE32_SIZE];
    char codes[SECOND_STEP_CODES][SECOND_STEP_CODE_SIZE];
};

static bool run_begin(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    const struct login_tools *tools = login_service_tools(stepping->fixture->service);
    return second_step_begin(database, &tools->key, "wang", stepping->fixture->clock.utc_us,
                             &stepping->done, stepping->secret, err);
}

static bool run_confirm(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    const struct login_tools *tools = login_service_tools(stepping->fixture->service);
    return second_step_confirm(database, &tools->key, "wang", stepping->typed,
                               stepping->fixture->clock.utc_us, &stepping->done, stepping->codes,
                               err);
}

static void device_code(const struct stepping *stepping, int64_t step, char ret_code[static 8])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t secret[TOTP_SECRET_BYTES] = {0};
    for (size_t i = 0; i < TOTP_BASE32_SIZE - 1; i++) {
        unsigned value = (unsigned)(strchr(digits, stepping->secret[i]) - digits);
        for (size_t bit = 0; bit < 5; bit++) {
            size_t at = 5 * i + bit;
            secret[at / 8] |= (uint8_t)((value >> (4 - bit) & 1) << (7 - at % 8));
        }
    }
    (void)snprintf(ret_code, 8, "%06u", totp_code(secret, step) % 1000000);
}

static void turn_on(struct fixture *fixture, struct stepping *stepping)
{
    struct error err = {0};
    char code[8];
    *stepping = (struct stepping){.fixture = fixture, .typed = code};
    assert_true(storage_write(fixture->storage, run_begin, stepping, &err));
    assert_true(stepping->done);
    device_code(stepping, totp_step(fixture->clock.utc_us), code);
    assert_true(storage_write(fixture->storage, run_confirm, stepping, &err));
    assert_true(stepping->done);
}

static void test_second_step__the_password_alone_is_not_enough(void **state)
{
    struct fixture *fixture = *state;
    struct stepping stepping;
    char code[8];
    turn_on(fixture, &stepping);
    assert_int_equal(log_in_with(fixture, fixture->one_time, NULL).result, LOGIN_CODE_NEEDED);
    assert_int_equal(log_in_with(fixture, fixture->one_time, "000000").result, LOGIN_WRONG);
    fake_clock_advance_ms(&fixture->clock, 30000);
    device_code(&stepping, totp_step(fixture->clock.utc_us), code);
    assert_int_equal(log_in_with(fixture, "not it", code).result, LOGIN_WRONG);
    assert_int_equal(log_in_with(fixture, fixture->one_time, code).result, LOGIN_OK);
}

static void test_second_step__a_code_is_good_once(void **state)
{
    struct fixture *fixture = *state;
    struct stepping stepping;
    char code[8];
    turn_on(fixture, &stepping);
    device_code(&stepping, totp_step(fixture->clock.utc_us), code);
    assert_int_equal(log_in_with(fixture, fixture->one_time, code).result, LOGIN_WRONG);
    fake_clock_advance_ms(&fixture->clock, 60000);
    device_code(&stepping, totp_step(fixture->clock.utc_us), code);
    assert_int_equal(log_in_with(fixture, fixture->one_time, code).result, LOGIN_OK);
    assert_int_equal(log_in_with(fixture, fixture->one_time, code).result, LOGIN_WRONG);
}

static void test_second_step__a_recovery_code_is_good_once(void **state)
{
    struct fixture *fixture = *state;
    struct stepping stepping;
    turn_on(fixture, &stepping);
    assert_int_equal(log_in_with(fixture, fixture->one_time, stepping.codes[3]).result, LOGIN_OK);
    assert_int_equal(log_in_with(fixture, fixture->one_time, stepping.codes[3]).result,
                     LOGIN_WRONG);
    assert_int_equal(log_in_with(fixture, fixture->one_time, stepping.codes[4]).result, LOGIN_OK);
}

static void test_second_step__a_secret_waits_for_its_first_code(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    struct stepping stepping = {.fixture = fixture, .typed = "12345"};
    assert_true(storage_write(fixture->storage, run_begin, &stepping, &err));
    assert_true(storage_write(fixture->storage, run_confirm, &stepping, &err));
    assert_false(stepping.done);
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_OK);
}

static void add_account(struct fixture *fixture, const char *id, const char *staff, unsigned roles)
{
    struct account_admin admin = admin_of(fixture);
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
    struct fixture *fixture = *state;
    add_account(fixture, "officer", "s0007", ACCOUNT_ROLE_SECURITY_OFFICER);
    struct account_plan second = {"li2", "x", "s0007", "", ACCOUNT_ROLE_AUDITOR, NULL, 0};
    assert_add_refused(fixture, &second, "officer is this person's too");
    add_account(fixture, "li3", "s0007", ACCOUNT_ROLE_STAFF);
    struct account_admin admin = admin_of(fixture);
    const struct permission_grant grant = {ACCOUNT_ROLE_ADMINISTRATOR, ""};
    const struct account_change change = {.grants = &grant, .grant_count = 1};
    assert_change_refused(&admin, "li3", &change, "officer is this person's too");
}

static void test_admin__nobody_raises_themselves_and_one_officer_stays(void **state)
{
    struct fixture *fixture = *state;
    add_account(fixture, "officer", "", ACCOUNT_ROLE_SECURITY_OFFICER);
    struct account_admin admin = admin_of(fixture);
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
    struct fixture *fixture = *state;
    struct error err = {0};
    add_account(fixture, "officer", "", ACCOUNT_ROLE_SECURITY_OFFICER);
    struct login_answer answer = log_in(fixture, "wang", fixture->one_time);
    struct account_admin admin = admin_of(fixture);
    const enum account_state closed = ACCOUNT_CLOSED;
    const enum account_state active = ACCOUNT_ACTIVE;
    assert_true(
        account_admin_change(&admin, "wang", &(struct account_change){.state = &closed}, &err));
    assert_false(is_logged_in(fixture, answer.token));
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_WRONG);
    assert_true(
        account_admin_change(&admin, "wang", &(struct account_change){.state = &active}, &err));
    assert_false(is_logged_in(fixture, answer.token));
    assert_int_equal(log_in(fixture, "wang", fixture->one_time).result, LOGIN_OK);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_second_step__the_password_alone_is_not_enough),
        STORE_TEST(test_second_step__a_code_is_good_once),
        STORE_TEST(test_second_step__a_recovery_code_is_good_once),
        STORE_TEST(test_second_step__a_secret_waits_for_its_first_code),
        STORE_TEST(test_admin__two_accounts_of_a_person_have_one_duty),
        STORE_TEST(test_admin__nobody_raises_themselves_and_one_officer_stays),
        STORE_TEST(test_admin__a_closed_account_has_no_session_and_may_come_back),
        STORE_TEST(test_login__the_one_time_password_opens_a_session),
        STORE_TEST(test_login__capitals_in_the_account_make_no_difference),
        STORE_TEST(test_login__neither_token_nor_password_is_in_the_database),
        STORE_TEST(test_login__wrong_is_wrong_whatever_it_is),
        STORE_TEST(test_login__five_wrong_tries_lock_even_the_right_one),
        STORE_TEST(test_login__an_account_that_is_not_there_locks_the_same),
        STORE_TEST(test_login__a_good_one_begins_the_count_anew),
        STORE_TEST(test_login__the_window_forgets),
        STORE_TEST(test_login__an_address_that_tries_many_accounts_is_locked),
        STORE_TEST(test_session__it_ends_when_idle),
        STORE_TEST(test_session__it_ends_at_last_however_busy),
        STORE_TEST(test_session__other_tokens_open_nothing),
        STORE_TEST(test_session__logging_out_ends_it),
        STORE_TEST(test_session__an_account_has_a_bounded_number),
        STORE_TEST(test_password__changing_it_ends_the_other_sessions),
        STORE_TEST(test_password__weak_ones_are_refused),
        STORE_TEST(test_password__the_old_one_cannot_be_guessed_by_changing),
        STORE_TEST(test_password__a_one_time_password_has_its_day),
        STORE_TEST(test_account__a_closed_one_is_out_at_once),
        STORE_TEST(test_admin__a_reset_ends_sessions_and_the_lock),
        STORE_TEST(test_admin__bad_accounts_are_refused),
        STORE_TEST(test_admin__three_duties_are_three_people),
        STORE_TEST(test_admin__an_unknown_account_has_no_password_to_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
