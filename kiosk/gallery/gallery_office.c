#include "gallery_office.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

#define AT(hour, minute) (((hour)*60 + (minute)) * CIVIL_MINUTE_MS)

#define LONG_NAME                                                                                  \
    "买买提江·吐尔逊·阿不都热合曼·艾克拜尔·依米提·努尔麦麦提·玉素甫江·库尔班·赛买提·阿卜杜拉"
#define LONG_UNIT "省人民政府驻县乡村振兴和民族地区转移支付资金使用管理督查办公室第三联络组"

static const char *const units[] = {"县政府办公室", "县纪委监委", "财政局",     "教育局",
                                    "民政局",       "自然资源局", "卫生健康局", "农业农村局",
                                    "应急管理局",   "文物局",     LONG_UNIT,    "信访局"};
static const char *const people[] = {"欧阳建国", "李敏",   LONG_NAME, "王𬭎㛃",     "赵一鸣",
                                     "محمد علي", "陈静怡", "李😀",     "古丽娜尔·买买提"};

#define PUT(text, ...) (void)snprintf((text), sizeof(text), __VA_ARGS__) /* made to fit */

/* How the attendees of a meeting came, of a hundred. */
static const int hundredths[SHARES] = {
    [SHARE_ON_TIME] = 52,   [SHARE_LATE] = 9,  [SHARE_SUBSTITUTED] = 6,
    [SHARE_UNAPPROVED] = 2, [SHARE_LEAVE] = 7, [SHARE_REVIEW] = 2};

static void share_out(int expected, bool begun, struct meeting_counts *ret_counts)
{
    int left = expected;
    *ret_counts = (struct meeting_counts){.expected = expected};
    for (int share = 0; share < SHARES; share++) {
        bool comes = begun || (share != SHARE_LATE && share != SHARE_REVIEW);
        ret_counts->of[share] = comes ? expected * hundredths[share] / 100 : 0;
        left -= ret_counts->of[share];
    }
    ret_counts->of[SHARE_NOT_YET] = left;
}

static void add_sign_ins(struct meeting_board_meeting *meeting, int64_t from_ms)
{
    static const enum meeting_share shares[] = {SHARE_LATE,    SHARE_LATE,    SHARE_SUBSTITUTED,
                                                SHARE_ON_TIME, SHARE_ON_TIME, SHARE_UNAPPROVED};
    for (size_t i = 0; i < MEETING_BOARD_LAST_MAX; i++) {
        struct meeting_board_sign_in *sign_in = &meeting->last[meeting->last_count++];
        *sign_in = (struct meeting_board_sign_in){
            .at_ms = from_ms - (int64_t)i * 50 * CIVIL_SECOND_MS, .share = shares[i]};
        PUT(sign_in->name, "%s", people[i]);
        if (shares[i] == SHARE_SUBSTITUTED || shares[i] == SHARE_UNAPPROVED) {
            PUT(sign_in->principal, "%s", people[i + 1]);
        }
    }
    meeting->walk_ins = 2;
}

static struct meeting_board_meeting *add_meeting(struct meeting_board *board, const char *title,
                                                 int64_t start_ms, int expected)
{
    struct meeting_board_meeting *meeting = &board->meetings[board->count++];
    *meeting = (struct meeting_board_meeting){.start_ms = start_ms,
                                              .end_ms = start_ms + AT(1, 0),
                                              .late_from_ms = start_ms + AT(0, 1),
                                              .stage = MEETING_STAGE_TURNED};
    PUT(meeting->id, "m%zu", board->count);
    PUT(meeting->title, "%s", title);
    share_out(expected, true, &meeting->counts);
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct meeting_board_unit *unit = &meeting->units[meeting->unit_count++];
        PUT(unit->code, "u%02zu", i);
        PUT(unit->name, "%s", units[i]);
        share_out(expected / (int)ARRAY_LEN(units) + (int)i % 3, true, &unit->counts);
    }
    add_sign_ins(meeting, start_ms + AT(0, 4));
    return meeting;
}

