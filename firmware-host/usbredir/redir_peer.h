#pragma once
/* One device of a usb_port, offered to a peer that speaks the usbredir protocol (version 0.7; the
 * usb-host's side), such as QEMU's usb-redir device. What the peer asks for becomes transfers of
 * the port, and each of them is answered exactly once, also when it was cancelled. Nothing here
 * knows what kind of device it is, nor what the bytes travel on. The thread that runs the port. */

#include "usb_port.h"

#define REDIR_REQUESTS_MAX     64
#define REDIR_OUTPUT_MAX_BYTES (1 << 20) /* a peer that does not read is given up */

/* Where the bytes go: how many were read or written, 0 for none at the moment, -1 for never more.
 */
struct redir_stream {
    int (*read)(void *user, uint8_t *bytes, int len);
    int (*write)(void *user, const uint8_t *bytes, int len);
    void *user;
};

struct redir_peer;

/* Says hello. port and stream are borrowed. */
bool redir_peer_create(struct usb_port *port, const struct redir_stream *stream,
                       struct redir_peer **ret_peer, struct error *err) MUST_USE;

/* Only when it is stopped. */
void redir_peer_destroy(struct redir_peer *peer);
DEFINE_AUTO(redir_peer);

/* The device is there, or not any more. It is opened here and closed when nothing is in flight;
 * device is borrowed until redir_peer_detach(). At most one at a time. */
bool redir_peer_attach(struct redir_peer *peer, const struct usb_device *device, struct error *err)
    MUST_USE;
void redir_peer_detach(struct redir_peer *peer);

/* Takes in what can be read; false if the stream has ended, or carries no usbredir. */
bool redir_peer_read(struct redir_peer *peer, struct error *err) MUST_USE;

/* Sends what can be sent; false if the stream has ended, or the peer has stopped reading. */
bool redir_peer_write(struct redir_peer *peer, struct error *err) MUST_USE;

/* Whether there is something to send. */
bool redir_peer_has_output(const struct redir_peer *peer);

/* Begins to end: takes the device away and cancels what is in flight. */
void redir_peer_stop(struct redir_peer *peer);

/* True once nothing is in flight and the device is closed. */
bool redir_peer_is_stopped(const struct redir_peer *peer);
