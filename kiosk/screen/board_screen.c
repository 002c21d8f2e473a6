#include "meeting_panel.h"
#include "moment_text.h"
#include "screen.h"
#include "share_look.h"
#include "top_bar.h"
#include <stdio.h>

#define GAP         24 /* distances in 1080ths */
#define RADIUS      20
#define TILE_HEIGHT 190
#define BAR_HEIGHT  20
#define EDGE        28
#define PAGES_EACH  2
#define COLUMNS     6  /* numbers in a row of the table */
#define NAMES       31 /* percent of a row that the unit's name takes */

/* A number of a meeting or of a unit, with what it is called. */
struct figure_look {
    enum phrase word;
    enum colour_role colour;
    int (*value)(const struct meeting_counts *counts);
};

static int expected_of(const struct meeting_counts *counts)
{
    return counts->expected;
}

static int late_of(const struct meeting_counts *counts)
{
    return counts->of[SHARE_LATE];
}

static int leave_of(const struct meeting_counts *counts)
{
    return counts->of[SHARE_LEAVE];
}

static int substituted_of(const struct meeting_counts *counts)
{
    return counts->of[SHARE_SUBSTITUTED];
}

/* Until the end nobody is absent; the table has one column for both, since they follow each other.
 */
static int missing_of(const struct meeting_counts *counts)
{
    return counts->of[SHARE_NOT_YET] + counts->of[SHARE_ABSENT] + counts->of[SHARE_UNAPPROVED];
}

static void list_figures(bool ended, struct figure_look ret_figures[static COLUMNS])
{
    const struct figure_look figures[COLUMNS] = {
        {PHRASE_MEETING_EXPECTED, COLOUR_TEXT, expected_of},
        {PHRASE_MEETING_PRESENT, COLOUR_WELL, meeting_counts_present},
        {PHRASE_SHARE_LATE, COLOUR_WARNING, late_of},
        {PHRASE_SHARE_SUBSTITUTED, COLOUR_WELL, substituted_of},
        {PHRASE_SHARE_LEAVE, COLOUR_NOTE, leave_of},
        {ended ? PHRASE_SHARE_ABSENT : PHRASE_SHARE_NOT_YET, ended ? COLOUR_REFUSED : COLOUR_MUTED,
         missing_of},
    };
    for (int i = 0; i < COLUMNS; i++) {
        ret_figures[i] = figures[i];
    }
}

static void draw_tiles(struct scene *scene, struct box row, const struct look *look,
                       const struct meeting_counts *counts, const struct figure_look *figures)
{
    int gap = look_distance(look, GAP) / 2;
    int width = (row.w - gap * (COLUMNS - 1)) / COLUMNS;
    for (int i = 0; i < COLUMNS; i++) {
        char text[16];
        struct box box = {row.x + i * (width + gap), row.y, width, row.h};
        struct text_style number = look_bold(look, SIZE_TIME, figures[i].colour, ALIGN_CENTRE);
        struct text_style word = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_CENTRE);
        int word_height = word.font.size_px * 14 / 10;
        struct box upper = {box.x, box.y, box.w, box.h - word_height};
        struct box lower = {box.x, upper.y + upper.h, box.w, word_height};
        (void)snprintf(text, sizeof text, "%d", figures[i].value(counts));
        scene_fill(scene, box, look_colour(look, COLOUR_PANEL), look_distance(look, RADIUS));
        (void)scene_text(scene, upper, &number, text);
        (void)scene_text(scene, lower, &word, phrase_text(look->language, figures[i].word));
    }
}

/* Where the numbers of a row stand: to the right of the unit's name. */
static struct box cell_of(struct box row, int column)
{
    int names = row.w * NAMES / 100;
    int width = (row.w - names) / COLUMNS;
    return (struct box){row.x + names + column * width, row.y, width, row.h};
}

