#include "staff_record.h"

#include "civil.h"
#include "figure_code.h"
#include "meeting_judging.h"
#include "sheet_print.h"
#include "verdict_store.h"
#include "verdict_words.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct sheet_print_column day_columns[] = {
    {"日期", 7.1, PRINT_CENTER},
    {"班段", 7.8, PRINT_CENTER},
    {"上班刷卡", 5.7, PRINT_CENTER},
    {"下班刷卡", 5.7, PRINT_CENTER},
    {"结果", 11.7, PRINT_LEFT},
    {"单位", 11.2, PRINT_LEFT},
    {0},
};

static const struct sheet_print_column meeting_columns[] = {
    {"日期", 1.5, PRINT_CENTER}, {"会议", 4, PRINT_LEFT}, {"开始", 1, PRINT_CENTER},
    {"签到", 1, PRINT_CENTER},   {"结果", 3, PRINT_LEFT}, {0},
};

struct recording {
    struct paper_desk *desk;
    const struct facts_staff *staff;
    const struct month_report_person *figures;
    struct sheet_print *sheet;
    struct print_table table;
    const struct facts_meeting *meeting; /* whose attendees are visited */
};

static const char *date_words(int32_t date, char ret_text[static VERDICT_CLOCK_SIZE])
{
    int32_t year, month, day;
    civil_date_split(date, &year, &month, &day);
    (void)snprintf(ret_text, VERDICT_CLOCK_SIZE, "%d月%d日 %s", (int)month, (int)day,
                   verdict_words_weekday(date));
    return ret_text;
}

/* A forgotten tap that was made good is told from one at a kiosk. */
static const char *tap_words(const struct work_tap *tap, int32_t date, char *ret_text, size_t size)
{
    char clock[VERDICT_CLOCK_SIZE];
    if (!tap->tap && !tap->correction) {
        return "";
    }
    (void)snprintf(ret_text, size, "%s%s", verdict_words_clock(tap->at_ms, date, clock),
                   tap->correction ? "（补）" : "");
    return ret_text;
}

static void put_session(struct recording *recording, const struct session_verdict *verdict)
{
    const struct session_reason *reason = &verdict->reason;
    char date[VERDICT_CLOCK_SIZE], span[2 * VERDICT_CLOCK_SIZE + 4], from[VERDICT_CLOCK_SIZE],
        to[VERDICT_CLOCK_SIZE], in[48], out[48], said[VERDICT_WORDS_SIZE];
    bool is_absent = verdict->status == SESSION_ABSENT;
    (void)snprintf(span, sizeof span, "%s—%s",
                   verdict_words_clock(reason->start_ms, verdict->date, from),
                   verdict_words_clock(reason->end_ms, verdict->date, to));
    const char *const texts[] = {
        date_words(verdict->date, date),
        span,
        tap_words(is_absent ? &reason->first : &reason->check_in, verdict->date, in, sizeof in),
        tap_words(is_absent ? &reason->last : &reason->check_out, verdict->date, out, sizeof out),
        verdict_words_session(verdict, said),
        verdict_words_unit(recording->desk->facts, recording->staff, verdict->date),
    };
    print_table_row(&recording->table, texts, PRINT_ROW_PLAIN);
}

static bool put_days(struct recording *recording, struct error *err)
{
    int32_t first = civil_month_first(recording->desk->question.month);
    int32_t last = civil_month_first(recording->desk->question.month + 1) - 1;
    struct person_facts facts;
    if (!day_judging_load(&recording->desk->judging, recording->staff, first, last, &facts, err)) {
        return false;
    }
    sheet_print_table(recording->sheet, day_columns, &recording->table);
    print_table_begin(&recording->table);
    for (int32_t date = first; date <= last; date++) {
        struct session_verdict verdicts[VERDICT_DAY_SESSIONS_MAX];
        size_t count = work_day_judge(&facts, date, verdicts, VERDICT_DAY_SESSIONS_MAX);
        for (size_t i = 0; i < count && i < VERDICT_DAY_SESSIONS_MAX; i++) {
            put_session(recording, &verdicts[i]);
        }
    }
    print_table_end(&recording->table);
    recording->sheet->y = recording->table.y + PRINT_MM(5);
    return true;
}

static void on_attendee(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                        void *user)
{
    struct recording *recording = user;
    const struct meeting *meeting = &recording->meeting->meeting;
    int32_t date = civil_date_of(meeting->start_ms);
    char day[VERDICT_CLOCK_SIZE], start[VERDICT_CLOCK_SIZE], came[VERDICT_CLOCK_SIZE],
        said[VERDICT_WORDS_SIZE];
    if (staff != recording->staff) {
        return;
    }
    const struct tap *tap = verdict->reason.sign_in;
    const char *const texts[] = {
        date_words(date, day),
        recording->meeting->title,
        verdict_words_clock(meeting->start_ms, date, start),
        tap ? verdict_words_clock(tap->at_ms, date, came) : "",
        verdict_words_attendee(recording->desk->facts, verdict, said),
    };
    print_table_row(&recording->table, texts, PRINT_ROW_PLAIN);
}

