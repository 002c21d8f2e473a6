#include "recording.h"

#include "check.h"
#include "file.h"
#include "hash.h"
#include "usb_id.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define RECORDING_FILE    "recording.txt"
#define RECORDING_VERSION "shoushi-recording 1"

/* The public part first, so that a pointer to it is a pointer to the whole. */
struct stored_recording {
    struct recording shown;
    struct recorded_transfer *transfers;
    size_t room;
    uint8_t *bytes; /* of all transfers; a line of text is longer than the bytes it holds */
    size_t bytes_len;
};

/* A line being read, word by word. */
struct words {
    const char *at, *end;
};

struct word {
    const char *text;
    size_t len;
};

static struct word next_word(struct words *words)
{
    while (words->at < words->end && *words->at == ' ') {
        words->at++;
    }
    struct word word = {.text = words->at};
    while (words->at < words->end && *words->at != ' ') {
        words->at++;
    }
    word.len = (size_t)(words->at - word.text);
    return word;
}

static bool word_is(struct word word, const char *text)
{
    return word.len == strlen(text) && memcmp(word.text, text, word.len) == 0;
}

/* Exactly digits hex digits (2 or 4). */
static bool parse_hex(struct word word, size_t digits, uint16_t *ret_number)
{
    uint8_t bytes[2] = {0};
    if (word.len != digits ||
        !hash_hex_decode(word.text, word.len, bytes + (digits == 2), digits / 2)) {
        return false;
    }
    *ret_number = (uint16_t)(bytes[0] << 8 | bytes[1]);
    return true;
}

/* One to max_digits decimal digits. */
static bool parse_decimal(struct word word, size_t max_digits, int64_t *ret_number)
{
    int64_t number = 0;
    if (word.len == 0 || word.len > max_digits) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if (word.text[i] < '0' || word.text[i] > '9') {
            return false;
        }
        number = number * 10 + (word.text[i] - '0');
    }
    *ret_number = number;
    return true;
}

/* Seconds with six digits behind the point. */
static bool parse_time(struct word word, int64_t *ret_us)
{
    const char *point = memchr(word.text, '.', word.len);
    if (!point) {
        return false;
    }
    struct word whole = {word.text, (size_t)(point - word.text)};
    struct word part = {point + 1, word.len - whole.len - 1};
    int64_t seconds;
    int64_t us;
    if (part.len != 6 || !parse_decimal(whole, 9, &seconds) || !parse_decimal(part, 6, &us)) {
        return false;
    }
    *ret_us = seconds * 1000000 + us;
    return true;
}

static bool parse_status(struct word word, enum usb_status *ret_status)
{
    static const struct {
        const char *word;
        enum usb_status status;
    } names[] = {{"done", USB_DONE},     {"stalled", USB_STALLED},     {"overflow", USB_OVERFLOW},
                 {"failed", USB_FAILED}, {"timed_out", USB_TIMED_OUT}, {"gone", USB_GONE}};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (word_is(word, names[i].word)) {
            *ret_status = names[i].status;
            return true;
        }
    }
    return false;
}

static bool parse_kind(struct word word, enum usb_transfer_kind *ret_kind)
{
    static const char *const names[] = {
        [USB_CONTROL] = "control", [USB_INTERRUPT] = "interrupt", [USB_BULK] = "bulk"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (word_is(word, names[i])) {
            *ret_kind = (enum usb_transfer_kind)i;
            return true;
        }
    }
    return false;
}

/* Bytes up to the end of the line or the arrow, which is taken; at most room of them. */
static bool parse_bytes(struct words *words, size_t room, uint8_t *ret_bytes, size_t *ret_len,
                        bool *ret_arrow)
{
    size_t len = 0;
    *ret_arrow = false;
    for (struct word word; (word = next_word(words)).len > 0;) {
        if (word_is(word, "->")) {
            *ret_arrow = true;
            break;
        }
        uint16_t byte;
        if (len == room || !parse_hex(word, 2, &byte)) {
            return false;
        }
        ret_bytes[len++] = (uint8_t)byte;
    }
    *ret_len = len;
    return true;
}

