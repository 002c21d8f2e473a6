#include "button.h"
#include "column.h"
#include "display_state.h"
#include "moment_text.h"
#include "rest_bar.h"
#include "screen.h"
#include "top_bar.h"
#include "wording.h"
#include <stdio.h>

/* Distances in 1080ths. */
#define GAP          48
#define HINT_HEIGHT  270
#define HINT_PADDING 110
#define HINT_RADIUS  40
#define ICON_SIZE    180
#define NOTICE_EDGE  24

/* Returns what is left above the notice. */
static struct box draw_notice(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display)
{
    char notice[PHRASE_SIZE];
    if (!*wording_notice(display, notice)) {
        return area;
    }
    int height = look_size(look, SIZE_BODY) * 28 / 10;
    struct box line = {area.x, area.y + area.h - height - look_distance(look, NOTICE_EDGE), area.w,
                       height};
    struct text_style style = look_bold(look, SIZE_BODY, COLOUR_WARNING, ALIGN_CENTRE);
    struct column column;
    column_init(&column, scene, line.w);
    column_add_text(&column, &style, 2, notice);
    column_draw(&column, line);
    return (struct box){area.x, area.y, area.w, line.y - area.y};
}

static void draw_clock(struct scene *scene, struct box line, const struct look *look,
                       const struct display *display)
{
    char clock[MOMENT_CLOCK_SIZE];
    struct text_style style = look_bold(look, SIZE_CLOCK, COLOUR_TEXT, ALIGN_CENTRE);
    if (style.font.size_px > line.h) {
        style.font.size_px = line.h;
    }
    (void)scene_digits(scene, line, &style, moment_text_second(display->now_ms, clock));
}

/* In a panel as wide as it needs, in the middle of row. */
static void draw_hint(struct scene *scene, struct box row, const struct look *look)
{
    struct text_style hint = look_bold(look, SIZE_HINT, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style below = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    const char *hint_text = phrase_text(look->language, PHRASE_TAP_CARD);
    const char *below_text = phrase_text(look->language, PHRASE_TAP_CARD_BELOW);
    int hint_width = scene_text_width(scene, hint.font, hint_text);
    int below_width = scene_text_width(scene, below.font, below_text);
    int icon = look_distance(look, ICON_SIZE);
    int gap = icon / 3;
    int padding = look_distance(look, HINT_PADDING);
    int width = (hint_width > below_width ? hint_width : below_width) + icon + gap;
    width = width > row.w - padding ? row.w - padding : width;
    struct box panel = box_inset(row, (row.w - width) / 2 - padding, 0);
    panel = panel.w > row.w ? row : panel;
    scene_fill(scene, panel, look_colour(look, COLOUR_PANEL), look_distance(look, HINT_RADIUS));
    int x = panel.x + (panel.w - width) / 2;
    scene_icon(scene, ICON_CARD, (struct box){x, panel.y + (panel.h - icon) / 2, icon, icon},
               look_colour(look, COLOUR_NOTE));
    int hint_height = hint.font.size_px * 13 / 10;
    int below_height = below.font.size_px * 13 / 10;
    struct box line = {x + icon + gap, panel.y + (panel.h - hint_height - below_height) / 2,
                       width - icon - gap, hint_height};
    (void)scene_text(scene, line, &hint, hint_text); /* where these stand is known */
    line.y += hint_height;
    line.h = below_height;
    (void)scene_text(scene, line, &below, below_text);
}

/* The clock gives way where the screen is low. */
static int fit_clock(const struct look *look, int room)
{
    int height = look_size(look, SIZE_CLOCK);
    return height < room ? height : room;
}

/* The meeting that is next, or open but not near enough to take the screen; NULL where there is
 * none. */
static const struct meeting_board_meeting *find_next(const struct display *display)
{
    const struct meeting_board *board = display->views.meetings;
    return board && board->count > 0 ? &board->meetings[0] : NULL;
}

/* "09:00  全县作风建设推进会  12/46": touched to be looked at. */
static void draw_meeting(struct scene *scene, struct box row, const struct look *look,
                         const struct meeting_board_meeting *meeting)
{
    char start[MOMENT_CLOCK_SIZE];
    char count[32];
    int gap = look_distance(look, GAP) / 2;
    bool open = meeting->stage != MEETING_STAGE_LATER;
    struct text_style time = look_bold(look, SIZE_BODY, COLOUR_NOTE, ALIGN_LEFT);
    struct text_style title = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style counted = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_RIGHT);
    (void)snprintf(count, sizeof count, "%d / %d", meeting_counts_present(&meeting->counts),
                   meeting->counts.expected);
    scene_fill(scene, row, look_colour(look, COLOUR_PANEL), look_distance(look, HINT_RADIUS) / 2);
    struct box inner = box_inset(row, gap, 0);
    struct box left = scene_text(scene, inner, &time, moment_text_minute(meeting->start_ms, start));
    struct box right = {inner.x + inner.w, 0, 0, 0};
    if (open) {
        right = scene_text(scene, inner, &counted, count);
        scene_touch(scene, row, TOUCH_MEETING);
    }
    struct box middle = {left.x + left.w + gap, row.y, 0, row.h};
    middle.w = right.x - gap - middle.x;
    (void)scene_text(scene, middle, &title, meeting->title); /* where it stands is known */
}

