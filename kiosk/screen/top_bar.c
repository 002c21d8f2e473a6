#include "top_bar.h"

#include "display_state.h"
#include "wording.h"

#define MARGIN         56 /* distances in 1080ths */
#define GAP            24
#define LIGHT_SIZE     34
#define BUTTON_PADDING 36
#define BUTTON_RADIUS  24

/* A light is told apart by its shape as well: disc, ring, triangle. */
struct light_look {
    enum icon icon;
    enum colour_role colour;
};

static struct light_look look_of(enum condition condition)
{
    switch (condition) {
    case CONDITION_WELL:
        return (struct light_look){ICON_DISC, COLOUR_WELL};
    case CONDITION_READER_UNKNOWN:
    case CONDITION_NETWORK_UNKNOWN:
        return (struct light_look){ICON_RING, COLOUR_MUTED};
    case CONDITION_READER_RECOVERING:
    case CONDITION_NETWORK_DOWN:
        return (struct light_look){ICON_RING, COLOUR_WARNING};
    default:
        return (struct light_look){ICON_TRIANGLE, COLOUR_REFUSED};
    }
}

static int at_least(int value, int least)
{
    return value > least ? value : least;
}

/* Returns the button's left edge. */
static int draw_language_button(struct scene *scene, struct box bar, const struct look *look)
{
    struct text_style style = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_CENTRE);
    const char *label = phrase_text(look->language, PHRASE_LANGUAGE_BUTTON);
    int width =
        scene_text_width(scene, style.font, label) + 2 * look_distance(look, BUTTON_PADDING);
    struct box button = {bar.x + bar.w - at_least(width, TOUCH_TARGET_PX), bar.y,
                         at_least(width, TOUCH_TARGET_PX), bar.h};
    scene_fill(scene, button, look_colour(look, COLOUR_PANEL), look_distance(look, BUTTON_RADIUS));
    (void)scene_text(scene, button, &style, label); /* where it stands is known */
    scene_touch(scene, button, TOUCH_LANGUAGE);
    return button.x;
}

/* What the fault screen says in large letters needs no small ones. */
static bool fills_screen(const struct display *display, enum condition condition)
{
    return display->kind == DISPLAY_FAULT && display->fault.condition == condition;
}

/* From right to left, ending before row's right edge; returns the left edge of them all. */
static int draw_lights(struct scene *scene, struct box row, const struct look *look,
                       const struct display *display)
{
    int gap = look_distance(look, GAP);
    int size = look_distance(look, LIGHT_SIZE);
    int right = row.x + row.w;
    for (int light = LIGHTS - 1; light >= 0; light--) {
        struct light_look shape = look_of(display->lights[light].condition);
        char word[PHRASE_SIZE];
        (void)wording_condition(display, display->lights[light], word);
        if (*word && !fills_screen(display, display->lights[light].condition)) {
            struct text_style style = look_bold(look, SIZE_BODY, shape.colour, ALIGN_RIGHT);
            struct box place = {row.x, row.y, right - row.x, row.h};
            right = scene_text(scene, place, &style, word).x - gap / 2;
        }
        struct box icon = {right - size, row.y + (row.h - size) / 2, size, size};
        scene_icon(scene, shape.icon, icon, look_colour(look, shape.colour));
        right = icon.x - gap;
    }
    return right;
}

/* Who holds a finger on them is asked for a keeper's card. */
static void touch_lights(struct scene *scene, struct box row, int left)
{
    int width = at_least(row.x + row.w - left, TOUCH_TARGET_PX);
    struct box box = {row.x + row.w - width, row.y, width, row.h};
    scene_touch(scene, box, TOUCH_LIGHTS);
}

struct box top_bar_draw(struct scene *scene, struct box area, const struct look *look,
                        const struct display *display)
{
    int margin = look_distance(look, MARGIN);
    int gap = look_distance(look, GAP);
    struct box bar = {area.x + margin, area.y + margin / 2, area.w - 2 * margin,
                      at_least(look_distance(look, 100), TOUCH_TARGET_PX)};
    struct box left = bar;
    left.w = draw_language_button(scene, bar, look) - gap - bar.x;
    int used = bar.y + bar.h;
    if (area.h > area.w) { /* upright: no room for place and words in one row */
        struct box row = {bar.x, used, bar.w,
                          at_least(look_size(look, SIZE_BODY) * 2, TOUCH_TARGET_PX)};
        touch_lights(scene, row, draw_lights(scene, row, look, display));
        used = row.y + row.h;
    } else {
        struct box row = {bar.x + bar.w / 3, bar.y, left.x + left.w - bar.x - bar.w / 3, bar.h};
        int lights = draw_lights(scene, row, look, display);
        touch_lights(scene, row, lights);
        left.w = lights - gap - left.x;
    }
    struct text_style style = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    (void)scene_text(scene, left, &style, display->place); /* where it stands is known */
    return (struct box){area.x + margin, used, area.w - 2 * margin, area.y + area.h - used};
}
