#include "view.h"

#include "canvas.h"
#include "look.h"
#include "png_file.h"
#include "scene.h"
#include "screen.h"
#include <stdio.h>

struct view {
    const struct theme *theme;
    enum appearance appearance;
    struct sample_strip strip;
    struct font_set *fonts;
    struct canvas *canvas;
    struct scene *scene;  /* being composed */
    struct scene *before; /* on the screen: all of it, while known */
    bool known;
    struct window *window;
};

static void compose(struct view *view, const struct display *display, int width, int height)
{
    struct look look = look_make(view->theme, view->appearance, display->language, width, height);
    scene_begin(view->scene, width, height, screen_background(&look, display));
    struct box area = sample_strip_draw(view->scene, scene_frame(view->scene), &look, &view->strip);
    screen_draw(view->scene, area, &look, display);
}

/* Paints one picture of each answer where nobody sees it yet: glyphs, shapes and pages of the font
 * files are then in memory. */
static bool warm_up(struct view *view, struct error *err)
{
    for (int answer = 0; answer < JUDGE_ANSWER_COUNT; answer++) {
        struct display display = {.kind = DISPLAY_RESULT, .left_permille = 1000};
        display.verdict.answer = (enum judge_answer)answer;
        (void)snprintf(display.verdict.name, sizeof display.verdict.name, "0123456789:守时");
        struct canvas_surface target;
        if (!window_surface(view->window, &target, err)) {
            return false;
        }
        compose(view, &display, target.width, target.height);
        struct canvas_dirty dirty;
        canvas_paint(view->canvas, target.pixels, view->scene, NULL, &dirty);
    }
    return true;
}

bool view_create(const struct view_settings *settings, struct view **ret_view, struct error *err)
{
    AUTO(view) struct view *view = calloc(1, sizeof *view);
    if (!view) {
        return error_set(err, ERROR_NO_MEMORY, "view: out of memory");
    }
    view->theme = settings->theme;
    view->appearance = settings->appearance;
    view->strip = settings->strip;
    if (!font_set_create(settings->fonts, &view->fonts, err) ||
        !scene_create(view->fonts, &view->scene, err) ||
        !scene_create(view->fonts, &view->before, err) || !canvas_create(&view->canvas, err) ||
        !window_create(&settings->place, &view->window, err) || !warm_up(view, err)) {
        return false;
    }
    *ret_view = TAKE(view);
    return true;
}

void view_destroy(struct view *view)
{
    if (!view) {
        return;
    }
    window_destroy(view->window);
    canvas_destroy(view->canvas);
    scene_destroy(view->before);
    scene_destroy(view->scene);
    font_set_destroy(view->fonts);
    free(view);
}

bool view_show(struct view *view, const struct display *display, struct error *err)
{
    struct canvas_surface target;
    if (!window_surface(view->window, &target, err)) {
        return false;
    }
    compose(view, display, target.width, target.height);
    struct canvas_dirty dirty;
    canvas_paint(view->canvas, target.pixels, view->scene, view->known ? view->before : NULL,
                 &dirty);
    struct scene *shown = view->scene;
    view->scene = view->before;
    view->before = shown;
    view->known = true;
    return window_show(view->window, &dirty, err);
}

bool view_poll(struct view *view, struct view_input *ret_input)
{
    struct window_input input;
    while (window_poll(view->window, &input)) {
        *ret_input = (struct view_input){.kind = VIEW_INPUT_EXPOSE};
        switch (input.kind) {
        case WINDOW_INPUT_NONE:
            continue;
        case WINDOW_INPUT_TOUCH:
            ret_input->kind = VIEW_INPUT_TOUCH;
            ret_input->id = scene_touch_at(view->before, input.x, input.y);
            return true;
        case WINDOW_INPUT_KEY:
            ret_input->kind = VIEW_INPUT_KEY;
            (void)snprintf(ret_input->key, sizeof ret_input->key, "%s", input.key);
            return true;
        case WINDOW_INPUT_EXPOSE:
            view->known = false;
            return true;
        case WINDOW_INPUT_CLOSE:
            ret_input->kind = VIEW_INPUT_CLOSE;
            return true;
        }
    }
    return false;
}

bool view_can_touch(const struct view *view, int id)
{
    for (size_t i = 0; i < scene_touch_count(view->before); i++) {
        if (scene_touch_of(view->before, i)->id == id) {
            return true;
        }
    }
    return false;
}

bool view_write_picture(struct view *view, const char *path, struct error *err)
{
    struct canvas_surface target;
    return window_surface(view->window, &target, err) && png_file_write(path, target.pixels, err);
}
