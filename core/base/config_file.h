#pragma once
/* Configuration files of the programs: libconfig's syntax ("name = value;", nested "group: { … }"),
 * read through a table that says each key's type and bounds. Every fault names file, line and key;
 * nothing is applied unless the whole file is good. Called by main before threads start. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_type { CONFIG_TEXT, CONFIG_INT, CONFIG_BOOL, CONFIG_CHOICE };

/* One key: its path ("reader.inter_key_ms"), and where its value goes in the caller's struct by
 * offset: char[text_size] for text, int64_t for a number, bool, or int (the index in choices). Keys
 * left out of the file keep what the struct holds already. */
struct config_key {
    const char *path;
    enum config_type type;
    size_t offset;
    size_t text_size;
    int64_t min, max;           /* of a number, both included */
    const char *const *choices; /* ends with NULL */

    /* What is wrong with a text beyond its length, or NULL for nothing; may be left out. */
    const char *(*find_fault)(const char *text);
};

/* Reads path into config by the table of key_count keys. A key that is not in the table, a wrong
 * type, a number out of bounds, a text too long: "FILE:LINE: KEY: what is wrong". On any fault
 * config is unchanged. */
bool config_file_read(const char *path, const struct config_key *keys, size_t key_count,
                      void *config, size_t config_size, struct error *err) MUST_USE;
