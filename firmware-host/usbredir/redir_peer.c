#include "redir_peer.h"

#include "redir_descriptor.h"
#include "redir_request.h"
#include <stdlib.h>
#include <string.h>

#define CONTROL_TIMEOUT_MS 5000 /* as the kernel's own */

/* Standard requests, USB 2.0 table 9-4. */
enum {
    GET_CONFIGURATION = 8,
    SET_CONFIGURATION = 9,
    GET_INTERFACE = 10,
    SET_INTERFACE = 11,
};

/* Tells the peer of the device, as soon as both are ready for it. */
static void show_device(struct redir_peer *peer)
{
    if (!peer->device || !peer->is_greeted || peer->is_shown || peer->waits_for_ack) {
        return;
    }
    struct usb_redir_device_connect_header connect = redir_descriptor_connect(peer->device);
    redir_request_send_descriptors(peer);
    usbredirparser_send_device_connect(peer->parser, &connect);
    peer->is_shown = true;
}

static void submit_control(struct redir_peer *peer, enum redir_request_kind kind, uint64_t id,
                           const struct usb_setup *setup, size_t len)
{
    struct redir_request *request = redir_request_make(peer, kind, id, len);
    if (!request) {
        return; /* the device has just left, as the peer hears next */
    }
    request->number = (uint8_t)(kind == REQUEST_SET_CONFIGURATION ? setup->value : setup->index);
    request->transfer->kind = USB_CONTROL;
    request->transfer->setup = *setup;
    request->transfer->timeout_ms = CONTROL_TIMEOUT_MS;
    redir_request_submit(request);
}

static void handle_hello(void *priv, struct usb_redir_hello_header *hello)
{
    struct redir_peer *peer = priv;
    (void)hello; /* the parser keeps its capabilities */
    peer->is_greeted = true;
    show_device(peer);
}

/* Comes several times at a plug, and is answered by nothing. */
static void handle_reset(void *priv)
{
    struct redir_peer *peer = priv;
    if (!peer->handle || !peer->is_shown) {
        return;
    }
    redir_request_cancel_packets(peer);
    if (usb_handle_reset(peer->handle, NULL)) { /* else it has left, which is told by itself */
        redir_request_resume_streams(peer, REDIR_ANY_ENDPOINT);
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

static struct redir_request *find_stream(const struct redir_peer *peer, uint8_t endpoint)
{
    struct redir_request *request = peer->requests;
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
    struct redir_request *request =
        packet_len > 0 && !find_stream(peer, header->endpoint)
            ? redir_request_make(peer, REQUEST_INTERRUPT_STREAM, id, packet_len)
            : NULL;
    if (!request) {
        redir_request_send_stream_status(peer, id, usb_redir_inval, header->endpoint);
        return;
    }
    request->transfer->kind = USB_INTERRUPT;
    request->transfer->endpoint = header->endpoint;
    redir_request_send_stream_status(peer, id, usb_redir_success, header->endpoint);
    redir_request_submit(request);
}

static void handle_stop_interrupt(void *priv, uint64_t id,
                                  struct usb_redir_stop_interrupt_receiving_header *header)
{
    struct redir_peer *peer = priv;
    struct redir_request *request = find_stream(peer, header->endpoint);
    if (!request) {
        redir_request_send_stream_status(peer, id, usb_redir_success, header->endpoint);
        return;
    }
    request->is_stopping = true;
    request->id = id;
    redir_request_end_stream(request);
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
    for (const struct redir_request *request = peer->requests; request; request = request->next) {
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
    struct redir_request *request = redir_request_make(peer, REQUEST_CONTROL, id, header->length);
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
        redir_request_submit(request);
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
    struct redir_request *request = redir_request_make(peer, REQUEST_BULK, id, room);
    if (request) {
        request->stream_id = header->stream_id;
        request->transfer->kind = USB_BULK;
        request->transfer->endpoint = header->endpoint;
        if (!in && data_len > 0) {
            memcpy(request->transfer->data, data, (size_t)data_len);
        }
        redir_request_submit(request);
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
    struct redir_request *request =
        in ? NULL : redir_request_make(peer, REQUEST_INTERRUPT_OUT, id, (size_t)data_len);
    if (request) {
        request->transfer->kind = USB_INTERRUPT;
        request->transfer->endpoint = header->endpoint;
        memcpy(request->transfer->data, data, (size_t)data_len);
        redir_request_submit(request);
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
    redir_request_cancel_all(peer);
    redir_request_close_if_idle(peer);
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
