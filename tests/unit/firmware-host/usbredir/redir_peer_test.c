#include "redir_peer.h"

#include "ccid_device.h"
#include "cmocka_tests.h"
#include "emulated_bus.h"
#include "fake_clock.h"
#include <string.h>
#include <usbredirparser.h>

#define PIPE_SIZE 65536
#define HEARD_MAX 32

/* Bytes on their way in one direction. */
struct pipe {
    size_t len;
    bool is_closed;
    uint8_t bytes[PIPE_SIZE];
};

/* Something that the peer was told. */
struct heard {
    enum heard_kind {
        HEARD_HELLO,
        HEARD_CONNECT,
        HEARD_DISCONNECT,
        HEARD_CONTROL,
        HEARD_BULK,
        HEARD_INTERRUPT,
        HEARD_STREAM,
        HEARD_CONFIGURATION,
        HEARD_ALTERNATE,
        HEARD_ISO,
        HEARD_STREAMS
    } kind;
    uint64_t id;
    uint8_t status, endpoint, number;
    size_t len;
    uint8_t data[512];
};

/* A guest: the library's other side, and a bus with readers that it is offered. */
struct peer_case {
    struct fake_clock clock;
    struct emulated_bus *bus;
    struct ccid_device *device;
    struct redir_peer *peer;
    struct usbredirparser *guest;
    struct pipe to_guest, to_peer;
    struct usb_redir_interface_info_header interfaces;
    struct usb_redir_ep_info_header endpoints;
    const struct usb_device *arrived;
    size_t heard_count;
    struct heard heard[HEARD_MAX];
};

static int take(struct pipe *pipe, uint8_t *bytes, int len)
{
    size_t count = (size_t)len < pipe->len ? (size_t)len : pipe->len;
    memcpy(bytes, pipe->bytes, count);
    memmove(pipe->bytes, pipe->bytes + count, pipe->len - count);
    pipe->len -= count;
    return count == 0 && pipe->is_closed ? -1 : (int)count;
}

static int give(struct pipe *pipe, const uint8_t *bytes, int len)
{
    size_t room = sizeof pipe->bytes - pipe->len;
    size_t count = (size_t)len < room ? (size_t)len : room;
    memcpy(pipe->bytes + pipe->len, bytes, count);
    pipe->len += count;
    return (int)count;
}

static int peer_read(void *user, uint8_t *bytes, int len)
{
    return take(&((struct peer_case *)user)->to_peer, bytes, len);
}

static int peer_write(void *user, const uint8_t *bytes, int len)
{
    return give(&((struct peer_case *)user)->to_guest, bytes, len);
}

static int guest_read(void *user, uint8_t *bytes, int len)
{
    return take(&((struct peer_case *)user)->to_guest, bytes, len);
}

static int guest_write(void *user, uint8_t *bytes, int len)
{
    return give(&((struct peer_case *)user)->to_peer, bytes, len);
}

static struct heard *hear(struct peer_case *c, enum heard_kind kind, uint64_t id)
{
    assert_true(c->heard_count < HEARD_MAX);
    struct heard *heard = &c->heard[c->heard_count++];
    *heard = (struct heard){.kind = kind, .id = id};
    return heard;
}

static void hear_data(struct peer_case *c, struct heard *heard, uint8_t *data, int len)
{
    assert_true((size_t)len <= sizeof heard->data);
    heard->len = (size_t)len;
    if (len > 0) {
        memcpy(heard->data, data, (size_t)len);
    }
    usbredirparser_free_packet_data(c->guest, data);
}

static void on_log(void *user, int level, const char *text)
{
    (void)user;
    if (level == usbredirparser_error) {
        fail_msg("the guest's side: %s", text);
    }
}

static void on_hello(void *user, struct usb_redir_hello_header *hello)
{
    (void)hello;
    (void)hear(user, HEARD_HELLO, 0);
}

static void on_connect(void *user, struct usb_redir_device_connect_header *header)
{
    struct heard *heard = hear(user, HEARD_CONNECT, 0);
    heard->id = (uint64_t)header->vendor_id << 16 | header->product_id;
    heard->number = header->speed;
}

static void on_disconnect(void *user)
{
    (void)hear(user, HEARD_DISCONNECT, 0);
}

