#include "hash.h"

#include "cmocka_tests.h"
#include <string.h>

static void assert_hash_is(struct hash hash, const char *hex)
{
    char text[HASH_HEX_SIZE];
    hash_hex_encode(hash.bytes, HASH_BYTES, text);
    assert_string_equal(text, hex);
}

struct vector {
    const char *message;
    const char *digest;
};

/* FIPS 180-4's examples of one and two blocks, and the empty message of NIST's CAVS vectors. */
static const struct vector sha256_vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void test_hash__sha256_agrees_with_fips_180_4(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sha256_vectors / sizeof sha256_vectors[0]; i++) {
        const struct vector *v = &sha256_vectors[i];
        assert_hash_is(hash_sha256(v->message, strlen(v->message)), v->digest);
    }
    AUTO(memory) char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    assert_hash_is(hash_sha256(million, 1000000),
                   "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_hash__a_hasher_starts_afresh_each_time(void **state)
{
    (void)state;
    AUTO(hasher) struct hasher *hasher = NULL;
    assert_true(hasher_create(&hasher, NULL));
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof sha256_vectors / sizeof sha256_vectors[0]; i++) {
            const struct vector *v = &sha256_vectors[i];
            assert_hash_is(hasher_sha256(hasher, v->message, strlen(v->message)), v->digest);
        }
    }
    hasher_destroy(NULL);
}

/* RFC 4231, test cases 1 to 7 without the truncated fifth. */
static void test_hash__hmac_sha256_agrees_with_rfc_4231(void **state)
{
    (void)state;
    const struct {
        const char *key_hex; /* one byte repeated key_len times where it is two digits long */
        size_t key_len;
        const char *data;
        const char *digest;
    } cases[] = {
        {"0b", 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"4a656665", 4, "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"aa", 20,
         "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
         "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
         "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd",
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {"0102030405060708090a0b0c0d0e0f10111213141516171819", 25,
         "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
         "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
         "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd",
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {"aa", 131, "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {"aa", 131,
         "This is a test using a larger than block-size key and a larger than block-size data. "
         "The key needs to be hashed before being used by the HMAC algorithm.",
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t key[256];
        size_t written = strlen(cases[i].key_hex) / 2;
        assert_true(hash_hex_decode(cases[i].key_hex, 2 * written, key, written));
        if (written == 1) {
            memset(key, key[0], cases[i].key_len);
        }
        assert_hash_is(
            hash_hmac_sha256(key, cases[i].key_len, cases[i].data, strlen(cases[i].data)),
            cases[i].digest);
    }
}

static void test_hash__equal_looks_at_every_byte(void **state)
{
    (void)state;
    struct hash a = hash_sha256("a", 1);
    for (size_t i = 0; i < HASH_BYTES; i++) {
        struct hash b = a;
        assert_true(hash_equal(&a, &b));
        b.bytes[i] ^= 1;
        assert_false(hash_equal(&a, &b));
    }
}

static void test_hash__hex_goes_there_and_back(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0x00, 0x09, 0x0a, 0x7f, 0x80, 0xff};
    char text[13];
    hash_hex_encode(bytes, sizeof bytes, text);
    assert_string_equal(text, "00090a7f80ff");
    uint8_t back[sizeof bytes];
    assert_true(hash_hex_decode("00090A7f80fF", 12, back, sizeof back));
    assert_memory_equal(back, bytes, sizeof bytes);
}

static void test_hash__bad_hex_is_refused_and_writes_nothing(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t len;
    } bad[] = {{"0011", 2}, {"00112", 5}, {"001g", 4}, {"g011", 4},
               {"00 1", 4}, {"0x11", 4},  {"", 0},     {"00\0001", 4}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t bytes[2] = {0xee, 0xee};
        assert_false(hash_hex_decode(bad[i].text, bad[i].len, bytes, sizeof bytes));
        assert_int_equal(bytes[0], 0xee);
        assert_int_equal(bytes[1], 0xee);
    }
}

static void test_hash__random_bytes_fill_the_whole_buffer_and_differ(void **state)
{
    (void)state;
    uint8_t a[33] = {0};
    uint8_t b[33] = {0};
    hash_random(a, 32);
    hash_random(b, 32);
    assert_memory_not_equal(a, b, 32);
    assert_int_equal(a[32], 0);
    /* Of 32 random bytes at least the last eight are not all as they were (1 in 2^64). */
    assert_memory_not_equal(a + 24, "\0\0\0\0\0\0\0\0", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash__sha256_agrees_with_fips_180_4),
        cmocka_unit_test(test_hash__a_hasher_starts_afresh_each_time),
        cmocka_unit_test(test_hash__hmac_sha256_agrees_with_rfc_4231),
        cmocka_unit_test(test_hash__equal_looks_at_every_byte),
        cmocka_unit_test(test_hash__hex_goes_there_and_back),
        cmocka_unit_test(test_hash__bad_hex_is_refused_and_writes_nothing),
        cmocka_unit_test(test_hash__random_bytes_fill_the_whole_buffer_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
