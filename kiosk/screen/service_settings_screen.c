/* Loudness, brightness and the language that the screen comes back to. */

#include "button.h"
#include "display_state.h"
#include "screen.h"
#include "service_frame.h"
#include <stdio.h>

#define GAP   24 /* distances in 1080ths */
#define LABEL 30 /* hundredths of the width */
#define VALUE 16

static struct box cell(struct box row, int from_hundredth, int hundredths)
{
    return (struct box){row.x + row.w * from_hundredth / 100, row.y, row.w * hundredths / 100,
                        row.h};
}

static void draw_label(struct scene *scene, struct box row, const struct look *look,
                       enum phrase label)
{
    struct text_style style = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_LEFT);
    (void)scene_text(scene, cell(row, 0, LABEL - 2), &style, phrase_text(look->language, label));
}

/* "−  80 %  +"; at an end one of them cannot be pressed. */
static void draw_percent(struct scene *scene, struct box row, const struct look *look, int percent,
                         int least, enum service_touch lower)
{
    char text[16];
    int part = (100 - LABEL - VALUE) / 2;
    int id = TOUCH_SERVICE + (int)lower;
    const struct button less = {"−", percent > least ? id : TOUCH_NOTHING, BUTTON_QUIET};
    const struct button more = {"+", percent < 100 ? id + 1 : TOUCH_NOTHING, BUTTON_QUIET};
    struct text_style style = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    (void)snprintf(text, sizeof text, "%d %%", percent);
    button_draw(scene, cell(row, LABEL, part), look, &less);
    (void)scene_text(scene, cell(row, LABEL + part, VALUE), &style, text);
    button_draw(scene, cell(row, LABEL + part + VALUE, part), look, &more);
}

static void draw_languages(struct scene *scene, struct box row, const struct look *look,
                           enum language language)
{
    const struct button buttons[] = {
        {phrase_text(look->language, PHRASE_SERVICE_CHINESE), TOUCH_SERVICE + SERVICE_TOUCH_CHINESE,
         language == LANGUAGE_CHINESE ? BUTTON_MAIN : BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_SERVICE_ENGLISH), TOUCH_SERVICE + SERVICE_TOUCH_ENGLISH,
         language == LANGUAGE_ENGLISH ? BUTTON_MAIN : BUTTON_QUIET},
    };
    button_row_draw(scene, cell(row, LABEL, 100 - LABEL), look, buttons, 2);
}

void service_settings_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                  const struct display *display)
{
    const struct service_settings *settings = &display->service.settings;
    struct box body = service_frame_draw(scene, area, look, display);
    int height = button_height(look);
    int gap = look_distance(look, GAP) < (body.h - 3 * height) / 4 ? look_distance(look, GAP)
                                                                   : (body.h - 3 * height) / 4;
    struct box row = {body.x, body.y, body.w, height};
    draw_label(scene, row, look, PHRASE_SERVICE_VOLUME);
    draw_percent(scene, row, look, settings->volume_percent, 0, SERVICE_TOUCH_QUIETER);
    row.y += height + gap;
    draw_label(scene, row, look, PHRASE_SERVICE_BRIGHTNESS);
    draw_percent(scene, row, look, settings->brightness_percent, SERVICE_BRIGHTNESS_MIN,
                 SERVICE_TOUCH_DARKER);
    row.y += height + gap;
    draw_label(scene, row, look, PHRASE_SERVICE_LANGUAGE);
    draw_languages(scene, row, look, settings->language);
    row.y += height + gap;
    struct text_style note = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct box below = {row.x, row.y, row.w, body.y + body.h - row.y};
    if (below.h >= look_size(look, SIZE_BODY)) {
        scene_paragraph(scene, below, &note, 1,
                        phrase_text(look->language, PHRASE_SERVICE_SETTINGS_NOTE));
    }
}
