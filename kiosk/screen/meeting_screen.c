#include "display_state.h"
#include "meeting_panel.h"
#include "moment_text.h"
#include "rest_bar.h"
#include "screen.h"
#include "share_look.h"
#include "top_bar.h"
#include <stdio.h>
#include <string.h>

#define GAP     40 /* distances in 1080ths */
#define RADIUS  32
#define PADDING 36
#define HINT    96
#define ROOMY   600 /* a panel so high has room for all there is to say */

/* The turned meetings, or the one that was touched to be looked at: at most all, in order. */
static size_t list_shown(const struct display *display, size_t ret_places[static MEETING_BOARD_MAX])
{
    const struct meeting_board *board = display->views.meetings;
    size_t turned = board ? meeting_board_turned(board) : 0;
    size_t count = 0;
    for (size_t i = 0; board && i < board->count; i++) {
        bool touched = display->glance_meeting[0] &&
                       strcmp(board->meetings[i].id, display->glance_meeting) == 0;
        if (display->glance_meeting[0] ? touched : i < turned) {
            ret_places[count++] = i;
        }
    }
    return count;
}

/* "08:52  李敏  代 王强" with the icon of what it is. */
static void draw_sign_in(struct scene *scene, struct box row, const struct look *look,
                         const struct meeting_board_sign_in *sign_in)
{
    char minute[MOMENT_CLOCK_SIZE];
    char name[PHRASE_SIZE + FACTS_NAME_MAX + 2];
    char other[PHRASE_SIZE];
    struct share_look kind = share_look_of(sign_in->share);
    enum colour_role colour = sign_in->walk_in ? COLOUR_NOTE : kind.colour;
    struct text_style time = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style who = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    int side = time.font.size_px;
    int width = scene_text_width(scene, time.font, "00:00 ");
    struct box left = {row.x, row.y, width, row.h};
    struct box middle = {row.x + width, row.y, row.w - width - side - side / 2, row.h};
    struct box icon = {row.x + row.w - side, row.y + (row.h - side) / 2, side, side};
    if (sign_in->principal[0]) {
        (void)phrase_fill(look->language, PHRASE_MEETING_FOR_SHORT, sign_in->principal, NULL,
                          other);
        (void)snprintf(name, sizeof name, "%s %s", sign_in->name, other);
    } else {
        (void)snprintf(name, sizeof name, "%s", sign_in->name);
    }
    (void)scene_text(scene, left, &time, moment_text_minute(sign_in->at_ms, minute));
    (void)scene_text(scene, middle, &who, name); /* where these stand is known */
    scene_icon(scene, sign_in->walk_in ? ICON_INFO : kind.icon, icon, look_colour(look, colour));
}

/* The last sign-ins under their title, as many as fit, in a panel; nothing where it is too low. */
static void draw_last(struct scene *scene, struct box box, const struct look *look,
                      const struct meeting_board_meeting *meeting)
{
    char text[PHRASE_SIZE];
    char count[16];
    int padding = look_distance(look, PADDING);
    int height = look_size(look, SIZE_BODY) * 17 / 10;
    scene_fill(scene, box, look_colour(look, COLOUR_PANEL), look_distance(look, RADIUS));
    struct box row = {box.x + padding, box.y + padding / 2, box.w - 2 * padding, height};
    struct text_style title = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style more = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_RIGHT);
    struct box head = row;
    if (meeting->walk_ins > 0) {
        (void)snprintf(count, sizeof count, "%d", meeting->walk_ins);
        head.w = row.w -
                 scene_text(scene, row, &more,
                            phrase_fill(look->language, PHRASE_MEETING_WALK_INS, count, NULL, text))
                     .w -
                 padding;
    }
    (void)scene_text(scene, head, &title, phrase_text(look->language, PHRASE_MEETING_LAST));
    for (size_t i = 0; i < meeting->last_count; i++) {
        row.y += height;
        if (row.y + height > box.y + box.h) {
            return;
        }
        draw_sign_in(scene, row, look, &meeting->last[i]);
    }
}

static void draw_one(struct scene *scene, struct box body, const struct look *look,
                     const struct meeting_board_meeting *meeting, int64_t now_ms)
{
    int gap = look_distance(look, GAP);
    if (body.w >= body.h) {
        struct box left = {body.x, body.y, body.w * 61 / 100, body.h};
        struct box right = {left.x + left.w + gap, body.y, body.w - left.w - gap, body.h};
        meeting_panel_draw(scene, left, look, meeting, now_ms);
        draw_last(scene, right, look, meeting);
        return;
    }
    struct box upper = {body.x, body.y, body.w, body.h * 58 / 100};
    struct box lower = {body.x, upper.y + upper.h + gap, body.w, body.h - upper.h - gap};
    meeting_panel_draw(scene, upper, look, meeting, now_ms);
    draw_last(scene, lower, look, meeting);
}

/* Several meetings at once: a panel each, to be touched by whoever attends more than one. */
static void draw_several(struct scene *scene, struct box body, const struct look *look,
                         const struct display *display, const size_t *places, size_t count)
{
    int gap = look_distance(look, GAP) / 2;
    int padding = look_distance(look, PADDING);
    int columns = body.w >= body.h ? 2 : 1;
    int rows = ((int)count + columns - 1) / columns;
    int width = (body.w - gap * (columns - 1)) / columns;
    int height = (body.h - gap * (rows - 1)) / rows;
    for (int i = 0; i < (int)count; i++) {
        struct box box = {body.x + i % columns * (width + gap),
                          body.y + i / columns * (height + gap), width, height};
        const struct meeting_board_meeting *meeting = &display->views.meetings->meetings[places[i]];
        scene_fill(scene, box, look_colour(look, COLOUR_PANEL), look_distance(look, RADIUS));
        struct box inner = box_inset(box, padding, padding / 4);
        if (height >= look_distance(look, ROOMY)) {
            meeting_panel_draw(scene, inner, look, meeting, display->now_ms);
        } else {
            meeting_panel_draw_small(scene, inner, look, meeting, display->now_ms);
        }
        scene_touch(scene, box, TOUCH_MEETING + (int)places[i]);
    }
}

void meeting_screen_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display)
{
    size_t places[MEETING_BOARD_MAX];
    size_t count = list_shown(display, places);
    struct box body = top_bar_draw(scene, area, look, display);
    body = rest_bar_draw(scene, body, look, display);
    int hint_height = look_distance(look, HINT);
    struct box hint = {body.x, body.y + body.h - hint_height, body.w, hint_height};
    body.h -= hint_height;
    if (count == 0) {
        rest_bar_draw_hint(scene, hint, look, display, PHRASE_TAP_CARD);
        return;
    }
    const struct meeting_board_meeting *first = &display->views.meetings->meetings[places[0]];
    bool over = display->now_ms >= first->end_ms;
    enum phrase words = count > 1 ? PHRASE_MEETING_TOUCH
                        : over    ? PHRASE_MEETING_TAP_OUT
                                  : PHRASE_MEETING_TAP;
    rest_bar_draw_hint(scene, hint, look, display, words);
    if (count == 1) {
        draw_one(scene, body, look, first, display->now_ms);
    } else {
        draw_several(scene, body, look, display, places, count);
    }
}