static bool parse_setup(struct words *words, struct usb_setup *ret_setup)
{
    uint16_t request_type;
    uint16_t request;
    if (!parse_hex(next_word(words), 2, &request_type) ||
        !parse_hex(next_word(words), 2, &request) ||
        !parse_hex(next_word(words), 4, &ret_setup->value) ||
        !parse_hex(next_word(words), 4, &ret_setup->index)) {
        return false;
    }
    ret_setup->request_type = (uint8_t)request_type;
    ret_setup->request = (uint8_t)request;
    return true;
}

/* Everything before the bytes: time, kind, address, length. */
static bool parse_transfer_head(struct word time, struct words *words,
                                struct recorded_transfer *transfer, struct error *err)
{
    if (!parse_time(time, &transfer->at_us)) {
        return error_set(err, ERROR_INVALID,
                         "\"%.*s\" is no known word and no time such as 0.250000",
                         time.len > 40 ? 40 : (int)time.len, time.text);
    }
    if (!parse_kind(next_word(words), &transfer->kind)) {
        return error_set(err, ERROR_INVALID, "expected control, interrupt or bulk");
    }
    uint16_t endpoint = 0;
    if (transfer->kind == USB_CONTROL ? !parse_setup(words, &transfer->setup)
                                      : !parse_hex(next_word(words), 2, &endpoint)) {
        return error_set(err, ERROR_INVALID, "expected %s in hex",
                         transfer->kind == USB_CONTROL ? "request type, request, value and index"
                                                       : "an endpoint");
    }
    transfer->endpoint = (uint8_t)endpoint;
    int64_t asked_len;
    if (!parse_decimal(next_word(words), 5, &asked_len) || asked_len > USB_TRANSFER_MAX_BYTES) {
        return error_set(err, ERROR_INVALID, "expected a length of at most %d",
                         USB_TRANSFER_MAX_BYTES);
    }
    transfer->len = (size_t)asked_len;
    return true;
}

static bool parse_transfer(struct stored_recording *stored, struct word time, struct words *words,
                           struct error *err)
{
    struct recorded_transfer transfer = {0};
    if (stored->shown.transfer_count == stored->room) {
        return error_set(err, ERROR_INVALID, "more than %zu transfers", stored->room);
    }
    if (!parse_transfer_head(time, words, &transfer, err)) {
        return false;
    }
    size_t count = stored->shown.transfer_count;
    if (count > 0 && transfer.at_us < stored->transfers[count - 1].at_us) {
        return error_set(err, ERROR_INVALID, "the time goes back");
    }
    bool in = recorded_transfer_is_in(&transfer);
    uint8_t *bytes = stored->bytes + stored->bytes_len;
    size_t sent_len;
    bool arrow;
    if (!parse_bytes(words, in ? 0 : transfer.len, bytes, &sent_len, &arrow) || !arrow ||
        (!in && sent_len != transfer.len)) {
        return error_set(err, ERROR_INVALID, "expected %zu bytes and ->", in ? 0 : transfer.len);
    }
    if (!parse_status(next_word(words), &transfer.status)) {
        return error_set(err, ERROR_INVALID, "expected an outcome such as done");
    }
    size_t received_len;
    if (!parse_bytes(words, in ? transfer.len : 0, bytes + sent_len, &received_len, &arrow) ||
        arrow) {
        return error_set(err, ERROR_INVALID, "expected at most %zu bytes received",
                         in ? transfer.len : 0);
    }
    transfer.data = bytes;
    transfer.data_len = sent_len + received_len;
    stored->bytes_len += transfer.data_len;
    stored->transfers[count] = transfer;
    stored->shown.transfer_count = count + 1;
    return true;
}

static bool parse_name(struct recording *shown, struct words words, struct error *err)
{
    while (words.at < words.end && *words.at == ' ') {
        words.at++;
    }
    size_t len = (size_t)(words.end - words.at);
    if (len >= sizeof shown->name || memchr(words.at, '\0', len)) {
        return error_set(err, ERROR_INVALID, "a name is at most %zu bytes", sizeof shown->name - 1);
    }
    memcpy(shown->name, words.at, len);
    shown->name[len] = '\0';
    return true;
}

