#include "tap_record.h"

#include "cmocka_tests.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct tap_record sample(void)
{
    struct tap_record record = {
        .kiosk = "k0001",
        .epoch = 1,
        .seq = 17,
        .boot = "0123456789abcdef0123456789abcdef",
        .at_utc_us = 1732323612000000,
        .mono_us = 86400000000,
        .clock = TAP_CLOCK_SYNCED,
        .clock_offset_us = -120,
        .clock_error_us = 900,
        .card = TAP_CARD_RECOGNISED,
        .staff = "s0001",
        .shown = {.verdict = "late", .late_min = 17},
    };
    memset(record.token.hash.bytes, 0xab, HASH_BYTES);
    memset(record.prev.bytes, 0xcd, HASH_BYTES);
    return record;
}

#define HEX32(byte)                                                                                \
    byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte byte \
        byte byte byte byte byte byte byte byte byte byte byte byte byte

static const char sample_line[] =
    "{\"v\":1,\"kiosk\":\"k0001\",\"epoch\":1,\"seq\":17,\"boot\":"
    "\"0123456789abcdef0123456789abcdef\",\"at_utc_us\":1732323612000000,\"mono_us\":86400000000,"
    "\"clock\":\"synced\",\"clock_offset_us\":-120,\"clock_error_us\":900,\"not_before_utc_us\":0,"
    "\"not_after_utc_us\":0,\"card\":\"recognised\",\"token\":\"" HEX32(
        "ab") "\","
              "\"staff\":\"s0001\",\"meeting\":\"\",\"substitute_for\":\"\",\"shown\":{\"verdict\":"
              "\"late\","
              "\"late_min\":17,\"early_min\":0},\"prev\":\"" HEX32("cd") "\"}\n";

static void test_tap_record__is_written_as_the_protocol_says(void **state)
{
    (void)state;
    struct tap_record record = sample();
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len = tap_record_encode(&record, line);
    assert_string_equal(line, sample_line);
    assert_int_equal(len, strlen(sample_line));
}

