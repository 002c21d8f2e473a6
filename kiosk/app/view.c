#include "view.h"

#include "canvas.h"
#include "check.h"
#include "civil.h"
#include "look.h"
#include "phrase.h"
#include "png_file.h"
#include "scene.h"
#include "screen.h"
#include <stdio.h>

#define SHIFT_PX  3 /* a step of what stands still */
#define SHIFT_MIN 7 /* minutes between two steps */

#define CHINESE_LETTER 0x65f6 /* 时: a font that has it can write Chinese */

struct view {
    const struct theme *theme;
    enum appearance appearance;
    int night_from_min, night_until_min;
    struct sample_strip strip;
    struct font_set *fonts;
    bool writes_chinese; /* else everything is said in English, and what is missing besides */
    struct canvas *canvas;
    struct scene *scene;  /* being composed */
    struct scene *before; /* painted: all of it, while known */
    bool known;
    bool prepared; /* painted, and not shown yet */
    struct window *window;
};

/* A bright screen in a dark corridor is a lamp, and nobody needs one. */
static enum appearance appearance_at(const struct view *view, int64_t now_ms)
{
    int64_t midnight_ms = civil_midnight_ms(civil_date_of(now_ms));
    int minute = (int)((now_ms - midnight_ms) / CIVIL_MINUTE_MS);
    int from = view->night_from_min;
    int until = view->night_until_min;
    bool night =
        from <= until ? minute >= from && minute < until : minute >= from || minute < until;
    return night ? APPEARANCE_DARK : view->appearance;
}

/* What stands still for a year burns in: at rest everything wanders by a few pixels, an hour a
 * round. A result is there for seconds, and stays where it is. */
static struct box shift(struct box area, const struct display *display)
{
    static const struct {
        int x, y;
    } places[] = {{0, 0}, {1, 0}, {2, 0}, {2, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}};
    bool at_rest = display->kind == DISPLAY_IDLE || display->kind == DISPLAY_MEETING ||
                   display->kind == DISPLAY_BOARD || display->kind == DISPLAY_WHEREABOUTS ||
                   display->kind == DISPLAY_FAULT;
    if (!at_rest) {
        return area;
    }
    int64_t turn = display->now_ms / (SHIFT_MIN * CIVIL_MINUTE_MS);
    size_t place = (size_t)(turn % (int64_t)ARRAY_LEN(places) + (int64_t)ARRAY_LEN(places)) %
                   ARRAY_LEN(places);
    return (struct box){area.x + places[place].x * SHIFT_PX, area.y + places[place].y * SHIFT_PX,
                        area.w - 2 * SHIFT_PX, area.h - 2 * SHIFT_PX};
}

static void say_in_english(struct display *display)
{
    display->language = LANGUAGE_ENGLISH;
    (void)snprintf(display->place, sizeof display->place, "%s",
                   phrase_text(LANGUAGE_ENGLISH, PHRASE_NO_CHINESE_FONT));
}

static void compose(struct view *view, const struct display *wanted, int width, int height)
{
    struct display said;
    const struct display *display = wanted;
    if (!view->writes_chinese) {
        said = *wanted;
        say_in_english(&said);
        display = &said;
    }
    struct look look = look_make(view->theme, appearance_at(view, display->now_ms),
                                 display->language, width, height);
    look.brightness_percent = display->brightness_percent ? display->brightness_percent : 100;
    scene_begin(view->scene, width, height, screen_background(&look, display));
    struct box area = sample_strip_draw(view->scene, scene_frame(view->scene), &look, &view->strip);
    screen_draw(view->scene, shift(area, display), &look, display);
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
    view->night_from_min = settings->night_from_min;
    view->night_until_min = settings->night_until_min;
    view->strip = settings->strip;
    if (!font_set_create(settings->fonts, &view->fonts, err)) {
        return false;
    }
    view->writes_chinese = font_set_has(view->fonts, CHINESE_LETTER);
    if (!scene_create(view->fonts, &view->scene, err) ||
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

/* Paints what differs from what was painted before. */
static bool paint(struct view *view, const struct display *display, struct canvas_dirty *ret_dirty,
                  struct error *err)
{
    struct canvas_surface target;
    if (!window_surface(view->window, &target, err)) {
        return false;
    }
    compose(view, display, target.width, target.height);
    canvas_paint(view->canvas, target.pixels, view->scene, view->known ? view->before : NULL,
                 ret_dirty);
    struct scene *painted = view->scene;
    view->scene = view->before;
    view->before = painted;
    view->known = true;
    return true;
}

bool view_prepare(struct view *view, const struct display *display, struct error *err)
{
    struct canvas_dirty dirty;
    if (!paint(view, display, &dirty, err)) {
        return false;
    }
    view->prepared = true;
    return true;
}

bool view_show(struct view *view, const struct display *display, struct error *err)
{
    struct canvas_dirty dirty;
    if (!paint(view, display, &dirty, err)) {
        return false;
    }
    if (view->prepared) { /* by and large all of it has changed */
        dirty = (struct canvas_dirty){.count = 1, .boxes = {scene_frame(view->before)}};
        view->prepared = false;
    }
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
        case WINDOW_INPUT_RELEASE:
            ret_input->kind = VIEW_INPUT_RELEASE;
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
