#include "tap_desk.h"

#include "check.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "damaged_page.h"
#include "facts_loader.h"
#include "fake_clock.h"
#include "other_tap_reader.h"
#include "roster_store.h"
#include "temporary_folder.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define BOOT   "0123456789abcdef0123456789abcdef"
#define UTC_US INT64_C(1774225560000000) /* 2026-03-23, a Monday, 08:26 in Shanghai */
#define HOUR_S 3600

static const struct card_number card = {4, {0x00, 0xbc, 0x61, 0x4e}};
static const struct card_number stranger = {4, {1, 2, 3, 4}};

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct tap_desk *desk;
};

static void add(struct facts_loader *loader, const char *kind, const char *id, const char *value)
{
    struct error err;
    if (!facts_loader_add_text(loader, kind, id, value, strlen(value), &err)) {
        fail_msg("%s", err.text);
    }
}

/* One person with one card, who works from 08:30 to 17:30. */
static struct facts *load_office(const struct site_key *key)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    struct card_token token = card_token_make(key, &card);
    char id[HASH_HEX_SIZE];
    hash_hex_encode(token.hash.bytes, HASH_BYTES, id);
    assert_true(facts_loader_create(&loader, NULL));
    add(loader, "unit", "u1", "{\"code\":\"u1\",\"name\":\"办公室\"}");
    add(loader, "staff", "s1", "{\"id\":\"s1\",\"name\":\"欧阳建国\",\"unit\":\"u1\"}");
    add(loader, "card", id, "{\"staff\":\"s1\",\"state\":\"active\"}");
    add(loader, "schedule", "c1",
        "{\"id\":\"c1\",\"versions\":[{\"from\":\"2026-03-01\",\"to\":\"2026-03-31\",\"weekdays\":"
        "[1,2,3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"17:30\",\"in\":\"required\","
        "\"out\":\"required\"}]}]}");
    add(loader, "assignment", "a1",
        "{\"schedule\":\"c1\",\"staff\":\"s1\",\"from\":\"2026-03-01\"}");
    assert_true(facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, NULL));
    return facts;
}

/* The kiosk as it comes up while the server cannot be reached. */
static void open_desk_uncertain(struct fixture *fixture)
{
    const struct tap_desk_place place = {.folder = fixture->folder.path,
                                         .identity = &fixture->identity,
                                         .clock = &fixture->clock.clock,
                                         .boot = BOOT};
    struct error err;
    if (!tap_desk_create(&place, &fixture->desk, &err)) {
        fail_msg("%s", err.text);
    }
    tap_desk_take_facts(fixture->desk, load_office(&fixture->identity.site_key));
}

