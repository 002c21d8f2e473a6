#pragma once
/* A line-based control channel to an emulated bus on a Unix stream socket, so that another process
 * can plug readers and tap cards at the level of USB transfers. One command a line, one answer a
 * line, in order: "ok" or "error WHY". PORT is a port path and may be left out where it says so.
 *
 *   plug [PORT [VID:PID]]  a wedge reader into PORT ("1-1" if left out; ffff:0035)
 *   unplug [PORT]          pulls it out, also in the middle of a number
 *   card TEXT [PORT]       types TEXT and Enter as key reports; answered when the host took the
 * last type TEXT [PORT]       the same without Enter pace HOLD_MS GAP_MS    key timing of the cards
 * that follow (4 and 4) fault stall|zero|short|long|babble|rollover [PORT]   what the next
 * interrupt transfer meets play FOLDER [PORT]     plugs a reader that replays FOLDER/recording.txt;
 * answered at its end
 *
 * PORT may be left out where exactly one reader is plugged. A host that does not read a card's
 * reports within EMULATOR_ANSWER_MS gives "error". Runs on the thread that runs the bus. */

#define EMULATOR_LINE_MAX    512
#define EMULATOR_CLIENTS_MAX 8
#define EMULATOR_ANSWER_MS   10000
