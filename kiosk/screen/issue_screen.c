/* A keeper issues a card: for whom, the card to be held up, what becomes of the old ones, and what
 * the server said. */

#include "button.h"
#include "column.h"
#include "display_state.h"
#include "errand_frame.h"
#include "screen.h"
#include <stdio.h>

#define GAP       24 /* distances in 1080ths */
#define ICON_SIZE 170

static const struct answer_look {
    enum icon icon;
    enum colour_role colour;
    enum phrase title, below, way;
} looks[CARD_ISSUING_ANSWERS] = {
    [CARD_ISSUING_OPEN] = {ICON_HOURGLASS, COLOUR_WAITING, PHRASE_ISSUE_ASKED, PHRASE_NOTHING,
                           PHRASE_NOTHING},
    [CARD_ISSUING_DONE] = {ICON_TICK, COLOUR_WELL, PHRASE_ISSUE_DONE, PHRASE_ISSUE_DONE_BELOW,
                           PHRASE_ISSUE_NEXT},
    [CARD_ISSUING_TAKEN] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE, PHRASE_ISSUE_TAKEN,
                            PHRASE_ISSUE_OTHER},
    [CARD_ISSUING_TAKEN_BACK] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE,
                                 PHRASE_ISSUE_TAKEN_BACK, PHRASE_ISSUE_OTHER},
    [CARD_ISSUING_NO_KEEPER] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE,
                                PHRASE_ISSUE_NO_KEEPER, PHRASE_NOTHING},
    [CARD_ISSUING_NO_ACCOUNT] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE,
                                 PHRASE_ISSUE_NO_ACCOUNT, PHRASE_NOTHING},
    [CARD_ISSUING_DENIED] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE, PHRASE_ISSUE_DENIED,
                             PHRASE_ISSUE_NEXT},
    [CARD_ISSUING_NO_STAFF] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE,
                               PHRASE_ISSUE_NO_STAFF, PHRASE_ISSUE_NEXT},
    [CARD_ISSUING_WAITED] = {ICON_HOURGLASS, COLOUR_WAITING, PHRASE_ISSUE_NOT_DONE,
                             PHRASE_ISSUE_WAITED, PHRASE_ISSUE_AGAIN},
    [CARD_ISSUING_NO_CALL] = {ICON_TRIANGLE, COLOUR_WARNING, PHRASE_ISSUE_NO_CALL,
                              PHRASE_ISSUE_NO_CALL_BELOW, PHRASE_ISSUE_AGAIN},
    [CARD_ISSUING_REFUSED] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_ISSUE_NOT_DONE,
                              PHRASE_ISSUE_REFUSED, PHRASE_ISSUE_AGAIN},
};

static size_t list_buttons(const struct look *look, const struct errand *errand,
                           struct button ret_buttons[static 3])
{
    const struct answer_look *shown = &looks[errand->issuing.answer];
    size_t count = 0;
    if (errand->step == ERRAND_STEP_ASKED) {
        ret_buttons[count++] = (struct button){phrase_text(look->language, PHRASE_ISSUE_ASKED),
                                               TOUCH_NOTHING, BUTTON_QUIET};
        return count;
    }
    ret_buttons[count++] =
        (struct button){phrase_text(look->language, PHRASE_ISSUE_END), TOUCH_CANCEL, BUTTON_QUIET};
    if (errand->step != ERRAND_STEP_ANSWERED) {
        ret_buttons[count++] = (struct button){phrase_text(look->language, PHRASE_BUTTON_GO_BACK),
                                               TOUCH_GO_BACK, BUTTON_QUIET};
    }
    if (errand->step == ERRAND_STEP_CONFIRM) {
        ret_buttons[count++] = (struct button){phrase_text(look->language, PHRASE_ISSUE_CONFIRM),
                                               TOUCH_CONFIRM, BUTTON_MAIN};
    } else if (errand->step == ERRAND_STEP_ANSWERED && shown->way != PHRASE_NOTHING) {
        ret_buttons[count++] =
            (struct button){phrase_text(look->language, shown->way), TOUCH_CONFIRM, BUTTON_MAIN};
    }
    return count;
}

/* Whose the card is to be, as large as there is room. */
static void add_person(struct column *column, const struct look *look, const struct errand *errand)
{
    struct text_style name = look_bold(look, SIZE_TIME, COLOUR_TEXT, ALIGN_CENTRE);
    struct text_style unit = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    column_add_text(column, &name, 2, errand->name);
    column_add_text(column, &unit, 1, errand->unit_name);
    column_add_gap(column, look_distance(look, GAP));
}

