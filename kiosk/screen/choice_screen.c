#include "choice_box.h"
#include "display_state.h"
#include "errand_frame.h"
#include "screen.h"
#include <stdio.h>

#define GAP      24 /* distances in 1080ths */
#define QUESTION 90

static enum phrase question_of(const struct errand *errand)
{
    if (errand->kind == ERRAND_KEEPER) {
        return PHRASE_PICK_KEEPER;
    }
    if (errand->kind == ERRAND_ISSUE) {
        return errand->step == ERRAND_STEP_UNIT ? PHRASE_PICK_HOLDER_UNIT : PHRASE_PICK_HOLDER;
    }
    switch (errand->step) {
    case ERRAND_STEP_MEETING:
        return PHRASE_PICK_MEETING;
    case ERRAND_STEP_UNIT:
        return PHRASE_PICK_UNIT;
    default:
        return PHRASE_PICK_PRINCIPAL;
    }
}

/* The ways out of this step, and on from it; returns how many. */
static size_t list_buttons(const struct look *look, const struct display *display,
                           struct button ret_buttons[static 5])
{
    const struct choice_page *page = display->views.choices;
    size_t count = 0;
    enum language language = look->language;
    ret_buttons[count++] =
        (struct button){phrase_text(language, PHRASE_BUTTON_CANCEL), TOUCH_CANCEL, BUTTON_QUIET};
    if (display->errand.step != ERRAND_STEP_MEETING && display->errand.kind != ERRAND_KEEPER) {
        ret_buttons[count++] = (struct button){phrase_text(language, PHRASE_BUTTON_GO_BACK),
                                               TOUCH_GO_BACK, BUTTON_QUIET};
    }
    if (display->errand.step == ERRAND_STEP_REQUESTED) {
        ret_buttons[count++] = (struct button){phrase_text(language, PHRASE_BUTTON_BY_UNIT),
                                               TOUCH_BY_UNIT, BUTTON_MAIN};
        ret_buttons[count++] = (struct button){phrase_text(language, PHRASE_BUTTON_BY_LETTERS),
                                               TOUCH_BY_LETTERS, BUTTON_MAIN};
    } else if (page && page->pages > 1) {
        ret_buttons[count++] =
            (struct button){phrase_text(language, PHRASE_BUTTON_PREVIOUS),
                            page->page > 0 ? TOUCH_PREVIOUS : TOUCH_NOTHING, BUTTON_QUIET};
        ret_buttons[count++] = (struct button){
            phrase_text(language, PHRASE_BUTTON_NEXT),
            page->page + 1 < page->pages ? TOUCH_NEXT : TOUCH_NOTHING, BUTTON_QUIET};
    }
    return count;
}

/* The question, and at its right the page where there are several. */
static void draw_question(struct scene *scene, struct box row, const struct look *look,
                          const struct display *display)
{
    char page_text[PHRASE_SIZE];
    char at[16];
    char of[16];
    const struct choice_page *page = display->views.choices;
    struct text_style question = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style right = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_RIGHT);
    if (page && page->pages > 1) {
        (void)snprintf(at, sizeof at, "%zu", page->page + 1);
        (void)snprintf(of, sizeof of, "%zu", page->pages);
        row.w -= scene_text(scene, row, &right,
                            phrase_fill(look->language, PHRASE_PAGE_OF, at, of, page_text))
                     .w +
                 look_distance(look, GAP);
    } else if (display->errand.kind == ERRAND_SUBSTITUTE && row.w > row.h * 8) {
        struct box shown =
            scene_text(scene, row, &right, phrase_text(look->language, PHRASE_NOT_SIGNED_YET));
        row.w -= shown.w + look_distance(look, GAP);
    }
    (void)scene_text(scene, row, &question,
                     phrase_text(look->language, question_of(&display->errand)));
}

void choice_screen_draw(struct scene *scene, struct box area, const struct look *look,
                        const struct display *display)
{
    struct button buttons[5];
    size_t count = list_buttons(look, display, buttons);
    struct box body = errand_frame_draw(scene, area, look, display, buttons, count);
    const struct choice_page *page = display->views.choices;
    struct box row = {body.x, body.y, body.w, look_distance(look, QUESTION)};
    draw_question(scene, row, look, display);
    struct box rest = {body.x, row.y + row.h, body.w, body.h - row.h};
    if (page && page->count > 0) {
        choice_box_draw_all(scene, rest, look, page, body.w >= body.h ? 2 : 1);
        return;
    }
    struct text_style nobody = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    scene_paragraph(scene, (struct box){rest.x, rest.y + rest.h / 3, rest.w, rest.h / 2}, &nobody,
                    2,
                    phrase_text(look->language, display->errand.step == ERRAND_STEP_REQUESTED
                                                    ? PHRASE_NO_REQUEST
                                                    : PHRASE_NOBODY_FOUND));
}
