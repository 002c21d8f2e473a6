#pragma once
/* The other end of an emulator's control socket, for whoever taps cards in software: the kiosk's
 * demonstration, tests, scripts. One thread an object. The commands stand in emulator_control.h;
 * the usual ones: "plug", "unplug", "card 0012345678", "type 0012". */

#include "cleanup.h"
#include "error.h"

struct emulator_client;

bool emulator_client_create(const char *socket_path, struct emulator_client **ret_client,
                            struct error *err) MUST_USE;
void emulator_client_destroy(struct emulator_client *client);
DEFINE_AUTO(emulator_client);

/* Sends one command and waits for its answer, at most timeout_ms: true for "ok". "error …" and a
 * time-out fill err. A card is answered once the host has read its last report. */
bool emulator_client_command(struct emulator_client *client, const char *command, int timeout_ms,
                             struct error *err) MUST_USE;
