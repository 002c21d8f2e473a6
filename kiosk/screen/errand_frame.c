#include "errand_frame.h"

#define MARGIN     56 /* distances in 1080ths */
#define BAR_HEIGHT 12
#define TITLE      100

const char *errand_frame_title(const struct look *look, const struct errand *errand,
                               char ret_text[static PHRASE_SIZE])
{
    static const enum phrase titles[] = {
        [ERRAND_NOTHING] = PHRASE_NOTHING,       [ERRAND_SUBSTITUTE] = PHRASE_TITLE_SUBSTITUTE,
        [ERRAND_SIGN_IN] = PHRASE_TITLE_SIGN_IN, [ERRAND_BACK] = PHRASE_TITLE_BACK,
        [ERRAND_MONTH] = PHRASE_TITLE_MONTH,     [ERRAND_ISSUE] = PHRASE_TITLE_ISSUE,
        [ERRAND_KEEPER] = PHRASE_SERVICE_TITLE,
    };
    return phrase_fill(look->language, titles[errand->kind], errand->title, NULL, ret_text);
}

struct box errand_frame_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct display *display, const struct button *buttons,
                             size_t count)
{
    char title[PHRASE_SIZE];
    int margin = look_distance(look, MARGIN);
    int bar_height = look_distance(look, BAR_HEIGHT);
    int height = button_height(look);
    struct text_style style = look_bold(look, SIZE_LABEL, COLOUR_NOTE, ALIGN_LEFT);
    struct box head = {area.x + margin, area.y + margin / 4, area.w - 2 * margin,
                       look_distance(look, TITLE)};
    (void)scene_text(scene, head, &style, errand_frame_title(look, &display->errand, title));
    struct box track = {area.x, area.y + area.h - bar_height, area.w, bar_height};
    struct box left = track;
    left.w = (int)((long)track.w * display->left_permille / 1000);
    scene_fill(scene, track, look_colour(look, COLOUR_LINE), 0);
    scene_fill(scene, left, look_colour(look, COLOUR_NOTE), 0);
    struct box row = {head.x, track.y - margin / 3 - height, head.w, height};
    button_row_draw(scene, row, look, buttons, count);
    return (struct box){head.x, head.y + head.h, head.w, row.y - margin / 3 - head.y - head.h};
}
