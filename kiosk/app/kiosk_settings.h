#pragma once
/* What a keeper set on the service page, and how often a PIN was wrong: kept in settings.json of
 * the data folder, over what the configuration says. Main thread. */

#include "error.h"
#include "service.h"
#include <stdbool.h>

struct kiosk_settings {
    struct service_settings service;
    uint32_t wrong_pins; /* in a row */
};

/* Over the settings as they are; a file that is not there, or none of this program's, changes
 * nothing, the latter with a line in the log. */
void kiosk_settings_read(const char *folder, struct kiosk_settings *settings);

bool kiosk_settings_write(const char *folder, const struct kiosk_settings *settings,
                          struct error *err) MUST_USE;
