#include "sample_cards.h"

#include "cleanup.h"
#include "file.h"
#include <stdio.h>
#include <string.h>

#define FILE_MAX_BYTES 1048576

static bool is_number_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool fail(const char *path, int line, const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "%s:%d: %s", path, line, what);
}

/* text is one line without its newline. */
static bool read_card(const char *path, int line, const char *text, struct sample_cards *cards,
                      struct error *err)
{
    size_t digits = 0;
    while (is_number_byte(text[digits])) {
        digits++;
    }
    const char *label = text + digits + strspn(text + digits, " \t");
    size_t label_len = strcspn(label, "\t");
    if (digits == 0 || digits >= SAMPLE_NUMBER_SIZE || label == text + digits || label_len == 0) {
        return fail(path, line, "expected a card number, a space and a name", err);
    }
    if (label_len >= SAMPLE_LABEL_SIZE) {
        return fail(path, line, "the name is too long", err);
    }
    size_t index = cards->strip.count++;
    (void)snprintf(cards->numbers[index], SAMPLE_NUMBER_SIZE, "%.*s", (int)digits, text);
    (void)snprintf(cards->strip.labels[index], SAMPLE_LABEL_SIZE, "%.*s", (int)label_len, label);
    return true;
}

bool sample_cards_read(const char *path, struct sample_cards *ret_cards, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    if (!file_read(path, FILE_MAX_BYTES, &text, &len, err)) {
        return false;
    }
    struct sample_cards cards = {0};
    int line = 0;
    char *rest = text;
    for (char *at; cards.strip.count < SAMPLE_STRIP_MAX && (at = strsep(&rest, "\n"));) {
        line++;
        at += strspn(at, " \t\r");
        at[strcspn(at, "\r")] = '\0';
        if (*at != '\0' && *at != '#' && !read_card(path, line, at, &cards, err)) {
            return false;
        }
    }
    if (cards.strip.count == 0) {
        return error_set(err, ERROR_INVALID, "%s: no card in it", path);
    }
    *ret_cards = cards;
    return true;
}