static void on_interfaces(void *user, struct usb_redir_interface_info_header *header)
{
    ((struct peer_case *)user)->interfaces = *header;
}

static void on_endpoints(void *user, struct usb_redir_ep_info_header *header)
{
    ((struct peer_case *)user)->endpoints = *header;
}

static void on_configuration(void *user, uint64_t id,
                             struct usb_redir_configuration_status_header *header)
{
    struct heard *heard = hear(user, HEARD_CONFIGURATION, id);
    heard->status = header->status;
    heard->number = header->configuration;
}

static void on_alternate(void *user, uint64_t id,
                         struct usb_redir_alt_setting_status_header *header)
{
    struct heard *heard = hear(user, HEARD_ALTERNATE, id);
    heard->status = header->status;
    heard->number = header->alt;
}

static void on_iso(void *user, uint64_t id, struct usb_redir_iso_stream_status_header *header)
{
    hear(user, HEARD_ISO, id)->status = header->status;
}

static void on_streams(void *user, uint64_t id, struct usb_redir_bulk_streams_status_header *header)
{
    hear(user, HEARD_STREAMS, id)->status = header->status;
}

static void on_stream(void *user, uint64_t id,
                      struct usb_redir_interrupt_receiving_status_header *header)
{
    struct heard *heard = hear(user, HEARD_STREAM, id);
    heard->status = header->status;
    heard->endpoint = header->endpoint;
}

static void on_control(void *user, uint64_t id, struct usb_redir_control_packet_header *header,
                       uint8_t *data, int len)
{
    struct heard *heard = hear(user, HEARD_CONTROL, id);
    heard->status = header->status;
    hear_data(user, heard, data, len);
}

static void on_bulk(void *user, uint64_t id, struct usb_redir_bulk_packet_header *header,
                    uint8_t *data, int len)
{
    struct heard *heard = hear(user, HEARD_BULK, id);
    heard->status = header->status;
    heard->endpoint = header->endpoint;
    hear_data(user, heard, data, len);
}

static void on_interrupt(void *user, uint64_t id, struct usb_redir_interrupt_packet_header *header,
                         uint8_t *data, int len)
{
    struct heard *heard = hear(user, HEARD_INTERRUPT, id);
    heard->status = header->status;
    hear_data(user, heard, data, len);
}

static void make_guest(struct peer_case *c, const int *caps, size_t cap_count)
{
    uint32_t bits[USB_REDIR_CAPS_SIZE] = {0};
    c->guest = usbredirparser_create();
    c->guest->priv = c;
    c->guest->log_func = on_log;
    c->guest->read_func = guest_read;
    c->guest->write_func = guest_write;
    c->guest->hello_func = on_hello;
    c->guest->device_connect_func = on_connect;
    c->guest->device_disconnect_func = on_disconnect;
    c->guest->interface_info_func = on_interfaces;
    c->guest->ep_info_func = on_endpoints;
    c->guest->configuration_status_func = on_configuration;
    c->guest->alt_setting_status_func = on_alternate;
    c->guest->iso_stream_status_func = on_iso;
    c->guest->bulk_streams_status_func = on_streams;
    c->guest->interrupt_receiving_status_func = on_stream;
    c->guest->control_packet_func = on_control;
    c->guest->bulk_packet_func = on_bulk;
    c->guest->interrupt_packet_func = on_interrupt;
    for (size_t i = 0; i < cap_count; i++) {
        usbredirparser_caps_set_cap(bits, caps[i]);
    }
    usbredirparser_init(c->guest, "test", bits, USB_REDIR_CAPS_SIZE, 0);
}

static void on_arrive(const struct usb_device *device, void *user)
{
    ((struct peer_case *)user)->arrived = device;
}

static void on_leave(uint64_t device_id, void *user)
{
    struct peer_case *c = user;
    if (c->arrived && c->arrived->id == device_id) {
        c->arrived = NULL;
        redir_peer_detach(c->peer);
    }
}

/* Both sides and the bus, until nothing moves. */
static void run(struct peer_case *c)
{
    for (int i = 0; i < 10; i++) {
        if (usbredirparser_has_data_to_write(c->guest)) {
            assert_int_equal(usbredirparser_do_write(c->guest), 0);
        }
        assert_true(redir_peer_read(c->peer, NULL));
        assert_true(usb_port_run(emulated_bus_port(c->bus), 0, NULL));
        assert_true(redir_peer_write(c->peer, NULL));
        assert_int_equal(usbredirparser_do_read(c->guest), 0);
    }
}

