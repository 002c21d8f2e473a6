#include "reader_record.h"

#include "check.h"
#include "reader_monitor.h"
#include "reader_watch.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

struct record {
    const struct reader_options *options;
    FILE *expected;
    char port[READER_PORT_SIZE]; /* of the first reader, which is recorded; "" until then */
};

static void write_choices(FILE *file, const struct reader_config *config,
                          const struct reader_config *plain)
{
    const struct {
        const char *word;
        int value, plain;
        const char *const *names;
    } choices[] = {
        {"format", config->wedge_format, plain->wedge_format, wedge_format_names},
        {"byte_order", config->wedge_byte_order, plain->wedge_byte_order, wedge_byte_order_names},
        {"leading_zeros", config->wedge_zeros, plain->wedge_zeros, wedge_zeros_names},
        {"layout", config->wedge_layout, plain->wedge_layout, wedge_layout_names},
        {"uid_part", config->uid_part, plain->uid_part, card_number_part_names},
        {"feedback", config->feedback, plain->feedback, reader_feedback_names},
    };
    for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
        if (choices[i].value != choices[i].plain) {
            (void)fprintf(file, "%s %s\n", choices[i].word, choices[i].names[choices[i].value]);
        }
    }
}

/* Only what differs from the default, so that the recording is read as it was here. */
static void write_config(FILE *file, const struct reader_config *config)
{
    struct reader_config plain = reader_config_default();
    const struct {
        const char *word;
        int64_t value, plain;
    } numbers[] = {
        {"inter_key_ms", config->wedge_inter_key_ms, plain.wedge_inter_key_ms},
        {"again_ms", config->again_ms, plain.again_ms},
        {"wedge_again_ms", config->wedge_again_ms, plain.wedge_again_ms},
    };
    const struct {
        const char *word, *value;
    } texts[] = {
        {"ids", config->wedge_ids},
        {"prefix", config->wedge_prefix},
        {"suffix", config->wedge_suffix},
    };
    write_choices(file, config, &plain);
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        if (numbers[i].value != numbers[i].plain) {
            (void)fprintf(file, "%s %" PRId64 "\n", numbers[i].word, numbers[i].value);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (texts[i].value[0]) {
            (void)fprintf(file, "%s %s\n", texts[i].word, texts[i].value);
        }
    }
}

static void write_event(FILE *file, const struct reader_event *event)
{
    char number[CARD_NUMBER_HEX_SIZE];
    card_number_format(&event->number, number);
    if (event->kind == READER_EVENT_CARD) {
        (void)fprintf(file, "card %s\n", number);
    } else if (event->kind == READER_EVENT_CARD_LEFT) {
        (void)fprintf(file, "removed %s\n", number);
    } else if (event->kind == READER_EVENT_MALFORMED) {
        (void)fprintf(file, "malformed\n");
    }
}

static enum reader_watch_answer on_event(const struct reader_event *event, void *user,
                                         struct error *err)
{
    struct record *record = user;
    if (event->kind == READER_EVENT_ADDED && !record->port[0]) {
        memcpy(record->port, event->port, sizeof record->port);
    }
    if (event->port[0] && strcmp(event->port, record->port) == 0) {
        write_event(record->expected, event);
    }
    return reader_monitor_print(event, record->options->output, err) ? READER_WATCH_ON
                                                                     : READER_WATCH_FAILED;
}

static bool open_expected(struct record *record, struct error *err)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/expected.txt", record->options->argument); /* fits */
    record->expected = fopen(path, "wxe");
    if (!record->expected) {
        return error_set_errno(err, errno, "%.400s", path);
    }
    (void)fputs("# what was read while recording.txt was written; look whether it is right\n",
                record->expected); /* whether it is there is asked at the end */
    write_config(record->expected, &record->options->config);
    return true;
}

static bool close_expected(struct record *record, struct error *err)
{
    bool failed = ferror(record->expected);
    bool closed = fclose(record->expected) == 0;
    return (!failed && closed) || error_set(err, ERROR_IO, "expected.txt could not be written");
}

bool reader_record_run(const struct reader_options *options, struct error *err)
{
    AUTO(recording_writer) struct recording_writer *writer = NULL;
    struct record record = {.options = options};
    if (!recording_writer_create(options->argument, &writer, err) || !open_expected(&record, err)) {
        return false;
    }
    (void)fprintf(stderr,
                  "shoushi-reader: the numbers of all cards will stand in %s: "
                  "take cards that are nobody's\n",
                  options->argument);
    struct reader_watch watch = {
        .options = options,
        .config = &options->config,
        .writer = writer,
        .on_event = on_event,
        .user = &record,
    };
    bool watched = reader_watch_run(&watch, err);
    struct error fault;
    if (!close_expected(&record, watched ? err : &fault) ||
        !recording_writer_close(writer, watched ? err : &fault)) {
        return false;
    }
    (void)fprintf(stderr, "shoushi-reader: %zu transfers recorded\n",
                  recording_writer_count(writer));
    return watched;
}
