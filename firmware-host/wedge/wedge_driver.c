#include "wedge_driver.h"

#include "check.h"
#include "hid_keyboard.h"
#include "wedge_decoder.h"
#include "wedge_interface.h"
#include "wedge_readers.h"
#include <stdio.h>

/* Two reads wait at the device, so that a key that comes while the other is being looked at is
 * taken at the next frame, as the kernel's own driver would. */
#define READS_IN_FLIGHT 2

/* Bad answers in a row after which the device is closed and opened again. */
#define FAULTS_MAX 8

#define CONTROL_TIMEOUT_MS 1000

static const char no_keyboard[] = "it has no keyboard interface: set it to keyboard mode";

/* Requests to the interface, HID 1.11 sections 7.1 and 7.2. */
enum { GET_DESCRIPTOR = 0x06, HID_SET_IDLE = 0x0a, HID_SET_PROTOCOL = 0x0b };
enum { HID_TO_INTERFACE = 0x21, FROM_INTERFACE = 0x81 };
enum { REPORT_DESCRIPTOR = 0x2200 };
enum { PROTOCOL_BOOT = 0, PROTOCOL_REPORT = 1 };

enum step {
    STEP_DESCRIBE,     /* where keys stand in its reports, should it not speak the boot protocol */
    STEP_SET_IDLE,     /* reports only when something changes */
    STEP_SET_PROTOCOL, /* boot, if it knows that */
    STEP_READ,
    STEP_RESTORE, /* stopping: report protocol again, which Linux takes for granted */
    STEP_STOPPED,
};

struct wedge_session {
    struct reader_session base;
    struct reader_context context;
    struct wedge_decoder decoder;
    enum step step;
    size_t interface_count,
        interface_at; /* those that may be the keyboard; the one that is tried */
    struct wedge_interface interfaces[WEDGE_INTERFACES_MAX];
    bool is_described, speaks_boot;
    struct hid_keyboard keyboard; /* if described */
    bool claimed, stopping, failed, gone;
    bool halted;     /* waits for the other read to end before it clears the endpoint */
    unsigned faults; /* in a row */
    size_t in_flight;
    struct usb_transfer *control;
    struct usb_transfer *reads[READS_IN_FLIGHT];
};

static struct wedge_session *of_session(struct reader_session *base)
{
    return (struct wedge_session *)base;
}

static const struct wedge_interface *interface_of(const struct wedge_session *session)
{
    return &session->interfaces[session->interface_at];
}

static bool wedge_matches(const struct reader_config *config, const struct usb_device *device)
{
    return wedge_readers_have(config, (struct usb_id){device->vid, device->pid});
}

static void fail(struct wedge_session *session, const struct error *err)
{
    session->gone |= err->code == ERROR_GONE;
    if (!session->failed && !session->stopping) {
        session->failed = true;
        session->context.sink.on_failed(err, session->context.sink.user);
    }
}

static void fail_on_status(struct wedge_session *session, const char *what, enum usb_status status)
{
    struct error err;
    (void)error_set(&err, status == USB_GONE ? ERROR_GONE : ERROR_IO, "%s: %s", what,
                    usb_status_name(status)); /* always false */
    fail(session, &err);
}

static bool submit(struct wedge_session *session, struct usb_transfer *transfer, struct error *err)
{
    if (!usb_transfer_submit(transfer, err)) {
        return false;
    }
    session->in_flight++;
    return true;
}

static bool submit_control(struct wedge_session *session, struct usb_setup setup, size_t len,
                           struct error *err)
{
    session->control->setup = setup;
    session->control->setup.index = interface_of(session)->number;
    session->control->timeout_ms = CONTROL_TIMEOUT_MS;
    session->control->len = len;
    return submit(session, session->control, err);
}

static bool submit_request(struct wedge_session *session, uint8_t request, uint16_t value,
                           struct error *err)
{
    struct usb_setup setup = {.request_type = HID_TO_INTERFACE, .request = request, .value = value};
    return submit_control(session, setup, 0, err);
}

/* As the kernel's own driver asks for it, so that every reader answers. */
static bool submit_describe(struct wedge_session *session, struct error *err)
{
    struct usb_setup setup = {
        .request_type = FROM_INTERFACE, .request = GET_DESCRIPTOR, .value = REPORT_DESCRIPTOR};
    size_t len = interface_of(session)->descriptor_len;
    return submit_control(session, setup,
                          len > 0 && len < HID_DESCRIPTOR_MAX ? len : HID_DESCRIPTOR_MAX, err);
}

