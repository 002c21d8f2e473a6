#pragma once
/* What a usbredir peer has asked for and still waits for: one request a message, each answered
 * exactly once when its transfer ends, and the streams of interrupt endpoints. Shared by
 * redir_peer.c and redir_request.c alone; the thread that runs the port. */

#include "redir_peer.h"
#include <usbredirparser.h>

#define REDIR_ANY_ENDPOINT 0x100

enum redir_request_kind {
    REQUEST_CONTROL,
    REQUEST_BULK,
    REQUEST_INTERRUPT_OUT,
    REQUEST_INTERRUPT_STREAM, /* goes on until it is stopped */
    REQUEST_SET_CONFIGURATION,
    REQUEST_GET_CONFIGURATION,
    REQUEST_SET_ALTERNATE,
    REQUEST_GET_ALTERNATE,
};

/* One message of the peer that waits for the device. */
struct redir_request {
    struct redir_request *next;
    struct redir_peer *peer;
    struct usb_transfer *transfer;
    enum redir_request_kind kind;
    uint64_t id;
    uint8_t number; /* configuration, or interface */
    uint32_t stream_id;
    bool is_stopping; /* an interrupt stream that the peer does not want any more */
    bool is_paused;   /* one that has met a halt, until the peer has cleared it */
};

struct redir_peer {
    struct usb_port *port;
    struct redir_stream stream;
    struct usbredirparser *parser;
    bool is_greeted;    /* its hello has come: its capabilities are known */
    bool is_shown;      /* it was told of the device */
    bool waits_for_ack; /* it has not said yet that it let the last device go */
    const struct usb_device *device;
    struct usb_handle *handle;
    uint64_t interrupt_count; /* names the packets of streams */
    size_t request_count;
    struct redir_request *requests;
};

/* Tells the peer of the device's interfaces and endpoints. */
void redir_request_send_descriptors(struct redir_peer *peer);

/* Whether a stream of this endpoint has begun, or ended. */
void redir_request_send_stream_status(struct redir_peer *peer, uint64_t id, uint8_t status,
                                      uint8_t endpoint);

/* A request with room for len bytes, not yet on its way; NULL if that cannot be. */
struct redir_request *redir_request_make(struct redir_peer *peer, enum redir_request_kind kind,
                                         uint64_t id, size_t len);

/* Sends it on its way; the request is gone once it was answered. */
void redir_request_submit(struct redir_request *request);

/* Lets streams go on that met a halt which was cleared; REDIR_ANY_ENDPOINT for all. */
void redir_request_resume_streams(const struct redir_peer *peer, unsigned endpoint);

/* Ends a stream: at once if it is paused, else when its transfer has ended. */
void redir_request_end_stream(struct redir_request *request);

/* Cancels everything but streams, which outlive a reset: the peer stops them itself. */
void redir_request_cancel_packets(struct redir_peer *peer);

/* Cancels everything. */
void redir_request_cancel_all(struct redir_peer *peer);

/* Closes a device that has left as soon as nothing is in flight. */
void redir_request_close_if_idle(struct redir_peer *peer);
