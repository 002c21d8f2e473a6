#include "sample_month.h"

#include "breach_ledger.h"
#include "civil.h"
#include "json.h"
#include "ledger_watch.h"
#include "month_close.h"
#include "sample_names.h"
#include "submission_desk.h"
#include "time_zone.h"
#include <stdio.h>
#include <string.h>

#define INSPECTOR         "inspector" /* of shoushi-server init */
#define JUDGING_TRIES_MAX 60          /* each waits for a while itself */

/* A clock that stands where the next step of the story happens. */
struct story_clock {
    struct clock clock;
    int64_t utc_us;
};

static int64_t read_utc_us(const struct clock *clock)
{
    return ((const struct story_clock *)clock)->utc_us;
}

static int64_t read_mono_us(const struct clock *clock)
{
    return ((const struct story_clock *)clock)->utc_us;
}

struct story {
    const struct sample_county *county;
    struct story_clock clock;
    struct time_zone *zone;
    struct office *office;
    struct month_source months;
    struct month_desk desk;
    int32_t last_month;
    int64_t now_utc_us;
};

static void story_finish(struct story *story)
{
    office_destroy(story->office);
    time_zone_destroy(story->zone);
}

#define AUTO_STORY __attribute__((cleanup(story_finish)))

/* The present where that moment is still to come: on the first of a month. */
static void turn_to(struct story *story, int32_t date, int32_t minute)
{
    int64_t at =
        time_zone_utc_us(story->zone, civil_midnight_ms(date) + (int64_t)minute * CIVIL_MINUTE_MS);
    story->clock.utc_us = at < story->now_utc_us ? at : story->now_utc_us;
}

static struct office_caller caller_of(const char *account)
{
    return (struct office_caller){.actor = {.by = AUDIT_BY_COMMAND, .who = account}};
}

/* Takes the input over; ret_id may be NULL. */
static bool call(struct story *story, const char *kind, const char *account, const char *id,
                 const char *action, json_t *input, char *ret_id, struct error *err)
{
    AUTO(json) json_t *taken = input;
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const struct office_caller caller = caller_of(account);
    const struct office_call made = {.kind = office_kind_find(kind),
                                     .caller = &caller,
                                     .id = id,
                                     .action = action,
                                     .input = taken};
    bool good = action ? office_act(story->office, &made, &answer, err)
                       : office_make(story->office, &made, &answer, err);
    if (!good || answer.result != OFFICE_DONE) {
        return good ? error_set(err, ERROR_INVALID, "sample %s: %s", kind, answer.detail) : false;
    }
    if (ret_id) {
        (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "%s", answer.id);
    }
    return true;
}

static const char *unit_code(size_t unit, char ret_code[static 8])
{
    (void)snprintf(ret_code, 8, "u%02zu", unit + 1);
    return ret_code;
}

/* Spot checks: one a week, whoever the inspector met. */
static bool make_spot_check(struct story *story, size_t person, int32_t date,
                            char ret_id[static OFFICE_ID_MAX + 1], struct error *err)
{
    char unit[8], staff[SAMPLE_STAFF_ID_SIZE], next[SAMPLE_STAFF_ID_SIZE], at[CIVIL_TIME_SIZE];
    sample_county_staff_id(person, staff);
    sample_county_staff_id(person + 1, next);
    turn_to(story, date, 10 * 60);
    (void)civil_time_format(civil_midnight_ms(date) + (int64_t)580 * CIVIL_MINUTE_MS, at);
    return call(story, "spot_check", INSPECTOR, NULL, NULL,
                json_pack("{s:s, s:s, s:s, s:[{s:s, s:s, s:s}, {s:s, s:s}]}", "unit",
                          unit_code(sample_names_unit_of(person), unit), "at", at, "place",
                          "三楼办公区", "findings", "staff", staff, "found", "absent", "note",
                          "无请假手续", "staff", next, "found", "at_post"),
                ret_id, err);
}

/* How far an entry of the ledger has come. */
enum stage { FOUND, NOTIFIED, OVERDUE, RECTIFIED, VERIFIED, CLOSED, DISMISSED };

static bool notify(struct story *story, const char *id, int32_t due, int number, struct error *err)
{
    char date[CIVIL_DATE_SIZE], text[80];
    (void)snprintf(text, sizeof text, "督〔%d〕%d号", (int)(story->last_month / 12), number);
    return call(story, "breach", INSPECTOR, id, "notify",
                json_pack("{s:s, s:s, s:s}", "text", "请核实情况，批评教育本人，举一反三整改。",
                          "number", text, "due", civil_date_format(due, date)),
                NULL, err);
}

static bool go_on(struct story *story, const char *id, enum stage stage, int32_t date, int number,
                  struct error *err)
{
    if (stage == FOUND) {
        return true;
    }
    turn_to(story, date + 1, 9 * 60 + 30);
    if (stage == DISMISSED) {
        return call(story, "breach", INSPECTOR, id, "dismiss",
                    json_pack("{s:s}", "comment", "经核实，当日有公出审批。"), NULL, err);
    }
    int32_t due = stage == NOTIFIED ? story->county->today + 5 : date + 5;
    if (!notify(story, id, due, number, err)) {
        return false;
    }
    if (stage == NOTIFIED || stage == OVERDUE) {
        return true;
    }
    turn_to(story, date + 3, 16 * 60);
    if (!call(story, "breach", "clerk", id, "rectify",
              json_pack("{s:s}", "text", "已约谈本人并在单位会议上通报，完善去向登记。"), NULL,
              err)) {
        return false;
    }
    turn_to(story, date + 4, 10 * 60);
    return stage == RECTIFIED ||
           (call(story, "breach", INSPECTOR, id, "verify",
                 json_pack("{s:s}", "comment", "回访属实。"), NULL, err) &&
            (stage == VERIFIED || call(story, "breach", INSPECTOR, id, "close",
                                       json_pack("{s:s}", "comment", "同意销号。"), NULL, err)));
}

