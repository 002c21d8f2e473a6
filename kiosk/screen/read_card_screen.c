/* The office wants a card to be issued here: whose, and how far it is. */

#include "column.h"
#include "screen.h"
#include "top_bar.h"

#define ICON_SIZE 240 /* distances in 1080ths */
#define GAP       32

static const struct step_look {
    enum icon icon;
    enum colour_role colour;
    enum phrase title, below;
} looks[] = {
    [CARD_READING_NONE] = {ICON_CARD, COLOUR_NOTE, PHRASE_NOTHING, PHRASE_NOTHING},
    [CARD_READING_WAITED] = {ICON_CARD, COLOUR_NOTE, PHRASE_READ_CARD, PHRASE_READ_CARD_BELOW},
    [CARD_READING_SEEN] = {ICON_HOURGLASS, COLOUR_WAITING, PHRASE_READ_CARD_SEEN, PHRASE_NOTHING},
    [CARD_READING_ISSUED] = {ICON_TICK, COLOUR_WELL, PHRASE_READ_CARD_ISSUED,
                             PHRASE_READ_CARD_ISSUED_BELOW},
};

void read_card_screen_draw(struct scene *scene, struct box area, const struct look *look,
                           const struct display *display)
{
    const struct step_look *shown = &looks[display->reading.step];
    struct box body = top_bar_draw(scene, area, look, display);
    struct text_style title = look_bold(look, SIZE_HINT, shown->colour, ALIGN_CENTRE);
    struct text_style name = look_bold(look, SIZE_TIME, COLOUR_TEXT, ALIGN_CENTRE);
    struct text_style below = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    struct column column;
    column_init(&column, scene, body.w);
    column_add_icon(&column, shown->icon, look_distance(look, ICON_SIZE),
                    look_colour(look, shown->colour), ALIGN_CENTRE);
    column_add_text(&column, &title, 1, phrase_text(look->language, shown->title));
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &name, 1,
                    display->reading.name[0] ? display->reading.name : display->reading.staff);
    if (shown->below != PHRASE_NOTHING) {
        column_add_text(&column, &below, 2, phrase_text(look->language, shown->below));
    }
    column_draw(&column, body);
}
