#pragma once
/* What the document `site` says: name and time zone of the office. Within a transaction of the
 * caller; one thread a connection. */

#include "database.h"
#include "error.h"
#include <stdbool.h>

#define SITE_NAME_MAX     255
#define SITE_TIMEZONE_MAX 63

struct site_settings {
    char name[SITE_NAME_MAX + 1];
    char timezone[SITE_TIMEZONE_MAX + 1];
};

/* *ret_found is false before the document is there; the name is then "", the zone Asia/Shanghai. */
bool site_settings_read(struct database *database, bool *ret_found,
                        struct site_settings *ret_settings, struct error *err) MUST_USE;

/* The same as of the present moment, from any thread. */
struct storage;
bool site_settings_look(struct storage *storage, struct site_settings *ret_settings,
                        struct error *err) MUST_USE;
