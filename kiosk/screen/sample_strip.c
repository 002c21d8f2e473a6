#include "sample_strip.h"

#include "display_state.h"
#include "phrase.h"
#include <stdio.h>

#define GAP        12 /* distances in 1080ths */
#define RADIUS     16
#define HEIGHT     108
#define CARD_WIDTH 176

static void draw_card(struct scene *scene, struct box box, const struct look *look, int number,
                      const char *label)
{
    scene_fill(scene, box, look_colour(look, COLOUR_BACKGROUND), look_distance(look, RADIUS));
    char key[4];
    (void)snprintf(key, sizeof key, "%d", number % 10);
    struct text_style key_style = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_CENTRE);
    struct text_style style = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_CENTRE);
    key_style.font.size_px = TEXT_MIN_PX;
    struct box upper = {box.x, box.y, box.w, box.h * 2 / 5};
    struct box lower = {box.x + box.w / 20, box.y + box.h * 2 / 5, box.w - box.w / 10,
                        box.h * 3 / 5};
    (void)scene_text(scene, upper, &key_style, key);
    (void)scene_text(scene, lower, &style, label);
}

struct box sample_strip_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct sample_strip *strip)
{
    int count = (int)strip->count;
    if (count == 0) {
        return area;
    }
    int gap = look_distance(look, GAP);
    int height = look_distance(look, HEIGHT);
    height = height > TOUCH_TARGET_PX ? height : TOUCH_TARGET_PX;
    int a_row = area.w / (look_distance(look, CARD_WIDTH) + gap);
    int rows = (count + a_row - 1) / a_row;
    a_row = (count + rows - 1) / rows;
    int strip_height = rows * (height + gap) + gap;
    struct box panel = {area.x, area.y + area.h - strip_height, area.w, strip_height};
    scene_fill(scene, panel, look_colour(look, COLOUR_LINE), 0);
    int width = (area.w - gap) / a_row - gap;
    for (int i = 0; i < count; i++) {
        struct box card = {panel.x + gap + i % a_row * (width + gap),
                           panel.y + gap + i / a_row * (height + gap), width, height};
        draw_card(scene, card, look, i + 1, strip->labels[i]);
        scene_touch(scene, card, TOUCH_SAMPLE + i);
    }
    return (struct box){area.x, area.y, area.w, area.h - strip_height};
}
