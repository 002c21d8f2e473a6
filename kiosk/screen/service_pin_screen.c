/* The PIN of a keeper: how many digits are typed, never which. */

#include "button.h"
#include "display_state.h"
#include "screen.h"
#include <stdio.h>
#include <string.h>

#define MARGIN  28 /* distances in 1080ths */
#define GAP     14
#define TITLE   84
#define FIELD   84
#define COLUMNS 3
#define ROWS    4

/* Who is asked, or what was wrong with the last one. */
static const char *word_of(const struct look *look, const struct display *display,
                           char ret_text[static PHRASE_SIZE])
{
    char tries[24];
    const struct service *service = &display->service;
    if (service->step == SERVICE_CHECKING) {
        return phrase_text(look->language, PHRASE_SERVICE_CHECKING);
    }
    if (!service->pin_was_wrong) {
        return phrase_fill(look->language, PHRASE_SERVICE_ASK_PIN, service->name, NULL, ret_text);
    }
    (void)snprintf(tries, sizeof tries, "%u", pin_guard_tries_left(&service->guard));
    return phrase_fill(look->language, PHRASE_SERVICE_WRONG_PIN, tries, NULL, ret_text);
}

static void draw_dots(struct scene *scene, struct box box, const struct look *look, size_t count)
{
    char dots[4 * SERVICE_PIN_MAX + 1] = "";
    struct text_style style = look_bold(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    for (size_t i = 0; i < count && i < SERVICE_PIN_MAX; i++) {
        memcpy(dots + 3 * i, "●", 4);
    }
    scene_fill(scene, box, look_colour(look, COLOUR_PANEL), look_distance(look, GAP));
    (void)scene_text(scene, box, &style, dots); /* where it stands is known */
}

/* 1 to 9, and below them: erase, 0, enter. */
static struct button key_at(const struct look *look, const struct display *display, int place,
                            char ret_label[static 12])
{
    bool waits = display->service.step == SERVICE_PIN;
    bool enough = waits && display->pin_len >= SERVICE_PIN_MIN;
    if (place == 9) {
        return (struct button){phrase_text(look->language, PHRASE_BUTTON_ERASE),
                               waits ? TOUCH_ERASE : TOUCH_NOTHING, BUTTON_QUIET};
    }
    if (place == 11) {
        return (struct button){phrase_text(look->language, PHRASE_SERVICE_ENTER),
                               enough ? TOUCH_SERVICE + SERVICE_TOUCH_ENTER : TOUCH_NOTHING,
                               enough ? BUTTON_MAIN : BUTTON_QUIET};
    }
    int digit = place == 10 ? 0 : place + 1;
    (void)snprintf(ret_label, 12, "%d", digit);
    return (struct button){ret_label,
                           waits ? TOUCH_SERVICE + SERVICE_TOUCH_DIGIT + digit : TOUCH_NOTHING,
                           BUTTON_QUIET};
}

static void draw_pad(struct scene *scene, struct box box, const struct look *look,
                     const struct display *display)
{
    int gap = look_distance(look, GAP);
    int width = (box.w - (COLUMNS - 1) * gap) / COLUMNS;
    int height = (box.h - (ROWS - 1) * gap) / ROWS;
    int most = 2 * button_height(look);
    height = height < most ? height : most;
    for (int place = 0; place < COLUMNS * ROWS; place++) {
        char label[12];
        const struct button key = key_at(look, display, place, label);
        struct box at = {box.x + place % COLUMNS * (width + gap),
                         box.y + place / COLUMNS * (height + gap), width, height};
        button_draw(scene, at, look, &key);
    }
}

/* Beside each other where the screen is wide, so that the keys are as high as thumbs need. */
void service_pin_screen_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct display *display)
{
    char text[PHRASE_SIZE];
    int margin = look_distance(look, MARGIN);
    int gap = look_distance(look, GAP);
    struct box body = box_inset(area, margin, margin);
    bool wide = area.w >= area.h;
    struct box left = body;
    struct box pad = body;
    left.w = wide ? body.w * 45 / 100 : body.w;
    left.h = wide ? body.h : body.h / 3;
    if (wide) {
        pad.x = left.x + left.w + margin;
        pad.w = body.x + body.w - pad.x;
    } else {
        pad.y = left.y + left.h + margin;
        pad.h = body.y + body.h - pad.y;
    }
    bool wrong = display->service.pin_was_wrong && display->service.step == SERVICE_PIN;
    struct text_style title =
        look_bold(look, SIZE_LABEL, wrong ? COLOUR_REFUSED : COLOUR_TEXT, ALIGN_LEFT);
    struct box word = {left.x, left.y, left.w, 2 * look_distance(look, TITLE)};
    struct box field = {left.x, word.y + word.h + gap, left.w, look_distance(look, FIELD)};
    struct box leave = {left.x, left.y + left.h - button_height(look), left.w, button_height(look)};
    const struct button button = {phrase_text(look->language, PHRASE_SERVICE_LEAVE), TOUCH_CANCEL,
                                  BUTTON_QUIET};
    scene_paragraph(scene, word, &title, 2, word_of(look, display, text));
    draw_dots(scene, field, look, display->pin_len);
    button_draw(scene, leave, look, &button);
    draw_pad(scene, pad, look, display);
}