static void plug(struct peer_case *c)
{
    struct ccid_device_profile profile;
    uint64_t id;
    assert_true(ccid_device_profile_find("ccid", &profile));
    assert_true(ccid_device_create(&profile, &c->device, NULL));
    assert_true(emulated_bus_plug(c->bus, "1-1", ccid_device_base(c->device), &id, NULL));
    assert_true(usb_port_run(emulated_bus_port(c->bus), 0, NULL));
    assert_non_null(c->arrived);
    assert_true(redir_peer_attach(c->peer, c->arrived, NULL));
}

static const int all_caps[] = {usb_redir_cap_connect_device_version,
                               usb_redir_cap_device_disconnect_ack,
                               usb_redir_cap_ep_info_max_packet_size, usb_redir_cap_64bits_ids,
                               usb_redir_cap_32bits_bulk_length};

static void make_case(struct peer_case *c, size_t cap_count)
{
    const struct redir_stream stream = {.read = peer_read, .write = peer_write, .user = c};
    const struct usb_listener listener = {.on_arrive = on_arrive, .on_leave = on_leave, .user = c};
    *c = (struct peer_case){0};
    fake_clock_init(&c->clock, 0);
    assert_true(emulated_bus_create(&c->clock.clock, &c->bus, NULL));
    assert_true(usb_port_listen(emulated_bus_port(c->bus), &listener, NULL));
    assert_true(redir_peer_create(emulated_bus_port(c->bus), &stream, &c->peer, NULL));
    make_guest(c, all_caps, cap_count);
}

static int setup(void **state)
{
    static struct peer_case c;
    make_case(&c, sizeof all_caps / sizeof all_caps[0]);
    *state = &c;
    return 0;
}

static void finish(struct peer_case *c)
{
    redir_peer_stop(c->peer);
    for (int i = 0; i < 5; i++) {
        assert_true(usb_port_run(emulated_bus_port(c->bus), 0, NULL));
    }
    assert_true(redir_peer_is_stopped(c->peer));
    redir_peer_destroy(c->peer);
    usbredirparser_destroy(c->guest);
    usb_port_destroy(emulated_bus_port(c->bus));
}

static int teardown(void **state)
{
    finish(*state);
    return 0;
}

/* The guest has been greeted and has the device; what it heard is forgotten. */
static void connect_guest(struct peer_case *c)
{
    plug(c);
    run(c);
    assert_int_equal(c->heard_count, 2);
    assert_int_equal(c->heard[0].kind, HEARD_HELLO);
    assert_int_equal(c->heard[1].kind, HEARD_CONNECT);
    c->heard_count = 0;
}

static const struct heard *the_only(struct peer_case *c, int kind, uint64_t id, uint8_t status)
{
    assert_int_equal(c->heard_count, 1);
    assert_int_equal(c->heard[0].kind, kind);
    assert_true(c->heard[0].id == id);
    assert_int_equal(c->heard[0].status, status);
    c->heard_count = 0;
    return &c->heard[0];
}

static void read_bulk(struct peer_case *c, uint64_t id)
{
    struct usb_redir_bulk_packet_header header = {.endpoint = 0x82, .length = 512};
    usbredirparser_send_bulk_packet(c->guest, id, &header, NULL, 0);
}

static void write_bulk(struct peer_case *c, uint64_t id, uint8_t seq)
{
    uint8_t bytes[10] = {0x65, [6] = seq};
    struct usb_redir_bulk_packet_header header = {.endpoint = 0x01, .length = sizeof bytes};
    usbredirparser_send_bulk_packet(c->guest, id, &header, bytes, sizeof bytes);
}

static void control(struct peer_case *c, uint64_t id, uint8_t type, uint8_t request, uint16_t value,
                    uint16_t index, uint16_t length)
{
    struct usb_redir_control_packet_header header = {.endpoint = type & 0x80,
                                                     .request = request,
                                                     .requesttype = type,
                                                     .value = value,
                                                     .index = index,
                                                     .length = length};
    usbredirparser_send_control_packet(c->guest, id, &header, NULL, 0);
}

