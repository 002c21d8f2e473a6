#include "ccid_unit.h"

#include "ccid_readers.h"
#include "check.h"

/* Whole packets of any speed, and more than an ATR or a UID needs. */
#define ANSWER_MAX 1024

#define SEND_TIMEOUT_MS      1000
#define STATUS_TIMEOUT_MS    1000
#define CARD_TIMEOUT_MS      3000
#define POWER_OFF_TIMEOUT_MS 500
#define ABORT_TIMEOUT_MS     1000

/* Class request to the interface, CCID 1.1 section 5.3.1. */
enum { REQUEST_TO_INTERFACE = 0x21, REQUEST_ABORT = 0x01 };

static int64_t now_us(const struct ccid_unit *unit)
{
    return clock_mono_us(unit->clock);
}

static void fail(struct ccid_unit *unit, const struct error *err)
{
    unit->gone |= err->code == ERROR_GONE;
    if (!unit->failed && !unit->stopping) {
        unit->failed = true;
        unit->owner.on_failed(err, unit->owner.user);
    }
}

static void fail_on_status(struct ccid_unit *unit, const char *what, enum usb_status status)
{
    static const enum error_code codes[] = {
        [USB_GONE] = ERROR_GONE,
        [USB_TIMED_OUT] = ERROR_TIMEOUT,
    };
    enum error_code code = (size_t)status < ARRAY_LEN(codes) ? codes[status] : ERROR_NONE;
    struct error err;
    (void)error_set(&err, code ? code : ERROR_IO, "%s: %s", what,
                    usb_status_name(status)); /* always false */
    fail(unit, &err);
}

static bool submit(struct ccid_unit *unit, struct usb_transfer *transfer, struct error *err)
{
    if (!usb_transfer_submit(transfer, err)) {
        return false;
    }
    unit->in_flight++;
    return true;
}

static void submit_or_fail(struct ccid_unit *unit, struct usb_transfer *transfer)
{
    struct error err;
    if (!submit(unit, transfer, &err)) {
        fail(unit, &err);
    }
}

static unsigned answer_timeout_ms(enum ccid_command_type type)
{
    return type == CCID_GET_SLOT_STATUS ? STATUS_TIMEOUT_MS : CARD_TIMEOUT_MS;
}

static void send(struct ccid_unit *unit, const struct ccid_command *command)
{
    unit->busy = true;
    unit->command = *command;
    unit->strays = 0;
    unit->extensions = 0;
    unit->seq++;
    unit->out->len = ccid_message_format(command, unit->seq, unit->out->data);
    unit->in->timeout_ms = answer_timeout_ms(command->type);
    submit_or_fail(unit, unit->out);
}

/* Sends the next command that a slot wants, each in its turn. */
static void pump(struct ccid_unit *unit)
{
    size_t count = unit->setup.interface.slot_count;
    for (size_t i = 0; i < count && !unit->busy && !unit->failed && !unit->stopping; i++) {
        struct ccid_command command;
        struct ccid_slot *slot = &unit->slots[(unit->next_slot + i) % count];
        if (ccid_slot_next(slot, now_us(unit), &command)) {
            /* A card that is being read is read to its end first. */
            unit->next_slot = slot->index;
            send(unit, &command);
        }
    }
    if (!unit->busy) {
        unit->next_slot = (unit->next_slot + 1) % count;
    }
}

static void tell(struct ccid_unit *unit, const struct ccid_news *news)
{
    if (news->kind != CCID_NEWS_NONE || news->has_left) {
        unit->owner.on_news(news, unit->owner.user);
    }
}

/* The command is lost; the slot's state is asked for anew, until that fails too often. */
static void note_fault(struct ccid_unit *unit, enum error_code code, const char *what)
{
    unit->busy = false;
    unit->faults += code == ERROR_TIMEOUT ? CCID_FAULT_SILENT : 1;
    ccid_slot_doubt(&unit->slots[unit->command.slot]);
    if (unit->faults < CCID_FAULTS_MAX) {
        pump(unit);
        return;
    }
    struct error err;
    (void)error_set(&err, code, "%s: %s", ccid_message_name(unit->faulty), what); /* always false */
    fail(unit, &err);
}

static void note_bad(struct ccid_unit *unit, const char *what)
{
    if (unit->command.type != CCID_ABORT) {
        unit->faulty = unit->command.type;
    }
    note_fault(unit, ERROR_IO, what);
}

/* A command that is not answered holds its slot until it is aborted: by a control request and by a
 * message, in this order and with one bSeq (CCID 1.1 sections 5.3.1 and 6.1.13). */