static void add_card(struct column *column, const struct look *look, const struct errand *errand)
{
    char text[PHRASE_SIZE];
    bool known = errand->issuing.known;
    struct text_style ask = look_bold(look, SIZE_HINT, COLOUR_NOTE, ALIGN_CENTRE);
    struct text_style note =
        look_text(look, SIZE_LABEL, known ? COLOUR_REFUSED : COLOUR_MUTED, ALIGN_CENTRE);
    column_add_icon(column, ICON_CARD, look_distance(look, ICON_SIZE),
                    look_colour(look, COLOUR_NOTE), ALIGN_CENTRE);
    column_add_text(column, &ask, 1, phrase_text(look->language, PHRASE_ISSUE_ASK_CARD));
    column_add_text(column, &note, 2,
                    phrase_fill(look->language,
                                known ? PHRASE_ISSUE_TAKEN : PHRASE_ISSUE_ASK_CARD_BELOW,
                                errand->issuing.holder, NULL, text));
}

static void add_answer(struct column *column, const struct look *look, const struct errand *errand)
{
    char text[PHRASE_SIZE];
    char count[16];
    const struct card_issuing *issuing = &errand->issuing;
    const struct answer_look *shown = &looks[issuing->answer];
    bool done = issuing->answer == CARD_ISSUING_DONE;
    bool taken =
        issuing->answer == CARD_ISSUING_TAKEN || issuing->answer == CARD_ISSUING_TAKEN_BACK;
    struct text_style title = look_bold(look, SIZE_HINT, shown->colour, ALIGN_CENTRE);
    struct text_style below = look_text(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    (void)snprintf(count, sizeof count, "%d", issuing->taken_back);
    column_add_icon(column, shown->icon, look_distance(look, ICON_SIZE),
                    look_colour(look, shown->colour), ALIGN_CENTRE);
    column_add_text(column, &title, 1, phrase_text(look->language, shown->title));
    if (shown->below != PHRASE_NOTHING) {
        column_add_text(column, &below, 3,
                        phrase_fill(look->language, shown->below,
                                    taken ? issuing->holder : issuing->detail, NULL, text));
    }
    if (done && issuing->taken_back > 0) {
        column_add_text(column, &below, 1,
                        phrase_fill(look->language, PHRASE_ISSUE_TOOK_BACK, count, NULL, text));
    }
}

/* The three fates of the old cards, of which one is chosen. */
static void draw_others(struct scene *scene, struct box row, const struct look *look,
                        enum card_issuing_others others)
{
    static const enum phrase words[CARD_ISSUING_OTHERS_COUNT] = {
        PHRASE_ISSUE_KEEP, PHRASE_ISSUE_LOST, PHRASE_ISSUE_REVOKED};
    struct button buttons[CARD_ISSUING_OTHERS_COUNT];
    for (int i = 0; i < CARD_ISSUING_OTHERS_COUNT; i++) {
        buttons[i] = (struct button){phrase_text(look->language, words[i]), TOUCH_CHOICE + i,
                                     i == (int)others ? BUTTON_MAIN : BUTTON_QUIET};
    }
    button_row_draw(scene, row, look, buttons, CARD_ISSUING_OTHERS_COUNT);
}

static void draw_confirm(struct scene *scene, struct box body, const struct look *look,
                         const struct errand *errand)
{
    struct box row = {0};
    struct column column;
    struct text_style ask = look_bold(look, SIZE_HINT, COLOUR_NOTE, ALIGN_CENTRE);
    struct text_style others = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    column_init(&column, scene, body.w);
    add_person(&column, look, errand);
    column_add_text(&column, &ask, 1, phrase_text(look->language, PHRASE_ISSUE_ASK_CONFIRM));
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &others, 1, phrase_text(look->language, PHRASE_ISSUE_OLD_CARDS));
    column_add_gap(&column, look_distance(look, GAP) / 2);
    column_add_space(&column, button_height(look), &row);
    column_draw(&column, body);
    draw_others(scene, row, look, errand->issuing.others);
}

void issue_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display)
{
    const struct errand *errand = &display->errand;
    struct button buttons[3];
    size_t count = list_buttons(look, errand, buttons);
    struct box body = errand_frame_draw(scene, area, look, display, buttons, count);
    struct column column;
    if (errand->step == ERRAND_STEP_CONFIRM) {
        draw_confirm(scene, body, look, errand);
        return;
    }
    column_init(&column, scene, body.w);
    add_person(&column, look, errand);
    if (errand->step == ERRAND_STEP_CARD) {
        add_card(&column, look, errand);
    } else {
        add_answer(&column, look, errand);
    }
    column_draw(&column, body);
}
