#include "portrait.h"

#include "check.h"
#include "cleanup.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static void pixbuf_auto(GdkPixbuf **pixbuf)
{
    if (*pixbuf) {
        g_object_unref(*pixbuf);
    }
}

#define AUTO_PIXBUF __attribute__((cleanup(pixbuf_auto))) GdkPixbuf *

static void loader_auto(GdkPixbufLoader **loader)
{
    if (*loader) {
        g_object_unref(*loader);
    }
}

#define AUTO_LOADER __attribute__((cleanup(loader_auto))) GdkPixbufLoader *

#define TAIL_BYTES 4096 /* cameras put more behind a picture's end */

/* What the picture says of its size, before any pixel of it is decoded. */
struct sizing {
    int width, height;
};

static bool is_too_large(const struct sizing *sizing)
{
    return (int64_t)sizing->width * sizing->height > PORTRAIT_PIXELS_MAX;
}

static bool is_too_small(const struct sizing *sizing)
{
    return sizing->width < PORTRAIT_SIDE_MIN || sizing->height < PORTRAIT_SIDE_MIN;
}

/* A large one is decoded at a fraction of its size, where its format can do so; one beyond all
 * bounds not at all: the loader takes sides of 0 as an order to stop. */
static void on_size_prepared(GdkPixbufLoader *loader, int width, int height, gpointer user)
{
    struct sizing *sizing = user;
    int shorter = width < height ? width : height;
    *sizing = (struct sizing){width, height};
    if (is_too_large(sizing) || is_too_small(sizing)) {
        gdk_pixbuf_loader_set_size(loader, 0, 0);
    } else if (shorter > PORTRAIT_HEIGHT) {
        gdk_pixbuf_loader_set_size(loader, (int)((int64_t)width * PORTRAIT_HEIGHT / shorter),
                                   (int)((int64_t)height * PORTRAIT_HEIGHT / shorter));
    }
}

static bool fail(const struct sizing *sizing, GError *fault, struct error *err)
{
    bool good = sizing->width == 0;
    const char *said = fault ? fault->message : "nothing in it";
    if (!good && is_too_large(sizing)) {
        (void)error_set(err, ERROR_INVALID, "%d × %d pixels: at most %u million in all",
                        sizing->width, sizing->height, PORTRAIT_PIXELS_MAX >> 20);
    } else if (!good && is_too_small(sizing)) {
        (void)error_set(err, ERROR_INVALID, "%d × %d pixels: at least %d on each side",
                        sizing->width, sizing->height, PORTRAIT_SIDE_MIN);
    } else {
        (void)error_set(err, ERROR_INVALID, "not a picture that can be read: %.200s", said);
    }
    g_clear_error(&fault);
    return false;
}

/* How a format's files begin, and what stands near their end: the loaders would fill up with grey
 * what an upload that broke off has left out. */
struct format {
    const char *name, *magic, *ending;
};

