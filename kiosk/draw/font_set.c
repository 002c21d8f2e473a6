#include "font_set.h"

#include "check.h"
#include "log.h"
#include "mapped_font.h"
#include "mask_cache.h"
#include "utf8.h"
#include <SDL.h>
#include <SDL_ttf.h>
#include <string.h>

#define RUNS_MAX                                                                                   \
    64 /* stretches of one font in a line; what follows goes on in the last one's font */

#define SHORT_TEXT_BYTES 48

struct font_set {
    bool ttf_ready;
    struct mapped_font *weights[FONT_WEIGHTS];
    struct mapped_font *fallbacks[FONT_FALLBACKS_MAX];
    size_t fallback_count;
    struct mask_cache *cache;
};

struct run {
    struct mapped_font *font;
    enum font_script script;
    size_t start, len;
};

struct runs {
    char text[FONT_TEXT_SIZE];
    struct run items[RUNS_MAX];
    size_t count;
};

static const char *const usual_places[FONT_WEIGHTS][5] = {
    [FONT_REGULAR] = {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc#2",
                      "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc#2",
                      "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc#2",
                      "/usr/share/fonts/opentype/noto-cjk/NotoSansCJK-Regular.ttc#2",
                      "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc#2"},
    [FONT_BOLD] = {"/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc#2",
                   "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc#2",
                   "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc#2",
                   "/usr/share/fonts/opentype/noto-cjk/NotoSansCJK-Bold.ttc#2",
                   "/usr/share/fonts/truetype/noto/NotoSansCJK-Bold.ttc#2"},
};

/* The file that is named, or else the first of the usual places that has one. */
static bool open_own(enum font_weight weight, const char *path, struct mapped_font **ret_font,
                     struct error *err)
{
    if (*path) {
        return mapped_font_create(path, ret_font, err);
    }
    for (size_t i = 0; i < ARRAY_LEN(usual_places[weight]); i++) {
        if (mapped_font_create(usual_places[weight][i], ret_font, err)) {
            return true;
        }
    }
    return error_set(err, ERROR_INVALID,
                     "no Chinese font in the usual places (such as %s): install fonts-noto-cjk or "
                     "name one in the configuration",
                     usual_places[weight][0]);
}

/* A door that shows another font, or the letters of another script alone, is better than one that
 * shows nothing and records nobody. */
static bool open_weight(const struct font_files *files, enum font_weight weight,
                        struct mapped_font **ret_font, struct error *err)
{
    struct error fault;
    if (open_own(weight, files->weights[weight], ret_font, err)) {
        return true;
    }
    const enum font_weight other = weight == FONT_BOLD ? FONT_REGULAR : FONT_BOLD;
    bool found = open_own(weight, "", ret_font, &fault) ||
                 open_own(other, files->weights[other], ret_font, &fault) ||
                 open_own(other, "", ret_font, &fault);
    for (size_t i = 0; !found && i < FONT_FALLBACKS_MAX; i++) {
        found = files->fallbacks[i][0] && mapped_font_create(files->fallbacks[i], ret_font, &fault);
    }
    if (found) {
        log_event(LOG_ERROR, "font_missing", "reason=%s", LOG_TEXT(err->text));
    }
    return found;
}

static void open_fallbacks(struct font_set *set, const struct font_files *files)
{
    for (size_t i = 0; i < FONT_FALLBACKS_MAX; i++) {
        if (!files->fallbacks[i][0]) {
            continue;
        }
        struct error err;
        if (mapped_font_create(files->fallbacks[i], &set->fallbacks[set->fallback_count], &err)) {
            set->fallback_count++;
        } else {
            log_event(LOG_WARNING, "fallback_font_missing", "reason=%s", LOG_TEXT(err.text));
        }
    }
}

bool font_set_create(const struct font_files *files, struct font_set **ret_set, struct error *err)
{
    AUTO(font_set) struct font_set *set = calloc(1, sizeof *set);
    if (!set) {
        return error_set(err, ERROR_NO_MEMORY, "fonts: out of memory");
    }
    if (TTF_Init() != 0) {
        return error_set(err, ERROR_UNSUPPORTED, "SDL_ttf: %s", TTF_GetError());
    }
    set->ttf_ready = true;
    for (int weight = 0; weight < FONT_WEIGHTS; weight++) {
        if (!open_weight(files, (enum font_weight)weight, &set->weights[weight], err)) {
            return false;
        }
    }
    open_fallbacks(set, files);
    if (!mask_cache_create(FONT_CACHE_MAX, FONT_CACHE_BYTES, &set->cache, err)) {
        return false;
    }
    *ret_set = TAKE(set);
    return true;
}

