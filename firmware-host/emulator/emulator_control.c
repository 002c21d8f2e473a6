#include "emulator_control.h"

#include "check.h"
#include "emulator_command.h"
#include "unix_socket.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct client {
    int fd;
    size_t len; /* of what came and is no whole line yet */
    char line[EMULATOR_LINE_MAX];
    bool waiting; /* for the host to take what the last command typed; further lines wait too */
    uint64_t device_id;
    size_t left; /* reports that the host had not taken when it was last looked at */
    int64_t give_up_us;
};

struct emulator_control {
    struct emulated_bus *bus;
    char path[UNIX_SOCKET_PATH_SIZE];
    int listener;
    size_t client_count;
    struct client clients[EMULATOR_CLIENTS_MAX];
};

static void drop_client(struct client *client)
{
    (void)close(client->fd); /* nobody is left to be told */
    client->fd = -1;
}

/* An answer is short, and a client that does not read its answers is no use. */
static void answer(struct client *client, const char *word, const char *text)
{
    char line[EMULATOR_ANSWER_MAX + 16];
    int len = snprintf(line, sizeof line, "%s%s%s\n", word, *text ? " " : "", text);
    if (len >= (int)sizeof line) {
        len = (int)sizeof line - 1;
        line[len - 1] = '\n';
    }
    if (send(client->fd, line, (size_t)len, MSG_NOSIGNAL) != len) {
        drop_client(client);
    }
}

static void run_line(struct emulator_control *control, struct client *client, int64_t now_us)
{
    struct emulator_reply reply;
    struct error err;
    if (!emulator_command_run(control->bus, client->line, &reply, &err)) {
        answer(client, "error", err.text);
    } else if (reply.outcome == EMULATOR_DONE) {
        answer(client, "ok", reply.text);
    } else {
        client->waiting = true;
        client->device_id = reply.device_id;
        client->left = 0;
        client->give_up_us = now_us + EMULATOR_ANSWER_MS * INT64_C(1000);
    }
}

/* Runs the whole lines that have come, up to one that has to wait. */
static void run_lines(struct emulator_control *control, struct client *client, int64_t now_us)
{
    while (client->fd >= 0 && !client->waiting) {
        char *newline = memchr(client->line, '\n', client->len);
        if (!newline) {
            return;
        }
        size_t line_len = (size_t)(newline - client->line) + 1;
        char rest[EMULATOR_LINE_MAX];
        size_t rest_len = client->len - line_len;
        memcpy(rest, newline + 1, rest_len);
        *newline = '\0';
        run_line(control, client, now_us);
        memcpy(client->line, rest, rest_len);
        client->len = rest_len;
    }
}

/* Looks whether the host has taken what the client waits for, or at least goes on taking. */
static void check_waiting(struct emulator_control *control, struct client *client, int64_t now_us)
{
    struct error err;
    size_t left;
    if (!emulator_command_count_left(control->bus, client->device_id, &left, &err)) {
        client->waiting = false;
        answer(client, "error", err.text);
    } else if (left == 0) {
        client->waiting = false;
        answer(client, "ok", "");
    } else if (left != client->left) {
        client->left = left;
        client->give_up_us = now_us + EMULATOR_ANSWER_MS * INT64_C(1000);
    } else if (now_us >= client->give_up_us) {
        client->waiting = false;
        emulator_command_give_up(control->bus, client->device_id);
        answer(client, "error", "the host does not read the reader");
    }
}

static void read_client(struct client *client)
{
    size_t room = sizeof client->line - client->len;
    if (room == 0) {
        if (!memchr(client->line, '\n', client->len)) {
            answer(client, "error", "a line that is too long");
            if (client->fd >= 0) {
                drop_client(client);
            }
        }
        return;
    }
    ssize_t got = recv(client->fd, client->line + client->len, room, MSG_DONTWAIT);
    if (got > 0) {
        client->len += (size_t)got;
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        drop_client(client);
    }
}

static void accept_clients(struct emulator_control *control)
{
    while (control->client_count < EMULATOR_CLIENTS_MAX) {
        int fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0) {
            return;
        }
        control->clients[control->client_count++] = (struct client){.fd = fd};
    }
}

static void sweep_clients(struct emulator_control *control)
{
    size_t kept = 0;
    for (size_t i = 0; i < control->client_count; i++) {
        if (control->clients[i].fd >= 0) {
            control->clients[kept++] = control->clients[i];
        }
    }
    control->client_count = kept;
}

static size_t list_fds(struct pollfd ret_fds[static EMULATED_COMPANION_FDS], void *user)
{
    const struct emulator_control *control = user;
    size_t count = 0;
    for (size_t i = 0; i < control->client_count; i++) {
        const struct client *client = &control->clients[i];
        /* One command at a time: the next ones stay in the socket. poll() ignores -1. */
        int fd = client->waiting ? -1 : client->fd;
        ret_fds[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
    }
    if (control->client_count < EMULATOR_CLIENTS_MAX) {
        ret_fds[count++] = (struct pollfd){.fd = control->listener, .events = POLLIN};
    }
    return count;
}

static void run(int64_t now_us, void *user)
{
    struct emulator_control *control = user;
    accept_clients(control);
    for (size_t i = 0; i < control->client_count; i++) {
        struct client *client = &control->clients[i];
        if (client->waiting) {
            check_waiting(control, client, now_us);
        }
        if (client->fd >= 0 && !client->waiting) {
            read_client(client);
            run_lines(control, client, now_us);
        }
    }
    sweep_clients(control);
}

static int64_t deadline_us(const void *user)
{
    const struct emulator_control *control = user;
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < control->client_count; i++) {
        const struct client *client = &control->clients[i];
        if (client->waiting && client->give_up_us < next) {
            next = client->give_up_us;
        }
    }
    return next;
}

static void destroy(void *user)
{
    struct emulator_control *control = user;
    for (size_t i = 0; i < control->client_count; i++) {
        drop_client(&control->clients[i]);
    }
    if (control->listener >= 0) {
        (void)close(control->listener);
        (void)unlink(control->path); /* another program may have taken it away */
    }
    free(control);
}

bool emulator_control_attach(struct emulated_bus *bus, const char *socket_path, struct error *err)
{
    struct emulator_control *control = calloc(1, sizeof *control);
    if (!control) {
        return error_set(err, ERROR_NO_MEMORY, "emulator: out of memory");
    }
    control->bus = bus;
    control->listener = -1;
    if (!unix_socket_listen(socket_path, EMULATOR_CLIENTS_MAX, &control->listener, err)) {
        destroy(control);
        return false;
    }
    (void)snprintf(control->path, sizeof control->path, "%s", socket_path); /* listening, it fits */
    static_assert(EMULATOR_CLIENTS_MAX < EMULATED_COMPANION_FDS, "room for the listener too");
    struct emulated_companion companion = {
        .list_fds = list_fds,
        .run = run,
        .deadline_us = deadline_us,
        .destroy = destroy,
        .user = control,
    };
    emulated_bus_add_companion(bus, &companion);
    return true;
}
