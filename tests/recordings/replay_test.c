/* replay_test FOLDER: plugs in the reader that FOLDER/recording.txt describes, on an emulated bus
 * with a clock turned by hand, and compares what is read with FOLDER/expected.txt:
 *
 *     # a comment
 *     format decimal10           how the site's readers are configured; these may be left out
 *     byte_order high_first
 *     inter_key_ms 100
 *     again_ms 500
 *     wedge_again_ms 0
 *     ids 1234:5678
 *     prefix TEXT
 *     suffix TEXT
 *     layout us
 *     uid_part whole
 *     feedback reader
 *     card 0080863E              what is to be read, in order: a card's normal form,
 *     removed 0080863E           the card taken away, where the reader can tell,
 *     malformed                  or something that is no card */

#include "check.h"
#include "cmocka_tests.h"
#include "file.h"
#include "reader_rig.h"
#include "replay_device.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECTED_MAX 256
#define REPLAY_S_MAX 3600 /* of a recording; time costs nothing here */

struct expectation {
    struct reader_config config;
    size_t count;
    char lines[EXPECTED_MAX][40]; /* "card 0080863E", "removed …" or "malformed" */
};

static bool find_word(const char *const *names, const char *word, int *ret_index)
{
    for (int i = 0; names[i]; i++) {
        if (strcmp(names[i], word) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

static bool take_choice(struct reader_config *config, const char *word, const char *value)
{
    const struct {
        const char *word;
        const char *const *names;
        int *choice;
    } choices[] = {
        {"format", wedge_format_names, &config->wedge_format},
        {"byte_order", wedge_byte_order_names, &config->wedge_byte_order},
        {"leading_zeros", wedge_zeros_names, &config->wedge_zeros},
        {"layout", wedge_layout_names, &config->wedge_layout},
        {"uid_part", card_number_part_names, &config->uid_part},
        {"feedback", reader_feedback_names, &config->feedback},
    };
    for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
        if (strcmp(choices[i].word, word) == 0) {
            return find_word(choices[i].names, value, choices[i].choice);
        }
    }
    return false;
}

static bool take_number(struct reader_config *config, const char *word, const char *value)
{
    const struct {
        const char *word;
        int64_t *number;
    } numbers[] = {
        {"inter_key_ms", &config->wedge_inter_key_ms},
        {"again_ms", &config->again_ms},
        {"wedge_again_ms", &config->wedge_again_ms},
    };
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        if (strcmp(numbers[i].word, word) == 0) {
            char *end;
            *numbers[i].number = strtol(value, &end, 10);
            return end != value && !*end;
        }
    }
    return false;
}

static bool take_text(struct reader_config *config, const char *word, const char *value)
{
    const struct {
        const char *word;
        char *text;
        size_t size;
    } texts[] = {
        {"ids", config->wedge_ids, sizeof config->wedge_ids},
        {"prefix", config->wedge_prefix, sizeof config->wedge_prefix},
        {"suffix", config->wedge_suffix, sizeof config->wedge_suffix},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (strcmp(texts[i].word, word) == 0) {
            return (size_t)snprintf(texts[i].text, texts[i].size, "%s", value) < texts[i].size;
        }
    }
    return false;
}

static bool take_reading(struct expectation *expected, const char *word, const char *value)
{
    bool card = (strcmp(word, "card") == 0 || strcmp(word, "removed") == 0) &&
                strlen(value) < CARD_NUMBER_HEX_SIZE;
    if (expected->count == EXPECTED_MAX || (!card && strcmp(word, "malformed") != 0)) {
        return false;
    }
    (void)snprintf(expected->lines[expected->count++], 40, "%.10s%s%.20s", word, card ? " " : "",
                   card ? value : "");
    return true;
}

/* A word, and what stands behind its blank up to the end. */
static bool take_line(struct expectation *expected, char *line)
{
    char *value = line + strcspn(line, " ");
    if (*value) {
        *value++ = '\0';
    }
    return line[0] == '#' || take_choice(&expected->config, line, value) ||
           take_number(&expected->config, line, value) ||
           take_text(&expected->config, line, value) || take_reading(expected, line, value);
}

static void read_expectation(const char *folder, struct expectation *ret_expected)
{
    char path[512];
    AUTO(memory) char *text = NULL;
    size_t len;
    struct error err;
    *ret_expected = (struct expectation){.config = reader_config_default()};
    (void)snprintf(path, sizeof path, "%.480s/expected.txt", folder);
    if (!file_read(path, 65536, &text, &len, &err)) {
        fail_msg("%s", err.text);
    }
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (!take_line(ret_expected, line)) {
            fail_msg("%s: cannot be read: %s", path, line);
        }
    }
    if (!reader_config_check(&ret_expected->config, &err)) {
        fail_msg("%s: %s", path, err.text);
    }
}

/* Plugs the recorded reader in and lets it play to its end, or until it is pulled out. */
static void replay(struct reader_rig *rig, const char *folder)
{
    struct recording *recording = NULL;
    struct replay_device *device = NULL;
    uint64_t device_id;
    struct error err;
    if (!recording_read(folder, &recording, &err) ||
        !replay_device_create(recording, &device, &err) ||
        !emulated_bus_plug(rig->bus, "1-1", replay_device_base(device), &device_id, &err)) {
        fail_msg("%s", err.text);
    }
    for (int second = 0; second < REPLAY_S_MAX; second++) {
        struct emulated_device *plugged = emulated_bus_find_by_id(rig->bus, device_id);
        if (!plugged || replay_device_count_left(replay_device_of(plugged)) == 0) {
            break;
        }
        reader_rig_run_ms(rig, 1000);
    }
    reader_rig_run_ms(rig, READER_INTER_KEY_MAX_MS);
}

static void test_replay__reads_what_is_expected(void **state)
{
    const char *folder = *state;
    static struct expectation expected;
    static struct reader_rig rig;
    read_expectation(folder, &expected);
    reader_rig_init(&rig, &expected.config);
    replay(&rig, folder);
    assert_int_equal(reader_rig_event(&rig, READER_EVENT_STATE, 0)->state, READER_READY);
    size_t read_count = 0;
    for (size_t i = 0; i < rig.event_count; i++) {
        const struct reader_event *event = &rig.events[i];
        char line[32] = "malformed";
        char number[CARD_NUMBER_HEX_SIZE];
        if (event->kind == READER_EVENT_CARD || event->kind == READER_EVENT_CARD_LEFT) {
            card_number_format(&event->number, number);
            (void)snprintf(line, sizeof line, "%s %s",
                           event->kind == READER_EVENT_CARD ? "card" : "removed", number);
        } else if (event->kind != READER_EVENT_MALFORMED) {
            continue;
        }
        assert_true(read_count < expected.count);
        assert_string_equal(line, expected.lines[read_count++]);
    }
    assert_int_equal(read_count, expected.count);
    reader_rig_finish(&rig);
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: replay_test FOLDER\n");
        return 2;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_replay__reads_what_is_expected, argv[1]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