static void make_meetings(enum gallery_scene scene, int64_t midnight_ms,
                          struct meeting_board *board)
{
    int64_t start_ms = midnight_ms + AT(9, 0);
    if (scene == GALLERY_MEETING_HUGE) {
        (void)add_meeting(board,
                          "全县深入学习贯彻中央八项规定精神暨作风建设、安全生产、乡村振兴、"
                          "生态环境保护重点工作推进大会（扩大会议）",
                          start_ms, 3000);
        return;
    }
    struct meeting_board_meeting *meeting = add_meeting(board, "全县作风建设推进会", start_ms, 46);
    if (scene == GALLERY_MEETING_SOON) {
        meeting->stage = MEETING_STAGE_OPEN;
    }
    if (scene == GALLERY_MEETING_BEFORE) {
        share_out(46, false, &meeting->counts);
        meeting->last_count = 0;
        meeting->walk_ins = 0;
        add_sign_ins(meeting, start_ms - AT(0, 13));
        for (size_t i = 0; i < meeting->last_count; i++) {
            struct meeting_board_sign_in *sign_in = &meeting->last[i];
            sign_in->share = sign_in->share == SHARE_LATE ? SHARE_ON_TIME : sign_in->share;
        }
    }
    if (scene == GALLERY_MEETINGS_TWO || scene == GALLERY_MEETINGS_FOUR) {
        (void)add_meeting(board, "安全生产月度调度会", start_ms, 20);
    }
    if (scene == GALLERY_MEETINGS_FOUR) {
        (void)add_meeting(board, "Quarterly review of the county's open data programme",
                          start_ms + AT(0, 10), 12);
        (void)add_meeting(board, "防汛会商", start_ms + AT(0, 20), 8);
    }
}

static void make_whereabouts(struct whereabouts_board *board)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct whereabouts_unit *unit = &board->units[board->unit_count++];
        PUT(unit->code, "u%02zu", i);
        PUT(unit->name, "%s", units[i]);
        unit->of[WHEREABOUTS_HERE] = 18 + (int)i;
        unit->of[WHEREABOUTS_LEAVE] = i % 3 == 0 ? 2 : 0;
        unit->of[WHEREABOUTS_TRIP] = i % 4 == 1 ? 3 : 0;
        unit->of[WHEREABOUTS_NOT_YET] = (int)i % 5;
        if (unit->of[WHEREABOUTS_LEAVE] > 0) {
            PUT(unit->on_leave, "%s %s", people[i % 9], people[(i + 1) % 9]);
        }
        if (unit->of[WHEREABOUTS_TRIP] > 0) {
            PUT(unit->on_trip, "%s %s %s", people[(i + 4) % 9], people[(i + 6) % 9], people[0]);
        }
        for (int place = 0; place < WHEREABOUTS_COUNT; place++) {
            board->of[place] += unit->of[place];
        }
    }
}

static void add_note(struct own_month *month, enum own_note_kind kind, int day, int minutes,
                     const char *title)
{
    struct own_note *note = &month->notes[month->note_count++];
    int64_t due_ms = civil_midnight_ms(month->first + day - 1) +
                     (kind == OWN_NOTE_EARLY ? AT(17, 30) : AT(8, 30));
    int64_t off_ms = minutes * CIVIL_MINUTE_MS;
    *note = (struct own_note){.kind = kind,
                              .date = month->first + day - 1,
                              .minutes = minutes,
                              .due_ms = due_ms,
                              .at_ms = kind == OWN_NOTE_EARLY ? due_ms - off_ms : due_ms + off_ms};
    PUT(note->title, "%s", title);
}

