/* A new kiosk: the server's address, then the one-time code, with what was found about each. */

#include "button.h"
#include "check_list.h"
#include "column.h"
#include "display_state.h"
#include "keyboard.h"
#include "screen.h"
#include <stdio.h>

#define MARGIN     12 /* distances in 1080ths */
#define GAP        20
#define RADIUS     16
#define TITLE      74
#define FIELD      100
#define KEYS_SHARE 40 /* percent of the height, where that is more than thumbs need */

/* What is being typed, as large as the longest address allows. */
static void draw_field(struct scene *scene, struct box box, const struct look *look,
                       const struct setup *setup)
{
    char text[SETUP_ADDRESS_MAX + 2];
    bool code = setup->step == SETUP_CODE;
    struct text_style style =
        look_bold(look, SIZE_LABEL, COLOUR_TEXT, code ? ALIGN_CENTRE : ALIGN_LEFT);
    (void)snprintf(text, sizeof text, "%s%s", code ? setup->code : setup->address,
                   setup_shows_checks(setup) ? "" : "_");
    scene_fill(scene, box, look_colour(look, COLOUR_PANEL), look_distance(look, RADIUS));
    (void)scene_text(scene, box_inset(box, look_distance(look, GAP), 0), &style, text);
}

/* What to do now, or what is wrong and what helps. */
static void draw_word(struct scene *scene, struct box box, const struct look *look,
                      const struct setup *setup)
{
    char text[PHRASE_SIZE];
    char minutes[16];
    bool bad = setup->fault != SETUP_FAULT_NONE;
    struct text_style style =
        look_text(look, SIZE_BODY, bad ? COLOUR_REFUSED : COLOUR_TEXT, ALIGN_LEFT);
    enum phrase word = setup->busy                 ? PHRASE_SETUP_BUSY
                       : bad                       ? check_list_fault(setup->fault)
                       : setup->step == SETUP_CODE ? PHRASE_SETUP_ASK_CODE
                                                   : PHRASE_SETUP_ASK_ADDRESS;
    (void)phrase_fill(look->language, word, setup->detail, NULL, text);
    if (!bad && setup->checks[SETUP_CHECK_CLOCK] == SETUP_NOTE) {
        int off = setup->clock_off_min;
        (void)snprintf(minutes, sizeof minutes, "%d", off < 0 ? -off : off);
        (void)phrase_fill(look->language, PHRASE_SETUP_CLOCK_OFF, minutes, NULL, text);
        style = look_text(look, SIZE_BODY, COLOUR_WARNING, ALIGN_LEFT);
    }
    scene_paragraph(scene, box, &style, 5, text);
}

static void draw_done(struct scene *scene, struct box area, const struct look *look,
                      const struct display *display)
{
    struct column column;
    struct text_style title = look_bold(look, SIZE_HINT, COLOUR_WELL, ALIGN_CENTRE);
    struct text_style place = look_text(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    column_init(&column, scene, area.w);
    column_add_icon(&column, ICON_TICK, look_distance(look, 220), look_colour(look, COLOUR_WELL),
                    ALIGN_CENTRE);
    column_add_text(&column, &title, 1, phrase_text(look->language, PHRASE_SETUP_DONE));
    column_add_text(&column, &place, 2, display->place);
    column_draw(&column, area);
}

/* Typing, or looking at what came of it. */
static void draw_buttons(struct scene *scene, struct box row, const struct look *look,
                         const struct setup *setup)
{
    bool typing = !setup_shows_checks(setup);
    bool back = !setup->busy && (!typing || setup->step == SETUP_CODE);
    const struct button buttons[] = {
        {phrase_text(look->language, typing ? PHRASE_BUTTON_GO_BACK : PHRASE_SETUP_CHANGE),
         back ? TOUCH_GO_BACK : TOUCH_NOTHING, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_ERASE), typing ? TOUCH_ERASE : TOUCH_NOTHING,
         BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_LANGUAGE_BUTTON), TOUCH_LANGUAGE, BUTTON_QUIET},
        {phrase_text(look->language, typing ? PHRASE_SETUP_GO_ON : PHRASE_SETUP_AGAIN),
         setup_can_go_on(setup) ? TOUCH_CONFIRM : TOUCH_NOTHING,
         setup_can_go_on(setup) ? BUTTON_MAIN : BUTTON_QUIET},
    };
    button_row_draw(scene, row, look, buttons, sizeof buttons / sizeof buttons[0]);
}

/* The keyboard, and above it as much of an explanation as there is room for. */
static void draw_typing(struct scene *scene, struct box area, const struct look *look,
                        const struct setup *setup)
{
    int gap = look_distance(look, KEYBOARD_GAP);
    int thumbs = KEYBOARD_ROWS * TOUCH_TARGET_PX + (KEYBOARD_ROWS - 1) * gap;
    int share = KEYS_SHARE * scene_frame(scene).h / 100;
    int height = share > thumbs ? share : thumbs;
    struct box keys = {area.x, area.y + area.h - height, area.w, height};
    struct box word = {area.x, area.y, area.w, keys.y - area.y};
    if (word.h >= 3 * look_size(look, SIZE_BODY)) {
        int inset = look_distance(look, GAP);
        draw_word(scene, box_inset(word, inset, inset), look, setup);
    }
    keyboard_draw(scene, keys, look);
}

static void draw_found(struct scene *scene, struct box area, const struct look *look,
                       const struct setup *setup)
{
    int gap = look_distance(look, GAP);
    struct box inner = box_inset(area, gap, gap);
    struct box left = inner;
    struct box right = inner;
    if (inner.h > inner.w) {
        left.h = inner.h / 2;
        right = (struct box){inner.x, inner.y + left.h + gap, inner.w, inner.h - left.h - gap};
    } else {
        left.w = inner.w * 11 / 20 - gap;
        right = (struct box){inner.x + inner.w * 11 / 20, inner.y, inner.w * 9 / 20, inner.h};
    }
    check_list_draw(scene, left, look, setup, SETUP_CHECKS, 2);
    draw_word(scene, right, look, setup);
}

void setup_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display)
{
    const struct setup *setup = &display->setup;
    int gap = look_distance(look, KEYBOARD_GAP);
    int margin = look_distance(look, MARGIN);
    struct box inner = box_inset(area, margin, gap);
    if (setup->step == SETUP_DONE) {
        draw_done(scene, inner, look, display);
        return;
    }
    int buttons = button_height(look);
    struct box title = {inner.x, inner.y, inner.w, look_distance(look, TITLE)};
    struct box field = {inner.x, title.y + title.h, inner.w, look_distance(look, FIELD)};
    struct box row = {inner.x, inner.y + inner.h - buttons, inner.w, buttons};
    struct box rest = {inner.x, field.y + field.h + gap, inner.w,
                       row.y - field.y - field.h - 2 * gap};
    struct text_style style = look_bold(look, SIZE_LABEL, COLOUR_NOTE, ALIGN_LEFT);
    enum phrase words =
        setup->step == SETUP_CODE ? PHRASE_SETUP_TITLE_CODE : PHRASE_SETUP_TITLE_ADDRESS;
    (void)scene_text(scene, title, &style, phrase_text(look->language, words));
    draw_field(scene, field, look, setup);
    if (setup_shows_checks(setup)) {
        draw_found(scene, rest, look, setup);
    } else {
        draw_typing(scene, rest, look, setup);
    }
    draw_buttons(scene, row, look, setup);
}
