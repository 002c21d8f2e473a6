#include "login_session.h"

#include "cmocka_tests.h"
#include "login_bench.h"
#include "login_limit.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

#define NEW "correct horse 守时"

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

static enum login_change change(struct login_bench *bench, const struct login_session *session,
                                const char *old_password, const char *new_password)
{
    struct login_change_request request = {.session = session,
                                           .old_password = old_password,
                                           .new_password = new_password,
                                           .address = "192.0.2.7"};
    enum login_change result;
    int64_t retry_after_s;
    struct error err = {0};
    if (!login_service_change_password(bench->service, &request, &result, &retry_after_s, &err)) {
        fail_msg("%s", err.text);
    }
    return result;
}

static void test_login__the_one_time_password_opens_a_session(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    assert_int_equal(answer.result, LOGIN_OK);
    assert_int_equal(strlen(answer.token), 64);
    struct login_session session;
    struct error err = {0};
    bool found;
    assert_true(login_service_find(bench->service, answer.token, LOGIN_USE_BY_PERSON, &found,
                                   &session, &err));
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
    struct login_bench *bench = *state;
    assert_int_equal(login_bench_log_in(bench, "Wang", bench->one_time).result, LOGIN_OK);
}

static void test_login__neither_token_nor_password_is_in_the_database(void **state)
{
    if (test_engine() != TEST_ENGINE_SQLITE) {
        skip(); /* looks into the file */
    }
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    char path[512], line[512];
    static const char *const files[] = {"server.db", "server.db-wal"};
    uint8_t token[HASH_BYTES];
    assert_true(hash_hex_decode(answer.token, 64, token, sizeof token));
    size_t read = 0;
    for (size_t i = 0; i < 2; i++) {
        FILE *file = fopen(temporary_folder_path(&bench->folder, files[i], path), "rb");
        AUTO(memory) char *data = calloc(1, 16 << 20);
        assert_non_null(data);
        size_t len = file ? fread(data, 1, 16 << 20, file) : 0;
        read += len;
        assert_null(memmem(data, len, answer.token, 64));
        assert_null(memmem(data, len, token, sizeof token));
        assert_null(memmem(data, len, bench->one_time, PASSWORD_ONE_TIME_SIZE - 1));
        if (file) {
            (void)fclose(file);
        }
    }
    assert_true(read > sizeof line);
}

static void test_login__wrong_is_wrong_whatever_it_is(void **state)
{
    struct login_bench *bench = *state;
    static const struct {
        const char *account, *password;
    } wrong[] = {{"wang", "not it"}, {"wang", ""}, {"nobody", "not it"}, {"", ""}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct login_answer answer = login_bench_log_in(bench, wrong[i].account, wrong[i].password);
        assert_int_equal(answer.result, LOGIN_WRONG);
        assert_string_equal(answer.token, "");
    }
}

static void assert_locks_after_five(struct login_bench *bench, const char *account,
                                    const char *password)
{
    for (int i = 0; i < LOGIN_LIMIT_HERE; i++) {
        assert_int_equal(login_bench_log_in(bench, account, "not it").result, LOGIN_WRONG);
    }
    struct login_answer answer = login_bench_log_in(bench, account, password);
    assert_int_equal(answer.result, LOGIN_LOCKED);
    assert_int_equal(answer.retry_after_s, LOGIN_LIMIT_LOCK_S);
    fake_clock_advance_ms(&bench->clock, 60 * 1000 + 1);
    answer = login_bench_log_in(bench, account, password);
    assert_int_equal(answer.result, LOGIN_LOCKED);
    assert_int_equal(answer.retry_after_s, LOGIN_LIMIT_LOCK_S - 60);
}

static void test_login__five_wrong_tries_lock_even_the_right_one(void **state)
{
    struct login_bench *bench = *state;
    assert_locks_after_five(bench, "wang", bench->one_time);
    fake_clock_advance_ms(&bench->clock, LOGIN_LIMIT_LOCK_S * 1000);
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_OK);
}

static void test_login__an_account_that_is_not_there_locks_the_same(void **state)
{
    struct login_bench *bench = *state;
    assert_locks_after_five(bench, "nobody", "whatever");
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_OK);
}

static void test_login__a_good_one_begins_the_count_anew(void **state)
{
    struct login_bench *bench = *state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < LOGIN_LIMIT_HERE - 1; i++) {
            assert_int_equal(login_bench_log_in(bench, "wang", "not it").result, LOGIN_WRONG);
        }
        assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_OK);
    }
}

