#include "look.h"

struct look look_make(const struct theme *theme, enum appearance appearance, enum language language,
                      int width, int height)
{
    return (struct look){.palette = &theme->palettes[appearance],
                         .theme = theme,
                         .language = language,
                         .shorter_px = width < height ? width : height,
                         .brightness_percent = 100};
}

static struct colour dim(const struct look *look, struct colour colour)
{
    int percent = look->brightness_percent;
    return (struct colour){(uint8_t)(colour.red * percent / 100),
                           (uint8_t)(colour.green * percent / 100),
                           (uint8_t)(colour.blue * percent / 100)};
}

struct colour look_colour(const struct look *look, enum colour_role role)
{
    return dim(look, look->palette->colours[role]);
}

struct colour look_light(const struct look *look)
{
    return dim(look, (struct colour){255, 255, 255});
}

int look_size(const struct look *look, enum size_role role)
{
    int size_px = (int)(look->theme->sizes[role] * look->shorter_px / THEME_SIZE_BASE);
    return size_px > TEXT_MIN_PX ? size_px : TEXT_MIN_PX;
}

int look_distance(const struct look *look, int in_1080ths)
{
    return in_1080ths * look->shorter_px / THEME_SIZE_BASE;
}

static struct text_style make_style(const struct look *look, enum font_weight weight,
                                    enum size_role size, enum colour_role colour, enum align align)
{
    return (struct text_style){.font = {weight, look_size(look, size)},
                               .min_px = TEXT_MIN_PX,
                               .colour = look_colour(look, colour),
                               .align = align};
}

struct text_style look_text(const struct look *look, enum size_role size, enum colour_role colour,
                            enum align align)
{
    return make_style(look, FONT_REGULAR, size, colour, align);
}

struct text_style look_bold(const struct look *look, enum size_role size, enum colour_role colour,
                            enum align align)
{
    return make_style(look, FONT_BOLD, size, colour, align);
}
