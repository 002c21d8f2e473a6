#include "mask.h"

#include "cmocka_tests.h"
#include <stdlib.h>
#include <string.h>

#define WIDTH  40
#define HEIGHT 24

static const struct colour red = {0xff, 0, 0};

static void fill(uint32_t *pixels, uint32_t value)
{
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        pixels[i] = value;
    }
}

static struct mask_target whole(uint32_t *pixels)
{
    return (struct mask_target){pixels, WIDTH, 0, 0, WIDTH, HEIGHT};
}

/* Random coverage with empty and full stretches, as letters have. */
static void random_coverage(uint8_t *coverage, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int kind = rand() / 16 % 4;
        coverage[i] = kind == 0 ? 0 : kind == 1 ? 255 : (uint8_t)rand();
    }
}

static void test_mask__is_cut_down_to_its_ink(void **state)
{
    (void)state;
    uint8_t coverage[8 * 6] = {0};
    coverage[2 * 8 + 3] = 9;
    coverage[4 * 8 + 5] = 7;
    AUTO(mask) struct mask *mask = mask_create(coverage, 8, 6, 8);
    assert_int_equal(mask->width, 8);
    assert_int_equal(mask->height, 6);
    assert_int_equal(mask->x, 3);
    assert_int_equal(mask->y, 2);
    assert_int_equal(mask->ink_w, 3);
    assert_int_equal(mask->ink_h, 3);
    assert_int_equal(mask->coverage[0], 9);
    assert_int_equal(mask->coverage[8], 7);
}

static void test_mask__nothing_paints_nothing(void **state)
{
    (void)state;
    uint8_t coverage[8 * 6] = {0};
    uint32_t pixels[WIDTH * HEIGHT];
    fill(pixels, 0x123456);
    AUTO(mask) struct mask *mask = mask_create(coverage, 8, 6, 8);
    struct mask_target target = whole(pixels);
    mask_blend(mask, (struct mask_part){0, 0, 8, 6}, red, 3, 3, &target);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        assert_int_equal(pixels[i], 0x123456);
    }
}

static void test_mask__full_coverage_is_the_colour_and_half_is_between(void **state)
{
    (void)state;
    uint8_t coverage[] = {255, 128, 1, 0};
    uint32_t pixels[WIDTH * HEIGHT];
    fill(pixels, 0x0000ff);
    AUTO(mask) struct mask *mask = mask_create(coverage, 4, 1, 4);
    struct mask_target target = whole(pixels);
    mask_blend(mask, (struct mask_part){0, 0, 4, 1}, red, 0, 0, &target);
    assert_int_equal(pixels[0], 0xffff0000);
    assert_in_range(pixels[1] >> 16, 0xff7f, 0xff81); /* opaque on screens that know transparency */
    assert_in_range(pixels[1] & 0xff, 0x7e, 0x80);
    assert_in_range(pixels[2] >> 16, 0xff00, 0xff02);
    assert_int_equal(pixels[3] & 0xffffff, 0x0000ff);
}

/* What one pixel ought to be, one channel at a time. */
static uint32_t expected_pixel(uint32_t under, uint8_t coverage)
{
    uint32_t value = 0;
    const int over[] = {red.blue, red.green, red.red};
    for (int channel = 0; channel < 3; channel++) {
        int before = (int)(under >> (8 * channel)) & 0xff;
        int after = before + (over[channel] - before) * coverage / 255;
        value |= (uint32_t)after << (8 * channel);
    }
    return value;
}

static bool is_near(uint32_t a, uint32_t b)
{
    for (int channel = 0; channel < 3; channel++) {
        if (abs((int)(a >> (8 * channel) & 0xff) - (int)(b >> (8 * channel) & 0xff)) > 2) {
            return false;
        }
    }
    return true;
}

static void test_mask__any_part_at_any_place_touches_only_what_it_should(void **state)
{
    (void)state;
    enum { SIDE = 21 };
    srand(20261123);
    for (int round = 0; round < 2000; round++) {
        uint8_t coverage[SIDE * SIDE];
        uint32_t pixels[WIDTH * HEIGHT];
        uint32_t under = (uint32_t)rand() & 0xffffff;
        random_coverage(coverage, sizeof coverage);
        fill(pixels, under);
        AUTO(mask) struct mask *mask = mask_create(coverage, SIDE, SIDE, SIDE);
        struct mask_part part = {rand() % SIDE, rand() % SIDE, rand() % SIDE, rand() % SIDE};
        struct mask_target target = {pixels,          WIDTH,          rand() % WIDTH,
                                     rand() % HEIGHT, rand() % WIDTH, rand() % HEIGHT};
        int x = rand() % (2 * WIDTH) - WIDTH / 2;
        int y = rand() % (2 * HEIGHT) - HEIGHT / 2;
        mask_blend(mask, part, red, x, y, &target);
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                int from_x = column - x + part.x;
                int from_y = row - y + part.y;
                bool painted = column >= target.left && column < target.right &&
                               row >= target.top && row < target.bottom && from_x >= part.x &&
                               from_x < part.x + part.w && from_x < SIDE && from_y >= part.y &&
                               from_y < part.y + part.h && from_y < SIDE;
                uint8_t share = painted ? coverage[from_y * SIDE + from_x] : 0;
                assert_true(is_near(pixels[row * WIDTH + column], expected_pixel(under, share)));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mask__is_cut_down_to_its_ink),
        cmocka_unit_test(test_mask__nothing_paints_nothing),
        cmocka_unit_test(test_mask__full_coverage_is_the_colour_and_half_is_between),
        cmocka_unit_test(test_mask__any_part_at_any_place_touches_only_what_it_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