/* The same with its clock compared a moment ago. */
static void open_desk(struct fixture *fixture)
{
    open_desk_uncertain(fixture);
    const struct clock_measure measure = {BOOT, fixture->clock.utc_us, fixture->clock.mono_us, 0,
                                          1000};
    tap_desk_note_measure(fixture->desk, &measure);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, UTC_US);
    fixture->clock.mono_us = 100 * 1000000;
    fixture->identity = (struct identity){.kiosk = "k0001",
                                          .place = "县政府大楼 东门",
                                          .timezone = "Asia/Shanghai",
                                          .epoch = 1,
                                          .site_key = {{1, 2, 3}}};
    open_desk(fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    tap_desk_destroy(fixture->desk);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

/* The card is seen and recorded, with nothing chosen on the screen. */
static bool record_card(struct fixture *fixture, const struct card_number *number, int64_t mono_us,
                        struct tap_desk_answer *ret_answer, struct error *err)
{
    const struct tap_desk_choice nothing = {NULL, NULL, JUDGE_PURPOSE_TAP};
    struct tap_desk_card seen = tap_desk_read(fixture->desk, number, mono_us);
    return tap_desk_record(fixture->desk, &seen, &nothing, ret_answer, err);
}

static struct tap_desk_answer take(struct fixture *fixture, const struct card_number *number)
{
    struct tap_desk_answer answer;
    struct error err;
    if (!record_card(fixture, number, fixture->clock.mono_us, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    return answer;
}

/* The last line that is on the disk, read through another connection; returns how many there are.
 */
static size_t read_last(const struct fixture *fixture, struct tap_record *ret_record)
{
    AUTO(record_reader) struct record_reader *reader = NULL;
    AUTO(memory) struct record_batch *batch = malloc(sizeof *batch);
    assert_non_null(batch);
    assert_true(record_reader_open(fixture->folder.path, &reader, NULL));
    assert_true(record_reader_batch(reader, (struct record_position){0, 0}, batch, NULL));
    const char *line = batch->lines;
    for (size_t i = 0; i < batch->count; i++) {
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        assert_true(tap_record_decode(line, (size_t)(end - line) + 1, ret_record, NULL));
        line = end + 1;
    }
    return batch->count;
}

static void test_tap_desk__a_tap_is_on_the_disk_when_it_is_answered(void **state)
{
    struct fixture *fixture = *state;
    struct tap_desk_answer answer = take(fixture, &card);
    assert_int_equal(answer.verdict.answer, JUDGE_ON_TIME);
    assert_string_equal(answer.verdict.name, "欧阳建国");
    assert_string_equal(answer.verdict.unit, "办公室");
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    assert_string_equal(record.kiosk, "k0001");
    assert_string_equal(record.staff, "s1");
    assert_string_equal(record.shown.verdict, "on_time");
    assert_string_equal(record.boot, BOOT);
    assert_int_equal(record.at_utc_us, UTC_US);
    assert_int_equal(record.clock, TAP_CLOCK_SYNCED);
    assert_int_equal(tap_desk_last(fixture->desk).seq, 1);
}

static void test_tap_desk__the_time_is_that_of_the_card_not_of_the_answer(void **state)
{
    struct fixture *fixture = *state;
    int64_t seen_us = fixture->clock.mono_us;
    fake_clock_advance_ms(&fixture->clock, 700);
    struct tap_desk_answer answer;
    assert_true(record_card(fixture, &card, seen_us, &answer, NULL));
    struct tap_record record;
    (void)read_last(fixture, &record);
    assert_int_equal(record.at_utc_us, UTC_US);
    assert_int_equal(record.mono_us, seen_us);
}

/* An approval that comes while the result is shown asks for the same tap again. */
static void test_tap_desk__a_better_known_clock_makes_no_other_tap_of_it(void **state)
{
    struct fixture *fixture = *state;
    const struct tap_desk_choice nothing = {NULL, NULL, JUDGE_PURPOSE_TAP};
    const struct clock_measure better = {BOOT, fixture->clock.utc_us, fixture->clock.mono_us, 5000,
                                         10};
    struct tap_desk_card seen = tap_desk_read(fixture->desk, &card, fixture->clock.mono_us);
    struct tap_desk_answer answer;
    struct tap_desk_answer again;
    assert_true(tap_desk_record(fixture->desk, &seen, &nothing, &answer, NULL));
    tap_desk_note_measure(fixture->desk, &better);
    tap_desk_preview(fixture->desk, &seen, &nothing, &again);
    assert_int_equal(again.at_ms, answer.at_ms);
    assert_int_equal(tap_desk_read(fixture->desk, &card, fixture->clock.mono_us).time.offset_us,
                     5000);
}

static void test_tap_desk__cards_of_nobody_are_recorded_too(void **state)
{
    struct fixture *fixture = *state;
    struct tap_record record;
    assert_int_equal(take(fixture, &stranger).verdict.answer, JUDGE_UNKNOWN_CARD);
    assert_int_equal(read_last(fixture, &record), 1);
    assert_int_equal(record.card, TAP_CARD_UNKNOWN);
    assert_string_equal(record.staff, "");
    assert_int_equal(take(fixture, NULL).verdict.answer, JUDGE_UNREADABLE);
    assert_int_equal(read_last(fixture, &record), 2);
    assert_int_equal(record.card, TAP_CARD_MALFORMED);
}

static void test_tap_desk__a_second_tap_is_told_so_and_recorded(void **state)
{
    struct fixture *fixture = *state;
    (void)take(fixture, &card);
    fake_clock_advance_ms(&fixture->clock, 59000);
    assert_int_equal(take(fixture, &card).verdict.answer, JUDGE_SAME_TAP);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 2);
}

static void test_tap_desk__a_restart_forgets_nothing(void **state)
{
    struct fixture *fixture = *state;
    (void)take(fixture, &card);
    tap_desk_destroy(TAKE(fixture->desk));
    open_desk(fixture);
    fake_clock_advance_ms(&fixture->clock, 30000);
    assert_int_equal(take(fixture, &card).verdict.answer, JUDGE_SAME_TAP);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 2);
    assert_int_equal(record.seq, 2);
    fake_clock_advance_ms(&fixture->clock, 10 * HOUR_S * 1000);
    assert_int_equal(take(fixture, &card).verdict.answer, JUDGE_LEFT);
}

/* As the sync thread writes it: count taps, a microsecond from each other, the last at at_utc_us.
 */
static void tap_elsewhere_often(struct fixture *fixture, int64_t at_utc_us, int count)
{
    AUTO(roster_store) struct roster_store *roster = NULL;
    assert_true(roster_store_open(fixture->folder.path, &fixture->identity, &fixture->clock.clock,
                                  &roster, NULL));
    for (int seq = 1; seq <= count; seq++) {
        const struct other_tap tap = {.kiosk = "k0002",
                                      .epoch = 1,
                                      .seq = (uint64_t)seq,
                                      .staff = "s1",
                                      .at_utc_us = at_utc_us - (count - seq),
                                      .meeting = "",
                                      .substitute_for = ""};
        const struct roster_answer answer = {.taps = &tap, .tap_count = 1, .next = {.taps = seq}};
        assert_true(roster_store_apply(roster, &answer, NULL));
    }
}

static void tap_elsewhere(struct fixture *fixture, int64_t at_utc_us)
{
    tap_elsewhere_often(fixture, at_utc_us, 1);
}

static void test_tap_desk__who_tapped_at_another_kiosk_is_known_here(void **state)
{
    struct fixture *fixture = *state;
    tap_elsewhere(fixture, UTC_US - 30 * 1000000);
    assert_true(tap_desk_has_others(fixture->desk)); /* it looks at the beginning */
    assert_true(tap_desk_read_others(fixture->desk));
    assert_false(tap_desk_read_others(fixture->desk));
    struct tap_desk_answer answer = take(fixture, &card);
    assert_int_equal(answer.verdict.answer, JUDGE_SAME_TAP);
    assert_int_equal(answer.verdict.earlier_ms, answer.at_ms - 30 * 1000);
    /* Late afternoon: with the check-in at the other gate this is a check-out. */
    fake_clock_advance_ms(&fixture->clock, 9 * HOUR_S * INT64_C(1000) + 10 * 60 * 1000);
    answer = take(fixture, &card);
    assert_int_equal(answer.verdict.answer, JUDGE_LEFT);
}

static void compare_clock(struct fixture *fixture, int64_t offset_us)
{
    const struct clock_measure measure = {.boot = BOOT,
                                          .utc_us = fixture->clock.utc_us,
                                          .mono_us = fixture->clock.mono_us,
                                          .offset_us = offset_us,
                                          .error_us = 1000};
    tap_desk_note_measure(fixture->desk, &measure);
}

/* A kiosk that has not reached its server yet rests all the same when it has read what there is. */
static void test_tap_desk__other_kiosks_are_read_once_while_the_clock_is_uncertain(void **state)
{
    struct fixture *fixture = *state;
    tap_elsewhere_often(fixture, UTC_US - 30 * 1000000, 2 * OTHER_TAPS_A_TURN + 1);
    tap_desk_destroy(TAKE(fixture->desk));
    open_desk_uncertain(fixture);
    for (int turn = 0; turn < 3; turn++) {
        assert_true(tap_desk_has_others(fixture->desk));
        assert_true(tap_desk_read_others(fixture->desk));
    }
    assert_false(tap_desk_has_others(fixture->desk));
    compare_clock(fixture, 0);
    assert_int_equal(take(fixture, &card).verdict.answer, JUDGE_SAME_TAP);
    assert_false(tap_desk_has_others(fixture->desk));
}

/* The server's clock was a year ahead for ten minutes, and somebody tapped then: here, and at the
 * other gate. */
static void test_tap_desk__taps_of_next_year_blind_nobody(void **state)
{
    struct fixture *fixture = *state;
    const int64_t year_us = 365 * 24 * HOUR_S * INT64_C(1000000);
    struct tap_desk_answer first = take(fixture, &card);
    compare_clock(fixture, year_us);
    (void)take(fixture, &card);
    tap_elsewhere(fixture, UTC_US + year_us);
    compare_clock(fixture, 0);
    fake_clock_advance_ms(&fixture->clock, 30000);
    for (int again = 0; again < 2; again++) {
        (void)tap_desk_read_others(fixture->desk);
        struct tap_desk_answer answer = take(fixture, &card);
        assert_int_equal(answer.verdict.answer, JUDGE_SAME_TAP);
        assert_int_equal(answer.verdict.earlier_ms, first.at_ms);
        tap_desk_destroy(TAKE(fixture->desk)); /* as after a restart */
        open_desk(fixture);
        compare_clock(fixture, 0);
    }
}

static void test_tap_desk__the_own_month_knows_the_other_kiosks(void **state)
{
    struct fixture *fixture = *state;
    struct own_month *month = calloc(1, sizeof *month);
    assert_non_null(month);
    tap_elsewhere(fixture, UTC_US - 3 * 24 * HOUR_S * INT64_C(1000000)); /* Friday, in time */
    tap_desk_note_others(fixture->desk, 1);
    assert_true(tap_desk_read_month(fixture->desk, "s1", month, NULL));
    assert_int_equal(month->known_from, month->first);
    bool found = false;
    for (size_t i = 0; i < month->note_count; i++) {
        const struct own_note *note = &month->notes[i];
        found = found || (note->date == month->today - 3 && note->kind == OWN_NOTE_NO_CHECK_OUT);
        assert_false(note->date == month->today - 3 && note->kind == OWN_NOTE_NO_TAP);
    }
    assert_true(found);
    free(month);
}

static void test_tap_desk__a_clock_that_was_never_compared_makes_nobody_late(void **state)
{
    struct fixture *fixture = *state;
    tap_desk_destroy(TAKE(fixture->desk));
    const struct tap_desk_place place = {.folder = fixture->folder.path,
                                         .identity = &fixture->identity,
                                         .clock = &fixture->clock.clock,
                                         .boot = "fedcba9876543210fedcba9876543210"};
    fixture->clock.utc_us += HOUR_S * INT64_C(1000000);
    assert_true(tap_desk_create(&place, &fixture->desk, NULL));
    tap_desk_take_facts(fixture->desk, load_office(&fixture->identity.site_key));
    assert_int_equal(tap_desk_clock(fixture->desk), TAP_CLOCK_UNCERTAIN);
    assert_int_equal(tap_desk_certain_utc_us(fixture->desk), 0);
    assert_int_equal(take(fixture, &card).verdict.answer, JUDGE_UNCERTAIN);
    struct tap_record record;
    (void)read_last(fixture, &record);
    assert_int_equal(record.clock, TAP_CLOCK_UNCERTAIN);
}

static void test_tap_desk__shows_the_server_s_time(void **state)
{
    struct fixture *fixture = *state;
    const struct clock_measure measure = {BOOT, fixture->clock.utc_us, fixture->clock.mono_us,
                                          90000000, 1000};
    int64_t before_ms = tap_desk_now_ms(fixture->desk);
    tap_desk_note_measure(fixture->desk, &measure);
    assert_int_equal(tap_desk_now_ms(fixture->desk), before_ms + 90000);
    assert_int_equal(take(fixture, &card).at_ms, before_ms + 90000);
}

static void test_tap_desk__without_a_roster_nobody_is_known_and_all_is_kept(void **state)
{
    struct fixture *fixture = *state;
    tap_desk_take_facts(fixture->desk, NULL);
    assert_int_equal(take(fixture, &card).verdict.answer, JUDGE_UNKNOWN_CARD);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    assert_string_equal(tap_desk_place_name(fixture->desk), "县政府大楼 东门");
}

/* A disk that takes no more: nobody is greeted, and once it does again the chain has no gap. */
struct full_disk {
    struct rlimit before;
    void (*handler)(int);
};

static struct full_disk fill_disk(void)
{
    struct full_disk full;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &full.before), 0);
    const struct rlimit nothing = {0, full.before.rlim_max};
    full.handler = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &nothing), 0);
    return full;
}

