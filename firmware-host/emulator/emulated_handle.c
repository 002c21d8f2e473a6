#include "emulated_handle.h"

#include "check.h"

struct handle {
    struct usb_handle base;
    struct place *place;
    unsigned claim_count;
};

static struct emulated_bus *of_port(struct usb_port *base)
{
    return (struct emulated_bus *)base;
}

static struct handle *of_handle(struct usb_handle *base)
{
    return (struct handle *)base;
}

const struct place *emulated_handle_place(struct usb_handle *base)
{
    return of_handle(base)->place;
}

static enum usb_status status_of(enum emulated_answer answer)
{
    switch (answer) {
    case EMULATED_ACK:
        return USB_DONE;
    case EMULATED_STALL:
        return USB_STALLED;
    case EMULATED_BABBLE:
        return USB_OVERFLOW;
    case EMULATED_GONE:
        return USB_GONE;
    default:
        return USB_FAILED;
    }
}

/* Shows one request to its device; false if it goes on waiting. */
static bool try_request(struct request *request, int64_t now_us, enum usb_status *ret_status,
                        size_t *ret_len)
{
    struct place *place = of_handle(request->base.handle)->place;
    *ret_len = 0;
    *ret_status = USB_DONE;
    if (!place->plugged) {
        *ret_status = USB_GONE;
        return true;
    }
    if (request->cancelled) {
        *ret_status = USB_CANCELLED;
        return true;
    }
    struct usb_transfer *transfer = &request->base;
    bool in = (transfer->kind == USB_CONTROL ? transfer->setup.request_type : transfer->endpoint) &
              USB_DIRECTION_IN;
    struct emulated_packet packet = {
        .data = transfer->data, .room = in ? transfer->len : 0, .len = in ? 0 : transfer->len};
    const struct emulated_device_methods *methods = place->device->methods;
    enum emulated_answer answer =
        transfer->kind == USB_CONTROL
            ? methods->control(place->device, &transfer->setup, &packet, now_us)
            : methods->transfer(place->device, transfer->endpoint, &packet, now_us);
    if (answer == EMULATED_NAK) {
        *ret_status = USB_TIMED_OUT;
        return now_us >= request->timeout_us;
    }
    if (answer == EMULATED_GONE) {
        place->plugged = false;
        place->notice = NOTICE_LEAVE;
        place->notice_at_us = now_us;
    }
    CHECK(!in || packet.len <= packet.room);
    *ret_status = status_of(answer);
    *ret_len = answer == EMULATED_ACK ? packet.len : 0;
    return true;
}

static void unlink_request(struct emulated_bus *bus, struct request *request)
{
    struct request **at = &bus->requests;
    while (*at != request) {
        at = &(*at)->next;
    }
    *at = request->next;
}

static struct request *next_unseen(struct emulated_bus *bus)
{
    struct request *request = bus->requests;
    while (request && request->round == bus->round) {
        request = request->next;
    }
    return request;
}

/* Each request that was there at the start is looked at once; owners submit anew as they are told.
 */
bool emulated_handle_run_requests(struct emulated_bus *bus, int64_t now_us)
{
    bool any = false;
    bus->round++;
    for (struct request *request; (request = next_unseen(bus));) {
        request->round = bus->round;
        enum usb_status status;
        size_t len;
        if (try_request(request, now_us, &status, &len)) {
            unlink_request(bus, request);
            usb_transfer_end(&request->base, status, len);
            any = true;
        }
    }
    return any;
}

/* Uses up one scripted failure. */
static bool fails(struct scripted_failure *failure, const char *what, struct error *err)
{
    if (failure->count == 0) {
        return false;
    }
    failure->count--;
    (void)error_set(err, failure->code, "%s: scripted failure", what); /* always false */
    return true;
}

