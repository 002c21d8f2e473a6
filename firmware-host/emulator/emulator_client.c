#include "emulator_client.h"

#include "emulator_control.h"
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#define ANSWER_MAX 600

struct emulator_client {
    int fd;
};

bool emulator_client_create(const char *socket_path, struct emulator_client **ret_client,
                            struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(socket_path) >= sizeof address.sun_path) {
        return error_set(err, ERROR_INVALID, "a socket's path has at most %zu bytes",
                         sizeof address.sun_path - 1);
    }
    memcpy(address.sun_path, socket_path, strlen(socket_path));
    AUTO(emulator_client) struct emulator_client *client = calloc(1, sizeof *client);
    if (!client) {
        return error_set(err, ERROR_NO_MEMORY, "emulator client: out of memory");
    }
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 ||
        connect(client->fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        return error_set_errno(err, errno, "cannot reach an emulator at %s", socket_path);
    }
    *ret_client = TAKE(client);
    return true;
}

void emulator_client_destroy(struct emulator_client *client)
{
    if (client) {
        if (client->fd >= 0) {
            (void)close(client->fd); /* nobody is left to be told */
        }
        free(client);
    }
}

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static bool send_line(const struct emulator_client *client, const char *command, struct error *err)
{
    char line[EMULATOR_LINE_MAX];
    int len = snprintf(line, sizeof line, "%s\n", command);
    if (len >= (int)sizeof line || strchr(command, '\n')) {
        return error_set(err, ERROR_INVALID, "a command is one line of at most %d bytes",
                         EMULATOR_LINE_MAX);
    }
    /* Shorter than any socket's buffer, so that it goes out whole. */
    if (send(client->fd, line, (size_t)len, MSG_NOSIGNAL) != len) {
        return error_set_errno(err, errno, "cannot send to the emulator");
    }
    return true;
}

/* Byte by byte up to the newline, so that nothing of a next answer is taken. */
static bool read_line(const struct emulator_client *client, int timeout_ms,
                      char ret_line[static ANSWER_MAX], struct error *err)
{
    int64_t end_ms = now_ms() + timeout_ms;
    for (size_t len = 0; len < ANSWER_MAX - 1;) {
        int64_t left_ms = end_ms - now_ms();
        struct pollfd wait = {.fd = client->fd, .events = POLLIN};
        if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) == 0) {
            return error_set(err, ERROR_TIMEOUT, "no answer from the emulator");
        }
        ssize_t got = recv(client->fd, ret_line + len, 1, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return error_set(err, ERROR_GONE, "the emulator has closed");
        }
        if (ret_line[len] == '\n') {
            ret_line[len] = '\0';
            return true;
        }
        len++;
    }
    return error_set(err, ERROR_INVALID, "an answer that is too long");
}

bool emulator_client_command(struct emulator_client *client, const char *command, int timeout_ms,
                             struct error *err)
{
    char line[ANSWER_MAX];
    if (!send_line(client, command, err) || !read_line(client, timeout_ms, line, err)) {
        return false;
    }
    if (strcmp(line, "ok") == 0 || strncmp(line, "ok ", 3) == 0) {
        return true;
    }
    static const char refused[] = "error ";
    const char *why =
        strncmp(line, refused, sizeof refused - 1) == 0 ? line + sizeof refused - 1 : line;
    return error_set(err, ERROR_DENIED, "%s", why);
}
