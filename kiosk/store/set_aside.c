#include "set_aside.h"

#include "cleanup.h"
#include "file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define NAMES_MAX 1000 /* moves within one second, such as that of a clock that stands at 1970 */

static bool make_path(char ret_path[SET_ASIDE_PATH_SIZE], const char *folder, const char *name,
                      const char *ending, struct error *err)
{
    if (snprintf(ret_path, SET_ASIDE_PATH_SIZE, "%s/%s%s", folder, name, ending) >=
        SET_ASIDE_PATH_SIZE) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    return true;
}

static bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

/* Renames FOLDER/NAME.db + ending to path + ending, if it is there. */
static bool move_file(const char *folder, const char *name, const char *ending, const char *path,
                      struct error *err)
{
    char from_name[64];
    char from[SET_ASIDE_PATH_SIZE];
    char to[SET_ASIDE_PATH_SIZE + 8];
    (void)snprintf(from_name, sizeof from_name, ".db%s", ending);
    (void)snprintf(to, sizeof to, "%s%s", path, ending);
    if (!make_path(from, folder, name, from_name, err)) {
        return false;
    }
    if (rename(from, to) != 0 && errno != ENOENT) {
        return error_set_errno(err, errno, "cannot set %s aside", from);
    }
    return true;
}

/* The database itself goes last: once it stands at its new place, all of it does, and what is at
 * the old one is new. */
static bool move_files(const char *folder, const char *name, const char *path, struct error *err)
{
    if (exists(path)) {
        return true;
    }
    return move_file(folder, name, "-wal", path, err) &&
           move_file(folder, name, "-shm", path, err) && file_sync_folder(path, err) &&
           move_file(folder, name, "", path, err) && file_sync_folder(path, err);
}

static bool choose_path(const char *folder, const char *name, int64_t utc_us,
                        char ret_path[SET_ASIDE_PATH_SIZE], struct error *err)
{
    time_t seconds = (time_t)(utc_us / 1000000);
    struct tm utc = {0};
    (void)gmtime_r(&seconds, &utc); /* fails only beyond the year 2^31 */
    for (int i = 0; i < NAMES_MAX; i++) {
        char ending[96];
        size_t len = strftime(ending, sizeof ending, "-damaged-%Y%m%dT%H%M%SZ", &utc);
        (void)snprintf(ending + len, sizeof ending - len, i == 0 ? ".db" : "-%d.db", i);
        if (!make_path(ret_path, folder, name, ending, err)) {
            return false;
        }
        if (!exists(ret_path)) {
            return true;
        }
    }
    return error_set(err, ERROR_FULL, "%s: too many damaged databases", folder);
}

bool set_aside_resume(const char *folder, const char *name, char ret_path[SET_ASIDE_PATH_SIZE],
                      struct error *err)
{
    char note[SET_ASIDE_PATH_SIZE];
    if (!make_path(note, folder, name, ".set-aside", err)) {
        return false;
    }
    ret_path[0] = '\0';
    if (!exists(note)) {
        return true;
    }
    AUTO(memory) char *target = NULL;
    size_t len;
    if (!file_read(note, SET_ASIDE_PATH_SIZE, &target, &len, err)) {
        return false;
    }
    if (strchr(target, '/') || !make_path(ret_path, folder, "", target, err)) {
        return error_set(err, ERROR_INVALID, "%s: no name of a file in this folder", note);
    }
    return move_files(folder, name, ret_path, err);
}

bool set_aside_move(const char *folder, const char *name, int64_t utc_us,
                    char ret_path[SET_ASIDE_PATH_SIZE], struct error *err)
{
    char note[SET_ASIDE_PATH_SIZE];
    if (!make_path(note, folder, name, ".set-aside", err) ||
        !choose_path(folder, name, utc_us, ret_path, err)) {
        return false;
    }
    const char *file = strrchr(ret_path, '/') + 1;
    return file_replace(note, file, strlen(file), 0600, err) &&
           move_files(folder, name, ret_path, err);
}

bool set_aside_finish(const char *folder, const char *name, struct error *err)
{
    char note[SET_ASIDE_PATH_SIZE];
    if (!make_path(note, folder, name, ".set-aside", err)) {
        return false;
    }
    if (unlink(note) != 0 && errno != ENOENT) {
        return error_set_errno(err, errno, "cannot remove %s", note);
    }
    return file_sync_folder(note, err);
}