static const struct format *format_of(const void *sent, size_t len)
{
    static const struct format formats[] = {
        {"jpeg", "\xFF\xD8\xFF", "\xFF\xD9"},
        {"png", "\x89PNG\r\n\x1A\n", "IEND"},
    };
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        size_t magic_len = strlen(formats[i].magic);
        if (len > magic_len && memcmp(sent, formats[i].magic, magic_len) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

static bool is_whole(const struct format *format, const void *sent, size_t len)
{
    size_t tail = len < TAIL_BYTES ? len : TAIL_BYTES;
    return memmem((const char *)sent + len - tail, tail, format->ending, strlen(format->ending));
}

/* Upright, and no larger than need be. */
static bool decode(const void *sent, size_t len, GdkPixbuf **ret_pixbuf, struct error *err)
{
    struct sizing sizing = {0};
    GError *fault = NULL;
    const struct format *format = format_of(sent, len);
    if (!format) {
        return error_set(err, ERROR_INVALID, "neither JPEG nor PNG");
    }
    if (!is_whole(format, sent, len)) {
        return error_set(err, ERROR_INVALID, "its end is missing");
    }
    AUTO_LOADER loader = gdk_pixbuf_loader_new_with_type(format->name, &fault);
    if (!loader) {
        return fail(&sizing, fault, err);
    }
    (void)g_signal_connect(loader, "size-prepared", G_CALLBACK(on_size_prepared), &sizing);
    bool written = gdk_pixbuf_loader_write(loader, sent, len, &fault);
    /* Must be closed in any case; what is wrong first is what counts. */
    bool closed = gdk_pixbuf_loader_close(loader, fault ? NULL : &fault);
    GdkPixbuf *pixbuf = written && closed ? gdk_pixbuf_loader_get_pixbuf(loader) : NULL;
    if (!pixbuf) {
        return fail(&sizing, fault, err);
    }
    *ret_pixbuf = gdk_pixbuf_apply_embedded_orientation(pixbuf);
    return *ret_pixbuf || error_set(err, ERROR_NO_MEMORY, "picture: out of memory");
}

/* On white where it is transparent; heads are nearer to the upper edge than to the lower. */
static GdkPixbuf *fit(const GdkPixbuf *pixbuf)
{
    double across = (double)PORTRAIT_WIDTH / gdk_pixbuf_get_width(pixbuf);
    double down = (double)PORTRAIT_HEIGHT / gdk_pixbuf_get_height(pixbuf);
    double scale = across > down ? across : down;
    double left = (PORTRAIT_WIDTH - scale * gdk_pixbuf_get_width(pixbuf)) / 2;
    double above = (PORTRAIT_HEIGHT - scale * gdk_pixbuf_get_height(pixbuf)) / 3;
    GdkPixbuf *fitted =
        gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, PORTRAIT_WIDTH, PORTRAIT_HEIGHT);
    if (fitted) {
        gdk_pixbuf_fill(fitted, 0xffffffff);
        gdk_pixbuf_composite(pixbuf, fitted, 0, 0, PORTRAIT_WIDTH, PORTRAIT_HEIGHT, left, above,
                             scale, scale, GDK_INTERP_BILINEAR, 255);
    }
    return fitted;
}

/* As good as fits. */
static bool encode(GdkPixbuf *pixbuf, void **ret_jpeg, size_t *ret_len, struct error *err)
{
    static const char *const qualities[] = {"88", "70", "45", "20"};
    for (size_t i = 0; i < ARRAY_LEN(qualities); i++) {
        gchar *jpeg = NULL;
        gsize len = 0;
        GError *fault = NULL;
        if (!gdk_pixbuf_save_to_buffer(pixbuf, &jpeg, &len, "jpeg", &fault, "quality", qualities[i],
                                       NULL)) {
            (void)error_set(err, ERROR_IO, "JPEG: %.200s", fault->message);
            g_clear_error(&fault);
            return false;
        }
        if (len <= PORTRAIT_MAX) {
            *ret_jpeg = jpeg; /* GLib's memory is malloc's */
            *ret_len = len;
            return true;
        }
        g_free(jpeg);
    }
    return error_set(err, ERROR_INVALID, "more detail than %d bytes can hold", PORTRAIT_MAX);
}

bool portrait_make(const void *sent, size_t len, void **ret_jpeg, size_t *ret_len,
                   struct error *err)
{
    AUTO_PIXBUF decoded = NULL;
    if (len > PORTRAIT_SENT_MAX) {
        return error_set(err, ERROR_INVALID, "more than %u MiB", PORTRAIT_SENT_MAX >> 20);
    }
    if (!decode(sent, len, &decoded, err)) {
        return false;
    }
    AUTO_PIXBUF fitted = fit(decoded);
    return fitted ? encode(fitted, ret_jpeg, ret_len, err)
                  : error_set(err, ERROR_NO_MEMORY, "picture: out of memory");
}
