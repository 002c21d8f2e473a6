#include "meeting_panel.h"

#include "column.h"
#include "moment_text.h"
#include "share_look.h"
#include <stdio.h>

#define GAP        24 /* distances in 1080ths */
#define BAR_HEIGHT 36
#define ICON_SIZE  40
#define SEAM_PX    3 /* between neighbours of one colour */

#define LEGEND_ROWS 2 /* that there is room for; more of them are set closer */

static int64_t minutes_between(int64_t from_ms, int64_t to_ms)
{
    return (to_ms - from_ms) / CIVIL_MINUTE_MS;
}

const char *meeting_panel_when(const struct look *look, const struct meeting_board_meeting *meeting,
                               int64_t now_ms, char ret_text[static PHRASE_SIZE])
{
    char value[PHRASE_SIZE];
    enum phrase phrase;
    int64_t begun_min = minutes_between(meeting->start_ms, now_ms);
    int64_t left_min = minutes_between(now_ms, meeting->start_ms + CIVIL_MINUTE_MS - 1);
    if (now_ms >= meeting->end_ms) {
        phrase = PHRASE_MEETING_ENDED;
        (void)moment_text_near(look->language, meeting->end_ms, now_ms, value);
    } else if (meeting->stage == MEETING_STAGE_LATER) {
        phrase = PHRASE_MEETING_STARTS_AT;
        (void)moment_text_near(look->language, meeting->start_ms, now_ms, value);
    } else if (now_ms < meeting->start_ms) {
        phrase = PHRASE_MEETING_STARTS_IN;
        (void)snprintf(value, sizeof value, "%d", (int)left_min);
    } else {
        phrase = begun_min > 0 ? PHRASE_MEETING_BEGUN : PHRASE_MEETING_BEGINS_NOW;
        (void)snprintf(value, sizeof value, "%d", (int)begun_min);
    }
    return phrase_fill(look->language, phrase, value, NULL, ret_text);
}

enum colour_role meeting_panel_when_colour(const struct meeting_board_meeting *meeting,
                                           int64_t now_ms)
{
    return now_ms >= meeting->start_ms ? COLOUR_WARNING : COLOUR_TEXT;
}

