#include "wedge_driver.h"

#include "check.h"
#include "usb_descriptor.h"
#include "wedge_decoder.h"
#include "wedge_readers.h"
#include <stdio.h>

/* Two reads wait at the device, so that a key that comes while the other is being looked at is
 * taken at the next frame, as the kernel's own driver would. */
#define READS_IN_FLIGHT 2

/* Bad answers in a row after which the device is closed and opened again. */
#define FAULTS_MAX 8

#define CONTROL_TIMEOUT_MS 1000

/* Class requests to the interface, HID 1.11 section 7.2. */
enum { HID_SET_IDLE = 0x0a, HID_SET_PROTOCOL = 0x0b };
enum { HID_TO_INTERFACE = 0x21 };
enum { PROTOCOL_BOOT = 0, PROTOCOL_REPORT = 1 };

enum step {
    STEP_SET_IDLE,     /* reports only when something changes */
    STEP_SET_PROTOCOL, /* boot */
    STEP_READ,
    STEP_RESTORE, /* stopping: report protocol again, which Linux takes for granted */
    STEP_STOPPED,
};

struct wedge_session {
    struct reader_session base;
    struct reader_context context;
    struct wedge_decoder decoder;
    enum step step;
    uint8_t interface;
    uint8_t endpoint;
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

static bool find_keyboard(const struct usb_device *device, struct usb_interface *ret_interface,
                          struct usb_endpoint *ret_endpoint)
{
    return usb_descriptor_find_interrupt_in(device->descriptors, device->descriptors_len,
                                            USB_CLASS_HID, HID_SUBCLASS_BOOT, HID_PROTOCOL_KEYBOARD,
                                            ret_interface, ret_endpoint);
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

static bool submit_request(struct wedge_session *session, uint8_t request, uint16_t value,
                           struct error *err)
{
    session->control->setup = (struct usb_setup){
        .request_type = HID_TO_INTERFACE,
        .request = request,
        .value = value,
        .index = session->interface,
    };
    session->control->timeout_ms = CONTROL_TIMEOUT_MS;
    session->control->len = 0;
    return submit(session, session->control, err);
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
    for (size_t i = 0; i < READS_IN_FLIGHT; i++) {
        usb_transfer_cancel(session->reads[i]);
    }
}

/* Begins the step that session->step names. */
static bool run_step(struct wedge_session *session, struct error *err)
{
    switch (session->step) {
    case STEP_SET_IDLE:
        return submit_request(session, HID_SET_IDLE, 0, err);
    case STEP_SET_PROTOCOL:
        return submit_request(session, HID_SET_PROTOCOL, PROTOCOL_BOOT, err);
    case STEP_READ:
        return submit_reads(session, err);
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
    session->step = changed && !session->gone ? STEP_RESTORE : STEP_STOPPED;
    struct error err;
    if (!run_step(session, &err)) {
        session->step = STEP_STOPPED;
    }
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
    /* Cheap readers stall or ignore both requests and send boot reports anyway. Any other failure
     * means that nothing can be read either. */
    if (transfer->status != USB_DONE && transfer->status != USB_STALLED &&
        transfer->status != USB_TIMED_OUT) {
        fail_on_status(session, "setting the reader up", transfer->status);
        return;
    }
    session->step++;
    struct error err;
    if (!run_step(session, &err)) {
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

static void take_report(struct wedge_session *session, const struct usb_transfer *transfer)
{
    struct wedge_readings readings;
    enum boot_report what =
        wedge_decoder_take(&session->decoder, transfer->data, transfer->actual_len,
                           clock_mono_us(session->context.clock), &readings);
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
    return usb_handle_clear_halt(session->context.handle, session->endpoint, err) &&
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
        usb_handle_release(session->context.handle, session->interface);
    }
    free(session);
}
DEFINE_AUTO_AS(session, struct reader_session, wedge_destroy);

static bool make_transfers(struct wedge_session *session, size_t packet_len, struct error *err)
{
    struct usb_handle *handle = session->context.handle;
    if (!usb_transfer_create(handle, BOOT_REPORT_LEN, &session->control, err)) {
        return false;
    }
    session->control->kind = USB_CONTROL;
    session->control->on_end = on_control_end;
    session->control->user = session;
    for (size_t i = 0; i < READS_IN_FLIGHT; i++) {
        if (!usb_transfer_create(handle, packet_len, &session->reads[i], err)) {
            return false;
        }
        struct usb_transfer *read = session->reads[i];
        read->kind = USB_INTERRUPT;
        read->endpoint = session->endpoint;
        read->len = packet_len;
        read->on_end = on_read_end;
        read->user = session;
    }
    return true;
}

static bool wedge_start(const struct reader_context *context, const struct usb_device *device,
                        struct reader_session **ret_session, struct error *err)
{
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    if (!find_keyboard(device, &interface, &endpoint)) {
        return error_set(err, ERROR_UNSUPPORTED,
                         "it has no boot keyboard interface: set it to keyboard mode");
    }
    struct wedge_session *session = calloc(1, sizeof *session);
    if (!session) {
        return error_set(err, ERROR_NO_MEMORY, "wedge: out of memory");
    }
    AUTO(session) struct reader_session *guard = &session->base;
    session->base.driver = wedge_driver();
    session->context = *context;
    session->interface = interface.number;
    session->endpoint = endpoint.address;
    wedge_decoder_init(&session->decoder, context->config);
    if (!usb_handle_claim(context->handle, interface.number, err)) {
        return false;
    }
    session->claimed = true;
    if (!make_transfers(session, endpoint.packet_len, err) || !run_step(session, err)) {
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
