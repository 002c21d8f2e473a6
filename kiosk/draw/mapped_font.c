#include "mapped_font.h"

#include "check.h"
#include <errno.h>
#include <fcntl.h>
#include <SDL.h>
#include <SDL_ttf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define FIRST_SIZE_PX  40
#define PATH_SIZE      512
#define FACES_MAX      64
#define FILE_MAX_BYTES (256L * 1024 * 1024)

struct mapped_font {
    void *bytes;
    size_t len;
    TTF_Font *font;
    struct mapped_font_style style; /* as the font is set now */
};

static const struct {
    uint32_t first, last;
    enum font_script script;
} script_ranges[] = {
    {0x0590, 0x05ff, FONT_SCRIPT_HEBREW}, {0x0600, 0x06ff, FONT_SCRIPT_ARABIC},
    {0x0750, 0x077f, FONT_SCRIPT_ARABIC}, {0x08a0, 0x08ff, FONT_SCRIPT_ARABIC},
    {0xfb1d, 0xfb4f, FONT_SCRIPT_HEBREW}, {0xfb50, 0xfdff, FONT_SCRIPT_ARABIC},
    {0xfe70, 0xfeff, FONT_SCRIPT_ARABIC},
};

/* ISO 15924 */
static const char *const script_codes[] = {
    [FONT_SCRIPT_ANY] = "Zyyy",
    [FONT_SCRIPT_ARABIC] = "Arab",
    [FONT_SCRIPT_HEBREW] = "Hebr",
};

/* Cuts "#N" off the name. */
static bool split_name(const char *name, char ret_path[PATH_SIZE], int *ret_face, struct error *err)
{
    (void)snprintf(ret_path, PATH_SIZE, "%s", name);
    char *mark = strrchr(ret_path, '#');
    *ret_face = 0;
    if (!mark) {
        return true;
    }
    char *end;
    long face = strtol(mark + 1, &end, 10);
    if (end == mark + 1 || *end || face < 0 || face >= FACES_MAX) {
        return error_set(err, ERROR_INVALID, "font %s: expected a face such as #2 at its end",
                         name);
    }
    *mark = '\0';
    *ret_face = (int)face;
    return true;
}

static bool map_file(struct mapped_font *font, const char *path, struct error *err)
{
    AUTO(fd) int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return error_set_errno(err, errno, "font %s", path);
    }
    struct stat about;
    if (fstat(file, &about) != 0) {
        return error_set_errno(err, errno, "font %s", path);
    }
    if (about.st_size <= 0 || about.st_size > FILE_MAX_BYTES) {
        return error_set(err, ERROR_INVALID, "font %s: not a font", path);
    }
    void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
        return error_set_errno(err, errno, "font %s", path);
    }
    font->bytes = bytes;
    font->len = (size_t)about.st_size;
    return true;
}

bool mapped_font_create(const char *name, struct mapped_font **ret_font, struct error *err)
{
    AUTO(mapped_font) struct mapped_font *font = calloc(1, sizeof *font);
    if (!font) {
        return error_set(err, ERROR_NO_MEMORY, "font %s: out of memory", name);
    }
    char path[PATH_SIZE];
    int face;
    if (!split_name(name, path, &face, err) || !map_file(font, path, err)) {
        return false;
    }
    SDL_RWops *stream = SDL_RWFromConstMem(font->bytes, (int)font->len);
    font->font = stream ? TTF_OpenFontIndexRW(stream, 1, FIRST_SIZE_PX, face) : NULL;
    if (!font->font) {
        return error_set(err, ERROR_INVALID, "font %s: %s", name, TTF_GetError());
    }
    font->style = (struct mapped_font_style){FIRST_SIZE_PX, FONT_SCRIPT_ANY};
    TTF_SetFontHinting(font->font, TTF_HINTING_NONE); /* large letters gain nothing from it */
    *ret_font = TAKE(font);
    return true;
}

void mapped_font_destroy(struct mapped_font *font)
{
    if (!font) {
        return;
    }
    if (font->font) {
        TTF_CloseFont(font->font);
    }
    if (font->bytes) {
        (void)munmap(font->bytes, font->len); /* fails only for a wrong address */
    }
    free(font);
}

bool mapped_font_has(const struct mapped_font *font, uint32_t character)
{
    return TTF_GlyphIsProvided32(font->font, character) != 0;
}

enum font_script mapped_font_script(uint32_t character)
{
    for (size_t i = 0; i < ARRAY_LEN(script_ranges); i++) {
        if (character >= script_ranges[i].first && character <= script_ranges[i].last) {
            return script_ranges[i].script;
        }
    }
    return FONT_SCRIPT_ANY;
}

static TTF_Font *at_size(struct mapped_font *font, int size_px)
{
    if (font->style.size_px != size_px && TTF_SetFontSize(font->font, size_px) == 0) {
        font->style.size_px = size_px;
    }
    return font->font;
}

/* An SDL_ttf without HarfBuzz cannot set these; it then draws as it always does. */
static TTF_Font *at_style(struct mapped_font *font, struct mapped_font_style style)
{
    if (font->style.script != style.script) {
        TTF_Direction direction =
            style.script == FONT_SCRIPT_ANY ? TTF_DIRECTION_LTR : TTF_DIRECTION_RTL;
        (void)TTF_SetFontDirection(font->font, direction);
        (void)TTF_SetFontScriptName(font->font, script_codes[style.script]);
        font->style.script = style.script;
    }
    return at_size(font, style.size_px);
}

int mapped_font_width(struct mapped_font *font, struct mapped_font_style style, const char *text)
{
    int width = 0;
    return TTF_SizeUTF8(at_style(font, style), text, &width, NULL) == 0 ? width : 0;
}

int mapped_font_height(struct mapped_font *font, int size_px)
{
    return TTF_FontHeight(at_size(font, size_px));
}

int mapped_font_ascent(struct mapped_font *font, int size_px)
{
    return TTF_FontAscent(at_size(font, size_px));
}

struct SDL_Surface *mapped_font_render(struct mapped_font *font, struct mapped_font_style style,
                                       const char *text)
{
    /* Between black and white SDL_ttf's 256 shades are the coverage itself. */
    const SDL_Color white = {0xff, 0xff, 0xff, 0xff};
    const SDL_Color black = {0, 0, 0, 0xff};
    return TTF_RenderUTF8_Shaded(at_style(font, style), text, white, black);
}