static void begin_abort(struct ccid_unit *unit)
{
    uint8_t slot = unit->command.slot;
    unit->command = (struct ccid_command){.type = CCID_ABORT, .slot = slot};
    unit->strays = 0;
    unit->seq++;
    unit->abort->setup = (struct usb_setup){
        .request_type = REQUEST_TO_INTERFACE,
        .request = REQUEST_ABORT,
        .value = (uint16_t)(unit->seq << 8 | slot),
        .index = unit->setup.interface.number,
    };
    submit_or_fail(unit, unit->abort);
}

static void note_silence(struct ccid_unit *unit)
{
    struct error err;
    if (unit->command.type == CCID_ABORT) {
        (void)error_set(&err, ERROR_TIMEOUT, "%s: no answer, and none to an abort",
                        ccid_message_name(unit->faulty)); /* always false */
        fail(unit, &err);
        return;
    }
    unit->faulty = unit->command.type;
    begin_abort(unit);
}

/* A halted bulk endpoint takes nothing more until that is cleared. */
static void take_stall(struct ccid_unit *unit, uint8_t endpoint)
{
    struct error err;
    if (!usb_handle_clear_halt(unit->handle, endpoint, &err)) {
        fail(unit, &err);
        return;
    }
    note_bad(unit, usb_status_name(USB_STALLED));
}

static void take_answer(struct ccid_unit *unit, const struct ccid_answer *answer)
{
    if (answer->outcome == CCID_COMMAND_CONTINUES) {
        if (unit->extensions++ < CCID_EXTENSIONS_MAX) {
            submit_or_fail(unit, unit->in);
        } else {
            note_silence(unit);
        }
        return;
    }
    if (unit->command.type == CCID_ABORT) {
        note_fault(unit, ERROR_TIMEOUT, "no answer");
        return;
    }
    if (answer->outcome == CCID_COMMAND_FAILED && answer->error == CCID_ERROR_SLOT_BUSY) {
        note_silence(unit);
        return;
    }
    if (unit->command.type == unit->faulty) {
        unit->faults = 0;
    }
    unit->busy = false;
    struct ccid_news news =
        ccid_slot_take(&unit->slots[unit->command.slot], &unit->command, answer, now_us(unit));
    pump(unit); /* first, so that the reader does not wait for what is done with the news */
    tell(unit, &news);
    unit->owner.on_answered(unit->owner.user);
}

static void take_bytes(struct ccid_unit *unit, const struct usb_transfer *transfer)
{
    struct ccid_answer answer;
    const char *fault = NULL;
    switch (ccid_message_read(&unit->command, unit->seq, transfer->data, transfer->actual_len,
                              &answer, &fault)) {
    case CCID_REPLY_ANSWER:
        take_answer(unit, &answer);
        break;
    case CCID_REPLY_STRAY:
    case CCID_REPLY_EMPTY:
        if (unit->strays++ < CCID_STRAYS_MAX) {
            submit_or_fail(unit, unit->in);
        } else {
            note_bad(unit, "it answers what was not asked");
        }
        break;
    case CCID_REPLY_BAD:
        note_bad(unit, fault);
        break;
    }
}

static void go_on_stopping(struct ccid_unit *unit);

/* What every end of a transfer has in common; true if the unit goes on. */
static bool note_end(struct ccid_unit *unit, const struct usb_transfer *transfer)
{
    unit->in_flight--;
    unit->gone |= transfer->status == USB_GONE;
    if (unit->stopping) {
        return false;
    }
    return !unit->failed;
}

static void on_out_end(struct usb_transfer *transfer, void *user)
{
    struct ccid_unit *unit = user;
    bool goes_on = note_end(unit, transfer);
    if (unit->stopping) {
        bool sent = unit->powering_off && transfer->status == USB_DONE;
        if (!sent || !submit(unit, unit->in, NULL)) {
            go_on_stopping(unit);
        }
        return;
    }
    if (!goes_on) {
        return;
    }
    if (transfer->status == USB_DONE) {
        submit_or_fail(unit, unit->in);
    } else if (transfer->status == USB_STALLED) {
        take_stall(unit, transfer->endpoint);
    } else {
        fail_on_status(unit, ccid_message_name(unit->command.type), transfer->status);
    }
}

