/* Last USB transfer of a card to the event in the application: the service's own thread, drivers
 * and queue, for a wedge and for a CCID reader, against a bare loop on the same bus that does
 * nothing but read and push into the same kind of queue; all in turn in one process, so that a
 * noisy machine is noisy for all. The bus is the emulated one: what the kernel adds is the same for
 * both. Prints lines of key=value; nothing is asserted.
 *
 * reader-bench [CARDS] */

#include "bounded_queue.h"
#include "ccid_device.h"
#include "check.h"
#include "emulated_bus.h"
#include "reader_service.h"
#include "wedge_device.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CARDS_DEFAULT 2000
#define CARDS_MAX     100000
#define WARM_UP       20
#define WAIT_MS       10000

enum rig_kind { RIG_WEDGE, RIG_CCID, RIG_BARE, RIG_COUNT };
static const char *const rig_names[] = {"wedge", "ccid", "bare_loop"};

/* A device in front of another: does what the main thread asks for on the bus's thread, and writes
 * down when a transfer to the host ended. */
struct watched_device {
    struct emulated_device base;
    struct emulated_device *inner;
    atomic_int card; /* asked for by the main thread; 0: none, -1: take it away */
    atomic_llong last_in_us;
};

struct rig {
    enum rig_kind kind;
    struct watched_device *device;
    struct usb_port *port;
    struct bounded_queue *events;
    struct reader_service *service; /* NULL of the bare loop */
    pthread_t thread;               /* of the bare loop */
    atomic_bool stop;
    struct usb_handle *handle;
    uint64_t device_id;
    int64_t taken_us[CARDS_MAX];
};

static int64_t now_us(void)
{
    return clock_mono_us(clock_system());
}

static void do_what_is_asked(struct watched_device *device)
{
    int card = atomic_exchange(&device->card, 0);
    struct wedge_device *wedge = wedge_device_of(device->inner);
    struct ccid_device *ccid = ccid_device_of(device->inner);
    if (card == 0) {
        return;
    }
    if (wedge && card > 0) {
        char text[16];
        (void)snprintf(text, sizeof text, "%010d\n", card); /* fits */
        CHECK(wedge_device_type(wedge, text, NULL));
    } else if (ccid && card > 0) {
        const uint8_t uid[] = {4, (uint8_t)(card >> 16), (uint8_t)(card >> 8), (uint8_t)card};
        struct emulated_card made;
        CHECK(emulated_card_make(NULL, uid, sizeof uid, &made, NULL));
        CHECK(ccid_device_put(ccid, 0, &made, NULL));
    } else if (ccid) {
        CHECK(ccid_device_take(ccid, 0, NULL, NULL));
    }
}

static enum emulated_answer control(struct emulated_device *base, const struct usb_setup *setup,
                                    struct emulated_packet *packet, int64_t at_us)
{
    struct emulated_device *inner = ((struct watched_device *)base)->inner;
    return inner->methods->control(inner, setup, packet, at_us);
}

/* Whether a card is complete with it: the report of Enter, or a CCID's data block. */
static bool is_last(const struct emulated_packet *packet)
{
    enum { REPORT_LEN = 8, ENTER_USAGE = 0x28, DATA_BLOCK = 0x80 };
    return packet->len == REPORT_LEN ? packet->data[2] == ENTER_USAGE
                                     : packet->len > REPORT_LEN && packet->data[0] == DATA_BLOCK;
}

static enum emulated_answer transfer(struct emulated_device *base, uint8_t endpoint,
                                     struct emulated_packet *packet, int64_t at_us)
{
    struct watched_device *device = (struct watched_device *)base;
    do_what_is_asked(device);
    enum emulated_answer answer =
        device->inner->methods->transfer(device->inner, endpoint, packet, at_us);
    if (answer == EMULATED_ACK && (endpoint & USB_DIRECTION_IN) && is_last(packet)) {
        atomic_store(&device->last_in_us, now_us());
    }
    return answer;
}

static void clear_halt(struct emulated_device *base, uint8_t endpoint)
{
    struct emulated_device *inner = ((struct watched_device *)base)->inner;
    inner->methods->clear_halt(inner, endpoint);
}

static void reset(struct emulated_device *base)
{
    struct emulated_device *inner = ((struct watched_device *)base)->inner;
    inner->methods->reset(inner);
}

static int64_t deadline_us(const struct emulated_device *base, uint8_t endpoint)
{
    const struct emulated_device *inner = ((const struct watched_device *)base)->inner;
    return inner->methods->deadline_us(inner, endpoint);
}

static void destroy(struct emulated_device *base)
{
    emulated_device_destroy(((struct watched_device *)base)->inner);
    free(base);
}

static struct emulated_device *make_inner(enum rig_kind kind)
{
    struct wedge_device *wedge = NULL;
    struct ccid_device *ccid = NULL;
    struct ccid_device_profile profile;
    if (kind == RIG_CCID) {
        CHECK(ccid_device_profile_find("ccid", &profile));
        CHECK(ccid_device_create(&profile, &ccid, NULL));
        return ccid_device_base(ccid);
    }
    CHECK(wedge_device_create((struct usb_id){0xffff, 0x0035}, &wedge, NULL));
    wedge_device_set_pace(wedge, (struct wedge_pace){0});
    return wedge_device_base(wedge);
}

