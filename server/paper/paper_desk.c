#include "paper_inside.h"

#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "judging.h"
#include "month_report_sieve.h"
#include "month_trend.h"
#include <stdio.h>
#include <string.h>

#define UNIT_DEPTH_MAX 64

void paper_desk_close(struct paper_desk *desk)
{
    if (desk) {
        completeness_finish(&desk->completeness);
        tap_array_destroy(desk->taps);
        month_view_finish(&desk->view);
        free(desk);
    }
}

static bool is_below(const struct facts *facts, const char *unit, const char *top)
{
    for (int depth = 0; unit && depth < UNIT_DEPTH_MAX; depth++) {
        if (strcmp(unit, top) == 0) {
            return true;
        }
        const struct facts_unit *known = facts_find_unit(facts, unit);
        unit = known ? known->parent : NULL;
    }
    return false;
}

static bool holds(const struct staff_sieve_subject *subject, void *user)
{
    const struct paper_desk *desk = user;
    const struct paper_question *question = &desk->question;
    return (!question->unit || is_below(desk->facts, subject->unit, question->unit)) &&
           staff_sieve_holds(question->sieve, subject);
}

static bool take_moment(struct paper_desk *desk, struct error *err)
{
    const struct month_source *months = &desk->source->months;
    if (!storage_read(months->storage, &desk->view.snapshot, err) ||
        !fact_cache_take(months->cache, snapshot_database(desk->view.snapshot), &desk->view.loan,
                         err)) {
        return false;
    }
    desk->now_ms = desk->question.as_of_ms;
    return desk->now_ms != MONTH_SOURCE_NOW ||
           judging_local_ms(fact_loan_facts(desk->view.loan), clock_utc_us(months->clock),
                            &desk->now_ms, err);
}

/* The months of the trend too; those before the first tap have nothing to judge. */
static bool bring_up(const struct paper_desk *desk, struct error *err)
{
    const struct month_source *months = &desk->source->months;
    int32_t from = desk->question.month - MONTH_TREND_MONTHS + 1;
    struct judging_progress progress;
    bool any;
    int32_t first, last;
    if (!month_source_span(months, &any, &first, &last, err)) {
        return false;
    }
    if (!any || desk->question.month < first || desk->question.month > last ||
        desk->question.as_of_ms != MONTH_SOURCE_NOW) {
        return true;
    }
    return judging_bring_up(months->judging, from > first ? from : first, desk->question.month,
                            &progress, err);
}

static bool take_month(struct paper_desk *desk, struct error *err)
{
    if (!bring_up(desk, err)) {
        return false;
    }
    if (!month_source_report(&desk->source->months, desk->question.month, desk->question.as_of_ms,
                             &desk->view, err)) {
        return false;
    }
    desk->now_ms = desk->view.report->as_of_ms;
    return true;
}

static bool open_desk(struct paper_desk *desk, struct error *err)
{
    bool has_month = desk->question.month != PAPER_NO_MONTH;
    if (!(has_month ? take_month(desk, err) : take_moment(desk, err)) ||
        !tap_array_create(&desk->taps, err)) {
        return false;
    }
    desk->facts = fact_loan_facts(desk->view.loan);
    desk->database = snapshot_database(desk->view.snapshot);
    desk->judging = (struct day_judging){.database = desk->database,
                                         .facts = desk->facts,
                                         .now_ms = desk->now_ms,
                                         .taps = desk->taps};
    const char *unit = desk->question.unit;
    if (unit && !facts_find_unit(desk->facts, unit)) {
        return error_set(err, ERROR_INVALID, "there is no unit '%s'", unit);
    }
    desk->sieve = (struct staff_sieve){holds, desk};
    if (has_month && (unit || desk->question.sieve)) {
        month_report_sieve(desk->view.report, &desk->sieve);
    }
    return completeness_read(&desk->completeness, desk->database, desk->facts, err);
}

bool paper_desk_open(const struct paper_source *source, const struct paper_question *question,
                     struct paper_desk **ret_desk, struct error *err)
{
    AUTO(paper_desk) struct paper_desk *desk = calloc(1, sizeof *desk);
    if (!desk) {
        return error_set(err, ERROR_NO_MEMORY, "paper: out of memory");
    }
    desk->source = source;
    desk->question = *question;
    if (!open_desk(desk, err)) {
        return false;
    }
    *ret_desk = TAKE(desk);
    return true;
}

const struct month_report *paper_desk_report(const struct paper_desk *desk)
{
    return desk->view.report;
}

static bool take_entry(const struct entry_row *row, void *user, struct error *err)
{
    json_t **members = user;
    return json_parse(row->value, strlen(row->value), row->id, members, err);
}

bool paper_desk_entry(const struct paper_desk *desk, const char *kind, const char *id,
                      json_t **ret_members, struct error *err)
{
    bool found;
    *ret_members = NULL;
    return entry_store_find(desk->database, kind, id, take_entry, ret_members, &found, err);
}

const char *paper_desk_whose(const struct paper_desk *desk)
{
    const char *unit = desk->question.unit;
    return unit ? facts_find_unit(desk->facts, unit)->name : facts_site(desk->facts)->name;
}

const char *paper_desk_month(const struct paper_desk *desk, char ret_text[static PAPER_MONTH_SIZE])
{
    int32_t year, month, day;
    civil_date_split(civil_month_first(desk->question.month), &year, &month, &day);
    (void)snprintf(ret_text, PAPER_MONTH_SIZE, "%d年%d月", (int)year, (int)month);
    return ret_text;
}

const char *paper_desk_state(const struct paper_desk *desk, char ret_text[static PAPER_STATE_SIZE])
{
    const struct month_report *report = desk->view.report;
    char as_of[CIVIL_TIME_SIZE];
    (void)civil_time_format(civil_minute_ms(desk->now_ms), as_of);
    as_of[10] = ' ';
    as_of[16] = '\0';
    int len = snprintf(ret_text, PAPER_STATE_SIZE, "截至 %s", as_of);
    if (report && report->kiosk_behind_count > 0) {
        (void)snprintf(ret_text + len, PAPER_STATE_SIZE - (size_t)len,
                       "，暂定：%zu 台签到机的记录尚未到齐（如 %s）", report->kiosk_behind_count,
                       report->kiosks_behind[0].place);
    }
    return ret_text;
}
