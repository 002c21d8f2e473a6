#include "pixmap.h"

#include "check.h"
#include <turbojpeg.h>

static void decompressor_auto(tjhandle *handle)
{
    if (*handle) {
        (void)tjDestroy(*handle); /* nothing more to lose */
    }
}

bool pixmap_create(int width, int height, uint64_t id, struct pixmap **ret_picture,
                   struct error *err)
{
    CHECK(width > 0 && height > 0 && width <= PIXMAP_SIDE_MAX && height <= PIXMAP_SIDE_MAX);
    AUTO(pixmap) struct pixmap *picture = calloc(1, sizeof *picture);
    if (picture) {
        *picture = (struct pixmap){.id = id, .width = width, .height = height};
        picture->pixels = calloc((size_t)width * (size_t)height, sizeof *picture->pixels);
    }
    if (!picture || !picture->pixels) {
        return error_set(err, ERROR_NO_MEMORY, "picture: out of memory");
    }
    *ret_picture = TAKE(picture);
    return true;
}

void pixmap_destroy(struct pixmap *picture)
{
    if (picture) {
        free(picture->pixels);
        free(picture);
    }
}

/* A warning of the decoder, such as of bytes that are missing at the end, is a fault here: half a
 * face helps nobody. */
static bool fail(tjhandle handle, struct error *err)
{
    return error_set(err, ERROR_INVALID, "JPEG: %.120s", tjGetErrorStr2(handle));
}

bool pixmap_decode(const void *jpeg, size_t len, uint64_t id, struct pixmap **ret_picture,
                   struct error *err)
{
    int width, height, subsampling, colours;
    AUTO(pixmap) struct pixmap *picture = NULL;
    __attribute__((cleanup(decompressor_auto))) tjhandle handle = tjInitDecompress();
    if (!handle) {
        return error_set(err, ERROR_NO_MEMORY, "JPEG: out of memory");
    }
    if (tjDecompressHeader3(handle, jpeg, len, &width, &height, &subsampling, &colours) != 0) {
        return fail(handle, err);
    }
    if (width <= 0 || height <= 0 || width > PIXMAP_SIDE_MAX || height > PIXMAP_SIDE_MAX) {
        return error_set(err, ERROR_INVALID, "JPEG: %d × %d pixels are too many", width, height);
    }
    if (!pixmap_create(width, height, id, &picture, err)) {
        return false;
    }
    if (tjDecompress2(handle, jpeg, len, (unsigned char *)picture->pixels, width,
                      width * (int)sizeof *picture->pixels, height, TJPF_BGRX,
                      TJFLAG_STOPONWARNING) != 0) {
        return fail(handle, err);
    }
    *ret_picture = TAKE(picture);
    return true;
}
