#include "redir_export.h"

#include "check.h"
#include "redir_peer.h"
#include "unix_socket.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECT_AGAIN_US INT64_C(200000)

/* One port and the socket behind it. */
struct outlet {
    enum redir_socket_mode mode;
    char path[UNIX_SOCKET_PATH_SIZE];
    char port[USB_PATH_SIZE];
    int listener, link;
    int64_t connect_at_us;
    struct redir_peer *peer;
    struct redir_peer *leaving;      /* its link is gone; what it has in flight is still to end */
    const struct usb_device *device; /* plugged in, or NULL */
    bool is_attached;                /* the peer has it */
};

struct redir_export {
    struct emulated_bus *bus;
    size_t count;
    struct outlet outlets[REDIR_EXPORT_SOCKETS_MAX];
};

static int read_link(void *user, uint8_t *bytes, int len)
{
    const struct outlet *outlet = user;
    ssize_t got = recv(outlet->link, bytes, (size_t)len, MSG_DONTWAIT);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    }
    return got == 0 ? -1 : (int)got;
}

static int write_link(void *user, const uint8_t *bytes, int len)
{
    const struct outlet *outlet = user;
    ssize_t sent = send(outlet->link, bytes, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    }
    return (int)sent;
}

/* The stream is of no use any more; a new one may come. */
static void drop_link(struct outlet *outlet, int64_t now_us)
{
    (void)close(outlet->link); /* nobody is left to be told */
    outlet->link = -1;
    outlet->connect_at_us = now_us + CONNECT_AGAIN_US;
    outlet->is_attached = false;
    redir_peer_stop(outlet->peer);
    outlet->leaving = TAKE(outlet->peer);
}

static void begin_link(struct redir_export *export, struct outlet *outlet, int link)
{
    const struct redir_stream stream = {.read = read_link, .write = write_link, .user = outlet};
    outlet->link = link;
    if (!redir_peer_create(emulated_bus_port(export->bus), &stream, &outlet->peer, NULL)) {
        (void)close(link); /* out of memory: it is tried again */
        outlet->link = -1;
    }
}

/* Waits for a peer, or looks for one. */
static void find_peer(struct redir_export *export, struct outlet *outlet, int64_t now_us)
{
    if (outlet->link >= 0 || outlet->leaving) {
        return;
    }
    int link = -1;
    if (outlet->mode == REDIR_LISTEN) {
        link = accept4(outlet->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    } else if (now_us >= outlet->connect_at_us) {
        outlet->connect_at_us = now_us + CONNECT_AGAIN_US;
        if (!unix_socket_connect(outlet->path, &link, NULL)) {
            return;
        }
    }
    if (link >= 0) {
        begin_link(export, outlet, link);
    }
}

static void serve_outlet(struct redir_export *export, struct outlet *outlet, int64_t now_us)
{
    struct error err;
    if (outlet->leaving && redir_peer_is_stopped(outlet->leaving)) {
        redir_peer_destroy(TAKE(outlet->leaving));
    }
    find_peer(export, outlet, now_us);
    if (!outlet->peer) {
        return;
    }
    if (outlet->device && !outlet->is_attached) {
        outlet->is_attached = redir_peer_attach(outlet->peer, outlet->device, &err);
    }
    if (!redir_peer_read(outlet->peer, &err) || !redir_peer_write(outlet->peer, &err)) {
        drop_link(outlet, now_us);
    }
}

static void run(int64_t now_us, void *user)
{
    struct redir_export *export = user;
    for (size_t i = 0; i < export->count; i++) {
        serve_outlet(export, &export->outlets[i], now_us);
    }
}

static size_t list_fds(struct pollfd ret_fds[static EMULATED_COMPANION_FDS], void *user)
{
    const struct redir_export *export = user;
    size_t count = 0;
    for (size_t i = 0; i < export->count; i++) {
        const struct outlet *outlet = &export->outlets[i];
        short events = POLLIN;
        if (outlet->peer && redir_peer_has_output(outlet->peer)) {
            events |= POLLOUT;
        }
        /* A listener is looked at while nobody is linked to it; poll() ignores -1. */
        int fd = outlet->link >= 0 ? outlet->link : outlet->leaving ? -1 : outlet->listener;
        ret_fds[count++] = (struct pollfd){.fd = fd, .events = events};
    }
    return count;
}

static int64_t deadline_us(const void *user)
{
    const struct redir_export *export = user;
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < export->count; i++) {
        const struct outlet *outlet = &export->outlets[i];
        if (outlet->leaving && redir_peer_is_stopped(outlet->leaving)) {
            return 0; /* its place is for the next one */
        }
        bool looks_for_peer = outlet->mode == REDIR_CONNECT && outlet->link < 0;
        if (looks_for_peer && outlet->connect_at_us < next_us) {
            next_us = outlet->connect_at_us;
        }
    }
    return next_us;
}

