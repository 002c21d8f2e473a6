#include "reader_options.h"

#include "check.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: shoushi-reader COMMAND [OPTION]…\n"
    "\n"
    "The card readers of this machine.\n"
    "\n"
    "  list                 show the supported readers that are plugged in\n"
    "  monitor              print what happens at them until SIGINT or SIGTERM\n"
    "  record FOLDER        the same, and write it all down in FOLDER as a recording\n"
    "  replay FOLDER        print what the recording in FOLDER gives, at once\n"
    "  learn                find the site's number format: one card on two readers\n"
    "  beep [PORT]          let a reader that can beep and light up\n"
    "  emulate              readers in software for a virtual machine, over usbredir:\n"
    "                       (--connect|--listen) SOCKET (--control SOCKET|--script FILE)\n"
    "\n"
    "      --json           one JSON object a line (monitor, record, replay)\n"
    "      --for SECONDS    end after that time (monitor, record, learn)\n"
    "      --source SOURCE  usb (the default), emulator:SOCKET or recording:FOLDER\n"
    "      --format FORMAT  what keyboard-wedge readers type: decimal10 (the default),\n"
    "                       decimal3+5, decimal3,5, decimal5+5, decimal8, decimal13,\n"
    "                       decimal17, hex6, hex8, hex10, hex14, hex16\n"
    "      --byte-order ORDER  high_first (the default) or low_first\n"
    "      --leading-zeros WHAT  typed (the default) or cut\n"
    "      --prefix TEXT    typed before each number\n"
    "      --suffix TEXT    typed after each number\n"
    "      --layout LAYOUT  the keyboard that they think they are: us (the default), de, fr\n"
    "      --inter-key MS   a longer pause between two keys ends a number (250)\n"
    "      --ids LIST       further keyboard-wedge readers: VID:PID, divided by commas\n"
    "      --uid-part PART  of a UID read by a CCID reader: whole (the default), first4, last4,\n"
    "                       first3, last3\n"
    "      --feedback WHAT  reader (the default: what it does by itself), off, beep, light, both\n"
    "      --again MS       a card that was taken away for less is the same tap (500)\n"
    "      --wedge-again MS the same number typed again after less is, too (0: never)\n"
    "      --help           this text\n"
    "      --version        the version\n"
    "\n"
    "See shoushi-reader(1).\n";

