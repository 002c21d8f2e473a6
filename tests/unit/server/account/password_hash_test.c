#include "password_hash.h"

#include "cmocka_tests.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static int setup(void **state)
{
    struct password_hash *hash = NULL;
    struct error err = {0};
    const struct password_costs costs = {.passes = 1, .memory_kib = 8192, .lanes = 1};
    assert_true(password_hash_create(&costs, &hash, &err));
    *state = hash;
    return 0;
}

static int teardown(void **state)
{
    password_hash_destroy(*state);
    return 0;
}

static void test_password__the_hash_is_argon2id_with_our_costs(void **state)
{
    (void)state;
    char phc[ACCOUNT_PASSWORD_MAX + 1];
    struct error err = {0};
    struct password_costs costs;
    password_costs_init(&costs);
    AUTO(password_hash) struct password_hash *hash = NULL;
    assert_true(password_hash_create(&costs, &hash, &err));
    assert_true(password_hash_make(hash, "correct horse", phc, &err));
    assert_int_equal(strncmp(phc, "$argon2id$v=19$m=65536,t=3,p=1$", 31), 0);
}

static void test_password__each_hash_has_a_salt_of_its_own(void **state)
{
    char first[ACCOUNT_PASSWORD_MAX + 1], second[ACCOUNT_PASSWORD_MAX + 1];
    struct error err = {0};
    assert_true(password_hash_make(*state, "correct horse", first, &err));
    assert_true(password_hash_make(*state, "correct horse", second, &err));
    assert_string_not_equal(first, second);
}

static void test_password__only_the_password_matches(void **state)
{
    char phc[ACCOUNT_PASSWORD_MAX + 1];
    struct error err = {0};
    bool matches;
    assert_true(password_hash_make(*state, "correct horse", phc, &err));
    assert_true(password_hash_verify(*state, phc, "correct horse", &matches, &err));
    assert_true(matches);
    static const char *const wrong[] = {"correct hors", "correct horse ", "Correct horse", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_true(password_hash_verify(*state, phc, wrong[i], &matches, &err));
        assert_false(matches);
    }
    assert_true(password_hash_verify(*state, NULL, "correct horse", &matches, &err));
    assert_false(matches);
}

static void test_password__a_damaged_hash_is_an_error(void **state)
{
    struct error err = {0};
    bool matches = true;
    assert_false(password_hash_verify(*state, "$argon2id$damaged", "x", &matches, &err));
    assert_int_equal(err.code, ERROR_INVALID);
}

static void test_password__one_time_passwords_are_readable_and_differ(void **state)
{
    (void)state;
    char first[PASSWORD_ONE_TIME_SIZE], second[PASSWORD_ONE_TIME_SIZE];
    password_hash_one_time(first);
    password_hash_one_time(second);
    assert_string_not_equal(first, second);
    assert_int_equal(strlen(first), PASSWORD_ONE_TIME_SIZE - 1);
    assert_int_equal(strspn(first, "23456789ABCDEFGHJKLMNPQRSTUVWXYZ-"), strlen(first));
    assert_int_equal(first[4], '-');
    assert_int_equal(first[9], '-');
}

struct flood {
    struct password_hash *hash;
    pthread_barrier_t together;
    atomic_int busy;
};

static void *try_one(void *user)
{
    struct flood *flood = user;
    char phc[ACCOUNT_PASSWORD_MAX + 1];
    struct error err = {0};
    (void)pthread_barrier_wait(&flood->together);
    if (!password_hash_make(flood->hash, "x", phc, &err)) {
        flood->busy += err.code == ERROR_BUSY;
    }
    return NULL;
}

static void test_password__a_flood_is_told_to_come_back(void **state)
{
    enum { THREADS = 24 };
    struct flood flood = {.hash = *state};
    pthread_t threads[THREADS];
    assert_int_equal(pthread_barrier_init(&flood.together, NULL, THREADS), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, try_one, &flood), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_in_range(flood.busy, 1, THREADS - PASSWORD_HASH_PARALLEL - PASSWORD_HASH_WAITING);
    (void)pthread_barrier_destroy(&flood.together);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_password__the_hash_is_argon2id_with_our_costs),
        cmocka_unit_test(test_password__each_hash_has_a_salt_of_its_own),
        cmocka_unit_test(test_password__only_the_password_matches),
        cmocka_unit_test(test_password__a_damaged_hash_is_an_error),
        cmocka_unit_test(test_password__one_time_passwords_are_readable_and_differ),
        cmocka_unit_test(test_password__a_flood_is_told_to_come_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
