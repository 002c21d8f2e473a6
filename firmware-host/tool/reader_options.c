#include "reader_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: shoushi-reader list [OPTION]…\n"
    "       shoushi-reader monitor [--json] [--for SECONDS] [OPTION]…\n"
    "\n"
    "The card readers of this machine.\n"
    "\n"
    "  list                 show the supported readers that are plugged in\n"
    "  monitor              print what happens at them until SIGINT or SIGTERM\n"
    "\n"
    "      --json           one JSON object a line (monitor)\n"
    "      --for SECONDS    end after that time (monitor)\n"
    "      --source SOURCE  usb (the default), emulator:SOCKET or recording:FOLDER\n"
    "      --format FORMAT  what keyboard-wedge readers type: decimal10 (the default),\n"
    "                       decimal3+5, hex8, hex10, hex14\n"
    "      --byte-order ORDER  high_first (the default) or low_first\n"
    "      --prefix TEXT    typed before each number\n"
    "      --suffix TEXT    typed after each number\n"
    "      --inter-key MS   a longer pause between two keys ends a number (100)\n"
    "      --ids LIST       further keyboard-wedge readers: VID:PID, divided by commas\n"
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
    OPTION_PREFIX,
    OPTION_SUFFIX,
    OPTION_INTER_KEY,
    OPTION_IDS,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option options[] = {
    {"json", no_argument, NULL, OPTION_JSON},
    {"for", required_argument, NULL, OPTION_FOR},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"byte-order", required_argument, NULL, OPTION_BYTE_ORDER},
    {"prefix", required_argument, NULL, OPTION_PREFIX},
    {"suffix", required_argument, NULL, OPTION_SUFFIX},
    {"inter-key", required_argument, NULL, OPTION_INTER_KEY},
    {"ids", required_argument, NULL, OPTION_IDS},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
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

static bool apply_option(int code, const char *value, struct reader_options *parsed,
                         struct error *err)
{
    struct reader_config *config = &parsed->config;
    switch (code) {
    case OPTION_JSON:
        parsed->output = READER_OUTPUT_JSON;
        return true;
    case OPTION_FOR:
        return parse_number("for", value, READER_FOR_MAX_S, 1000, &parsed->for_ms, err);
    case OPTION_SOURCE:
        return copy_text("source", value, parsed->source, sizeof parsed->source, err);
    case OPTION_FORMAT:
        return parse_choice("format", value, wedge_format_names, &config->wedge_format, err);
    case OPTION_BYTE_ORDER:
        return parse_choice("byte-order", value, wedge_byte_order_names, &config->wedge_byte_order,
                            err);
    case OPTION_PREFIX:
        return copy_text("prefix", value, config->wedge_prefix, sizeof config->wedge_prefix, err);
    case OPTION_SUFFIX:
        return copy_text("suffix", value, config->wedge_suffix, sizeof config->wedge_suffix, err);
    case OPTION_INTER_KEY:
        return parse_number("inter-key", value, READER_INTER_KEY_MAX_MS, 1,
                            &config->wedge_inter_key_ms, err);
    case OPTION_IDS:
        return copy_text("ids", value, config->wedge_ids, sizeof config->wedge_ids, err);
    case OPTION_HELP:
        parsed->command = READER_COMMAND_HELP;
        return true;
    case OPTION_VERSION:
        parsed->command = READER_COMMAND_VERSION;
        return true;
    default:
        return error_set(err, ERROR_INVALID, "unknown option, or one without its value");
    }
}

static bool parse_command(int word_count, char *words[], struct reader_options *parsed,
                          struct error *err)
{
    if (parsed->command != READER_COMMAND_NONE) { /* --help and --version need no further word */
        return true;
    }
    if (word_count == 0) {
        return error_set(err, ERROR_INVALID, "which command? list or monitor");
    }
    if (word_count > 1) {
        return error_set(err, ERROR_INVALID, "one word too many: %.40s", words[1]);
    }
    if (strcmp(words[0], "list") == 0) {
        parsed->command = READER_COMMAND_LIST;
        return true;
    }
    parsed->command = READER_COMMAND_MONITOR;
    return strcmp(words[0], "monitor") == 0 ||
           error_set(err, ERROR_INVALID, "no such command: %.40s", words[0]);
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
