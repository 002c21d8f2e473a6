#include "wedge_learn.h"

#include "wedge_format.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool fits(const struct reader_config *config, const char *text, size_t len,
                 const struct card_number *uid)
{
    struct card_number typed;
    struct card_number part = card_number_cut(uid, (enum card_number_part)config->uid_part);
    return wedge_format_parse(config, text, len, &typed, NULL) && card_number_equal(&typed, &part);
}

/* Whether the part says anything that a smaller choice does not: of a short UID several are the
 * same. */
static bool is_whole_again(const struct card_number *uid, int part)
{
    struct card_number cut = card_number_cut(uid, (enum card_number_part)part);
    return part != CARD_NUMBER_WHOLE && card_number_equal(&cut, uid);
}

/* Of two that fit, whoever reads more of what was typed is right: of a number of fourteen digits
 * eight fit as well, with the rest as a prefix. Of two that read as much, the one that needs no
 * zero to be left out. */
static size_t rank_of(const struct reader_config *config)
{
    return 2 * wedge_format_digits((enum wedge_format)config->wedge_format) +
           (config->wedge_zeros == WEDGE_ZEROS_TYPED);
}

static void try_config(struct wedge_learn *learn, const struct reader_config *config,
                       const char *text, size_t len, const struct card_number *uid)
{
    size_t best = learn->count > 0 ? rank_of(&learn->fits[0]) : 0;
    size_t rank = rank_of(config);
    if (rank < best || !fits(config, text, len, uid)) {
        return;
    }
    learn->count = rank > best ? 0 : learn->count;
    if (learn->count < WEDGE_LEARN_MAX) {
        learn->fits[learn->count++] = *config;
    }
}

/* Every way to part the text into prefix, so many digits and suffix. */
static void try_affixes(struct wedge_learn *learn, struct reader_config config, size_t digits,
                        const char *text, size_t len, const struct card_number *uid)
{
    for (size_t before = 0; before + digits <= len; before++) {
        size_t after = len - digits - before;
        if (before >= READER_AFFIX_SIZE || after >= READER_AFFIX_SIZE) {
            continue;
        }
        (void)snprintf(config.wedge_prefix, READER_AFFIX_SIZE, "%.*s", (int)before, text);
        (void)snprintf(config.wedge_suffix, READER_AFFIX_SIZE, "%.*s", (int)after,
                       text + len - after);
        try_config(learn, &config, text, len, uid);
    }
}

/* Under one format: with all its digits, or with the fewer that a reader which cuts zeros left. */
static void try_lengths(struct wedge_learn *learn, const struct reader_config *config,
                        const char *text, size_t len, const struct card_number *uid)
{
    size_t full = wedge_format_digits((enum wedge_format)config->wedge_format);
    bool cut = config->wedge_zeros == WEDGE_ZEROS_CUT;
    for (size_t digits = cut ? 1 : full; digits <= (cut ? full - 1 : full); digits++) {
        try_affixes(learn, *config, digits, text, len, uid);
    }
}

static void try_all(struct wedge_learn *learn, const struct reader_config *base,
                    enum wedge_zeros zeros, const char *text, size_t len,
                    const struct card_number *uid)
{
    struct reader_config config = *base;
    config.wedge_zeros = (int)zeros;
    for (int format = 0; wedge_format_names[format]; format++) {
        for (int order = 0; wedge_byte_order_names[order]; order++) {
            for (int part = 0; card_number_part_names[part]; part++) {
                config.wedge_format = format;
                config.wedge_byte_order = order;
                config.uid_part = part;
                if (!is_whole_again(uid, part)) {
                    try_lengths(learn, &config, text, len, uid);
                }
            }
        }
    }
}

void wedge_learn_add(struct wedge_learn *learn, const struct reader_config *base, const char *text,
                     size_t len, const struct card_number *uid)
{
    if (learn->pair_count++ == 0) {
        try_all(learn, base, WEDGE_ZEROS_TYPED, text, len, uid);
        try_all(learn, base, WEDGE_ZEROS_CUT, text, len, uid);
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < learn->count; i++) {
        if (fits(&learn->fits[i], text, len, uid)) {
            learn->fits[kept++] = learn->fits[i];
        }
    }
    learn->count = kept;
}

static void append_text(char *line, const char *key, const char *value)
{
    size_t len = strlen(line);
    (void)snprintf(line + len, WEDGE_LEARN_LINE_SIZE - len, " %s = \"", key); /* fits, as below */
    for (; *value; value++) {
        len = strlen(line);
        (void)snprintf(line + len, WEDGE_LEARN_LINE_SIZE - len, "%s%c",
                       *value == '"' || *value == '\\' ? "\\" : "", *value);
    }
    len = strlen(line);
    (void)snprintf(line + len, WEDGE_LEARN_LINE_SIZE - len, "\";");
}

static void append_number(char *line, const char *key, int64_t value, int64_t plain)
{
    size_t len = strlen(line);
    if (value != plain) {
        (void)snprintf(line + len, WEDGE_LEARN_LINE_SIZE - len, " %s = %" PRId64 ";", key,
                       value); /* fits */
    }
}

void wedge_learn_format(const struct reader_config *config,
                        char ret_line[static WEDGE_LEARN_LINE_SIZE])
{
    (void)snprintf(ret_line, WEDGE_LEARN_LINE_SIZE, "reader: {");
    append_text(ret_line, "format", wedge_format_names[config->wedge_format]);
    append_text(ret_line, "byte_order", wedge_byte_order_names[config->wedge_byte_order]);
    if (config->wedge_zeros != WEDGE_ZEROS_TYPED) {
        append_text(ret_line, "leading_zeros", wedge_zeros_names[config->wedge_zeros]);
    }
    if (config->uid_part != CARD_NUMBER_WHOLE) {
        append_text(ret_line, "uid_part", card_number_part_names[config->uid_part]);
    }
    if (config->wedge_prefix[0]) {
        append_text(ret_line, "prefix", config->wedge_prefix);
    }
    if (config->wedge_suffix[0]) {
        append_text(ret_line, "suffix", config->wedge_suffix);
    }
    if (config->wedge_layout != WEDGE_LAYOUT_US) {
        append_text(ret_line, "layout", wedge_layout_names[config->wedge_layout]);
    }
    struct reader_config plain = reader_config_default();
    append_number(ret_line, "inter_key_ms", config->wedge_inter_key_ms, plain.wedge_inter_key_ms);
    append_number(ret_line, "wedge_again_ms", config->wedge_again_ms, plain.wedge_again_ms);
    if (config->wedge_ids[0]) {
        append_text(ret_line, "ids", config->wedge_ids);
    }
    size_t len = strlen(ret_line);
    (void)snprintf(ret_line + len, WEDGE_LEARN_LINE_SIZE - len, " };");
}