static bool keep_ledger(struct story *story, struct error *err)
{
    static const struct {
        size_t person;
        int32_t days_ago;
        enum stage stage;
    } entries[] = {{11, 26, CLOSED},   {37, 24, CLOSED},     {64, 21, DISMISSED},
                   {92, 18, VERIFIED}, {118, 15, RECTIFIED}, {143, 12, OVERDUE},
                   {170, 6, NOTIFIED}, {201, 2, FOUND}};
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        char check[OFFICE_ID_MAX + 1], id[OFFICE_ID_MAX + 1], staff[SAMPLE_STAFF_ID_SIZE];
        int32_t date = story->county->today - entries[i].days_ago;
        sample_county_staff_id(entries[i].person, staff);
        if (!make_spot_check(story, entries[i].person, date, check, err) ||
            !call(story, "breach", INSPECTOR, NULL, NULL,
                  json_pack("{s:s, s:s, s:s}", "spot_check", check, "staff", staff, "title",
                            "工作时间不在岗"),
                  id, err) ||
            !go_on(story, id, entries[i].stage, date, (int)i + 1, err)) {
            return false;
        }
    }
    return true;
}

/* Every unit hands in on the last day, but for one the day after. */
static bool hand_in(struct story *story, struct error *err)
{
    char month[CIVIL_MONTH_SIZE];
    int32_t last = civil_month_first(story->last_month + 1) - 1;
    const struct office_caller clerk = caller_of("clerk");
    (void)civil_month_format(story->last_month, month);
    for (size_t unit = 0; unit < SAMPLE_UNIT_COUNT; unit++) {
        char code[8];
        bool late = unit == SAMPLE_UNIT_COUNT - 1;
        AUTO_OFFICE_ANSWER struct office_answer answer = {0};
        AUTO(json)
        json_t *input = json_pack("{s:s, s:s, s:s}", "month", month, "unit", unit_code(unit, code),
                                  "comment", late ? "经办人出差，迟报。" : "已逐人核对。");
        turn_to(story, late ? last + 1 : last, late ? 600 : (int32_t)(16 * 60 + 7 * unit));
        if (!submission_desk_make(&story->desk, &clerk, input, &answer, err)) {
            return false;
        }
        if (answer.result != OFFICE_DONE) {
            return error_set(err, ERROR_INVALID, "sample submission: %s", answer.detail);
        }
    }
    return true;
}

static bool close_last_month(struct story *story, struct error *err)
{
    const struct office_caller inspector = caller_of(INSPECTOR);
    const struct month_close_call closing = {.month = story->last_month, .caller = &inspector};
    enum month_close_result result = MONTH_JUDGING;
    turn_to(story, civil_month_first(story->last_month + 1), 15 * 60);
    for (int i = 0; result == MONTH_JUDGING && i < JUDGING_TRIES_MAX; i++) {
        json_t *answer;
        if (!month_close(&story->desk, &closing, &result, &answer, err)) {
            return false;
        }
        json_decref(answer);
    }
    return result == MONTH_CLOSED ||
           error_set(err, ERROR_INVALID, "sample: the last month cannot be closed");
}

static bool open_story(const struct month_desk *desk, struct fact_writer *facts,
                       const struct sample_county *county, struct story *story, struct error *err)
{
    story->county = county;
    story->clock.clock = (struct clock){.utc_us = read_utc_us, .mono_us = read_mono_us};
    story->now_utc_us = clock_utc_us(desk->clock);
    story->clock.utc_us = story->now_utc_us;
    story->last_month = civil_month_of(county->today) - 1;
    const struct office_settings settings = {.storage = desk->storage,
                                             .facts = facts,
                                             .audit = desk->audit,
                                             .clock = &story->clock.clock,
                                             .timezone = desk->timezone};
    if (!time_zone_create(desk->timezone, &story->zone, err) ||
        !office_create(&settings, &story->office, err)) {
        return false;
    }
    story->months = *desk->months;
    story->months.clock = &story->clock.clock;
    story->desk = *desk;
    story->desk.months = &story->months;
    story->desk.papers.months = story->months;
    story->desk.office = story->office;
    story->desk.clock = &story->clock.clock;
    return true;
}

bool sample_month_run(const struct month_desk *desk, struct fact_writer *facts,
                      const struct sample_county *county, struct error *err)
{
    AUTO_STORY struct story story = {0};
    size_t count;
    if (!open_story(desk, facts, county, &story, err) || !hand_in(&story, err) ||
        !close_last_month(&story, err) || !keep_ledger(&story, err)) {
        return false;
    }
    story.clock.utc_us = clock_utc_us(desk->clock);
    return ledger_watch_run(&story.desk, &count, err) &&
           breach_ledger_sweep(story.office, &count, err);
}
