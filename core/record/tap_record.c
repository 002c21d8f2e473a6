#include "tap_record.h"

#include "check.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define UTC_US_MAX INT64_C(253402300799999999) /* the end of year 9999 */
#define OPENING    "{\"v\":1"
#define CLOSING    "}"

static_assert(sizeof(enum tap_clock) == 4 && sizeof(enum tap_card) == 4,
              "words are stored as 32 bits");

static const char *const clock_names[] = {"synced", "uncertain", NULL};
static const char *const card_names[] = {"recognised", "unknown",   "revoked",
                                         "expired",    "malformed", NULL};

enum field_type {
    FIELD_ID,
    FIELD_WORD,
    FIELD_HEX_TEXT,
    FIELD_HASH,
    FIELD_NAME,
    FIELD_I64,
    FIELD_I32
};

/* One key of the line, in the line's order: the encoder and the scanner walk the same table, so
 * that they cannot drift apart. lead is everything between the value before and this one. */
struct field {
    const char *lead;
    enum field_type type;
    size_t offset;
    size_t text_max; /* of FIELD_ID and FIELD_WORD; the exact length of FIELD_HEX_TEXT */
    int64_t min, max;
    const char *const *names; /* of FIELD_NAME */
};

#define AT(member) offsetof(struct tap_record, member)

static const struct field fields[] = {
    {",\"kiosk\":", FIELD_ID, AT(kiosk), TAP_RECORD_ID_MAX, 0, 0, NULL},
    {",\"epoch\":", FIELD_I32, AT(epoch), 0, 1, INT32_MAX, NULL},
    {",\"seq\":", FIELD_I64, AT(seq), 0, 1, INT64_MAX, NULL},
    {",\"boot\":", FIELD_HEX_TEXT, AT(boot), 32, 0, 0, NULL},
    {",\"at_utc_us\":", FIELD_I64, AT(at_utc_us), 0, 0, UTC_US_MAX, NULL},
    {",\"mono_us\":", FIELD_I64, AT(mono_us), 0, 0, UTC_US_MAX, NULL},
    {",\"clock\":", FIELD_NAME, AT(clock), 0, 0, 0, clock_names},
    {",\"clock_offset_us\":", FIELD_I64, AT(clock_offset_us), 0, -UTC_US_MAX, UTC_US_MAX, NULL},
    {",\"clock_error_us\":", FIELD_I64, AT(clock_error_us), 0, 0, UTC_US_MAX, NULL},
    {",\"not_before_utc_us\":", FIELD_I64, AT(not_before_utc_us), 0, 0, UTC_US_MAX, NULL},
    {",\"not_after_utc_us\":", FIELD_I64, AT(not_after_utc_us), 0, 0, UTC_US_MAX, NULL},
    {",\"card\":", FIELD_NAME, AT(card), 0, 0, 0, card_names},
    {",\"token\":", FIELD_HASH, AT(token), 0, 0, 0, NULL},
    {",\"staff\":", FIELD_ID, AT(staff), TAP_RECORD_ID_MAX, 0, 0, NULL},
    {",\"meeting\":", FIELD_ID, AT(meeting), TAP_RECORD_ID_MAX, 0, 0, NULL},
    {",\"substitute_for\":", FIELD_ID, AT(substitute_for), TAP_RECORD_ID_MAX, 0, 0, NULL},
    {",\"shown\":{\"verdict\":", FIELD_WORD, AT(shown.verdict), TAP_RECORD_WORD_MAX, 0, 0, NULL},
    {",\"late_min\":", FIELD_I32, AT(shown.late_min), 0, 0, 100000, NULL},
    {",\"early_min\":", FIELD_I32, AT(shown.early_min), 0, 0, 100000, NULL},
    {"},\"prev\":", FIELD_HASH, AT(prev), 0, 0, 0, NULL},
};