bool emulated_handle_open(struct usb_port *base, uint64_t device_id, struct usb_handle **ret_handle,
                          struct error *err)
{
    struct emulated_bus *bus = of_port(base);
    struct place *place = emulated_bus_place(bus, device_id);
    if (!place) {
        return error_set(err, ERROR_GONE, "the device has left");
    }
    if (fails(&bus->open_failure, "open", err)) {
        return false;
    }
    struct handle *handle = calloc(1, sizeof *handle);
    if (!handle) {
        return error_set(err, ERROR_NO_MEMORY, "emulated handle: out of memory");
    }
    handle->base.port = base;
    handle->place = place;
    place->open_count++;
    *ret_handle = &handle->base;
    return true;
}

void emulated_handle_close(struct usb_handle *base)
{
    struct handle *handle = of_handle(base);
    const struct emulated_bus *bus = of_port(base->port);
    for (const struct request *request = bus->requests; request; request = request->next) {
        CHECK(request->base.handle != base);
    }
    handle->place->claim_count -= handle->claim_count;
    handle->place->open_count--;
    free(handle);
}

bool emulated_handle_claim(struct usb_handle *base, uint8_t interface, struct error *err)
{
    (void)interface; /* one driver takes one interface of a device here */
    struct handle *handle = of_handle(base);
    if (!handle->place->plugged) {
        return error_set(err, ERROR_GONE, "the device has left");
    }
    if (fails(&of_port(base->port)->claim_failure, "claim", err)) {
        return false;
    }
    if (handle->place->claim_count > handle->claim_count) {
        return error_set(err, ERROR_BUSY, "another program holds the reader");
    }
    handle->place->claim_count++;
    handle->claim_count++;
    return true;
}

void emulated_handle_release(struct usb_handle *base, uint8_t interface)
{
    (void)interface; /* as when claiming */
    struct handle *handle = of_handle(base);
    if (handle->claim_count > 0) {
        handle->claim_count--;
        handle->place->claim_count--;
    }
}

bool emulated_handle_clear_halt(struct usb_handle *base, uint8_t endpoint, struct error *err)
{
    const struct place *place = of_handle(base)->place;
    if (!place->plugged) {
        return error_set(err, ERROR_GONE, "the device has left");
    }
    place->device->methods->clear_halt(place->device, endpoint);
    return true;
}

bool emulated_handle_reset(struct usb_handle *base, struct error *err)
{
    const struct place *place = of_handle(base)->place;
    if (!place->plugged) {
        return error_set(err, ERROR_GONE, "the device has left");
    }
    of_port(base->port)->reset_count++;
    place->device->methods->reset(place->device);
    return true;
}

bool emulated_handle_transfer_create(struct usb_handle *handle, size_t capacity,
                                     struct usb_transfer **ret_transfer, struct error *err)
{
    struct request *request = calloc(1, sizeof *request + capacity);
    if (!request) {
        return error_set(err, ERROR_NO_MEMORY, "emulated transfer: out of memory");
    }
    request->base.data = request->bytes;
    request->base.capacity = capacity;
    request->base.handle = handle;
    *ret_transfer = &request->base;
    return true;
}

void emulated_handle_transfer_destroy(struct usb_transfer *base)
{
    free(base);
}

bool emulated_handle_transfer_submit(struct usb_transfer *base, struct error *err)
{
    struct request *request = (struct request *)base;
    struct emulated_bus *bus = of_port(base->handle->port);
    if (!of_handle(base->handle)->place->plugged) {
        return error_set(err, ERROR_GONE, "the device has left");
    }
    request->cancelled = false;
    request->round = bus->round;
    request->timeout_us =
        base->timeout_ms ? clock_mono_us(bus->clock) + base->timeout_ms * INT64_C(1000) : INT64_MAX;
    struct request **at = &bus->requests;
    while (*at) {
        at = &(*at)->next;
    }
    request->next = NULL;
    *at = request;
    return true;
}

void emulated_handle_transfer_cancel(struct usb_transfer *base)
{
    ((struct request *)base)->cancelled = true;
}
