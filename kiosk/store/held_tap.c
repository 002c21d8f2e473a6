#include "held_tap.h"

#include "cleanup.h"
#include "file.h"
#include "log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 512

static bool make_path(const char *folder, const char *file, char ret_path[PATH_BYTES],
                      struct error *err)
{
    if (snprintf(ret_path, PATH_BYTES, "%s/%s", folder, file) >= PATH_BYTES) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    return true;
}

bool held_tap_write(const char *folder, const char *kiosk, const struct tap_record *tap,
                    struct error *err)
{
    char path[PATH_BYTES];
    char line[TAP_RECORD_LINE_MAX + 1];
    struct tap_record placed = *tap;
    (void)snprintf(placed.kiosk, sizeof placed.kiosk, "%s", kiosk);
    placed.epoch = 1;
    placed.seq = 1;
    placed.prev = (struct hash){{0}};
    size_t len = tap_record_encode(&placed, line);
    return make_path(folder, "held.line", path, err) && file_replace(path, line, len, 0600, err);
}

static bool set_aside(const char *folder, const char *path, const struct error *why,
                      struct error *err)
{
    char aside[PATH_BYTES];
    if (!make_path(folder, "held-damaged.line", aside, err)) {
        return false;
    }
    log_event(LOG_ERROR, "held_tap_set_aside", "path=%s reason=%s", LOG_TEXT(aside),
              LOG_TEXT(why->text));
    if (rename(path, aside) != 0) {
        return error_set_errno(err, errno, "cannot set %s aside", path);
    }
    return file_sync_folder(aside, err);
}

static bool decode(const char *kiosk, const char *line, size_t len, struct tap_record *ret_tap,
                   struct error *err)
{
    struct tap_record tap;
    if (!tap_record_decode(line, len, &tap, err)) {
        return false;
    }
    if (strcmp(tap.kiosk, kiosk) != 0) {
        return error_set(err, ERROR_INVALID, "it is of kiosk %.40s", tap.kiosk);
    }
    *ret_tap = tap;
    return true;
}

bool held_tap_read(const char *folder, const char *kiosk, enum held_tap_found *ret_found,
                   struct tap_record *ret_tap, struct error *err)
{
    char path[PATH_BYTES];
    AUTO(memory) char *line = NULL;
    size_t len;
    struct error fault;
    if (!make_path(folder, "held.line", path, err)) {
        return false;
    }
    *ret_found = HELD_TAP_NONE;
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        return true;
    }
    if (!file_read(path, TAP_RECORD_LINE_MAX, &line, &len, &fault) ||
        !decode(kiosk, line, len, ret_tap, &fault)) {
        return fault.code == ERROR_NO_MEMORY ? error_set(err, fault.code, "%s", fault.text)
                                             : set_aside(folder, path, &fault, err);
    }
    *ret_found = HELD_TAP_FOUND;
    return true;
}

bool held_tap_remove(const char *folder, struct error *err)
{
    char path[PATH_BYTES];
    if (!make_path(folder, "held.line", path, err)) {
        return false;
    }
    if (unlink(path) != 0 && errno != ENOENT) {
        return error_set_errno(err, errno, "cannot remove %s", path);
    }
    return file_sync_folder(path, err);
}

bool held_tap_is(const struct tap_record *held, const struct tap_record *record)
{
    return held->mono_us == record->mono_us && strcmp(held->boot, record->boot) == 0 &&
           hash_equal(&held->token.hash, &record->token.hash);
}