static void make_month(enum gallery_scene scene, int64_t midnight_ms, struct own_month *month)
{
    bool well = scene == GALLERY_MONTH_WELL;
    month->today = civil_date_of(midnight_ms);
    month->month = civil_month_of(month->today);
    month->first = civil_month_first(month->month);
    month->day_count = 30;
    PUT(month->name, "%s", well ? LONG_NAME : "欧阳建国");
    for (int day = 1; day <= month->today - month->first + 1; day++) {
        int weekday = civil_weekday(month->first + day - 1);
        month->marks[day - 1] = weekday >= 6 ? OWN_MARK_NONE : OWN_MARK_WELL;
    }
    month->marks[month->today - month->first] = OWN_MARK_PENDING;
    if (well) {
        return;
    }
    month->marks[18] = OWN_MARK_LATE;
    month->marks[17] = OWN_MARK_EARLY;
    month->marks[12] = OWN_MARK_NOT_SEEN;
    month->marks[10] = OWN_MARK_TRIP;
    month->marks[9] = OWN_MARK_LEAVE;
    month->marks[4] = OWN_MARK_REVIEW;
    add_note(month, OWN_NOTE_MEETING, 20, 0, "全县作风建设推进会");
    add_note(month, OWN_NOTE_LATE, 19, 17, "");
    add_note(month, OWN_NOTE_EARLY, 18, 18, "");
    add_note(month, OWN_NOTE_MEETING_LATE, 17, 5, "安全生产月度调度会");
    add_note(month, OWN_NOTE_NO_CHECK_OUT, 13, 0, "");
    add_note(month, OWN_NOTE_TRIP, 11, 0, "");
    add_note(month, OWN_NOTE_LEAVE, 10, 0, "");
    add_note(month, OWN_NOTE_REVIEW, 5, 0, "");
    for (int day = 4; day > 0; day--) {
        add_note(month, OWN_NOTE_LATE, day, day, "");
    }
}

static void add_choice(struct choice_page *page, const char *title, const char *detail,
                       enum choice_standing standing)
{
    struct choice *choice = &page->items[page->count++];
    *choice = (struct choice){.standing = standing};
    PUT(choice->id, "c%zu", page->count);
    PUT(choice->title, "%s", title);
    PUT(choice->detail, "%s", detail);
}

static void make_choices(enum gallery_scene scene, struct choice_page *page)
{
    page->pages = 1;
    if (scene == GALLERY_REQUESTED) {
        add_choice(page, people[0], units[0], CHOICE_APPROVED);
        add_choice(page, people[1], units[2], CHOICE_WAITING);
        add_choice(page, people[4], units[5], CHOICE_REJECTED);
    } else if (scene == GALLERY_UNITS) {
        for (size_t i = 6; i < 12; i++) {
            add_choice(page, units[i], "", CHOICE_PLAIN);
        }
        page->page = 1;
        page->pages = 2;
    } else if (scene == GALLERY_PEOPLE) {
        for (size_t i = 0; i < 6; i++) {
            add_choice(page, people[i], units[10 - i], i == 2 ? CHOICE_APPROVED : CHOICE_PLAIN);
        }
        page->page = 1;
        page->pages = 3;
    } else if (scene == GALLERY_LETTERS) {
        for (size_t i = 0; i < 4; i++) {
            add_choice(page, people[i], units[10 - i], i == 1 ? CHOICE_WAITING : CHOICE_PLAIN);
        }
    }
    page->total = page->count;
}

void gallery_office_make(enum gallery_scene scene, int64_t midnight_ms,
                         struct gallery_sample *sample)
{
    struct display_views *views = &sample->display.views;
    if (scene >= GALLERY_MEETING_SOON && scene <= GALLERY_MEETINGS_FOUR) {
        make_meetings(scene, midnight_ms, &sample->meetings);
        views->meetings = &sample->meetings;
    } else if (scene == GALLERY_WHEREABOUTS) {
        make_whereabouts(&sample->whereabouts);
        views->whereabouts = &sample->whereabouts;
    } else if (scene == GALLERY_MONTH || scene == GALLERY_MONTH_WELL) {
        make_month(scene, midnight_ms, &sample->month);
        views->month = &sample->month;
    } else if (scene != GALLERY_NOTHING) {
        make_choices(scene, &sample->choices);
        views->choices = &sample->choices;
    }
}
