#include "redir_peer.h"

#include "redir_descriptor.h"
#include <stdlib.h>
#include <string.h>
#include <usbredirparser.h>

#define ANY_ENDPOINT       0x100
#define CONTROL_TIMEOUT_MS 5000 /* as the kernel's own */

/* Standard requests, USB 2.0 table 9-4. */
enum {
    CLEAR_FEATURE = 1,
    GET_CONFIGURATION = 8,
    SET_CONFIGURATION = 9,
    GET_INTERFACE = 10,
    SET_INTERFACE = 11,
};

enum request_kind {
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
struct request {
    struct request *next;
    struct redir_peer *peer;
    struct usb_transfer *transfer;
    enum request_kind kind;
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
    struct request *requests;
};

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

static void send_descriptors(struct redir_peer *peer)
{
    struct usb_redir_interface_info_header interfaces;
    struct usb_redir_ep_info_header endpoints;
    redir_descriptor_list(peer->device, &interfaces, &endpoints);
    usbredirparser_send_interface_info(peer->parser, &interfaces);
    usbredirparser_send_ep_info(peer->parser, &endpoints);
}

/* Tells the peer of the device, as soon as both are ready for it. */
static void show_device(struct redir_peer *peer)
{
    if (!peer->device || !peer->is_greeted || peer->is_shown || peer->waits_for_ack) {
        return;
    }
    struct usb_redir_device_connect_header connect = redir_descriptor_connect(peer->device);
    send_descriptors(peer);
    usbredirparser_send_device_connect(peer->parser, &connect);
    peer->is_shown = true;
}

static void close_if_idle(struct redir_peer *peer)
{
    if (!peer->device && !peer->requests && peer->handle) {
        usb_handle_close(peer->handle);
        peer->handle = NULL;
    }
}

static void free_request(struct request *request)
{
    struct redir_peer *peer = request->peer;
    struct request **at = &peer->requests;
    while (*at != request) {
        at = &(*at)->next;
    }
    *at = request->next;
    peer->request_count--;
    usb_transfer_destroy(request->transfer);
    free(request);
}

static void answer_control(struct request *request, uint8_t status)
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

static void answer_bulk(struct request *request, uint8_t status)
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

static void send_interrupt(struct request *request, uint8_t status, uint64_t id)
{
    struct usb_transfer *transfer = request->transfer;
    bool in = transfer->endpoint & USB_DIRECTION_IN;
    size_t len = status == usb_redir_success ? transfer->actual_len : 0;
    struct usb_redir_interrupt_packet_header header = {
        .endpoint = transfer->endpoint, .status = status, .length = (uint16_t)len};
    usbredirparser_send_interrupt_packet(request->peer->parser, id, &header,
                                         in ? transfer->data : NULL, in ? (int)len : 0);
}

static void send_stream_status(struct redir_peer *peer, uint64_t id, uint8_t status,
                               uint8_t endpoint)
{
    struct usb_redir_interrupt_receiving_status_header header = {.status = status,
                                                                 .endpoint = endpoint};
    usbredirparser_send_interrupt_receiving_status(peer->parser, id, &header);
}

static void answer_configuration(struct request *request, uint8_t status)
{
    uint8_t number = request->kind == REQUEST_GET_CONFIGURATION && status == usb_redir_success &&
                             request->transfer->actual_len == 1
                         ? request->transfer->data[0]
                         : request->number;
    struct usb_redir_configuration_status_header header = {.status = status,
                                                           .configuration = number};
    if (request->kind == REQUEST_SET_CONFIGURATION && status == usb_redir_success) {
        send_descriptors(request->peer);
    }
    usbredirparser_send_configuration_status(request->peer->parser, request->id, &header);
}

static void answer_alternate(struct request *request, uint8_t status)
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
        send_descriptors(request->peer);
    }
    usbredirparser_send_alt_setting_status(request->peer->parser, request->id, &header);
}

