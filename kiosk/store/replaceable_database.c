#include "replaceable_database.h"

#include "log.h"
#include "set_aside.h"
#include <stdio.h>

static bool open_once(const struct kiosk_schema *schema, const char *folder,
                      struct kiosk_database **ret_database, enum kiosk_schema_state *ret_state,
                      struct kiosk_damage *ret_damage, struct error *err)
{
    char path[SET_ASIDE_PATH_SIZE];
    if (snprintf(path, sizeof path, "%s/%s.db", folder, schema->name) >= (int)sizeof path) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    return kiosk_schema_open(schema, path, ret_database, ret_state, ret_damage, err);
}

/* Moves what is there away and makes a new one. */
static bool replace(const struct kiosk_schema *schema, const char *folder,
                    const struct clock *clock, const char *damage,
                    char ret_aside[SET_ASIDE_PATH_SIZE], struct kiosk_database **ret_database,
                    struct error *err)
{
    enum kiosk_schema_state state;
    struct kiosk_damage again = {0};
    if (!set_aside_move(folder, schema->name, clock_utc_us(clock), ret_aside, err)) {
        return false;
    }
    log_event(LOG_ERROR, "database_set_aside", "path=%s damage=%s", LOG_TEXT(ret_aside),
              LOG_TEXT(damage));
    AUTO(kiosk_database) struct kiosk_database *database = NULL;
    if (!open_once(schema, folder, &database, &state, &again, err)) {
        return false;
    }
    if (state != KIOSK_SCHEMA_MADE) {
        return error_set(err, ERROR_IO, "the disk does not keep what is written: %s", again.text);
    }
    *ret_database = TAKE(database);
    return true;
}

bool replaceable_database_open(const struct kiosk_schema *schema, const char *folder,
                               const struct clock *clock, struct kiosk_database **ret_database,
                               struct error *err)
{
    char aside[SET_ASIDE_PATH_SIZE];
    AUTO(kiosk_database) struct kiosk_database *database = NULL;
    enum kiosk_schema_state state;
    struct kiosk_damage damage = {0};
    if (!set_aside_resume(folder, schema->name, aside, err) ||
        !open_once(schema, folder, &database, &state, &damage, err)) {
        return false;
    }
    if (state == KIOSK_SCHEMA_DAMAGED &&
        !replace(schema, folder, clock, damage.text, aside, &database, err)) {
        return false;
    }
    if (!set_aside_finish(folder, schema->name, err)) {
        return false;
    }
    *ret_database = TAKE(database);
    return true;
}

bool replaceable_database_renew(const struct kiosk_schema *schema, const char *folder,
                                const struct clock *clock, const char *damage,
                                char ret_aside[SET_ASIDE_PATH_SIZE],
                                struct kiosk_database **ret_database, struct error *err)
{
    return set_aside_resume(folder, schema->name, ret_aside, err) &&
           replace(schema, folder, clock, damage, ret_aside, ret_database, err);
}

bool replaceable_database_finish(const struct kiosk_schema *schema, const char *folder,
                                 struct error *err)
{
    return set_aside_finish(folder, schema->name, err);
}