static bool parse_line(struct stored_recording *stored, struct words words, struct error *err)
{
    struct recording *shown = &stored->shown;
    struct word first = next_word(&words);
    if (first.len == 0 || first.text[0] == '#') {
        return true;
    }
    if (word_is(first, "name")) {
        return parse_name(shown, words, err);
    }
    if (word_is(first, "id")) {
        struct word word = next_word(&words);
        struct usb_id id;
        if (!usb_id_parse(word.text, word.len, &id) || next_word(&words).len > 0) {
            return error_set(err, ERROR_INVALID, "expected an id such as ffff:0035");
        }
        shown->vid = id.vid;
        shown->pid = id.pid;
        return true;
    }
    if (word_is(first, "descriptors")) {
        size_t len;
        bool arrow;
        if (!parse_bytes(&words, sizeof shown->descriptors - shown->descriptors_len,
                         shown->descriptors + shown->descriptors_len, &len, &arrow) ||
            arrow) {
            return error_set(err, ERROR_INVALID, "expected bytes in hex, at most %zu in all",
                             sizeof shown->descriptors);
        }
        shown->descriptors_len += len;
        return true;
    }
    return parse_transfer(stored, first, &words, err);
}

static bool parse_lines(struct stored_recording *stored, const char *text, const char *end,
                        const char *source, struct error *err)
{
    for (size_t number = 1; text < end; number++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        struct words line = {text, newline ? newline : end};
        bool good = true;
        if (number == 1) {
            struct word whole = {line.at, (size_t)(line.end - line.at)};
            good = word_is(whole, RECORDING_VERSION) ||
                   error_set(err, ERROR_UNSUPPORTED, "the first line is not \"%s\"",
                             RECORDING_VERSION);
        } else {
            good = parse_line(stored, line, err);
        }
        if (!good) {
            return error_prefix(err, "%s:%zu", source, number);
        }
        text = newline ? newline + 1 : end;
    }
    return true;
}

static size_t count_lines(const char *text, size_t len)
{
    size_t lines = 1;
    for (size_t i = 0; i < len; i++) {
        lines += text[i] == '\n';
    }
    return lines;
}

bool recording_parse(const char *text, size_t len, const char *source,
                     struct recording **ret_recording, struct error *err)
{
    struct stored_recording *stored = calloc(1, sizeof *stored);
    AUTO(recording) struct recording *guard = stored ? &stored->shown : NULL;
    if (len > RECORDING_FILE_MAX) {
        return error_set(err, ERROR_INVALID, "%s: larger than %u bytes", source,
                         RECORDING_FILE_MAX);
    }
    size_t lines = count_lines(text, len);
    if (stored) {
        stored->room = lines < RECORDING_TRANSFERS_MAX ? lines : RECORDING_TRANSFERS_MAX;
        stored->transfers = calloc(stored->room, sizeof *stored->transfers);
        stored->bytes = malloc(len + 1);
    }
    if (!stored || !stored->transfers || !stored->bytes) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", source);
    }
    stored->shown.transfers = stored->transfers;
    if (len == 0) {
        return error_set(err, ERROR_INVALID, "%s: empty", source);
    }
    if (!parse_lines(stored, text, text + len, source, err)) {
        return false;
    }
    if (stored->shown.descriptors_len == 0) {
        return error_set(err, ERROR_INVALID, "%s: no descriptors", source);
    }
    *ret_recording = TAKE(guard);
    return true;
}

bool recording_read(const char *folder, struct recording **ret_recording, struct error *err)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, RECORDING_FILE) >= (int)sizeof path) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    AUTO(memory) char *text = NULL;
    size_t len;
    return file_read(path, RECORDING_FILE_MAX, &text, &len, err) &&
           recording_parse(text, len, path, ret_recording, err);
}

void recording_destroy(struct recording *recording)
{
    if (recording) {
        struct stored_recording *stored = (struct stored_recording *)recording;
        free(stored->transfers);
        free(stored->bytes);
        free(stored);
    }
}

bool recorded_transfer_is_in(const struct recorded_transfer *transfer)
{
    uint8_t direction =
        transfer->kind == USB_CONTROL ? transfer->setup.request_type : transfer->endpoint;
    return direction & USB_DIRECTION_IN;
}
