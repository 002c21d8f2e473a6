#include "column.h"
#include "moment_text.h"
#include "screen.h"
#include "wording.h"

#define MARGIN    72 /* distances in 1080ths */
#define ICON_SIZE 250
#define GAP       40

void not_recorded_screen_draw(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display)
{
    char text[PHRASE_SIZE];
    char minute[MOMENT_CLOCK_SIZE];
    struct text_style title = look_bold(look, SIZE_NAME, COLOUR_ON_ALARM, ALIGN_CENTRE);
    struct text_style time = look_text(look, SIZE_TIME, COLOUR_ON_ALARM, ALIGN_CENTRE);
    struct text_style label = look_bold(look, SIZE_LABEL, COLOUR_ON_ALARM, ALIGN_CENTRE);
    int margin = look_distance(look, MARGIN);
    struct box body = box_inset(area, margin, margin / 2);
    struct column column;
    column_init(&column, scene, body.w);
    column_add_icon(&column, ICON_TRIANGLE, look_distance(look, ICON_SIZE),
                    look_colour(look, COLOUR_ON_ALARM), ALIGN_CENTRE);
    column_add_text(&column, &title, 1, wording_headline(display, text));
    column_add_digits(&column, &time, moment_text_minute(display->at_ms, minute));
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &label, 1, wording_reason(display, text));
    column_add_text(&column, &label, 2, wording_lost_tap_advice(display, text));
    column_draw(&column, body);
}
