#include "canvas.h"

#include "cmocka_tests.h"
#include "font_set.h"
#include <SDL.h>
#include <string.h>

#define WIDTH  640
#define HEIGHT 400

static const struct colour white = {0xff, 0xff, 0xff};
static const struct colour green = {0x1b, 0x7f, 0x5c};
static const struct colour ink = {0, 0, 0};

struct fixture {
    struct font_set *fonts;
    struct canvas *canvas;
    struct scene *before, *now;
    SDL_Surface *target, *fresh;
};

static int set_up(void **state)
{
    static struct fixture fixture; /* one a test program; made anew for each test */
    const struct font_files files = {0};
    struct error err;
    memset(&fixture, 0, sizeof fixture);
    if (!font_set_create(&files, &fixture.fonts, &err) || !canvas_create(&fixture.canvas, &err) ||
        !scene_create(fixture.fonts, &fixture.before, &err) ||
        !scene_create(fixture.fonts, &fixture.now, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    fixture.target = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_XRGB8888);
    fixture.fresh = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_XRGB8888);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    SDL_FreeSurface(fixture->fresh);
    SDL_FreeSurface(fixture->target);
    scene_destroy(fixture->now);
    scene_destroy(fixture->before);
    canvas_destroy(fixture->canvas);
    font_set_destroy(fixture->fonts);
    return 0;
}

static void compose(struct scene *scene, const char *clock, int green_x, enum icon icon)
{
    const struct text_style style = {{FONT_BOLD, 60}, 30, ink, ALIGN_CENTRE};
    scene_begin(scene, WIDTH, HEIGHT, white);
    scene_fill(scene, (struct box){green_x, 20, 100, 60}, green, 16);
    scene_icon(scene, icon, (struct box){20, 120, 90, 90}, green);
    (void)scene_digits(scene, (struct box){0, 240, WIDTH, 80}, &style, clock);
    (void)scene_text(scene, (struct box){0, 330, WIDTH, 60}, &style, "请刷卡");
}

/* Paints the change and, elsewhere, the whole: they must agree to the pixel. */
static struct canvas_dirty paint_change(struct fixture *fixture)
{
    struct canvas_dirty all;
    struct canvas_dirty dirty;
    canvas_paint(fixture->canvas, fixture->target, fixture->before, NULL, &all);
    canvas_paint(fixture->canvas, fixture->target, fixture->now, fixture->before, &dirty);
    canvas_paint(fixture->canvas, fixture->fresh, fixture->now, NULL, &all);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.boxes[0].w, WIDTH);
    assert_memory_equal(fixture->target->pixels, fixture->fresh->pixels, WIDTH * HEIGHT * 4);
    return dirty;
}

static long area_of(const struct canvas_dirty *dirty)
{
    long area = 0;
    for (size_t i = 0; i < dirty->count; i++) {
        area += (long)dirty->boxes[i].w * dirty->boxes[i].h;
    }
    return area;
}

static void test_canvas__nothing_changed_is_nothing_painted(void **state)
{
    struct fixture *fixture = *state;
    compose(fixture->before, "08:26:41", 300, ICON_TICK);
    compose(fixture->now, "08:26:41", 300, ICON_TICK);
    struct canvas_dirty dirty = paint_change(fixture);
    assert_int_equal(dirty.count, 0);
}

static void test_canvas__a_second_repaints_one_digit(void **state)
{
    struct fixture *fixture = *state;
    compose(fixture->before, "08:26:41", 300, ICON_TICK);
    compose(fixture->now, "08:26:42", 300, ICON_TICK);
    struct canvas_dirty dirty = paint_change(fixture);
    assert_int_equal(dirty.count, 1);
    assert_true(area_of(&dirty) < 60 * 100);
}

static void test_canvas__what_moved_away_leaves_nothing_behind(void **state)
{
    struct fixture *fixture = *state;
    compose(fixture->before, "08:26:41", 20, ICON_TICK);
    compose(fixture->now, "08:26:41", 500, ICON_CROSS);
    struct canvas_dirty dirty = paint_change(fixture);
    assert_true(dirty.count >= 2);
}

static void test_canvas__items_that_come_and_go_agree_with_a_fresh_paint(void **state)
{
    struct fixture *fixture = *state;
    compose(fixture->before, "08:26:41", 300, ICON_TICK);
    scene_begin(fixture->now, WIDTH, HEIGHT, green);
    (void)paint_change(fixture);
    compose(fixture->now, "08:26:41", 300, ICON_TICK);
    scene_begin(fixture->before, WIDTH, HEIGHT, white);
    (void)paint_change(fixture);
}

