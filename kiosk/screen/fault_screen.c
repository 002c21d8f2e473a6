#include "column.h"
#include "moment_text.h"
#include "screen.h"
#include "top_bar.h"
#include "wording.h"

#define ICON_SIZE    220 /* distances in 1080ths */
#define GAP          32
#define ADVICE_LINES 3

/* Amber for what passes by itself. */
static enum colour_role colour_of(enum condition condition)
{
    bool passing =
        condition == CONDITION_READER_RECOVERING || condition == CONDITION_ROSTER_MISSING;
    return passing ? COLOUR_WARNING : COLOUR_REFUSED;
}

/* Time and date still matter to whoever passes by. */
static void draw_time(struct scene *scene, struct box line, const struct look *look,
                      const struct display *display)
{
    char clock[MOMENT_CLOCK_SIZE];
    char day[PHRASE_SIZE];
    struct text_style bold = look_bold(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_RIGHT);
    struct text_style plain = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_LEFT);
    int gap = look_distance(look, GAP);
    struct box left = {line.x, line.y, line.w * 2 / 5 - gap / 2, line.h};
    struct box right = {line.x + line.w * 2 / 5 + gap / 2, line.y, line.w * 3 / 5 - gap / 2,
                        line.h};
    (void)scene_digits(scene, left, &bold, moment_text_second(display->now_ms, clock));
    (void)scene_text(scene, right, &plain, moment_text_day(look->language, display->now_ms, day));
}

void fault_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display)
{
    struct box body = top_bar_draw(scene, area, look, display);
    char text[PHRASE_SIZE];
    enum colour_role role = colour_of(display->fault.condition);
    struct text_style title = look_bold(look, SIZE_HINT, role, ALIGN_CENTRE);
    struct text_style label = look_text(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    struct text_style since = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    int gap = look_distance(look, GAP);
    int time_height = label.font.size_px * 14 / 10;
    struct box time = {body.x, body.y + body.h - time_height - gap, body.w, time_height};
    draw_time(scene, time, look, display);
    body.h = time.y - body.y;

    struct column column;
    column_init(&column, scene, body.w);
    column_add_icon(&column, ICON_TRIANGLE, look_distance(look, ICON_SIZE), look_colour(look, role),
                    ALIGN_CENTRE);
    column_add_text(&column, &title, 1, wording_condition(display, display->fault, text));
    column_add_text(
        &column, &since, 1,
        moment_text_since(look->language, display->fault.since_ms, display->now_ms, text));
    column_add_gap(&column, gap);
    column_add_text(&column, &label, ADVICE_LINES,
                    wording_advice(display, display->fault.condition, text));
    if (display->fault_why[0]) {
        struct text_style why = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_CENTRE);
        column_add_gap(&column, gap / 2);
        column_add_text(&column, &why, 2, display->fault_why);
    }
    column_draw(&column, body);
}
