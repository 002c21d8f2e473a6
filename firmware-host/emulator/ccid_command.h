#pragma once
/* What can be asked of a CCID reader in software; emulator_control.h has the words. The thread that
 * runs the bus. */

#include "ccid_device.h"
#include "emulator_words.h"

/* plug ccid|acr122 [OPTION…]; the caller has seen the first word. */
bool ccid_command_plug(const struct ccid_device_profile *profile,
                       const struct emulator_words *words, struct emulated_device **ret_device,
                       struct error *err) MUST_USE;

/* card UID, put UID, take [UID], pace HOLD ANSWER, fault KIND, show */
bool ccid_command_card(struct ccid_device *device, const struct emulator_words *words,
                       struct emulator_reply *reply, struct error *err) MUST_USE;
bool ccid_command_put(struct ccid_device *device, const struct emulator_words *words,
                      struct error *err) MUST_USE;
bool ccid_command_take(struct ccid_device *device, const struct emulator_words *words,
                       struct error *err) MUST_USE;
bool ccid_command_pace(struct ccid_device *device, const struct emulator_words *words,
                       struct error *err) MUST_USE;
bool ccid_command_fault(struct ccid_device *device, const struct emulator_words *words,
                        struct error *err) MUST_USE;