enum option_code {
    OPTION_JSON = 256,
    OPTION_FOR,
    OPTION_SOURCE,
    OPTION_FORMAT,
    OPTION_BYTE_ORDER,
    OPTION_LEADING_ZEROS,
    OPTION_PREFIX,
    OPTION_SUFFIX,
    OPTION_INTER_KEY,
    OPTION_IDS,
    OPTION_LAYOUT,
    OPTION_UID_PART,
    OPTION_FEEDBACK,
    OPTION_AGAIN,
    OPTION_WEDGE_AGAIN,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option options[] = {
    {"json", no_argument, NULL, OPTION_JSON},
    {"for", required_argument, NULL, OPTION_FOR},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"byte-order", required_argument, NULL, OPTION_BYTE_ORDER},
    {"leading-zeros", required_argument, NULL, OPTION_LEADING_ZEROS},
    {"prefix", required_argument, NULL, OPTION_PREFIX},
    {"suffix", required_argument, NULL, OPTION_SUFFIX},
    {"inter-key", required_argument, NULL, OPTION_INTER_KEY},
    {"ids", required_argument, NULL, OPTION_IDS},
    {"layout", required_argument, NULL, OPTION_LAYOUT},
    {"uid-part", required_argument, NULL, OPTION_UID_PART},
    {"feedback", required_argument, NULL, OPTION_FEEDBACK},
    {"again", required_argument, NULL, OPTION_AGAIN},
    {"wedge-again", required_argument, NULL, OPTION_WEDGE_AGAIN},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

enum argument_use { ARGUMENT_NONE, ARGUMENT_ALLOWED, ARGUMENT_NEEDED };

/* One line for each command; main.c has the function behind it. */
struct command_row {
    const char *word;
    enum reader_command command;
    enum argument_use argument;
    const char *argument_name;
};

static const struct command_row commands[] = {
    {"list", READER_COMMAND_LIST, ARGUMENT_NONE, ""},
    {"monitor", READER_COMMAND_MONITOR, ARGUMENT_NONE, ""},
    {"record", READER_COMMAND_RECORD, ARGUMENT_NEEDED, "FOLDER"},
    {"replay", READER_COMMAND_REPLAY, ARGUMENT_NEEDED, "FOLDER"},
    {"learn", READER_COMMAND_LEARN, ARGUMENT_NONE, ""},
    {"beep", READER_COMMAND_BEEP, ARGUMENT_ALLOWED, "PORT"},
};

static bool copy_text(const char *option, const char *value, char *ret_text, size_t size,
                      struct error *err)
{
    if (strlen(value) >= size) {
        return error_set(err, ERROR_INVALID, "--%s: longer than %zu bytes", option, size - 1);
    }
    memcpy(ret_text, value, strlen(value) + 1);
    return true;
}

static bool parse_choice(const char *option, const char *value, const char *const *names,
                         int *ret_index, struct error *err)
{
    for (int i = 0; names[i]; i++) {
        if (strcmp(names[i], value) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "--%s: \"%.40s\" is none of its words", option, value);
}

/* A number from 0 to max, whole or with a fraction, times scale. */
static bool parse_number(const char *option, const char *value, double max, double scale,
                         int64_t *ret_number, struct error *err)
{
    char *end;
    double number = strtod(value, &end);
    if (end == value || *end || !(number >= 0 && number <= max)) {
        return error_set(err, ERROR_INVALID, "--%s: \"%.40s\" is no number from 0 to %.0f", option,
                         value, max);
    }
    *ret_number = (int64_t)(number * scale);
    return true;
}

static bool apply_reader_option(int code, const char *value, struct reader_config *config,
                                struct error *err)
{
    switch (code) {
    case OPTION_FORMAT:
        return parse_choice("format", value, wedge_format_names, &config->wedge_format, err);
    case OPTION_BYTE_ORDER:
        return parse_choice("byte-order", value, wedge_byte_order_names, &config->wedge_byte_order,
                            err);
    case OPTION_LEADING_ZEROS:
        return parse_choice("leading-zeros", value, wedge_zeros_names, &config->wedge_zeros, err);
    case OPTION_PREFIX:
        return copy_text("prefix", value, config->wedge_prefix, sizeof config->wedge_prefix, err);
    case OPTION_SUFFIX:
        return copy_text("suffix", value, config->wedge_suffix, sizeof config->wedge_suffix, err);
    case OPTION_INTER_KEY:
        return parse_number("inter-key", value, READER_INTER_KEY_MAX_MS, 1,
                            &config->wedge_inter_key_ms, err);
    case OPTION_IDS:
        return copy_text("ids", value, config->wedge_ids, sizeof config->wedge_ids, err);
    case OPTION_LAYOUT:
        return parse_choice("layout", value, wedge_layout_names, &config->wedge_layout, err);
    case OPTION_UID_PART:
        return parse_choice("uid-part", value, card_number_part_names, &config->uid_part, err);
    case OPTION_FEEDBACK:
        return parse_choice("feedback", value, reader_feedback_names, &config->feedback, err);
    case OPTION_AGAIN:
        return parse_number("again", value, READER_AGAIN_MAX_MS, 1, &config->again_ms, err);
    case OPTION_WEDGE_AGAIN:
        return parse_number("wedge-again", value, READER_AGAIN_MAX_MS, 1, &config->wedge_again_ms,
                            err);
    default:
        return error_set(err, ERROR_INVALID, "unknown option, or one without its value");
    }
}

static bool apply_option(int code, const char *value, struct reader_options *parsed,
                         struct error *err)
{
    switch (code) {
    case OPTION_JSON:
        parsed->output = READER_OUTPUT_JSON;
        return true;
    case OPTION_FOR:
        return parse_number("for", value, READER_FOR_MAX_S, 1000, &parsed->for_ms, err);
    case OPTION_SOURCE:
        return copy_text("source", value, parsed->source, sizeof parsed->source, err);
    case OPTION_HELP:
        parsed->command = READER_COMMAND_HELP;
        return true;
    case OPTION_VERSION:
        parsed->command = READER_COMMAND_VERSION;
        return true;
    default:
        return apply_reader_option(code, value, &parsed->config, err);
    }
}

static const struct command_row *find_command(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].word, word) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static bool parse_command(int word_count, char *words[], struct reader_options *parsed,
                          struct error *err)
{
    if (parsed->command != READER_COMMAND_NONE) { /* --help and --version need no further word */
        return true;
    }
    if (word_count == 0) {
        return error_set(err, ERROR_INVALID, "which command? list, monitor, …: see --help");
    }
    const struct command_row *row = find_command(words[0]);
    if (!row) {
        return error_set(err, ERROR_INVALID, "no such command: %.40s", words[0]);
    }
    if (word_count < 2 && row->argument == ARGUMENT_NEEDED) {
        return error_set(err, ERROR_INVALID, "%s: %s is missing", row->word, row->argument_name);
    }
    int words_max = row->argument == ARGUMENT_NONE ? 1 : 2;
    if (word_count > words_max) {
        return error_set(err, ERROR_INVALID, "one word too many: %.40s", words[words_max]);
    }
    parsed->command = row->command;
    if (word_count == 2) {
        return copy_text(row->argument_name, words[1], parsed->argument, sizeof parsed->argument,
                         err);
    }
    return true;
}

bool reader_options_parse(int argc, char *argv[], struct reader_options *ret_options,
                          struct error *err)
{
    struct reader_options parsed = {
        .for_ms = READER_FOR_WITHOUT_END,
        .source = "usb",
        .config = reader_config_default(),
    };
    opterr = 0;
    optind = 1;
    for (int code; (code = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (!apply_option(code, optarg, &parsed, err)) {
            return code == '?' ? error_prefix(err, "%.60s", argv[optind - 1]) : false;
        }
    }
    if (!parse_command(argc - optind, argv + optind, &parsed, err) ||
        !reader_config_check(&parsed.config, err)) {
        return false;
    }
    *ret_options = parsed;
    return true;
}

const char *reader_options_help(void)
{
    return help;
}
