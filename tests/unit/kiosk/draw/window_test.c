#include "window.h"

#include "cmocka_tests.h"
#include "png_file.h"
#include "temporary_folder.h"
#include <png.h>
#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Both drivers that need no display. */
static const char *const drivers[] = {"offscreen", "dummy"};

static struct window *open_as(const char *driver, enum window_mode mode)
{
    assert_int_equal(setenv("SDL_VIDEODRIVER", driver, 1), 0);
    const struct window_place place = {"test", 640, 480, mode};
    struct window *window = NULL;
    struct error err;
    if (!window_create(&place, &window, &err)) {
        fail_msg("%s: %s", driver, err.text);
    }
    return window;
}

static struct window *open_window(const char *driver)
{
    return open_as(driver, WINDOW_PLAIN);
}

static void test_window__works_without_a_display(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
        struct window *window = open_window(drivers[i]);
        struct canvas_surface surface;
        struct error err;
        assert_true(window_surface(window, &surface, &err));
        assert_int_equal(surface.width, 640);
        assert_int_equal(surface.height, 480);
        const struct canvas_dirty nothing = {0};
        const struct canvas_dirty some = {1, {{10, 10, 20, 20}}};
        assert_true(window_show(window, &nothing, &err));
        assert_true(window_show(window, &some, &err));
        window_destroy(window);
    }
}

static void test_window__an_unknown_driver_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(setenv("SDL_VIDEODRIVER", "no-such-driver", 1), 0);
    const struct window_place place = {"test", 640, 480, WINDOW_PLAIN};
    struct window *window = NULL;
    struct error err;
    assert_false(window_create(&place, &window, &err));
    assert_null(window);
    assert_true(strlen(err.text) > strlen("video: "));
}

static void push_click(int x, int y)
{
    SDL_Event event = {.button = {.type = SDL_MOUSEBUTTONDOWN, .x = x, .y = y}};
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void push_key(SDL_Keycode key, uint8_t repeat)
{
    SDL_Event event = {.key = {.type = SDL_KEYDOWN, .repeat = repeat, .keysym.sym = key}};
    assert_int_equal(SDL_PushEvent(&event), 1);
}

static void drain(struct window *window)
{
    struct window_input input;
    for (int i = 0; i < 100 && window_poll(window, &input); i++) {
    }
}

static void test_window__touches_and_keys_come_through_in_order(void **state)
{
    (void)state;
    struct window *window = open_window("dummy");
    drain(window);
    push_click(12, 34);
    push_key(SDLK_3, 0);
    push_key(SDLK_3, 1); /* a key held down is one key */
    SDL_Event quit = {.type = SDL_QUIT};
    assert_int_equal(SDL_PushEvent(&quit), 1);
    struct window_input input;
    assert_true(window_poll(window, &input));
    assert_int_equal(input.kind, WINDOW_INPUT_TOUCH);
    assert_int_equal(input.x, 12);
    assert_int_equal(input.y, 34);
    assert_true(window_poll(window, &input));
    assert_int_equal(input.kind, WINDOW_INPUT_KEY);
    assert_string_equal(input.key, "3");
    assert_true(window_poll(window, &input));
    assert_int_equal(input.kind, WINDOW_INPUT_CLOSE);
    assert_false(window_poll(window, &input));
    window_destroy(window);
}

/* Every key there is, alone and with every modifier, and what a desktop makes of some of them. */
static void test_window__nothing_that_is_pressed_leaves_a_full_screen(void **state)
{
    (void)state;
    static const uint16_t modifiers[] = {0,
                                         KMOD_LCTRL,
                                         KMOD_LALT,
                                         KMOD_LGUI,
                                         KMOD_LCTRL | KMOD_LALT,
                                         KMOD_LCTRL | KMOD_LSHIFT | KMOD_LALT | KMOD_LGUI};
    struct window *window = open_as("dummy", WINDOW_FULLSCREEN);
    struct window_input input;
    drain(window);
    for (size_t i = 0; i < sizeof modifiers / sizeof modifiers[0]; i++) {
        for (int code = SDL_SCANCODE_A; code < SDL_NUM_SCANCODES; code++) {
            SDL_Event down = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED}};
            down.key.keysym.scancode = (SDL_Scancode)code;
            down.key.keysym.sym = SDL_GetKeyFromScancode((SDL_Scancode)code);
            down.key.keysym.mod = modifiers[i];
            SDL_Event up = down;
            up.key.type = SDL_KEYUP;
            up.key.state = SDL_RELEASED;
            assert_int_equal(SDL_PushEvent(&down), 1);
            assert_int_equal(SDL_PushEvent(&up), 1);
            while (window_poll(window, &input)) {
                assert_int_equal(input.kind, WINDOW_INPUT_KEY);
            }
        }
    }
    static const uint32_t others[] = {SDL_QUIT, SDL_APP_TERMINATING, SDL_APP_WILLENTERBACKGROUND};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        SDL_Event event = {.type = others[i]};
        assert_int_equal(SDL_PushEvent(&event), 1);
        assert_false(window_poll(window, &input));
    }
    SDL_Event close = {.window = {.type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_CLOSE}};
    assert_int_equal(SDL_PushEvent(&close), 1);
    assert_false(window_poll(window, &input));
    window_destroy(window);
}

static void test_window__a_picture_holds_what_was_painted(void **state)
{
    (void)state;
    struct temporary_folder folder;
    temporary_folder_init(&folder);
    struct window *window = open_window("dummy");
    struct canvas_surface surface;
    struct error err;
    char path[512];
    (void)temporary_folder_path(&folder, "picture.png", path);
    assert_true(window_surface(window, &surface, &err));
    assert_int_equal(
        SDL_FillRect(surface.pixels, NULL, SDL_MapRGB(surface.pixels->format, 1, 2, 3)), 0);
    assert_true(png_file_write(path, surface.pixels, &err));
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_file(&image, path));
    assert_int_equal(image.width, 640);
    assert_int_equal(image.height, 480);
    image.format = PNG_FORMAT_RGB;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    assert_non_null(pixels);
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    assert_memory_equal(pixels + 3 * 1000, "\1\2\3", 3);
    free(pixels);
    window_destroy(window);
    temporary_folder_finish(&folder);
}

static void test_window__a_picture_that_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    struct window *window = open_window("dummy");
    struct canvas_surface surface;
    struct error err;
    assert_true(window_surface(window, &surface, &err));
    assert_false(png_file_write("/nowhere/picture.png", surface.pixels, &err));
    assert_non_null(strstr(err.text, "/nowhere/picture.png"));
    window_destroy(window);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window__works_without_a_display),
        cmocka_unit_test(test_window__an_unknown_driver_is_an_error),
        cmocka_unit_test(test_window__touches_and_keys_come_through_in_order),
        cmocka_unit_test(test_window__nothing_that_is_pressed_leaves_a_full_screen),
        cmocka_unit_test(test_window__a_picture_holds_what_was_painted),
        cmocka_unit_test(test_window__a_picture_that_cannot_be_written_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
