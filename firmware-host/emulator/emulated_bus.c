#include "emulated_bus.h"

#include "check.h"
#include "emulated_handle.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

static struct emulated_bus *of_port(struct usb_port *base)
{
    return (struct emulated_bus *)base;
}

void emulated_device_destroy(struct emulated_device *device)
{
    if (device) {
        device->methods->destroy(device);
    }
}

/* Digits, a hyphen, numbers divided by points: "1-2.3". */
static bool is_path(const char *path)
{
    size_t len = strlen(path);
    if (len >= USB_PATH_SIZE || strspn(path, "0123456789-.") != len) {
        return false;
    }
    const char *hyphen = strchr(path, '-');
    if (!hyphen || strchr(hyphen + 1, '-') || hyphen == path) {
        return false;
    }
    for (const char *at = path; *at; at++) {
        bool divides = !isdigit((unsigned char)*at);
        if (divides && (!isdigit((unsigned char)at[1]) || (*at == '.' && at < hyphen))) {
            return false;
        }
    }
    return true;
}

static struct place *find_place(struct emulated_bus *bus, const char *path)
{
    for (size_t i = 0; i < bus->place_count; i++) {
        if (bus->places[i]->plugged && strcmp(bus->places[i]->shown.path, path) == 0) {
            return bus->places[i];
        }
    }
    return NULL;
}

struct place *emulated_bus_place(struct emulated_bus *bus, uint64_t device_id)
{
    for (size_t i = 0; i < bus->place_count; i++) {
        if (bus->places[i]->plugged && bus->places[i]->shown.id == device_id) {
            return bus->places[i];
        }
    }
    return NULL;
}

static void free_place(struct place *place)
{
    emulated_device_destroy(place->device);
    free(place);
}

/* Forgets devices that were pulled out, told of, and closed. */
static void sweep_places(struct emulated_bus *bus)
{
    size_t kept = 0;
    for (size_t i = 0; i < bus->place_count; i++) {
        struct place *place = bus->places[i];
        if (!place->plugged && place->notice == NOTICE_NONE && place->open_count == 0) {
            free_place(place);
        } else {
            bus->places[kept++] = place;
        }
    }
    bus->place_count = kept;
}

static bool deliver_notices(struct emulated_bus *bus, int64_t now_us)
{
    bool any = false;
    for (size_t i = 0; bus->listener.on_arrive && i < bus->place_count; i++) {
        struct place *place = bus->places[i];
        if (now_us < place->notice_at_us) {
            continue;
        }
        enum notice notice = place->notice;
        place->notice = NOTICE_NONE;
        if (notice == NOTICE_ARRIVAL) {
            bus->listener.on_arrive(&place->shown, bus->listener.user);
        } else if (notice == NOTICE_LEAVE) {
            bus->listener.on_leave(place->shown.id, bus->listener.user);
        }
        any |= notice != NOTICE_NONE;
    }
    sweep_places(bus);
    return any;
}

static int64_t next_deadline_us(const struct emulated_bus *bus)
{
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < bus->companion_count; i++) {
        int64_t due_us = bus->companions[i].deadline_us(bus->companions[i].user);
        next = due_us < next ? due_us : next;
    }
    for (size_t i = 0; i < bus->place_count; i++) {
        const struct place *place = bus->places[i];
        if (place->notice != NOTICE_NONE && place->notice_at_us < next) {
            next = place->notice_at_us;
        }
    }
    for (const struct request *request = bus->requests; request; request = request->next) {
        const struct place *place = emulated_handle_place(request->base.handle);
        uint8_t endpoint = request->base.kind == USB_CONTROL ? 0 : request->base.endpoint;
        int64_t due_us = place->device->methods->deadline_us(place->device, endpoint);
        due_us = due_us < request->timeout_us ? due_us : request->timeout_us;
        next = due_us < next ? due_us : next;
    }
    return next;
}

static void run_companions(struct emulated_bus *bus)
{
    int64_t now_us = clock_mono_us(bus->clock);
    for (size_t i = 0; i < bus->companion_count; i++) {
        bus->companions[i].run(now_us, bus->companions[i].user);
    }
}

static bool run_once(struct emulated_bus *bus)
{
    run_companions(bus);
    int64_t now_us = clock_mono_us(bus->clock);
    bool notices_first = bus->unplug_order == EMULATED_NOTICE_FIRST;
    bool any = notices_first && deliver_notices(bus, now_us);
    any |= emulated_handle_run_requests(bus, now_us);
    any |= deliver_notices(bus, now_us);
    if (any) {
        run_companions(bus);
    }
    return any;
}