void meeting_panel_draw_bar(struct scene *scene, struct box bar, const struct look *look,
                            const struct meeting_counts *counts)
{
    scene_fill(scene, bar, look_colour(look, COLOUR_LINE), 0);
    int before = 0;
    for (int share = 0; share < SHARE_NOT_YET && counts->expected > 0; share++) {
        int from = (int)((long)bar.w * before / counts->expected);
        before += counts->of[share];
        int to = (int)((long)bar.w * before / counts->expected);
        struct box part = {bar.x + from, bar.y, to - from - SEAM_PX, bar.h};
        scene_fill(scene, part, look_colour(look, share_look_of((enum meeting_share)share).colour),
                   0);
    }
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Where each kind of the legend stands, as far as there are any of it. */
struct legend {
    int rows;
    struct {
        int row, x, width; /* 0 wide: nobody is of this kind */
    } places[SHARES];
};

static const char *kind_text(const struct look *look, const struct meeting_counts *counts,
                             int share, char ret_text[static PHRASE_SIZE])
{
    struct share_look kind = share_look_of((enum meeting_share)share);
    (void)snprintf(ret_text, PHRASE_SIZE, "%s %d", phrase_text(look->language, kind.word),
                   counts->of[share]);
    return ret_text;
}

static void lay_legend(struct scene *scene, int width, int between, const struct look *look,
                       const struct meeting_counts *counts, struct legend *ret_legend)
{
    char text[PHRASE_SIZE];
    int x = 0;
    *ret_legend = (struct legend){.rows = 1};
    for (int share = 0; share < SHARES; share++) {
        if (counts->of[share] == 0) {
            continue;
        }
        struct text_style style = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
        int own = look_distance(look, ICON_SIZE) + look_distance(look, GAP) / 2 +
                  scene_text_width(scene, style.font, kind_text(look, counts, share, text));
        if (x > 0 && x + own > width) {
            ret_legend->rows++;
            x = 0;
        }
        ret_legend->places[share].row = ret_legend->rows - 1;
        ret_legend->places[share].x = x;
        ret_legend->places[share].width = own;
        x += own + between;
    }
}

/* Closer together where there are many. */
static int legend_height(const struct look *look, const struct legend *legend)
{
    int row = look_size(look, SIZE_BODY) * (legend->rows > LEGEND_ROWS ? 106 : 140) / 100;
    return row * larger(legend->rows, LEGEND_ROWS);
}

static void draw_legend(struct scene *scene, struct box box, const struct look *look,
                        const struct meeting_counts *counts, const struct legend *legend)
{
    int height = box.h / larger(legend->rows, LEGEND_ROWS);
    int icon = look_distance(look, ICON_SIZE);
    for (int share = 0; share < SHARES; share++) {
        char text[PHRASE_SIZE];
        int width = legend->places[share].width;
        struct box row = {box.x + legend->places[share].x,
                          box.y + legend->places[share].row * height, width, height};
        if (width == 0) {
            continue;
        }
        struct share_look kind = share_look_of((enum meeting_share)share);
        struct text_style style = look_bold(look, SIZE_BODY, kind.colour, ALIGN_RIGHT);
        struct box square = {row.x, row.y + (row.h - icon) / 2, icon, icon};
        scene_icon(scene, kind.icon, square, look_colour(look, kind.colour));
        /* where it stands is known */
        (void)scene_text(scene, row, &style, kind_text(look, counts, share, text));
    }
}

/* "12 / 46" with what it counts beside it. */
static void draw_count(struct scene *scene, struct box row, const struct look *look,
                       const struct meeting_board_meeting *meeting)
{
    char text[PHRASE_SIZE];
    (void)snprintf(text, sizeof text, "%d / %d", meeting_counts_present(&meeting->counts),
                   meeting->counts.expected);
    struct text_style number = look_bold(look, SIZE_NAME, COLOUR_TEXT, ALIGN_LEFT);
    int most = row.h * 9 / 10;
    if (number.font.size_px > most) {
        number.font.size_px = most > number.min_px ? most : number.min_px;
    }
    struct text_style label = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    const char *word = phrase_text(look->language, PHRASE_MEETING_SIGNED_IN);
    int width = scene_text_width(scene, label.font, word) + look_distance(look, GAP);
    struct box left = {row.x, row.y, row.w - width, row.h};
    struct box shown = scene_text(scene, left, &number, text);
    struct box right = {shown.x + shown.w + look_distance(look, GAP), row.y, 0, row.h};
    right.w = row.x + row.w - right.x;
    (void)scene_text(scene, right, &label, word); /* where it stands is known */
}

static const char *span_text(const struct meeting_board_meeting *meeting,
                             char ret_text[static PHRASE_SIZE])
{
    char start[MOMENT_CLOCK_SIZE];
    char end[MOMENT_CLOCK_SIZE];
    (void)snprintf(ret_text, PHRASE_SIZE, "%s – %s", moment_text_minute(meeting->start_ms, start),
                   moment_text_minute(meeting->end_ms, end));
    return ret_text;
}

/* "09:00 – 10:00  09:01 起签到算迟到" */
static const char *full_span_text(const struct look *look,
                                  const struct meeting_board_meeting *meeting,
                                  char ret_text[static PHRASE_SIZE])
{
    char span[PHRASE_SIZE];
    char late[PHRASE_SIZE];
    char minute[MOMENT_CLOCK_SIZE];
    (void)moment_text_minute(meeting->late_from_ms, minute);
    (void)snprintf(ret_text, PHRASE_SIZE, "%.24s  %.200s", span_text(meeting, span),
                   phrase_fill(look->language, PHRASE_MEETING_LATE_SINCE, minute, NULL, late));
    return ret_text;
}

void meeting_panel_draw(struct scene *scene, struct box box, const struct look *look,
                        const struct meeting_board_meeting *meeting, int64_t now_ms)
{
    char text[PHRASE_SIZE];
    struct text_style title = look_bold(look, SIZE_TIME, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style times = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style when =
        look_bold(look, SIZE_LABEL, meeting_panel_when_colour(meeting, now_ms), ALIGN_LEFT);
    struct box count;
    struct box bar;
    struct box kinds;
    struct legend legend;
    int gap = look_distance(look, GAP);
    lay_legend(scene, box.w, gap * 3 / 2, look, &meeting->counts, &legend);
    if (legend.rows > LEGEND_ROWS) {
        lay_legend(scene, box.w, gap, look, &meeting->counts, &legend);
    }
    struct column column;
    column_init(&column, scene, box.w);
    column_add_text(&column, &title, 2, meeting->title);
    column_add_text(&column, &times, 1, full_span_text(look, meeting, text));
    column_add_text(&column, &when, 1, meeting_panel_when(look, meeting, now_ms, text));
    column_add_gap(&column, gap);
    column_add_picture(&column, look_size(look, SIZE_NAME) * 12 / 10, &count);
    column_add_gap(&column, gap);
    column_add_space(&column, look_distance(look, BAR_HEIGHT), &bar);
    column_add_gap(&column, gap / 2);
    column_add_space(&column, legend_height(look, &legend), &kinds);
    column_draw(&column, box);
    draw_count(scene, count, look, meeting);
    meeting_panel_draw_bar(scene, bar, look, &meeting->counts);
    draw_legend(scene, kinds, look, &meeting->counts, &legend);
}

/* When it is, and how near that is, in one row. */
static void draw_times(struct scene *scene, struct box row, const struct look *look,
                       const struct meeting_board_meeting *meeting, int64_t now_ms)
{
    char text[PHRASE_SIZE];
    char minute[MOMENT_CLOCK_SIZE];
    struct text_style times = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style when =
        look_bold(look, SIZE_BODY, meeting_panel_when_colour(meeting, now_ms), ALIGN_RIGHT);
    struct box shown =
        scene_text(scene, row, &when, meeting_panel_when(look, meeting, now_ms, text));
    row.w = shown.x - look_distance(look, GAP) - row.x;
    const char *span = span_text(meeting, text);
    if (scene_text_width(scene, times.font, span) > row.w) {
        span = moment_text_minute(meeting->start_ms, minute);
    }
    (void)scene_text(scene, row, &times, span); /* where it stands is known */
}

void meeting_panel_draw_small(struct scene *scene, struct box box, const struct look *look,
                              const struct meeting_board_meeting *meeting, int64_t now_ms)
{
    int line = look_size(look, SIZE_BODY) * 14 / 10;
    int gap = look_distance(look, GAP);
    struct text_style title = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_LEFT);
    struct box place;
    struct box times;
    struct box count;
    struct box bar;
    struct column column;
    column_init(&column, scene, box.w);
    column_add_space(&column, look_size(look, SIZE_LABEL) * 13 / 10, &place);
    column_add_space(&column, line, &times);
    column_add_space(&column, line, &count);
    column_add_gap(&column, gap / 2);
    column_add_picture(&column, look_distance(look, BAR_HEIGHT), &bar);
    column_draw(&column, box);
    (void)scene_text(scene, place, &title, meeting->title); /* where it stands is known */
    draw_times(scene, times, look, meeting, now_ms);
    draw_count(scene, count, look, meeting);
    meeting_panel_draw_bar(scene, bar, look, &meeting->counts);
}
