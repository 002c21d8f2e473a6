#include "tap_return.h"

#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "log.h"
#include "office_inside.h"
#include "reported_back_store.h"
#include <stdio.h>
#include <string.h>

#define A_SWEEP_MAX 100

bool tap_return_note(struct database *database, const struct stored_tap *taps, size_t count,
                     void *user, struct error *err)
{
    (void)user;
    for (size_t i = 0; i < count; i++) {
        const struct stored_tap *tap = &taps[i];
        struct reported_back back = {
            .epoch = tap->record.epoch, .seq = tap->record.seq, .at_ms = tap->at_ms};
        bool is_back = strcmp(tap->record.shown.verdict, "back") == 0 && tap->staff[0] &&
                       tap->record.clock == TAP_CLOCK_SYNCED;
        memcpy(back.kiosk, tap->record.kiosk, sizeof back.kiosk);
        memcpy(back.staff, tap->staff, sizeof back.staff);
        if (is_back && !reported_back_store_add(database, &back, err)) {
            return false;
        }
    }
    return true;
}

/* A tap that a kiosk kept to itself for days comes when the leave counts as absence already. It was
 * taken in time: nobody has to decide anything. */
static const char *const open_states[] = {"approved", "unreturned"};

/* The leave or trip that held at the moment of the tap, and that nobody has ended. */
struct search {
    const struct reported_back *back;
    bool found;
    char id[OFFICE_ID_MAX + 1];
};

static bool look_at_row(const struct entry_row *row, void *user, struct error *err)
{
    struct search *search = user;
    AUTO(json) json_t *fact = NULL;
    if (!row->fact || search->found) {
        return true;
    }
    if (!json_parse(row->fact, strlen(row->fact), row->id, &fact, err)) {
        return false;
    }
    search->found = office_time(fact, "from", INT64_MAX) <= search->back->at_ms &&
                    search->back->at_ms < office_time(fact, "to", 0);
    (void)snprintf(search->id, sizeof search->id, "%s", row->id);
    return true;
}

static bool find_away(struct office *office, const struct office_kind *kind, const char *state,
                      struct search *search, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    int32_t day = civil_date_of(search->back->at_ms);
    const struct entry_query query = {.kind = kind->name,
                                      .after_sort = "",
                                      .after_id = "",
                                      .search = "",
                                      .unit = "",
                                      .staff = search->back->staff,
                                      .meeting = "",
                                      .state = state,
                                      .from_day = day,
                                      .to_day = day,
                                      .sees_all = 1,
                                      .units = "",
                                      .own_staff = "",
                                      .own_account = "",
                                      .limit = 100};
    return storage_read(office->settings.storage, &view, err) &&
           entry_store_list(snapshot_database(view), &query, look_at_row, search, err);
}

static bool act(struct office *office, const struct office_kind *kind, const struct search *search,
                bool *ret_done, struct error *err)
{
    const struct reported_back *back = search->back;
    char at[CIVIL_TIME_SIZE];
    char tap[TAP_RECORD_NAME_SIZE];
    AUTO_OFFICE_ANSWER struct office_answer answer = {.result = OFFICE_DONE};
    tap_record_format_id(back->kiosk, back->epoch, back->seq, tap);
    AUTO(json)
    json_t *input = json_pack("{s:s, s:s}", "at",
                              civil_time_format(civil_minute_ms(back->at_ms), at), "comment", tap);
    if (!input) {
        return error_set(err, ERROR_NO_MEMORY, "return: out of memory");
    }
    const struct office_caller caller = {.actor = {.by = AUDIT_BY_KIOSK, .who = back->kiosk}};
    const struct office_call call = {
        .kind = kind, .caller = &caller, .id = search->id, .action = "return", .input = input};
    if (!office_act(office, &call, &answer, err)) {
        return false;
    }
    *ret_done = answer.result == OFFICE_DONE;
    log_event(LOG_INFO, "reported_back", "tap=%s kind=%s id=%s result=%s", tap, kind->name,
              search->id, *ret_done ? "done" : LOG_TEXT(answer.detail));
    return true;
}

static bool run_remove(struct database *database, void *user, struct error *err)
{
    return reported_back_store_remove(database, user, err);
}

/* Whatever the office says is its last word: a leave that ended meanwhile is not asked again. */
static bool take(struct office *office, struct reported_back *back, size_t *count,
                 struct error *err)
{
    const struct office_kind *const kinds[] = {&leave_kind, &trip_kind};
    struct search search = {.back = back};
    bool done = false;
    const size_t states = sizeof open_states / sizeof *open_states;
    for (size_t i = 0; i < states * (sizeof kinds / sizeof *kinds) && !search.found; i++) {
        const struct office_kind *kind = kinds[i / states];
        if (!find_away(office, kind, open_states[i % states], &search, err) ||
            (search.found && !act(office, kind, &search, &done, err))) {
            return false;
        }
    }
    *count += done ? 1 : 0;
    return storage_write(office->settings.storage, run_remove, back, err);
}

bool tap_return_sweep(struct office *office, size_t *ret_count, struct error *err)
{
    struct reported_back backs[A_SWEEP_MAX];
    size_t noted = 0;
    size_t count = 0;
    int64_t now_ms;
    {
        AUTO(snapshot) struct snapshot *view = NULL;
        if (!storage_read(office->settings.storage, &view, err) ||
            !reported_back_store_list(snapshot_database(view), A_SWEEP_MAX, backs, &noted, err)) {
            return false;
        }
    }
    if (noted > 0 && !office_now_ms(office, &now_ms, err)) {
        return false;
    }
    for (size_t i = 0; i < noted; i++) {
        bool ahead = civil_minute_ms(backs[i].at_ms) > now_ms; /* of a clock that is off a little */
        if (!ahead && !take(office, &backs[i], &count, err)) {
            return false;
        }
    }
    *ret_count = count;
    return true;
}
