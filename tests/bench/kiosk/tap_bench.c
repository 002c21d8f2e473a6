/* Tap to screen: from the reader's event to the record on the disk and the picture presented, by
 * the kiosk's own code over its own store; against one bare WAL FULL commit of a line as long plus
 * one empty frame of the same size, in the same process and in turn, so that a noisy machine is
 * noisy for both. Beside it what the screen of the meeting costs between taps, since a tap that
 * comes in the middle of that waits for it. Prints lines of key=value; nothing is asserted.
 *
 * tap-bench [TAPS [WIDTH HEIGHT [ATTENDEES [photos]]]]; photos: each person has one. The video
 * driver is SDL_VIDEODRIVER's (dummy if none is named). */

#include "bench_office.h"
#include "bench_photos.h"
#include "board_keeper.h"
#include "check.h"
#include "display_state.h"
#include "portrait_desk.h"
#include "tap_desk.h"
#include "temporary_folder.h"
#include "view.h"
#include "window.h"
#include <SDL.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAPS_MAX   20000
#define LINE_BYTES 620 /* of a record */
#define WARM_UP    20

struct bench {
    struct temporary_folder folder;
    struct identity identity;
    struct theme theme;
    struct font_files fonts;
    struct window_place place;
    char boot[TRUSTED_TIME_BOOT_SIZE]; /* the desk borrows it */
    struct bench_office office;
    struct tap_desk *desk;
    struct portrait_desk *portraits; /* NULL: nobody has a photograph */
    struct board_keeper *keeper;
    struct view *view;
    struct display_state state;
    sqlite3 *floor_database;
    sqlite3_stmt *floor_insert;
    SDL_Surface *empty_frame;
    int64_t taps_us[TAPS_MAX], commits_us[TAPS_MAX], shows_us[TAPS_MAX], floors_us[TAPS_MAX];
    int64_t boards_us[TAPS_MAX]; /* counting the meeting anew, and showing it */
};

static int64_t now_us(void)
{
    return clock_mono_us(clock_system());
}

static struct moment moment_now(struct bench *bench)
{
    return (struct moment){tap_desk_now_ms(bench->desk), now_us()};
}

static bool open_kiosk(struct bench *bench, struct error *err)
{
    if (!trusted_time_read_boot(bench->boot, err)) {
        return false;
    }
    const struct tap_desk_place place = {bench->folder.path, &bench->identity, clock_system(),
                                         bench->boot};
    const struct view_settings settings = {
        .place = bench->place, .theme = &bench->theme, .fonts = &bench->fonts};
    if (!tap_desk_create(&place, &bench->desk, err) || !view_create(&settings, &bench->view, err) ||
        !board_keeper_create(bench->desk, &bench->keeper, err) ||
        (bench->office.photos &&
         !portrait_desk_create(bench->folder.path, &bench->identity, &bench->portraits, err))) {
        return false;
    }
    struct clock_measure measure = {"", clock_utc_us(clock_system()), now_us(), 0, 1000};
    memcpy(measure.boot, bench->boot, sizeof measure.boot);
    tap_desk_note_measure(bench->desk, &measure);
    tap_desk_take_facts(bench->desk, bench_office_load(&bench->identity.site_key, &bench->office));
    display_state_init(&bench->state, LANGUAGE_CHINESE, "县政府大楼 东门", "", moment_now(bench));
    return true;
}