bool font_set_check(const struct font_files *files, struct error *err)
{
    bool good = true;
    if (TTF_Init() != 0) {
        return error_set(err, ERROR_UNSUPPORTED, "SDL_ttf: %s", TTF_GetError());
    }
    for (int weight = 0; good && weight < FONT_WEIGHTS; weight++) {
        AUTO(mapped_font) struct mapped_font *font = NULL;
        good = open_own((enum font_weight)weight, files->weights[weight], &font, err);
    }
    for (size_t i = 0; good && i < FONT_FALLBACKS_MAX; i++) {
        AUTO(mapped_font) struct mapped_font *font = NULL;
        good = !files->fallbacks[i][0] || mapped_font_create(files->fallbacks[i], &font, err);
    }
    TTF_Quit();
    return good;
}

void font_set_destroy(struct font_set *set)
{
    if (!set) {
        return;
    }
    mask_cache_destroy(set->cache);
    for (size_t i = 0; i < set->fallback_count; i++) {
        mapped_font_destroy(set->fallbacks[i]);
    }
    for (size_t i = 0; i < FONT_WEIGHTS; i++) {
        mapped_font_destroy(set->weights[i]);
    }
    if (set->ttf_ready) {
        TTF_Quit();
    }
    free(set);
}

/* Characters that belong to no script of their own and stay with the run that they are in, also
 * joiners and selectors that no font draws. */
static bool is_neutral(uint32_t character)
{
    return character == ' ' || (character >= 0x200b && character <= 0x200f) ||
           (character >= 0xfe00 && character <= 0xfe0f);
}

/* A character that nobody has shows as the main font's empty box. */
static struct mapped_font *font_for(struct font_set *set, enum font_weight weight,
                                    uint32_t character)
{
    struct mapped_font *main_font = set->weights[weight];
    if (mapped_font_has(main_font, character)) {
        return main_font;
    }
    for (size_t i = 0; i < set->fallback_count; i++) {
        if (mapped_font_has(set->fallbacks[i], character)) {
            return set->fallbacks[i];
        }
    }
    return main_font;
}

/* The script of the first character that has one; what follows the last of them goes rightwards. */
static enum font_script script_ahead(const char *text)
{
    while (*text) {
        size_t len;
        uint32_t character = utf8_decode(text, &len);
        if (!is_neutral(character)) {
            return mapped_font_script(character);
        }
        text += len;
    }
    return FONT_SCRIPT_ANY;
}

/* A neutral character between two of a run's own stays in it; one at the end of a leftward run
 * would come to stand before it. */
static bool belongs(const struct run *run, const char *text, uint32_t character,
                    const struct mapped_font *font)
{
    if (is_neutral(character)) {
        return run->script == FONT_SCRIPT_ANY || script_ahead(text) == run->script;
    }
    return font == run->font && mapped_font_script(character) == run->script;
}

static void split_runs(struct font_set *set, enum font_weight weight, const char *text,
                       struct runs *ret_runs)
{
    size_t total = utf8_copy_clean(ret_runs->text, sizeof ret_runs->text, text);
    ret_runs->count = 0;
    struct run *run = NULL;
    for (size_t at = 0; at < total;) {
        size_t len;
        uint32_t character = utf8_decode(ret_runs->text + at, &len);
        struct mapped_font *font = font_for(set, weight, character);
        enum font_script script = mapped_font_script(character);
        bool same = run && belongs(run, ret_runs->text + at, character, font);
        if (!run || (!same && ret_runs->count < RUNS_MAX)) {
            run = &ret_runs->items[ret_runs->count++];
            *run = (struct run){.font = font, .script = script, .start = at};
        }
        run->len += len;
        at += len;
    }
}

static const char *run_text(const struct runs *runs, size_t index, char ret_text[FONT_TEXT_SIZE])
{
    const struct run *run = &runs->items[index];
    memcpy(ret_text, runs->text + run->start, run->len);
    ret_text[run->len] = '\0';
    return ret_text;
}

static int measure(const struct runs *runs, int size_px)
{
    int width = 0;
    for (size_t i = 0; i < runs->count; i++) {
        char part[FONT_TEXT_SIZE];
        struct mapped_font_style style = {size_px, runs->items[i].script};
        width += mapped_font_width(runs->items[i].font, style, run_text(runs, i, part));
    }
    return width;
}

