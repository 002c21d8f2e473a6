/* Tap to screen: from the reader's event to the record on the disk and the picture presented, by
 * the kiosk's own code over its own store; against one bare WAL FULL commit of a line as long plus
 * one empty frame of the same size, in the same process and in turn, so that a noisy machine is
 * noisy for both. Beside it what the screen of the meeting costs between taps, since a tap that
 * comes in the middle of that waits for it. Prints lines of key=value; nothing is asserted.
 *
 * Every other person has a photograph, and taps in turn with the others.
 *
 * tap-bench [TAPS [WIDTH HEIGHT [ATTENDEES]]]. The video driver is SDL_VIDEODRIVER's (dummy if none
 * is named). */

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

/* Of those without a photograph, or of those with one. */
struct series {
    int count;
    int64_t taps_us[TAPS_MAX], commits_us[TAPS_MAX], shows_us[TAPS_MAX], floors_us[TAPS_MAX];
};

enum { WITHOUT_PHOTO, WITH_PHOTO, SERIES_COUNT };

struct bench {
    struct temporary_folder folder;
    struct identity identity;
    struct theme theme;
    struct font_files fonts;
    struct window_place place;
    char boot[TRUSTED_TIME_BOOT_SIZE]; /* the desk borrows it */
    struct bench_office office;
    struct tap_desk *desk;
    struct portrait_desk *portraits;
    struct board_keeper *keeper;
    struct view *view;
    struct display_state state;
    sqlite3 *floor_database;
    sqlite3_stmt *floor_insert;
    SDL_Surface *empty_frame;
    struct series series[SERIES_COUNT];
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
        !portrait_desk_create(bench->folder.path, &bench->identity, &bench->portraits, err)) {
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

/* As the loop does it. */
static bool tap(struct bench *bench, int person, struct series *series, struct error *err)
{
    struct card_number number = bench_office_card(person);
    struct display display;
    struct tap_desk_answer answer;
    int64_t began_us = now_us();
    const struct tap_desk_choice nothing = {NULL, NULL, JUDGE_PURPOSE_TAP};
    struct tap_desk_card card = tap_desk_read(bench->desk, &number, began_us);
    portrait_desk_expect(bench->portraits, tap_desk_owner(bench->desk, &card));
    if (!tap_desk_record(bench->desk, &card, &nothing, &answer, err)) {
        return false;
    }
    int64_t committed_us = now_us();
    struct moment now = moment_now(bench);
    display_state_handle_tap(&bench->state, &answer.verdict, answer.at_ms, now);
    display_state_view(&bench->state, now, &display);
    display.portrait = portrait_desk_find(
        bench->portraits, facts_find_staff(tap_desk_facts(bench->desk), answer.verdict.staff));
    CHECK(!display.portrait == !bench_office_has_photo(person));
    if (!view_show(bench->view, &display, err)) {
        return false;
    }
    int64_t shown_us = now_us();
    series->commits_us[series->count] = committed_us - began_us;
    series->shows_us[series->count] = shown_us - committed_us;
    series->taps_us[series->count] = shown_us - began_us;
    return true;
}

static bool run_turn(struct bench *bench, int index, SDL_Surface *screen, struct error *err)
{
    int person = index * 7 % bench->office.people;
    struct series *series =
        &bench->series[bench_office_has_photo(person) ? WITH_PHOTO : WITHOUT_PHOTO];
    if (!run_board(bench, index, err) || !tap(bench, person, series, err)) {
        return false;
    }
    series->floors_us[series->count] = run_floor(bench, screen);
    series->count++;
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
    for (int i = 0; good && i < WARM_UP; i++) {
        good = run_turn(bench, i, screen, err);
    }
    for (int i = 0; i < SERIES_COUNT; i++) {
        bench->series[i].count = 0;
    }
    for (int i = 0; good && i < taps; i++) {
        good = run_turn(bench, i, screen, err);
    }
    SDL_FreeSurface(screen);
    return good;
}

static void print_series(const struct bench *bench, struct series *series, const char *photo)
{
    print_line("commit", series->commits_us, series->count);
    print_line("picture", series->shows_us, series->count);
    print_line("tap_to_screen", series->taps_us, series->count);
    print_line("floor", series->floors_us, series->count);
    (void)printf("bench=tap what=times_floor p50=%.2f p99=%.2f width=%d height=%d attendees=%d "
                 "photo=%s video=%s\n",
                 (double)percentile(series->taps_us, series->count, 50) /
                     (double)percentile(series->floors_us, series->count, 50),
                 (double)percentile(series->taps_us, series->count, 99) /
                     (double)percentile(series->floors_us, series->count, 99),
                 bench->place.width, bench->place.height, bench->office.people, photo,
                 SDL_GetCurrentVideoDriver());
}

static void print_figures(struct bench *bench, int taps)
{
    print_line("meeting_screen", bench->boards_us, taps);
    print_series(bench, &bench->series[WITHOUT_PHOTO], "no");
    print_series(bench, &bench->series[WITH_PHOTO], "yes");
}

int main(int argc, char *argv[])
{
    int taps = argc > 1 ? atoi(argv[1]) : 600;
    CHECK(taps > 1 && taps <= TAPS_MAX);
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
    bench->office.photos =
        bench_photos_put(bench->folder.path, &bench->identity, bench->office.people);
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