static void put_card(struct peer_case *c)
{
    struct emulated_card card;
    assert_true(emulated_card_make(NULL, (const uint8_t[]){1, 2, 3, 4}, 4, &card, NULL));
    assert_true(ccid_device_put(c->device, 0, &card, NULL));
}

static void arm(struct peer_case *c, const char *word)
{
    struct ccid_device_fault fault;
    assert_true(ccid_device_fault_parse(&word, 1, &fault, NULL));
    assert_true(ccid_device_fail(c->device, &fault, NULL));
}

static void test_redir_peer__tells_of_the_device(void **state)
{
    struct peer_case *c = *state;
    plug(c);
    run(c);
    assert_int_equal(c->heard_count, 2);
    assert_true(c->heard[1].id == 0x04e65790);
    assert_int_equal(c->heard[1].number, usb_redir_speed_full);
    assert_int_equal(c->interfaces.interface_count, 1);
    assert_int_equal(c->interfaces.interface_class[0], 0x0b);
    assert_int_equal(c->endpoints.type[0], usb_redir_type_control);
    assert_int_equal(c->endpoints.type[1], usb_redir_type_bulk);
    assert_int_equal(c->endpoints.type[16 + 2], usb_redir_type_bulk);
    assert_int_equal(c->endpoints.type[16 + 3], usb_redir_type_interrupt);
    assert_int_equal(c->endpoints.max_packet_size[16 + 2], 64);
    assert_int_equal(c->endpoints.type[16 + 4], usb_redir_type_invalid);
}

static void test_redir_peer__control_requests(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    control(c, 0x123456789aULL, 0x80, 6, 0x0100, 0, 64); /* an id that needs 64 bits */
    run(c);
    const struct heard *heard = the_only(c, HEARD_CONTROL, 0x123456789aULL, usb_redir_success);
    assert_int_equal(heard->len, 18);
    assert_memory_equal(heard->data + 8, "\xe6\x04\x90\x57", 4);
    control(c, 2, 0x80, 6, 0x0f00, 0, 64); /* no such descriptor */
    run(c);
    (void)the_only(c, HEARD_CONTROL, 2, usb_redir_stall);
    struct usb_redir_set_configuration_header set = {.configuration = 1};
    usbredirparser_send_set_configuration(c->guest, 3, &set);
    run(c);
    assert_int_equal(the_only(c, HEARD_CONFIGURATION, 3, usb_redir_success)->number, 1);
    usbredirparser_send_get_configuration(c->guest, 4);
    run(c);
    assert_int_equal(the_only(c, HEARD_CONFIGURATION, 4, usb_redir_success)->number, 1);
    set.configuration = 7;
    usbredirparser_send_set_configuration(c->guest, 5, &set);
    run(c);
    (void)the_only(c, HEARD_CONFIGURATION, 5, usb_redir_stall);
    struct usb_redir_set_alt_setting_header alternate = {.interface = 0, .alt = 0};
    usbredirparser_send_set_alt_setting(c->guest, 6, &alternate);
    run(c);
    (void)the_only(c, HEARD_ALTERNATE, 6, usb_redir_success);
    struct usb_redir_get_alt_setting_header get = {.interface = 9};
    usbredirparser_send_get_alt_setting(c->guest, 7, &get);
    run(c);
    (void)the_only(c, HEARD_ALTERNATE, 7, usb_redir_stall);
}

static void test_redir_peer__bulk_packets(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    read_bulk(c, 10);
    run(c);
    assert_int_equal(c->heard_count, 0);
    write_bulk(c, 11, 99);
    run(c);
    assert_int_equal(c->heard_count, 2);
    const struct heard *written = &c->heard[c->heard[0].id == 11 ? 0 : 1];
    const struct heard *read = &c->heard[c->heard[0].id == 11 ? 1 : 0];
    assert_int_equal(written->status, usb_redir_success);
    assert_int_equal(read->len, 10);
    assert_int_equal(read->data[0], 0x81);
    assert_int_equal(read->data[6], 99);
}

