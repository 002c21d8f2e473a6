#include "pin_hash.h"

#include <stddef.h>
#include <string.h>

#define MEMORY_MIN_KIB 8  /* what argon2 itself asks for */
#define SALT_MIN       11 /* base64 digits: 8 bytes */
#define SALT_MAX       64
#define TAG_MIN        22 /* 16 bytes */
#define TAG_MAX        86
#define DIGITS_MAX     6

/* Goes past the words; false where they do not stand there. */
static bool take_words(const char **at, const char *words)
{
    size_t len = strlen(words);
    if (strncmp(*at, words, len) != 0) {
        return false;
    }
    *at += len;
    return true;
}

static bool take_number(const char **at, long least, long most)
{
    long number = 0;
    size_t len = strspn(*at, "0123456789");
    if (len == 0 || len > DIGITS_MAX || (*at)[0] == '0') {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        number = 10 * number + ((*at)[i] - '0');
    }
    *at += len;
    return number >= least && number <= most;
}

static bool take_base64(const char **at, size_t least, size_t most)
{
    size_t len = strspn(*at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    *at += len;
    return len >= least && len <= most;
}

bool pin_hash_check(const char *phc)
{
    const char *at = phc;
    return strlen(phc) <= PIN_HASH_MAX && take_words(&at, "$argon2id$v=19$m=") &&
           take_number(&at, MEMORY_MIN_KIB, PIN_HASH_MEMORY_MAX_KIB) && take_words(&at, ",t=") &&
           take_number(&at, 1, PIN_HASH_PASSES_MAX) && take_words(&at, ",p=1$") &&
           take_base64(&at, SALT_MIN, SALT_MAX) && take_words(&at, "$") &&
           take_base64(&at, TAG_MIN, TAG_MAX) && *at == '\0';
}
