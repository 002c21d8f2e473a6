/* The log on its way to a USB stick, and when it may be pulled out. */

#include "button.h"
#include "column.h"
#include "display_state.h"
#include "screen.h"
#include "service_frame.h"
#include <stdio.h>

#define GAP       24 /* distances in 1080ths */
#define ICON_SIZE 150

static const struct standing_look {
    enum icon icon;
    enum colour_role colour;
    enum phrase word;
} looks[SERVICE_EXPORT_STANDINGS] = {
    [SERVICE_EXPORT_NOTHING] = {ICON_INFO, COLOUR_NOTE, PHRASE_SERVICE_EXPORT_HINT},
    [SERVICE_EXPORT_BUSY] = {ICON_HOURGLASS, COLOUR_WAITING, PHRASE_SERVICE_EXPORT_BUSY},
    [SERVICE_EXPORT_DONE] = {ICON_TICK, COLOUR_WELL, PHRASE_SERVICE_EXPORT_DONE},
    [SERVICE_EXPORT_NO_STICK] = {ICON_INFO, COLOUR_WARNING, PHRASE_SERVICE_EXPORT_NO_STICK},
    [SERVICE_EXPORT_FULL] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_SERVICE_EXPORT_FULL},
    [SERVICE_EXPORT_READ_ONLY] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_SERVICE_EXPORT_READ_ONLY},
    [SERVICE_EXPORT_PULLED_OUT] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_SERVICE_EXPORT_PULLED_OUT},
    [SERVICE_EXPORT_FAILED] = {ICON_CROSS, COLOUR_REFUSED, PHRASE_SERVICE_EXPORT_FAILED},
};

void service_export_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                const struct display *display)
{
    char text[PHRASE_SIZE];
    char count[16];
    const struct service_export *stick = &display->service.stick;
    const struct standing_look *shown = &looks[stick->standing];
    bool done = stick->standing == SERVICE_EXPORT_DONE;
    bool busy = stick->standing == SERVICE_EXPORT_BUSY;
    struct box body = service_frame_draw(scene, area, look, display);
    int height = button_height(look);
    struct box box = {body.x, body.y + body.h - height, body.w, height};
    const struct button start = {phrase_text(look->language, PHRASE_SERVICE_EXPORT_START),
                                 busy ? TOUCH_NOTHING : TOUCH_SERVICE + SERVICE_TOUCH_EXPORT,
                                 busy || done ? BUTTON_QUIET : BUTTON_MAIN};
    struct text_style style = look_text(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    struct column column;
    (void)snprintf(count, sizeof count, "%d", stick->file_count);
    (void)phrase_fill(look->language, shown->word, done ? count : stick->detail, stick->folder,
                      text);
    button_draw(scene, box, look, &start);
    body.h -= height + look_distance(look, GAP);
    column_init(&column, scene, body.w);
    column_add_icon(&column, shown->icon, look_distance(look, ICON_SIZE),
                    look_colour(look, shown->colour), ALIGN_CENTRE);
    column_add_gap(&column, look_distance(look, GAP));
    column_add_text(&column, &style, 4, text);
    column_draw(&column, body);
}
