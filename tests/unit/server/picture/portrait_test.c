#include "portrait.h"

#include "cleanup.h"
#include "cmocka_tests.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* A file as a camera or a person would send it. */
struct sent {
    gchar *bytes;
    gsize len;
};

/* Blue, with its upper half red; transparent in its lower half where alpha is asked for. */
static GdkPixbuf *paint(int width, int height, gboolean alpha)
{
    GdkPixbuf *pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, alpha, 8, width, height);
    assert_non_null(pixbuf);
    gdk_pixbuf_fill(pixbuf, alpha ? 0x0000ff00 : 0x0000ffff);
    GdkPixbuf *upper = gdk_pixbuf_new_subpixbuf(pixbuf, 0, 0, width, height / 2);
    gdk_pixbuf_fill(upper, 0xff0000ff);
    g_object_unref(upper);
    return pixbuf;
}

static struct sent send(int width, int height, const char *format)
{
    struct sent sent = {0};
    GdkPixbuf *pixbuf = paint(width, height, strcmp(format, "png") == 0);
    assert_true(gdk_pixbuf_save_to_buffer(pixbuf, &sent.bytes, &sent.len, format, NULL, NULL));
    g_object_unref(pixbuf);
    return sent;
}

static GdkPixbuf *read_back(const void *jpeg, size_t len)
{
    GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type("jpeg", NULL);
    assert_true(gdk_pixbuf_loader_write(loader, jpeg, len, NULL));
    assert_true(gdk_pixbuf_loader_close(loader, NULL));
    GdkPixbuf *pixbuf = g_object_ref(gdk_pixbuf_loader_get_pixbuf(loader));
    g_object_unref(loader);
    return pixbuf;
}

static void assert_pixel(const GdkPixbuf *pixbuf, int x, int y, int red, int green, int blue)
{
    const guint8 *pixel = gdk_pixbuf_read_pixels(pixbuf) + y * gdk_pixbuf_get_rowstride(pixbuf) +
                          x * gdk_pixbuf_get_n_channels(pixbuf);
    assert_in_range(pixel[0], red < 8 ? 0 : red - 8, red + 8);
    assert_in_range(pixel[1], green < 8 ? 0 : green - 8, green + 8);
    assert_in_range(pixel[2], blue < 8 ? 0 : blue - 8, blue + 8);
}

/* Made, of the one size; read back. */
static GdkPixbuf *make(const void *sent, size_t sent_len)
{
    struct error err = {0};
    AUTO(memory) void *jpeg = NULL;
    size_t len = 0;
    if (!portrait_make(sent, sent_len, &jpeg, &len, &err)) {
        fail_msg("%s", err.text);
    }
    assert_in_range(len, 1, PORTRAIT_MAX);
    GdkPixbuf *pixbuf = read_back(jpeg, len);
    assert_int_equal(gdk_pixbuf_get_width(pixbuf), PORTRAIT_WIDTH);
    assert_int_equal(gdk_pixbuf_get_height(pixbuf), PORTRAIT_HEIGHT);
    return pixbuf;
}

static void assert_refused(const void *sent, size_t sent_len, const char *words)
{
    struct error err = {0};
    void *jpeg = NULL;
    size_t len;
    assert_false(portrait_make(sent, sent_len, &jpeg, &len, &err));
    assert_null(jpeg);
    assert_int_equal(err.code, ERROR_INVALID);
    if (!strstr(err.text, words)) {
        fail_msg("expected '…%s…', got '%s'", words, err.text);
    }
}

static void test_portrait__every_shape_becomes_the_one_size(void **state)
{
    static const int sizes[][2] = {{64, 64}, {448, 560}, {2000, 300}, {300, 700}, {3000, 4000}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct sent sent = send(sizes[i][0], sizes[i][1], "jpeg");
        GdkPixbuf *made = make(sent.bytes, sent.len);
        assert_pixel(made, PORTRAIT_WIDTH / 2, 8, 255, 0, 0);
        assert_pixel(made, PORTRAIT_WIDTH / 2, PORTRAIT_HEIGHT - 9, 0, 0, 255);
        g_object_unref(made);
        g_free(sent.bytes);
    }
}

