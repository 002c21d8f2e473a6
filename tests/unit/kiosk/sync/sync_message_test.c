#include "sync_message.h"

#include "check.h"
#include "cmocka_tests.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

#define HASH64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEAD                                                                                       \
    "\"head\":{\"epoch\":1,\"seq\":8,\"hash\":\"" HASH64 "\",\"signature\":\"" HASH64 HASH64 "\"}"

static struct record_batch *batch_of_two(void)
{
    struct record_batch *batch = calloc(1, sizeof *batch);
    assert_non_null(batch);
    batch->count = 2;
    batch->positions[0] = (struct record_position){1, 7};
    batch->positions[1] = (struct record_position){1, 8};
    return batch;
}

static void test_sync_message__answers_to_records(void **state)
{
    (void)state;
    static const char text[] =
        "{\"results\":[{\"epoch\":1,\"seq\":7,\"answer\":\"duplicate\"},{\"epoch\":1,\"seq\":8,"
        "\"answer\":\"quarantined\",\"reason\":\"broken\"}]," HEAD "}";
    AUTO(memory) struct record_batch *batch = batch_of_two();
    AUTO(memory) struct records_answer *answer = calloc(1, sizeof *answer);
    assert_non_null(answer);
    assert_true(sync_message_read_records(text, strlen(text), batch, answer, NULL));
    assert_int_equal(answer->count, 2);
    assert_int_equal(answer->answers[0].answer, SYNC_ANSWER_DUPLICATE);
    assert_int_equal(answer->answers[1].answer, SYNC_ANSWER_QUARANTINED);
    assert_int_equal(answer->answers[1].reason, QUARANTINE_BROKEN);
    assert_int_equal(answer->answers[1].position.seq, 8);
    assert_int_equal(answer->head.head.seq, 8);
    assert_int_equal(answer->head.head.hash.bytes[1], 0x11);
}

/* Of a line that could not be read the server does not know the number. */
static void test_sync_message__a_malformed_line_has_no_number(void **state)
{
    (void)state;
    static const char text[] =
        "{\"results\":[{\"epoch\":1,\"seq\":7,\"answer\":\"stored\"},{\"epoch\":0,\"seq\":0,"
        "\"answer\":\"quarantined\",\"reason\":\"malformed\"}]," HEAD "}";
    AUTO(memory) struct record_batch *batch = batch_of_two();
    AUTO(memory) struct records_answer *answer = calloc(1, sizeof *answer);
    assert_non_null(answer);
    assert_true(sync_message_read_records(text, strlen(text), batch, answer, NULL));
    assert_int_equal(answer->answers[1].position.seq, 8);
}

#define FIRST "{\"epoch\":1,\"seq\":7,\"answer\":\"stored\"}"

static void test_sync_message__what_is_no_answer_to_records(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "{}",
        "[]",
        "{\"results\":[" FIRST "]," HEAD "}",
        "{\"results\":[" FIRST "," FIRST "]," HEAD "}",
        "{\"results\":[" FIRST ",{\"epoch\":2,\"seq\":8,\"answer\":\"stored\"}]," HEAD "}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"lost\"}]," HEAD "}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"quarantined\"}]," HEAD "}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"stored\",\"x\":1}]," HEAD "}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"stored\"}]}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"stored\"}],\"head\":{"
        "\"epoch\":1,\"seq\":8,\"hash\":\"00\",\"signature\":\"" HASH64 HASH64 "\"}}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"stored\"}]," HEAD ",\"a\":1}",
        "{\"results\":[" FIRST ",{\"epoch\":1,\"seq\":8,\"answer\":\"stored\"}]," HEAD "}}",
    };
    AUTO(memory) struct record_batch *batch = batch_of_two();
    AUTO(memory) struct records_answer *answer = calloc(1, sizeof *answer);
    assert_non_null(answer);
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct error err = {0};
        assert_false(sync_message_read_records(wrong[i], strlen(wrong[i]), batch, answer, &err));
        assert_int_equal(err.code, ERROR_INVALID);
    }
}

#define NO_TAPS ",\"taps\":{\"revision\":3,\"more\":false,\"taps\":[]}}"
#define TAP(more)                                                                                  \
    "{\"kiosk\":\"k0002\",\"epoch\":1,\"seq\":17,\"staff\":\"s0001\",\"at_utc_us\":99,"            \
    "\"not_before_utc_us\":0,\"not_after_utc_us\":0,\"meeting\":\"\",\"substitute_for\":\"\"" more \
    "}"

static const struct roster_cursor asked = {
    .revision = 5, .taps = 3, .fingerprint = "aa", .taps_fingerprint = "bb"};

