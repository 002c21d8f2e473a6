#include "unix_socket.h"

#include "cleanup.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static bool make_address(const char *path, struct sockaddr_un *ret_address, struct error *err)
{
    static_assert(sizeof ret_address->sun_path == UNIX_SOCKET_PATH_SIZE, "Linux");
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof ret_address->sun_path) {
        return error_set(err, ERROR_INVALID, "a socket's path has 1 to %zu bytes: %.200s",
                         sizeof ret_address->sun_path - 1, path);
    }
    memcpy(ret_address->sun_path, path, len);
    return true;
}

/* A socket that nobody listens on is what a program left that was killed. */
static bool remove_stale(const struct sockaddr_un *address, struct error *err)
{
    struct stat status;
    if (lstat(address->sun_path, &status) != 0) {
        return true;
    }
    if (!S_ISSOCK(status.st_mode)) {
        return error_set(err, ERROR_INVALID, "%s is there and no socket", address->sun_path);
    }
    AUTO(fd) int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) {
        return error_set_errno(err, errno, "cannot make a socket");
    }
    if (connect(probe, (const struct sockaddr *)address, sizeof *address) == 0) {
        return error_set(err, ERROR_BUSY, "%s: another program listens there", address->sun_path);
    }
    (void)unlink(address->sun_path); /* bind says so if it is still in the way */
    return true;
}

bool unix_socket_listen(const char *path, int backlog, int *ret_fd, struct error *err)
{
    struct sockaddr_un address;
    if (!make_address(path, &address, err) || !remove_stale(&address, err)) {
        return false;
    }
    AUTO(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return error_set_errno(err, errno, "cannot make a socket");
    }
    /* On Linux the mode of an unbound socket is what bind gives its path. */
    if (fchmod(fd, 0600) != 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(fd, backlog) != 0) {
        return error_set_errno(err, errno, "cannot listen on %s", path);
    }
    *ret_fd = TAKE_FD(fd);
    return true;
}

bool unix_socket_connect(const char *path, int *ret_fd, struct error *err)
{
    struct sockaddr_un address;
    if (!make_address(path, &address, err)) {
        return false;
    }
    AUTO(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return error_set_errno(err, errno, "cannot make a socket");
    }
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        return error_set_errno(err, errno, "cannot reach a program at %s", path);
    }
    *ret_fd = TAKE_FD(fd);
    return true;
}
