#pragma once
/* A line-based control channel to an emulated bus on a Unix stream socket, so that another process
 * (or another thread, see emulator_client.h) can plug readers and tap cards at the level of USB
 * transfers. One command a line, one answer a line, in order: "ok" or "error WHY". The thread that
 * runs the bus. */

#include "emulated_bus.h"

/* The commands:
 *
 *     plug [PORT [VID:PID]]  a wedge reader into PORT ("1-1" if left out; ffff:0035)
 *     unplug [PORT]          pulls it out, also in the middle of a number
 *     card TEXT [PORT]       types TEXT and Enter as key reports
 *     type TEXT [PORT]       the same without Enter
 *     pace HOLD GAP [PORT]   key timing of the reader in milliseconds (4 and 4 after a plug)
 *     fault KIND [PORT]      what the next interrupt transfer meets: stall, zero, short, long,
 *                            babble, rollover, broken
 *     play FOLDER [PORT]     pulls out what is in PORT ("1-1") and plugs in a reader that
 *                            replays FOLDER/recording.txt
 *     list                   "ok PORT VID:PID, …"
 *
 * PORT may be left out where it says so and, but for plug and play, exactly one reader is plugged
 * in. card, type, fault and play are answered when the host has taken the last report of it; a host
 * that takes none for EMULATOR_ANSWER_MS gives "error", and what is left is not typed any more. */

#define EMULATOR_PORT_DEFAULT "1-1"
#define EMULATOR_LINE_MAX     512 /* bytes of a command with its newline */
#define EMULATOR_CLIENTS_MAX  8
#define EMULATOR_ANSWER_MS    10000

/* Listens on socket_path (mode 0600; one left behind by a program that died is replaced) and
 * becomes the bus's companion, which ends with the bus. */
bool emulator_control_attach(struct emulated_bus *bus, const char *socket_path, struct error *err)
    MUST_USE;
