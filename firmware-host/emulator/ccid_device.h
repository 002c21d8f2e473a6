#pragma once
/* A CCID reader in software, the device's side of CCID 1.1: descriptors, the control requests, the
 * bulk messages and the interrupt endpoint, with cards that are laid on it and taken away, and with
 * faults. Written from the standard; it knows no driver. The thread that runs the bus. */

#include "ccid_device_fault.h"
#include "ccid_device_profile.h"
#include "emulated_card.h"
#include "emulated_device.h"

#define CCID_DEVICE_DELAY_MAX_MS 60000

struct ccid_device;

bool ccid_device_create(const struct ccid_device_profile *profile, struct ccid_device **ret_device,
                        struct error *err) MUST_USE;

/* For emulated_bus_plug(), which then owns it. */
struct emulated_device *ccid_device_base(struct ccid_device *device);

/* NULL if it is a device of another kind. */
struct ccid_device *ccid_device_of(struct emulated_device *base);

/* How long each answer takes, and how long a card that is only shown stays after it was read. */
struct ccid_device_pace {
    unsigned answer_ms, hold_ms;
};
void ccid_device_set_pace(struct ccid_device *device, struct ccid_device_pace pace);

/* Lays a card on slot, counted over all interfaces. ERROR_INVALID if there is no such slot; else as
 * ccid_device_slot.h. */
bool ccid_device_put(struct ccid_device *device, unsigned slot, const struct emulated_card *card,
                     struct error *err) MUST_USE;

/* Takes a card away (NULL: the one that was there first); ERROR_GONE if it is not there. */
bool ccid_device_take(struct ccid_device *device, unsigned slot, const struct emulated_card *card,
                      struct error *err) MUST_USE;

/* Lays a card on slot until a host has read its UID, and the pace's hold_ms longer. One at a time;
 * ERROR_BUSY otherwise. */
bool ccid_device_show(struct ccid_device *device, unsigned slot, const struct emulated_card *card,
                      struct error *err) MUST_USE;

/* Takes the card away that is only shown, if there is one, read or not. */
void ccid_device_drop(struct ccid_device *device);

/* 1 while a card that is only shown lies there. */
size_t ccid_device_count_left(const struct ccid_device *device);

/* ERROR_FULL if too many are armed. */
bool ccid_device_fail(struct ccid_device *device, const struct ccid_device_fault *fault,
                      struct error *err) MUST_USE;

/* "slot 0: classic1k 01020304 powered; faults 0; reads 3" and, of an ACR122, "led green; blinks 1;
 * beeps 2", with "; hushed" where no card makes it beep by itself; cut where ret_text ends. */
void ccid_device_describe(struct ccid_device *device, char *ret_text, size_t size);

/* How often a host has got a card's UID. */
uint64_t ccid_device_read_count(const struct ccid_device *device);
