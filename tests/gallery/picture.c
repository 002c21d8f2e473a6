#include "picture.h"

#include <png.h>
#include <SDL.h>
#include <stdlib.h>
#include <string.h>

#define CHANNELS 3
#define EDGE_LEVELS                                                                                \
    40 /* of 255, after averaging: another FreeType may smooth an edge otherwise                   \
        */

void picture_finish(struct picture *picture)
{
    free(picture->pixels);
    picture->pixels = NULL;
}

static size_t size_of(const struct picture *picture)
{
    return (size_t)picture->width * (size_t)picture->height * CHANNELS;
}

static bool make_room(struct picture *picture, struct error *err)
{
    picture->pixels = calloc(1, size_of(picture));
    return picture->pixels || error_set(err, ERROR_NO_MEMORY, "picture: out of memory");
}

static unsigned char average(const SDL_Surface *rgb, int x, int y, int channel, int by)
{
    unsigned sum = 0;
    for (int row = y * by; row < (y + 1) * by; row++) {
        const unsigned char *line =
            (const unsigned char *)rgb->pixels + (size_t)row * (size_t)rgb->pitch;
        for (int column = x * by; column < (x + 1) * by; column++) {
            sum += line[column * CHANNELS + channel];
        }
    }
    unsigned count = (unsigned)(by * by);
    return (unsigned char)((sum + count / 2) / count);
}

static void reduce_pixels(const SDL_Surface *rgb, int by, struct picture *picture)
{
    unsigned char *out = picture->pixels;
    for (int y = 0; y < picture->height; y++) {
        for (int x = 0; x < picture->width; x++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                *out++ = average(rgb, x, y, channel, by);
            }
        }
    }
}

bool picture_reduce(struct SDL_Surface *surface, int by, struct picture *ret_picture,
                    struct error *err)
{
    SDL_Surface *rgb = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGB24, 0);
    if (!rgb) {
        return error_set(err, ERROR_NO_MEMORY, "picture: %s", SDL_GetError());
    }
    struct picture picture = {surface->w / by, surface->h / by, NULL};
    bool good = make_room(&picture, err);
    if (good) {
        reduce_pixels(rgb, by, &picture);
        *ret_picture = picture;
    }
    SDL_FreeSurface(rgb);
    return good;
}

bool picture_read(const char *path, struct picture *ret_picture, struct error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        return error_set(err, ERROR_IO, "%s: %s", path, image.message);
    }
    image.format = PNG_FORMAT_RGB;
    struct picture picture = {(int)image.width, (int)image.height, NULL};
    if (!make_room(&picture, err)) {
        png_image_free(&image);
        return false;
    }
    if (!png_image_finish_read(&image, NULL, picture.pixels, 0, NULL)) {
        picture_finish(&picture);
        return error_set(err, ERROR_IO, "%s: %s", path, image.message);
    }
    *ret_picture = picture;
    return true;
}

bool picture_write(const char *path, const struct picture *picture, struct error *err)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)picture->width,
                       .height = (png_uint_32)picture->height,
                       .format = PNG_FORMAT_RGB};
    if (png_image_write_to_file(&image, path, 0, picture->pixels, 0, NULL)) {
        return true;
    }
    return error_set(err, ERROR_IO, "%s: %s", path, image.message);
}

size_t picture_differing(const struct picture *a, const struct picture *b, int *ret_x, int *ret_y)
{
    size_t differing = 0;
    *ret_x = 0;
    *ret_y = 0;
    if (a->width != b->width || a->height != b->height) {
        return (size_t)a->width * (size_t)a->height;
    }
    for (size_t i = 0; i < size_of(a); i += CHANNELS) {
        bool same = true;
        for (size_t channel = 0; channel < CHANNELS; channel++) {
            same = same && abs(a->pixels[i + channel] - b->pixels[i + channel]) <= EDGE_LEVELS;
        }
        if (!same && differing++ == 0) {
            int pixel = (int)(i / CHANNELS);
            *ret_x = pixel % a->width;
            *ret_y = pixel / a->width;
        }
    }
    return differing;
}