static struct watched_device *make_device(enum rig_kind kind)
{
    static const struct emulated_device_methods methods = {.control = control,
                                                           .transfer = transfer,
                                                           .clear_halt = clear_halt,
                                                           .reset = reset,
                                                           .deadline_us = deadline_us,
                                                           .destroy = destroy};
    struct watched_device *device = calloc(1, sizeof *device);
    CHECK(device);
    device->inner = make_inner(kind);
    device->base = *device->inner;
    device->base.methods = &methods;
    return device;
}

/* The bare loop: a report is taken, read again, and where it is that of Enter told. */
static void on_report(struct usb_transfer *read, void *user)
{
    struct rig *rig = user;
    enum { REPORT_LEN = 8, ENTER_USAGE = 0x28 };
    if (read->status != USB_DONE) {
        return;
    }
    bool is_enter = read->actual_len == REPORT_LEN && read->data[2] == ENTER_USAGE;
    CHECK(usb_transfer_submit(read, NULL));
    if (is_enter) {
        struct reader_event event = {.kind = READER_EVENT_CARD};
        CHECK(bounded_queue_push(rig->events, &event));
    }
}

static void *run_bare(void *user)
{
    struct rig *rig = user;
    struct usb_transfer *read = NULL;
    CHECK(usb_handle_open(rig->port, rig->device_id, &rig->handle, NULL));
    CHECK(usb_handle_claim(rig->handle, 0, NULL));
    CHECK(usb_transfer_create(rig->handle, 8, &read, NULL));
    read->kind = USB_INTERRUPT;
    read->endpoint = 0x81;
    read->len = 8;
    read->on_end = on_report;
    read->user = rig;
    CHECK(usb_transfer_submit(read, NULL));
    while (!atomic_load(&rig->stop)) {
        CHECK(usb_port_run(rig->port, USB_WAIT_WITHOUT_END_US, NULL));
    }
    usb_transfer_cancel(read);
    while (read->in_flight) {
        CHECK(usb_port_run(rig->port, 1000, NULL));
    }
    usb_transfer_destroy(read);
    usb_handle_close(rig->handle);
    return NULL;
}

static void start(struct rig *rig, enum rig_kind kind)
{
    struct emulated_bus *bus = NULL;
    struct reader_config config = reader_config_default();
    rig->kind = kind;
    rig->device = make_device(kind);
    CHECK(emulated_bus_create(clock_system(), &bus, NULL));
    CHECK(emulated_bus_plug(bus, "1-1", &rig->device->base, &rig->device_id, NULL));
    CHECK(bounded_queue_create(READER_EVENTS_CAPACITY, sizeof(struct reader_event), &rig->events,
                               NULL));
    rig->port = emulated_bus_port(bus);
    config.again_ms = 0;
    if (kind == RIG_BARE) {
        CHECK(pthread_create(&rig->thread, NULL, run_bare, rig) == 0);
    } else {
        CHECK(reader_service_create(&config, rig->port, clock_system(), rig->events, &rig->service,
                                    NULL));
    }
}

static void stop(struct rig *rig)
{
    if (rig->kind == RIG_BARE) {
        atomic_store(&rig->stop, true);
        usb_port_wake(rig->port);
        CHECK(pthread_join(rig->thread, NULL) == 0);
        usb_port_destroy(rig->port);
    }
    reader_service_destroy(rig->service);
    bounded_queue_destroy(rig->events);
}

static void wait_for(struct rig *rig, enum reader_event_kind kind)
{
    struct reader_event event = {.kind = READER_EVENT_LOST};
    do {
        CHECK(bounded_queue_wait(rig->events, WAIT_MS));
        CHECK(bounded_queue_pop(rig->events, &event));
    } while (event.kind != kind);
}

static void ask(struct rig *rig, int card)
{
    atomic_store(&rig->device->card, card);
    usb_port_wake(rig->port);
}

static void measure(struct rig *rig, int card)
{
    ask(rig, card);
    wait_for(rig, READER_EVENT_CARD);
    int64_t end_us = now_us();
    if (card > WARM_UP) {
        rig->taken_us[card - WARM_UP - 1] = end_us - atomic_load(&rig->device->last_in_us);
    }
    if (rig->kind == RIG_CCID) {
        ask(rig, -1);
        wait_for(rig, READER_EVENT_CARD_LEFT);
    }
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void report(struct rig *rig, int cards)
{
    qsort(rig->taken_us, (size_t)cards, sizeof rig->taken_us[0], compare);
    (void)printf("reader=%s cards=%d p50_us=%lld p99_us=%lld max_us=%lld\n", rig_names[rig->kind],
                 cards, (long long)rig->taken_us[cards / 2],
                 (long long)rig->taken_us[cards * 99 / 100], (long long)rig->taken_us[cards - 1]);
}

int main(int argc, char *argv[])
{
    static struct rig rigs[RIG_COUNT];
    long cards = argc > 1 ? strtol(argv[1], NULL, 10) : CARDS_DEFAULT;
    if (cards < 1 || cards > CARDS_MAX) {
        (void)fprintf(stderr, "usage: reader-bench [CARDS], at most %d\n", CARDS_MAX);
        return 2;
    }
    for (int kind = 0; kind < RIG_COUNT; kind++) {
        start(&rigs[kind], (enum rig_kind)kind);
    }
    for (int card = 1; card <= cards + WARM_UP; card++) {
        for (int kind = 0; kind < RIG_COUNT; kind++) {
            measure(&rigs[kind], card);
        }
    }
    for (int kind = 0; kind < RIG_COUNT; kind++) {
        report(&rigs[kind], (int)cards);
        stop(&rigs[kind]);
    }
    return 0;
}