static bool submit_reads(struct wedge_session *session, struct error *err)
{
    for (size_t i = 0; i < READS_IN_FLIGHT; i++) {
        if (!submit(session, session->reads[i], err)) {
            return false;
        }
    }
    return true;
}

static void cancel_all(struct wedge_session *session)
{
    usb_transfer_cancel(session->control);
    for (size_t i = 0; i < READS_IN_FLIGHT && session->reads[i]; i++) {
        usb_transfer_cancel(session->reads[i]);
    }
}

static void on_read_end(struct usb_transfer *transfer, void *user);

/* A read takes a packet, or as many as a report has: it ends with the last one. */
static bool begin_reading(struct wedge_session *session, struct error *err)
{
    const struct wedge_interface *interface = interface_of(session);
    size_t report_len = session->speaks_boot ? 0 : session->keyboard.report_len;
    size_t packets = (report_len + interface->packet_len - 1) / interface->packet_len;
    size_t len = interface->packet_len * (packets > 0 ? packets : 1);
    for (size_t i = 0; i < READS_IN_FLIGHT; i++) {
        if (!usb_transfer_create(session->context.handle, len, &session->reads[i], err)) {
            return false;
        }
        struct usb_transfer *read = session->reads[i];
        read->kind = USB_INTERRUPT;
        read->endpoint = interface->endpoint;
        read->len = len;
        read->on_end = on_read_end;
        read->user = session;
    }
    return submit_reads(session, err);
}

/* Begins the step that session->step names. */
static bool run_step(struct wedge_session *session, struct error *err)
{
    switch (session->step) {
    case STEP_DESCRIBE:
        return submit_describe(session, err);
    case STEP_SET_IDLE:
        return submit_request(session, HID_SET_IDLE, 0, err);
    case STEP_SET_PROTOCOL:
        return submit_request(session, HID_SET_PROTOCOL, PROTOCOL_BOOT, err);
    case STEP_READ:
        return begin_reading(session, err);
    case STEP_RESTORE:
        return submit_request(session, HID_SET_PROTOCOL, PROTOCOL_REPORT, err);
    case STEP_STOPPED:
        break;
    }
    return true;
}

/* Once nothing is in flight any more, a stopping session puts the device back. */
static void go_on_stopping(struct wedge_session *session)
{
    if (session->in_flight > 0 || session->step == STEP_STOPPED) {
        return;
    }
    bool changed = session->step == STEP_SET_PROTOCOL || session->step == STEP_READ;
    changed &= interface_of(session)->is_boot && !session->gone;
    session->step = changed ? STEP_RESTORE : STEP_STOPPED;
    struct error err;
    if (!run_step(session, &err)) {
        session->step = STEP_STOPPED;
    }
}

static bool claim(struct wedge_session *session, struct error *err)
{
    session->claimed =
        usb_handle_claim(session->context.handle, interface_of(session)->number, err);
    return session->claimed;
}

/* An interface that does not say that it is a keyboard, and is none: the next one is tried. One
 * that did not answer may do so at another try. */
static bool try_next_interface(struct wedge_session *session, enum usb_status status,
                               struct error *err)
{
    if (session->interface_at + 1 == session->interface_count) {
        return status == USB_DONE
                   ? error_set(err, ERROR_UNSUPPORTED, "%s", no_keyboard)
                   : error_set(err, status == USB_TIMED_OUT ? ERROR_TIMEOUT : ERROR_IO,
                               "it does not tell where its keys stand: %s",
                               usb_status_name(status));
    }
    usb_handle_release(session->context.handle, interface_of(session)->number);
    session->claimed = false;
    session->interface_at++;
    return claim(session, err) && run_step(session, err);
}

/* Goes on from a control request that ended with status. */
static bool go_on(struct wedge_session *session, const struct usb_transfer *ended,
                  struct error *err)
{
    bool is_boot = interface_of(session)->is_boot;
    bool done = ended->status == USB_DONE;
    if (session->step == STEP_DESCRIBE) {
        session->is_described =
            done && hid_keyboard_find(ended->data, ended->actual_len, &session->keyboard);
        if (!session->is_described && !is_boot) {
            return try_next_interface(session, ended->status, err);
        }
    }
    /* Of a reader that does not tell where its keys stand, boot reports are the best guess. */
    session->speaks_boot = (session->step == STEP_SET_PROTOCOL && done) || !session->is_described;
    session->step++;
    if (session->step == STEP_SET_PROTOCOL && !is_boot) {
        session->step++;
    }
    return run_step(session, err);
}

