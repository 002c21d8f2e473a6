#include "signed_request.h"

#include "cmocka_tests.h"
#include <string.h>

static struct signing_key *make_key(void)
{
    uint8_t seed[SIGNING_SEED_BYTES] = {7};
    struct signing_key *key = NULL;
    assert_true(signing_key_create(seed, &key, NULL));
    return key;
}

static struct signed_request sample(void)
{
    return (struct signed_request){
        .method = "POST",
        .target = "/api/v1/kiosk/records",
        .time_utc_us = 1732323612000000,
        .body_hash = hash_sha256("{}", 2),
    };
}

static void test_signed_request__is_over_the_five_lines_of_the_protocol(void **state)
{
    (void)state;
    AUTO(signing_key) struct signing_key *key = make_key();
    struct signed_request request = sample();
    struct signature signature = signed_request_sign(&request, key);
    static const char text[] = /* the hash by sha256sum */
        "shoushi-request-1\nPOST\n/api/v1/kiosk/records\n1732323612000000\n"
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    struct public_key public_key = signing_key_public(key);
    assert_true(signature_verify(&public_key, text, strlen(text), &signature));
}

static void test_signed_request__any_changed_part_is_refused(void **state)
{
    (void)state;
    AUTO(signing_key) struct signing_key *key = make_key();
    struct public_key public_key = signing_key_public(key);
    struct signed_request request = sample();
    struct signature signature = signed_request_sign(&request, key);
    assert_true(signed_request_verify(&request, &public_key, &signature));
    struct signed_request changed[4] = {request, request, request, request};
    changed[0].method = "GET";
    changed[1].target = "/api/v1/kiosk/status";
    changed[2].time_utc_us++;
    changed[3].body_hash.bytes[31] ^= 1;
    for (size_t i = 0; i < 4; i++) {
        assert_false(signed_request_verify(&changed[i], &public_key, &signature));
    }
    signature.bytes[0] ^= 1;
    assert_false(signed_request_verify(&request, &public_key, &signature));
}

static void test_signed_request__a_target_beyond_its_limit_is_refused(void **state)
{
    (void)state;
    static char target[SIGNED_REQUEST_TARGET_MAX + 2];
    memset(target, 'a', sizeof target - 1);
    struct signed_request request = sample();
    request.target = target;
    AUTO(signing_key) struct signing_key *key = make_key();
    struct public_key public_key = signing_key_public(key);
    struct signature signature = {{0}};
    assert_false(signed_request_verify(&request, &public_key, &signature));
}

static void test_signed_request__a_head_is_of_its_kiosk_alone(void **state)
{
    (void)state;
    AUTO(signing_key) struct signing_key *key = make_key();
    struct public_key public_key = signing_key_public(key);
    struct chain_head head = {.epoch = 1, .seq = 17, .hash = hash_sha256("x", 1)};
    struct signature signature = signed_request_sign_head("k0001", &head, key);
    assert_true(signed_request_verify_head("k0001", &head, &public_key, &signature));
    assert_false(signed_request_verify_head("k0002", &head, &public_key, &signature));
    head.seq = 18;
    assert_false(signed_request_verify_head("k0001", &head, &public_key, &signature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signed_request__is_over_the_five_lines_of_the_protocol),
        cmocka_unit_test(test_signed_request__any_changed_part_is_refused),
        cmocka_unit_test(test_signed_request__a_target_beyond_its_limit_is_refused),
        cmocka_unit_test(test_signed_request__a_head_is_of_its_kiosk_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
