#pragma once
/* A scenario's taps as the record lines of a kiosk, chained as a kiosk would. One thread. */

#include "card_number.h"
#include "error.h"
#include "server_names.h"
#include "server_talk.h"

/* The card that a person of the scenario holds. */
struct card_number server_records_card(size_t staff);

/* Calls send with batches of at most max lines of the kiosk at that place, in the order of time. */
typedef bool server_records_send(const char *lines, size_t len, void *user, struct error *err);
bool server_records_write(const struct server_naming *naming, const struct server_kiosk *kiosk,
                          size_t place, size_t max, server_records_send *send, void *user,
                          struct error *err) MUST_USE;
