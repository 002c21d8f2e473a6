#pragma once
/* Where a kiosk's server is: checked once, before anything is sent there. Any thread. */

#include "error.h"
#include "sync_service.h"
#include <stdbool.h>

/* "https://host:port" or "http://host:port", without path, query, user or password; a slash at the
 * end is dropped. Plain HTTP is an error on any address but loopback (127.0.0.0/8, ::1, localhost)
 * unless transport allows it. ret_address holds IDENTITY_URL_MAX + 1 bytes. */
bool server_address_check(const char *text, enum sync_transport transport,
                          char ret_address[IDENTITY_URL_MAX + 1], struct error *err) MUST_USE;
