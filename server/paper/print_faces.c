#include "print_inside.h"

#include <string.h>

#define FAMILIES_MAX 12

/* The faces that offices have come first, by both of their names: those of Founder, of Windows, of
 * WPS and macOS. What stands in for them is Debian's: bold where the face itself is heavy, light
 * where it is light and such a weight is installed. */
struct family {
    const char *name; /* NULL ends a list */
    PangoWeight weight;
};

static const struct family families[PRINT_FACES][FAMILIES_MAX] = {
    [PRINT_TITLE] = {{"方正小标宋简体", PANGO_WEIGHT_NORMAL},
                     {"FZXiaoBiaoSong-B05S", PANGO_WEIGHT_NORMAL},
                     {"方正小标宋_GBK", PANGO_WEIGHT_NORMAL},
                     {"FZXiaoBiaoSong-B05", PANGO_WEIGHT_NORMAL},
                     {"STZhongsong", PANGO_WEIGHT_BOLD},
                     {"Noto Serif CJK SC", PANGO_WEIGHT_BOLD}},
    [PRINT_FANG] = {{"仿宋_GB2312", PANGO_WEIGHT_NORMAL},
                    {"FangSong_GB2312", PANGO_WEIGHT_NORMAL},
                    {"方正仿宋_GBK", PANGO_WEIGHT_NORMAL},
                    {"FZFangSong-Z02", PANGO_WEIGHT_NORMAL},
                    {"方正仿宋简体", PANGO_WEIGHT_NORMAL},
                    {"FZFangSong-Z02S", PANGO_WEIGHT_NORMAL},
                    {"FangSong", PANGO_WEIGHT_NORMAL},
                    {"STFangsong", PANGO_WEIGHT_NORMAL},
                    {"Noto Serif CJK SC", PANGO_WEIGHT_LIGHT}},
    [PRINT_KAI] = {{"楷体_GB2312", PANGO_WEIGHT_NORMAL},
                   {"KaiTi_GB2312", PANGO_WEIGHT_NORMAL},
                   {"方正楷体_GBK", PANGO_WEIGHT_NORMAL},
                   {"FZKai-Z03", PANGO_WEIGHT_NORMAL},
                   {"方正楷体简体", PANGO_WEIGHT_NORMAL},
                   {"FZKai-Z03S", PANGO_WEIGHT_NORMAL},
                   {"KaiTi", PANGO_WEIGHT_NORMAL},
                   {"AR PL UKai CN", PANGO_WEIGHT_NORMAL},
                   {"AR PL KaitiM GB", PANGO_WEIGHT_NORMAL},
                   {"LXGW WenKai", PANGO_WEIGHT_NORMAL},
                   {"Noto Serif CJK SC", PANGO_WEIGHT_NORMAL}},
    [PRINT_HEI] = {{"方正黑体_GBK", PANGO_WEIGHT_NORMAL},
                   {"FZHei-B01", PANGO_WEIGHT_NORMAL},
                   {"方正黑体简体", PANGO_WEIGHT_NORMAL},
                   {"FZHei-B01S", PANGO_WEIGHT_NORMAL},
                   {"SimHei", PANGO_WEIGHT_NORMAL},
                   {"STHeiti", PANGO_WEIGHT_NORMAL},
                   {"Noto Sans CJK SC", PANGO_WEIGHT_BOLD}},
    [PRINT_SONG] = {{"SimSun", PANGO_WEIGHT_NORMAL}, {"Noto Serif CJK SC", PANGO_WEIGHT_NORMAL}},
    [PRINT_PLAIN] = {{"Noto Sans CJK SC", PANGO_WEIGHT_NORMAL}},
};

static bool is_installed(PangoFontFamily *const *installed, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(pango_font_family_get_name(installed[i]), name) == 0) {
            return true;
        }
    }
    return false;
}

static const struct family *choose(PangoFontFamily *const *installed, int count,
                                   const struct family *list)
{
    while (list[1].name && !is_installed(installed, count, list->name)) {
        list++;
    }
    return list; /* of the last Pango makes the best that there is */
}

void print_faces_choose(struct print_faces *faces, PangoFontMap *fonts)
{
    PangoFontFamily **installed;
    int count;
    pango_font_map_list_families(fonts, &installed, &count);
    for (size_t i = 0; i < PRINT_FACES; i++) {
        const struct family *family = choose(installed, count, families[i]);
        faces->of[i] = pango_font_description_new();
        pango_font_description_set_family(faces->of[i], family->name);
        pango_font_description_set_weight(faces->of[i], family->weight);
    }
    g_free(installed);
}

void print_faces_finish(struct print_faces *faces)
{
    for (size_t i = 0; i < PRINT_FACES; i++) {
        pango_font_description_free(faces->of[i]);
        faces->of[i] = NULL;
    }
}
