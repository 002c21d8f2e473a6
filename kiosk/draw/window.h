#pragma once
/* The kiosk's window: its pixels, what came in at it, and putting changed pixels on the screen.
 * Everything SDL needs of video is here. Main thread. */

#include "canvas.h"
#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

#define WINDOW_KEY_SIZE 16

enum window_mode { WINDOW_PLAIN, WINDOW_FULLSCREEN };

struct window_place {
    const char *title;
    int width, height; /* of a plain window */
    enum window_mode mode;
};

enum window_input_kind {
    WINDOW_INPUT_NONE,
    WINDOW_INPUT_TOUCH,   /* finger or mouse button, at x, y */
    WINDOW_INPUT_RELEASE, /* the finger or button is up again */
    WINDOW_INPUT_KEY,     /* a key's name, such as "1" or "F2" */
    WINDOW_INPUT_EXPOSE,  /* everything has to be painted again */
    WINDOW_INPUT_CLOSE,   /* asked to end; never of a full screen, which no key leaves */
};

struct window_input {
    enum window_input_kind kind;
    int x, y;
    char key[WINDOW_KEY_SIZE];
};

struct window;

/* Video drivers are chosen with SDL_VIDEODRIVER: x11, wayland, kmsdrm; offscreen or dummy without a
 * display. */
bool window_create(const struct window_place *place, struct window **ret_window, struct error *err)
    MUST_USE;
void window_destroy(struct window *window);
DEFINE_AUTO(window);

/* The pixels to paint on, valid until the next window_poll(). */
bool window_surface(struct window *window, struct canvas_surface *ret_surface, struct error *err)
    MUST_USE;

bool window_show(struct window *window, const struct canvas_dirty *dirty, struct error *err)
    MUST_USE;

/* The next thing that came in; false if there is none. Never waits. */
bool window_poll(struct window *window, struct window_input *ret_input);