static void test_tap_record__jansson_reads_the_line_and_writes_the_same_bytes(void **state)
{
    (void)state;
    struct tap_record record = sample();
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len = tap_record_encode(&record, line);
    json_t *root = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    char *compact = json_dumps(root, JSON_COMPACT | JSON_PRESERVE_ORDER);
    assert_int_equal(strlen(compact), len - 1);
    assert_memory_equal(compact, line, len - 1);
    free(compact);
    json_decref(root);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void random_id(uint64_t *seed, char *ret_text, size_t min_len)
{
    size_t len = min_len + next_random(seed) % (TAP_RECORD_ID_MAX + 1 - min_len);
    for (size_t i = 0; i < len; i++) {
        char c = (char)(0x20 + next_random(seed) % 95);
        ret_text[i] = c == '"' || c == '\\' ? '-' : c;
    }
    ret_text[len] = '\0';
}

static struct tap_record random_record(uint64_t *seed)
{
    struct tap_record record = sample();
    random_id(seed, record.kiosk, 1);
    record.epoch = 1 + (uint32_t)(next_random(seed) % 9);
    record.seq = 1 + (next_random(seed) << 20);
    record.at_utc_us = (int64_t)(next_random(seed) << 20);
    record.clock_offset_us = (int64_t)next_random(seed) - (1 << 30);
    record.clock = next_random(seed) % 2 ? TAP_CLOCK_SYNCED : TAP_CLOCK_UNCERTAIN;
    if (record.clock == TAP_CLOCK_UNCERTAIN) {
        record.not_before_utc_us = (int64_t)next_random(seed);
        record.not_after_utc_us = record.not_before_utc_us + 1 + (int64_t)next_random(seed);
    }
    record.card = (enum tap_card)(next_random(seed) % 5);
    if (record.card != TAP_CARD_RECOGNISED) {
        record.staff[0] = '\0';
    }
    if (record.card == TAP_CARD_MALFORMED) {
        record.token = (struct card_token){0};
    }
    random_id(seed, record.meeting, 1);
    random_id(seed, record.substitute_for, 0);
    record.shown.early_min = (int32_t)(next_random(seed) % 100001);
    return record;
}

static void test_tap_record__whatever_is_written_reads_back_the_same(void **state)
{
    (void)state;
    uint64_t seed = 20261122;
    for (int round = 0; round < 2000; round++) {
        struct tap_record record = random_record(&seed);
        char line[TAP_RECORD_LINE_MAX + 1];
        size_t len = tap_record_encode(&record, line);
        struct tap_record back;
        struct error err = {0};
        assert_true(tap_record_decode(line, len, &back, &err));
        char again[TAP_RECORD_LINE_MAX + 1];
        assert_int_equal(tap_record_encode(&back, again), len);
        assert_string_equal(again, line);
        assert_true(tap_record_decode(line, len - 1, &back, &err)); /* without the newline */
    }
}

static void test_tap_record__a_cut_line_is_refused_at_every_length(void **state)
{
    (void)state;
    struct tap_record back;
    for (size_t len = 0; len < sizeof sample_line - 2; len++) {
        struct error err = {0};
        assert_false(tap_record_decode(sample_line, len, &back, &err));
        assert_int_equal(err.code, ERROR_INVALID);
    }
}

/* The sample line with the first `from` replaced by `to`. */
static size_t replaced(const char *from, const char *to, char ret_line[2048])
{
    const char *at = strstr(sample_line, from);
    assert_non_null(at);
    size_t head = (size_t)(at - sample_line);
    memcpy(ret_line, sample_line, head);
    strcpy(ret_line + head, to);
    strcat(ret_line, at + strlen(from));
    return strlen(ret_line);
}

static void test_tap_record__what_the_encoder_would_not_write_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *named;
    } cases[] = {
        {"{\"v\":1,", "{\"v\":2,", "version"},
        {"{\"v\":1,", "{\"v\": 1,", "version"},
        {"\"kiosk\":\"k0001\"", "\"kiosk\":\"\"", "kiosk"},
        {"\"kiosk\":\"k0001\"", "\"kiosk\":\"k\\u0031\"", "kiosk"},
        {"\"kiosk\":\"k0001\"", "\"kiosk\":\"01234567890123456789012345678901234567890\"", "kiosk"},
        {"\"kiosk\":\"k0001\"", "\"kiosk\":\"门\"", "kiosk"},
        {"\"epoch\":1", "\"epoch\":0", "epoch"},
        {"\"epoch\":1", "\"epoch\":4294967296", "epoch"},
        {"\"seq\":17", "\"seq\":017", "seq"},
        {"\"seq\":17", "\"seq\":+17", "seq"},
        {"\"seq\":17", "\"seq\":17.0", "boot"},
        {"\"seq\":17", "\"seq\":18446744073709551617", "seq"},
        {"\"seq\":17", "\"seq\":9223372036854775808", "seq"},
        {"\"seq\":17", "\"seq\":\"17\"", "seq"},
        {"\"boot\":\"0123", "\"boot\":\"012", "boot"},
        {"\"boot\":\"0123456789a", "\"boot\":\"0123456789A", "boot"},
        {"\"at_utc_us\":1732323612000000", "\"at_utc_us\":-1", "at_utc_us"},
        {"\"at_utc_us\":1732323612000000", "\"at_utc_us\":253402300800000000", "at_utc_us"},
        {"\"clock\":\"synced\"", "\"clock\":\"good\"", "clock"},
        {"\"clock\":\"synced\"", "\"clock\":\"uncertain\"", "not_after_utc_us"},
        {"\"clock_offset_us\":-120", "\"clock_offset_us\":-0", "clock_offset_us"},
        {"\"not_before_utc_us\":0", "\"not_before_utc_us\":5", "not_before_utc_us"},
        {"\"card\":\"recognised\"", "\"card\":\"malformed\"", "token"},
        {"\"card\":\"recognised\"", "\"card\":\"unknown\"", "staff"},
        {"\"token\":\"abab", "\"token\":\"ABab", "token"},
        {"\"staff\":\"s0001\"", "\"staff\":\"\"", "staff"},
        {"\"verdict\":\"late\"", "\"verdict\":\"LATE\"", "verdict"},
        {"\"late_min\":17", "\"late_min\":100001", "late_min"},
        {"\"prev\":\"cd", "\"prev\":\"c", "prev"},
        {"}\n", "}}\n", "more than a record"},
        {"}\n", "}\n\n", "more than a record"},
        {"\"meeting\":\"\",", "", "meeting"},
        {"\"meeting\":\"\",", "\"meeting\":\"\",\"meeting\":\"\",", "substitute_for"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[2048];
        size_t len = replaced(cases[i].from, cases[i].to, line);
        struct tap_record back;
        struct error err = {0};
        assert_false(tap_record_decode(line, len, &back, &err));
        if (!strstr(err.text, cases[i].named)) {
            fail_msg("case %zu: \"%s\" does not name %s", i, err.text, cases[i].named);
        }
    }
}

static void test_tap_record__a_line_over_the_limit_is_refused_unread(void **state)
{
    (void)state;
    char line[TAP_RECORD_LINE_MAX + 2];
    memset(line, ' ', sizeof line);
    struct tap_record back;
    struct error err = {0};
    assert_false(tap_record_decode(line, TAP_RECORD_LINE_MAX + 1, &back, &err));
    assert_non_null(strstr(err.text, "1025 bytes"));
}

static void test_tap_record__outputs_are_untouched_on_failure(void **state)
{
    (void)state;
    struct tap_record back = {.seq = 99};
    assert_false(tap_record_decode("{}", 2, &back, NULL));
    assert_int_equal(back.seq, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tap_record__is_written_as_the_protocol_says),
        cmocka_unit_test(test_tap_record__jansson_reads_the_line_and_writes_the_same_bytes),
        cmocka_unit_test(test_tap_record__whatever_is_written_reads_back_the_same),
        cmocka_unit_test(test_tap_record__a_cut_line_is_refused_at_every_length),
        cmocka_unit_test(test_tap_record__what_the_encoder_would_not_write_is_refused_by_name),
        cmocka_unit_test(test_tap_record__a_line_over_the_limit_is_refused_unread),
        cmocka_unit_test(test_tap_record__outputs_are_untouched_on_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