static void free_disk(const struct full_disk *full)
{
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &full->before), 0);
    (void)signal(SIGXFSZ, full->handler);
}

static void test_tap_desk__a_full_disk_is_not_greeted(void **state)
{
    struct fixture *fixture = *state;
    (void)take(fixture, &card);
    struct tap_desk_answer answer = {.at_ms = -1};
    struct error err = {0};
    struct full_disk full = fill_disk();
    bool recorded = record_card(fixture, &stranger, fixture->clock.mono_us, &answer, &err);
    free_disk(&full);
    assert_false(recorded);
    assert_int_equal(answer.at_ms, -1);
    assert_true(err.code == ERROR_FULL || err.code == ERROR_IO);
    struct tap_record record;
    assert_int_equal(read_last(fixture, &record), 1);
    (void)take(fixture, &stranger);
    assert_int_equal(read_last(fixture, &record), 2);
    assert_int_equal(record.seq, 2);
}

/* What was held before stays held, and the kiosk says that it has reported up to then only. */
static void test_tap_desk__a_held_card_outlives_a_full_disk(void **state)
{
    struct fixture *fixture = *state;
    const struct tap_desk_choice nothing = {NULL, NULL, JUDGE_PURPOSE_TAP};
    struct tap_desk_card seen = tap_desk_read(fixture->desk, &card, fixture->clock.mono_us);
    struct tap_desk_card next = tap_desk_read(fixture->desk, &stranger, fixture->clock.mono_us);
    struct tap_desk_answer answer;
    struct tap_record record;
    assert_true(tap_desk_hold(fixture->desk, &seen, NULL));
    struct full_disk full = fill_disk();
    bool recorded = tap_desk_record_held(fixture->desk, &seen, &nothing, &answer, NULL);
    bool held = tap_desk_hold(fixture->desk, &next, NULL);
    free_disk(&full);
    assert_false(recorded || held);
    assert_true(tap_desk_held_utc_us(fixture->desk) == UTC_US);
    assert_true(tap_desk_try_writing(fixture->desk, NULL)); /* and what was left is recorded */
    assert_int_equal(read_last(fixture, &record), 1);
    assert_string_equal(record.staff, "s1");
    assert_true(tap_desk_hold(fixture->desk, &next, NULL));
    assert_true(tap_desk_try_writing(fixture->desk, NULL)); /* and its owner goes on choosing */
    assert_int_equal(read_last(fixture, &record), 1);
    assert_true(tap_desk_record_held(fixture->desk, &next, &nothing, &answer, NULL));
    assert_int_equal(read_last(fixture, &record), 2);
    assert_true(tap_desk_held_utc_us(fixture->desk) == 0);
}

