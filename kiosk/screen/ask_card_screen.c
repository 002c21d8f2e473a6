#include "column.h"
#include "display_state.h"
#include "errand_frame.h"
#include "screen.h"

#define ICON_SIZE 300 /* distances in 1080ths */
#define GAP       32

void ask_card_screen_draw(struct scene *scene, struct box area, const struct look *look,
                          const struct display *display)
{
    const struct button cancel = {phrase_text(look->language, PHRASE_BUTTON_CANCEL), TOUCH_CANCEL,
                                  BUTTON_QUIET};
    struct box body = errand_frame_draw(scene, area, look, display, &cancel, 1);
    bool substitute = display->errand.kind == ERRAND_SUBSTITUTE;
    struct text_style ask = look_bold(look, SIZE_HINT, COLOUR_TEXT, ALIGN_CENTRE);
    struct text_style note = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    struct column column;
    column_init(&column, scene, body.w);
    column_add_icon(&column, ICON_CARD, look_distance(look, ICON_SIZE),
                    look_colour(look, COLOUR_NOTE), ALIGN_CENTRE);
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &ask, 2, phrase_text(look->language, PHRASE_ASK_OWN_CARD));
    column_add_text(&column, &note, 2,
                    substitute ? "" : phrase_text(look->language, PHRASE_ASK_OWN_CARD_RECORDED));
    column_draw(&column, body);
}
