#include "stick_export.h"

#include "check.h"
#include "cleanup.h"
#include "file.h"
#include "log_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE   1200
#define MOUNTS_MAX  (1U << 20)
#define BUFFER_SIZE 65536
#define FILES       4

/* One file of the export: copied from the data folder, or written from a text. */
struct part {
    const char *name;
    const char *text; /* NULL: copied */
};

/* Under way: what has been made, so that it can be taken back. */
struct writing {
    const struct stick_export_job *job;
    char folder[PATH_SIZE];
    bool made;
    const char *names[FILES];
    int count;
};

/* Spaces and the like stand as \040. */
static void unescape(const char *text, size_t len, char *ret_path, size_t size)
{
    size_t out = 0;
    for (size_t i = 0; i < len && out + 1 < size; i++) {
        unsigned number;
        if (text[i] == '\\' && i + 3 < len && sscanf(text + i + 1, "%3o", &number) == 1) {
            ret_path[out++] = (char)number;
            i += 3;
        } else {
            ret_path[out++] = text[i];
        }
    }
    ret_path[out] = '\0';
}

bool stick_export_find(const char *mounts, char *ret_folder, size_t size)
{
    static const char *const places[] = {"/run/media/", "/media/"};
    for (const char *line = mounts; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *folder = strchr(line, ' ');
        for (size_t i = 0; folder && i < ARRAY_LEN(places); i++) {
            if (strncmp(folder + 1, places[i], strlen(places[i])) == 0) {
                unescape(folder + 1, strcspn(folder + 1, " \n"), ret_folder, size);
                return true;
            }
        }
    }
    return false;
}

enum service_export_standing stick_export_standing(int errnum)
{
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return SERVICE_EXPORT_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
        return SERVICE_EXPORT_READ_ONLY;
    case EIO:
    case ENODEV:
    case ENXIO:
    case ENOTCONN:
        return SERVICE_EXPORT_PULLED_OUT;
    default:
        return SERVICE_EXPORT_FAILED;
    }
}

/* Returns 0, or what went wrong. */
static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        bytes += written > 0 ? written : 0;
        len -= written > 0 ? (size_t)written : 0;
    }
    return 0;
}

static int copy_all(int from, int to)
{
    AUTO(memory) char *buffer = malloc(BUFFER_SIZE);
    if (!buffer) {
        return ENOMEM;
    }
    for (;;) {
        ssize_t len = read(from, buffer, BUFFER_SIZE);
        if (len == 0) {
            return 0;
        }
        int errnum = len < 0 ? errno : write_all(to, buffer, (size_t)len);
        if (errnum != 0 && errnum != EINTR) {
            return errnum;
        }
    }
}

static int write_part(struct writing *writing, const struct part *part)
{
    char path[PATH_SIZE + 32];
    AUTO(fd) int from = -1;
    AUTO(fd) int to = -1;
    if (!part->text) {
        (void)snprintf(path, sizeof path, "%s/%s", writing->job->data_folder, part->name);
        from = open(path, O_RDONLY | O_CLOEXEC);
        if (from < 0) {
            return errno == ENOENT ? 0 : errno; /* the log before the first has no other */
        }
    }
    (void)snprintf(path, sizeof path, "%s/%s", writing->folder, part->name);
    to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (to < 0) {
        return errno;
    }
    writing->names[writing->count++] = part->name;
    int errnum = part->text ? write_all(to, part->text, strlen(part->text)) : copy_all(from, to);
    return errnum != 0 ? errnum : fsync(to) != 0 ? errno : 0;
}

/* The stick may be pulled out once this has returned 0: its file system has written everything. */
static int sync_stick(const char *folder)
{
    AUTO(fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 || syncfs(fd) != 0 ? errno : 0;
}

static int write_parts(struct writing *writing)
{
    const struct part parts[FILES] = {{LOG_FILE_NAME, NULL},
                                      {LOG_FILE_BEFORE, NULL},
                                      {"state.txt", writing->job->state},
                                      {"reader-events.txt", writing->job->events}};
    if (mkdir(writing->folder, 0755) != 0) {
        return errno;
    }
    writing->made = true;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        int errnum = write_part(writing, &parts[i]);
        if (errnum != 0) {
            return errnum;
        }
    }
    return sync_stick(writing->folder);
}

static void take_back(const struct writing *writing)
{
    char path[PATH_SIZE + 32];
    for (int i = 0; i < writing->count; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", writing->folder, writing->names[i]);
        (void)unlink(path); /* a stick that is gone takes them along */
    }
    if (writing->made) {
        (void)rmdir(writing->folder);
    }
}

static bool find_stick(const struct stick_export_job *job, char *ret_folder, size_t size)
{
    AUTO(memory) char *mounts = NULL;
    struct error fault;
    struct stat status;
    size_t len;
    if (job->configured[0]) {
        (void)snprintf(ret_folder, size, "%s", job->configured);
        return stat(ret_folder, &status) == 0 && S_ISDIR(status.st_mode);
    }
    return file_read("/proc/self/mounts", MOUNTS_MAX, &mounts, &len, &fault) &&
           stick_export_find(mounts, ret_folder, size);
}

void stick_export_run(const struct stick_export_job *job, struct service_export *ret_stick)
{
    char stick[PATH_SIZE / 2];
    struct writing writing = {.job = job};
    *ret_stick = (struct service_export){.standing = SERVICE_EXPORT_NO_STICK};
    if (!find_stick(job, stick, sizeof stick)) {
        return;
    }
    (void)snprintf(writing.folder, sizeof writing.folder, "%s/%s", stick, job->name);
    int errnum = write_parts(&writing);
    if (errnum != 0) {
        take_back(&writing);
        ret_stick->standing = stick_export_standing(errnum);
        (void)snprintf(ret_stick->detail, sizeof ret_stick->detail, "%.95s", strerror(errnum));
        return;
    }
    ret_stick->standing = SERVICE_EXPORT_DONE;
    ret_stick->file_count = writing.count;
    (void)snprintf(ret_stick->folder, sizeof ret_stick->folder, "%.95s", job->name);
}