static bool is_id_byte(char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_hex_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool byte_belongs(enum field_type type, char c)
{
    switch (type) {
    case FIELD_ID:
        return is_id_byte(c);
    case FIELD_WORD:
        return is_word_byte(c);
    default:
        return is_hex_byte(c);
    }
}

static bool is_zero_hash(const struct hash *hash)
{
    static const struct hash zero;
    return memcmp(hash, &zero, sizeof zero) == 0;
}

/* What the line's form alone cannot say. Returns the key that breaks it, or NULL. */
static const char *find_contradiction(const struct tap_record *record)
{
    if (record->kiosk[0] == '\0') {
        return "kiosk";
    }
    bool bounded = record->not_before_utc_us != 0 || record->not_after_utc_us != 0;
    if (bounded && record->clock == TAP_CLOCK_SYNCED) {
        return "not_before_utc_us";
    }
    if (record->not_after_utc_us < record->not_before_utc_us ||
        (record->clock == TAP_CLOCK_UNCERTAIN && record->not_after_utc_us == 0)) {
        return "not_after_utc_us";
    }
    if (is_zero_hash(&record->token.hash) != (record->card == TAP_CARD_MALFORMED)) {
        return "token";
    }
    if ((record->staff[0] != '\0') != (record->card == TAP_CARD_RECOGNISED)) {
        return "staff";
    }
    return NULL;
}

/* Encoding */

static char *put_text(char *out, const char *text)
{
    size_t len = strlen(text);
    memcpy(out, text, len);
    return out + len;
}

static char *put_quoted(char *out, const char *text, const struct field *field)
{
    size_t len = strlen(text);
    CHECK(field->type == FIELD_HEX_TEXT ? len == field->text_max : len <= field->text_max);
    *out++ = '"';
    for (size_t i = 0; i < len; i++) {
        CHECK(byte_belongs(field->type, text[i]));
        *out++ = text[i];
    }
    *out++ = '"';
    return out;
}

static char *put_number(char *out, int64_t number, const struct field *field)
{
    CHECK(number >= field->min && number <= field->max);
    return out + sprintf(out, "%" PRId64, number);
}

static char *put_name(char *out, uint32_t index, const struct field *field)
{
    for (uint32_t i = 0; i <= index; i++) {
        CHECK(field->names[i]);
    }
    *out++ = '"';
    out = put_text(out, field->names[index]);
    *out++ = '"';
    return out;
}

static char *put_field(char *out, const struct field *field, const char *value)
{
    int64_t wide;
    int32_t narrow;
    switch (field->type) {
    case FIELD_ID:
    case FIELD_WORD:
    case FIELD_HEX_TEXT:
        return put_quoted(out, value, field);
    case FIELD_HASH:
        *out++ = '"';
        hash_hex_encode(((const struct hash *)(const void *)value)->bytes, HASH_BYTES, out);
        out += HASH_HEX_SIZE - 1;
        *out++ = '"';
        return out;
    case FIELD_NAME:
        memcpy(&narrow, value, sizeof narrow);
        return put_name(out, (uint32_t)narrow, field);
    case FIELD_I64:
        memcpy(&wide, value, sizeof wide);
        return put_number(out, wide, field);
    case FIELD_I32:
        memcpy(&narrow, value, sizeof narrow);
        return put_number(out, narrow, field);
    }
    return out;
}

size_t tap_record_encode(const struct tap_record *record, char *ret_line)
{
    CHECK(find_contradiction(record) == NULL);
    char *out = put_text(ret_line, OPENING);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        out = put_text(out, fields[i].lead);
        out = put_field(out, &fields[i], (const char *)record + fields[i].offset);
    }
    out = put_text(out, CLOSING "\n");
    *out = '\0';
    size_t len = (size_t)(out - ret_line);
    CHECK(len <= TAP_RECORD_LINE_MAX);
    return len;
}

/* Scanning */

struct scan {
    const char *at;
    const char *end;
};

static bool take_literal(struct scan *scan, const char *literal)
{
    size_t len = strlen(literal);
    if ((size_t)(scan->end - scan->at) < len || memcmp(scan->at, literal, len) != 0) {
        return false;
    }
    scan->at += len;
    return true;
}

/* The text between two quotes, of at most max bytes; nothing is escaped in a record. */
static bool take_quoted(struct scan *scan, size_t max, const char **ret_text, size_t *ret_len)
{
    if (!take_literal(scan, "\"")) {
        return false;
    }
    size_t room = (size_t)(scan->end - scan->at);
    const char *quote = memchr(scan->at, '"', room < max + 1 ? room : max + 1);
    if (!quote) {
        return false;
    }
    *ret_text = scan->at;
    *ret_len = (size_t)(quote - scan->at);
    scan->at = quote + 1;
    return true;
}

static bool take_text(struct scan *scan, const struct field *field, char *ret_value)
{
    const char *text;
    size_t len;
    if (!take_quoted(scan, field->text_max, &text, &len) ||
        (field->type == FIELD_HEX_TEXT && len != field->text_max)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!byte_belongs(field->type, text[i])) {
            return false;
        }
    }
    memcpy(ret_value, text, len);
    ret_value[len] = '\0';
    return true;
}

static bool take_hash(struct scan *scan, struct hash *ret_hash)
{
    const char *text;
    size_t len;
    if (!take_quoted(scan, 2 * (size_t)HASH_BYTES, &text, &len)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!is_hex_byte(text[i])) {
            return false;
        }
    }
    return hash_hex_decode(text, len, ret_hash->bytes, HASH_BYTES);
}

