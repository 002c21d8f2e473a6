#include "png_file.h"

#include "cleanup.h"
#include <errno.h>
#include <png.h>
#include <SDL.h>
#include <stdio.h>
#include <string.h>

#define PATH_SIZE 4096

static bool write_pixels(const char *path, SDL_Surface *pixels, struct error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .flags = PNG_IMAGE_FLAG_FAST, /* the kiosk does not wait for a small file */
                       .width = (png_uint_32)pixels->w,
                       .height = (png_uint_32)pixels->h,
                       .format = PNG_FORMAT_RGB};
    if (!png_image_write_to_file(&image, path, 0, pixels->pixels, pixels->pitch, NULL)) {
        (void)error_set(err, ERROR_IO, "cannot write %s: %s", path, image.message);
        png_image_free(&image);
        return false;
    }
    return true;
}

bool png_file_write(const char *path, struct SDL_Surface *surface, struct error *err)
{
    char fresh[PATH_SIZE];
    if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", path) >= sizeof fresh) {
        return error_set(err, ERROR_INVALID, "path of the picture is too long");
    }
    SDL_Surface *pixels = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGB24, 0);
    if (!pixels) {
        return error_set(err, ERROR_NO_MEMORY, "%s: %s", path, SDL_GetError());
    }
    bool good = write_pixels(fresh, pixels, err);
    SDL_FreeSurface(pixels);
    if (!good) {
        return false;
    }
    return rename(fresh, path) == 0 || error_set_errno(err, errno, "cannot write %s", path);
}
