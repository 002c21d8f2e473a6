#include "chain.h"

#include "cmocka_tests.h"

static struct tap_record record_at(uint32_t epoch, uint64_t seq, struct hash prev)
{
    return (struct tap_record){.kiosk = "k0001", .epoch = epoch, .seq = seq, .prev = prev};
}

static const struct hash head_hash = {{1, 2, 3}};
static const struct hash line_hash = {{9, 9, 9}};
static const struct chain_head head = {.epoch = 2, .seq = 5, .hash = {{1, 2, 3}}};

static void test_chain__genesis_is_the_hash_of_kiosk_and_epoch(void **state)
{
    (void)state;
    struct hash genesis = chain_genesis("k0001", 1);
    char text[HASH_HEX_SIZE];
    hash_hex_encode(genesis.bytes, HASH_BYTES, text);
    assert_string_equal(text, /* by sha256sum */
                        "1275cc1bc3544221ab9ee13b4825c101f0d1d82f30d10f13c2700b2d6850cebf");
}

static void test_chain__the_newline_is_not_part_of_the_hash(void **state)
{
    (void)state;
    struct hasher *hasher = NULL;
    assert_true(hasher_create(&hasher, NULL));
    struct hash with = chain_hash_line(hasher, "abc\n", 4);
    struct hash without = chain_hash_line(hasher, "abc", 3);
    struct hash known = hash_sha256("abc", 3);
    assert_true(hash_equal(&with, &without));
    assert_true(hash_equal(&with, &known));
    hasher_destroy(hasher);
}

static void test_chain__each_way_to_stand_to_the_head(void **state)
{
    (void)state;
    struct hash genesis = chain_genesis("k0001", 3);
    const struct {
        struct tap_record record;
        struct hash hash;
        enum chain_link expected;
    } cases[] = {
        {record_at(2, 6, head_hash), line_hash, CHAIN_NEXT},
        {record_at(2, 6, line_hash), line_hash, CHAIN_BROKEN},
        {record_at(2, 5, line_hash), head_hash, CHAIN_SAME},
        {record_at(2, 5, line_hash), line_hash, CHAIN_FORK},
        {record_at(2, 4, line_hash), line_hash, CHAIN_OLDER},
        {record_at(2, 7, head_hash), line_hash, CHAIN_GAP},
        {record_at(1, 99, head_hash), line_hash, CHAIN_OLDER},
        {record_at(3, 1, genesis), line_hash, CHAIN_NEW_EPOCH},
        {record_at(3, 1, head_hash), line_hash, CHAIN_BROKEN},
        {record_at(3, 2, genesis), line_hash, CHAIN_GAP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(chain_compare(&head, &cases[i].record, &cases[i].hash), cases[i].expected);
    }
}

static void test_chain__the_first_line_follows_the_genesis(void **state)
{
    (void)state;
    struct chain_head empty = {.epoch = 1, .seq = 0, .hash = chain_genesis("k0001", 1)};
    struct tap_record first = record_at(1, 1, empty.hash);
    assert_int_equal(chain_compare(&empty, &first, &line_hash), CHAIN_NEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chain__genesis_is_the_hash_of_kiosk_and_epoch),
        cmocka_unit_test(test_chain__the_newline_is_not_part_of_the_hash),
        cmocka_unit_test(test_chain__each_way_to_stand_to_the_head),
        cmocka_unit_test(test_chain__the_first_line_follows_the_genesis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
