#include "emulator_words.h"

#include "check.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "1-2.3": nothing else begins with a digit and has a hyphen. */
static bool looks_like_port(const char *word)
{
    return isdigit((unsigned char)word[0]) && strchr(word, '-') &&
           strspn(word, "0123456789-.") == strlen(word);
}

bool emulator_words_cut(struct emulated_bus *bus, char *line, const char **ret_name,
                        struct emulator_words *ret_words, struct error *err)
{
    static const char blank[] = " \t\r";
    struct emulator_words words = {.bus = bus};
    char *rest = NULL;
    const char *name = strtok_r(line, blank, &rest);
    for (const char *word; name && (word = strtok_r(NULL, blank, &rest));) {
        if (looks_like_port(word) && !words.port) {
            words.port = word;
        } else if (words.count == ARRAY_LEN(words.items)) {
            return error_set(err, ERROR_INVALID, "too many words");
        } else {
            words.items[words.count++] = word;
        }
    }
    *ret_name = name ? name : "";
    *ret_words = words;
    return true;
}

const char *emulator_words_get(const struct emulator_words *words, size_t index)
{
    return index < words->count ? words->items[index] : NULL;
}

bool emulator_words_find_device(const struct emulator_words *words,
                                struct emulated_device **ret_device, uint64_t *ret_device_id,
                                struct error *err)
{
    struct emulated_device *device = emulated_bus_find(words->bus, words->port, ret_device_id);
    if (!device && words->port) {
        return error_set(err, ERROR_GONE, "nothing is plugged into %s", words->port);
    }
    if (!device) {
        return error_set(err, ERROR_INVALID, "name a port: there is not exactly one reader");
    }
    *ret_device = device;
    return true;
}

bool emulator_words_parse_number(const char *word, unsigned max, unsigned *ret_number,
                                 struct error *err)
{
    size_t len = strlen(word);
    if (len == 0 || len > 9 || strspn(word, "0123456789") != len || strtoul(word, NULL, 10) > max) {
        return error_set(err, ERROR_INVALID, "\"%.20s\" is no number from 0 to %u", word, max);
    }
    *ret_number = (unsigned)strtoul(word, NULL, 10);
    return true;
}
