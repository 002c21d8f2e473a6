#pragma once
/* Whole files: read within a limit, replace so that a power cut leaves the old or the new one,
 * erase. Any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

/* Reads the file into fresh memory with a NUL behind it; the caller frees it. A file of more than
 * max_bytes is an error that names the limit. */
bool file_read(const char *path, size_t max_bytes, char **ret_data, size_t *ret_len,
               struct error *err) MUST_USE;

/* Writes PATH.new with the permission bits mode, syncs it, renames it over PATH and syncs the
 * folder. */
bool file_replace(const char *path, const void *data, size_t len, unsigned mode, struct error *err)
    MUST_USE;

/* Writes zeros over the whole file, syncs it, and removes it: also where the zeros cannot be
 * written, which is the error then. What a disk keeps of old blocks by itself (flash does) is out
 * of reach. */
bool file_erase(const char *path, struct error *err) MUST_USE;

/* Syncs the folder that path is in: what was made, renamed or removed there outlives a power cut.
 */
bool file_sync_folder(const char *path, struct error *err) MUST_USE;