int font_set_height(struct font_set *set, struct font_style style)
{
    return mapped_font_height(set->weights[style.weight], style.size_px);
}

int font_set_ascent(struct font_set *set, struct font_style style)
{
    return mapped_font_ascent(set->weights[style.weight], style.size_px);
}

/* Copies an 8-bit surface into coverage values of width × height. */
static void place_part(const SDL_Surface *part, int x, int y, uint8_t *coverage, int width,
                       int height)
{
    for (int row = 0; row < part->h; row++) {
        if (y + row >= 0 && y + row < height) {
            const uint8_t *from = (const uint8_t *)part->pixels + (ptrdiff_t)row * part->pitch;
            memcpy(coverage + (ptrdiff_t)(y + row) * width + x, from, (size_t)part->w);
        }
    }
}

/* Runs of several fonts side by side on one baseline: the main font's. */
static struct mask *join_parts(struct font_set *set, struct font_style style,
                               SDL_Surface *const parts[], const struct runs *runs)
{
    int width = 0;
    for (size_t i = 0; i < runs->count; i++) {
        width += parts[i] ? parts[i]->w : 0;
    }
    int height = font_set_height(set, style);
    int ascent = font_set_ascent(set, style);
    AUTO(memory) uint8_t *coverage = calloc((size_t)width + 1, (size_t)height);
    int x = 0;
    for (size_t i = 0; coverage && i < runs->count; i++) {
        if (parts[i]) {
            int y = ascent - mapped_font_ascent(runs->items[i].font, style.size_px);
            place_part(parts[i], x, y, coverage, width, height);
            x += parts[i]->w;
        }
    }
    return coverage ? mask_create(coverage, width, height, width) : NULL;
}

static struct mask *make_mask(struct font_set *set, struct font_style style,
                              const struct runs *runs)
{
    SDL_Surface *parts[RUNS_MAX] = {NULL};
    for (size_t i = 0; i < runs->count; i++) {
        char part[FONT_TEXT_SIZE];
        struct mapped_font_style run_style = {style.size_px, runs->items[i].script};
        parts[i] = mapped_font_render(runs->items[i].font, run_style, run_text(runs, i, part));
    }
    struct mask *mask;
    if (runs->count == 1 && parts[0] && runs->items[0].font == set->weights[style.weight]) {
        mask = mask_create(parts[0]->pixels, parts[0]->w, parts[0]->h, parts[0]->pitch);
    } else {
        mask = join_parts(set, style, parts, runs);
    }
    for (size_t i = 0; i < runs->count; i++) {
        SDL_FreeSurface(parts[i]);
    }
    return mask;
}

static const struct mask *render(struct font_set *set, struct font_style style, const char *text,
                                 const struct runs *runs)
{
    struct mask *fresh = make_mask(set, style, runs);
    const struct mask_key key = {(int)style.weight, style.size_px, text};
    return fresh ? mask_cache_keep(set->cache, &key, fresh) : NULL;
}

static const struct mask *find_mask(struct font_set *set, struct font_style style, const char *text)
{
    const struct mask_key key = {(int)style.weight, style.size_px, text};
    return mask_cache_find(set->cache, &key);
}

const struct mask *font_set_render(struct font_set *set, struct font_style style, const char *text)
{
    const struct mask *kept = find_mask(set, style, text);
    if (kept || !*text) {
        return kept;
    }
    struct runs runs;
    split_runs(set, style.weight, text, &runs);
    return render(set, style, text, &runs);
}

/* A text that is measured is most often drawn next, so it is rendered at once: that gives its width
 * too. Not a long one, which will not stay as it is. */
int font_set_width(struct font_set *set, struct font_style style, const char *text)
{
    const struct mask *mask = find_mask(set, style, text);
    if (mask || !*text) {
        return mask ? mask->width : 0;
    }
    struct runs runs;
    split_runs(set, style.weight, text, &runs);
    mask = strlen(text) <= SHORT_TEXT_BYTES ? render(set, style, text, &runs) : NULL;
    return mask ? mask->width : measure(&runs, style.size_px);
}

bool font_set_has(struct font_set *set, uint32_t character)
{
    bool has = mapped_font_has(set->weights[FONT_REGULAR], character);
    for (size_t i = 0; !has && i < set->fallback_count; i++) {
        has = mapped_font_has(set->fallbacks[i], character);
    }
    return has;
}