static void on_abort_end(struct usb_transfer *transfer, void *user)
{
    struct ccid_unit *unit = user;
    bool goes_on = note_end(unit, transfer);
    if (unit->stopping) {
        go_on_stopping(unit);
    } else if (goes_on && transfer->status == USB_GONE) {
        fail_on_status(unit, "Abort", transfer->status);
    } else if (goes_on && transfer->status != USB_DONE) {
        note_silence(unit); /* it knows no abort */
    } else if (goes_on) {
        unit->out->len = ccid_message_format(&unit->command, unit->seq, unit->out->data);
        unit->in->timeout_ms = ABORT_TIMEOUT_MS;
        submit_or_fail(unit, unit->out);
    }
}

static void on_in_end(struct usb_transfer *transfer, void *user)
{
    struct ccid_unit *unit = user;
    bool goes_on = note_end(unit, transfer);
    if (unit->stopping) {
        go_on_stopping(unit);
        return;
    }
    if (!goes_on) {
        return;
    }
    switch (transfer->status) {
    case USB_DONE:
        take_bytes(unit, transfer);
        break;
    case USB_STALLED:
    case USB_OVERFLOW:
        take_stall(unit, transfer->endpoint);
        break;
    case USB_TIMED_OUT:
        note_silence(unit);
        break;
    default:
        fail_on_status(unit, ccid_message_name(unit->command.type), transfer->status);
        break;
    }
}

/* A notice that is none may stand for any; the slots are asked. */
static bool doubt_all(struct ccid_unit *unit, const char *what)
{
    for (size_t i = 0; i < unit->setup.interface.slot_count; i++) {
        ccid_slot_doubt(&unit->slots[i]);
    }
    if (unit->notice_faults++ < CCID_FAULTS_MAX) {
        return true;
    }
    struct error err;
    (void)error_set(&err, ERROR_IO, "interrupt endpoint: %s", what); /* always false */
    fail(unit, &err);
    return false;
}

static bool take_notice(struct ccid_unit *unit, const struct usb_transfer *transfer)
{
    struct ccid_notice notice;
    uint8_t slot_count = unit->setup.interface.slot_count;
    if (!ccid_message_read_notice(transfer->data, transfer->actual_len, slot_count, &notice)) {
        return doubt_all(unit, "no notice that the standard knows");
    }
    if (notice.is_hardware_error) {
        return doubt_all(unit, "the reader tells of a hardware error (overcurrent)");
    }
    unit->notice_faults = 0;
    for (uint8_t i = 0; i < slot_count; i++) {
        struct ccid_news news = ccid_slot_note(&unit->slots[i], notice.slots[i], now_us(unit));
        tell(unit, &news);
    }
    return true;
}

static void on_notice_end(struct usb_transfer *transfer, void *user)
{
    struct ccid_unit *unit = user;
    bool goes_on = note_end(unit, transfer);
    if (unit->stopping) {
        go_on_stopping(unit);
        return;
    }
    struct error err;
    if (!goes_on) {
        return;
    }
    if (transfer->status == USB_STALLED || transfer->status == USB_OVERFLOW) {
        goes_on = doubt_all(unit, usb_status_name(transfer->status));
        if (goes_on && !usb_handle_clear_halt(unit->handle, transfer->endpoint, &err)) {
            fail(unit, &err);
            return;
        }
    } else if (transfer->status == USB_DONE) {
        goes_on = take_notice(unit, transfer);
    } else {
        fail_on_status(unit, "interrupt endpoint", transfer->status);
        return;
    }
    if (goes_on) {
        submit_or_fail(unit, transfer);
        pump(unit);
        unit->owner.on_answered(unit->owner.user);
    }
}

static bool make_transfer(struct ccid_unit *unit, size_t capacity, enum usb_transfer_kind kind,
                          uint8_t endpoint, void (*on_end)(struct usb_transfer *, void *),
                          struct usb_transfer **ret_transfer, struct error *err)
{
    struct usb_transfer *transfer = NULL;
    if (!usb_transfer_create(unit->handle, capacity, &transfer, err)) {
        return false;
    }
    transfer->kind = kind;
    transfer->endpoint = endpoint;
    transfer->len = capacity;
    transfer->on_end = on_end;
    transfer->user = unit;
    *ret_transfer = transfer;
    return true;
}

static bool make_transfers(struct ccid_unit *unit, struct error *err)
{
    const struct ccid_interface *interface = &unit->setup.interface;
    if (!make_transfer(unit, CCID_COMMAND_MAX, USB_BULK, interface->bulk_out, on_out_end,
                       &unit->out, err) ||
        !make_transfer(unit, 0, USB_CONTROL, 0, on_abort_end, &unit->abort, err) ||
        !make_transfer(unit, ANSWER_MAX, USB_BULK, interface->bulk_in, on_in_end, &unit->in, err)) {
        return false;
    }
    unit->out->timeout_ms = SEND_TIMEOUT_MS;
    unit->abort->timeout_ms = ABORT_TIMEOUT_MS;
    return !interface->interrupt_in ||
           make_transfer(unit, interface->interrupt_len, USB_INTERRUPT, interface->interrupt_in,
                         on_notice_end, &unit->notice, err);
}