static bool take_name(struct scan *scan, const char *const *names, int32_t *ret_index)
{
    const char *text;
    size_t len;
    if (!take_quoted(scan, TAP_RECORD_WORD_MAX, &text, &len)) {
        return false;
    }
    for (int32_t i = 0; names[i]; i++) {
        if (strlen(names[i]) == len && memcmp(names[i], text, len) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

/* Decimal as the encoder writes it: no sign but '-', no leading zero, no "-0". */
static bool take_number(struct scan *scan, const struct field *field, int64_t *ret_number)
{
    bool negative = take_literal(scan, "-");
    const char *first = scan->at;
    uint64_t magnitude = 0;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') {
        if (__builtin_mul_overflow(magnitude, 10, &magnitude) ||
            __builtin_add_overflow(magnitude, (uint64_t)(*scan->at - '0'), &magnitude)) {
            return false;
        }
        scan->at++;
    }
    size_t digits = (size_t)(scan->at - first);
    if (digits == 0 || (*first == '0' && (digits > 1 || negative)) || magnitude > INT64_MAX) {
        return false;
    }
    int64_t number = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    if (number < field->min || number > field->max) {
        return false;
    }
    *ret_number = number;
    return true;
}

static bool take_field(struct scan *scan, const struct field *field, char *ret_value)
{
    int64_t wide;
    int32_t narrow;
    switch (field->type) {
    case FIELD_ID:
    case FIELD_WORD:
    case FIELD_HEX_TEXT:
        return take_text(scan, field, ret_value);
    case FIELD_HASH:
        return take_hash(scan, (struct hash *)(void *)ret_value);
    case FIELD_NAME:
        if (!take_name(scan, field->names, &narrow)) {
            return false;
        }
        memcpy(ret_value, &narrow, sizeof narrow);
        return true;
    case FIELD_I64:
        if (!take_number(scan, field, &wide)) {
            return false;
        }
        memcpy(ret_value, &wide, sizeof wide);
        return true;
    case FIELD_I32:
        if (!take_number(scan, field, &wide)) {
            return false;
        }
        narrow = (int32_t)wide;
        memcpy(ret_value, &narrow, sizeof narrow);
        return true;
    }
    return false;
}

/* The key within a lead such as `,"late_min":`, for the error; its length by ret_len. */
static const char *key_of(const struct field *field, int *ret_len)
{
    const char *end = strrchr(field->lead, '"');
    const char *begin = end;
    while (begin[-1] != '"') {
        begin--;
    }
    *ret_len = (int)(end - begin);
    return begin;
}

bool tap_record_decode(const char *line, size_t len, struct tap_record *ret_record,
                       struct error *err)
{
    if (len > TAP_RECORD_LINE_MAX) {
        return error_set(err, ERROR_INVALID, "record: %zu bytes, more than the %d allowed", len,
                         TAP_RECORD_LINE_MAX);
    }
    if (len > 0 && line[len - 1] == '\n') {
        len--;
    }
    struct scan scan = {line, line + len};
    if (!take_literal(&scan, OPENING)) {
        return error_set(err, ERROR_INVALID, "record: not a record of version %d",
                         TAP_RECORD_VERSION);
    }
    struct tap_record record = {0};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        if (!take_literal(&scan, fields[i].lead) ||
            !take_field(&scan, &fields[i], (char *)&record + fields[i].offset)) {
            int key_len;
            const char *key = key_of(&fields[i], &key_len);
            return error_set(err, ERROR_INVALID, "record: %.*s: wrong at byte %td", key_len, key,
                             scan.at - line);
        }
    }
    if (!take_literal(&scan, CLOSING) || scan.at != scan.end) {
        return error_set(err, ERROR_INVALID, "record: more than a record from byte %td on",
                         scan.at - line);
    }
    const char *key = find_contradiction(&record);
    if (key) {
        return error_set(err, ERROR_INVALID, "record: %s: contradicts the rest", key);
    }
    *ret_record = record;
    return true;
}

const char *tap_card_name(enum tap_card card)
{
    return card_names[card];
}

void tap_record_format_id(const char *kiosk, uint32_t epoch, uint64_t seq,
                          char ret_id[static TAP_RECORD_NAME_SIZE])
{
    (void)snprintf(ret_id, TAP_RECORD_NAME_SIZE, "%s:%u:%llu", kiosk, (unsigned)epoch,
                   (unsigned long long)seq);
}

bool tap_record_parse_id(const char *id, char ret_kiosk[static TAP_RECORD_ID_MAX + 1],
                         uint32_t *ret_epoch, uint64_t *ret_seq)
{
    unsigned epoch;
    unsigned long long seq;
    char again[TAP_RECORD_NAME_SIZE];
    if (sscanf(id, "%40[^:]:%u:%llu", ret_kiosk, &epoch, &seq) != 3) {
        return false;
    }
    *ret_epoch = epoch;
    *ret_seq = seq;
    tap_record_format_id(ret_kiosk, epoch, seq, again);
    return strcmp(id, again) == 0; /* one tap has one name */
}
