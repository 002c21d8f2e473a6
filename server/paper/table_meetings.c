#include "month_meetings.h"
#include "paper_inside.h"
#include "ranking.h"
#include "table_list.h"

/* The month's meetings, each with what came of its attendees. */

static const struct table_column columns[] = {
    {"会议", 36, 4},       {"开始", 20, 2.4F},    {"应参会", 8, 1},
    {"准时", 8, 1},        {"迟到", 8, 1},        {"缺席", 8, 1},
    {"请假", 8, 1},        {"逾期请假", 9, 1.1F}, {"经批准代会", 10, 1.2F},
    {"擅自代会", 9, 1.1F}, {"提前离会", 9, 1.1F}, {"待核实", 8, 1},
    {"准时率", 9, 1.3F},   {"会议编号", 12, 0},   {0},
};

static int32_t rate_of(const int64_t *of)
{
    struct figures meetings = {0};
    meetings.of[FIGURE_MEETINGS_DUE] = of[FIGURE_MEETINGS_DUE];
    meetings.of[FIGURE_MEETINGS_ON_TIME] = of[FIGURE_MEETINGS_ON_TIME];
    return ranking_rate_bp(&meetings);
}

static bool put_meeting(const struct month_meeting *meeting, const struct row_sink *sink,
                        struct error *err)
{
    const int64_t *of = meeting->figures.of;
    const struct cell cells[] = {
        cell_text(meeting->meeting->title),
        cell_of(CELL_MOMENT, meeting->meeting->meeting.start_ms),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_DUE]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_ON_TIME]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_LATE]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_ABSENT]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_LEAVE]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_LEAVE_LATE]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_SUBSTITUTED]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE]),
        cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_LEFT_EARLY]),
        cell_of(CELL_NUMBER, of[FIGURE_REVIEW]),
        cell_of(CELL_RATE, rate_of(of)),
        cell_text(meeting->meeting->meeting.id),
    };
    return sink->put(cells, sizeof cells / sizeof cells[0], ROW_PLAIN, sink->user, err);
}

static bool each_meeting(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    AUTO_MONTH_MEETINGS struct month_meetings meetings = {0};
    if (!month_meetings_read(&meetings, &desk->view, &desk->sieve, err)) {
        return false;
    }
    for (size_t i = 0; i < meetings.count; i++) {
        if (!put_meeting(&meetings.list[i], sink, err)) {
            return false;
        }
    }
    return true;
}

const struct month_table table_meetings = {
    .word = "meetings",
    .title = "会议",
    .frozen = 1,
    .kind = TABLE_LIST,
    .columns = columns,
    .each_row = each_meeting,
};
