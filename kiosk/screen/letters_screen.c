#include "button.h"
#include "choice_box.h"
#include "display_state.h"
#include "screen.h"
#include <stdio.h>

#define MARGIN      28 /* distances in 1080ths */
#define GAP         12
#define RADIUS      16
#define BAR_HEIGHT  12
#define KEY_HEIGHT  130
#define KEYS_A_ROW  9
#define KEY_ROWS    3
#define PANEL_WIDTH 3 /* keys that the typed letters leave to the buttons */

static int at_least(int value, int least)
{
    return value > least ? value : least;
}

/* A to Z in three rows of nine; the last key erases. */
static void draw_keys(struct scene *scene, struct box box, const struct look *look)
{
    int gap = look_distance(look, GAP);
    int width = (box.w - gap * (KEYS_A_ROW - 1)) / KEYS_A_ROW;
    int height = (box.h - gap * (KEY_ROWS - 1)) / KEY_ROWS;
    for (int i = 0; i < KEYS_A_ROW * KEY_ROWS; i++) {
        char letter[2] = {(char)('A' + i), '\0'};
        bool erase = i == 26;
        const struct button key = {erase ? phrase_text(look->language, PHRASE_BUTTON_ERASE)
                                         : letter,
                                   erase ? TOUCH_ERASE : TOUCH_LETTER + i, BUTTON_QUIET};
        struct box place = {box.x + i % KEYS_A_ROW * (width + gap),
                            box.y + i / KEYS_A_ROW * (height + gap), width, height};
        button_draw(scene, place, look, &key);
    }
}

/* What is typed, with the ways out beside it. */
static void draw_head(struct scene *scene, struct box row, const struct look *look,
                      const struct display *display)
{
    bool issues = display->errand.kind == ERRAND_ISSUE; /* where this is the first step */
    const struct button buttons[] = {
        {phrase_text(look->language, issues ? PHRASE_BUTTON_BY_UNIT : PHRASE_BUTTON_GO_BACK),
         issues ? TOUCH_BY_UNIT : TOUCH_GO_BACK, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_CANCEL), TOUCH_CANCEL, BUTTON_QUIET},
    };
    enum phrase hint = issues ? PHRASE_PICK_HOLDER_LETTERS : PHRASE_PICK_LETTERS;
    const char *typed = display->errand.letters;
    struct box right = {row.x + row.w * 2 / 3, row.y, row.w / 3, row.h};
    struct box left = {row.x, row.y, row.w * 2 / 3 - look_distance(look, GAP), row.h};
    struct text_style letters = *typed ? look_bold(look, SIZE_HINT, COLOUR_TEXT, ALIGN_LEFT)
                                       : look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    button_row_draw(scene, right, look, buttons, 2);
    if (*typed) {
        (void)scene_text(scene, left, &letters, typed); /* where it stands is known */
        return;
    }
    int height =
        scene_paragraph_height(scene, left.w, &letters, 2, phrase_text(look->language, hint));
    left.y += (left.h - height) / 2;
    scene_paragraph(scene, left, &letters, 2, phrase_text(look->language, hint));
}

void letters_screen_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display)
{
    int margin = look_distance(look, MARGIN);
    int gap = look_distance(look, GAP);
    int bar_height = look_distance(look, BAR_HEIGHT);
    struct box body = box_inset(area, margin, margin / 2);
    body.h -= bar_height;
    struct box head = {body.x, body.y, body.w, button_height(look)};
    draw_head(scene, head, look, display);
    int key_height = at_least(look_distance(look, KEY_HEIGHT), TOUCH_TARGET_PX);
    int keys_height = KEY_ROWS * key_height + (KEY_ROWS - 1) * gap;
    struct box keys = {body.x, body.y + body.h - keys_height, body.w, keys_height};
    draw_keys(scene, keys, look);
    struct box found = {body.x, head.y + head.h + gap, body.w, 0};
    found.h = keys.y - gap - found.y;
    const struct choice_page *page = display->views.choices;
    if (page && page->count > 0) {
        int rows = found.h / (at_least(look_distance(look, 150), TOUCH_TARGET_PX) + gap);
        int columns = rows >= 2 ? 2 : (int)page->count;
        choice_box_draw_all(scene, found, look, page, body.w >= body.h ? columns : 1);
    } else {
        struct text_style nobody = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
        (void)scene_text(scene, found, &nobody, phrase_text(look->language, PHRASE_NOBODY_FOUND));
    }
    struct box track = {area.x, area.y + area.h - bar_height, area.w, bar_height};
    struct box left = track;
    left.w = (int)((long)track.w * display->left_permille / 1000);
    scene_fill(scene, track, look_colour(look, COLOUR_LINE), 0);
    scene_fill(scene, left, look_colour(look, COLOUR_NOTE), 0);
}