/* Waits for a wake-up, a command or until_us; *ret_woken if it was the first. */
static bool wait_until(struct emulated_bus *bus, int64_t until_us, bool *ret_woken,
                       struct error *err)
{
    struct pollfd fds[1 + EMULATED_COMPANIONS_MAX * EMULATED_COMPANION_FDS] = {
        {.fd = bus->wake_event, .events = POLLIN}};
    nfds_t count = 1;
    for (size_t i = 0; i < bus->companion_count; i++) {
        count += bus->companions[i].list_fds(fds + count, bus->companions[i].user);
    }
    struct timespec wait = {0};
    int64_t now_us = clock_mono_us(bus->clock);
    if (until_us > now_us && until_us != INT64_MAX) {
        wait.tv_sec = (until_us - now_us) / 1000000;
        wait.tv_nsec = (until_us - now_us) % 1000000 * 1000;
    }
    if (ppoll(fds, count, until_us == INT64_MAX ? NULL : &wait, NULL) < 0 && errno != EINTR) {
        return error_set_errno(err, errno, "emulated bus: poll");
    }
    eventfd_t value;
    *ret_woken = eventfd_read(bus->wake_event, &value) == 0;
    return true;
}

static bool bus_run(struct usb_port *base, int64_t wait_us, struct error *err)
{
    struct emulated_bus *bus = of_port(base);
    int64_t start_us = clock_mono_us(bus->clock);
    int64_t end_us = wait_us < INT64_MAX - start_us ? start_us + wait_us : INT64_MAX;
    for (;;) {
        if (run_once(bus)) {
            return true;
        }
        if (clock_mono_us(bus->clock) >= end_us) {
            return true;
        }
        int64_t due_us = next_deadline_us(bus);
        bool woken = false;
        if (!wait_until(bus, due_us < end_us ? due_us : end_us, &woken, err)) {
            return false;
        }
        if (woken) {
            return true;
        }
    }
}

static bool bus_listen(struct usb_port *base, const struct usb_listener *listener,
                       struct error *err)
{
    (void)err; /* cannot fail */
    of_port(base)->listener = *listener;
    return true;
}

static void bus_wake(struct usb_port *base)
{
    CHECK(eventfd_write(of_port(base)->wake_event, 1) == 0);
}

static void bus_destroy(struct usb_port *base)
{
    struct emulated_bus *bus = of_port(base);
    for (size_t i = 0; i < bus->companion_count; i++) {
        bus->companions[i].destroy(bus->companions[i].user);
    }
    CHECK(!bus->requests);
    for (size_t i = 0; i < bus->place_count; i++) {
        CHECK(bus->places[i]->open_count == 0);
        free_place(bus->places[i]);
    }
    (void)close(bus->wake_event); /* nobody is left to be told */
    free(bus);
}

static const struct usb_port_methods methods = {
    .listen = bus_listen,
    .run = bus_run,
    .wake = bus_wake,
    .destroy = bus_destroy,
    .open = emulated_handle_open,
    .close = emulated_handle_close,
    .claim = emulated_handle_claim,
    .release = emulated_handle_release,
    .clear_halt = emulated_handle_clear_halt,
    .reset = emulated_handle_reset,
    .transfer_create = emulated_handle_transfer_create,
    .transfer_destroy = emulated_handle_transfer_destroy,
    .submit = emulated_handle_transfer_submit,
    .cancel = emulated_handle_transfer_cancel,
};

bool emulated_bus_create(const struct clock *clock, struct emulated_bus **ret_bus,
                         struct error *err)
{
    struct emulated_bus *bus = calloc(1, sizeof *bus);
    if (!bus) {
        return error_set(err, ERROR_NO_MEMORY, "emulated bus: out of memory");
    }
    bus->base.methods = &methods;
    bus->clock = clock;
    bus->wake_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (bus->wake_event < 0) {
        free(bus);
        return error_set_errno(err, errno, "emulated bus: eventfd");
    }
    *ret_bus = bus;
    return true;
}

struct usb_port *emulated_bus_port(struct emulated_bus *bus)
{
    return &bus->base;
}

static void tell_later(const struct emulated_bus *bus, struct place *place, enum notice notice)
{
    place->notice = notice;
    place->notice_at_us = clock_mono_us(bus->clock) + bus->notice_delay_ms * 1000;
}

