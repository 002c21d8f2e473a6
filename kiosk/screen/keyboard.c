#include "keyboard.h"

#include "button.h"
#include "display_state.h"

#define KEYS_A_ROW 10
#define KEY_COUNT  ((int)sizeof SETUP_KEYS - 1)

void keyboard_draw(struct scene *scene, struct box box, const struct look *look)
{
    int gap = look_distance(look, KEYBOARD_GAP);
    int rows = KEY_COUNT / KEYS_A_ROW;
    int width = (box.w - gap * (KEYS_A_ROW - 1)) / KEYS_A_ROW;
    int height = (box.h - gap * (rows - 1)) / rows;
    for (int i = 0; i < KEY_COUNT; i++) {
        char label[2] = {SETUP_KEYS[i], '\0'};
        struct button key = {label, TOUCH_KEY + i, BUTTON_QUIET};
        struct box place = {box.x + i % KEYS_A_ROW * (width + gap),
                            box.y + i / KEYS_A_ROW * (height + gap), width, height};
        button_draw(scene, place, look, &key);
    }
}
