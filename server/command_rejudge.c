#include "civil.h"
#include "command_table.h"
#include "difference_store.h"
#include "person_tap_store.h"
#include "server_services.h"
#include <stdio.h>

/* A month, or what stands where none is given. */
static bool read_month(const struct command_call *call, const char *option, int32_t otherwise,
                       int32_t *ret_month, struct error *err)
{
    const char *text = command_value(call, option);
    *ret_month = otherwise;
    return !text || civil_month_parse(text, ret_month) ||
           error_set(err, ERROR_INVALID, "--%s %s: a month is YYYY-MM", option, text);
}

/* The months with taps, of these the ones that were asked for. */
static bool read_months(const struct command_call *call, struct storage *storage, bool *ret_any,
                        int32_t *ret_first, int32_t *ret_last, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    int32_t first, last;
    if (!storage_read(storage, &view, err) ||
        !person_tap_store_days(snapshot_database(view), ret_any, &first, &last, err) || !*ret_any) {
        return !*ret_any;
    }
    if (!read_month(call, "from", civil_month_of(first), ret_first, err) ||
        !read_month(call, "to", civil_month_of(last), ret_last, err)) {
        return false;
    }
    return *ret_first <= *ret_last ||
           error_set(err, ERROR_INVALID, "--to: lies before the first month");
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
    int32_t first, last;
    AUTO(server_services) struct server_services *services = NULL;
    if (!server_services_create(&call->config, clock_system(), &services, err) ||
        !read_months(call, services->storage, &any, &first, &last, err)) {
        return false;
    }
    if (!any) {
        (void)printf("There are no taps yet.\n");
        return true;
    }
    struct tally tally = {.since_utc_us = clock_utc_us(clock_system())};
    const struct audit_actor actor = {.by = AUDIT_BY_COMMAND, .who = "rejudge"};
    const struct audit_entry entry = {.action = "verdict.rejudge", .kind = "verdict"};
    if (!audit_note(services->audit, &actor, &entry, err) || !audit_flush(services->audit, err) ||
        !judging_again(services->judging, first, last, err) ||
        !judge_all(services->judging, first, last, err) ||
        !count_differences(services->storage, first, last, &tally, err)) {
        return false;
    }
    char from[CIVIL_MONTH_SIZE], to[CIVIL_MONTH_SIZE];
    (void)printf("%s to %s judged again: %lld verdicts are not what they were.\n",
                 civil_month_format(first, from), civil_month_format(last, to),
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