/* Buttons, and above them the meeting where there is one; returns what is left. */
static struct box draw_lower(struct scene *scene, struct box body, const struct look *look,
                             const struct display *display)
{
    const struct meeting_board_meeting *next = find_next(display);
    body = rest_bar_draw(scene, body, look, display);
    if (!next) {
        return body;
    }
    int height = button_height(look);
    struct box row = {body.x, body.y + body.h - height, body.w, height};
    draw_meeting(scene, row, look, next);
    body.h -= height + look_distance(look, NOTICE_EDGE);
    return body;
}

/* A low screen says what to do in one line, and has no date. */
static void draw_low(struct scene *scene, struct box body, const struct look *look,
                     const struct display *display)
{
    int hint_height = look_size(look, SIZE_HINT) * 14 / 10;
    struct box clock = {body.x, body.y, body.w, body.h - hint_height};
    struct box hint = {body.x, clock.y + clock.h, body.w, hint_height};
    struct text_style style = look_bold(look, SIZE_HINT, COLOUR_NOTE, ALIGN_CENTRE);
    clock.h = fit_clock(look, clock.h);
    clock.y += (hint.y - clock.y - clock.h) / 2;
    draw_clock(scene, clock, look, display);
    (void)scene_text(scene, hint, &style, phrase_text(look->language, PHRASE_TAP_CARD));
}

void idle_screen_draw(struct scene *scene, struct box area, const struct look *look,
                      const struct display *display)
{
    struct box body = top_bar_draw(scene, area, look, display);
    body = draw_lower(scene, body, look, display);
    body = draw_notice(scene, body, look, display);
    int gap = look_distance(look, GAP);
    int date_height = look_size(look, SIZE_LABEL) * 14 / 10;
    int hint_height = look_distance(look, HINT_HEIGHT);
    int room = body.h - date_height - hint_height - 2 * gap;
    if (room < look_size(look, SIZE_TIME)) {
        draw_low(scene, body, look, display);
        return;
    }
    int clock_height = fit_clock(look, room);
    struct box clock = {body.x, body.y + (room - clock_height) / 2, body.w, clock_height};
    draw_clock(scene, clock, look, display);

    char day[PHRASE_SIZE];
    struct box date = {body.x, clock.y + clock.h, body.w, date_height};
    struct text_style style = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    (void)scene_text(scene, date, &style, moment_text_day(look->language, display->now_ms, day));

    struct box row = {body.x, date.y + date.h + gap, body.w, hint_height};
    draw_hint(scene, row, look);
}
