#include "pixmap.h"

#include "canvas.h"
#include "cmocka_tests.h"
#include "font_set.h"
#include "pixmap_paint.h"
#include <SDL.h>
#include <string.h>
#include <turbojpeg.h>

#define WIDTH  448
#define HEIGHT 560

/* Red above, blue below. */
static void make_jpeg(int width, int height, unsigned char **ret_jpeg, unsigned long *ret_len)
{
    unsigned char *pixels = calloc((size_t)width * (size_t)height, 3);
    tjhandle handle = tjInitCompress();
    assert_non_null(pixels);
    for (int i = 0; i < width * height; i++) {
        pixels[3 * i + (i < width * height / 2 ? 0 : 2)] = 255;
    }
    *ret_jpeg = NULL;
    *ret_len = 0;
    assert_int_equal(tjCompress2(handle, pixels, width, 0, height, TJPF_RGB, ret_jpeg, ret_len,
                                 TJSAMP_444, 90, 0),
                     0);
    assert_int_equal(tjDestroy(handle), 0);
    free(pixels);
}

static void test_pixmap__a_jpeg_is_decoded(void **state)
{
    (void)state;
    struct error err;
    AUTO(pixmap) struct pixmap *picture = NULL;
    unsigned char *jpeg;
    unsigned long len;
    make_jpeg(WIDTH, HEIGHT, &jpeg, &len);
    assert_true(pixmap_decode(jpeg, len, 7, &picture, &err));
    assert_int_equal(picture->width, WIDTH);
    assert_int_equal(picture->height, HEIGHT);
    assert_int_equal(picture->id, 7);
    assert_true((picture->pixels[0] >> 16 & 0xff) > 240 && (picture->pixels[0] & 0xff) < 16);
    assert_true((picture->pixels[WIDTH * HEIGHT - 1] & 0xff) > 240);
    tjFree(jpeg);
}

/* Each byte that is missing or another one: a fault, or some picture; never more than that. */
static void test_pixmap__what_is_damaged_is_a_fault_or_a_picture(void **state)
{
    (void)state;
    struct error err;
    unsigned char *jpeg;
    unsigned long len;
    size_t faults = 0;
    make_jpeg(64, 80, &jpeg, &len);
    for (unsigned long cut = 0; cut < len; cut++) {
        AUTO(pixmap) struct pixmap *picture = NULL;
        assert_true(cut + 2 >= len || !pixmap_decode(jpeg, cut, 1, &picture, &err));
    }
    for (unsigned long i = 0; i < len; i++) {
        AUTO(pixmap) struct pixmap *picture = NULL;
        jpeg[i] ^= 0x55;
        faults += !pixmap_decode(jpeg, len, 1, &picture, &err);
        assert_true(!picture ||
                    (picture->width <= PIXMAP_SIDE_MAX && picture->height <= PIXMAP_SIDE_MAX));
        jpeg[i] ^= 0x55;
    }
    assert_true(faults > 0);
    tjFree(jpeg);
}

static void test_pixmap__what_says_that_it_is_huge_is_not_believed(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO(pixmap) struct pixmap *picture = NULL;
    unsigned char *jpeg;
    unsigned long len;
    make_jpeg(64, 80, &jpeg, &len);
    for (unsigned long i = 0; i + 8 < len; i++) {
        if (jpeg[i] == 0xff && jpeg[i + 1] == 0xc0) { /* the frame's height and width */
            memset(jpeg + i + 5, 0x40, 4);
        }
    }
    assert_false(pixmap_decode(jpeg, len, 1, &picture, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_non_null(strstr(err.text, "too many"));
    assert_false(pixmap_decode("not a picture", 13, 1, &picture, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    tjFree(jpeg);
}

static uint32_t pixel_at(const SDL_Surface *surface, int x, int y)
{
    const uint8_t *row = (const uint8_t *)surface->pixels + (ptrdiff_t)y * surface->pitch;
    return ((const uint32_t *)row)[x] & 0xffffff;
}

static void test_pixmap__is_painted_into_its_box_with_round_corners(void **state)
{
    (void)state;
    struct error err;
    const struct font_files files = {0};
    const struct colour white = {255, 255, 255}, half = {128, 128, 128};
    AUTO(font_set) struct font_set *fonts = NULL;
    AUTO(canvas) struct canvas *canvas = NULL;
    AUTO(scene) struct scene *scene = NULL;
    AUTO(pixmap) struct pixmap *picture = NULL;
    struct canvas_dirty dirty;
    assert_true(font_set_create(&files, &fonts, &err) && canvas_create(&canvas, &err) &&
                scene_create(fonts, &scene, &err) && pixmap_create(40, 80, 3, &picture, &err));
    for (int i = 0; i < 40 * 80; i++) {
        picture->pixels[i] = i < 40 * 40 ? 0xff0000 : 0x0000ff;
    }
    SDL_Surface *target = SDL_CreateRGBSurfaceWithFormat(0, 300, 200, 32, SDL_PIXELFORMAT_XRGB8888);
    scene_begin(scene, 300, 200, white);
    scene_picture(scene, (struct box){20, 10, 100, 180}, picture, white, 30);
    scene_picture(scene, (struct box){180, 10, 100, 180}, picture, half, 0);
    canvas_paint(canvas, target, scene, NULL, &dirty);
    assert_int_equal(pixel_at(target, 70, 20), 0xff0000);
    assert_int_equal(pixel_at(target, 70, 180), 0x0000ff);
    assert_int_equal(pixel_at(target, 20, 10), 0xffffff); /* a corner */
    assert_int_equal(pixel_at(target, 119, 189), 0xffffff);
    assert_int_equal(pixel_at(target, 20, 60), 0xff0000);
    assert_int_equal(pixel_at(target, 19, 60), 0xffffff);  /* beside it */
    assert_int_equal(pixel_at(target, 180, 10), 0x800000); /* dimmed */
    SDL_FreeSurface(target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pixmap__a_jpeg_is_decoded),
        cmocka_unit_test(test_pixmap__what_is_damaged_is_a_fault_or_a_picture),
        cmocka_unit_test(test_pixmap__what_says_that_it_is_huge_is_not_believed),
        cmocka_unit_test(test_pixmap__is_painted_into_its_box_with_round_corners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