static void test_login__the_window_forgets(void **state)
{
    struct login_bench *bench = *state;
    for (int i = 0; i < 2 * LOGIN_LIMIT_HERE; i++) {
        assert_int_equal(login_bench_log_in(bench, "wang", "not it").result, LOGIN_WRONG);
        fake_clock_advance_ms(&bench->clock, LOGIN_LIMIT_WINDOW_S * 1000 / LOGIN_LIMIT_HERE);
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

static void test_login__who_types_nonsense_locks_nobody_out_elsewhere(void **state)
{
    struct login_bench *bench = *state;
    for (int i = 0; i <= LOGIN_LIMIT_HERE; i++) {
        (void)login_bench_log_in_from(bench, "wang", "not it", "198.51.100.1");
    }
    assert_int_equal(login_bench_log_in_from(bench, "wang", bench->one_time, "198.51.100.1").result,
                     LOGIN_LOCKED);
    assert_int_equal(login_bench_log_in_from(bench, "wang", bench->one_time, "192.0.2.7").result,
                     LOGIN_OK);
}

/* From many addresses, each of which stays below its own limit. */
static bool count_everywhere(struct database *database, void *user, struct error *err)
{
    int64_t *locked_s = user;
    char address[32];
    for (int i = 0; i <= LOGIN_LIMIT_PER_ACCOUNT; i++) {
        (void)snprintf(address, sizeof address, "198.51.100.%d", i / LOGIN_LIMIT_HERE);
        struct login_limit_subject subject = {"wang", address};
        if (!login_limit_count(database, &subject, 1732323612000000, locked_s, err)) {
            return false;
        }
        if ((*locked_s > 0) != (i == LOGIN_LIMIT_PER_ACCOUNT)) {
            return error_set(err, ERROR_INVALID, "try %d: %lld", i, (long long)*locked_s);
        }
    }
    return true;
}

static void test_login__many_addresses_together_lock_an_account(void **state)
{
    struct login_bench *bench = *state;
    int64_t locked_s = 0;
    struct error err = {0};
    if (!storage_write(bench->storage, count_everywhere, &locked_s, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(login_bench_log_in_from(bench, "wang", bench->one_time, "192.0.2.7").result,
                     LOGIN_LOCKED);
}

static void test_login__an_address_that_tries_many_accounts_is_locked(void **state)
{
    struct login_bench *bench = *state;
    int64_t locked_s = 0;
    struct error err = {0};
    if (!storage_write(bench->storage, count_address, &locked_s, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(login_bench_log_in_from(bench, "wang", bench->one_time, "198.51.100.1").result,
                     LOGIN_LOCKED);
    assert_int_equal(login_bench_log_in_from(bench, "wang", bench->one_time, "198.51.100.2").result,
                     LOGIN_OK);
}

static void test_session__it_ends_when_idle(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    for (int i = 0; i < 4; i++) {
        fake_clock_advance_ms(&bench->clock, 119 * MINUTE_MS);
        assert_true(login_bench_is_in(bench, answer.token));
    }
    fake_clock_advance_ms(&bench->clock, 120 * MINUTE_MS);
    assert_false(login_bench_is_in(bench, answer.token));
}

static void test_session__what_a_page_asks_by_itself_does_not_keep_it(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    struct login_session session;
    struct error err = {0};
    bool found;
    for (int i = 0; i < 3; i++) {
        fake_clock_advance_ms(&bench->clock, 39 * MINUTE_MS);
        assert_true(login_service_find(bench->service, answer.token, LOGIN_USE_BY_PAGE, &found,
                                       &session, &err));
        assert_true(found);
    }
    fake_clock_advance_ms(&bench->clock, 3 * MINUTE_MS);
    assert_false(login_bench_is_in(bench, answer.token));
}

static void test_session__it_ends_at_last_however_busy(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    for (int i = 0; i < 11; i++) {
        fake_clock_advance_ms(&bench->clock, 60 * MINUTE_MS);
        assert_true(login_bench_is_in(bench, answer.token));
    }
    fake_clock_advance_ms(&bench->clock, 60 * MINUTE_MS);
    assert_false(login_bench_is_in(bench, answer.token));
}

static void test_session__other_tokens_open_nothing(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    char other[LOGIN_TOKEN_SIZE];
    memcpy(other, answer.token, sizeof other);
    other[0] = other[0] == '0' ? '1' : '0';
    const char *const tokens[] = {other, "", "zz", answer.session.csrf, "' OR 1=1 --"};
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        assert_false(login_bench_is_in(bench, tokens[i]));
    }
    assert_true(login_bench_is_in(bench, answer.token));
}

static void test_session__logging_out_ends_it(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer first = login_bench_log_in(bench, "wang", bench->one_time);
    struct login_answer second = login_bench_log_in(bench, "wang", bench->one_time);
    struct error err = {0};
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT, .who = "wang"};
    assert_true(login_service_log_out(bench->service, &first.session, &actor, &err));
    assert_false(login_bench_is_in(bench, first.token));
    assert_true(login_bench_is_in(bench, second.token));
}

static void test_session__an_account_has_a_bounded_number(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer first = login_bench_log_in(bench, "wang", bench->one_time);
    for (int i = 0; i < LOGIN_SESSIONS_PER_ACCOUNT; i++) {
        assert_true(login_bench_is_in(bench, first.token));
        fake_clock_advance_ms(&bench->clock, 1000);
        assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_OK);
    }
    assert_false(login_bench_is_in(bench, first.token));
}

static void test_password__changing_it_ends_the_other_sessions(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer other = login_bench_log_in(bench, "wang", bench->one_time);
    struct login_answer own = login_bench_log_in(bench, "wang", bench->one_time);
    assert_int_equal(change(bench, &own.session, bench->one_time, NEW), LOGIN_CHANGED);
    assert_true(login_bench_is_in(bench, own.token));
    assert_false(login_bench_is_in(bench, other.token));
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_WRONG);
    struct login_answer again = login_bench_log_in(bench, "wang", NEW);
    assert_int_equal(again.result, LOGIN_OK);
    assert_false(again.session.must_change_password);
}

static void test_password__weak_ones_are_refused(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    char long_one[LOGIN_PASSWORD_MAX + 2];
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[0] = 'y';
    long_one[sizeof long_one - 1] = '\0';
    const char *const weak[] = {
        "", "ninechars", "守时守时守时守时守", "aaaaaaaaaaaaaa", bench->one_time, long_one};
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        if (change(bench, &answer.session, bench->one_time, weak[i]) != LOGIN_NEW_WEAK) {
            fail_msg("'%s' was taken", weak[i]);
        }
        struct login_answer again = login_bench_log_in(bench, "wang", bench->one_time);
        assert_int_equal(again.result, LOGIN_OK); /* and keeps the count of tries low */
    }
    assert_int_equal(change(bench, &answer.session, bench->one_time, "守时守时守时守时守时"),
                     LOGIN_CHANGED);
}

static void test_password__the_old_one_cannot_be_guessed_by_changing(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    for (int i = 0; i < LOGIN_LIMIT_HERE; i++) {
        assert_int_equal(change(bench, &answer.session, "not it", NEW), LOGIN_OLD_WRONG);
    }
    assert_int_equal(change(bench, &answer.session, bench->one_time, NEW), LOGIN_CHANGE_LOCKED);
}

static void test_password__a_one_time_password_has_its_day(void **state)
{
    struct login_bench *bench = *state;
    fake_clock_advance_ms(&bench->clock, (int64_t)ACCOUNT_ADMIN_ONE_TIME_H * 60 * MINUTE_MS);
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_WRONG);
}

