#include "month_meetings.h"

#include "attendee_store.h"
#include "meeting_judging.h"
#include <stdlib.h>
#include <string.h>

/* One meeting whose rows are visited. */
struct summing {
    struct month_meeting *meeting;
    const struct staff_sieve *sieve;
    bool any;
};

static void add(struct summing *summing, const char *staff, const char *unit,
                const struct attendee_verdict *verdict)
{
    const struct staff_sieve_subject subject = {
        .staff = staff, .unit = unit, .meeting = summing->meeting->meeting->meeting.id};
    if (staff_sieve_holds(summing->sieve, &subject)) {
        figures_add_attendee(&summing->meeting->figures, verdict);
        summing->any = true;
    }
}

static void on_kept(const char *meeting, const struct attendee_row *row, void *user)
{
    (void)meeting; /* the one that was asked for */
    add(user, row->staff, row->unit, &row->verdict);
}

static void on_judged(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                      void *user)
{
    struct summing *summing = user;
    const struct membership *membership = person_membership(
        &staff->person, civil_date_of(summing->meeting->meeting->meeting.start_ms));
    add(summing, staff->id, membership ? membership->unit : "", verdict);
}

static int by_start(const void *a, const void *b)
{
    const struct meeting *x = &((const struct month_meeting *)a)->meeting->meeting;
    const struct meeting *y = &((const struct month_meeting *)b)->meeting->meeting;
    return x->start_ms != y->start_ms ? (x->start_ms < y->start_ms ? -1 : 1) : strcmp(x->id, y->id);
}

static bool sum_up(struct summing *summing, const struct month_view *view,
                   const struct day_judging *judging, struct error *err)
{
    const struct facts_meeting *meeting = summing->meeting->meeting;
    return view->rows == MONTH_ROWS_KEPT
               ? attendee_store_each_of_meeting(judging->database, meeting->meeting.id, on_kept,
                                                summing, err)
               : meeting_judging_each(judging, meeting, on_judged, summing, err);
}

bool month_meetings_read(struct month_meetings *meetings, const struct month_view *view,
                         const struct staff_sieve *sieve, struct error *err)
{
    const struct facts *facts = fact_loan_facts(view->loan);
    AUTO(tap_array) struct tap_array *taps = NULL;
    meetings->list = calloc(facts_meeting_count(facts) + 1, sizeof *meetings->list);
    if (!meetings->list) {
        return error_set(err, ERROR_NO_MEMORY, "meetings: out of memory");
    }
    if (!tap_array_create(&taps, err)) {
        return false;
    }
    const struct day_judging judging = {.database = snapshot_database(view->snapshot),
                                        .facts = facts,
                                        .now_ms = view->report->as_of_ms,
                                        .taps = taps};
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(facts, i);
        int32_t month = civil_month_of(civil_date_of(meeting->meeting.start_ms));
        struct month_meeting *next = &meetings->list[meetings->count];
        if (month != view->report->month || meeting->meeting.cancelled) {
            continue;
        }
        *next = (struct month_meeting){.meeting = meeting};
        struct summing summing = {next, sieve, false};
        if (!sum_up(&summing, view, &judging, err)) {
            return false;
        }
        meetings->count += summing.any ? 1 : 0;
    }
    qsort(meetings->list, meetings->count, sizeof *meetings->list, by_start);
    return true;
}

void month_meetings_finish(struct month_meetings *meetings)
{
    free(meetings->list);
    *meetings = (struct month_meetings){0};
}
