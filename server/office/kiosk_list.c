#include "kiosk_list.h"

#include "json.h"
#include "kiosk_fault_store.h"
#include "kiosk_health.h"
#include "office_inside.h"
#include <string.h>

/* Looking */

static json_t *kiosk_json(const struct kiosk_overview *overview, enum kiosk_health health)
{
    const struct kiosk_status *status = &overview->status;
    json_t *kiosk = json_pack("{s:s, s:s, s:s, s:s, s:I}", "id", overview->kiosk.kiosk, "place",
                              overview->kiosk.place, "state",
                              overview->kiosk.standing == KIOSK_ACTIVE ? "active" : "revoked",
                              "health", kiosk_health_words[health], "complete_to_utc_us",
                              (json_int_t)overview->progress.complete_to_utc_us);
    json_t *said =
        status->reported_utc_us == 0
            ? json_null()
            : json_pack("{s:I, s:s, s:s, s:I, s:s, s:I, s:I, s:I}", "reported_utc_us",
                        (json_int_t)status->reported_utc_us, "version", status->version, "reader",
                        status->reader, "backlog", (json_int_t)status->backlog, "clock",
                        status->clock, "clock_offset_us", (json_int_t)status->clock_offset_us,
                        "clock_error_us", (json_int_t)status->clock_error_us, "disk_free_bytes",
                        (json_int_t)status->disk_free_bytes);
    if (!kiosk || json_object_set_new(kiosk, "status", said) != 0) {
        json_decref(kiosk);
        return NULL;
    }
    return kiosk;
}

struct looking {
    const char *kiosk; /* NULL: all */
    int64_t now_utc_us;
    json_t *faulty; /* a member for each kiosk with something open */
    json_t *list;
    bool out_of_memory;
};

static void look(const struct kiosk_overview *overview, void *user)
{
    struct looking *looking = user;
    if (!looking->kiosk || strcmp(looking->kiosk, overview->kiosk.kiosk) == 0) {
        enum kiosk_trouble trouble = json_object_get(looking->faulty, overview->kiosk.kiosk)
                                         ? KIOSK_TROUBLE_OPEN
                                         : KIOSK_TROUBLE_NONE;
        json_t *kiosk =
            kiosk_json(overview, kiosk_health_of(overview, trouble, looking->now_utc_us));
        looking->out_of_memory =
            json_array_append_new(looking->list, kiosk) != 0 || looking->out_of_memory;
    }
}

static bool note_faulty(const char *kiosk, json_t *faulty, struct error *err)
{
    return json_object_set_new(faulty, kiosk, json_true()) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "kiosks: out of memory");
}

static bool on_fault(const struct kiosk_fault_row *row, void *user, struct error *err)
{
    return strcmp(row->state, "open") != 0 || note_faulty(row->kiosk, user, err);
}

static bool on_held_lines(const struct quarantine_count *count, void *user, struct error *err)
{
    return note_faulty(count->kiosk, user, err);
}

static bool look_at(struct office *office, struct looking *looking, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *faulty = json_object();
    looking->list = json_array();
    looking->faulty = faulty;
    looking->now_utc_us = clock_utc_us(office->settings.clock);
    if (!storage_read(office_storage(office), &view, err) ||
        !kiosk_fault_store_each(snapshot_database(view), looking->kiosk, on_fault, faulty, err) ||
        !kiosk_fault_store_each_count(snapshot_database(view), on_held_lines, faulty, err) ||
        !kiosk_store_each(snapshot_database(view), look, looking, err)) {
        return false;
    }
    return (looking->list && !looking->out_of_memory) ||
           error_set(err, ERROR_NO_MEMORY, "kiosks: out of memory");
}

bool kiosk_list_read(struct office *office, const char *kiosk, json_t **ret_kiosks,
                     struct error *err)
{
    struct looking looking = {.kiosk = kiosk};
    if (!look_at(office, &looking, err)) {
        json_decref(looking.list);
        return false;
    }
    *ret_kiosks = looking.list;
    return true;
}

/* Changing */

struct change {
    struct office *office;
    const char *kiosk;
    const char *place; /* NULL: revoke */
    const struct audit_actor *actor;
    bool done;
};

static bool run_change(struct database *database, void *user, struct error *err)
{
    struct change *change = user;
    const char *place = change->place ? change->place : "";
    AUTO(json) json_t *after = json_pack("{s:s}", "place", place);
    const struct audit_entry entry = {.action = change->place ? "kiosk.change" : "kiosk.revoke",
                                      .kind = "kiosk",
                                      .id = change->kiosk,
                                      .outcome = AUDIT_DONE,
                                      .after = change->place ? after : NULL};
    bool good = change->place
                    ? kiosk_store_set_place(database, change->kiosk, place, &change->done, err)
                    : kiosk_store_revoke(database, change->kiosk, &change->done, err);
    struct audit *audit = change->office->settings.audit;
    return good &&
           (!change->done || !audit || audit_append(audit, database, change->actor, &entry, err));
}

bool kiosk_list_change(struct office *office, const struct audit_actor *actor, const char *kiosk,
                       const char *place, bool *ret_done, struct error *err)
{
    struct change change = {.office = office, .kiosk = kiosk, .place = place, .actor = actor};
    if (!storage_write(office_storage(office), run_change, &change, err)) {
        return false;
    }
    *ret_done = change.done;
    return true;
}
