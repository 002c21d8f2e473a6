#include "control_channel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#define BACKLOG 4

struct client {
    int socket; /* -1: free */
    size_t len;
    char line[CONTROL_LINE_MAX];
};

struct control_channel {
    int listener;
    int ready; /* an epoll instance over the listener and the clients */
    bool bound;
    char path[CONTROL_PATH_SIZE];
    control_handler *on_command;
    void *user;
    struct client clients[CONTROL_CLIENTS_MAX];
};

static void drop_client(struct client *client)
{
    (void)close(client->socket); /* which takes it out of the epoll instance too */
    client->socket = -1;
    client->len = 0;
}

void control_channel_destroy(struct control_channel *channel)
{
    if (!channel) {
        return;
    }
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        if (channel->clients[i].socket >= 0) {
            drop_client(&channel->clients[i]);
        }
    }
    fd_auto(&channel->listener);
    fd_auto(&channel->ready);
    if (channel->bound) {
        (void)unlink(channel->path); /* at worst the next start replaces it */
    }
    free(channel);
}

static bool watch(struct control_channel *channel, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    return epoll_ctl(channel->ready, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* True if another program answers there: its socket must not be taken away. */
static bool is_served(const struct sockaddr_un *address)
{
    AUTO(fd) int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return probe >= 0 && connect(probe, (const struct sockaddr *)address, sizeof *address) == 0;
}

static bool bind_socket(struct control_channel *channel, struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, channel->path, sizeof address.sun_path);
    if (is_served(&address)) {
        return error_set(err, ERROR_BUSY, "control socket %s: another program serves it",
                         channel->path);
    }
    struct stat about;
    if (lstat(channel->path, &about) == 0 && S_ISSOCK(about.st_mode)) {
        (void)unlink(channel->path); /* bind() says so if it is still there */
    }
    mode_t before = umask(0177);
    int bound = bind(channel->listener, (struct sockaddr *)&address, sizeof address);
    int bind_errno = errno;
    (void)umask(before); /* cannot fail */
    if (bound != 0) {
        return error_set_errno(err, bind_errno, "control socket %s", channel->path);
    }
    channel->bound = true;
    return true;
}

static bool open_listener(struct control_channel *channel, struct error *err)
{
    channel->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    channel->ready = epoll_create1(EPOLL_CLOEXEC);
    if (channel->listener < 0 || channel->ready < 0) {
        return error_set_errno(err, errno, "control socket");
    }
    if (!bind_socket(channel, err)) {
        return false;
    }
    if (listen(channel->listener, BACKLOG) != 0 || !watch(channel, channel->listener)) {
        return error_set_errno(err, errno, "control socket %s", channel->path);
    }
    return true;
}

bool control_channel_create(const char *path, control_handler *on_command, void *user,
                            struct control_channel **ret_channel, struct error *err)
{
    if (strlen(path) >= CONTROL_PATH_SIZE) {
        return error_set(err, ERROR_INVALID, "control socket %s: longer than %d bytes", path,
                         CONTROL_PATH_SIZE - 1);
    }
    AUTO(control_channel) struct control_channel *channel = calloc(1, sizeof *channel);
    if (!channel) {
        return error_set(err, ERROR_NO_MEMORY, "control socket: out of memory");
    }
    channel->listener = -1;
    channel->ready = -1;
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        channel->clients[i].socket = -1;
    }
    (void)snprintf(channel->path, sizeof channel->path, "%s", path); /* length checked above */
    channel->on_command = on_command;
    channel->user = user;
    if (!open_listener(channel, err)) {
        return false;
    }
    *ret_channel = TAKE(channel);
    return true;
}

int control_channel_fd(const struct control_channel *channel)
{
    return channel->ready;
}

static void accept_client(struct control_channel *channel)
{
    AUTO(fd) int fresh = accept4(channel->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    for (size_t i = 0; fresh >= 0 && i < CONTROL_CLIENTS_MAX; i++) {
        if (channel->clients[i].socket < 0 && watch(channel, fresh)) {
            channel->clients[i].socket = TAKE_FD(fresh);
        }
    }
}

/* A client that does not read its answers is let go: main waits for nobody. */
static bool answer(struct control_channel *channel, struct client *client, const char *command)
{
    char text[CONTROL_ANSWER_SIZE + 1] = "";
    channel->on_command(command, text, channel->user);
    size_t len = strlen(text);
    text[len++] = '\n';
    return send(client->socket, text, len, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)len;
}

static bool answer_lines(struct control_channel *channel, struct client *client)
{
    char *end;
    while ((end = memchr(client->line, '\n', client->len))) {
        *end = '\0';
        if (!answer(channel, client, client->line)) {
            return false;
        }
        size_t taken = (size_t)(end - client->line) + 1;
        client->len -= taken;
        memmove(client->line, client->line + taken, client->len);
    }
    return client->len < sizeof client->line; /* a line that never ends is no command */
}

static void serve_client(struct control_channel *channel, struct client *client)
{
    ssize_t got = recv(client->socket, client->line + client->len,
                       sizeof client->line - client->len, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        drop_client(client);
        return;
    }
    client->len += (size_t)got;
    if (!answer_lines(channel, client)) {
        drop_client(client);
    }
}

void control_channel_serve(struct control_channel *channel)
{
    struct epoll_event events[CONTROL_CLIENTS_MAX + 1];
    int count = epoll_wait(channel->ready, events, CONTROL_CLIENTS_MAX + 1, 0);
    for (int i = 0; i < count; i++) {
        if (events[i].data.fd == channel->listener) {
            accept_client(channel);
            continue;
        }
        for (size_t j = 0; j < CONTROL_CLIENTS_MAX; j++) {
            if (channel->clients[j].socket == events[i].data.fd) {
                serve_client(channel, &channel->clients[j]);
            }
        }
    }
}