static void test_sync_message__changes_of_state(void **state)
{
    (void)state;
    static const char text[] =
        "{\"revision\":9,\"more\":true,\"changes\":[{\"kind\":\"unit\",\"id\":\"u1\",\"revision\":"
        "7,\"value\":{\"code\": \"u1\", \"name\": \"单位\"}},{\"kind\":\"card\",\"id\":\"" HASH64
        "\",\"revision\":8,\"value\":null},{\"kind\":\"wish\",\"id\":\"p\",\"revision\":9,"
        "\"value\":{\"anything\":[1]}}],\"taps\":{\"revision\":4,\"more\":false,\"taps\":[" TAP(
            "") "]}}";
    AUTO(state_message) struct state_message *message = NULL;
    assert_true(sync_message_read_state(text, strlen(text), &asked, &message, NULL));
    const struct roster_answer *answer = state_message_answer(message);
    assert_int_equal(answer->next.revision, 9);
    assert_true(answer->more);
    assert_int_equal(answer->count, 3);
    assert_string_equal(answer->changes[0].value, "{\"code\":\"u1\",\"name\":\"单位\"}");
    assert_int_equal(answer->changes[0].value_len, strlen(answer->changes[0].value));
    assert_null(answer->changes[1].value);
    assert_string_equal(answer->changes[2].kind, "wish");
    assert_int_equal(answer->next.taps, 4);
    assert_int_equal(answer->tap_count, 1);
    assert_string_equal(answer->taps[0].kiosk, "k0002");
    assert_string_equal(answer->taps[0].staff, "s0001");
    assert_int_equal(answer->taps[0].seq, 17);
    assert_int_equal(answer->taps[0].at_utc_us, 99);
}

static void expect_fingerprints(const char *text, const char *of_revision, const char *of_taps)
{
    AUTO(state_message) struct state_message *message = NULL;
    struct error err = {0};
    if (!sync_message_read_state(text, strlen(text), &asked, &message, &err)) {
        fail_msg("%s", err.text);
    }
    const struct roster_cursor *next = &state_message_answer(message)->next;
    assert_string_equal(next->fingerprint, of_revision);
    assert_string_equal(next->taps_fingerprint, of_taps);
}

/* A server from before says none: what is known holds as long as its number. */
static void test_sync_message__fingerprints_of_the_cursors(void **state)
{
    (void)state;
    expect_fingerprints("{\"revision\":9,\"fingerprint\":\"0123456789abcdef\",\"more\":false,"
                        "\"changes\":[],\"taps\":{\"revision\":4,\"fingerprint\":\"c0\","
                        "\"more\":false,\"taps\":[]}}",
                        "0123456789abcdef", "c0");
    expect_fingerprints(
        "{\"revision\":5,\"fingerprint\":\"\",\"more\":false,\"changes\":[]" NO_TAPS, "", "bb");
    expect_fingerprints("{\"revision\":5,\"more\":false,\"changes\":[]" NO_TAPS, "aa", "bb");
    expect_fingerprints("{\"revision\":6,\"more\":false,\"changes\":[]" NO_TAPS, "", "bb");
}

#define WITH_TAPS(taps) "{\"revision\":9,\"more\":false,\"changes\":[],\"taps\":" taps "}"