static void answer(struct request *request, uint8_t status)
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
            send_stream_status(request->peer, request->id, usb_redir_success,
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
static bool continue_stream(struct request *request)
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

/* Streams go on that met a halt which the peer has cleared; ANY_ENDPOINT clears all. */
static void resume_streams(const struct redir_peer *peer, unsigned endpoint)
{
    for (struct request *request = peer->requests; request; request = request->next) {
        bool is_meant = endpoint == ANY_ENDPOINT || request->transfer->endpoint == endpoint;
        if (request->is_paused && is_meant) {
            /* A device that has left is told of by itself; the stream is freed then. */
            request->is_paused = !usb_transfer_submit(request->transfer, NULL);
        }
    }
}

static void resume_after(const struct redir_peer *peer, enum request_kind kind,
                         const struct usb_setup *setup)
{
    if (kind == REQUEST_SET_CONFIGURATION || kind == REQUEST_SET_ALTERNATE) {
        resume_streams(peer, ANY_ENDPOINT);
    } else if (kind == REQUEST_CONTROL && setup->request_type == 0x02 &&
               setup->request == CLEAR_FEATURE && setup->value == 0) {
        resume_streams(peer, setup->index);
    }
}

static void on_end(struct usb_transfer *transfer, void *user)
{
    struct request *request = user;
    struct redir_peer *peer = request->peer;
    if (request->kind == REQUEST_INTERRUPT_STREAM && continue_stream(request)) {
        return;
    }
    if (peer->is_shown) { /* a peer that has let the device go waits for nothing */
        answer(request, status_of(transfer->status));
    }
    bool is_done = transfer->status == USB_DONE;
    enum request_kind kind = request->kind;
    struct usb_setup setup = transfer->setup;
    free_request(request);
    if (is_done) {
        resume_after(peer, kind, &setup);
    }
    close_if_idle(peer);
}

/* A request with room for len bytes, not yet on its way; NULL if that cannot be. */
static struct request *make_request(struct redir_peer *peer, enum request_kind kind, uint64_t id,
                                    size_t len)
{
    struct request *request = NULL;
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

static void submit(struct request *request)
{
    if (!usb_transfer_submit(request->transfer, NULL)) {
        answer(request, usb_redir_ioerror);
        free_request(request);
    }
}

static void submit_control(struct redir_peer *peer, enum request_kind kind, uint64_t id,
                           const struct usb_setup *setup, size_t len)
{
    struct request *request = make_request(peer, kind, id, len);
    if (!request) {
        return; /* the device has just left, as the peer hears next */
    }
    request->number = (uint8_t)(kind == REQUEST_SET_CONFIGURATION ? setup->value : setup->index);
    request->transfer->kind = USB_CONTROL;
    request->transfer->setup = *setup;
    request->transfer->timeout_ms = CONTROL_TIMEOUT_MS;
    submit(request);
}

static void handle_hello(void *priv, struct usb_redir_hello_header *hello)
{
    struct redir_peer *peer = priv;
    (void)hello; /* the parser keeps its capabilities */
    peer->is_greeted = true;
    show_device(peer);
}

/* Everything but streams, which outlive a reset: the peer stops them itself. */
static void cancel_packets(struct redir_peer *peer)
{
    for (struct request *request = peer->requests; request; request = request->next) {
        if (request->kind != REQUEST_INTERRUPT_STREAM) {
            usb_transfer_cancel(request->transfer);
        }
    }
}

/* Ends a stream: at once if it is paused, else when its transfer has ended. */
static void end_stream(struct request *request)
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

static void cancel_all(struct redir_peer *peer)
{
    struct request *next;
    cancel_packets(peer);
    for (struct request *request = peer->requests; request; request = next) {
        next = request->next;
        if (request->kind == REQUEST_INTERRUPT_STREAM) {
            end_stream(request);
        }
    }
}

/* Comes several times at a plug, and is answered by nothing. */
static void handle_reset(void *priv)
{
    struct redir_peer *peer = priv;
    if (!peer->handle || !peer->is_shown) {
        return;
    }
    cancel_packets(peer);
    if (usb_handle_reset(peer->handle, NULL)) { /* else it has left, which is told by itself */
        resume_streams(peer, ANY_ENDPOINT);
    }
}

static void handle_set_configuration(void *priv, uint64_t id,
                                     struct usb_redir_set_configuration_header *header)
{
    const struct usb_setup setup = {.request = SET_CONFIGURATION, .value = header->configuration};
    submit_control(priv, REQUEST_SET_CONFIGURATION, id, &setup, 0);
}

static void handle_get_configuration(void *priv, uint64_t id)
{
    const struct usb_setup setup = {.request_type = 0x80, .request = GET_CONFIGURATION};
    submit_control(priv, REQUEST_GET_CONFIGURATION, id, &setup, 1);
}

static void handle_set_alternate(void *priv, uint64_t id,
                                 struct usb_redir_set_alt_setting_header *header)
{
    const struct usb_setup setup = {.request_type = 0x01,
                                    .request = SET_INTERFACE,
                                    .value = header->alt,
                                    .index = header->interface};
    submit_control(priv, REQUEST_SET_ALTERNATE, id, &setup, 0);
}

static void handle_get_alternate(void *priv, uint64_t id,
                                 struct usb_redir_get_alt_setting_header *header)
{
    const struct usb_setup setup = {
        .request_type = 0x81, .request = GET_INTERFACE, .index = header->interface};
    submit_control(priv, REQUEST_GET_ALTERNATE, id, &setup, 1);
}

/* Readers have no isochronous endpoints and no bulk streams. */
static void handle_start_iso(void *priv, uint64_t id,
                             struct usb_redir_start_iso_stream_header *header)
{
    const struct redir_peer *peer = priv;
    struct usb_redir_iso_stream_status_header answer = {.status = usb_redir_inval,
                                                        .endpoint = header->endpoint};
    usbredirparser_send_iso_stream_status(peer->parser, id, &answer);
}

static void handle_stop_iso(void *priv, uint64_t id,
                            struct usb_redir_stop_iso_stream_header *header)
{
    const struct redir_peer *peer = priv;
    struct usb_redir_iso_stream_status_header answer = {.status = usb_redir_inval,
                                                        .endpoint = header->endpoint};
    usbredirparser_send_iso_stream_status(peer->parser, id, &answer);
}

static struct request *find_stream(const struct redir_peer *peer, uint8_t endpoint)
{
    struct request *request = peer->requests;
    while (request && (request->kind != REQUEST_INTERRUPT_STREAM || request->is_stopping ||
                       request->transfer->endpoint != endpoint)) {
        request = request->next;
    }
    return request;
}

static void handle_start_interrupt(void *priv, uint64_t id,
                                   struct usb_redir_start_interrupt_receiving_header *header)
{
    struct redir_peer *peer = priv;
    uint16_t packet_len =
        peer->device ? redir_descriptor_interrupt_len(peer->device, header->endpoint) : 0;
    struct request *request = packet_len > 0 && !find_stream(peer, header->endpoint)
                                  ? make_request(peer, REQUEST_INTERRUPT_STREAM, id, packet_len)
                                  : NULL;
    if (!request) {
        send_stream_status(peer, id, usb_redir_inval, header->endpoint);
        return;
    }
    request->transfer->kind = USB_INTERRUPT;
    request->transfer->endpoint = header->endpoint;
    send_stream_status(peer, id, usb_redir_success, header->endpoint);
    submit(request);
}

static void handle_stop_interrupt(void *priv, uint64_t id,
                                  struct usb_redir_stop_interrupt_receiving_header *header)
{
    struct redir_peer *peer = priv;
    struct request *request = find_stream(peer, header->endpoint);
    if (!request) {
        send_stream_status(peer, id, usb_redir_success, header->endpoint);
        return;
    }
    request->is_stopping = true;
    request->id = id;
    end_stream(request);
}

static void handle_alloc_streams(void *priv, uint64_t id,
                                 struct usb_redir_alloc_bulk_streams_header *header)
{
    const struct redir_peer *peer = priv;
    struct usb_redir_bulk_streams_status_header answer = {
        .endpoints = header->endpoints, .no_streams = 0, .status = usb_redir_inval};
    usbredirparser_send_bulk_streams_status(peer->parser, id, &answer);
}

static void handle_free_streams(void *priv, uint64_t id,
                                struct usb_redir_free_bulk_streams_header *header)
{
    const struct redir_peer *peer = priv;
    struct usb_redir_bulk_streams_status_header answer = {
        .endpoints = header->endpoints, .no_streams = 0, .status = usb_redir_inval};
    usbredirparser_send_bulk_streams_status(peer->parser, id, &answer);
}

/* What has ended meanwhile was answered already. */
static void handle_cancel(void *priv, uint64_t id)
{
    const struct redir_peer *peer = priv;
    for (const struct request *request = peer->requests; request; request = request->next) {
        if (request->id == id && request->kind != REQUEST_INTERRUPT_STREAM) {
            usb_transfer_cancel(request->transfer);
            return;
        }
    }
}

static void handle_disconnect_ack(void *priv)
{
    struct redir_peer *peer = priv;
    peer->waits_for_ack = false;
    show_device(peer);
}

static void handle_control(void *priv, uint64_t id, struct usb_redir_control_packet_header *header,
                           uint8_t *data, int data_len)
{
    struct redir_peer *peer = priv;
    struct request *request = make_request(peer, REQUEST_CONTROL, id, header->length);
    bool in = header->requesttype & USB_DIRECTION_IN;
    if (request) {
        request->transfer->kind = USB_CONTROL;
        request->transfer->timeout_ms = CONTROL_TIMEOUT_MS;
        request->transfer->setup = (struct usb_setup){.request_type = header->requesttype,
                                                      .request = header->request,
                                                      .value = header->value,
                                                      .index = header->index};
        if (!in && data_len > 0) {
            memcpy(request->transfer->data, data, (size_t)data_len);
        }
        submit(request);
    } else {
        header->status = usb_redir_ioerror;
        header->length = 0;
        usbredirparser_send_control_packet(peer->parser, id, header, NULL, 0);
    }
    usbredirparser_free_packet_data(peer->parser, data);
}

static size_t bulk_len(const struct redir_peer *peer,
                       const struct usb_redir_bulk_packet_header *header)
{
    bool is_wide = usbredirparser_have_cap(peer->parser, usb_redir_cap_32bits_bulk_length) &&
                   usbredirparser_peer_has_cap(peer->parser, usb_redir_cap_32bits_bulk_length);
    return header->length | (is_wide ? (size_t)header->length_high << 16 : 0);
}

static void handle_bulk(void *priv, uint64_t id, struct usb_redir_bulk_packet_header *header,
                        uint8_t *data, int data_len)
{
    struct redir_peer *peer = priv;
    bool in = header->endpoint & USB_DIRECTION_IN;
    size_t len = bulk_len(peer, header);
    /* Room beyond the longest message of a reader is room that is not needed. */
    size_t room = in && len > USB_TRANSFER_MAX_BYTES ? USB_TRANSFER_MAX_BYTES : len;
    struct request *request = make_request(peer, REQUEST_BULK, id, room);
    if (request) {
        request->stream_id = header->stream_id;
        request->transfer->kind = USB_BULK;
        request->transfer->endpoint = header->endpoint;
        if (!in && data_len > 0) {
            memcpy(request->transfer->data, data, (size_t)data_len);
        }
        submit(request);
    } else {
        header->status = len > USB_TRANSFER_MAX_BYTES ? usb_redir_inval : usb_redir_ioerror;
        header->length = 0;
        header->length_high = 0;
        usbredirparser_send_bulk_packet(peer->parser, id, header, NULL, 0);
    }
    usbredirparser_free_packet_data(peer->parser, data);
}

static void handle_iso(void *priv, uint64_t id, struct usb_redir_iso_packet_header *header,
                       uint8_t *data, int data_len)
{
    const struct redir_peer *peer = priv;
    (void)id; /* isochronous packets are not answered */
    (void)header;
    (void)data_len;
    usbredirparser_free_packet_data(peer->parser, data);
}

static void handle_interrupt(void *priv, uint64_t id,
                             struct usb_redir_interrupt_packet_header *header, uint8_t *data,
                             int data_len)
{
    struct redir_peer *peer = priv;
    bool in = header->endpoint & USB_DIRECTION_IN;
    struct request *request =
        in ? NULL : make_request(peer, REQUEST_INTERRUPT_OUT, id, (size_t)data_len);
    if (request) {
        request->transfer->kind = USB_INTERRUPT;
        request->transfer->endpoint = header->endpoint;
        memcpy(request->transfer->data, data, (size_t)data_len);
        submit(request);
    } else if (!in) {
        header->status = usb_redir_ioerror;
        header->length = 0;
        usbredirparser_send_interrupt_packet(peer->parser, id, header, NULL, 0);
    }
    usbredirparser_free_packet_data(peer->parser, data);
}

static void handle_filter(void *priv, struct usbredirfilter_rule *rules, int rules_count)
{
    (void)priv; /* which devices the peer would take: it may refuse ours when it sees it */
    (void)rules_count;
    free(rules);
}

static void handle_filter_reject(void *priv)
{
    (void)priv; /* the device is not used; the peer says so to its own user */
}

static void handle_log(void *priv, int level, const char *text)
{
    (void)priv; /* what goes wrong ends the stream, and is told then */
    (void)level;
    (void)text;
}

static int read_stream(void *priv, uint8_t *data, int count)
{
    const struct redir_peer *peer = priv;
    return peer->stream.read(peer->stream.user, data, count);
}

static int write_stream(void *priv, uint8_t *data, int count)
{
    const struct redir_peer *peer = priv;
    return peer->stream.write(peer->stream.user, data, count);
}

static void set_handlers(struct usbredirparser *parser, struct redir_peer *peer)
{
    parser->priv = peer;
    parser->log_func = handle_log;
    parser->read_func = read_stream;
    parser->write_func = write_stream;
    parser->hello_func = handle_hello;
    parser->reset_func = handle_reset;
    parser->set_configuration_func = handle_set_configuration;
    parser->get_configuration_func = handle_get_configuration;
    parser->set_alt_setting_func = handle_set_alternate;
    parser->get_alt_setting_func = handle_get_alternate;
    parser->start_iso_stream_func = handle_start_iso;
    parser->stop_iso_stream_func = handle_stop_iso;
    parser->start_interrupt_receiving_func = handle_start_interrupt;
    parser->stop_interrupt_receiving_func = handle_stop_interrupt;
    parser->alloc_bulk_streams_func = handle_alloc_streams;
    parser->free_bulk_streams_func = handle_free_streams;
    parser->cancel_data_packet_func = handle_cancel;
    parser->filter_filter_func = handle_filter;
    parser->filter_reject_func = handle_filter_reject;
    parser->device_disconnect_ack_func = handle_disconnect_ack;
    parser->control_packet_func = handle_control;
    parser->bulk_packet_func = handle_bulk;
    parser->iso_packet_func = handle_iso;
    parser->interrupt_packet_func = handle_interrupt;
}

bool redir_peer_create(struct usb_port *port, const struct redir_stream *stream,
                       struct redir_peer **ret_peer, struct error *err)
{
    AUTO(redir_peer) struct redir_peer *peer = calloc(1, sizeof *peer);
    if (!peer || !(peer->parser = usbredirparser_create())) {
        return error_set(err, ERROR_NO_MEMORY, "usbredir: out of memory");
    }
    uint32_t caps[USB_REDIR_CAPS_SIZE] = {0};
    peer->port = port;
    peer->stream = *stream;
    set_handlers(peer->parser, peer);
    usbredirparser_caps_set_cap(caps, usb_redir_cap_connect_device_version);
    usbredirparser_caps_set_cap(caps, usb_redir_cap_filter);
    usbredirparser_caps_set_cap(caps, usb_redir_cap_device_disconnect_ack);
    usbredirparser_caps_set_cap(caps, usb_redir_cap_ep_info_max_packet_size);
    usbredirparser_caps_set_cap(caps, usb_redir_cap_64bits_ids);
    usbredirparser_caps_set_cap(caps, usb_redir_cap_32bits_bulk_length);
    usbredirparser_init(peer->parser, "shoushi-reader " SHOUSHI_VERSION, caps, USB_REDIR_CAPS_SIZE,
                        usbredirparser_fl_usb_host);
    *ret_peer = TAKE(peer);
    return true;
}

void redir_peer_destroy(struct redir_peer *peer)
{
    if (peer) {
        if (peer->parser) {
            usbredirparser_destroy(peer->parser);
        }
        free(peer);
    }
}

bool redir_peer_attach(struct redir_peer *peer, const struct usb_device *device, struct error *err)
{
    if (peer->device || peer->handle) {
        return error_set(err, ERROR_BUSY, "the last device is not closed yet");
    }
    if (!usb_handle_open(peer->port, device->id, &peer->handle, err)) {
        return false;
    }
    peer->device = device;
    show_device(peer);
    return true;
}

void redir_peer_detach(struct redir_peer *peer)
{
    if (peer->is_shown) {
        usbredirparser_send_device_disconnect(peer->parser);
        peer->waits_for_ack =
            usbredirparser_peer_has_cap(peer->parser, usb_redir_cap_device_disconnect_ack);
    }
    peer->is_shown = false;
    peer->device = NULL;
    cancel_all(peer);
    close_if_idle(peer);
}

bool redir_peer_read(struct redir_peer *peer, struct error *err)
{
    switch (usbredirparser_do_read(peer->parser)) {
    case usbredirparser_read_io_error:
        return error_set(err, ERROR_GONE, "the peer has closed");
    case usbredirparser_read_parse_error:
        return error_set(err, ERROR_INVALID, "the peer does not speak usbredir");
    default:
        return true;
    }
}

bool redir_peer_write(struct redir_peer *peer, struct error *err)
{
    if (usbredirparser_do_write(peer->parser) != 0) {
        return error_set(err, ERROR_GONE, "the peer has closed");
    }
    return usbredirparser_get_bufferered_output_size(peer->parser) <= REDIR_OUTPUT_MAX_BYTES ||
           error_set(err, ERROR_FULL, "the peer has stopped reading");
}

bool redir_peer_has_output(const struct redir_peer *peer)
{
    return usbredirparser_has_data_to_write(peer->parser) > 0;
}

void redir_peer_stop(struct redir_peer *peer)
{
    peer->is_shown = false; /* nobody is left to be told */
    redir_peer_detach(peer);
}

bool redir_peer_is_stopped(const struct redir_peer *peer)
{
    return !peer->handle;
}