/* Whatever differs in an item has to be painted again, also where it stands at the same place. */
static void test_canvas__every_member_of_an_item_counts(void **state)
{
    struct fixture *fixture = *state;
    const struct box box = {100, 100, 120, 120};
    struct text_style style = {{FONT_BOLD, 60}, 30, ink, ALIGN_LEFT};
    for (int change = 0; change < 5; change++) {
        scene_begin(fixture->before, WIDTH, HEIGHT, white);
        scene_begin(fixture->now, WIDTH, HEIGHT, white);
        scene_fill(fixture->before, box, green, 10);
        scene_fill(fixture->now, box, change == 0 ? ink : green, change == 1 ? 40 : 10);
        scene_icon(fixture->before, ICON_TICK, box, white);
        scene_icon(fixture->now, change == 2 ? ICON_CROSS : ICON_TICK, box, white);
        (void)scene_text(fixture->before, box, &style, "1");
        style.font.weight = change == 3 ? FONT_REGULAR : FONT_BOLD;
        (void)scene_text(fixture->now, box, &style, change == 4 ? "2" : "1");
        style.font.weight = FONT_BOLD;
        assert_int_equal(paint_change(fixture).count, 1);
    }
}

static void test_canvas__many_small_changes_still_cover_everything(void **state)
{
    struct fixture *fixture = *state;
    scene_begin(fixture->before, WIDTH, HEIGHT, white);
    scene_begin(fixture->now, WIDTH, HEIGHT, white);
    for (int i = 0; i < 5 * CANVAS_DIRTY_MAX; i++) {
        struct box dot = {(i * 37) % (WIDTH - 8), (i * 53) % (HEIGHT - 8), 6, 6};
        scene_fill(fixture->now, dot, green, 0);
    }
    struct canvas_dirty dirty = paint_change(fixture);
    assert_in_range(dirty.count, 1, CANVAS_DIRTY_MAX);
}

static void test_canvas__what_stands_beyond_the_edge_is_no_trouble(void **state)
{
    struct fixture *fixture = *state;
    const struct text_style style = {{FONT_BOLD, 60}, 60, ink, ALIGN_LEFT};
    scene_begin(fixture->before, WIDTH, HEIGHT, white);
    scene_begin(fixture->now, WIDTH, HEIGHT, white);
    scene_fill(fixture->now, (struct box){-50, -50, 100, 100}, green, 20);
    scene_fill(fixture->now, (struct box){WIDTH + 10, 10, 100, 100}, green, 0);
    (void)scene_text(fixture->now, (struct box){WIDTH - 40, HEIGHT - 20, 900, 80}, &style,
                     "守时守时");
    (void)paint_change(fixture);
}

static void test_canvas__a_scene_takes_no_more_than_its_limits(void **state)
{
    struct fixture *fixture = *state;
    const struct text_style style = {{FONT_REGULAR, 30}, 30, ink, ALIGN_LEFT};
    char text[FONT_TEXT_SIZE];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    scene_begin(fixture->now, WIDTH, HEIGHT, white);
    for (int i = 0; i < 200; i++) {
        (void)scene_text(fixture->now, (struct box){0, i, 100000, 40}, &style, text);
    }
    for (int i = 0; i < 2 * SCENE_ITEMS_MAX; i++) {
        scene_fill(fixture->now, (struct box){i, i, 1, 1}, green, 0);
    }
    for (int i = 0; i < 2 * SCENE_TOUCHES_MAX; i++) {
        scene_touch(fixture->now, (struct box){i, 0, 1, 1}, i + 1);
    }
    assert_int_equal(scene_item_count(fixture->now), SCENE_ITEMS_MAX);
    assert_int_equal(scene_touch_count(fixture->now), SCENE_TOUCHES_MAX);
}

static void test_canvas__touch_finds_the_topmost(void **state)
{
    struct fixture *fixture = *state;
    scene_begin(fixture->now, WIDTH, HEIGHT, white);
    scene_touch(fixture->now, (struct box){0, 0, 200, 200}, 1);
    scene_touch(fixture->now, (struct box){100, 100, 50, 50}, 2);
    assert_int_equal(scene_touch_at(fixture->now, 10, 10), 1);
    assert_int_equal(scene_touch_at(fixture->now, 120, 120), 2);
    assert_int_equal(scene_touch_at(fixture->now, 199, 199), 1);
    assert_int_equal(scene_touch_at(fixture->now, 200, 10), 0);
    assert_int_equal(scene_touch_at(fixture->now, -1, 10), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_canvas__nothing_changed_is_nothing_painted, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__a_second_repaints_one_digit, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__what_moved_away_leaves_nothing_behind, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_canvas__items_that_come_and_go_agree_with_a_fresh_paint, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__every_member_of_an_item_counts, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__many_small_changes_still_cover_everything,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__what_stands_beyond_the_edge_is_no_trouble,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__a_scene_takes_no_more_than_its_limits, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_canvas__touch_finds_the_topmost, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
