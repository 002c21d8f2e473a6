#pragma once
/* A line-based control channel to an emulated bus on a Unix stream socket, so that another process
 * (or another thread, see emulator_client.h) can plug readers and tap cards at the level of USB
 * transfers. One command a line, one answer a line, in order: "ok" or "error WHY". The thread that
 * runs the bus. */

#include "emulated_bus.h"

/* The commands:
 *
 *     plug [PORT] [VID:PID] [form=boot|plain|numbered|bitmap|stubborn]
 *                            a wedge reader into PORT ("1-1" if left out; ffff:0035)
 *     plug [PORT] ccid|acr122 [OPTION…]
 *                            a CCID reader; the options are those of ccid_device_profile.h, such
 *                            as slots=2 level=short interrupt=no
 *     unplug [PORT]          pulls it out, also in the middle of a number or an answer
 *     card TEXT [PORT]       wedge: types TEXT and Enter as key reports
 *     card UID [PORT] [slot=N] [kind=KIND]
 *                            CCID: lays a card on until its UID was read
 *     type TEXT [PORT]       wedge: types TEXT without Enter
 *     put UID [PORT] [slot=N] [kind=KIND]
 *     take [UID] [PORT] [slot=N] [kind=KIND]
 *                            CCID: lays a card on, takes it away; the kinds are those of
 *                            emulated_card.h
 *     pace HOLD GAP [PORT]   wedge: key timing in milliseconds (4 and 4 after a plug)
 *     pace HOLD ANSWER [PORT]
 *                            CCID: how long a card stays after it was read, how long an answer
 *                            takes (0 and 0)
 *     fault KIND [PORT]      wedge: what the next interrupt transfer meets: stall, zero, short,
 *                            long, babble, rollover, broken
 *     fault KIND[=VALUE] [PORT] [count=N] [on=COMMAND]
 *                            CCID: what the next command, answer or notice meets;
 *                            ccid_device_fault.h has the kinds
 *     show [PORT]            CCID: "ok" with its slots, cards, reads, and an ACR122's light
 *     play FOLDER [PORT]     pulls out what is in PORT ("1-1") and plugs in a reader that
 *                            replays FOLDER/recording.txt
 *     list                   "ok PORT VID:PID, …"
 *
 * PORT may be left out where, but for plug and play, exactly one reader is plugged in. card, type
 * and play are answered when the host has taken all of it, and so is a wedge's fault; a host that
 * takes nothing for EMULATOR_ANSWER_MS gives "error", and what is left does not come any more. */

#define EMULATOR_PORT_DEFAULT "1-1"
#define EMULATOR_LINE_MAX     512 /* bytes of a command with its newline */
#define EMULATOR_CLIENTS_MAX  8
#define EMULATOR_ANSWER_MS    10000

/* Listens on socket_path (mode 0600; one left behind by a program that died is replaced) and
 * becomes the bus's companion, which ends with the bus. */
bool emulator_control_attach(struct emulated_bus *bus, const char *socket_path, struct error *err)
    MUST_USE;
