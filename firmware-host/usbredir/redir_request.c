#include "redir_request.h"

#include "redir_descriptor.h"
#include <stdlib.h>

/* Standard requests, USB 2.0 table 9-4. */
enum { CLEAR_FEATURE = 1 };

static uint8_t status_of(enum usb_status status)
{
    switch (status) {
    case USB_DONE:
        return usb_redir_success;
    case USB_CANCELLED:
        return usb_redir_cancelled;
    case USB_TIMED_OUT:
        return usb_redir_timeout;
    case USB_STALLED:
        return usb_redir_stall;
    case USB_OVERFLOW:
        return usb_redir_babble;
    default:
        return usb_redir_ioerror;
    }
}

void redir_request_send_descriptors(struct redir_peer *peer)
{
    struct usb_redir_interface_info_header interfaces;
    struct usb_redir_ep_info_header endpoints;
    redir_descriptor_list(peer->device, &interfaces, &endpoints);
    usbredirparser_send_interface_info(peer->parser, &interfaces);
    usbredirparser_send_ep_info(peer->parser, &endpoints);
}

void redir_request_close_if_idle(struct redir_peer *peer)
{
    if (!peer->device && !peer->requests && peer->handle) {
        usb_handle_close(peer->handle);
        peer->handle = NULL;
    }
}

static void free_request(struct redir_request *request)
{
    struct redir_peer *peer = request->peer;
    struct redir_request **at = &peer->requests;
    while (*at != request) {
        at = &(*at)->next;
    }
    *at = request->next;
    peer->request_count--;
    usb_transfer_destroy(request->transfer);
    free(request);
}

static void answer_control(struct redir_request *request, uint8_t status)
{
    struct usb_transfer *transfer = request->transfer;
    bool in = transfer->setup.request_type & USB_DIRECTION_IN;
    size_t len = status == usb_redir_success ? transfer->actual_len : 0;
    struct usb_redir_control_packet_header header = {
        .endpoint = in ? USB_DIRECTION_IN : 0,
        .request = transfer->setup.request,
        .requesttype = transfer->setup.request_type,
        .status = status,
        .value = transfer->setup.value,
        .index = transfer->setup.index,
        .length = (uint16_t)len,
    };
    usbredirparser_send_control_packet(request->peer->parser, request->id, &header,
                                       in ? transfer->data : NULL, in ? (int)len : 0);
}

static void answer_bulk(struct redir_request *request, uint8_t status)
{
    struct usb_transfer *transfer = request->transfer;
    bool in = transfer->endpoint & USB_DIRECTION_IN;
    size_t len = status == usb_redir_success ? transfer->actual_len : 0;
    struct usb_redir_bulk_packet_header header = {
        .endpoint = transfer->endpoint,
        .status = status,
        .length = (uint16_t)len,
        .stream_id = request->stream_id,
        .length_high = (uint16_t)(len >> 16),
    };
    usbredirparser_send_bulk_packet(request->peer->parser, request->id, &header,
                                    in ? transfer->data : NULL, in ? (int)len : 0);
}

static void send_interrupt(struct redir_request *request, uint8_t status, uint64_t id)
{
    struct usb_transfer *transfer = request->transfer;
    bool in = transfer->endpoint & USB_DIRECTION_IN;
    size_t len = status == usb_redir_success ? transfer->actual_len : 0;
    struct usb_redir_interrupt_packet_header header = {
        .endpoint = transfer->endpoint, .status = status, .length = (uint16_t)len};
    usbredirparser_send_interrupt_packet(request->peer->parser, id, &header,
                                         in ? transfer->data : NULL, in ? (int)len : 0);
}

void redir_request_send_stream_status(struct redir_peer *peer, uint64_t id, uint8_t status,
                                      uint8_t endpoint)
{
    struct usb_redir_interrupt_receiving_status_header header = {.status = status,
                                                                 .endpoint = endpoint};
    usbredirparser_send_interrupt_receiving_status(peer->parser, id, &header);
}

static void answer_configuration(struct redir_request *request, uint8_t status)
{
    uint8_t number = request->kind == REQUEST_GET_CONFIGURATION && status == usb_redir_success &&
                             request->transfer->actual_len == 1
                         ? request->transfer->data[0]
                         : request->number;
    struct usb_redir_configuration_status_header header = {.status = status,
                                                           .configuration = number};
    if (request->kind == REQUEST_SET_CONFIGURATION && status == usb_redir_success) {
        redir_request_send_descriptors(request->peer);
    }
    usbredirparser_send_configuration_status(request->peer->parser, request->id, &header);
}

static void answer_alternate(struct redir_request *request, uint8_t status)
{
    bool is_get = request->kind == REQUEST_GET_ALTERNATE;
    bool has_byte = is_get && status == usb_redir_success && request->transfer->actual_len == 1;
    struct usb_redir_alt_setting_status_header header = {
        .status = status,
        .interface = request->number,
        .alt = has_byte ? request->transfer->data[0]
               : is_get ? 0
                        : (uint8_t)request->transfer->setup.value,
    };
    if (!is_get && status == usb_redir_success) {
        redir_request_send_descriptors(request->peer);
    }
    usbredirparser_send_alt_setting_status(request->peer->parser, request->id, &header);
}