static bool close_account(struct database *database, void *user, struct error *err)
{
    (void)user;
    return database_run_script(database, "test", "UPDATE account SET state = 'closed'", err);
}

static void test_account__a_closed_one_is_out_at_once(void **state)
{
    struct login_bench *bench = *state;
    struct login_answer answer = login_bench_log_in(bench, "wang", bench->one_time);
    struct error err = {0};
    assert_true(login_bench_is_in(bench, answer.token));
    assert_true(storage_write(bench->storage, close_account, NULL, &err));
    assert_false(login_bench_is_in(bench, answer.token));
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_WRONG);
}

static struct login_answer log_in_with(struct login_bench *bench, const char *password,
                                       const char *code)
{
    struct login_request request = {
        .account = "wang", .password = password, .address = "192.0.2.7", .code = code};
    struct login_answer answer = {0};
    struct error err = {0};
    if (!login_service_log_in(bench->service, &request, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    return answer;
}

struct stepping {
    struct login_bench *bench;
    const char *typed;
    bool done;
    char secret[TOTP_BASE32_SIZE];
    char codes[SECOND_STEP_CODES][SECOND_STEP_CODE_SIZE];
};

static bool run_begin(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    const struct login_tools *tools = login_service_tools(stepping->bench->service);
    return second_step_begin(database, &tools->key, "wang", stepping->bench->clock.utc_us,
                             &stepping->done, stepping->secret, err);
}

static bool run_confirm(struct database *database, void *user, struct error *err)
{
    struct stepping *stepping = user;
    const struct login_tools *tools = login_service_tools(stepping->bench->service);
    return second_step_confirm(database, &tools->key, "wang", stepping->typed,
                               stepping->bench->clock.utc_us, &stepping->done, stepping->codes,
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

static void turn_on(struct login_bench *bench, struct stepping *stepping)
{
    struct error err = {0};
    char code[8];
    *stepping = (struct stepping){.bench = bench, .typed = code};
    assert_true(storage_write(bench->storage, run_begin, stepping, &err));
    assert_true(stepping->done);
    device_code(stepping, totp_step(bench->clock.utc_us), code);
    assert_true(storage_write(bench->storage, run_confirm, stepping, &err));
    assert_true(stepping->done);
}

static void test_second_step__the_password_alone_is_not_enough(void **state)
{
    struct login_bench *bench = *state;
    struct stepping stepping;
    char code[8];
    turn_on(bench, &stepping);
    for (int i = 0; i <= LOGIN_LIMIT_HERE; i++) { /* a right password is no wrong try */
        assert_int_equal(log_in_with(bench, bench->one_time, NULL).result, LOGIN_CODE_NEEDED);
    }
    assert_int_equal(log_in_with(bench, bench->one_time, "000000").result, LOGIN_WRONG);
    fake_clock_advance_ms(&bench->clock, 30000);
    device_code(&stepping, totp_step(bench->clock.utc_us), code);
    assert_int_equal(log_in_with(bench, "not it", code).result, LOGIN_WRONG);
    assert_int_equal(log_in_with(bench, bench->one_time, code).result, LOGIN_OK);
}

static void test_second_step__a_code_is_good_once(void **state)
{
    struct login_bench *bench = *state;
    struct stepping stepping;
    char code[8];
    turn_on(bench, &stepping);
    device_code(&stepping, totp_step(bench->clock.utc_us), code);
    assert_int_equal(log_in_with(bench, bench->one_time, code).result, LOGIN_WRONG);
    fake_clock_advance_ms(&bench->clock, 60000);
    device_code(&stepping, totp_step(bench->clock.utc_us), code);
    assert_int_equal(log_in_with(bench, bench->one_time, code).result, LOGIN_OK);
    assert_int_equal(log_in_with(bench, bench->one_time, code).result, LOGIN_WRONG);
}

static void test_second_step__a_recovery_code_is_good_once(void **state)
{
    struct login_bench *bench = *state;
    struct stepping stepping;
    turn_on(bench, &stepping);
    assert_int_equal(log_in_with(bench, bench->one_time, stepping.codes[3]).result, LOGIN_OK);
    assert_int_equal(log_in_with(bench, bench->one_time, stepping.codes[3]).result, LOGIN_WRONG);
    assert_int_equal(log_in_with(bench, bench->one_time, stepping.codes[4]).result, LOGIN_OK);
}

static void test_second_step__a_secret_waits_for_its_first_code(void **state)
{
    struct login_bench *bench = *state;
    struct error err = {0};
    struct stepping stepping = {.bench = bench, .typed = "12345"};
    assert_true(storage_write(bench->storage, run_begin, &stepping, &err));
    assert_true(storage_write(bench->storage, run_confirm, &stepping, &err));
    assert_false(stepping.done);
    assert_int_equal(login_bench_log_in(bench, "wang", bench->one_time).result, LOGIN_OK);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_second_step__the_password_alone_is_not_enough),
        STORE_TEST(test_second_step__a_code_is_good_once),
        STORE_TEST(test_second_step__a_recovery_code_is_good_once),
        STORE_TEST(test_second_step__a_secret_waits_for_its_first_code),
        STORE_TEST(test_login__the_one_time_password_opens_a_session),
        STORE_TEST(test_login__capitals_in_the_account_make_no_difference),
        STORE_TEST(test_login__neither_token_nor_password_is_in_the_database),
        STORE_TEST(test_login__wrong_is_wrong_whatever_it_is),
        STORE_TEST(test_login__five_wrong_tries_lock_even_the_right_one),
        STORE_TEST(test_login__an_account_that_is_not_there_locks_the_same),
        STORE_TEST(test_login__a_good_one_begins_the_count_anew),
        STORE_TEST(test_login__the_window_forgets),
        STORE_TEST(test_login__who_types_nonsense_locks_nobody_out_elsewhere),
        STORE_TEST(test_login__many_addresses_together_lock_an_account),
        STORE_TEST(test_login__an_address_that_tries_many_accounts_is_locked),
        STORE_TEST(test_session__it_ends_when_idle),
        STORE_TEST(test_session__what_a_page_asks_by_itself_does_not_keep_it),
        STORE_TEST(test_session__it_ends_at_last_however_busy),
        STORE_TEST(test_session__other_tokens_open_nothing),
        STORE_TEST(test_session__logging_out_ends_it),
        STORE_TEST(test_session__an_account_has_a_bounded_number),
        STORE_TEST(test_password__changing_it_ends_the_other_sessions),
        STORE_TEST(test_password__weak_ones_are_refused),
        STORE_TEST(test_password__the_old_one_cannot_be_guessed_by_changing),
        STORE_TEST(test_password__a_one_time_password_has_its_day),
        STORE_TEST(test_account__a_closed_one_is_out_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
