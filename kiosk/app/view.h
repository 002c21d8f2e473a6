#pragma once
/* From a display value to pixels on the screen, and from touches back to what they mean. Main
 * thread. */

#include "cleanup.h"
#include "display.h"
#include "error.h"
#include "font_set.h"
#include "sample_strip.h"
#include "theme.h"
#include "window.h"
#include <stdbool.h>

struct view;

/* theme is borrowed and must outlive the view. */
struct view_settings {
    struct window_place place;
    const struct theme *theme;
    enum appearance appearance;
    int night_from_min, night_until_min; /* of the day: dark between them; the same: never */
    const struct font_files *fonts;
    struct sample_strip strip; /* of the demonstration; count 0 otherwise */
};

/* Opens fonts and window and warms both up, so that the first tap is shown as fast as any. */
bool view_create(const struct view_settings *settings, struct view **ret_view, struct error *err)
    MUST_USE;
void view_destroy(struct view *view);
DEFINE_AUTO(view);

/* Paints it without showing it, while something else that belongs to it is waited for: the next
 * view_show() has less to do. */
bool view_prepare(struct view *view, const struct display *display, struct error *err) MUST_USE;

/* Puts what differs from the last picture on the screen. */
bool view_show(struct view *view, const struct display *display, struct error *err) MUST_USE;

enum view_input_kind {
    VIEW_INPUT_TOUCH,   /* id: see enum touch_id */
    VIEW_INPUT_RELEASE, /* the finger is off the screen */
    VIEW_INPUT_KEY,     /* key */
    VIEW_INPUT_EXPOSE,  /* the picture has to be shown again */
    VIEW_INPUT_CLOSE,
};

struct view_input {
    enum view_input_kind kind;
    int id;
    char key[WINDOW_KEY_SIZE];
};

/* The next thing that a person did at the screen; false if there is none. Never waits. */
bool view_poll(struct view *view, struct view_input *ret_input);

/* Whether the picture that is shown has a place to touch with this id. */
bool view_can_touch(const struct view *view, int id);

/* What is on the screen now, as a PNG file. */
bool view_write_picture(struct view *view, const char *path, struct error *err) MUST_USE;