static void test_sync_message__what_is_no_change_of_state(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "{\"revision\":9,\"more\":false" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[]}",
        WITH_TAPS("{\"revision\":2,\"more\":false,\"taps\":[]}"),
        WITH_TAPS("{\"revision\":3,\"more\":true,\"taps\":[]}"),
        WITH_TAPS("{\"revision\":4,\"more\":false,\"taps\":[{}]}"),
        WITH_TAPS("{\"revision\":4,\"more\":false,\"taps\":[" TAP(",\"x\":1") "]}"),
        "{\"revision\":4,\"more\":false,\"changes\":[]" NO_TAPS,
        "{\"revision\":5,\"more\":true,\"changes\":[]" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[{\"kind\":\"unit\",\"id\":\"u1\",\"revision\":"
        "4,\"value\":null}]" NO_TAPS,
        "{\"revision\":6,\"more\":false,\"changes\":[{\"kind\":\"unit\",\"id\":\"u1\",\"revision\":"
        "7,\"value\":null}]" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[{\"kind\":\"unit\",\"id\":\"u1\",\"revision\":"
        "7,\"value\":null},{\"kind\":\"unit\",\"id\":\"u2\",\"revision\":6,\"value\":null}"
        "]" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[{\"kind\":\"unit\",\"id\":\"u1\",\"revision\":"
        "7}]" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[{\"kind\":\"unit\",\"id\":\"u1\",\"revision\":"
        "7,\"value\":[]}]" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[{\"kind\":\"Unit!\",\"id\":\"u1\",\"revision\""
        ":7,\"value\":null}]" NO_TAPS,
        "{\"revision\":9,\"more\":false,\"changes\":[{\"kind\":\"unit\",\"id\":\"u 1\",\"revision\""
        ":7,\"value\":null}]" NO_TAPS,
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct state_message *message = NULL;
        struct error err = {0};
        if (sync_message_read_state(wrong[i], strlen(wrong[i]), &asked, &message, &err)) {
            fail_msg("%s", wrong[i]);
        }
        assert_int_equal(err.code, ERROR_INVALID);
        assert_null(message);
    }
}

static void test_sync_message__at_most_a_thousand_changes(void **state)
{
    (void)state;
    AUTO(memory) char *text = malloc(200000);
    assert_non_null(text);
    for (int count = 1000; count <= 1001; count++) {
        size_t len = (size_t)sprintf(text, "{\"revision\":9,\"more\":false,\"changes\":[");
        for (int i = 0; i < count; i++) {
            len += (size_t)sprintf(
                text + len, "%s{\"kind\":\"unit\",\"id\":\"u%d\",\"revision\":9,\"value\":null}",
                i > 0 ? "," : "", i);
        }
        len += (size_t)sprintf(text + len, "]" NO_TAPS);
        struct state_message *message = NULL;
        bool read = sync_message_read_state(text, len, &asked, &message, NULL);
        assert_true(read == (count == 1000));
        state_message_destroy(message);
    }
}

static void test_sync_message__a_status_says_how_the_kiosk_is(void **state)
{
    (void)state;
    const struct status_message status = {
        .door = {.reader = SYNC_READER_RECOVERING,
                 .last = {2, 17},
                 .complete_to_utc_us = INT64_C(1732323660000000),
                 .unrecorded_since_utc_us = 5},
        .backlog = 3,
        .clock = TAP_CLOCK_UNCERTAIN,
        .clock_offset_us = -120,
        .clock_error_us = 900,
        .reading = {.boot = "00112233445566778899aabbccddeeff", .utc_us = 1000, .mono_us = 77},
        .disk_free_bytes = INT64_C(8000000000),
        .unread_documents = 2,
    };
    AUTO(memory) char *text = sync_message_write_status(&status);
    AUTO(json) json_t *root = NULL;
    int64_t number;
    const char *word;
    assert_true(json_parse(text, strlen(text), "status", &root, NULL));
    assert_int_equal(json_object_size(root), 15);
    assert_true(json_get_text(root, "", "version", 20, &word, NULL));
    assert_string_equal(word, SHOUSHI_VERSION);
    assert_true(json_get_text(root, "", "reader", 20, &word, NULL));
    assert_string_equal(word, "recovering");
    assert_true(json_get_text(root, "", "clock", 20, &word, NULL));
    assert_string_equal(word, "uncertain");
    assert_true(json_get_text(root, "", "boot", 40, &word, NULL));
    assert_string_equal(word, "00112233445566778899aabbccddeeff");
    static const struct {
        const char *key;
        int64_t number;
    } numbers[] = {{"backlog", 3},
                   {"epoch", 2},
                   {"seq", 17},
                   {"complete_to_utc_us", INT64_C(1732323660000000)},
                   {"clock_offset_us", -120},
                   {"clock_error_us", 900},
                   {"mono_us", 77},
                   {"at_utc_us", 1000},
                   {"disk_free_bytes", INT64_C(8000000000)},
                   {"unread_documents", 2},
                   {"unrecorded_since_utc_us", 5}};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        assert_true(json_get_int(root, "", numbers[i].key, INT64_MIN, INT64_MAX, &number, NULL));
        assert_int_equal(number, numbers[i].number);
    }
}

static void test_sync_message__a_problem_is_known_by_its_word(void **state)
{
    (void)state;
    static const char text[] = "{\"type\":\"shoushi:revoked\",\"title\":\"This kiosk has been "
                               "revoked\",\"status\":403,\"more\":[1]}";
    struct problem_message problem;
    assert_true(sync_message_read_problem(text, strlen(text), &problem, NULL));
    assert_string_equal(problem.word, "revoked");
    assert_string_equal(problem.text, "This kiosk has been revoked");
    static const char *const wrong[] = {"{\"type\":\"about:blank\",\"title\":\"x\"}",
                                        "{\"type\":\"shoushi:\",\"title\":\"x\"}",
                                        "{\"title\":\"x\"}", "gone"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        assert_false(sync_message_read_problem(wrong[i], strlen(wrong[i]), &problem, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sync_message__answers_to_records),
        cmocka_unit_test(test_sync_message__a_malformed_line_has_no_number),
        cmocka_unit_test(test_sync_message__what_is_no_answer_to_records),
        cmocka_unit_test(test_sync_message__changes_of_state),
        cmocka_unit_test(test_sync_message__fingerprints_of_the_cursors),
        cmocka_unit_test(test_sync_message__what_is_no_change_of_state),
        cmocka_unit_test(test_sync_message__at_most_a_thousand_changes),
        cmocka_unit_test(test_sync_message__a_status_says_how_the_kiosk_is),
        cmocka_unit_test(test_sync_message__a_problem_is_known_by_its_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
