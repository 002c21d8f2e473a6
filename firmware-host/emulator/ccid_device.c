#include "ccid_device.h"

#include "ccid_device_descriptors.h"
#include "ccid_device_function.h"
#include "check.h"
#include "hash.h"
#include "standard_requests.h"
#include <stdio.h>
#include <string.h>

/* The card that is taken away once it was read. */
struct shown {
    bool is_there;
    unsigned slot;
    struct emulated_card card;
    uint64_t reads_before;
    int64_t take_us; /* INT64_MAX until it was read */
};

struct ccid_device {
    struct emulated_device base;
    struct ccid_device_shared shared;
    struct shown shown;
    struct ccid_device_function functions[CCID_DEVICE_INTERFACES_MAX];
};

static struct ccid_device *of_device(struct emulated_device *base)
{
    return (struct ccid_device *)base;
}

static const struct ccid_device *of_const_device(const struct emulated_device *base)
{
    return (const struct ccid_device *)base;
}

/* NULL if there is no such slot. */
static struct ccid_device_slot *find_slot(struct ccid_device *device, unsigned slot)
{
    const struct ccid_device_profile *profile = &device->shared.profile;
    unsigned function = slot / profile->slot_count;
    return function < profile->interface_count
               ? &device->functions[function].slots[slot % profile->slot_count]
               : NULL;
}

/* Once the card was read its time begins to run; in the end it is taken away. */
static void take_shown(struct ccid_device *device, int64_t now_us)
{
    struct shown *shown = &device->shown;
    if (!shown->is_there || device->shared.read_count == shown->reads_before) {
        return;
    }
    if (shown->take_us == INT64_MAX) {
        shown->take_us = now_us + device->shared.pace.hold_ms * INT64_C(1000);
    }
    if (now_us >= shown->take_us) {
        ccid_device_drop(device);
    }
}

static void advance(struct ccid_device *device, int64_t now_us)
{
    take_shown(device, now_us);
    for (size_t i = 0; i < device->shared.profile.interface_count; i++) {
        ccid_device_function_advance(&device->functions[i], &device->shared, now_us);
    }
}

static enum emulated_answer transfer(struct emulated_device *base, uint8_t endpoint,
                                     struct emulated_packet *packet, int64_t now_us)
{
    struct ccid_device *device = of_device(base);
    if (device->shared.is_hung) {
        return EMULATED_NAK;
    }
    if (standard_state_is_halted(&device->shared.standard, endpoint)) {
        return EMULATED_STALL;
    }
    for (unsigned i = 0; i < device->shared.profile.interface_count; i++) {
        struct ccid_device_function *function = &device->functions[i];
        if (endpoint == ccid_device_descriptors_bulk_out(i)) {
            return ccid_device_function_receive(function, &device->shared, packet, now_us);
        }
        if (endpoint == ccid_device_descriptors_bulk_in(i)) {
            advance(device, now_us);
            return ccid_device_function_transmit(function, &device->shared, endpoint, packet,
                                                 now_us);
        }
        if (endpoint == ccid_device_descriptors_interrupt(i) &&
            device->shared.profile.has_interrupt) {
            advance(device, now_us);
            return ccid_device_function_notify(function, &device->shared, endpoint, packet);
        }
    }
    return EMULATED_STALL;
}

static size_t get_descriptor(const struct emulated_device *base, uint8_t type, uint8_t number,
                             uint16_t index, uint8_t ret_bytes[static USB_DESCRIPTORS_MAX])
{
    (void)index; /* the language: there is one */
    return ccid_device_descriptors_get(base, &of_const_device(base)->shared.profile, type, number,
                                       ret_bytes);
}

/* The class request ABORT, section 5.3.1: wValue has bSeq above bSlot, wIndex the interface. The
 * others have nothing to tell beyond the descriptor's defaults. */
static enum emulated_answer answer_class_request(struct ccid_device *device,
                                                 const struct usb_setup *setup)
{
    enum { ABORT = 0x01 };
    uint8_t slot = (uint8_t)setup->value;
    if (device->shared.profile.knows_no_abort || setup->request_type != 0x21 ||
        setup->request != ABORT || setup->index >= device->shared.profile.interface_count ||
        slot >= device->shared.profile.slot_count) {
        return EMULATED_STALL;
    }
    ccid_device_function_abort(&device->functions[setup->index], &device->shared, slot,
                               (uint8_t)(setup->value >> 8));
    return EMULATED_ACK;
}

