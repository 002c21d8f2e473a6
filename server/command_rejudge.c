#include "civil.h"
#include "command_table.h"
#include "difference_store.h"
#include "person_tap_store.h"
#include "server_services.h"
#include <stdio.h>

/* Months, both included. */
struct months {
    int32_t first, last;
};

/* A month, or what stands in *month where none is given. */
static bool read_month(const struct command_call *call, const char *option, int32_t *ret_month,
                       struct error *err)
{
    const char *text = command_value(call, option);
    return !text || civil_month_parse(text, ret_month) ||
           error_set(err, ERROR_INVALID, "--%s %s: a month is YYYY-MM", option, text);
}

static bool read_months(const struct command_call *call, struct months *ret_months,
                        struct error *err)
{
    *ret_months = (struct months){INT32_MIN, INT32_MAX};
    return read_month(call, "from", &ret_months->first, err) &&
           read_month(call, "to", &ret_months->last, err) &&
           (ret_months->first <= ret_months->last ||
            error_set(err, ERROR_INVALID, "--to: lies before the first month"));
}

/* Of these months the ones that have taps between the first and the last; *ret_any is false where
 * there are none. */
static bool cut_months(struct storage *storage, struct months *months, bool *ret_any,
                       struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    int32_t first, last;
    if (!storage_read(storage, &view, err) ||
        !person_tap_store_days(snapshot_database(view), ret_any, &first, &last, err)) {
        return false;
    }
    if (*ret_any) {
        first = civil_month_of(first);
        last = civil_month_of(last);
        months->first = months->first > first ? months->first : first;
        months->last = months->last < last ? months->last : last;
        *ret_any = months->first <= months->last;
    }
    return true;
}

static bool judge_all(struct judging *judging, int32_t first, int32_t last, struct error *err)
{
    struct judging_progress progress;
    do {
        if (!judging_bring_up(judging, first, last, &progress, err)) {
            return false;
        }
        if (progress.total > 0) {
            (void)fprintf(stderr, "%lld of %lld\n", (long long)progress.done,
                          (long long)progress.total);
        }
    } while (progress.total > 0);
    return true;
}

struct tally {
    int64_t since_utc_us;
    int64_t count;
};

static bool count_one(const struct difference *difference, void *user, struct error *err)
{
    struct tally *tally = user;
    (void)err;
    tally->count += difference->changed_utc_us >= tally->since_utc_us;
    return true;
}

static bool count_differences(struct storage *storage, int32_t first, int32_t last,
                              struct tally *tally, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    const struct difference_question question = {civil_month_first(first),
                                                 civil_month_first(last + 1) - 1, NULL};
    return storage_read(storage, &view, err) &&
           difference_store_each(snapshot_database(view), &question, count_one, tally, err);
}

static bool run_rejudge(const struct command_call *call, struct error *err)
{
    bool any = false;
    struct months months;
    AUTO(server_services) struct server_services *services = NULL;
    if (!read_months(call, &months, err) ||
        !server_services_open(&call->config, clock_system(), &services, err) ||
        !ingest_note_older_taps(services->ingest, err) ||
        !fact_writer_settle_older_cards(services->facts, err) ||
        !cut_months(services->storage, &months, &any, err)) {
        return false;
    }
    if (!any) {
        (void)printf("There are no taps of these months.\n");
        return true;
    }
    struct tally tally = {.since_utc_us = clock_utc_us(clock_system())};
    const struct audit_actor actor = {.by = AUDIT_BY_COMMAND, .who = "rejudge"};
    const struct audit_entry entry = {.action = "verdict.rejudge", .kind = "verdict"};
    if (!audit_note(services->audit, &actor, &entry, err) || !audit_flush(services->audit, err) ||
        !judging_again(services->judging, months.first, months.last, err) ||
        !judge_all(services->judging, months.first, months.last, err) ||
        !count_differences(services->storage, months.first, months.last, &tally, err)) {
        return false;
    }
    char from[CIVIL_MONTH_SIZE], to[CIVIL_MONTH_SIZE];
    (void)printf("%s to %s judged again: %lld verdicts are not what they were.\n",
                 civil_month_format(months.first, from), civil_month_format(months.last, to),
                 (long long)tally.count);
    return true;
}

const struct command command_rejudge = {
    .name = "rejudge",
    .operands = "",
    .summary = "Judges months again from the facts, whether the server runs or not. What comes out "
               "differently is kept as a difference.",
    .options = {{"from", "YYYY-MM", "the first month (that of the first tap)"},
                {"to", "YYYY-MM", "the last month (that of the last tap)"}},
    .run = run_rejudge,
};