static void on_control_end(struct usb_transfer *transfer, void *user)
{
    struct wedge_session *session = user;
    session->in_flight--;
    session->gone |= transfer->status == USB_GONE;
    if (session->stopping) {
        go_on_stopping(session);
        return;
    }
    /* Cheap readers stall or ignore any of these requests and send reports anyway. Any other
     * failure means that nothing can be read either. */
    if (transfer->status != USB_DONE && transfer->status != USB_STALLED &&
        transfer->status != USB_TIMED_OUT) {
        fail_on_status(session, "setting the reader up", transfer->status);
        return;
    }
    struct error err;
    if (!go_on(session, transfer, &err)) {
        fail(session, &err);
    } else if (session->step == STEP_READ) {
        session->context.sink.on_ready(session->context.sink.user);
        session->context.sink.on_settled(session->context.sink.user);
    }
}

static void tell(struct wedge_session *session, const struct wedge_readings *readings)
{
    const struct reader_sink *sink = &session->context.sink;
    for (size_t i = 0; i < readings->count; i++) {
        const struct wedge_reading *reading = &readings->items[i];
        if (reading->kind == WEDGE_CARD) {
            struct reader_card card = {
                .number = reading->number, .format = reading->format, .type = ""};
            sink->on_card(&card, reading->at_us, sink->user);
        } else if (reading->kind == WEDGE_TYPED) {
            sink->on_typed(reading->text, reading->text_len, reading->at_us, sink->user);
        } else {
            sink->on_malformed(reading->reason, reading->at_us, sink->user);
        }
    }
}

/* Some readers take SET_PROTOCOL and send what their descriptor says all the same. */
static bool is_as_described(const struct wedge_session *session, size_t len)
{
    bool is_other_than_boot = len != BOOT_REPORT_LEN && len == session->keyboard.report_len;
    return session->is_described && len > 0 && (!session->speaks_boot || is_other_than_boot);
}

static enum boot_report decode(struct wedge_session *session, const uint8_t *report, size_t len,
                               struct wedge_readings *ret_readings)
{
    uint8_t boot[BOOT_REPORT_LEN];
    int64_t now_us = clock_mono_us(session->context.clock);
    if (!is_as_described(session, len)) {
        return wedge_decoder_take(&session->decoder, report, len, now_us, ret_readings);
    }
    switch (hid_keyboard_to_boot(&session->keyboard, report, len, boot)) {
    case HID_REPORT_KEYS:
        return wedge_decoder_take(&session->decoder, boot, sizeof boot, now_us, ret_readings);
    case HID_REPORT_SHORT:
        return wedge_decoder_take(&session->decoder, report, 1, now_us, ret_readings);
    case HID_REPORT_OTHER:
        break;
    }
    ret_readings->count = 0;
    return BOOT_REPORT_SAME;
}

static void take_report(struct wedge_session *session, const struct usb_transfer *transfer)
{
    struct wedge_readings readings;
    enum boot_report what = decode(session, transfer->data, transfer->actual_len, &readings);
    bool bad = what == BOOT_REPORT_TOO_SHORT || what == BOOT_REPORT_EMPTY;
    session->faults = bad ? session->faults + 1 : 0;
    tell(session, &readings);
}

/* The endpoint is halted after a stall and after more bytes than a packet has. */
static void take_halt(struct wedge_session *session)
{
    struct wedge_readings readings;
    wedge_decoder_disturb(&session->decoder, clock_mono_us(session->context.clock), &readings);
    tell(session, &readings);
    session->faults++;
    session->halted = true;
    cancel_all(session);
}

/* Takes a read that ended; false if the session cannot go on. */
static bool take_read(struct wedge_session *session, const struct usb_transfer *transfer)
{
    switch (transfer->status) {
    case USB_DONE:
        take_report(session, transfer);
        break;
    case USB_STALLED:
    case USB_OVERFLOW:
        take_halt(session);
        break;
    case USB_CANCELLED:
        if (session->halted) {
            break;
        }
        /* fall through */
    default:
        fail_on_status(session, "reading", transfer->status);
        return false;
    }
    if (session->faults > FAULTS_MAX) {
        struct error err;
        (void)error_set(&err, ERROR_IO, "%u bad answers in a row, the last: %s", session->faults,
                        transfer->status == USB_DONE ? "no keyboard report"
                                                     : usb_status_name(transfer->status));
        fail(session, &err);
        return false;
    }
    return true;
}

