#include "gallery.h"

#include "png_file.h"
#include "screen.h"
#include <errno.h>
#include <SDL.h>
#include <stdio.h>
#include <sys/stat.h>

#define PATH_SIZE 4096

const struct gallery_size gallery_sizes[GALLERY_SIZES] = {
    {"1920x1080", 1920, 1080},
    {"1024x600", 1024, 600},
    {"1080x1920", 1080, 1920},
};

void gallery_picture_name(const struct gallery_picture *picture,
                          char ret_name[static GALLERY_NAME_SIZE])
{
    struct gallery_sample sample;
    gallery_sample_make(picture->sample, picture->language, &sample);
    (void)snprintf(ret_name, GALLERY_NAME_SIZE, "%s_%s_%s_%s", sample.name, picture->size->name,
                   language_names[picture->language], appearance_names[picture->appearance]);
}

void gallery_picture_compose(const struct gallery_picture *picture, const struct theme *theme,
                             struct gallery_sample *ret_sample, struct scene *scene)
{
    gallery_sample_make(picture->sample, picture->language, ret_sample);
    int width = picture->size->width;
    int height = picture->size->height;
    struct look look = look_make(theme, picture->appearance, picture->language, width, height);
    scene_begin(scene, width, height, screen_background(&look, &ret_sample->display));
    struct box area = sample_strip_draw(scene, scene_frame(scene), &look, &ret_sample->strip);
    screen_draw(scene, area, &look, &ret_sample->display);
}

static bool paint(const struct gallery_picture *picture, struct canvas *canvas, struct scene *scene,
                  struct SDL_Surface **ret_surface, struct error *err)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, picture->size->width, picture->size->height, 32, SDL_PIXELFORMAT_XRGB8888);
    if (!surface) {
        return error_set(err, ERROR_NO_MEMORY, "picture: %s", SDL_GetError());
    }
    struct canvas_dirty dirty;
    canvas_paint(canvas, surface, scene, NULL, &dirty);
    *ret_surface = surface;
    return true;
}

bool gallery_picture_paint(const struct gallery_picture *picture, const struct theme *theme,
                           struct font_set *fonts, struct SDL_Surface **ret_surface,
                           struct error *err)
{
    AUTO(canvas) struct canvas *canvas = NULL;
    AUTO(scene) struct scene *scene = NULL;
    if (!canvas_create(&canvas, err) || !scene_create(fonts, &scene, err)) {
        return false;
    }
    struct gallery_sample sample;
    gallery_picture_compose(picture, theme, &sample, scene);
    return paint(picture, canvas, scene, ret_surface, err);
}

static bool write_picture(const struct gallery_picture *picture, const char *folder,
                          const struct theme *theme, struct font_set *fonts, struct error *err)
{
    char name[GALLERY_NAME_SIZE];
    char path[PATH_SIZE];
    gallery_picture_name(picture, name);
    if ((size_t)snprintf(path, sizeof path, "%s/%s.png", folder, name) >= sizeof path) {
        return error_set(err, ERROR_INVALID, "the gallery's path is too long");
    }
    SDL_Surface *surface = NULL;
    if (!gallery_picture_paint(picture, theme, fonts, &surface, err)) {
        return false;
    }
    bool good = png_file_write(path, surface, err);
    SDL_FreeSurface(surface);
    return good;
}

bool gallery_picture_next(struct gallery_picture *picture)
{
    const struct gallery_size *last_size = &gallery_sizes[GALLERY_SIZES - 1];
    if (picture->appearance + 1 < APPEARANCES) {
        picture->appearance++;
        return true;
    }
    picture->appearance = 0;
    if (picture->language + 1 < LANGUAGES) {
        picture->language++;
        return true;
    }
    picture->language = 0;
    if (picture->size < last_size) {
        picture->size++;
        return true;
    }
    picture->size = gallery_sizes;
    return ++picture->sample < gallery_sample_count();
}

bool gallery_write(const char *folder, const struct theme *theme, const struct font_files *files,
                   size_t *ret_count, struct error *err)
{
    AUTO(font_set) struct font_set *fonts = NULL;
    if (!font_set_create(files, &fonts, err)) {
        return false;
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return error_set_errno(err, errno, "cannot make the folder %s", folder);
    }
    struct gallery_picture picture = {.size = gallery_sizes};
    size_t count = 0;
    do {
        if (!write_picture(&picture, folder, theme, fonts, err)) {
            return false;
        }
        count++;
    } while (gallery_picture_next(&picture));
    *ret_count = count;
    return true;
}
