#include "text_key.h"

#include <stdio.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define WIDE_MAX 2048 /* UTF-16 units on the way */

struct text_key {
    const UNormalizer2 *fold; /* ICU's own */
    UTransliterator *reading; /* takes milliseconds to open: NULL until first needed */
};

static bool fail(UErrorCode status, const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "%s: %s", what, u_errorName(status));
}

bool text_key_create(struct text_key **ret_key, struct error *err)
{
    AUTO(text_key) struct text_key *key = calloc(1, sizeof *key);
    if (!key) {
        return error_set(err, ERROR_NO_MEMORY, "text key: out of memory");
    }
    UErrorCode status = U_ZERO_ERROR;
    key->fold = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status)) {
        return fail(status, "ICU has no case folding", err);
    }
    *ret_key = TAKE(key);
    return true;
}

void text_key_destroy(struct text_key *key)
{
    if (key) {
        if (key->reading) {
            utrans_close(key->reading);
        }
        free(key);
    }
}

/* A place to cut that splits no character: before a lead byte. */
static size_t cut(const char *text, size_t len, size_t max)
{
    if (len <= max) {
        return len;
    }
    while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80) {
        max--;
    }
    return max;
}

static bool fold_wide(const struct text_key *key, const char *text, UChar *ret_wide,
                      int32_t *ret_len, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[TEXT_KEY_MAX + 1];
    int32_t len = 0;
    /* A byte is at most one UTF-16 unit. */
    (void)u_strFromUTF8(wide, TEXT_KEY_MAX, &len, text,
                        (int32_t)cut(text, strlen(text), TEXT_KEY_MAX), &status);
    *ret_len = unorm2_normalize(key->fold, wide, len, ret_wide, WIDE_MAX, &status);
    /* What grows beyond all measure by folding is of no use as a key. */
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        *ret_len = 0;
        return true;
    }
    return U_SUCCESS(status) || fail(status, "text", err);
}

static bool to_utf8(const UChar *wide, int32_t wide_len, char *ret_text, size_t max,
                    struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    char text[3 * WIDE_MAX + 1];
    int32_t len = 0;
    (void)u_strToUTF8(text, sizeof text, &len, wide, wide_len, &status);
    if (U_FAILURE(status)) {
        return fail(status, "text", err);
    }
    size_t kept = cut(text, (size_t)len, max);
    memcpy(ret_text, text, kept);
    ret_text[kept] = '\0';
    return true;
}

bool text_key_fold(struct text_key *key, const char *text, char ret_text[static TEXT_KEY_MAX + 1],
                   struct error *err)
{
    UChar wide[WIDE_MAX];
    int32_t len;
    if (!fold_wide(key, text, wide, &len, err)) {
        return false;
    }
    int32_t from = 0;
    while (from < len && wide[from] == ' ') {
        from++;
    }
    while (len > from && wide[len - 1] == ' ') {
        len--;
    }
    return to_utf8(wide + from, len - from, ret_text, TEXT_KEY_MAX, err);
}

static bool open_reading(struct text_key *key, struct error *err)
{
    static const UChar chain[] = u"Han-Latin; Latin-ASCII; Lower";
    UErrorCode status = U_ZERO_ERROR;
    if (!key->reading) {
        key->reading = utrans_openU(chain, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    }
    return U_SUCCESS(status) || fail(status, "ICU has no pinyin", err);
}

/* The reading's words without the spaces between them, then the first letter of each. */
static void add_reading(const char *words, char *key)
{
    char joined[TEXT_KEY_MAX / 3 + 1];
    char initials[TEXT_KEY_MAX / 3 + 1];
    size_t joined_len = 0, initial_len = 0;
    for (const char *at = words; *at && joined_len < sizeof joined - 1; at++) {
        if (*at == ' ') {
            continue;
        }
        if (at == words || at[-1] == ' ') {
            initials[initial_len++] = *at;
        }
        joined[joined_len++] = *at;
    }
    joined[joined_len] = initials[initial_len] = '\0';
    if (joined_len > 0 && strcmp(joined, key) != 0) {
        size_t len = strlen(key);
        (void)snprintf(key + len, TEXT_KEY_MAX + 1 - len, " %s %s", joined, initials);
    }
}

bool text_key_name(struct text_key *key, const char *name, char ret_text[static TEXT_KEY_MAX + 1],
                   struct error *err)
{
    UChar wide[WIDE_MAX];
    int32_t len;
    char words[TEXT_KEY_MAX / 3 + 1];
    if (!open_reading(key, err) || !fold_wide(key, name, wide, &len, err) ||
        !to_utf8(wide, len, ret_text, TEXT_KEY_MAX / 3, err)) {
        return false;
    }
    UErrorCode status = U_ZERO_ERROR;
    int32_t limit = len;
    utrans_transUChars(key->reading, wide, &len, WIDE_MAX, 0, &limit, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        return true; /* nobody types the reading of so much */
    }
    if (U_FAILURE(status)) {
        return fail(status, "text", err);
    }
    if (!to_utf8(wide, len, words, sizeof words - 1, err)) {
        return false;
    }
    add_reading(words, ret_text);
    return true;
}