static void on_arrive(const struct usb_device *device, void *user)
{
    struct redir_export *export = user;
    for (size_t i = 0; i < export->count; i++) {
        struct outlet *outlet = &export->outlets[i];
        if (strcmp(outlet->port, device->path) == 0) {
            outlet->device = device;
        }
    }
}

static void on_leave(uint64_t device_id, void *user)
{
    struct redir_export *export = user;
    for (size_t i = 0; i < export->count; i++) {
        struct outlet *outlet = &export->outlets[i];
        if (!outlet->device || outlet->device->id != device_id) {
            continue;
        }
        outlet->device = NULL;
        if (outlet->is_attached) {
            outlet->is_attached = false;
            redir_peer_detach(outlet->peer);
        }
    }
}

static void stop(void *user)
{
    struct redir_export *export = user;
    for (size_t i = 0; i < export->count; i++) {
        struct outlet *outlet = &export->outlets[i];
        if (outlet->peer) {
            drop_link(outlet, INT64_MAX - CONNECT_AGAIN_US);
        }
    }
}

static bool is_stopped(const void *user)
{
    const struct redir_export *export = user;
    for (size_t i = 0; i < export->count; i++) {
        const struct outlet *outlet = &export->outlets[i];
        if (outlet->leaving && !redir_peer_is_stopped(outlet->leaving)) {
            return false;
        }
    }
    return true;
}

static void destroy(void *user)
{
    struct redir_export *export = user;
    for (size_t i = 0; i < export->count; i++) {
        struct outlet *outlet = &export->outlets[i];
        CHECK(!outlet->peer);
        redir_peer_destroy(outlet->leaving);
        if (outlet->listener >= 0) {
            (void)close(outlet->listener);
            (void)unlink(outlet->path); /* another program may have taken it away */
        }
    }
    free(export);
}

static bool init_outlet(struct outlet *outlet, const struct redir_socket *socket, size_t number,
                        struct error *err)
{
    outlet->mode = socket->mode;
    outlet->listener = -1;
    outlet->link = -1;
    if (strlen(socket->path) >= sizeof outlet->path) {
        return error_set(err, ERROR_INVALID, "a socket's path has at most %zu bytes: %.200s",
                         sizeof outlet->path - 1, socket->path);
    }
    (void)snprintf(outlet->path, sizeof outlet->path, "%s", socket->path); /* fits */
    (void)snprintf(outlet->port, sizeof outlet->port, "1-%zu", number);    /* fits */
    return socket->mode == REDIR_CONNECT ||
           unix_socket_listen(outlet->path, 1, &outlet->listener, err);
}

bool redir_export_attach(struct emulated_bus *bus, const struct redir_socket *sockets, size_t count,
                         struct error *err)
{
    if (count > REDIR_EXPORT_SOCKETS_MAX) {
        return error_set(err, ERROR_FULL, "more than %d sockets", REDIR_EXPORT_SOCKETS_MAX);
    }
    struct redir_export *export = calloc(1, sizeof *export);
    if (!export) {
        return error_set(err, ERROR_NO_MEMORY, "usbredir: out of memory");
    }
    export->bus = bus;
    for (size_t i = 0; i < count; i++) {
        export->count++;
        if (!init_outlet(&export->outlets[i], &sockets[i], i + 1, err)) {
            destroy(export);
            return false;
        }
    }
    const struct usb_listener listener = {
        .on_arrive = on_arrive, .on_leave = on_leave, .user = export};
    if (!usb_port_listen(emulated_bus_port(bus), &listener, err)) {
        destroy(export);
        return false;
    }
    static_assert(REDIR_EXPORT_SOCKETS_MAX <= EMULATED_COMPANION_FDS, "room for every socket");
    const struct emulated_companion companion = {
        .list_fds = list_fds,
        .run = run,
        .deadline_us = deadline_us,
        .stop = stop,
        .is_stopped = is_stopped,
        .destroy = destroy,
        .user = export,
    };
    emulated_bus_add_companion(bus, &companion);
    return true;
}