static void answer(struct redir_request *request, uint8_t status)
{
    switch (request->kind) {
    case REQUEST_CONTROL:
        answer_control(request, status);
        return;
    case REQUEST_BULK:
        answer_bulk(request, status);
        return;
    case REQUEST_INTERRUPT_OUT:
        send_interrupt(request, status, request->id);
        return;
    case REQUEST_INTERRUPT_STREAM: /* one that was not stopped has lost its device: told next */
        if (request->is_stopping) {
            redir_request_send_stream_status(request->peer, request->id, usb_redir_success,
                                             request->transfer->endpoint);
        }
        return;
    case REQUEST_SET_CONFIGURATION:
    case REQUEST_GET_CONFIGURATION:
        answer_configuration(request, status);
        return;
    case REQUEST_SET_ALTERNATE:
    case REQUEST_GET_ALTERNATE:
        answer_alternate(request, status);
        return;
    }
}

/* An interrupt stream goes on until it is stopped. What goes wrong is told as a packet with its
 * status, which wakes QEMU's guest; the message that a stream has ended does not. */
static bool continue_stream(struct redir_request *request)
{
    struct usb_transfer *transfer = request->transfer;
    struct redir_peer *peer = request->peer;
    if (request->is_stopping || !peer->is_shown || transfer->status == USB_GONE ||
        transfer->status == USB_CANCELLED) {
        return false;
    }
    send_interrupt(request, status_of(transfer->status), peer->interrupt_count++);
    request->is_paused = transfer->status == USB_STALLED;
    return request->is_paused || usb_transfer_submit(transfer, NULL);
}

/* Streams go on that met a halt which the peer has cleared; REDIR_ANY_ENDPOINT clears all. */
void redir_request_resume_streams(const struct redir_peer *peer, unsigned endpoint)
{
    for (struct redir_request *request = peer->requests; request; request = request->next) {
        bool is_meant = endpoint == REDIR_ANY_ENDPOINT || request->transfer->endpoint == endpoint;
        if (request->is_paused && is_meant) {
            /* A device that has left is told of by itself; the stream is freed then. */
            request->is_paused = !usb_transfer_submit(request->transfer, NULL);
        }
    }
}

static void resume_after(const struct redir_peer *peer, enum redir_request_kind kind,
                         const struct usb_setup *setup)
{
    if (kind == REQUEST_SET_CONFIGURATION || kind == REQUEST_SET_ALTERNATE) {
        redir_request_resume_streams(peer, REDIR_ANY_ENDPOINT);
    } else if (kind == REQUEST_CONTROL && setup->request_type == 0x02 &&
               setup->request == CLEAR_FEATURE && setup->value == 0) {
        redir_request_resume_streams(peer, setup->index);
    }
}

static void on_end(struct usb_transfer *transfer, void *user)
{
    struct redir_request *request = user;
    struct redir_peer *peer = request->peer;
    if (request->kind == REQUEST_INTERRUPT_STREAM && continue_stream(request)) {
        return;
    }
    if (peer->is_shown) { /* a peer that has let the device go waits for nothing */
        answer(request, status_of(transfer->status));
    }
    bool is_done = transfer->status == USB_DONE;
    enum redir_request_kind kind = request->kind;
    struct usb_setup setup = transfer->setup;
    free_request(request);
    if (is_done) {
        resume_after(peer, kind, &setup);
    }
    redir_request_close_if_idle(peer);
}

/* A request with room for len bytes, not yet on its way; NULL if that cannot be. */
struct redir_request *redir_request_make(struct redir_peer *peer, enum redir_request_kind kind,
                                         uint64_t id, size_t len)
{
    struct redir_request *request = NULL;
    if (!peer->is_shown || !peer->handle || peer->request_count == REDIR_REQUESTS_MAX ||
        len > USB_TRANSFER_MAX_BYTES || !(request = calloc(1, sizeof *request))) {
        return NULL;
    }
    if (!usb_transfer_create(peer->handle, len > 0 ? len : 1, &request->transfer, NULL)) {
        free(request);
        return NULL;
    }
    request->peer = peer;
    request->kind = kind;
    request->id = id;
    request->transfer->len = len;
    request->transfer->on_end = on_end;
    request->transfer->user = request;
    request->next = peer->requests;
    peer->requests = request;
    peer->request_count++;
    return request;
}

void redir_request_submit(struct redir_request *request)
{
    if (!usb_transfer_submit(request->transfer, NULL)) {
        answer(request, usb_redir_ioerror);
        free_request(request);
    }
}

/* Everything but streams, which outlive a reset: the peer stops them itself. */
void redir_request_cancel_packets(struct redir_peer *peer)
{
    for (struct redir_request *request = peer->requests; request; request = request->next) {
        if (request->kind != REQUEST_INTERRUPT_STREAM) {
            usb_transfer_cancel(request->transfer);
        }
    }
}

/* Ends a stream: at once if it is paused, else when its transfer has ended. */
void redir_request_end_stream(struct redir_request *request)
{
    if (request->is_paused) {
        if (request->peer->is_shown) {
            answer(request, usb_redir_success);
        }
        free_request(request);
    } else {
        usb_transfer_cancel(request->transfer);
    }
}

void redir_request_cancel_all(struct redir_peer *peer)
{
    struct redir_request *next;
    redir_request_cancel_packets(peer);
    for (struct redir_request *request = peer->requests; request; request = next) {
        next = request->next;
        if (request->kind == REQUEST_INTERRUPT_STREAM) {
            redir_request_end_stream(request);
        }
    }
}
