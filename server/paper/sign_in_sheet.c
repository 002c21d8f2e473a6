#include "sign_in_sheet.h"

#include "civil.h"
#include "json.h"
#include "meeting_judging.h"
#include "sheet_print.h"
#include "verdict_words.h"
#include "walk_in_list.h"
#include <stdio.h>
#include <string.h>

static const struct sheet_print_column columns[] = {
    {"序号", 3, PRINT_CENTER}, {"单位", 11.2, PRINT_LEFT}, {"姓名", 6.6, PRINT_CENTER},
    {"签到", 4, PRINT_CENTER}, {"签退", 4, PRINT_CENTER},  {"结果", 7, PRINT_LEFT},
    {"签字", 8.5, PRINT_LEFT}, {"备注", 5, PRINT_LEFT},    {0},
};

/* Rows as they come; results are counted on the way. */
struct listing {
    const struct paper_desk *desk;
    const struct facts_meeting *meeting;
    struct print_table table;
    int number;
};

static int32_t date_of(const struct facts_meeting *meeting)
{
    return civil_date_of(meeting->meeting.start_ms);
}

static const char *clock_of(const struct tap *tap, int32_t date,
                            char ret_text[static VERDICT_CLOCK_SIZE])
{
    return tap ? verdict_words_clock(tap->at_ms, date, ret_text) : "";
}

static void put_row(struct listing *listing, const struct facts_staff *staff,
                    const struct attendee_verdict *verdict)
{
    int32_t date = date_of(listing->meeting);
    char number[16], came[VERDICT_CLOCK_SIZE], left[VERDICT_CLOCK_SIZE], said[VERDICT_WORDS_SIZE];
    (void)snprintf(number, sizeof number, "%d", ++listing->number);
    bool is_judged = verdict && verdict->result != MEETING_PENDING;
    const char *const texts[] = {
        number,
        verdict_words_unit(listing->desk->facts, staff, date),
        staff->name,
        verdict ? clock_of(verdict->reason.sign_in, date, came) : "",
        verdict ? clock_of(verdict->reason.sign_out, date, left) : "",
        is_judged ? verdict_words_attendee(listing->desk->facts, verdict, said)
        : verdict ? ""
                  : "未受邀",
        "",
        "",
    };
    print_table_row(&listing->table, texts, PRINT_ROW_PLAIN);
}

static bool is_shown(const struct listing *listing, const struct facts_staff *staff)
{
    const struct membership *membership =
        person_membership(&staff->person, date_of(listing->meeting));
    const struct staff_sieve_subject subject = {.staff = staff->id,
                                                .unit = membership ? membership->unit : "",
                                                .meeting = listing->meeting->meeting.id};
    return staff_sieve_holds(&listing->desk->sieve, &subject);
}

static void on_attendee(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                        void *user)
{
    if (is_shown(user, staff)) {
        put_row(user, staff, verdict);
    }
}

static bool put_walk_ins(struct listing *listing, struct error *err)
{
    AUTO(json) json_t *walk_ins = json_array();
    size_t i;
    json_t *walk_in;
    if (!walk_in_list_append(&listing->desk->judging, listing->meeting, walk_ins, err)) {
        return false;
    }
    json_array_foreach(walk_ins, i, walk_in)
    {
        const char *id = json_string_value(json_object_get(walk_in, "staff"));
        const struct facts_staff *staff = facts_find_staff(listing->desk->facts, id);
        if (staff && is_shown(listing, staff)) {
            put_row(listing, staff, NULL);
        }
    }
    return true;
}

/* "时间：2026年11月23日 09:00—11:00    地点：三楼会议室". */
static bool describe(const struct paper_desk *desk, const struct facts_meeting *meeting,
                     char *ret_text, size_t size, struct error *err)
{
    AUTO(json) json_t *members = NULL;
    int32_t year, month, day;
    char from[VERDICT_CLOCK_SIZE], to[VERDICT_CLOCK_SIZE];
    int32_t date = date_of(meeting);
    if (!paper_desk_entry(desk, "meeting", meeting->meeting.id, &members, err)) {
        return false;
    }
    const char *room = json_string_value(json_object_get(members, "room"));
    civil_date_split(date, &year, &month, &day);
    (void)snprintf(ret_text, size,
                   "时间：%d年%d月%d日（%s）%s—%s    地点：%s\n应到：%zu人    实到：________人"
                   "    主持人：____________    记录人：____________%s",
                   (int)year, (int)month, (int)day, verdict_words_weekday(date),
                   verdict_words_clock(meeting->meeting.start_ms, date, from),
                   verdict_words_clock(meeting->meeting.end_ms, date, to),
                   room ? room : "____________", meeting->meeting.attendee_count,
                   meeting->meeting.cancelled ? "\n本次会议已取消。" : "");
    return true;
}

static bool put_people(struct sheet_print *sheet, struct paper_desk *desk,
                       const struct facts_meeting *meeting, struct error *err)
{
    struct listing listing = {.desk = desk, .meeting = meeting};
    sheet_print_table(sheet, columns, &listing.table);
    print_table_begin(&listing.table);
    if (!meeting->meeting.cancelled &&
        (!meeting_judging_each(&desk->judging, meeting, on_attendee, &listing, err) ||
         !put_walk_ins(&listing, err))) {
        return false;
    }
    print_table_end(&listing.table);
    return true;
}

bool sign_in_sheet_make(struct paper_desk *desk, const struct paper_order *order,
                        struct paper *paper, struct error *err)
{
    const char *id = order->meeting;
    const struct facts_meeting *meeting = id ? facts_find_meeting(desk->facts, id) : NULL;
    char title[FACTS_NAME_MAX + 32], about[1024];
    if (!meeting) {
        return id ? error_set(err, ERROR_INVALID, "there is no meeting '%s'", id)
                  : error_set(err, ERROR_INVALID, "a sign-in sheet needs a meeting");
    }
    if (!describe(desk, meeting, about, sizeof about, err)) {
        return false;
    }
    (void)snprintf(title, sizeof title, "%s签到表", meeting->title);
    AUTO_SHEET_PRINT struct sheet_print sheet = {.title = title, .about = about, .desk = desk};
    char date[CIVIL_DATE_SIZE];
    (void)snprintf(paper->name, sizeof paper->name, "签到表-%.60s-%s.pdf", id,
                   civil_date_format(date_of(meeting), date));
    return sheet_print_begin(&sheet, err) && put_people(&sheet, desk, meeting, err) &&
           sheet_print_finish(&sheet, paper, err);
}
