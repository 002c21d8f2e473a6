/* replay_test FOLDER: plugs in the reader that FOLDER/recording.txt describes, on an emulated bus
 * with a clock turned by hand, and compares what is read with FOLDER/expected.txt:
 *
 *     # a comment
 *     format decimal10           how the site's readers are configured; these may be left out
 *     byte_order high_first
 *     inter_key_ms 100
 *     prefix TEXT
 *     suffix TEXT
 *     layout us
 *     uid_part whole
 *     feedback reader
 *     card 0080863E              what is to be read, in order: a card's normal form,
 *     removed 0080863E           the card taken away, where the reader can tell,
 *     malformed                  or something that is no card */

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

static bool take_line(struct expectation *expected, const char *line)
{
    struct reader_config *config = &expected->config;
    char word[16] = "";
    char value[64] = "";
    if (sscanf(line, "%15s %63[^\n]", word, value) < 1 || word[0] == '#') {
        return true;
    }
    if (strcmp(word, "format") == 0) {
        return find_word(wedge_format_names, value, &config->wedge_format);
    }
    if (strcmp(word, "byte_order") == 0) {
        return find_word(wedge_byte_order_names, value, &config->wedge_byte_order);
    }
    if (strcmp(word, "layout") == 0) {
        return find_word(wedge_layout_names, value, &config->wedge_layout);
    }
    if (strcmp(word, "uid_part") == 0) {
        return find_word(card_number_part_names, value, &config->uid_part);
    }
    if (strcmp(word, "feedback") == 0) {
        return find_word(reader_feedback_names, value, &config->feedback);
    }
    if (strcmp(word, "inter_key_ms") == 0) {
        config->wedge_inter_key_ms = strtol(value, NULL, 10);
        return true;
    }
    if (strcmp(word, "prefix") == 0 || strcmp(word, "suffix") == 0) {
        char *affix = word[0] == 'p' ? config->wedge_prefix : config->wedge_suffix;
        return snprintf(affix, READER_AFFIX_SIZE, "%.*s", READER_AFFIX_SIZE - 1, value) > 0;
    }
    bool card = (strcmp(word, "card") == 0 || strcmp(word, "removed") == 0) &&
                strlen(value) < CARD_NUMBER_HEX_SIZE;
    if (expected->count == EXPECTED_MAX || (!card && strcmp(word, "malformed") != 0)) {
        return false;
    }
    (void)snprintf(expected->lines[expected->count++], 40, "%s%s%.20s", word, card ? " " : "",
                   card ? value : "");
    return true;
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
