#include "person_taps.h"

#include "person_tap_store.h"
#include "tap_record.h"
#include <stdio.h>
#include <string.h>

/* A window may reach half a day before its date and, from an end at 36:00, to the date after the
 * next; one day more before it holds what stands less than 60 s apart. */
#define DAYS_BEFORE 2
#define DAYS_AFTER  2

#define TAPS_MAX 100000 /* of one person in one span */

/* A tap with the texts that it points to. */
struct kept_tap {
    char staff[TAP_RECORD_ID_MAX + 1];
    char kiosk[TAP_RECORD_ID_MAX + 1];
    char meeting[TAP_RECORD_ID_MAX + 1];
    char substitute_for[TAP_RECORD_ID_MAX + 1];
    char id[TAP_RECORD_ID_MAX + 40];
    int64_t at_ms, not_before_ms, not_after_ms;
};

struct person_taps {
    struct kept_tap *kept;
    struct tap *views; /* the certain ones, then the uncertain ones, in the order of kept */
    size_t count, room;
    size_t certain_count;
    bool out_of_memory;
};

bool person_taps_create(struct person_taps **ret_taps, struct error *err)
{
    struct person_taps *taps = calloc(1, sizeof *taps);
    if (!taps) {
        return error_set(err, ERROR_NO_MEMORY, "taps: out of memory");
    }
    *ret_taps = taps;
    return true;
}

void person_taps_destroy(struct person_taps *taps)
{
    if (taps) {
        free(taps->kept);
        free(taps->views);
        free(taps);
    }
}

static bool make_room(struct person_taps *taps)
{
    if (taps->count < taps->room) {
        return true;
    }
    size_t room = taps->room ? taps->room * 2 : 64;
    struct kept_tap *kept = room <= TAPS_MAX ? realloc(taps->kept, room * sizeof *kept) : NULL;
    if (!kept) {
        return false;
    }
    taps->kept = kept;
    struct tap *views = realloc(taps->views, room * sizeof *views);
    if (!views) {
        return false;
    }
    taps->views = views;
    taps->room = room;
    return true;
}

static void copy_id(char ret_id[static TAP_RECORD_ID_MAX + 1], const char *id)
{
    (void)snprintf(ret_id, TAP_RECORD_ID_MAX + 1, "%s", id ? id : ""); /* ids are no longer */
}

static void on_tap(const struct person_tap *tap, void *user)
{
    struct person_taps *taps = user;
    if (taps->out_of_memory || !make_room(taps)) {
        taps->out_of_memory = true;
        return;
    }
    struct kept_tap *kept = &taps->kept[taps->count++];
    copy_id(kept->staff, tap->staff);
    copy_id(kept->kiosk, tap->kiosk);
    copy_id(kept->meeting, tap->meeting);
    copy_id(kept->substitute_for, tap->substitute_for);
    (void)snprintf(kept->id, sizeof kept->id, "%s:%u:%llu", tap->kiosk, (unsigned)tap->epoch,
                   (unsigned long long)tap->seq);
    kept->at_ms = tap->at_ms;
    kept->not_before_ms = tap->not_before_ms;
    kept->not_after_ms = tap->not_after_ms;
    taps->certain_count += person_tap_is_certain(tap) ? 1 : 0;
}

static void fill_views(struct person_taps *taps)
{
    for (size_t i = 0; i < taps->count; i++) {
        const struct kept_tap *kept = &taps->kept[i];
        taps->views[i] = (struct tap){
            .id = kept->id,
            .staff = kept->staff,
            .at_ms = kept->at_ms,
            .not_before_ms = kept->not_before_ms,
            .not_after_ms = kept->not_after_ms,
            .kiosk = kept->kiosk,
            .meeting = kept->meeting[0] ? kept->meeting : NULL,
            .substitute_for = kept->substitute_for[0] ? kept->substitute_for : NULL,
        };
    }
}

bool person_taps_load(struct person_taps *taps, struct database *database, const char *staff,
                      int32_t first, int32_t last, struct error *err)
{
    taps->count = 0;
    taps->certain_count = 0;
    taps->out_of_memory = false;
    if (!person_tap_store_each(database, staff, first - DAYS_BEFORE, last + DAYS_AFTER, on_tap,
                               taps, err)) {
        return false;
    }
    if (taps->out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "taps of %.40s: out of memory or more than %d",
                         staff, TAPS_MAX);
    }
    fill_views(taps);
    return true;
}

void person_taps_put(const struct person_taps *taps, struct person_facts *facts)
{
    facts->taps = taps->views;
    facts->tap_count = taps->certain_count;
    facts->uncertain_taps = taps->views ? taps->views + taps->certain_count : NULL;
    facts->uncertain_tap_count = taps->count - taps->certain_count;
}