/* A halt is cleared when no read is queued on the endpoint any more: the kernel asks for that. */
static bool read_again(struct wedge_session *session, struct usb_transfer *ended, struct error *err)
{
    if (!session->halted) {
        return submit(session, ended, err);
    }
    if (session->in_flight > 0) {
        return true;
    }
    session->halted = false;
    return usb_handle_clear_halt(session->context.handle, ended->endpoint, err) &&
           submit_reads(session, err);
}

static void on_read_end(struct usb_transfer *transfer, void *user)
{
    struct wedge_session *session = user;
    session->in_flight--;
    session->gone |= transfer->status == USB_GONE;
    if (session->stopping) {
        go_on_stopping(session);
        return;
    }
    struct error err;
    if (!session->failed && take_read(session, transfer) && !read_again(session, transfer, &err)) {
        fail(session, &err);
    }
}

static void wedge_destroy(struct reader_session *base)
{
    if (!base) {
        return;
    }
    struct wedge_session *session = of_session(base);
    CHECK(session->in_flight == 0);
    for (size_t i = 0; i < READS_IN_FLIGHT; i++) {
        usb_transfer_destroy(session->reads[i]);
    }
    usb_transfer_destroy(session->control);
    if (session->claimed) {
        usb_handle_release(session->context.handle, interface_of(session)->number);
    }
    free(session);
}
DEFINE_AUTO_AS(session, struct reader_session, wedge_destroy);

static bool make_control(struct wedge_session *session, struct error *err)
{
    if (!usb_transfer_create(session->context.handle, HID_DESCRIPTOR_MAX, &session->control, err)) {
        return false;
    }
    session->control->kind = USB_CONTROL;
    session->control->on_end = on_control_end;
    session->control->user = session;
    return true;
}

static bool wedge_start(const struct reader_context *context, const struct usb_device *device,
                        struct reader_session **ret_session, struct error *err)
{
    struct wedge_session *session = calloc(1, sizeof *session);
    if (!session) {
        return error_set(err, ERROR_NO_MEMORY, "wedge: out of memory");
    }
    AUTO(session) struct reader_session *guard = &session->base;
    session->base.driver = wedge_driver();
    session->context = *context;
    session->interface_count =
        wedge_interface_find(device->descriptors, device->descriptors_len, session->interfaces);
    if (session->interface_count == 0) {
        return error_set(err, ERROR_UNSUPPORTED, "%s", no_keyboard);
    }
    wedge_decoder_init(&session->decoder, context->config);
    if (!claim(session, err) || !make_control(session, err) || !run_step(session, err)) {
        return false;
    }
    *ret_session = TAKE(guard);
    return true;
}

static int64_t wedge_deadline_us(const struct reader_session *base)
{
    const struct wedge_session *session = (const struct wedge_session *)base;
    return wedge_decoder_deadline_us(&session->decoder);
}

static void wedge_run_deadline(struct reader_session *base, int64_t now_us)
{
    struct wedge_session *session = of_session(base);
    struct wedge_readings readings;
    wedge_decoder_expire(&session->decoder, now_us, &readings);
    tell(session, &readings);
}

static void wedge_stop(struct reader_session *base)
{
    struct wedge_session *session = of_session(base);
    session->stopping = true;
    cancel_all(session);
    go_on_stopping(session);
}

static bool wedge_is_stopped(const struct reader_session *base)
{
    return ((const struct wedge_session *)base)->step == STEP_STOPPED;
}

const struct reader_driver *wedge_driver(void)
{
    static const struct reader_driver driver = {
        .name = "wedge",
        .cards = READER_CARDS_ARE_TYPED,
        .matches = wedge_matches,
        .start = wedge_start,
        .deadline_us = wedge_deadline_us,
        .run_deadline = wedge_run_deadline,
        .stop = wedge_stop,
        .is_stopped = wedge_is_stopped,
        .destroy = wedge_destroy,
    };
    return &driver;
}