bool emulated_bus_plug(struct emulated_bus *bus, const char *path, struct emulated_device *device,
                       uint64_t *ret_device_id, struct error *err)
{
    if (!is_path(path)) {
        return error_set(err, ERROR_INVALID, "\"%s\" is no port path such as 1-2.3", path);
    }
    if (find_place(bus, path)) {
        return error_set(err, ERROR_BUSY, "port %s is taken", path);
    }
    if (bus->place_count == EMULATED_DEVICES_MAX) {
        return error_set(err, ERROR_FULL, "more than %d devices", EMULATED_DEVICES_MAX);
    }
    struct place *place = calloc(1, sizeof *place);
    if (!place) {
        return error_set(err, ERROR_NO_MEMORY, "emulated device: out of memory");
    }
    struct usb_device *shown = &place->shown;
    shown->id = ++bus->last_id;
    shown->vid = device->vid;
    shown->pid = device->pid;
    shown->bus = 1;
    shown->address = ++bus->last_address;
    (void)snprintf(shown->path, sizeof shown->path, "%s", path); /* is_path looked at the length */
    memcpy(shown->name, device->name, sizeof shown->name);
    shown->descriptors_len = device->descriptors_len;
    memcpy(shown->descriptors, device->descriptors, device->descriptors_len);
    place->device = device;
    place->plugged = true;
    tell_later(bus, place, NOTICE_ARRIVAL);
    bus->places[bus->place_count++] = place;
    *ret_device_id = shown->id;
    return true;
}

bool emulated_bus_unplug(struct emulated_bus *bus, const char *path, struct error *err)
{
    struct place *place = find_place(bus, path);
    if (!place) {
        return error_set(err, ERROR_GONE, "nothing is plugged into %s", path);
    }
    place->plugged = false;
    tell_later(bus, place, place->notice == NOTICE_ARRIVAL ? NOTICE_NONE : NOTICE_LEAVE);
    return true;
}

/* NULL if there is not exactly one. */
static struct place *find_only_place(struct emulated_bus *bus)
{
    struct place *found = NULL;
    for (size_t i = 0; i < bus->place_count; i++) {
        if (bus->places[i]->plugged && found) {
            return NULL;
        }
        if (bus->places[i]->plugged) {
            found = bus->places[i];
        }
    }
    return found;
}

struct emulated_device *emulated_bus_find(struct emulated_bus *bus, const char *path,
                                          uint64_t *ret_device_id)
{
    const struct place *found = path ? find_place(bus, path) : find_only_place(bus);
    if (!found) {
        return NULL;
    }
    *ret_device_id = found->shown.id;
    return found->device;
}

const char *emulated_bus_find_path(struct emulated_bus *bus)
{
    const struct place *found = find_only_place(bus);
    return found ? found->shown.path : NULL;
}

void emulated_bus_list(const struct emulated_bus *bus, char *ret_text, size_t size)
{
    size_t len = 0;
    ret_text[0] = '\0';
    for (size_t i = 0; i < bus->place_count && len < size; i++) {
        const struct usb_device *shown = &bus->places[i]->shown;
        if (bus->places[i]->plugged) {
            len += (size_t)snprintf(ret_text + len, size - len, "%s%s %04x:%04x",
                                    len > 0 ? ", " : "", shown->path, shown->vid, shown->pid);
        }
    }
}

struct emulated_device *emulated_bus_find_by_id(struct emulated_bus *bus, uint64_t device_id)
{
    const struct place *place = emulated_bus_place(bus, device_id);
    return place ? place->device : NULL;
}

void emulated_bus_set_unplug_order(struct emulated_bus *bus, enum emulated_unplug_order order)
{
    bus->unplug_order = order;
}

void emulated_bus_set_notice_delay(struct emulated_bus *bus, int64_t delay_ms)
{
    bus->notice_delay_ms = delay_ms;
}

void emulated_bus_fail_opens(struct emulated_bus *bus, unsigned count, enum error_code code)
{
    bus->open_failure = (struct scripted_failure){count, code};
}

void emulated_bus_fail_claims(struct emulated_bus *bus, unsigned count, enum error_code code)
{
    bus->claim_failure = (struct scripted_failure){count, code};
}

bool emulated_bus_kernel_has(struct emulated_bus *bus, const char *path)
{
    const struct place *place = find_place(bus, path);
    return place && place->claim_count == 0;
}

unsigned emulated_bus_reset_count(const struct emulated_bus *bus)
{
    return bus->reset_count;
}

void emulated_bus_add_companion(struct emulated_bus *bus,
                                const struct emulated_companion *companion)
{
    CHECK(bus->companion_count < EMULATED_COMPANIONS_MAX);
    bus->companions[bus->companion_count++] = *companion;
}

void emulated_bus_stop(struct emulated_bus *bus)
{
    for (size_t i = 0; i < bus->companion_count; i++) {
        if (bus->companions[i].stop) {
            bus->companions[i].stop(bus->companions[i].user);
        }
    }
}

bool emulated_bus_is_stopped(const struct emulated_bus *bus)
{
    for (size_t i = 0; i < bus->companion_count; i++) {
        const struct emulated_companion *companion = &bus->companions[i];
        if (companion->is_stopped && !companion->is_stopped(companion->user)) {
            return false;
        }
    }
    return true;
}
