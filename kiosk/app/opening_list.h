#pragma once
/* Openings of the service page by name that the server has not heard of yet: kept in openings.json
 * of the data folder until they are told, oldest first, however often the kiosk starts meanwhile.
 * Main thread. */

#include "error.h"
#include "facts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At a kiosk that has no reader and no network for months; the log has those beyond too. */
#define OPENING_LIST_MAX 256

/* A keeper has come in by name. */
struct service_opening {
    char keeper[FACTS_ID_MAX + 1];
    int64_t at_utc_us; /* true time */
};

struct opening_list {
    const char *folder; /* borrowed */
    size_t count;
    struct service_opening items[OPENING_LIST_MAX];
};

/* What is kept in the folder. A file that is none of this program's is passed over, with a line in
 * the log. */
void opening_list_read(struct opening_list *list, const char *folder);

/* One more, and without the first, on the disk too. ERROR_FULL of the former: the oldest stay, and
 * this one is not kept. What cannot be written is kept in memory. */
bool opening_list_add(struct opening_list *list, const struct service_opening *opening,
                      struct error *err) MUST_USE;
bool opening_list_drop_first(struct opening_list *list, struct error *err) MUST_USE;