static void test_redir_peer__every_cancel_is_answered_once(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    for (uint64_t id = 20; id < 23; id++) {
        read_bulk(c, id);
    }
    run(c);
    usbredirparser_send_cancel_data_packet(c->guest, 21);
    usbredirparser_send_cancel_data_packet(c->guest, 21);
    usbredirparser_send_cancel_data_packet(c->guest, 999); /* never asked for */
    run(c);
    (void)the_only(c, HEARD_BULK, 21, usb_redir_cancelled);
    usbredirparser_send_cancel_data_packet(c->guest, 21); /* was answered */
    run(c);
    assert_int_equal(c->heard_count, 0);
}

static void test_redir_peer__faults_have_their_status(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    static const struct {
        const char *fault;
        uint8_t status;
    } cases[] = {{"stall", usb_redir_stall},
                 {"babble", usb_redir_babble},
                 {"broken", usb_redir_ioerror},
                 {"zero", usb_redir_success}};
    for (size_t i = 0; i < 4; i++) {
        arm(c, cases[i].fault);
        write_bulk(c, 30, 1);
        run(c);
        c->heard_count = 0;
        read_bulk(c, 31);
        run(c);
        assert_int_equal(the_only(c, HEARD_BULK, 31, cases[i].status)->len, 0);
        control(c, 32, 0x02, 1, 0, 0x82, 0);
        run(c);
        (void)the_only(c, HEARD_CONTROL, 32, usb_redir_success);
    }
}

static void start_stream(struct peer_case *c, uint64_t id, uint8_t endpoint, uint8_t status)
{
    struct usb_redir_start_interrupt_receiving_header header = {.endpoint = endpoint};
    usbredirparser_send_start_interrupt_receiving(c->guest, id, &header);
    run(c);
    (void)the_only(c, HEARD_STREAM, id, status);
}

static void stop_stream(struct peer_case *c, uint64_t id)
{
    struct usb_redir_stop_interrupt_receiving_header header = {.endpoint = 0x83};
    usbredirparser_send_stop_interrupt_receiving(c->guest, id, &header);
    run(c);
    (void)the_only(c, HEARD_STREAM, id, usb_redir_success);
}

static void test_redir_peer__interrupt_streams(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    start_stream(c, 0, 0x82, usb_redir_inval); /* no interrupt endpoint */
    start_stream(c, 1, 0x83, usb_redir_success);
    start_stream(c, 2, 0x83, usb_redir_inval); /* it runs already */
    put_card(c);
    run(c);
    assert_memory_equal(the_only(c, HEARD_INTERRUPT, 0, usb_redir_success)->data, "\x50\x03", 2);
    assert_true(ccid_device_take(c->device, 0, NULL, NULL));
    run(c);
    assert_memory_equal(the_only(c, HEARD_INTERRUPT, 1, usb_redir_success)->data, "\x50\x02", 2);
    stop_stream(c, 3);
    put_card(c);
    run(c);
    assert_int_equal(c->heard_count, 0);
    stop_stream(c, 4); /* there is none any more */
    struct usb_redir_start_interrupt_receiving_header header = {.endpoint = 0x83};
    usbredirparser_send_start_interrupt_receiving(c->guest, 5, &header);
    run(c); /* and the card that came meanwhile is told */
    assert_int_equal(c->heard_count, 2);
    assert_int_equal(c->heard[0].kind, HEARD_STREAM);
    assert_int_equal(c->heard[1].kind, HEARD_INTERRUPT);
}

static void test_redir_peer__a_halted_stream_goes_on_once_cleared(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    start_stream(c, 1, 0x83, usb_redir_success);
    arm(c, "notify-stall");
    run(c);
    (void)the_only(c, HEARD_INTERRUPT, 0, usb_redir_stall);
    put_card(c);
    run(c);
    assert_int_equal(c->heard_count, 0);
    control(c, 2, 0x02, 1, 0, 0x83, 0);
    run(c);
    assert_int_equal(c->heard_count, 2);
    assert_int_equal(c->heard[0].kind, HEARD_CONTROL);
    assert_int_equal(c->heard[1].kind, HEARD_INTERRUPT);
    assert_int_equal(c->heard[1].status, usb_redir_success);
    c->heard_count = 0;
    arm(c, "notify-stall");
    run(c);
    (void)the_only(c, HEARD_INTERRUPT, 2, usb_redir_stall);
    stop_stream(c, 3); /* while it is halted */
}

