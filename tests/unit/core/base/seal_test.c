#include "seal.h"

#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

static const struct seal_key key = {{1, 2, 3}};
static const struct seal_subject subject = {"staff/s1", 8};

static void close_text(const char *text, uint8_t *ret_sealed)
{
    struct error err = {0};
    if (!seal_close(&key, subject, text, strlen(text), ret_sealed, &err)) {
        fail_msg("%s", err.text);
    }
}

static void test_seal__what_was_sealed_is_read_again(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "x", "{\"name\":\"欧阳建国\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t len = strlen(texts[i]);
        uint8_t sealed[64 + SEAL_OVERHEAD];
        char plain[64] = "";
        close_text(texts[i], sealed);
        assert_true(seal_open(&key, subject, sealed, len + SEAL_OVERHEAD, plain, NULL));
        assert_memory_equal(plain, texts[i], len);
        assert_true(len < 2 || !memmem(sealed, len + SEAL_OVERHEAD, texts[i], len));
    }
}

static void test_seal__the_same_text_never_looks_the_same(void **state)
{
    (void)state;
    uint8_t first[3 + SEAL_OVERHEAD], second[3 + SEAL_OVERHEAD];
    close_text("abc", first);
    close_text("abc", second);
    assert_memory_not_equal(first, second, sizeof first);
}

static void test_seal__every_changed_bit_is_seen(void **state)
{
    (void)state;
    uint8_t sealed[3 + SEAL_OVERHEAD];
    char plain[3];
    close_text("abc", sealed);
    for (size_t bit = 0; bit < 8 * sizeof sealed; bit++) {
        struct error err = {0};
        sealed[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_false(seal_open(&key, subject, sealed, sizeof sealed, plain, &err));
        assert_int_equal(err.code, ERROR_INVALID);
        sealed[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    assert_true(seal_open(&key, subject, sealed, sizeof sealed, plain, NULL));
}

static void test_seal__another_key_or_subject_or_length_opens_nothing(void **state)
{
    (void)state;
    uint8_t sealed[3 + SEAL_OVERHEAD];
    char plain[3];
    const struct seal_key other = {{1, 2, 4}};
    const struct seal_subject moved = {"staff/s2", 8};
    close_text("abc", sealed);
    assert_false(seal_open(&other, subject, sealed, sizeof sealed, plain, NULL));
    assert_false(seal_open(&key, moved, sealed, sizeof sealed, plain, NULL));
    for (size_t len = 0; len < sizeof sealed; len++) {
        assert_false(seal_open(&key, subject, sealed, len, plain, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal__what_was_sealed_is_read_again),
        cmocka_unit_test(test_seal__the_same_text_never_looks_the_same),
        cmocka_unit_test(test_seal__every_changed_bit_is_seen),
        cmocka_unit_test(test_seal__another_key_or_subject_or_length_opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
