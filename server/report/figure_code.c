#include "figure_code.h"

#include "civil.h"
#include "hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Crockford's base 32: no letter looks like a digit. */
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define SEAL_DIGITS   12 /* 60 bits: nobody guesses one, and it can be read out on the telephone */
#define MOMENT_DIGITS 9

static const char whose_letters[] = "CUPT";

static void encode(uint64_t number, size_t len, char *ret_text)
{
    ret_text[len] = '\0';
    for (size_t i = len; i-- > 0; number >>= 5) {
        ret_text[i] = digits[number & 31];
    }
}

static bool decode(const char *text, size_t len, uint64_t *ret_number)
{
    uint64_t number = 0;
    for (size_t i = 0; i < len; i++) {
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit) {
            return false;
        }
        number = number << 5 | (uint64_t)(digit - digits);
    }
    *ret_number = number;
    return true;
}

static void make_seal(const uint8_t *seed, const char *said, const char *subject,
                      char ret_seal[static SEAL_DIGITS + 1])
{
    static const char label[] = "shoushi-figure-code-1";
    char text[2 * FIGURE_CODE_SIZE];
    int len = snprintf(text, sizeof text, "%s/%s", said, subject);
    const struct hash key = hash_hmac_sha256(seed, SIGNING_SEED_BYTES, label, sizeof label - 1);
    const struct hash hash = hash_hmac_sha256(key.bytes, HASH_BYTES, text, (size_t)len);
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++) {
        number = number << 8 | hash.bytes[i];
    }
    encode(number, SEAL_DIGITS, ret_seal);
}

void figure_code_make(const uint8_t seed[static SIGNING_SEED_BYTES],
                      const struct figure_claim *claim, char ret_code[static FIGURE_CODE_SIZE])
{
    char month[CIVIL_MONTH_SIZE];
    char moment[MOMENT_DIGITS + 1];
    char said[FIGURE_CODE_SIZE];
    char subject[60];
    char seal[SEAL_DIGITS + 1];
    const int64_t *of = claim->figures->of;
    encode((uint64_t)claim->as_of_ms, MOMENT_DIGITS, moment);
    (void)snprintf(said, sizeof said, "%s/%s/%" PRId64 "/%" PRId64 "/%" PRId64,
                   civil_month_format(claim->month, month), moment,
                   of[FIGURE_CHECKS_DUE] + of[FIGURE_MEETINGS_DUE],
                   of[FIGURE_ON_TIME] + of[FIGURE_MEETINGS_ON_TIME], of[FIGURE_VIOLATIONS]);
    (void)snprintf(subject, sizeof subject, "%c:%.40s", whose_letters[claim->whose], claim->id);
    make_seal(seed, said, subject, seal);
    (void)snprintf(ret_code, FIGURE_CODE_SIZE, "%.90s/%s/%s", said, seal, subject);
}

/* The next number up to a slash, and the text behind it. */
static const char *read_number(const char *text, int64_t *ret_number)
{
    char *end;
    if (!text || *text < '0' || *text > '9') {
        return NULL;
    }
    *ret_number = strtoll(text, &end, 10);
    return *end == '/' ? end + 1 : NULL;
}

static bool read_subject(const char *text, struct figure_said *said)
{
    const char *letter = *text ? strchr(whose_letters, *text) : NULL;
    if (!letter || text[1] != ':' || strlen(text + 2) >= sizeof said->id) {
        return false;
    }
    said->whose = (enum figure_whose)(letter - whose_letters);
    (void)snprintf(said->id, sizeof said->id, "%s", text + 2);
    return (said->whose == FIGURE_OF_COUNTY) == (said->id[0] == '\0');
}

bool figure_code_read(const uint8_t seed[static SIGNING_SEED_BYTES], const char *code,
                      struct figure_said *ret_said, struct error *err)
{
    struct figure_said said = {0};
    char month[CIVIL_MONTH_SIZE];
    uint64_t moment = 0;
    (void)snprintf(month, sizeof month, "%s", code);
    const char *at = strlen(code) < FIGURE_CODE_SIZE && civil_month_parse(month, &said.month) &&
                             code[CIVIL_MONTH_SIZE - 1] == '/' &&
                             decode(code + CIVIL_MONTH_SIZE, MOMENT_DIGITS, &moment) &&
                             code[CIVIL_MONTH_SIZE + MOMENT_DIGITS] == '/'
                         ? code + CIVIL_MONTH_SIZE + MOMENT_DIGITS + 1
                         : NULL;
    at = read_number(at, &said.due);
    at = read_number(at, &said.on_time);
    at = read_number(at, &said.violations);
    if (!at || strlen(at) < SEAL_DIGITS + 1 || at[SEAL_DIGITS] != '/' ||
        !read_subject(at + SEAL_DIGITS + 1, &said)) {
        return error_set(err, ERROR_INVALID,
                         "'%s' is no code of a figure, such as "
                         "2026-10/1K2J3H4G5/44/41/3/7QX2M9P4T6WA/P:s0001",
                         code);
    }
    char text[FIGURE_CODE_SIZE];
    char seal[SEAL_DIGITS + 1];
    (void)snprintf(text, sizeof text, "%.*s", (int)(at - 1 - code), code);
    make_seal(seed, text, at + SEAL_DIGITS + 1, seal);
    said.as_of_ms = (int64_t)moment;
    said.genuine = strncmp(seal, at, SEAL_DIGITS) == 0;
    *ret_said = said;
    return true;
}
