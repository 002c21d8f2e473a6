#include "rest_bar.h"

#include "button.h"
#include "display_state.h"
#include "moment_text.h"
#include "wording.h"

#define EDGE 28 /* distances in 1080ths */
#define GAP  40

/* Somebody can sit in for a colleague only where a meeting can be signed in to. */
static bool has_open_meeting(const struct display *display)
{
    const struct meeting_board *board = display->views.meetings;
    for (size_t i = 0; board && i < board->count; i++) {
        if (board->meetings[i].stage != MEETING_STAGE_LATER) {
            return true;
        }
    }
    return false;
}

struct box rest_bar_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display)
{
    const struct button buttons[] = {
        {phrase_text(look->language, PHRASE_BUTTON_SUBSTITUTE),
         has_open_meeting(display) ? TOUCH_SUBSTITUTE : TOUCH_NOTHING, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_MONTH), TOUCH_MONTH, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_WHEREABOUTS), TOUCH_WHEREABOUTS, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_BACK), TOUCH_BACK, BUTTON_QUIET},
    };
    int height = button_height(look);
    int edge = look_distance(look, EDGE);
    struct box row = {area.x, area.y + area.h - height - edge, area.w, height};
    button_row_draw(scene, row, look, buttons, 4);
    return (struct box){area.x, area.y, area.w, row.y - area.y - edge / 2};
}

void rest_bar_draw_hint(struct scene *scene, struct box row, const struct look *look,
                        const struct display *display, enum phrase hint)
{
    char clock[MOMENT_CLOCK_SIZE];
    struct text_style words = look_bold(look, SIZE_LABEL, COLOUR_NOTE, ALIGN_LEFT);
    struct text_style time = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_RIGHT);
    int icon = row.h * 9 / 10;
    int clock_width = scene_text_width(scene, time.font, "00:00:00") + 2;
    struct box square = {row.x, row.y + (row.h - icon) / 2, icon, icon};
    struct box left = {row.x + icon + look_distance(look, GAP) / 2, row.y, 0, row.h};
    struct box right = {row.x + row.w - clock_width, row.y, clock_width, row.h};
    left.w = right.x - look_distance(look, GAP) / 2 - left.x;
    scene_icon(scene, ICON_CARD, square, look_colour(look, COLOUR_NOTE));
    char notice[PHRASE_SIZE];
    if (*wording_notice(display, notice)) {
        words = look_bold(look, SIZE_BODY, COLOUR_WARNING, ALIGN_LEFT);
    }
    (void)scene_text(scene, left, &words, /* what is too long is cut */
                     *notice ? notice : phrase_text(look->language, hint));
    (void)scene_digits(scene, right, &time, moment_text_second(display->now_ms, clock));
}
