#include "choice_box.h"

#include "check.h"
#include "display_state.h"
#include "moment_text.h"
#include <stdio.h>

#define GAP        20 /* distances in 1080ths */
#define RADIUS     24
#define PADDING    28
#define MAX_HEIGHT 180

struct choice_look choice_box_look(enum choice_standing standing)
{
    static const struct choice_look looks[] = {
        [CHOICE_PLAIN] = {COLOUR_TEXT, ICON_PERSON, PHRASE_NOTHING},
        [CHOICE_APPROVED] = {COLOUR_WELL, ICON_TICK, PHRASE_STANDING_APPROVED},
        [CHOICE_WAITING] = {COLOUR_WAITING, ICON_HOURGLASS, PHRASE_STANDING_WAITING},
        [CHOICE_REJECTED] = {COLOUR_REFUSED, ICON_CROSS, PHRASE_STANDING_REJECTED},
    };
    CHECK(standing < ARRAY_LEN(looks));
    return looks[standing];
}

/* Returns the width that the standing takes at the right of the box. */
static int draw_standing(struct scene *scene, struct box box, const struct look *look,
                         enum choice_standing standing)
{
    struct choice_look shown = choice_box_look(standing);
    if (shown.word == PHRASE_NOTHING) {
        return 0;
    }
    struct text_style style = look_bold(look, SIZE_BODY, shown.colour, ALIGN_RIGHT);
    const char *text = phrase_text(look->language, shown.word);
    bool narrow = scene_text_width(scene, style.font, text) > box.w / 3;
    struct box word = narrow ? (struct box){box.x + box.w + style.font.size_px / 2, 0, 0, 0}
                             : scene_text(scene, box, &style, text);
    int side = style.font.size_px;
    struct box icon = {word.x - side * 3 / 2, box.y + (box.h - side) / 2, side, side};
    scene_icon(scene, shown.icon, icon, look_colour(look, shown.colour));
    return box.x + box.w - icon.x + side / 2;
}

static void draw_choice(struct scene *scene, struct box box, const struct look *look,
                        const struct choice *choice)
{
    char start[MOMENT_CLOCK_SIZE];
    const char *detail = choice->detail;
    if (choice->start_ms != 0) {
        detail = moment_text_minute(choice->start_ms, start);
    }
    scene_fill(scene, box, look_colour(look, COLOUR_PANEL), look_distance(look, RADIUS));
    struct box inner = box_inset(box, look_distance(look, PADDING), 0);
    inner.w -= draw_standing(scene, inner, look, choice->standing);
    struct text_style title = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style below = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    int title_height = title.font.size_px * 13 / 10;
    int below_height = *detail ? below.font.size_px * 13 / 10 : 0;
    struct box line = {inner.x, inner.y + (inner.h - title_height - below_height) / 2, inner.w,
                       title_height};
    (void)scene_text(scene, line, &title, choice->title); /* where these stand is known */
    line.y += line.h;
    line.h = below_height;
    if (*detail) {
        (void)scene_text(scene, line, &below, detail);
    }
}

void choice_box_draw_all(struct scene *scene, struct box area, const struct look *look,
                         const struct choice_page *page, int columns)
{
    int gap = look_distance(look, GAP);
    int rows = ((int)page->count + columns - 1) / columns;
    rows = rows > 0 ? rows : 1;
    int width = (area.w - gap * (columns - 1)) / columns;
    int height = (area.h - gap * (rows - 1)) / rows;
    int most = look_distance(look, MAX_HEIGHT);
    most = most > TOUCH_TARGET_PX ? most : TOUCH_TARGET_PX;
    height = height < most ? height : most;
    for (int i = 0; i < (int)page->count; i++) {
        struct box box = {area.x + i % columns * (width + gap),
                          area.y + i / columns * (height + gap), width, height};
        draw_choice(scene, box, look, &page->items[i]);
        scene_touch(scene, box, TOUCH_CHOICE + i);
    }
}