static void test_tap_desk__a_forked_chain_goes_on_in_a_new_epoch(void **state)
{
    struct fixture *fixture = *state;
    (void)take(fixture, &card);
    assert_true(tap_desk_begin_epoch(fixture->desk, 4, NULL));
    (void)take(fixture, &stranger);
    struct tap_record record;
    (void)read_last(fixture, &record);
    assert_true(record.epoch > 4);
    assert_int_equal(record.seq, 1);
    assert_int_equal(tap_desk_last(fixture->desk).epoch, record.epoch);
}

/* Damages records.db while the kiosk is off. */
static void damage(struct fixture *fixture, void (*how)(const char *path))
{
    char path[512];
    tap_desk_destroy(TAKE(fixture->desk));
    how(temporary_folder_path(&fixture->folder, "records.db", path));
    open_desk(fixture);
}

static void test_tap_desk__damage_that_shows_on_writing_loses_no_tap(void **state)
{
    struct fixture *fixture = *state;
    bool more;
    for (int i = 0; i < 200; i++) {
        (void)take(fixture, &stranger);
    }
    assert_true(tap_desk_purge(fixture->desk, (struct record_position){1, 199}, &more, NULL));
    damage(fixture, damaged_page_of_free_list);
    assert_int_equal(tap_desk_last(fixture->desk).epoch, 1);
    struct tap_record record;
    for (int i = 0; i < 20; i++) {
        (void)take(fixture, &card); /* fails the test where one is not recorded */
    }
    assert_int_equal(read_last(fixture, &record), 21);
    assert_int_equal(record.epoch, 2);
}