bool ccid_unit_start(struct ccid_unit *unit, const struct ccid_slot_setup *setup,
                     const struct reader_context *context, const struct ccid_unit_owner *owner,
                     struct error *err)
{
    unit->setup = *setup;
    unit->owner = *owner;
    unit->clock = context->clock;
    unit->handle = context->handle;
    if (!usb_handle_claim(unit->handle, setup->interface.number, err)) {
        return false;
    }
    unit->claimed = true;
    for (uint8_t i = 0; i < setup->interface.slot_count; i++) {
        ccid_slot_init(&unit->slots[i], &unit->setup, i);
    }
    return make_transfers(unit, err);
}

int64_t ccid_unit_deadline_us(const struct ccid_unit *unit)
{
    int64_t next_us = READER_NO_DEADLINE;
    if (unit->busy || unit->failed || unit->stopping) {
        return next_us;
    }
    for (size_t i = 0; i < unit->setup.interface.slot_count; i++) {
        int64_t due_us = ccid_slot_deadline_us(&unit->slots[i]);
        next_us = due_us < next_us ? due_us : next_us;
    }
    return next_us;
}

void ccid_unit_run_deadline(struct ccid_unit *unit, int64_t moment_us)
{
    if (unit->failed || unit->stopping) {
        return;
    }
    if (unit->notice && !unit->listening) {
        unit->listening = true;
        submit_or_fail(unit, unit->notice);
    }
    for (size_t i = 0; i < unit->setup.interface.slot_count; i++) {
        struct ccid_news news = ccid_slot_expire(&unit->slots[i], moment_us);
        tell(unit, &news);
    }
    pump(unit);
}

bool ccid_unit_signal(struct ccid_unit *unit)
{
    if (!(unit->setup.extras & CCID_EXTRA_ACR122)) {
        return false;
    }
    ccid_slot_signal(&unit->slots[0]);
    return true;
}

bool ccid_unit_is_ready(const struct ccid_unit *unit)
{
    for (size_t i = 0; i < unit->setup.interface.slot_count; i++) {
        if (!unit->slots[i].known) {
            return false;
        }
    }
    return true;
}

bool ccid_unit_is_settled(const struct ccid_unit *unit)
{
    for (size_t i = 0; i < unit->setup.interface.slot_count; i++) {
        if (!ccid_slot_is_settled(&unit->slots[i])) {
            return false;
        }
    }
    return true;
}

/* Powers one card off; false if there is none left. */
static bool power_off(struct ccid_unit *unit)
{
    for (uint8_t i = 0; i < unit->setup.interface.slot_count; i++) {
        if (!unit->slots[i].powered || unit->failed || unit->gone) {
            continue;
        }
        unit->slots[i].powered = false;
        unit->powering_off = true;
        struct ccid_command command = {.type = CCID_ICC_POWER_OFF, .slot = i};
        unit->out->len = ccid_message_format(&command, ++unit->seq, unit->out->data);
        unit->out->timeout_ms = POWER_OFF_TIMEOUT_MS;
        unit->in->timeout_ms = POWER_OFF_TIMEOUT_MS;
        if (submit(unit, unit->out, NULL)) {
            return true;
        }
    }
    return false;
}

/* Once nothing is in flight any more, cards are powered off one by one. */
static void go_on_stopping(struct ccid_unit *unit)
{
    if (unit->in_flight == 0 && !unit->stopped && !power_off(unit)) {
        unit->stopped = true;
    }
}

void ccid_unit_stop(struct ccid_unit *unit)
{
    unit->stopping = true;
    struct usb_transfer *const transfers[] = {unit->out, unit->in, unit->notice, unit->abort};
    for (size_t i = 0; i < ARRAY_LEN(transfers); i++) {
        if (transfers[i]) {
            usb_transfer_cancel(transfers[i]);
        }
    }
    go_on_stopping(unit);
}

void ccid_unit_finish(struct ccid_unit *unit)
{
    CHECK(unit->in_flight == 0);
    usb_transfer_destroy(unit->out);
    usb_transfer_destroy(unit->in);
    usb_transfer_destroy(unit->notice);
    usb_transfer_destroy(unit->abort);
    if (unit->claimed) {
        usb_handle_release(unit->handle, unit->setup.interface.number);
    }
    *unit = (struct ccid_unit){0};
}
