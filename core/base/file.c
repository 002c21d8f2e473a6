#include "file.h"

#include "cleanup.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool file_read(const char *path, size_t max_bytes, char **ret_data, size_t *ret_len,
               struct error *err)
{
    AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return error_set_errno(err, errno, "cannot open %s", path);
    }
    size_t room = 4096;
    size_t len = 0;
    AUTO(memory) char *data = malloc(room + 1);
    for (;;) {
        if (!data) {
            return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
        }
        ssize_t got = read(fd, data + len, room - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(err, errno, "cannot read %s", path);
        }
        len += (size_t)got;
        if (len > max_bytes) {
            return error_set(err, ERROR_INVALID, "%s: larger than the %zu bytes allowed", path,
                             max_bytes);
        }
        if (got == 0) {
            break;
        }
        if (len == room) {
            room *= 2;
            char *larger = realloc(data, room + 1);
            if (!larger) {
                return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
            }
            data = larger;
        }
    }
    data[len] = '\0';
    *ret_data = TAKE(data);
    *ret_len = len;
    return true;
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, data, len);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        data += written;
        len -= (size_t)written;
    }
    return true;
}

static bool write_zeros(int fd)
{
    static const char zeros[65536];
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return false;
    }
    for (off_t left = status.st_size; left > 0; left -= (off_t)sizeof zeros) {
        size_t len = left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros;
        if (!write_all(fd, zeros, len)) {
            return false;
        }
    }
    return fdatasync(fd) == 0;
}

bool file_erase(const char *path, struct error *err)
{
    AUTO(fd) int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    int fault = fd >= 0 && write_zeros(fd) ? 0 : errno;
    if (unlink(path) != 0) {
        return error_set_errno(err, errno, "cannot remove %s", path);
    }
    return fault == 0 || error_set_errno(err, fault, "cannot overwrite %s", path);
}

bool file_sync_folder(const char *path, struct error *err)
{
    char copy[PATH_MAX];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", path);
    }
    AUTO(fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        return error_set_errno(err, errno, "cannot sync the folder of %s", path);
    }
    return true;
}

bool file_replace(const char *path, const void *data, size_t len, unsigned mode, struct error *err)
{
    char fresh[PATH_MAX];
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", path);
    }
    AUTO(fd) int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) {
        return error_set_errno(err, errno, "cannot create %s", fresh);
    }
    if (fchmod(fd, mode) != 0 || !write_all(fd, data, len) || fsync(fd) != 0) {
        int fault = errno;
        (void)unlink(fresh); /* the fault that is reported is the first one */
        return error_set_errno(err, fault, "cannot write %s", fresh);
    }
    if (rename(fresh, path) != 0) {
        int fault = errno;
        (void)unlink(fresh); /* the fault that is reported is the first one */
        return error_set_errno(err, fault, "cannot rename %s", fresh);
    }
    return file_sync_folder(path, err);
}
