/* Whoever held the lights is asked for a card; or told why it opens nothing. */

#include "button.h"
#include "column.h"
#include "display_state.h"
#include "screen.h"
#include <stdio.h>

#define MARGIN     56 /* distances in 1080ths */
#define ICON_SIZE  220
#define GAP        28
#define MINUTE_MS  60000
#define BUTTON_MAX 560

struct words {
    enum icon icon;
    enum colour_role colour;
    enum phrase title, below;
};

static struct words words_of(const struct display *display)
{
    const struct service *service = &display->service;
    static const struct words refusals[] = {
        [SERVICE_NO_KEEPER] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_SERVICE_NO_KEEPER,
                               PHRASE_SERVICE_NO_KEEPER_BELOW},
        [SERVICE_LOCKED] = {ICON_HOURGLASS, COLOUR_REFUSED, PHRASE_SERVICE_LOCKED,
                            PHRASE_SERVICE_LOCKED_BELOW},
        [SERVICE_NO_CHECK] = {ICON_TRIANGLE, COLOUR_REFUSED, PHRASE_SERVICE_NO_CHECK,
                              PHRASE_SERVICE_NO_CHECK_BELOW},
    };
    static const struct words asking = {ICON_CARD, COLOUR_NOTE, PHRASE_SERVICE_ASK_CARD,
                                        PHRASE_SERVICE_ASK_CARD_BELOW};
    static const struct words no_reader = {ICON_TRIANGLE, COLOUR_WARNING, PHRASE_SERVICE_NO_READER,
                                           PHRASE_SERVICE_NO_READER_BELOW};
    static const struct words unread = {ICON_CARD, COLOUR_WARNING, PHRASE_SERVICE_UNREAD,
                                        PHRASE_SERVICE_UNREAD_BELOW};
    if (service->step == SERVICE_REFUSED) {
        return refusals[service->refusal];
    }
    if (!display->by_name_offered) {
        return asking;
    }
    return condition_is_no_reader(display->lights[LIGHT_READER].condition) ? no_reader : unread;
}

void service_card_screen_draw(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display)
{
    char minutes[24];
    char below[PHRASE_SIZE];
    const struct words words = words_of(display);
    struct box body = box_inset(area, look_distance(look, MARGIN), look_distance(look, MARGIN));
    int height = button_height(look);
    bool by_name = display->by_name_offered;
    int width = by_name ? body.w : look_distance(look, BUTTON_MAX);
    struct box box = {body.x + (body.w - width) / 2, body.y + body.h - height, width, height};
    const struct button buttons[] = {
        {phrase_text(look->language, PHRASE_SERVICE_LEAVE), TOUCH_CANCEL, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_SERVICE_BY_NAME), TOUCH_SERVICE + SERVICE_TOUCH_BY_NAME,
         BUTTON_MAIN},
    };
    struct text_style title = look_bold(look, SIZE_HINT, words.colour, ALIGN_CENTRE);
    struct text_style style = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    struct column column;
    (void)snprintf(minutes, sizeof minutes, "%lld",
                   (long long)((display->locked_for_ms + MINUTE_MS - 1) / MINUTE_MS));
    button_row_draw(scene, box, look, buttons, by_name ? 2 : 1);
    body.h -= height + look_distance(look, GAP);
    column_init(&column, scene, body.w);
    column_add_icon(&column, words.icon, look_distance(look, ICON_SIZE),
                    look_colour(look, words.colour), ALIGN_CENTRE);
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &title, 2, phrase_text(look->language, words.title));
    column_add_text(&column, &style, 3,
                    phrase_fill(look->language, words.below, minutes, NULL, below));
    column_draw(&column, body);
}
