/* A kiosk's day in minutes: its own desk, boards, state and picture with a clock that a loop turns
 * on, a picture a second, everybody's four taps, their months and touches in between. Memory after
 * the first hour and after the last: what grows in a day fills the machine in a year. Prints lines
 * of key=value; nothing is asserted.
 *
 * day-bench [HOURS] */

#include "bench_office.h"
#include "board_keeper.h"
#include "check.h"
#include "display_state.h"
#include "errand_desk.h"
#include "fake_clock.h"
#include "tap_desk.h"
#include "temporary_folder.h"
#include "view.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOOT         "0123456789abcdef0123456789abcdef"
#define BEGIN_UTC_US INT64_C(1774195200000000) /* 2026-03-23, a Monday, at midnight in Shanghai */
#define HOUR_S       3600
#define DAY_S        86400

struct bench {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct theme theme;
    struct font_files fonts;
    struct tap_desk *desk;
    struct view *view;
    struct board_keeper *keeper;
    struct errand_desk *errands;
    struct display_state state;
    int taps, pictures;
};

static struct moment moment_now(struct bench *bench)
{
    return (struct moment){tap_desk_now_ms(bench->desk), bench->clock.mono_us};
}

static bool open_kiosk(struct bench *bench, struct error *err)
{
    const struct tap_desk_place place = {bench->folder.path, &bench->identity, &bench->clock.clock,
                                         BOOT};
    const struct view_settings settings = {.place = {.title = "bench", .width = 640, .height = 360},
                                           .theme = &bench->theme,
                                           .fonts = &bench->fonts};
    const struct clock_measure measure = {BOOT, bench->clock.utc_us, bench->clock.mono_us, 0, 1000};
    if (!tap_desk_create(&place, &bench->desk, err) || !view_create(&settings, &bench->view, err) ||
        !board_keeper_create(bench->desk, &bench->keeper, err) ||
        !errand_desk_create(bench->desk, bench->keeper, &bench->state, &bench->errands, err)) {
        return false;
    }
    tap_desk_note_measure(bench->desk, &measure);
    const struct bench_office office = {.people = BENCH_OFFICE_PEOPLE};
    tap_desk_take_facts(bench->desk, bench_office_load(&bench->identity.site_key, &office));
    display_state_init(&bench->state, LANGUAGE_CHINESE, "县政府大楼 东门", "", moment_now(bench));
    return true;
}

static void close_kiosk(struct bench *bench)
{
    errand_desk_destroy(bench->errands);
    board_keeper_destroy(bench->keeper);
    view_destroy(bench->view);
    tap_desk_destroy(bench->desk);
    temporary_folder_finish(&bench->folder);
}

static bool show(struct bench *bench, struct error *err)
{
    struct moment now = moment_now(bench);
    struct display display;
    board_keeper_refresh(bench->keeper, &bench->state);
    display_state_view(&bench->state, now, &display);
    bench->pictures++;
    return view_show(bench->view, &display, err);
}

/* Each comes at four hours of the day, a few seconds after the one before. */
static bool is_tap_due(int second, int *ret_person)
{
    static const int begins_s[] = {8 * HOUR_S, 12 * HOUR_S, 13 * HOUR_S, 17 * HOUR_S + 1800};
    for (size_t i = 0; i < ARRAY_LEN(begins_s); i++) {
        int since_s = second - begins_s[i];
        if (since_s >= 0 && since_s < 5 * BENCH_OFFICE_PEOPLE && since_s % 5 == 0) {
            *ret_person = since_s / 5;
            return true;
        }
    }
    return false;
}

/* Every hundredth second somebody wants something of the screen; the tenth of these their month. */
static void touch(struct bench *bench, int second)
{
    static const int wanted[] = {TOUCH_SUBSTITUTE, TOUCH_WHEREABOUTS, TOUCH_MONTH, TOUCH_LANGUAGE,
                                 TOUCH_CANCEL};
    if (second % 100 == 0) {
        int id = wanted[second / 100 % (int)ARRAY_LEN(wanted)];
        (void)errand_desk_take_touch(bench->errands, id, moment_now(bench)); /* its sound */
    }
    (void)errand_desk_take_time(bench->errands, moment_now(bench));
}

static bool live_a_second(struct bench *bench, int second, struct error *err)
{
    int person;
    if (is_tap_due(second % DAY_S, &person)) {
        struct card_number number = bench_office_card(person);
        struct tap_desk_card card = tap_desk_read(bench->desk, &number, bench->clock.mono_us);
        (void)errand_desk_take_card(bench->errands, &card, moment_now(bench)); /* its sound */
        bench->taps++;
    }
    touch(bench, second);
    bool shown = show(bench, err);
    fake_clock_advance_ms(&bench->clock, 1000);
    return shown;
}

static long resident_kib(void)
{
    long pages = 0;
    FILE *stream = fopen("/proc/self/statm", "re");
    CHECK(stream && fscanf(stream, "%*d %ld", &pages) == 1 && fclose(stream) == 0);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void print_memory(const struct bench *bench, int hour)
{
    struct mallinfo2 heap = mallinfo2();
    (void)printf(
        "bench=day what=memory hour=%d taps=%d pictures=%d resident_kib=%ld heap_kib=%zu\n", hour,
        bench->taps, bench->pictures, resident_kib(), heap.uordblks / 1024);
}

int main(int argc, char *argv[])
{
    int hours = argc > 1 ? atoi(argv[1]) : 24;
    AUTO(memory) struct bench *bench = calloc(1, sizeof *bench);
    struct error err;
    CHECK(bench && hours > 0 && setenv("SDL_VIDEODRIVER", "dummy", 0) == 0);
    temporary_folder_init(&bench->folder);
    fake_clock_init(&bench->clock, BEGIN_UTC_US);
    bench->theme = theme_default();
    bench->identity = (struct identity){
        .kiosk = "k0001", .place = "东门", .timezone = "Asia/Shanghai", .epoch = 1};
    bool good = open_kiosk(bench, &err);
    for (int second = 0; good && second < hours * HOUR_S; second++) {
        good = live_a_second(bench, second, &err);
        if (second % (6 * HOUR_S) == HOUR_S || second == hours * HOUR_S - 1) {
            print_memory(bench, (second + 1) / HOUR_S);
        }
    }
    if (!good) {
        (void)fprintf(stderr, "day-bench: %s\n", err.text);
    }
    close_kiosk(bench);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