static void damage_lines(const char *path)
{
    damaged_page_of_table(path, "record");
}

static void test_tap_desk__damage_that_shows_on_reading_keeps_no_door_shut(void **state)
{
    struct fixture *fixture = *state;
    (void)take(fixture, &card);
    damage(fixture, damage_lines);
    assert_int_equal(tap_desk_last(fixture->desk).epoch, 2);
    (void)take(fixture, &card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tap_desk__a_tap_is_on_the_disk_when_it_is_answered,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_tap_desk__the_time_is_that_of_the_card_not_of_the_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_tap_desk__a_better_known_clock_makes_no_other_tap_of_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__cards_of_nobody_are_recorded_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__a_second_tap_is_told_so_and_recorded, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__a_restart_forgets_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_tap_desk__other_kiosks_are_read_once_while_the_clock_is_uncertain, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__taps_of_next_year_blind_nobody, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__who_tapped_at_another_kiosk_is_known_here,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__the_own_month_knows_the_other_kiosks, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_tap_desk__a_clock_that_was_never_compared_makes_nobody_late, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__shows_the_server_s_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_tap_desk__without_a_roster_nobody_is_known_and_all_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__a_full_disk_is_not_greeted, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__a_held_card_outlives_a_full_disk, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__a_forked_chain_goes_on_in_a_new_epoch,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tap_desk__damage_that_shows_on_writing_loses_no_tap,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_tap_desk__damage_that_shows_on_reading_keeps_no_door_shut, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
