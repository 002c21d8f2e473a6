#include "window.h"

#include <SDL.h>
#include <stdio.h>
#include <string.h>

struct window {
    bool video_ready;
    bool fullscreen; /* nobody at the screen may end it */
    SDL_Window *handle;
    SDL_Surface *shadow; /* painted on in place of a screen with other pixels than ours; or NULL */
};

/* Painting is in memory. SDL would put even that through OpenGL, which without a GPU costs ten
 * times as much; only kmsdrm and wayland have no other way. The hint must stand before the first
 * surface. */
static void choose_framebuffer(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    bool opengl_only =
        driver && (SDL_strcasecmp(driver, "kmsdrm") == 0 || SDL_strcasecmp(driver, "wayland") == 0);
    if (!opengl_only) {
        (void)SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); /* false: the user set it */
    }
}

/* A full screen has the desktop's size from the beginning: where no window manager puts it right,
 * as in a bare X session, a larger one would stay partly outside. */
static SDL_Window *open_handle(const struct window_place *place)
{
    SDL_DisplayMode desktop = {.w = place->width, .h = place->height};
    uint32_t flags = 0;
    if (place->mode == WINDOW_FULLSCREEN) {
        flags = SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_BORDERLESS;
        (void)SDL_GetDesktopDisplayMode(0, &desktop); /* else the size that is configured */
    }
    return SDL_CreateWindow(place->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, desktop.w,
                            desktop.h, flags);
}

bool window_create(const struct window_place *place, struct window **ret_window, struct error *err)
{
    AUTO(window) struct window *window = calloc(1, sizeof *window);
    if (!window) {
        return error_set(err, ERROR_NO_MEMORY, "window: out of memory");
    }
    /* main decides how to end on a signal; SDL's own handlers would take SIGTERM away. */
    (void)SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        return error_set(err, ERROR_UNSUPPORTED, "video: %s", SDL_GetError());
    }
    window->video_ready = true;
    window->fullscreen = place->mode == WINDOW_FULLSCREEN;
    choose_framebuffer();
    window->handle = open_handle(place);
    if (!window->handle) {
        return error_set(err, ERROR_UNSUPPORTED, "window: %s", SDL_GetError());
    }
    if (place->mode == WINDOW_FULLSCREEN) {
        (void)SDL_ShowCursor(SDL_DISABLE); /* at worst a pointer stays on the screen */
    }
    struct canvas_surface surface;
    if (!window_surface(window, &surface, err)) {
        return false;
    }
    *ret_window = TAKE(window);
    return true;
}

void window_destroy(struct window *window)
{
    if (!window) {
        return;
    }
    SDL_FreeSurface(window->shadow);
    if (window->handle) {
        SDL_DestroyWindow(window->handle);
    }
    if (window->video_ready) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    }
    free(window);
}

/* As large as the screen, in our pixels. */
static SDL_Surface *find_shadow(struct window *window, const SDL_Surface *screen)
{
    if (!window->shadow || window->shadow->w != screen->w || window->shadow->h != screen->h) {
        SDL_FreeSurface(window->shadow);
        window->shadow =
            SDL_CreateRGBSurfaceWithFormat(0, screen->w, screen->h, 32, SDL_PIXELFORMAT_XRGB8888);
    }
    return window->shadow;
}

bool window_surface(struct window *window, struct canvas_surface *ret_surface, struct error *err)
{
    SDL_Surface *surface = SDL_GetWindowSurface(window->handle);
    if (surface && !canvas_can_paint(surface)) {
        surface = find_shadow(window, surface);
    }
    if (!surface) {
        return error_set(err, ERROR_IO, "window: %s", SDL_GetError());
    }
    *ret_surface = (struct canvas_surface){surface, surface->w, surface->h};
    return true;
}

static bool copy_shadow(struct window *window, SDL_Rect rect)
{
    SDL_Surface *screen = SDL_GetWindowSurface(window->handle);
    SDL_Rect place = rect;
    return screen && SDL_BlitSurface(window->shadow, &rect, screen, &place) == 0;
}

bool window_show(struct window *window, const struct canvas_dirty *dirty, struct error *err)
{
    SDL_Rect rects[CANVAS_DIRTY_MAX];
    bool good = true;
    for (size_t i = 0; good && i < dirty->count; i++) {
        struct box box = dirty->boxes[i];
        rects[i] = (SDL_Rect){box.x, box.y, box.w, box.h};
        good = !window->shadow || copy_shadow(window, rects[i]);
    }
    if (good && (dirty->count == 0 ||
                 SDL_UpdateWindowSurfaceRects(window->handle, rects, (int)dirty->count) == 0)) {
        return true;
    }
    return error_set(err, ERROR_IO, "window: %s", SDL_GetError());
}

static bool window_event_exposes(uint8_t event)
{
    return event == SDL_WINDOWEVENT_EXPOSED || event == SDL_WINDOWEVENT_SIZE_CHANGED ||
           event == SDL_WINDOWEVENT_SHOWN || event == SDL_WINDOWEVENT_RESTORED;
}

/* WINDOW_INPUT_NONE for what the kiosk does not care for. */
static struct window_input read_event(const struct window *window, const SDL_Event *event)
{
    struct window_input input = {.kind = WINDOW_INPUT_NONE};
    switch (event->type) {
    case SDL_QUIT:
        input.kind = window->fullscreen ? WINDOW_INPUT_NONE : WINDOW_INPUT_CLOSE;
        break;
    case SDL_MOUSEBUTTONDOWN: /* SDL makes one of a finger too */
        input.kind = WINDOW_INPUT_TOUCH;
        input.x = event->button.x;
        input.y = event->button.y;
        break;
    case SDL_MOUSEBUTTONUP:
        input.kind = WINDOW_INPUT_RELEASE;
        break;
    case SDL_KEYDOWN:
        if (event->key.repeat == 0) {
            input.kind = WINDOW_INPUT_KEY;
            (void)snprintf(input.key, sizeof input.key, "%s",
                           SDL_GetKeyName(event->key.keysym.sym));
        }
        break;
    case SDL_WINDOWEVENT:
        if (window_event_exposes(event->window.event)) {
            input.kind = WINDOW_INPUT_EXPOSE;
        }
        break;
    default:
        break;
    }
    return input;
}

bool window_poll(struct window *window, struct window_input *ret_input)
{
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        *ret_input = read_event(window, &event);
        if (ret_input->kind != WINDOW_INPUT_NONE) {
            return true;
        }
    }
    return false;
}