static bool put_meetings(struct recording *recording, struct error *err)
{
    const struct facts_staff *staff = recording->staff;
    bool any = false;
    for (size_t i = 0; i < staff->attending_count; i++) {
        const struct meeting *meeting = staff->attending[i];
        if (civil_month_of(civil_date_of(meeting->start_ms)) != recording->desk->question.month ||
            meeting->cancelled) {
            continue;
        }
        if (!any) {
            sheet_print_table(recording->sheet, meeting_columns, &recording->table);
            print_table_begin(&recording->table);
            any = true;
        }
        recording->meeting = facts_find_meeting(recording->desk->facts, meeting->id);
        if (!meeting_judging_each(&recording->desk->judging, recording->meeting, on_attendee,
                                  recording, err)) {
            return false;
        }
    }
    if (any) {
        print_table_end(&recording->table);
        recording->sheet->y = recording->table.y + PRINT_MM(5);
    }
    return true;
}

static void put_sums(struct recording *recording)
{
    const struct print_type plain = {PRINT_SONG, 10.5, PRINT_BLACK, PRINT_LEFT};
    const struct print_type small = {PRINT_SONG, 9, PRINT_GREY, PRINT_LEFT};
    const int64_t *of = recording->figures->figures.of;
    const struct paper_desk *desk = recording->desk;
    char text[1024], code[FIGURE_CODE_SIZE];
    const struct figure_claim claim = {FIGURE_OF_PERSON, recording->staff->id, desk->question.month,
                                       desk->now_ms, &recording->figures->figures};
    (void)snprintf(text, sizeof text,
                   "应打卡 %" PRId64 " 次，正常 %" PRId64 " 次；迟到 %" PRId64 " 次 %" PRId64
                   " 分钟，早退 %" PRId64 " 次 %" PRId64 " 分钟，缺卡 %" PRId64 " 次，旷工 %" PRId64
                   " 个班段；请假 %" PRId64 " 分钟，公出 %" PRId64 " 分钟，补卡 %" PRId64
                   " 次。\n应参会 %" PRId64 " 次，准时 %" PRId64 " 次，迟到 %" PRId64
                   " 次，缺席 %" PRId64 " 次，代会 %" PRId64 " 次，擅自代会 %" PRId64
                   " 次。待核实 %" PRId64 " 项。",
                   of[FIGURE_CHECKS_DUE], of[FIGURE_ON_TIME], of[FIGURE_LATE], of[FIGURE_LATE_MIN],
                   of[FIGURE_EARLY], of[FIGURE_EARLY_MIN], of[FIGURE_MISSING], of[FIGURE_ABSENT],
                   of[FIGURE_LEAVE_MIN], of[FIGURE_TRIP_MIN], of[FIGURE_CORRECTIONS],
                   of[FIGURE_MEETINGS_DUE], of[FIGURE_MEETINGS_ON_TIME], of[FIGURE_MEETINGS_LATE],
                   of[FIGURE_MEETINGS_ABSENT], of[FIGURE_MEETINGS_SUBSTITUTED],
                   of[FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE], of[FIGURE_REVIEW]);
    sheet_print_text(recording->sheet, &plain, text);
    recording->sheet->y += PRINT_MM(3);
    figure_code_make(desk->source->signing_seed, &claim, code);
    (void)snprintf(text, sizeof text, "核验码：%s", code);
    sheet_print_text(recording->sheet, &small, text);
}

static const struct month_report_person *find_person(const struct month_report *report,
                                                     const char *id)
{
    for (size_t i = 0; i < report->person_count; i++) {
        if (strcmp(report->people[i].staff->id, id) == 0) {
            return &report->people[i];
        }
    }
    return NULL;
}

bool staff_record_make(struct paper_desk *desk, const struct paper_order *order,
                       struct paper *paper, struct error *err)
{
    struct recording recording = {.desk = desk};
    char title[FACTS_NAME_MAX + 64], about[1024], month[PAPER_MONTH_SIZE], code[CIVIL_MONTH_SIZE];
    if (!order->staff || !desk->view.report) {
        return error_set(err, ERROR_INVALID, "a record needs a person and a month");
    }
    recording.figures = find_person(desk->view.report, order->staff);
    if (!recording.figures) {
        return error_set(err, ERROR_INVALID, "nobody '%s' has a record of %s", order->staff,
                         civil_month_format(desk->question.month, code));
    }
    recording.staff = recording.figures->staff;
    (void)snprintf(title, sizeof title, "%s考勤记录", paper_desk_month(desk, month));
    (void)snprintf(about, sizeof about, "姓名：%s    编号：%s    单位：%s", recording.staff->name,
                   recording.staff->id,
                   recording.figures->unit ? recording.figures->unit->name : "—");
    AUTO_SHEET_PRINT struct sheet_print sheet = {.title = title, .about = about, .desk = desk};
    recording.sheet = &sheet;
    (void)snprintf(paper->name, sizeof paper->name, "考勤记录-%.60s-%s.pdf", order->staff,
                   civil_month_format(desk->question.month, code));
    if (!sheet_print_begin(&sheet, err) || !put_days(&recording, err) ||
        !put_meetings(&recording, err)) {
        return false;
    }
    put_sums(&recording);
    return sheet_print_finish(&sheet, paper, err);
}
