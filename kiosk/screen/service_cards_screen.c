/* Where a card is issued from: what it takes, or what is in its way. */

#include "button.h"
#include "column.h"
#include "display_state.h"
#include "screen.h"
#include "service_frame.h"

#define GAP       24 /* distances in 1080ths */
#define ICON_SIZE 150

/* What is known to be in the way before anybody has begun; PHRASE_NOTHING where nothing is. */
static enum phrase obstacle_of(const struct display *display)
{
    if (display->service.by_name) {
        return PHRASE_ISSUE_BY_NAME;
    }
    if (condition_is_no_reader(display->lights[LIGHT_READER].condition)) {
        return PHRASE_ISSUE_NO_READER;
    }
    if (display->lights[LIGHT_NETWORK].condition != CONDITION_WELL) {
        return PHRASE_ISSUE_NO_NETWORK;
    }
    if (display->reading.step == CARD_READING_WAITED) {
        return PHRASE_ISSUE_WAITED;
    }
    return PHRASE_NOTHING;
}

void service_cards_screen_draw(struct scene *scene, struct box area, const struct look *look,
                               const struct display *display)
{
    enum phrase obstacle = obstacle_of(display);
    bool may = obstacle == PHRASE_NOTHING;
    struct box body = service_frame_draw(scene, area, look, display);
    int height = button_height(look);
    struct box box = {body.x, body.y + body.h - height, body.w, height};
    const struct button start = {phrase_text(look->language, PHRASE_ISSUE_START),
                                 may ? TOUCH_SERVICE + SERVICE_TOUCH_ISSUE : TOUCH_NOTHING,
                                 may ? BUTTON_MAIN : BUTTON_QUIET};
    struct text_style style =
        look_text(look, SIZE_LABEL, may ? COLOUR_TEXT : COLOUR_WARNING, ALIGN_CENTRE);
    struct column column;
    button_draw(scene, box, look, &start);
    body.h -= height + look_distance(look, GAP);
    column_init(&column, scene, body.w);
    column_add_icon(&column, may ? ICON_CARD : ICON_TRIANGLE, look_distance(look, ICON_SIZE),
                    look_colour(look, may ? COLOUR_NOTE : COLOUR_WARNING), ALIGN_CENTRE);
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &style, 4,
                    phrase_text(look->language, may ? PHRASE_ISSUE_HINT : obstacle));
    column_draw(&column, body);
}