static bool open_floor(struct bench *bench, struct error *err)
{
    char path[512];
    (void)temporary_folder_path(&bench->folder, "floor.db", path);
    bool good = sqlite3_open(path, &bench->floor_database) == SQLITE_OK &&
                sqlite3_exec(bench->floor_database,
                             "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                             "CREATE TABLE line (id INTEGER PRIMARY KEY, line TEXT NOT NULL)",
                             NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(bench->floor_database, "INSERT INTO line (line) VALUES (?1)", -1,
                                   &bench->floor_insert, NULL) == SQLITE_OK;
    bench->empty_frame = SDL_CreateRGBSurfaceWithFormat(0, bench->place.width, bench->place.height,
                                                        32, SDL_PIXELFORMAT_XRGB8888);
    return (good && bench->empty_frame) ||
           error_set(err, ERROR_IO, "floor: %s", sqlite3_errmsg(bench->floor_database));
}

static void close_all(struct bench *bench)
{
    SDL_FreeSurface(bench->empty_frame);
    (void)sqlite3_finalize(bench->floor_insert); /* says again what the last step said */
    (void)sqlite3_close(bench->floor_database);  /* nothing is open in it any more */
    view_destroy(bench->view);
    portrait_desk_destroy(bench->portraits);
    board_keeper_destroy(bench->keeper);
    tap_desk_destroy(bench->desk);
    free((void *)(uintptr_t)bench->office.photos);
    temporary_folder_finish(&bench->folder);
}

/* One commit and one frame of a single colour, composed and copied to where the window shows from.
 */
static int64_t run_floor(struct bench *bench, SDL_Surface *screen)
{
    static const char line[LINE_BYTES + 1] = {[0 ... LINE_BYTES - 1] = 'x'};
    int64_t began_us = now_us();
    CHECK(sqlite3_bind_text(bench->floor_insert, 1, line, LINE_BYTES, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_step(bench->floor_insert) == SQLITE_DONE);
    CHECK(sqlite3_reset(bench->floor_insert) == SQLITE_OK);
    CHECK(SDL_FillRect(bench->empty_frame, NULL, 0xffffff) == 0);
    CHECK(SDL_BlitSurface(bench->empty_frame, NULL, screen, NULL) == 0);
    return now_us() - began_us;
}

/* Back to idle, as between two people. */
static bool run_board(struct bench *bench, int index, struct error *err)
{
    struct display display;
    int64_t began_us = now_us();
    board_keeper_note_change(bench->keeper);
    board_keeper_refresh(bench->keeper, &bench->state);
    display_state_view(&bench->state, (struct moment){moment_now(bench).local_ms, INT64_MAX / 2},
                       &display);
    bool shown = view_show(bench->view, &display, err);
    bench->boards_us[index] = now_us() - began_us;
    return shown;
}

static bool run_tap(struct bench *bench, int index, struct error *err)
{
    struct card_number number = bench_office_card(index * 7 % bench->office.people);
    struct display display;
    if (!run_board(bench, index, err)) {
        return false;
    }
    struct tap_desk_answer answer;
    int64_t began_us = now_us();
    const struct tap_desk_choice nothing = {NULL, NULL, JUDGE_PURPOSE_TAP};
    struct tap_desk_card card = tap_desk_read(bench->desk, &number, began_us);
    if (!tap_desk_record(bench->desk, &card, &nothing, &answer, err)) {
        return false;
    }
    int64_t committed_us = now_us();
    struct moment now = moment_now(bench);
    display_state_handle_tap(&bench->state, &answer.verdict, answer.at_ms, now);
    display_state_view(&bench->state, now, &display);
    if (bench->portraits) {
        display.portrait =
            portrait_desk_find(bench->portraits, tap_desk_facts(bench->desk), answer.verdict.staff);
        CHECK(display.portrait);
    }
    if (!view_show(bench->view, &display, err)) {
        return false;
    }
    int64_t shown_us = now_us();
    bench->commits_us[index] = committed_us - began_us;
    bench->shows_us[index] = shown_us - committed_us;
    bench->taps_us[index] = shown_us - began_us;
    return true;
}

static int compare(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

static int64_t percentile(const int64_t *sorted, int count, int percent)
{
    return sorted[(size_t)(count - 1) * (size_t)percent / 100];
}

static void print_line(const char *what, int64_t *values_us, int count)
{
    qsort(values_us, (size_t)count, sizeof *values_us, compare);
    (void)printf("bench=tap what=%s count=%d p50_us=%lld p99_us=%lld\n", what, count,
                 (long long)percentile(values_us, count, 50),
                 (long long)percentile(values_us, count, 99));
}

static bool run(struct bench *bench, int taps, struct error *err)
{
    SDL_Surface *screen = SDL_CreateRGBSurfaceWithFormat(0, bench->place.width, bench->place.height,
                                                         32, SDL_PIXELFORMAT_XRGB8888);
    CHECK(screen);
    bool good = true;
    for (int i = -WARM_UP; good && i < taps; i++) {
        good = run_tap(bench, i < 0 ? 0 : i, err);
        int64_t floor_us = run_floor(bench, screen);
        bench->floors_us[i < 0 ? 0 : i] = floor_us;
    }
    SDL_FreeSurface(screen);
    return good;
}

static void print_figures(struct bench *bench, int taps)
{
    print_line("commit", bench->commits_us, taps);
    print_line("picture", bench->shows_us, taps);
    print_line("tap_to_screen", bench->taps_us, taps);
    print_line("floor", bench->floors_us, taps);
    print_line("meeting_screen", bench->boards_us, taps);
    (void)printf("bench=tap what=times_floor p50=%.2f p99=%.2f width=%d height=%d attendees=%d "
                 "photos=%s video=%s\n",
                 (double)percentile(bench->taps_us, taps, 50) /
                     (double)percentile(bench->floors_us, taps, 50),
                 (double)percentile(bench->taps_us, taps, 99) /
                     (double)percentile(bench->floors_us, taps, 99),
                 bench->place.width, bench->place.height, bench->office.people,
                 bench->portraits ? "yes" : "no", SDL_GetCurrentVideoDriver());
}

int main(int argc, char *argv[])
{
    int taps = argc > 1 ? atoi(argv[1]) : 600;
    CHECK(taps > 0 && taps <= TAPS_MAX);
    CHECK(setenv("SDL_VIDEODRIVER", "dummy", 0) == 0);
    AUTO(memory) struct bench *bench = calloc(1, sizeof *bench);
    CHECK(bench);
    temporary_folder_init(&bench->folder);
    bench->theme = theme_default();
    bench->place = (struct window_place){.title = "bench",
                                         .width = argc > 3 ? atoi(argv[2]) : 1920,
                                         .height = argc > 3 ? atoi(argv[3]) : 1080};
    bench->identity = (struct identity){
        .kiosk = "k0001", .place = "东门", .timezone = "Asia/Shanghai", .epoch = 1};
    bench->office = (struct bench_office){.people = argc > 4 ? atoi(argv[4]) : BENCH_OFFICE_PEOPLE,
                                          .meeting_kiosk = "k0001"};
    if (argc > 5 && strcmp(argv[5], "photos") == 0) {
        bench->office.photos =
            bench_photos_put(bench->folder.path, &bench->identity, bench->office.people);
    }
    struct error err;
    bool good = open_kiosk(bench, &err) && open_floor(bench, &err) && run(bench, taps, &err);
    if (good) {
        print_figures(bench, taps);
    } else {
        (void)fprintf(stderr, "tap-bench: %s\n", err.text);
    }
    close_all(bench);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
