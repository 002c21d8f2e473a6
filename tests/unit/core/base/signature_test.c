#include "signature.h"

#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

/* RFC 8032, section 7.1, tests 1 to 3. */
static const struct {
    const char *seed;
    const char *public_key;
    const char *message;
    const char *signature;
} vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a"},
};

static size_t from_hex(const char *hex, uint8_t *ret_bytes)
{
    size_t len = strlen(hex) / 2;
    assert_true(hash_hex_decode(hex, strlen(hex), ret_bytes, len));
    return len;
}

static struct signing_key *key_of(size_t vector)
{
    uint8_t seed[SIGNING_SEED_BYTES];
    assert_int_equal(from_hex(vectors[vector].seed, seed), SIGNING_SEED_BYTES);
    struct signing_key *key = NULL;
    assert_true(signing_key_create(seed, &key, NULL));
    return key;
}

static void test_signature__keys_and_signatures_agree_with_rfc_8032(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        AUTO(signing_key) struct signing_key *key = key_of(i);
        uint8_t expected[SIGNATURE_BYTES];
        (void)from_hex(vectors[i].public_key, expected); /* its length is compared below */
        struct public_key public_key = signing_key_public(key);
        assert_memory_equal(public_key.bytes, expected, PUBLIC_KEY_BYTES);

        uint8_t message[8];
        size_t len = from_hex(vectors[i].message, message);
        struct signature signature = signing_key_sign(key, message, len);
        assert_int_equal(from_hex(vectors[i].signature, expected), SIGNATURE_BYTES);
        assert_memory_equal(signature.bytes, expected, SIGNATURE_BYTES);
        assert_true(signature_verify(&public_key, message, len, &signature));
    }
}

static void test_signature__any_flipped_bit_is_seen(void **state)
{
    (void)state;
    AUTO(signing_key) struct signing_key *key = key_of(0);
    struct public_key public_key = signing_key_public(key);
    uint8_t batch[40];
    memset(batch, 'b', sizeof batch);
    struct signature good = signing_key_sign(key, batch, sizeof batch);
    for (size_t bit = 0; bit < 8 * SIGNATURE_BYTES; bit++) {
        struct signature bad = good;
        bad.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(signature_verify(&public_key, batch, sizeof batch, &bad));
    }
    for (size_t bit = 0; bit < 8 * sizeof batch; bit++) {
        batch[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(signature_verify(&public_key, batch, sizeof batch, &good));
        batch[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_false(signature_verify(&public_key, batch, sizeof batch - 1, &good));
    assert_true(signature_verify(&public_key, batch, sizeof batch, &good));
}

static void test_signature__another_key_does_not_fit(void **state)
{
    (void)state;
    AUTO(signing_key) struct signing_key *ours = key_of(0);
    AUTO(signing_key) struct signing_key *theirs = key_of(1);
    struct public_key public_key = signing_key_public(theirs);
    struct signature signature = signing_key_sign(ours, "batch", 5);
    assert_false(signature_verify(&public_key, "batch", 5, &signature));
}

/* A key from the wire may be any 32 bytes: these are no point of the curve. */
static void test_signature__a_key_that_is_no_point_verifies_nothing(void **state)
{
    (void)state;
    AUTO(signing_key) struct signing_key *key = key_of(0);
    struct signature signature = signing_key_sign(key, "batch", 5);
    struct public_key nonsense = {{2}};
    assert_false(signature_verify(&nonsense, "batch", 5, &signature));
}

static void test_signature__destroying_null_is_fine(void **state)
{
    (void)state;
    signing_key_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signature__keys_and_signatures_agree_with_rfc_8032),
        cmocka_unit_test(test_signature__any_flipped_bit_is_seen),
        cmocka_unit_test(test_signature__another_key_does_not_fit),
        cmocka_unit_test(test_signature__a_key_that_is_no_point_verifies_nothing),
        cmocka_unit_test(test_signature__destroying_null_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
