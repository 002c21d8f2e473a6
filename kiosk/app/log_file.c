#include "log_file.h"

#include "log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 600

struct log_file {
    int fd; /* the same number for as long as it lives: other threads write to it */
    int64_t next_us;
    char path[PATH_SIZE], before[PATH_SIZE];
};

static int open_path(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

bool log_file_create(const char *folder, struct log_file **ret_file, struct error *err)
{
    AUTO(log_file) struct log_file *file = calloc(1, sizeof *file);
    if (!file) {
        return error_set(err, ERROR_NO_MEMORY, "log: out of memory");
    }
    (void)snprintf(file->path, sizeof file->path, "%s/" LOG_FILE_NAME, folder);
    (void)snprintf(file->before, sizeof file->before, "%s/" LOG_FILE_BEFORE, folder);
    file->fd = open_path(file->path);
    if (file->fd < 0) {
        return error_set_errno(err, errno, "%s", file->path);
    }
    log_copy_to(file->fd);
    *ret_file = TAKE(file);
    return true;
}

void log_file_destroy(struct log_file *file)
{
    if (file) {
        if (file->fd >= 0) {
            log_copy_to(-1);
        }
        fd_auto(&file->fd);
        free(file);
    }
}

void log_file_turn(struct log_file *file, int64_t now_us)
{
    struct stat status;
    if (now_us < file->next_us) {
        return;
    }
    file->next_us = now_us + LOG_FILE_PERIOD_US;
    if (fstat(file->fd, &status) != 0 || status.st_size < LOG_FILE_MAX ||
        rename(file->path, file->before) != 0) {
        return;
    }
    AUTO(fd) int fresh = open_path(file->path);
    if (fresh < 0 || dup3(fresh, file->fd, O_CLOEXEC) < 0) {
        (void)rename(file->before, file->path); /* goes on as it was, only larger */
    }
}
