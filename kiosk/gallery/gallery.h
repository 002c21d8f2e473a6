#pragma once
/* Every screen at every size, language and appearance as PNG files, from fixed values: to be looked
 * at by people, and compared with approved pictures by a test. Main thread; needs no display. */

#include "canvas.h"
#include "error.h"
#include "font_set.h"
#include "gallery_sample.h"
#include "look.h"
#include "theme.h"

struct gallery_size {
    const char *name; /* "1920x1080" */
    int width, height;
};

#define GALLERY_SIZES     3
#define GALLERY_NAME_SIZE 96

/* 1920×1080, 1024×600 and 1080×1920. */
extern const struct gallery_size gallery_sizes[GALLERY_SIZES];

/* One picture: what, how large, in which language and appearance. */
struct gallery_picture {
    size_t sample;
    const struct gallery_size *size;
    enum language language;
    enum appearance appearance;
};

/* Moves on to the picture after this one; false after the last. The first is {.size =
 * gallery_sizes}. */
bool gallery_picture_next(struct gallery_picture *picture) MUST_USE;

/* "late_1024x600_zh_light": the file's name without its ending. */
void gallery_picture_name(const struct gallery_picture *picture,
                          char ret_name[static GALLERY_NAME_SIZE]);

/* Fills scene with the picture of a sample, which is made here and has to live until the scene is
 * painted. */
void gallery_picture_compose(const struct gallery_picture *picture, const struct theme *theme,
                             struct gallery_sample *ret_sample, struct scene *scene);

/* Paints the picture from nothing; the caller frees the surface with SDL_FreeSurface(). */
bool gallery_picture_paint(const struct gallery_picture *picture, const struct theme *theme,
                           struct font_set *fonts, struct SDL_Surface **ret_surface,
                           struct error *err) MUST_USE;

/* Writes all of them into folder, which is made if it is not there. */
bool gallery_write(const char *folder, const struct theme *theme, const struct font_files *files,
                   size_t *ret_count, struct error *err) MUST_USE;
