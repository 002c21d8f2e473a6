#include "column.h"
#include "display_state.h"
#include "errand_frame.h"
#include "moment_text.h"
#include "screen.h"
#include "share_look.h"
#include "wording.h"
#include <stdio.h>

#define GAP      20 /* distances in 1080ths */
#define RADIUS   12
#define NOTE_GAP 8
#define DAYS     7
#define ROWS_MAX 6
#define TALL     56 /* percent of an upright screen that the calendar takes, of its height */
#define SIDE     56 /* and of a wide one, of its width */

/* What a day came to: its number, and below or beside it the shape of the verdict. */
static void draw_day(struct scene *scene, struct box box, const struct look *look,
                     const struct own_month *month, int day)
{
    char number[12];
    int32_t date = month->first + day;
    struct share_look mark = share_look_of_day(month->marks[day]);
    bool today = date == month->today;
    bool told = month->marks[day] != OWN_MARK_NONE;
    if (told || today) {
        scene_fill(scene, box, look_colour(look, today ? COLOUR_LINE : COLOUR_PANEL),
                   look_distance(look, RADIUS));
    }
    (void)snprintf(number, sizeof number, "%d", day + 1);
    enum colour_role colour = date > month->today ? COLOUR_MUTED : COLOUR_TEXT;
    struct text_style style = look_text(look, SIZE_BODY, colour, ALIGN_CENTRE);
    int side = style.font.size_px;
    bool beside = box.w > box.h;
    struct box half = beside ? (struct box){box.x, box.y, box.w - side, box.h}
                             : (struct box){box.x, box.y, box.w, box.h / 2};
    (void)scene_text(scene, told ? half : box, &style, number); /* where it stands is known */
    if (told) {
        struct box rest = beside ? (struct box){half.x + half.w, box.y, box.w - half.w, box.h}
                                 : (struct box){box.x, half.y + half.h, box.w, box.h - half.h};
        struct box icon = {rest.x + (rest.w - side) / 2, rest.y + (rest.h - side) / 2, side, side};
        scene_icon(scene, mark.icon, icon, look_colour(look, mark.colour));
    }
}

static void draw_calendar(struct scene *scene, struct box box, const struct look *look,
                          const struct own_month *month)
{
    int gap = look_distance(look, GAP) / 3;
    int offset = civil_weekday(month->first) - 1;
    int rows = (offset + month->day_count + DAYS - 1) / DAYS;
    int head = look_size(look, SIZE_BODY) * 14 / 10;
    int width = (box.w - gap * (DAYS - 1)) / DAYS;
    int height = (box.h - head - gap * rows) / rows;
    struct text_style style = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_CENTRE);
    for (int i = 0; i < DAYS; i++) {
        struct box place = {box.x + i * (width + gap), box.y, width, head};
        (void)scene_text(scene, place, &style,
                         phrase_text(look->language, (enum phrase)(PHRASE_MONDAY_SHORT + i)));
    }
    for (int day = 0; day < month->day_count; day++) {
        int at = offset + day;
        struct box place = {box.x + at % DAYS * (width + gap),
                            box.y + head + gap + at / DAYS * (height + gap), width, height};
        draw_day(scene, place, look, month, day);
    }
}

static const char *note_text(const struct look *look, const struct own_note *note,
                             char ret_text[static PHRASE_SIZE])
{
    static const enum phrase phrases[OWN_NOTES] = {
        [OWN_NOTE_LATE] = PHRASE_NOTE_LATE,
        [OWN_NOTE_EARLY] = PHRASE_NOTE_EARLY,
        [OWN_NOTE_LEAVE] = PHRASE_NOTE_LEAVE,
        [OWN_NOTE_TRIP] = PHRASE_NOTE_TRIP,
        [OWN_NOTE_NO_CHECK_IN] = PHRASE_NOTE_NO_CHECK_IN,
        [OWN_NOTE_NO_CHECK_OUT] = PHRASE_NOTE_NO_CHECK_OUT,
        [OWN_NOTE_NO_TAP] = PHRASE_NOTE_NO_TAP,
        [OWN_NOTE_REVIEW] = PHRASE_NOTE_REVIEW,
        [OWN_NOTE_MEETING_LATE] = PHRASE_NOTE_MEETING_LATE,
        [OWN_NOTE_MEETING] = PHRASE_NOTE_MEETING,
    };
    char first[PHRASE_SIZE];
    char second[PHRASE_SIZE];
    (void)snprintf(first, sizeof first, "%d", (int)note->minutes);
    switch (note->kind) {
    case OWN_NOTE_LATE:
    case OWN_NOTE_EARLY:
        return phrase_fill(look->language, phrases[note->kind], first,
                           moment_text_minute(note->at_ms, second), ret_text);
    case OWN_NOTE_NO_CHECK_IN:
    case OWN_NOTE_NO_CHECK_OUT:
        return phrase_fill(look->language, phrases[note->kind],
                           moment_text_minute(note->due_ms, second), NULL, ret_text);
    case OWN_NOTE_MEETING_LATE:
        return phrase_fill(look->language, phrases[note->kind], first, note->title, ret_text);
    default:
        return phrase_fill(look->language, phrases[note->kind], note->title, NULL, ret_text);
    }
}

