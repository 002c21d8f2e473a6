#include "month_trend.h"

#include "day_judging.h"
#include "month_store.h"
#include "person_tap_store.h"
#include "ranking.h"

struct summing {
    struct month_trend *trend;
    const struct staff_sieve *sieve;
};

static void add(int32_t month, const char *staff, const char *unit, const struct figures *figures,
                void *user)
{
    (void)staff; /* units alone are summed */
    struct summing *summing = user;
    const struct staff_sieve_subject subject = {.unit = unit};
    int32_t index = month - summing->trend->of[0].month;
    if (index >= 0 && index < MONTH_TREND_MONTHS && staff_sieve_holds(summing->sieve, &subject)) {
        figures_add(&summing->trend->of[index].figures, figures);
    }
}

static bool judge(struct summing *summing, const struct month_view *view, int32_t first,
                  int32_t last, struct error *err)
{
    const struct facts *facts = fact_loan_facts(view->loan);
    AUTO(tap_array) struct tap_array *taps = NULL;
    if (!tap_array_create(&taps, err)) {
        return false;
    }
    const struct day_judging judging = {.database = snapshot_database(view->snapshot),
                                        .facts = facts,
                                        .now_ms = view->report->as_of_ms,
                                        .taps = taps};
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        for (int32_t month = first; month <= last; month++) {
            if (!day_judging_sum_month(&judging, facts_staff_at(facts, i), month, add, summing,
                                       err)) {
                return false;
            }
        }
    }
    return true;
}

static bool judge_in_turn(struct summing *summing, const struct month_view *view, int32_t first,
                          int32_t last, struct error *err)
{
    if (!judging_turns_take(view->turns, JUDGING_TURN_WAIT_MS, err)) {
        return false;
    }
    bool good = judge(summing, view, first, last, err);
    judging_turns_give(view->turns);
    return good;
}

/* Months before the first tap, where nobody could have been on time, are left out. */
static bool first_month(const struct month_view *view, int32_t *ret_first, struct error *err)
{
    bool any;
    int32_t day;
    if (!person_tap_store_first_day(snapshot_database(view->snapshot), &any, &day, err)) {
        return false;
    }
    if (any && civil_month_of(day) > *ret_first) {
        *ret_first = civil_month_of(day);
    }
    return true;
}

bool month_trend_read(struct month_trend *trend, const struct month_view *view,
                      const struct staff_sieve *sieve, struct error *err)
{
    struct summing summing = {trend, sieve};
    int32_t last = view->report->month;
    int32_t first = last - MONTH_TREND_MONTHS + 1;
    *trend = (struct month_trend){0};
    for (int32_t i = 0; i < MONTH_TREND_MONTHS; i++) {
        trend->of[i].month = first + i;
    }
    if (!first_month(view, &first, err)) {
        return false;
    }
    if (!(view->rows == MONTH_ROWS_KEPT ? month_store_each_unit(snapshot_database(view->snapshot),
                                                                first, last, add, &summing, err)
                                        : judge_in_turn(&summing, view, first, last, err))) {
        return false;
    }
    for (size_t i = 0; i < MONTH_TREND_MONTHS; i++) {
        trend->of[i].rate_bp = ranking_rate_bp(&trend->of[i].figures);
    }
    return true;
}
