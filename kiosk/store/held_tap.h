#pragma once
/* The card of somebody who is still choosing, beside the records: held.line has it as the plain tap
 * that it is if nothing comes of the choice, so that a kiosk that ends without a word can write it
 * down at its next start. Main thread. */

#include "error.h"
#include "tap_record.h"
#include <stdbool.h>

enum held_tap_found { HELD_TAP_NONE, HELD_TAP_FOUND };

/* Returns when it is on the disk. kiosk, epoch, seq and prev are those of the record that it will
 * be, and are of no account here. */
bool held_tap_write(const char *folder, const char *kiosk, const struct tap_record *tap,
                    struct error *err) MUST_USE;

/* One that is none, cannot be read or was held for another enrolment, is renamed and said in the
 * log: its card cannot be told any more, and the door opens all the same. */
bool held_tap_read(const char *folder, const char *kiosk, enum held_tap_found *ret_found,
                   struct tap_record *ret_tap, struct error *err) MUST_USE;

/* It is recorded. */
bool held_tap_remove(const char *folder, struct error *err) MUST_USE;

/* Whether a record is of that card at that moment, whatever was chosen. */
bool held_tap_is(const struct tap_record *held, const struct tap_record *record);
