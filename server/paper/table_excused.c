#include "civil.h"
#include "json.h"
#include "month_cases.h"
#include "paper_inside.h"
#include "table_list.h"
#include "verdict_words.h"
#include <stdio.h>
#include <string.h>

/* What was excused and why: leave, trips, forgotten taps made good, substitutes, marks. */

static const struct table_column columns[] = {
    {"单位", 24, 2.2F},
    {"编号", 9, 1},
    {"姓名", 14, 1.4F},
    {"日期", 12, 1.4F},
    {"班段或会议", 26, 2.4F},
    {"情形", 16, 1.4F},
    {"分钟", 8, 0.8F},
    {"事由", 36, 3},
    {"依据", 14, 1.2F},
    {"批准人", 14, 1.2F},
    {0},
};

struct putting {
    const struct paper_desk *desk;
    const struct row_sink *sink;
};

/* One reason for which a case was excused. */
struct excuse {
    const char *word;
    const char *kind, *id; /* the thing that says why; NULL: none is kept */
    int64_t minutes;       /* 0: does not go by minutes */
};

static const char *type_words(const char *type)
{
    static const char *const words[][2] = {
        {"personal", "事假"},    {"sick", "病假"},      {"annual", "年休假"},
        {"marriage", "婚假"},    {"maternity", "产假"}, {"paternity", "陪产假"},
        {"bereavement", "丧假"}, {"home", "探亲假"},    {"other", "其他假"},
    };
    for (size_t i = 0; type && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i][0], type) == 0) {
            return words[i][1];
        }
    }
    return "";
}

/* What the office has written down: the type of a leave, where a trip went, why a tap was
 * forgotten. The reason of a leave is its owner's. */
static const char *why(const struct excuse *excuse, const json_t *members)
{
    const char *text = NULL;
    if (excuse->kind && strcmp(excuse->kind, "leave") == 0) {
        return type_words(json_string_value(json_object_get(members, "type")));
    }
    if (excuse->kind && strcmp(excuse->kind, "trip") == 0) {
        text = json_string_value(json_object_get(members, "destination"));
    } else {
        text = json_string_value(json_object_get(members, "reason"));
    }
    return text ? text : "";
}

static bool put_excuse(const struct putting *putting, const struct month_case *found,
                       const struct excuse *excuse, struct error *err)
{
    const struct paper_desk *desk = putting->desk;
    const struct facts_unit *unit = facts_find_unit(desk->facts, found->unit);
    char what[2 * VERDICT_CLOCK_SIZE + 4], from[VERDICT_CLOCK_SIZE], to[VERDICT_CLOCK_SIZE];
    AUTO(json) json_t *members = NULL;
    if (excuse->id && !paper_desk_entry(desk, excuse->kind, excuse->id, &members, err)) {
        return false;
    }
    if (found->session) {
        (void)snprintf(what, sizeof what, "%s—%s",
                       verdict_words_clock(found->session->reason.start_ms, found->date, from),
                       verdict_words_clock(found->session->reason.end_ms, found->date, to));
    }
    const char *approver = json_string_value(json_object_get(members, "approver"));
    const struct facts_staff *decided = approver ? facts_find_staff(desk->facts, approver) : NULL;
    const struct cell cells[] = {
        cell_text(unit ? unit->name : NULL),
        cell_text(found->staff->id),
        cell_text(found->staff->name),
        cell_of(CELL_DATE, found->date),
        cell_text(found->meeting ? found->meeting->title : what),
        cell_text(excuse->word),
        excuse->minutes ? cell_of(CELL_NUMBER, excuse->minutes) : cell_text(NULL),
        cell_text(why(excuse, members)),
        cell_text(excuse->id),
        cell_text(decided ? decided->name : approver),
    };
    return putting->sink->put(cells, sizeof cells / sizeof cells[0], ROW_PLAIN, putting->sink->user,
                              err);
}

/* The approved leave or trip that takes most of the session. */
static const struct time_away *away_of(const struct time_away *list, size_t count,
                                       const struct session_reason *reason)
{
    const struct time_away *best = NULL;
    int64_t most_ms = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t from_ms = list[i].from_ms > reason->start_ms ? list[i].from_ms : reason->start_ms;
        int64_t to_ms = list[i].to_ms < reason->end_ms ? list[i].to_ms : reason->end_ms;
        if (list[i].state == APPROVAL_APPROVED && to_ms - from_ms > most_ms) {
            best = &list[i];
            most_ms = to_ms - from_ms;
        }
    }
    return best;
}

static bool put_session(const struct putting *putting, const struct month_case *found,
                        struct error *err)
{
    const struct session_verdict *verdict = found->session;
    const struct facts_staff *staff = found->staff;
    const struct time_away *leave = away_of(staff->leaves, staff->leave_count, &verdict->reason);
    const struct time_away *trip = away_of(staff->trips, staff->trip_count, &verdict->reason);
    const struct correction *in = verdict->reason.check_in.correction;
    const struct correction *out = verdict->reason.check_out.correction;
    const struct excuse excuses[] = {
        {"请假", "leave", leave ? leave->id : NULL, verdict->leave_min},
        {"公出", "trip", trip ? trip->id : NULL, verdict->trip_min},
        {"补上班卡", "correction", in ? in->id : NULL, 0},
        {"补下班卡", "correction", out ? out->id : NULL, 0},
    };
    const bool holds[] = {verdict->leave_min > 0, verdict->trip_min > 0, in != NULL, out != NULL};
    for (size_t i = 0; i < sizeof excuses / sizeof excuses[0]; i++) {
        if (holds[i] && !put_excuse(putting, found, &excuses[i], err)) {
            return false;
        }
    }
    return true;
}

static bool put_case(const struct month_case *found, void *user, struct error *err)
{
    const struct putting *putting = user;
    char said[VERDICT_WORDS_SIZE];
    if (found->session) {
        return put_session(putting, found, err);
    }
    const struct attendee_reason *reason = &found->result->reason;
    struct excuse excuse = {verdict_words_attendee(putting->desk->facts, found->result, said), NULL,
                            NULL, 0};
    if (reason->substitute && reason->substitute->request) {
        excuse.kind = "substitute";
        excuse.id = reason->substitute->request->id;
    } else if (reason->mark) {
        excuse.kind = "mark";
        excuse.id = reason->mark->id;
    } else if (reason->leave) {
        excuse.kind = "meeting_leave";
        excuse.id = reason->leave->id;
    }
    return put_excuse(putting, found, &excuse, err);
}

static struct table_count count_excuses(const struct month_report *report)
{
    static const enum figure excused[] = {FIGURE_LEAVE,
                                          FIGURE_TRIP,
                                          FIGURE_CORRECTIONS,
                                          FIGURE_MEETINGS_LEAVE,
                                          FIGURE_MEETINGS_LEAVE_LATE,
                                          FIGURE_MEETINGS_SUBSTITUTED};
    struct table_count count = {0};
    for (size_t i = 0; i < sizeof excused / sizeof excused[0]; i++) {
        count.told += report->figures.of[excused[i]];
    }
    return count;
}

static bool each_excuse(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    struct putting putting = {desk, sink};
    return month_cases_each(&desk->view, &desk->completeness, &desk->sieve, MONTH_CASE_EXCUSED,
                            put_case, &putting, err);
}

const struct month_table table_excused = {
    .word = "excused",
    .title = "请假公出代会",
    .frozen = 3,
    .kind = TABLE_LIST,
    .columns = columns,
    .count = count_excuses,
    .each_row = each_excuse,
};
