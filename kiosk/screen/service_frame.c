#include "service_frame.h"

#include "button.h"
#include "display_state.h"
#include <stdio.h>

#define MARGIN     28 /* distances in 1080ths */
#define TITLE      72
#define GAP        20
#define BAR_HEIGHT 12
#define ROW_MOST   84
#define LABEL_PART 26 /* hundredths of the width */

static const enum phrase page_words[SERVICE_PAGES] = {
    [SERVICE_PAGE_STATE] = PHRASE_SERVICE_PAGE_STATE,
    [SERVICE_PAGE_CARDS] = PHRASE_SERVICE_PAGE_CARDS,
    [SERVICE_PAGE_READER] = PHRASE_SERVICE_PAGE_READER,
    [SERVICE_PAGE_NETWORK] = PHRASE_SERVICE_PAGE_NETWORK,
    [SERVICE_PAGE_SETTINGS] = PHRASE_SERVICE_PAGE_SETTINGS,
    [SERVICE_PAGE_EXPORT] = PHRASE_SERVICE_PAGE_EXPORT,
};

static void draw_title(struct scene *scene, struct box row, const struct look *look,
                       const struct display *display)
{
    char title[2 * PHRASE_SIZE];
    struct text_style style = look_bold(look, SIZE_LABEL, COLOUR_NOTE, ALIGN_LEFT);
    (void)snprintf(title, sizeof title, "%s · %s",
                   phrase_text(look->language, PHRASE_SERVICE_TITLE), display->service.name);
    (void)scene_text(scene, row, &style, title); /* where it stands is known */
}

static void draw_pages(struct scene *scene, struct box row, const struct look *look,
                       const struct display *display)
{
    struct button buttons[SERVICE_PAGES + 1];
    for (int page = 0; page < SERVICE_PAGES; page++) {
        bool shown = display->service.page == (enum service_page)page;
        buttons[page] = (struct button){phrase_text(look->language, page_words[page]),
                                        TOUCH_SERVICE + SERVICE_TOUCH_PAGE + page,
                                        shown ? BUTTON_MAIN : BUTTON_QUIET};
    }
    buttons[SERVICE_PAGES] = (struct button){phrase_text(look->language, PHRASE_SERVICE_LEAVE),
                                             TOUCH_CANCEL, BUTTON_QUIET};
    button_row_draw(scene, row, look, buttons, SERVICE_PAGES + 1);
}

struct box service_frame_draw(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display)
{
    int margin = look_distance(look, MARGIN);
    int bar = look_distance(look, BAR_HEIGHT);
    struct box title = {area.x + margin, area.y + margin / 4, area.w - 2 * margin,
                        look_distance(look, TITLE)};
    struct box pages = {title.x, title.y + title.h, title.w, button_height(look)};
    struct box track = {area.x, area.y + area.h - bar, area.w, bar};
    struct box left = track;
    left.w = (int)((long)track.w * display->left_permille / 1000);
    draw_title(scene, title, look, display);
    draw_pages(scene, pages, look, display);
    scene_fill(scene, track, look_colour(look, COLOUR_LINE), 0);
    scene_fill(scene, left, look_colour(look, COLOUR_NOTE), 0);
    int top = pages.y + pages.h + look_distance(look, GAP);
    return (struct box){title.x, top, title.w, track.y - look_distance(look, GAP) / 2 - top};
}

void service_frame_draw_rows(struct scene *scene, struct box area, const struct look *look,
                             const struct service_row *rows, size_t count)
{
    int most = look_distance(look, ROW_MOST);
    int height = area.h / (int)count < most ? area.h / (int)count : most;
    int label_width = area.w * LABEL_PART / 100;
    struct text_style label = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style value = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    for (size_t i = 0; i < count; i++) {
        struct box row = {area.x, area.y + (int)i * height, label_width - look_distance(look, GAP),
                          height};
        struct box said = {area.x + label_width, row.y, area.w - label_width, height};
        (void)scene_text(scene, row, &label, phrase_text(look->language, rows[i].label));
        (void)scene_text(scene, said, &value, rows[i].value); /* where they stand is known */
    }
}
