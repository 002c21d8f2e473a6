#include "day_taps.h"

#include "civil.h"
#include "day_count_store.h"
#include "json.h"
#include "kiosk_store.h"
#include "person_tap_store.h"
#include "tap_line.h"
#include "verdict_store.h"
#include <stdio.h>
#include <string.h>

struct day {
    const struct facts *facts;
    int32_t date;
    const struct staff_sieve *sieve;
    struct stored_tap *list;
    size_t count, room;
    size_t unrecognised;
    bool out_of_memory;
};

static bool lets_see(const struct day *day, const char *id)
{
    const struct facts_staff *staff = id && *id ? facts_find_staff(day->facts, id) : NULL;
    const struct membership *membership =
        staff ? person_membership(&staff->person, day->date) : NULL;
    const struct staff_sieve_subject subject = {id, membership ? membership->unit : "", ""};
    return staff_sieve_holds(day->sieve, &subject);
}

static void add_tap(const struct person_tap *tap, void *user)
{
    struct day *day = user;
    if (!lets_see(day, tap->staff)) {
        return;
    }
    if (day->count == day->room) {
        size_t room = day->room ? day->room * 2 : 256;
        struct stored_tap *list = realloc(day->list, room * sizeof *list);
        if (!list) {
            day->out_of_memory = true;
            return;
        }
        day->list = list;
        day->room = room;
    }
    struct stored_tap *kept = &day->list[day->count++];
    tap_line_keep(tap, kept);
    day->unrecognised += tap->card == TAP_CARD_RECOGNISED ? 0 : 1;
}

static int newest_first(const void *a, const void *b)
{
    const struct stored_tap *x = a;
    const struct stored_tap *y = b;
    if (x->at_ms != y->at_ms) {
        return x->at_ms < y->at_ms ? 1 : -1;
    }
    int order = strcmp(x->record.kiosk, y->record.kiosk);
    return order ? order : (x->record.seq < y->record.seq) - (x->record.seq > y->record.seq);
}

static bool append_taps(struct database *database, const struct facts *facts, struct day *day,
                        size_t limit, json_t *taps, struct error *err)
{
    struct kiosk kiosk = {.kiosk = ""};
    for (size_t i = 0; i < day->count && i < limit; i++) {
        if (!tap_line_append(database, facts, &day->list[i], &kiosk, taps, err)) {
            return false;
        }
    }
    return true;
}

static json_t *counts_json(const struct verdict_day_counts *counts, const struct day *day)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "staff", (json_int_t)counts->staff,
                     "in", (json_int_t)counts->in, "on_time", (json_int_t)counts->on_time, "late",
                     (json_int_t)counts->late, "leave", (json_int_t)counts->leave, "missing",
                     (json_int_t)counts->missing, "taps", (json_int_t)day->count, "unrecognised",
                     (json_int_t)day->unrecognised);
}

/* Sums over those whom the sieve lets through. */
struct counting {
    const struct day *day;
    struct verdict_day_counts counts;
};

static void count_person(const struct day_count_row *row, void *user)
{
    struct counting *counting = user;
    const struct staff_sieve_subject subject = {row->staff, row->unit, ""};
    if (!staff_sieve_holds(counting->day->sieve, &subject)) {
        return;
    }
    struct verdict_day_counts *counts = &counting->counts;
    counts->staff++;
    counts->in += row->came;
    counts->on_time += row->came && !row->late && row->on_time;
    counts->late += row->late;
    counts->leave += !row->came && row->away;
    counts->missing += !row->came && !row->away;
}

static bool count_day(struct database *database, const struct day *day,
                      struct verdict_day_counts *ret_counts, struct error *err)
{
    struct counting counting = {.day = day};
    if (!day->sieve) {
        return verdict_store_count_day(database, day->date, ret_counts, err);
    }
    if (!day_count_store_each(database, day->date, count_person, &counting, err)) {
        return false;
    }
    *ret_counts = counting.counts;
    return true;
}

static bool read_day(struct database *database, size_t limit, struct day *day, json_t **ret_answer,
                     struct error *err)
{
    struct verdict_day_counts counts;
    if (!person_tap_store_each_of_date(database, day->date, add_tap, day, err) ||
        !count_day(database, day, &counts, err)) {
        return false;
    }
    if (day->out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "list of taps: out of memory");
    }
    if (day->count) {
        qsort(day->list, day->count, sizeof *day->list, newest_first);
    }
    AUTO(json) json_t *taps = json_array();
    if (!append_taps(database, day->facts, day, limit, taps, err)) {
        return false;
    }
    char text[CIVIL_DATE_SIZE];
    json_t *answer = json_pack("{s:s, s:o, s:O}", "date", civil_date_format(day->date, text),
                               "counts", counts_json(&counts, day), "taps", taps);
    if (!answer) {
        return error_set(err, ERROR_NO_MEMORY, "list of taps: out of memory");
    }
    *ret_answer = answer;
    return true;
}

static bool find_today(const struct month_source *source, int32_t *ret_date, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    int64_t now_ms;
    if (!storage_read(source->storage, &snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(snapshot), &loan, err) ||
        !judging_local_ms(fact_loan_facts(loan), clock_utc_us(source->clock), &now_ms, err)) {
        return false;
    }
    *ret_date = civil_date_of(now_ms);
    return true;
}

bool day_taps_to_json(const struct month_source *source, const struct day_taps_question *question,
                      json_t **ret_answer, struct error *err)
{
    int32_t date = question->date;
    if (date == DAY_TAPS_TODAY && !find_today(source, &date, err)) {
        return false;
    }
    int32_t month = civil_month_of(date);
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    struct judging_progress rejudging; /* a day's counts follow tap by tap all the same */
    if (!judging_bring_up(source->judging, month, month, &rejudging, err) ||
        !storage_read(source->storage, &snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(snapshot), &loan, err)) {
        return false;
    }
    struct day day = {.facts = fact_loan_facts(loan), .date = date, .sieve = question->sieve};
    bool good = read_day(snapshot_database(snapshot), question->limit, &day, ret_answer, err);
    free(day.list);
    return good;
}
