/* How the kiosk stands: versions, what waits to be sent, the clock, the roster. */

#include "moment_text.h"
#include "screen.h"
#include "service_frame.h"
#include <inttypes.h>
#include <stdio.h>

#define GIGABYTE 1000000000
#define SECOND   1000000

/* "+0.003 s", "-12 s": as exact as it is worth knowing. */
static void write_seconds(int64_t us, char ret_text[static 32])
{
    double seconds = (double)us / SECOND;
    bool small = us > -10 * SECOND && us < 10 * SECOND;
    (void)snprintf(ret_text, 32, small ? "%+.3f s" : "%+.0f s", seconds);
}

static void write_backlog(const struct look *look, const struct display *display,
                          char ret_text[static PHRASE_SIZE])
{
    char count[24];
    char moment[PHRASE_SIZE];
    const struct service_info *info = display->info;
    if (info->backlog == 0) {
        (void)phrase_fill(look->language, PHRASE_SERVICE_BACKLOG_NONE, NULL, NULL, ret_text);
        return;
    }
    (void)snprintf(count, sizeof count, "%" PRIu64, info->backlog);
    (void)phrase_fill(
        look->language, PHRASE_SERVICE_BACKLOG_VALUE, count,
        info->oldest_ms ? moment_text_near(look->language, info->oldest_ms, display->now_ms, moment)
                        : "?",
        ret_text);
}

static void write_clock(const struct look *look, const struct service_info *info,
                        char ret_text[static PHRASE_SIZE])
{
    char offset[32];
    char error[32];
    write_seconds(info->clock_offset_us, offset);
    write_seconds(info->clock_error_us, error);
    (void)phrase_fill(look->language,
                      info->clock_certain ? PHRASE_SERVICE_CLOCK_VALUE
                                          : PHRASE_SERVICE_CLOCK_UNCERTAIN,
                      offset, error + 1, ret_text); /* without its sign */
}

static void write_two(const struct look *look, enum phrase phrase, int64_t first, int64_t second,
                      char ret_text[static PHRASE_SIZE])
{
    char one[24];
    char two[24];
    (void)snprintf(one, sizeof one, "%" PRId64, first);
    (void)snprintf(two, sizeof two, "%" PRId64, second);
    (void)phrase_fill(look->language, phrase, one, two, ret_text);
}

void service_state_screen_draw(struct scene *scene, struct box area, const struct look *look,
                               const struct display *display)
{
    const struct service_info *info = display->info;
    enum { PROGRAM, SCHEMAS, LIBRARIES, KIOSK, BACKLOG, CLOCK, ROSTER, DISK, TROUBLE, ROWS };
    struct service_row rows[ROWS] = {
        [PROGRAM] = {.label = PHRASE_SERVICE_PROGRAM},
        [SCHEMAS] = {.label = PHRASE_SERVICE_SCHEMAS},
        [LIBRARIES] = {.label = PHRASE_SERVICE_LIBRARIES},
        [KIOSK] = {.label = PHRASE_SERVICE_KIOSK},
        [BACKLOG] = {.label = PHRASE_SERVICE_BACKLOG},
        [CLOCK] = {.label = PHRASE_SERVICE_CLOCK},
        [ROSTER] = {.label = PHRASE_SERVICE_ROSTER},
        [DISK] = {.label = PHRASE_SERVICE_DISK},
        [TROUBLE] = {.label = PHRASE_SERVICE_TROUBLE},
    };
    struct box body = service_frame_draw(scene, area, look, display);
    char protocol[16];
    if (!info) {
        return;
    }
    (void)snprintf(protocol, sizeof protocol, "%d", info->protocol);
    (void)phrase_fill(look->language, PHRASE_SERVICE_PROGRAM_VALUE, info->program, protocol,
                      rows[PROGRAM].value);
    (void)snprintf(rows[SCHEMAS].value, PHRASE_SIZE, "%s", info->schemas);
    (void)snprintf(rows[LIBRARIES].value, PHRASE_SIZE, "SQLite %s, SDL %s", info->sqlite,
                   info->sdl);
    (void)snprintf(rows[KIOSK].value, PHRASE_SIZE, "%s", info->kiosk);
    write_backlog(look, display, rows[BACKLOG].value);
    write_clock(look, info, rows[CLOCK].value);
    write_two(look, PHRASE_SERVICE_ROSTER_VALUE, (int64_t)info->staff_count, info->roster_revision,
              rows[ROSTER].value);
    write_two(look, PHRASE_SERVICE_DISK_VALUE, info->disk_free_bytes / GIGABYTE, 0,
              rows[DISK].value);
    (void)snprintf(rows[TROUBLE].value, PHRASE_SIZE, "%s",
                   info->trouble[0] ? info->trouble
                                    : phrase_text(look->language, PHRASE_SERVICE_TROUBLE_NONE));
    service_frame_draw_rows(scene, body, look, rows, ROWS);
}
