#include "tap_array.h"

#include "civil.h"
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
    char id[TAP_RECORD_NAME_SIZE];
    int64_t at_ms, not_before_ms, not_after_ms;
};

struct tap_array {
    struct kept_tap *kept;
    struct tap *views; /* the certain ones, then the uncertain ones, in the order of kept */
    size_t count, room;
    size_t certain_count;
    bool out_of_memory;
    char of[TAP_RECORD_ID_MAX + 1]; /* whose they are; "" where of nobody in particular */
    int32_t first, last;            /* the dates that they are enough for */
};

bool tap_array_create(struct tap_array **ret_taps, struct error *err)
{
    struct tap_array *taps = calloc(1, sizeof *taps);
    if (!taps) {
        return error_set(err, ERROR_NO_MEMORY, "taps: out of memory");
    }
    *ret_taps = taps;
    return true;
}

void tap_array_destroy(struct tap_array *taps)
{
    if (taps) {
        free(taps->kept);
        free(taps->views);
        free(taps);
    }
}

static bool make_room(struct tap_array *taps)
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
    size_t len = id ? strnlen(id, TAP_RECORD_ID_MAX) : 0; /* ids are no longer */
    memcpy(ret_id, id ? id : "", len);
    ret_id[len] = '\0';
}

static void on_tap(const struct person_tap *tap, void *user)
{
    struct tap_array *taps = user;
    if (taps->out_of_memory || !make_room(taps)) {
        taps->out_of_memory = true;
        return;
    }
    struct kept_tap *kept = &taps->kept[taps->count++];
    copy_id(kept->staff, tap->staff);
    copy_id(kept->kiosk, tap->kiosk);
    copy_id(kept->meeting, tap->meeting);
    copy_id(kept->substitute_for, tap->substitute_for);
    tap_record_format_id(tap->kiosk, tap->epoch, tap->seq, kept->id);
    kept->at_ms = tap->at_ms;
    kept->not_before_ms = tap->not_before_ms;
    kept->not_after_ms = tap->not_after_ms;
    taps->certain_count += person_tap_is_certain(tap) ? 1 : 0;
}

static bool finish_load(struct tap_array *taps, const char *of, struct error *err)
{
    if (taps->out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "taps of %.40s: out of memory or more than %d", of,
                         TAPS_MAX);
    }
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
    return true;
}

static void begin_load(struct tap_array *taps)
{
    taps->count = 0;
    taps->certain_count = 0;
    taps->out_of_memory = false;
    taps->of[0] = '\0';
}

bool tap_array_load_person(struct tap_array *taps, struct database *database, const char *staff,
                           int32_t first, int32_t last, struct error *err)
{
    if (strcmp(taps->of, staff) == 0 && first >= taps->first && last <= taps->last) {
        return true;
    }
    begin_load(taps);
    if (!person_tap_store_each(database, staff, first - DAYS_BEFORE, last + DAYS_AFTER, on_tap,
                               taps, err) ||
        !finish_load(taps, staff, err)) {
        return false;
    }
    copy_id(taps->of, staff);
    taps->first = first;
    taps->last = last;
    return true;
}

bool tap_array_read_ahead(struct database *database, const char *staff, int32_t first, int32_t last,
                          struct error *err)
{
    return person_tap_store_read_ahead(database, staff, first - DAYS_BEFORE, last + DAYS_AFTER,
                                       err);
}

bool tap_array_load_substitutes(struct tap_array *taps, struct database *database,
                                const char *meeting, struct error *err)
{
    begin_load(taps);
    return person_tap_store_each_of_substitutes(database, meeting, on_tap, taps, err) &&
           finish_load(taps, meeting, err);
}

static const struct tap *uncertain_of(const struct tap_array *taps)
{
    return taps->views ? taps->views + taps->certain_count : NULL;
}

void tap_array_put_person(const struct tap_array *taps, struct person_facts *facts)
{
    facts->taps = taps->views;
    facts->tap_count = taps->certain_count;
    facts->uncertain_taps = uncertain_of(taps);
    facts->uncertain_tap_count = taps->count - taps->certain_count;
}

void tap_array_put_meeting(const struct tap_array *taps, struct meeting_facts *facts)
{
    facts->substitute_taps = taps->views;
    facts->substitute_tap_count = taps->certain_count;
    facts->uncertain_substitute_taps = uncertain_of(taps);
    facts->uncertain_substitute_tap_count = taps->count - taps->certain_count;
}

int64_t tap_array_next(const struct tap_array *taps, int64_t now_ms)
{
    int64_t next_ms = CIVIL_NEVER_MS;
    for (size_t i = 0; i < taps->count; i++) {
        const struct tap *tap = &taps->views[i];
        int64_t begins_ms = i < taps->certain_count ? tap->at_ms : tap->not_before_ms;
        if (begins_ms > now_ms && begins_ms < next_ms) {
            next_ms = begins_ms;
        }
    }
    return next_ms;
}
