/* What happened at the readers, the newest first; never which card was read. */

#include "moment_text.h"
#include "screen.h"
#include "service_frame.h"
#include "wording.h"
#include <inttypes.h>
#include <stdio.h>

#define ROW  58 /* distances in 1080ths */
#define WHEN 170
#define WHAT 330

static enum phrase word_of(const struct reader_log_line *line)
{
    static const enum phrase states[] = {
        [READER_ABSENT] = PHRASE_SERVICE_EVENT_ABSENT,
        [READER_READY] = PHRASE_SERVICE_EVENT_READY,
        [READER_RECOVERING] = PHRASE_SERVICE_EVENT_RECOVERING,
        [READER_FAULT] = PHRASE_SERVICE_EVENT_FAULT,
    };
    switch (line->kind) {
    case READER_EVENT_ADDED:
        return PHRASE_SERVICE_EVENT_ADDED;
    case READER_EVENT_REMOVED:
        return PHRASE_SERVICE_EVENT_REMOVED;
    case READER_EVENT_MALFORMED:
        return PHRASE_SERVICE_EVENT_MALFORMED;
    case READER_EVENT_LOST:
        return PHRASE_SERVICE_EVENT_LOST;
    default:
        return states[line->state];
    }
}

static void draw_line(struct scene *scene, struct box row, const struct look *look,
                      const struct display *display, const struct reader_log_line *line)
{
    char when[PHRASE_SIZE];
    char what[PHRASE_SIZE];
    char lost[16];
    char about[sizeof line->driver + sizeof line->port + sizeof line->reason + 24];
    struct text_style muted = look_text(look, SIZE_BODY, COLOUR_MUTED, ALIGN_LEFT);
    struct text_style text = look_text(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    struct box cell = row;
    (void)snprintf(lost, sizeof lost, "%" PRIu32, line->lost_count);
    (void)snprintf(about, sizeof about, "%s %04x:%04x %s %s", line->driver, line->vid, line->pid,
                   line->port, line->reason);
    cell.w = look_distance(look, WHEN);
    (void)scene_text(scene, cell, &muted,
                     moment_text_near(look->language, line->at_ms, display->now_ms, when));
    cell.x += cell.w;
    cell.w = look_distance(look, WHAT);
    (void)scene_text(scene, cell, &text,
                     phrase_fill(look->language, word_of(line), lost, NULL, what));
    cell.x += cell.w;
    cell.w = row.x + row.w - cell.x;
    (void)scene_text(scene, cell, &muted, line->port[0] ? about : line->reason);
}

void service_reader_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                const struct display *display)
{
    char count[24];
    const struct reader_log *log = display->reader_log;
    struct service_row rows[] = {{.label = PHRASE_SERVICE_READER_NOW},
                                 {.label = PHRASE_SERVICE_READER_EVENTS}};
    struct box body = service_frame_draw(scene, area, look, display);
    int least = look_size(look, SIZE_BODY) * 5 / 4;
    int height = look_distance(look, ROW) > least ? look_distance(look, ROW) : least;
    (void)wording_condition(display, display->lights[LIGHT_READER], rows[0].value);
    if (!rows[0].value[0]) {
        (void)phrase_fill(look->language, PHRASE_SERVICE_READER_WELL, NULL, NULL, rows[0].value);
    }
    (void)snprintf(count, sizeof count, "%" PRIu64, log ? log->cards : 0);
    (void)phrase_fill(look->language, PHRASE_SERVICE_READER_CARDS, count, NULL, rows[1].value);
    struct box head = {body.x, body.y, body.w, 2 * height};
    service_frame_draw_rows(scene, head, look, rows, 2);
    struct box row = {body.x, head.y + head.h, body.w, height};
    for (size_t i = 0; log && i < log->count && row.y + row.h <= body.y + body.h; i++) {
        draw_line(scene, row, look, display, &log->lines[i]);
        row.y += row.h;
    }
}
