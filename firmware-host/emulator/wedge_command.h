#pragma once
/* What can be asked of a wedge reader in software; emulator_control.h has the words. The thread
 * that runs the bus. */

#include "emulator_words.h"
#include "wedge_device.h"

/* plug [VID:PID] [form=boot|plain|numbered|bitmap|stubborn] */
bool wedge_command_plug(const struct emulator_words *words, struct emulated_device **ret_device,
                        struct error *err) MUST_USE;

/* card TEXT, type TEXT, pace HOLD GAP, fault KIND */
bool wedge_command_card(struct wedge_device *device, const struct emulator_words *words,
                        struct emulator_reply *reply, struct error *err) MUST_USE;
bool wedge_command_type(struct wedge_device *device, const struct emulator_words *words,
                        struct emulator_reply *reply, struct error *err) MUST_USE;
bool wedge_command_pace(struct wedge_device *device, const struct emulator_words *words,
                        struct error *err) MUST_USE;
bool wedge_command_fault(struct wedge_device *device, const struct emulator_words *words,
                         struct emulator_reply *reply, struct error *err) MUST_USE;
