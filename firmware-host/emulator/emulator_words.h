#pragma once
/* The words of one command for an emulated bus, and what they have in common: which of them is the
 * port, which device is meant. For the files of commands; the thread that runs the bus. */

#include "emulated_bus.h"
#include "emulator_command.h"

#define EMULATOR_WORDS_MAX 12

struct emulator_words {
    struct emulated_bus *bus;
    const char *port; /* NULL: left out */
    size_t count;     /* without the command's name and the port */
    const char *items[EMULATOR_WORDS_MAX];
};

/* A command: fills reply or says what is wrong. */
typedef bool emulator_handler(const struct emulator_words *words, struct emulator_reply *reply,
                              struct error *err);

/* Cuts line into words in place. *ret_name is the first one, "" of an empty line. */
bool emulator_words_cut(struct emulated_bus *bus, char *line, const char **ret_name,
                        struct emulator_words *ret_words, struct error *err) MUST_USE;

/* The word, or NULL if there are not so many. */
const char *emulator_words_get(const struct emulator_words *words, size_t index);

/* The device at the port that was named, or the only one that is plugged in. */
bool emulator_words_find_device(const struct emulator_words *words,
                                struct emulated_device **ret_device, uint64_t *ret_device_id,
                                struct error *err) MUST_USE;

/* A whole number from 0 to max. */
bool emulator_words_parse_number(const char *word, unsigned max, unsigned *ret_number,
                                 struct error *err) MUST_USE;
