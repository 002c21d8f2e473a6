#include "view.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "display_state.h"
#include "file.h"
#include "pixmap.h"
#include "temporary_folder.h"
#include <png.h>
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct fixture {
    struct theme theme;
    struct font_files fonts;
    struct view *view;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    assert_int_equal(setenv("SDL_VIDEODRIVER", "dummy", 1), 0);
    fixture->theme = theme_default();
    struct view_settings settings = {.place = {"test", 1024, 600, WINDOW_PLAIN},
                                     .theme = &fixture->theme,
                                     .fonts = &fixture->fonts};
    settings.strip.count = 1;
    (void)snprintf(settings.strip.labels[0], SAMPLE_LABEL_SIZE, "李敏");
    struct error err;
    if (!view_create(&settings, &fixture->view, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    view_destroy(fixture->view);
    free(fixture);
    return 0;
}

static void click(int x, int y)
{
    SDL_Event event = {.button = {.type = SDL_MOUSEBUTTONDOWN, .x = x, .y = y}};
    assert_int_equal(SDL_PushEvent(&event), 1);
}

/* The next touch, whatever the window itself reported before. A poll may end although an event was
 * pushed meanwhile: SDL keeps that for the next one. */
static int next_touch(struct view *view)
{
    struct view_input input;
    for (int i = 0; i < 100; i++) {
        if (view_poll(view, &input) && input.kind == VIEW_INPUT_TOUCH) {
            return input.id;
        }
    }
    return -1;
}

static void test_view__touches_mean_what_is_shown_there(void **state)
{
    struct fixture *fixture = *state;
    const struct display idle = {.kind = DISPLAY_IDLE};
    const struct display alarm = {.kind = DISPLAY_NOT_RECORDED};
    click(980, 60);
    assert_int_equal(next_touch(fixture->view), TOUCH_NOTHING); /* nothing is shown yet */
    assert_true(view_show(fixture->view, &idle, NULL));
    click(980, 60);
    assert_int_equal(next_touch(fixture->view), TOUCH_LANGUAGE);
    click(500, 550);
    assert_int_equal(next_touch(fixture->view), TOUCH_SAMPLE);
    click(500, 300);
    assert_int_equal(next_touch(fixture->view), TOUCH_NOTHING);
    assert_true(view_show(fixture->view, &alarm, NULL));
    click(980, 60);
    assert_int_equal(next_touch(fixture->view), TOUCH_NOTHING);
}

static void test_view__keys_and_closing_come_through(void **state)
{
    struct fixture *fixture = *state;
    struct view_input input;
    while (view_poll(fixture->view, &input)) {
    }
    SDL_Event key = {.key = {.type = SDL_KEYDOWN, .keysym.sym = SDLK_7}};
    SDL_Event quit = {.type = SDL_QUIT};
    assert_int_equal(SDL_PushEvent(&key), 1);
    assert_int_equal(SDL_PushEvent(&quit), 1);
    assert_true(view_poll(fixture->view, &input));
    assert_int_equal(input.kind, VIEW_INPUT_KEY);
    assert_string_equal(input.key, "7");
    assert_true(view_poll(fixture->view, &input));
    assert_int_equal(input.kind, VIEW_INPUT_CLOSE);
    assert_false(view_poll(fixture->view, &input));
}

static void test_view__an_exposed_window_is_painted_whole_again(void **state)
{
    struct fixture *fixture = *state;
    const struct display idle = {.kind = DISPLAY_IDLE};
    assert_true(view_show(fixture->view, &idle, NULL));
    SDL_Event exposed = {.window = {.type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_EXPOSED}};
    assert_int_equal(SDL_PushEvent(&exposed), 1);
    click(980, 60); /* what was shown there is still meant */
    struct view_input input;
    bool told = false;
    int touched = -1;
    for (int i = 0; i < 100; i++) {
        if (view_poll(fixture->view, &input)) {
            told = told || input.kind == VIEW_INPUT_EXPOSE;
            touched = input.kind == VIEW_INPUT_TOUCH ? input.id : touched;
        }
    }
    assert_true(told);
    assert_int_equal(touched, TOUCH_LANGUAGE);
    assert_true(view_show(fixture->view, &idle, NULL));
}

static void test_view__writes_what_is_on_the_screen(void **state)
{
    struct fixture *fixture = *state;
    struct temporary_folder folder;
    temporary_folder_init(&folder);
    char path[512];
    (void)temporary_folder_path(&folder, "screen.png", path);
    const struct display idle = {.kind = DISPLAY_IDLE};
    assert_true(view_show(fixture->view, &idle, NULL));
    assert_true(view_write_picture(fixture->view, path, NULL));
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_true(about.st_size > 5000);
    struct error err;
    assert_false(view_write_picture(fixture->view, "/nowhere/screen.png", &err));
    temporary_folder_finish(&folder);
}

/* The first pixel of the screen's background, as a picture of it has it. */
static uint32_t background_at(struct fixture *fixture, int64_t now_ms)
{
    const struct display idle = {.kind = DISPLAY_IDLE, .now_ms = now_ms};
    struct temporary_folder folder;
    char path[512];
    temporary_folder_init(&folder);
    (void)temporary_folder_path(&folder, "now.png", path);
    assert_true(view_show(fixture->view, &idle, NULL));
    assert_true(view_write_picture(fixture->view, path, NULL));
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_file(&image, path));
    image.format = PNG_FORMAT_RGB;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    assert_non_null(pixels);
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    uint32_t colour = (uint32_t)(pixels[0] << 16 | pixels[1] << 8 | pixels[2]);
    free(pixels);
    temporary_folder_finish(&folder);
    return colour;
}

static void test_view__is_dark_at_night(void **state)
{
    struct fixture *fixture = *state;
    view_destroy(fixture->view);
    fixture->view = NULL;
    const struct view_settings settings = {.place = {"test", 1024, 600, WINDOW_PLAIN},
                                           .theme = &fixture->theme,
                                           .night_from_min = 20 * 60,
                                           .night_until_min = 6 * 60 + 30,
                                           .fonts = &fixture->fonts};
    assert_true(view_create(&settings, &fixture->view, NULL));
    const struct {
        int minute;
        bool dark;
    } cases[] = {{20 * 60 - 1, false},
                 {20 * 60, true},
                 {0, true},
                 {6 * 60 + 29, true},
                 {6 * 60 + 30, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t colour = background_at(fixture, cases[i].minute * CIVIL_MINUTE_MS);
        assert_int_equal(colour, cases[i].dark ? 0x10141a : 0xffffff);
    }
}

/* Where the language can be touched is where its button stands. */
static void test_view__nothing_stands_still_for_hours(void **state)
{
    struct fixture *fixture = *state;
    struct display idle = {.kind = DISPLAY_IDLE};
    size_t moved = 0;
    int edge_before = 0;
    for (int minute = 0; minute < 60; minute++) {
        idle.now_ms = minute * CIVIL_MINUTE_MS;
        assert_true(view_show(fixture->view, &idle, NULL));
        int edge = 700;
        do {
            click(edge++, 60);
        } while (edge < 1024 && next_touch(fixture->view) != TOUCH_LANGUAGE);
        moved += edge != edge_before;
        edge_before = edge;
    }
    assert_in_range(moved, 4, 10);
}

/* The same, byte for byte, as if the face had been there at once. */
static void test_view__what_was_prepared_is_shown_whole(void **state)
{
    struct fixture *fixture = *state;
    struct temporary_folder folder;
    struct pixmap *face = NULL;
    char paths[2][512];
    char *pictures[2];
    size_t lens[2];
    const struct display idle = {.kind = DISPLAY_IDLE};
    struct display result = {.kind = DISPLAY_RESULT, .verdict = {.name = "李敏"}};
    struct display prepared = result;
    temporary_folder_init(&folder);
    assert_true(pixmap_create(40, 50, 7, &face, NULL));
    result.portrait = face;
    for (int i = 0; i < 2; i++) {
        (void)temporary_folder_path(&folder, i == 0 ? "a.png" : "b.png", paths[i]);
        assert_true(view_show(fixture->view, &idle, NULL));
        assert_true(i == 0 || view_prepare(fixture->view, &prepared, NULL));
        assert_true(view_show(fixture->view, &result, NULL));
        assert_true(view_write_picture(fixture->view, paths[i], NULL));
        assert_true(file_read(paths[i], 1 << 22, &pictures[i], &lens[i], NULL));
    }
    assert_int_equal(lens[0], lens[1]);
    assert_memory_equal(pictures[0], pictures[1], lens[0]);
    free(pictures[0]);
    free(pictures[1]);
    pixmap_destroy(face);
    temporary_folder_finish(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_view__touches_mean_what_is_shown_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_view__keys_and_closing_come_through, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_view__an_exposed_window_is_painted_whole_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_view__writes_what_is_on_the_screen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_view__what_was_prepared_is_shown_whole, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_view__is_dark_at_night, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_view__nothing_stands_still_for_hours, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