static void test_redir_peer__resets_at_a_plug(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    start_stream(c, 1, 0x83, usb_redir_success);
    read_bulk(c, 2);
    run(c);
    for (int i = 0; i < 3; i++) {
        usbredirparser_send_reset(c->guest);
    }
    run(c);
    (void)the_only(c, HEARD_BULK, 2, usb_redir_cancelled);
    put_card(c); /* the stream has outlived them */
    run(c);
    (void)the_only(c, HEARD_INTERRUPT, 0, usb_redir_success);
}

static void test_redir_peer__pulled_out_and_plugged_in_again(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    start_stream(c, 1, 0x83, usb_redir_success);
    read_bulk(c, 2);
    run(c);
    assert_true(emulated_bus_unplug(c->bus, "1-1", NULL));
    run(c);
    assert_int_equal(c->heard[c->heard_count - 1].kind, HEARD_DISCONNECT);
    c->heard_count = 0;
    write_bulk(c, 3, 1); /* sent before the guest knew */
    run(c);
    (void)the_only(c, HEARD_BULK, 3, usb_redir_ioerror);
    plug(c); /* the guest's side has acknowledged by itself that it let the old one go */
    run(c);
    (void)the_only(c, HEARD_CONNECT, 0x04e65790, 0);
}

static void test_redir_peer__a_peer_of_few_words(void **state)
{
    (void)state;
    static struct peer_case c;
    make_case(&c, 0);
    connect_guest(&c);
    read_bulk(&c, 0xfffffff0);
    run(&c);
    usbredirparser_send_cancel_data_packet(c.guest, 0xfffffff0);
    run(&c);
    (void)the_only(&c, HEARD_BULK, 0xfffffff0, usb_redir_cancelled);
    assert_true(emulated_bus_unplug(c.bus, "1-1", NULL));
    run(&c);
    (void)the_only(&c, HEARD_DISCONNECT, 0, 0);
    plug(&c); /* it acknowledges nothing */
    run(&c);
    (void)the_only(&c, HEARD_CONNECT, 0x04e65790, 0);
    finish(&c);
}

static void test_redir_peer__what_readers_have_not(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    struct usb_redir_start_iso_stream_header start = {
        .endpoint = 0x84, .pkts_per_urb = 8, .no_urbs = 3};
    usbredirparser_send_start_iso_stream(c->guest, 1, &start);
    run(c);
    (void)the_only(c, HEARD_ISO, 1, usb_redir_inval);
    struct usb_redir_bulk_packet_header nowhere = {.endpoint = 0x8f, .length = 64};
    usbredirparser_send_bulk_packet(c->guest, 2, &nowhere, NULL, 0);
    run(c);
    (void)the_only(c, HEARD_BULK, 2, usb_redir_stall);
}

static void test_redir_peer__no_more_requests_than_fit(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    for (uint64_t id = 0; id <= REDIR_REQUESTS_MAX; id++) {
        read_bulk(c, id);
    }
    run(c);
    (void)the_only(c, HEARD_BULK, REDIR_REQUESTS_MAX, usb_redir_ioerror);
}

static void test_redir_peer__a_stream_that_ends(void **state)
{
    struct peer_case *c = *state;
    connect_guest(c);
    struct error err;
    c->to_peer.is_closed = true;
    assert_false(redir_peer_read(c->peer, &err));
    assert_int_equal(err.code, ERROR_GONE);
}

static void test_redir_peer__a_stream_of_something_else(void **state)
{
    struct peer_case *c = *state;
    struct error err;
    static const char web[] = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
    c->to_peer.len = sizeof web;
    memcpy(c->to_peer.bytes, web, sizeof web);
    assert_false(redir_peer_read(c->peer, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    c->to_peer.len = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_redir_peer__tells_of_the_device, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__control_requests, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__bulk_packets, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__every_cancel_is_answered_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__faults_have_their_status, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__interrupt_streams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__a_halted_stream_goes_on_once_cleared,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__resets_at_a_plug, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__pulled_out_and_plugged_in_again, setup,
                                        teardown),
        cmocka_unit_test(test_redir_peer__a_peer_of_few_words),
        cmocka_unit_test_setup_teardown(test_redir_peer__what_readers_have_not, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__no_more_requests_than_fit, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__a_stream_that_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_redir_peer__a_stream_of_something_else, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