static enum emulated_answer control(struct emulated_device *base, const struct usb_setup *setup,
                                    struct emulated_packet *packet, int64_t now_us)
{
    enum { TYPE_BITS = 0x60, TYPE_CLASS = 0x20 };
    struct ccid_device *device = of_device(base);
    advance(device, now_us);
    if ((setup->request_type & TYPE_BITS) == TYPE_CLASS) {
        return device->shared.is_hung ? EMULATED_NAK : answer_class_request(device, setup);
    }
    struct standard_device standard = {
        .base = base,
        .interface_count = device->shared.profile.interface_count,
        .get_descriptor = get_descriptor,
    };
    for (unsigned i = 0; i < device->shared.profile.interface_count; i++) {
        unsigned in = 1U << (ccid_device_descriptors_bulk_in(i) & 0x0f);
        unsigned interrupt = 1U << (ccid_device_descriptors_interrupt(i) & 0x0f);
        standard.endpoints_out =
            (uint16_t)(standard.endpoints_out | 1U << ccid_device_descriptors_bulk_out(i));
        standard.endpoints_in = (uint16_t)(standard.endpoints_in | in |
                                           (device->shared.profile.has_interrupt ? interrupt : 0));
    }
    return standard_requests_answer(&device->shared.standard, &standard, setup, packet);
}

static void clear_halt(struct emulated_device *base, uint8_t endpoint)
{
    standard_state_clear_halt(&of_device(base)->shared.standard, endpoint);
}

static void reset(struct emulated_device *base)
{
    struct ccid_device *device = of_device(base);
    device->shared.is_hung = false;
    standard_state_reset(&device->shared.standard);
    acr122_state_init(&device->shared.acr122);
    for (size_t i = 0; i < device->shared.profile.interface_count; i++) {
        ccid_device_function_reset(&device->functions[i], &device->shared);
    }
}

static int64_t deadline_us(const struct emulated_device *base, uint8_t endpoint)
{
    const struct ccid_device *device = of_const_device(base);
    if (device->shared.is_hung) {
        return INT64_MAX;
    }
    for (unsigned i = 0; i < device->shared.profile.interface_count; i++) {
        const struct ccid_device_function *function = &device->functions[i];
        if (endpoint == ccid_device_descriptors_bulk_in(i)) {
            return ccid_device_function_answer_us(function, &device->shared);
        }
        if (endpoint == ccid_device_descriptors_interrupt(i)) {
            int64_t notice_us = ccid_device_function_notice_us(function, &device->shared);
            int64_t take_us = device->shown.is_there ? device->shown.take_us : INT64_MAX;
            return notice_us < take_us ? notice_us : take_us;
        }
    }
    return INT64_MAX;
}

static void destroy(struct emulated_device *base)
{
    struct ccid_device *device = of_device(base);
    for (size_t i = 0; i < CCID_DEVICE_INTERFACES_MAX; i++) {
        ccid_device_function_finish(&device->functions[i]);
    }
    free(device);
}

static const struct emulated_device_methods methods = {
    .control = control,
    .transfer = transfer,
    .clear_halt = clear_halt,
    .reset = reset,
    .deadline_us = deadline_us,
    .destroy = destroy,
};

bool ccid_device_create(const struct ccid_device_profile *profile, struct ccid_device **ret_device,
                        struct error *err)
{
    struct ccid_device *device = calloc(1, sizeof *device);
    if (!device) {
        return error_set(err, ERROR_NO_MEMORY, "CCID device: out of memory");
    }
    device->base.methods = &methods;
    device->shared.profile = *profile;
    ccid_device_descriptors_fill(&device->base, profile);
    reset(&device->base);
    *ret_device = device;
    return true;
}

struct emulated_device *ccid_device_base(struct ccid_device *device)
{
    return &device->base;
}

struct ccid_device *ccid_device_of(struct emulated_device *base)
{
    return base && base->methods == &methods ? of_device(base) : NULL;
}

