#include "month_cases.h"
#include "paper_inside.h"
#include "table_list.h"
#include "verdict_words.h"
#include <stdio.h>

/* Every breach with the taps behind it, and what is uncertain: the appendix that a figure leads to.
 */

static const struct table_column breach_columns[] = {
    {"单位", 24, 2.5F},        {"编号", 9, 1},
    {"姓名", 14, 1.3F},        {"日期", 12, 1.4F},
    {"班段或会议", 26, 1.65F}, {"结果", 26, 2.5F},
    {"首次刷卡", 20, 2.3F},    {"首次刷卡编号", 22, 1.6F},
    {"末次刷卡", 20, 2.3F},    {"末次刷卡编号", 22, 1.6F},
    {"暂定", 7, 0.7F},         {0},
};

/* Of one case: a tap at a kiosk, or a correction, which has a number too. */
struct shown_tap {
    int64_t at_ms; /* 0: none */
    const char *id;
};

static struct shown_tap shown_work_tap(const struct work_tap *tap)
{
    if (tap->tap) {
        return (struct shown_tap){tap->at_ms, tap->tap->id};
    }
    return tap->correction ? (struct shown_tap){tap->at_ms, tap->correction->id}
                           : (struct shown_tap){0, NULL};
}

static struct shown_tap shown_meeting_tap(const struct tap *tap)
{
    return tap ? (struct shown_tap){tap->at_ms, tap->id} : (struct shown_tap){0, NULL};
}

static struct cell moment_cell(const struct shown_tap *tap)
{
    return tap->at_ms ? cell_of(CELL_MOMENT, tap->at_ms) : cell_text(NULL);
}

static const char *what_of(const struct month_case *found, char *ret_text, size_t size)
{
    char from[VERDICT_CLOCK_SIZE], to[VERDICT_CLOCK_SIZE];
    if (found->meeting) {
        return found->meeting->title;
    }
    (void)snprintf(ret_text, size, "%s—%s",
                   verdict_words_clock(found->session->reason.start_ms, found->date, from),
                   verdict_words_clock(found->session->reason.end_ms, found->date, to));
    return ret_text;
}

/* Where rows go, and from which desk. */
struct putting {
    const struct paper_desk *desk;
    const struct row_sink *sink;
};

static bool put_case(const struct month_case *found, void *user, struct error *err)
{
    const struct putting *putting = user;
    const struct facts *facts = putting->desk->facts;
    const struct facts_unit *unit = facts_find_unit(facts, found->unit);
    char what[2 * VERDICT_CLOCK_SIZE + 4], said[VERDICT_WORDS_SIZE];
    const struct shown_tap first = found->session
                                       ? shown_work_tap(&found->session->reason.first)
                                       : shown_meeting_tap(found->result->reason.sign_in);
    const struct shown_tap last = found->session
                                      ? shown_work_tap(&found->session->reason.last)
                                      : shown_meeting_tap(found->result->reason.sign_out);
    const struct cell cells[] = {
        cell_text(unit ? unit->name : NULL),
        cell_text(found->staff->id),
        cell_text(found->staff->name),
        cell_of(CELL_DATE, found->date),
        cell_text(what_of(found, what, sizeof what)),
        cell_text(found->session ? verdict_words_session(found->session, said)
                                 : verdict_words_attendee(facts, found->result, said)),
        moment_cell(&first),
        cell_text(first.id),
        moment_cell(&last),
        cell_text(last.id),
        cell_text(found->provisional ? "暂定" : NULL),
    };
    return putting->sink->put(cells, sizeof cells / sizeof cells[0], ROW_PLAIN, putting->sink->user,
                              err);
}

/* Two breaches of one session are one row. */
static struct table_count count_breaches(const struct month_report *report)
{
    const int64_t *of = report->figures.of;
    return (struct table_count){.told = of[FIGURE_VIOLATIONS] + of[FIGURE_REVIEW]};
}

static bool each_breach(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    struct putting putting = {desk, sink};
    return month_cases_each(&desk->view, &desk->completeness, &desk->sieve, MONTH_CASE_BREACH,
                            put_case, &putting, err) &&
           month_cases_each(&desk->view, &desk->completeness, &desk->sieve, MONTH_CASE_REVIEW,
                            put_case, &putting, err);
}

const struct month_table table_evidence = {
    .word = "evidence",
    .title = "违规依据",
    .frozen = 3,
    .kind = TABLE_LIST,
    .columns = breach_columns,
    .count = count_breaches,
    .each_row = each_breach,
};
