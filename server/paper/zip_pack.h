#pragma once
/* Files packed into a ZIP archive in memory, the same bytes for the same files. One thread an
 * object. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

/* name NULL ends a list; the data is borrowed. */
struct zip_pack_file {
    const char *name;
    const char *data;
    size_t len;
};

/* malloc's, yours. */
bool zip_pack(const struct zip_pack_file *files, char **ret_bytes, size_t *ret_len,
              struct error *err) MUST_USE;