static enum own_mark mark_of(enum own_note_kind kind)
{
    static const enum own_mark marks[OWN_NOTES] = {
        [OWN_NOTE_LATE] = OWN_MARK_LATE,
        [OWN_NOTE_EARLY] = OWN_MARK_EARLY,
        [OWN_NOTE_LEAVE] = OWN_MARK_LEAVE,
        [OWN_NOTE_TRIP] = OWN_MARK_TRIP,
        [OWN_NOTE_NO_CHECK_IN] = OWN_MARK_NOT_SEEN,
        [OWN_NOTE_NO_CHECK_OUT] = OWN_MARK_NOT_SEEN,
        [OWN_NOTE_NO_TAP] = OWN_MARK_NOT_SEEN,
        [OWN_NOTE_REVIEW] = OWN_MARK_REVIEW,
        [OWN_NOTE_MEETING_LATE] = OWN_MARK_LATE,
        [OWN_NOTE_MEETING] = OWN_MARK_WELL,
    };
    return marks[kind];
}

static void draw_note(struct scene *scene, struct box row, const struct look *look,
                      const struct own_note *note)
{
    char text[PHRASE_SIZE];
    char day[24];
    int32_t year;
    int32_t month;
    int32_t date;
    civil_date_split(note->date, &year, &month, &date);
    (void)snprintf(day, sizeof day, "%d-%02d", (int)month, (int)date);
    struct share_look mark = share_look_of_day(mark_of(note->kind));
    struct text_style left = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style right = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    int side = left.font.size_px;
    int width = scene_text_width(scene, left.font, "00-00 ");
    struct box date_box = {row.x, row.y, width, row.h};
    struct box icon = {row.x + width, row.y + (row.h - side) / 2, side, side};
    struct box words = {icon.x + side * 3 / 2, row.y, 0, row.h};
    words.w = row.x + row.w - words.x;
    (void)scene_text(scene, date_box, &left, day); /* where these stand is known */
    scene_icon(scene, mark.icon, icon, look_colour(look, mark.colour));
    (void)scene_text(scene, words, &right, note_text(look, note, text));
}

/* The newest first, as many as fit; the last line says how many more there are. */
static void draw_notes(struct scene *scene, struct box box, const struct look *look,
                       const struct own_month *month)
{
    char text[PHRASE_SIZE];
    char count[16];
    int height = look_size(look, SIZE_BODY) * 15 / 10;
    struct box row = {box.x, box.y, box.w, height};
    struct text_style muted = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    if (month->note_count == 0) {
        (void)scene_text(scene, row, &muted, phrase_text(look->language, PHRASE_MONTH_ALL_WELL));
        return;
    }
    size_t fitting = (size_t)(box.h / height);
    bool all = month->note_count <= fitting;
    size_t shown = all ? month->note_count : fitting > 0 ? fitting - 1 : 0;
    for (size_t i = 0; i < shown; i++) {
        draw_note(scene, row, look, &month->notes[i]);
        row.y += height;
    }
    if (!all && fitting > 0) {
        (void)snprintf(count, sizeof count, "%zu", month->note_count - shown);
        (void)scene_text(scene, row, &muted,
                         phrase_fill(look->language, PHRASE_MONTH_MORE, count, NULL, text));
    }
}

/* Whose month, and what the tap was that asked for it. */
static struct box draw_head(struct scene *scene, struct box body, const struct look *look,
                            const struct display *display)
{
    char text[PHRASE_SIZE];
    char verdict[PHRASE_SIZE];
    const struct own_month *month = display->views.month;
    int32_t year;
    int32_t number;
    int32_t day;
    civil_date_split(month->first, &year, &number, &day);
    const char *month_name =
        phrase_text(look->language, (enum phrase)(PHRASE_JANUARY + number - 1));
    struct text_style title = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style note = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style tap = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_RIGHT);
    struct box row = {body.x, body.y, body.w, title.font.size_px * 14 / 10};
    (void)scene_text(
        scene, row, &title,
        phrase_fill(look->language, PHRASE_MONTH_TITLE, month->name, month_name, text));
    row.y += row.h;
    row.h = note.font.size_px * 14 / 10;
    struct box right = {row.x + row.w / 2, row.y, row.w / 2, row.h};
    struct box left = {row.x, row.y, row.w / 2 - look_distance(look, GAP), row.h};
    (void)scene_text(scene, left, &note, phrase_text(look->language, PHRASE_MONTH_NOTE));
    (void)wording_headline(display, verdict);
    (void)scene_text(scene, right, &tap,
                     phrase_fill(look->language, PHRASE_MONTH_TAP, verdict, NULL, text));
    int used = row.y + row.h + look_distance(look, NOTE_GAP);
    return (struct box){body.x, used, body.w, body.y + body.h - used};
}

void month_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display)
{
    const struct button close = {phrase_text(look->language, PHRASE_BUTTON_CLOSE), TOUCH_CANCEL,
                                 BUTTON_QUIET};
    struct box body = errand_frame_draw(scene, area, look, display, &close, 1);
    if (!display->views.month) {
        return;
    }
    int gap = look_distance(look, GAP);
    body = draw_head(scene, body, look, display);
    struct box calendar = body;
    struct box notes = body;
    if (area.w >= area.h) {
        calendar.w = body.w * SIDE / 100;
        notes.x = body.x + calendar.w + gap;
        notes.w = body.x + body.w - notes.x;
    } else {
        calendar.h = body.h * TALL / 100;
        notes.y = body.y + calendar.h + gap;
        notes.h = body.y + body.h - notes.y;
    }
    draw_calendar(scene, calendar, look, display->views.month);
    draw_notes(scene, notes, look, display->views.month);
}
