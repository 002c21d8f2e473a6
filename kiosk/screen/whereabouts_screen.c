#include "display_state.h"
#include "moment_text.h"
#include "rest_bar.h"
#include "screen.h"
#include "share_look.h"
#include "top_bar.h"
#include <stdio.h>

#define GAP     24 /* distances in 1080ths */
#define HINT    84
#define NAMES   28 /* percent of a row */
#define NUMBERS 10

/* A unit's name, two numbers, and two numbers with names behind them. */
struct row_layout {
    struct box name, of[WHEREABOUTS_COUNT];
};

static struct row_layout lay_out(struct box row, int gap)
{
    int number = row.w * NUMBERS / 100;
    struct row_layout layout = {.name = {row.x, row.y, row.w * NAMES / 100 - gap, row.h}};
    int x = row.x + row.w * NAMES / 100;
    layout.of[WHEREABOUTS_HERE] = (struct box){x, row.y, number + gap, row.h};
    x += number + gap;
    layout.of[WHEREABOUTS_NOT_YET] = (struct box){x, row.y, number + gap, row.h};
    x += number + 2 * gap;
    int half = (row.x + row.w - x) / 2;
    layout.of[WHEREABOUTS_LEAVE] = (struct box){x, row.y, half - gap, row.h};
    layout.of[WHEREABOUTS_TRIP] = (struct box){x + half, row.y, half - gap, row.h};
    return layout;
}

static void draw_number(struct scene *scene, struct box box, const struct look *look, int count,
                        enum whereabouts place, const char *names)
{
    char text[WHEREABOUTS_NAMES_SIZE + 16];
    struct share_look kind = share_look_of_place(place);
    enum colour_role colour = count > 0 ? kind.colour : COLOUR_MUTED;
    struct text_style style = look_bold(look, SIZE_BODY, colour, ALIGN_LEFT);
    (void)snprintf(text, sizeof text, "%d %s", count, names);
    (void)scene_text(scene, box, &style, text); /* what is too long is cut */
}

static void draw_unit(struct scene *scene, struct box row, const struct look *look,
                      const struct whereabouts_unit *unit)
{
    struct row_layout layout = lay_out(row, look_distance(look, GAP));
    struct text_style name = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    (void)scene_text(scene, layout.name, &name, unit->name); /* where it stands is known */
    for (int place = 0; place < WHEREABOUTS_COUNT; place++) {
        const char *names = place == WHEREABOUTS_LEAVE  ? unit->on_leave
                            : place == WHEREABOUTS_TRIP ? unit->on_trip
                                                        : "";
        draw_number(scene, layout.of[place], look, unit->of[place], (enum whereabouts)place, names);
    }
}

/* The columns' words with the sum of each. */
static void draw_head(struct scene *scene, struct box row, const struct look *look,
                      const struct whereabouts_board *board)
{
    struct row_layout layout = lay_out(row, look_distance(look, GAP));
    struct text_style title = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_LEFT);
    (void)scene_text(scene, layout.name, &title,
                     phrase_text(look->language, PHRASE_WHEREABOUTS_TITLE));
    for (int place = 0; place < WHEREABOUTS_COUNT; place++) {
        char text[PHRASE_SIZE];
        struct share_look kind = share_look_of_place((enum whereabouts)place);
        struct text_style style = look_bold(look, SIZE_BODY, kind.colour, ALIGN_LEFT);
        struct box word = layout.of[place];
        struct box number = word;
        word.h = row.h / 2;
        number.y += word.h;
        number.h = row.h - word.h;
        (void)snprintf(text, sizeof text, "%d", board->of[place]);
        (void)scene_text(scene, word, &style, phrase_text(look->language, kind.word));
        (void)scene_text(scene, number, &style, text);
    }
    struct box rule = {row.x, row.y + row.h, row.w, 2};
    scene_fill(scene, rule, look_colour(look, COLOUR_LINE), 0);
}

void whereabouts_screen_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct display *display)
{
    struct box body = top_bar_draw(scene, area, look, display);
    body = rest_bar_draw(scene, body, look, display);
    int hint_height = look_distance(look, HINT);
    struct box hint = {body.x, body.y + body.h - hint_height, body.w, hint_height};
    rest_bar_draw_hint(scene, hint, look, display, PHRASE_TAP_CARD);
    body.h -= hint_height;
    const struct whereabouts_board *board = display->views.whereabouts;
    if (!board) {
        return;
    }
    int height = look_size(look, SIZE_BODY) * 15 / 10;
    struct box row = {body.x, body.y, body.w, 2 * height};
    draw_head(scene, row, look, board);
    struct text_style note = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct box note_row = {body.x, body.y + body.h - height, body.w, height};
    (void)scene_text(scene, note_row, &note, phrase_text(look->language, PHRASE_WHEREABOUTS_NOTE));
    int room = note_row.y - row.y - row.h;
    size_t fitting = room >= height ? (size_t)(room / height) : 1;
    size_t pages = (board->unit_count + fitting - 1) / fitting;
    size_t first = pages > 0 ? display->page % pages * fitting : 0;
    row.y += row.h;
    row.h = height;
    for (size_t i = first; i < board->unit_count && i < first + fitting; i++) {
        draw_unit(scene, row, look, &board->units[i]);
        row.y += height;
    }
}