void ccid_device_set_pace(struct ccid_device *device, struct ccid_device_pace pace)
{
    device->shared.pace = pace;
}

bool ccid_device_put(struct ccid_device *device, unsigned slot, const struct emulated_card *card,
                     struct error *err)
{
    struct ccid_device_slot *found = find_slot(device, slot);
    if (!found) {
        return error_set(err, ERROR_INVALID, "the reader has no slot %u", slot);
    }
    if (!ccid_device_slot_put(found, card, err)) {
        return false;
    }
    if (device->shared.profile.is_acr122 && found->card_count == 1) {
        acr122_state_detect(&device->shared.acr122);
    }
    return true;
}

bool ccid_device_take(struct ccid_device *device, unsigned slot, const struct emulated_card *card,
                      struct error *err)
{
    struct ccid_device_slot *found = find_slot(device, slot);
    if (!found) {
        return error_set(err, ERROR_INVALID, "the reader has no slot %u", slot);
    }
    return ccid_device_slot_take(found, card) ||
           error_set(err, ERROR_GONE, "that card does not lie there");
}

bool ccid_device_show(struct ccid_device *device, unsigned slot, const struct emulated_card *card,
                      struct error *err)
{
    if (device->shown.is_there) {
        return error_set(err, ERROR_BUSY, "another card is just being shown");
    }
    if (!ccid_device_put(device, slot, card, err)) {
        return false;
    }
    device->shown = (struct shown){.is_there = true,
                                   .slot = slot,
                                   .card = *card,
                                   .reads_before = device->shared.read_count,
                                   .take_us = INT64_MAX};
    return true;
}

void ccid_device_drop(struct ccid_device *device)
{
    struct shown *shown = &device->shown;
    if (shown->is_there) {
        shown->is_there = false;
        /* Somebody else may have taken it already. */
        (void)ccid_device_slot_take(find_slot(device, shown->slot), &shown->card);
    }
}

size_t ccid_device_count_left(const struct ccid_device *device)
{
    return device->shown.is_there;
}

bool ccid_device_fail(struct ccid_device *device, const struct ccid_device_fault *fault,
                      struct error *err)
{
    return ccid_device_fault_arm(&device->shared.faults, fault, err);
}

uint64_t ccid_device_read_count(const struct ccid_device *device)
{
    return device->shared.read_count;
}

static size_t describe_slot(struct ccid_device *device, unsigned number, char *text, size_t size)
{
    const struct ccid_device_slot *slot = find_slot(device, number);
    size_t len = (size_t)snprintf(text, size, "%sslot %u:", number > 0 ? "; " : "", number);
    for (size_t i = 0; i < slot->card_count && len < size; i++) {
        const struct emulated_card *card = &slot->cards[i];
        char uid[2 * EMULATED_CARD_UID_MAX + 1];
        hash_hex_encode(card->uid, card->uid_len, uid);
        len += (size_t)snprintf(text + len, size - len, " %s %s%s",
                                emulated_card_kind_name(card->kind), uid,
                                i == 0 && slot->is_powered ? " powered" : "");
    }
    if (slot->card_count == 0 && len < size) {
        len += (size_t)snprintf(text + len, size - len, " empty");
    }
    return len < size ? len : size - 1;
}

void ccid_device_describe(struct ccid_device *device, char *ret_text, size_t size)
{
    const struct ccid_device_shared *shared = &device->shared;
    unsigned slot_count = shared->profile.interface_count * (unsigned)shared->profile.slot_count;
    size_t len = 0;
    for (unsigned i = 0; i < slot_count; i++) {
        len += describe_slot(device, i, ret_text + len, size - len);
    }
    len += (size_t)snprintf(ret_text + len, size - len, "; faults %zu; reads %llu",
                            shared->faults.count, (unsigned long long)shared->read_count);
    if (shared->profile.is_acr122 && len < size) {
        static const char *const lights[] = {"off", "red", "green", "orange"};
        (void)snprintf(ret_text + len, size - len, "; led %s; blinks %u; beeps %u%s",
                       lights[shared->acr122.led & 3], shared->acr122.blinks, shared->acr122.beeps,
                       shared->acr122.is_detection_muted ? "; hushed" : ""); /* cut if need be */
    }
}