static void test_portrait__what_is_transparent_is_white(void **state)
{
    (void)state;
    struct sent sent = send(448, 560, "png");
    GdkPixbuf *made = make(sent.bytes, sent.len);
    assert_pixel(made, 200, 100, 255, 0, 0);
    assert_pixel(made, 200, 500, 255, 255, 255);
    g_object_unref(made);
    g_free(sent.bytes);
}

/* EXIF with one entry, behind the start of the picture: the camera was held upside down. */
static void test_portrait__stands_upright_as_the_camera_noted(void **state)
{
    static const char exif[] = "\xFF\xE1\x00\x22"
                               "Exif\0\0MM\x00\x2A\x00\x00\x00\x08"
                               "\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00"
                               "\x00\x00\x00\x00";
    (void)state;
    struct sent sent = send(1500, 2000, "jpeg");
    size_t exif_len = sizeof exif - 1;
    AUTO(memory) char *turned = malloc(sent.len + exif_len);
    assert_non_null(turned);
    memcpy(turned, sent.bytes, 2);
    memcpy(turned + 2, exif, exif_len);
    memcpy(turned + 2 + exif_len, sent.bytes + 2, sent.len - 2);
    GdkPixbuf *made = make(turned, sent.len + exif_len);
    assert_pixel(made, 200, 20, 0, 0, 255);
    assert_pixel(made, 200, 540, 255, 0, 0);
    g_object_unref(made);
    g_free(sent.bytes);
}

static void test_portrait__what_is_no_picture_is_said_to_be_none(void **state)
{
    (void)state;
    struct sent sent = send(200, 250, "jpeg");
    assert_refused("GIF89a and more", 15, "neither JPEG nor PNG");
    assert_refused("", 0, "neither JPEG nor PNG");
    assert_refused(sent.bytes, sent.len / 2, "its end is missing");
    memset(sent.bytes + 20, 0, sent.len - 22);
    assert_refused(sent.bytes, sent.len, "not a picture that can be read");
    g_free(sent.bytes);
}

/* A few bytes may say that they are a picture of gigabytes. */
static void test_portrait__a_picture_beyond_all_bounds_is_not_decoded(void **state)
{
    (void)state;
    struct sent small = send(63, 500, "jpeg");
    assert_refused(small.bytes, small.len, "at least 64");
    g_free(small.bytes);
    struct sent wide = send(8000, 3200, "jpeg");
    assert_refused(wide.bytes, wide.len, "at most 24 million");
    g_free(wide.bytes);
    AUTO(memory) char *bytes = calloc(1, PORTRAIT_SENT_MAX + 1);
    assert_refused(bytes, PORTRAIT_SENT_MAX + 1, "more than 4 MiB");
}

/* Noise is the hardest to encode. */
static void test_portrait__detail_gives_way_to_the_limit(void **state)
{
    (void)state;
    unsigned random = 1;
    GdkPixbuf *noise = paint(448, 560, FALSE);
    guint8 *pixels = gdk_pixbuf_get_pixels(noise);
    for (int i = 0; i < gdk_pixbuf_get_rowstride(noise) * 560 - 3; i++) {
        random = random * 1103515245U + 12345U;
        pixels[i] = (guint8)(random >> 16);
    }
    struct sent sent = {0};
    assert_true(gdk_pixbuf_save_to_buffer(noise, &sent.bytes, &sent.len, "png", NULL, NULL));
    g_object_unref(make(sent.bytes, sent.len));
    g_object_unref(noise);
    g_free(sent.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portrait__every_shape_becomes_the_one_size),
        cmocka_unit_test(test_portrait__what_is_transparent_is_white),
        cmocka_unit_test(test_portrait__stands_upright_as_the_camera_noted),
        cmocka_unit_test(test_portrait__what_is_no_picture_is_said_to_be_none),
        cmocka_unit_test(test_portrait__a_picture_beyond_all_bounds_is_not_decoded),
        cmocka_unit_test(test_portrait__detail_gives_way_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
