#include "fake_socket.h"

#include "check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define CONNECTIONS_MAX 16
#define REQUEST_MAX     600000

struct connection {
    int fd; /* -1: free */
    bool served;
    char *data;
    size_t len;
};

struct fake_socket {
    int listener;
    struct connection connections[CONNECTIONS_MAX];
};

struct fake_socket *fake_socket_create(int port)
{
    struct fake_socket *made = calloc(1, sizeof *made);
    CHECK(made);
    made->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(made->listener >= 0);
    int on = 1;
    CHECK(setsockopt(made->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    CHECK(bind(made->listener, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(made->listener, CONNECTIONS_MAX) == 0);
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        made->connections[i].fd = -1;
        made->connections[i].data = malloc(REQUEST_MAX + 1);
        CHECK(made->connections[i].data);
    }
    return made;
}

void fake_socket_close(struct fake_socket *socket, int connection)
{
    struct connection *own = &socket->connections[connection];
    if (own->fd >= 0) {
        (void)close(own->fd); /* the test looks at the other end */
    }
    own->fd = -1;
}

void fake_socket_destroy(struct fake_socket *socket)
{
    if (!socket) {
        return;
    }
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        fake_socket_close(socket, i);
        free(socket->connections[i].data);
    }
    CHECK(close(socket->listener) == 0);
    free(socket);
}

int fake_socket_port(const struct fake_socket *socket)
{
    struct sockaddr_in address;
    socklen_t len = sizeof address;
    CHECK(getsockname(socket->listener, (struct sockaddr *)&address, &len) == 0);
    return ntohs(address.sin_port);
}

static void accept_one(struct fake_socket *socket)
{
    int fd = accept4(socket->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) {
        return;
    }
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = &socket->connections[i];
        if (connection->fd < 0) {
            connection->fd = fd;
            connection->len = 0;
            connection->served = false;
            return;
        }
    }
    CHECK(false); /* more connections than a kiosk opens */
}

/* A request that is complete; the head gets a NUL behind it. */
static bool find_request(struct connection *connection, int index, struct fake_request *ret_request)
{
    connection->data[connection->len] = '\0';
    char *end = strstr(connection->data, "\r\n\r\n");
    if (!end) {
        return false;
    }
    char length[16];
    *end = '\0';
    fake_socket_header(connection->data, "Content-Length", length, sizeof length);
    size_t body_len = (size_t)atol(length);
    char *body = end + 4;
    if ((size_t)(connection->data + connection->len - body) < body_len) {
        *end = '\r';
        return false;
    }
    connection->served = true;
    *ret_request = (struct fake_request){
        .connection = index, .head = connection->data, .body = body, .body_len = body_len};
    return true;
}

static bool read_some(struct fake_socket *socket, int index, struct fake_request *ret_request)
{
    struct connection *connection = &socket->connections[index];
    size_t room = REQUEST_MAX - connection->len;
    ssize_t got = recv(connection->fd, connection->data + connection->len, room, 0);
    if (got <= 0) {
        fake_socket_close(socket, index);
        return false;
    }
    connection->len += (size_t)got;
    CHECK(connection->len < REQUEST_MAX);
    return !connection->served && find_request(connection, index, ret_request);
}

bool fake_socket_receive(struct fake_socket *socket, int wake_fd, struct fake_request *ret_request)
{
    struct pollfd fds[CONNECTIONS_MAX + 2] = {
        {.fd = wake_fd, .events = POLLIN},
        {.fd = socket ? socket->listener : -1, .events = POLLIN}};
    struct pollfd *own = fds + 2;
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        own[i] = (struct pollfd){.fd = socket ? socket->connections[i].fd : -1, .events = POLLIN};
    }
    if (poll(fds, CONNECTIONS_MAX + 2, -1) <= 0 || !socket) {
        return false;
    }
    if (fds[1].revents) {
        accept_one(socket);
    }
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        if (own[i].revents && read_some(socket, i, ret_request)) {
            return true;
        }
    }
    return false;
}

void fake_socket_send(struct fake_socket *socket, int connection, const void *data, size_t len)
{
    int fd = socket->connections[connection].fd;
    const char *from = data;
    while (fd >= 0 && len > 0) {
        ssize_t sent = send(fd, from, len, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        from += sent;
        len -= (size_t)sent;
    }
}

void fake_socket_header(const char *head, const char *name, char *ret_value, size_t size)
{
    size_t name_len = strlen(name);
    ret_value[0] = '\0';
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, name_len) == 0 && line[name_len] == ':') {
            const char *value = line + name_len + 1 + strspn(line + name_len + 1, " ");
            (void)snprintf(ret_value, size, "%.*s", (int)strcspn(value, "\r"), value);
            return;
        }
    }
}