static void draw_unit(struct scene *scene, struct box row, const struct look *look,
                      const struct meeting_board_unit *unit, const struct figure_look *figures)
{
    struct text_style name = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    struct box left = {row.x, row.y, row.w * NAMES / 100 - look_distance(look, GAP), row.h};
    (void)scene_text(scene, left, &name, unit->name); /* where it stands is known */
    for (int i = 0; i < COLUMNS; i++) {
        char text[16];
        int value = figures[i].value(&unit->counts);
        struct text_style number =
            look_bold(look, SIZE_BODY, value > 0 ? figures[i].colour : COLOUR_MUTED, ALIGN_CENTRE);
        (void)snprintf(text, sizeof text, "%d", value);
        (void)scene_text(scene, cell_of(row, i), &number, text);
    }
}

static void draw_table_head(struct scene *scene, struct box row, const struct look *look,
                            const struct figure_look *figures)
{
    struct text_style style = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct box left = {row.x, row.y, row.w * NAMES / 100 - look_distance(look, GAP), row.h};
    (void)scene_text(scene, left, &style, phrase_text(look->language, PHRASE_UNIT));
    style.align = ALIGN_CENTRE;
    for (int i = 0; i < COLUMNS; i++) {
        (void)scene_text(scene, cell_of(row, i), &style,
                         phrase_text(look->language, figures[i].word));
    }
    struct box rule = {row.x, row.y + row.h - 2, row.w, 2};
    scene_fill(scene, rule, look_colour(look, COLOUR_LINE), 0);
}

/* Units page by page, where there are more than fit. */
static void draw_units(struct scene *scene, struct box box, const struct look *look,
                       const struct meeting_board_meeting *meeting, size_t page,
                       const struct figure_look *figures)
{
    int height = look_size(look, SIZE_BODY) * 16 / 10;
    struct box row = {box.x, box.y, box.w, height};
    size_t fitting = box.h > 2 * height ? (size_t)(box.h / height) - 1 : 1;
    size_t pages = (meeting->unit_count + fitting - 1) / fitting;
    size_t first = pages > 0 ? page % pages * fitting : 0;
    draw_table_head(scene, row, look, figures);
    for (size_t i = first; i < meeting->unit_count && i < first + fitting; i++) {
        row.y += height;
        draw_unit(scene, row, look, &meeting->units[i], figures);
    }
}

/* The title, and at its right when it begins. */
static void draw_head(struct scene *scene, struct box row, const struct look *look,
                      const struct meeting_board_meeting *meeting, int64_t now_ms)
{
    char when[PHRASE_SIZE];
    struct text_style title = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style right =
        look_bold(look, SIZE_LABEL, meeting_panel_when_colour(meeting, now_ms), ALIGN_RIGHT);
    struct box shown =
        scene_text(scene, row, &right, meeting_panel_when(look, meeting, now_ms, when));
    row.w -= shown.w + look_distance(look, GAP);
    (void)scene_text(scene, row, &title, meeting->title); /* where it stands is known */
}

/* Of several at once each has the screen for some pages in turn. */
static const struct meeting_board_meeting *find_meeting(const struct meeting_board *board,
                                                        size_t page)
{
    size_t turned = meeting_board_turned(board);
    return &board->meetings[turned > 1 ? page / PAGES_EACH % turned : 0];
}

void board_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display)
{
    struct box body = top_bar_draw(scene, area, look, display);
    body.h -= look_distance(look, EDGE);
    if (!display->views.meetings || display->views.meetings->count == 0) {
        return;
    }
    const struct meeting_board_meeting *meeting =
        find_meeting(display->views.meetings, display->page);
    struct figure_look figures[COLUMNS];
    list_figures(display->now_ms >= meeting->end_ms, figures);
    int gap = look_distance(look, GAP);
    struct box row = {body.x, body.y, body.w, look_size(look, SIZE_LABEL) * 15 / 10};
    draw_head(scene, row, look, meeting, display->now_ms);
    row.y += row.h + gap / 2;
    row.h = look_distance(look, TILE_HEIGHT);
    draw_tiles(scene, row, look, &meeting->counts, figures);
    row.y += row.h + gap / 2;
    row.h = look_distance(look, BAR_HEIGHT);
    meeting_panel_draw_bar(scene, row, look, &meeting->counts);
    row.y += row.h + gap / 2;
    row.h = body.y + body.h - row.y;
    draw_units(scene, row, look, meeting, display->page, figures);
}
