#include "card_revocation.h"

#include "civil.h"
#include "document_store.h"
#include "json.h"
#include "site_settings.h"
#include "time_zone.h"
#include <string.h>

#define FORMS_MAX 1000 /* of one card that are looked back at */

/* The unbroken run of revoked forms up to the newest. */
struct run {
    bool any, is_over;
    bool is_said; /* the newest form says from when */
    int64_t said_ms;
    int64_t first_recorded_utc_us;
};

static bool look_back(const struct document_fact *fact, void *user, struct error *err)
{
    struct run *run = user;
    AUTO(json) json_t *value = NULL;
    if (run->is_over || run->is_said) {
        return true;
    }
    if (fact->value && !json_parse(fact->value, strlen(fact->value), "card", &value, err)) {
        return false;
    }
    const char *state = json_string_value(json_object_get(value, "state"));
    const char *from = json_string_value(json_object_get(value, "revoked_from"));
    run->is_over = !state || strcmp(state, "revoked") != 0;
    if (!run->is_over) {
        run->is_said = !run->any && from && civil_time_parse(from, &run->said_ms);
        run->first_recorded_utc_us = fact->author.recorded_utc_us;
        run->any = true;
    }
    return true;
}

bool card_revocation_read(struct database *database, const char *id, int64_t *ret_from_ms,
                          struct error *err)
{
    struct run run = {.any = false};
    struct site_settings site;
    bool found;
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!document_store_each_fact(database, "card", id, FORMS_MAX, look_back, &run, err)) {
        return false;
    }
    if (run.is_said) {
        *ret_from_ms = run.said_ms;
        return true;
    }
    if (!run.any) {
        return error_set(err, ERROR_INVALID, "card/%.80s: the log does not say that it is revoked",
                         id);
    }
    if (!site_settings_read(database, &found, &site, err) ||
        !time_zone_create(site.timezone, &zone, err)) {
        return false;
    }
    *ret_from_ms = time_zone_local_ms(zone, run.first_recorded_utc_us);
    return true;
}
