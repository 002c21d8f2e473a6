#include "button.h"

#include "display_state.h"

#define HEIGHT  104 /* distances in 1080ths */
#define GAP     20
#define RADIUS  24
#define PADDING 12

int button_height(const struct look *look)
{
    int height = look_distance(look, HEIGHT);
    return height > TOUCH_TARGET_PX ? height : TOUCH_TARGET_PX;
}

void button_draw(struct scene *scene, struct box box, const struct look *look,
                 const struct button *button)
{
    bool main = button->weight == BUTTON_MAIN;
    enum colour_role fill = main ? COLOUR_NOTE : COLOUR_PANEL;
    enum colour_role text = main                          ? COLOUR_ON_FILL
                            : button->id == TOUCH_NOTHING ? COLOUR_MUTED
                                                          : COLOUR_TEXT;
    struct text_style style = look_bold(look, SIZE_BODY, text, ALIGN_CENTRE);
    scene_fill(scene, box, look_colour(look, fill), look_distance(look, RADIUS));
    struct box inner = box_inset(box, look_distance(look, PADDING), 0);
    (void)scene_text(scene, inner, &style, button->label); /* where it stands is known */
    if (button->id != TOUCH_NOTHING) {
        scene_touch(scene, box, button->id);
    }
}

void button_row_draw(struct scene *scene, struct box row, const struct look *look,
                     const struct button *buttons, size_t count)
{
    int gap = look_distance(look, GAP);
    int width = (row.w - gap * ((int)count - 1)) / (int)count;
    for (size_t i = 0; i < count; i++) {
        struct box box = {row.x + (int)i * (width + gap), row.y, width, row.h};
        button_draw(scene, box, look, &buttons[i]);
    }
}
