#pragma once
/* The numbered .sql files of schema/, and a database brought to the newest of them: each missing
 * step in one transaction, after a copy of what was there. What a newer program wrote is refused
 * and not touched; what is damaged is only said to be. One thread a file, before anything else
 * opens it. */

#include "error.h"
#include "kiosk_database.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kiosk_schema_step {
    const char *name; /* of the file */
    const char *sql;
};

/* One kind of database: step number i leads to version i + 1, and sets user_version to it. */
struct kiosk_schema {
    const char *name;       /* "records", as in records.db */
    int32_t application_id; /* SQLite's mark in the file's header */
    const struct kiosk_schema_step *steps;
    size_t step_count;
};

extern const struct kiosk_schema kiosk_schema_records;
extern const struct kiosk_schema kiosk_schema_roster;
extern const struct kiosk_schema kiosk_schema_sync;

enum kiosk_schema_state {
    KIOSK_SCHEMA_THERE,
    KIOSK_SCHEMA_MADE,    /* there was none, or an empty file */
    KIOSK_SCHEMA_DAMAGED, /* damaged, or no database of this kind; not opened, not changed */
};

/* Opens the database at path. Damaged: true, with *ret_database NULL and what is wrong in
 * ret_damage. A failed step names its file and leaves the database as it was. */
bool kiosk_schema_open(const struct kiosk_schema *schema, const char *path,
                       struct kiosk_database **ret_database, enum kiosk_schema_state *ret_state,
                       struct kiosk_damage *ret_damage, struct error *err) MUST_USE;
