/* Readers of both kinds plugged in at random moments, hit by random faults, pulled out at others,
 * in either order of notices: nothing is left behind, no card is torn, and a card that is put on a
 * reader which has recovered is told.
 *
 * reader_life_test [CYCLES [SEED]] */

#include "ccid_device.h"
#include "cmocka_tests.h"
#include "hash.h"
#include "reader_rig.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CYCLES_DEFAULT 500

/* So many lives have one in which the reader is given the time to recover, and a card. */
#define TAP_ONE_IN 5

/* What a reader needs at most to be back after its last fault: a command that is not answered, an
 * abort, and some pauses. */
#define RECOVERY_MS 60000

struct life_case {
    struct reader_rig rig;
    unsigned seed;
    int cycles;
    int taps; /* after a recovery */
};

static unsigned roll(struct life_case *c, unsigned sides)
{
    return (unsigned)rand_r(&c->seed) % sides;
}

static size_t count_open_files(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder)) {
        count++;
    }
    (void)closedir(folder);
    return count;
}

/* A card is whole, or it is none. */
static void check_cards(struct life_case *c, const char *uid)
{
    for (size_t i = 0; i < c->rig.event_count; i++) {
        if (c->rig.events[i].kind == READER_EVENT_CARD) {
            char text[CARD_NUMBER_HEX_SIZE];
            card_number_format(&c->rig.events[i].number, text);
            assert_string_equal(text, uid);
        }
    }
    c->rig.event_count = 0;
}

static void roll_bus(struct life_case *c)
{
    emulated_bus_set_unplug_order(c->rig.bus,
                                  roll(c, 2) ? EMULATED_NOTICE_FIRST : EMULATED_TRANSFERS_FIRST);
    emulated_bus_set_notice_delay(c->rig.bus, roll(c, 4));
    emulated_bus_fail_opens(c->rig.bus, roll(c, 3), ERROR_DENIED);
    emulated_bus_fail_claims(c->rig.bus, roll(c, 3), ERROR_BUSY);
}

static struct ccid_device *plug_ccid(struct life_case *c)
{
    static const char *const names[] = {"ccid", "acr122"};
    static const char *const words[] = {"interrupt=yes", "interrupt=no", "slots=2", "interfaces=2"};
    struct ccid_device_profile profile;
    struct ccid_device *device = NULL;
    uint64_t device_id;
    assert_true(ccid_device_profile_find(names[roll(c, 2)], &profile));
    assert_true(ccid_device_profile_apply(&profile, words[roll(c, 4)], NULL));
    assert_true(ccid_device_create(&profile, &device, NULL));
    assert_true(emulated_bus_plug(c->rig.bus, "1-1", ccid_device_base(device), &device_id, NULL));
    struct ccid_device_pace pace = {.answer_ms = roll(c, 3), .hold_ms = roll(c, 20)};
    ccid_device_set_pace(device, pace);
    return device;
}

/* Faults after which the reader is there all the same. */
static void arm(struct life_case *c, struct ccid_device *device)
{
    static const char *const kinds[] = {
        "refuse",     "hang",         "silent",       "late=700",      "extend=3",
        "stall",      "babble",       "broken",       "zero",          "empty",
        "short=4",    "short=12",     "long=3",       "length",        "seq",
        "slot",       "type",         "twice",        "error=254",     "notify-zero",
        "notify-lie", "notify-short", "notify-stall", "notify-babble", "hardware"};
    const char *const words[] = {kinds[roll(c, sizeof kinds / sizeof kinds[0])], "count=2"};
    struct ccid_device_fault fault;
    assert_true(ccid_device_fault_parse(words, 1 + roll(c, 2), &fault, NULL));
    assert_true(ccid_device_fail(device, &fault, NULL));
}

static struct emulated_card card_of(uint8_t last)
{
    const uint8_t uid[] = {0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, last};
    struct emulated_card card;
    assert_true(emulated_card_make(NULL, uid, sizeof uid, &card, NULL));
    return card;
}

static void let_it_recover(struct life_case *c)
{
    emulated_bus_fail_opens(c->rig.bus, 0, ERROR_NONE);
    emulated_bus_fail_claims(c->rig.bus, 0, ERROR_NONE);
    reader_rig_run_ms(&c->rig, RECOVERY_MS / 2);
    c->rig.event_count = 0;
}

/* The card that was just put on the reader, or typed, is told once. */
static void expect_card(struct life_case *c, const char *number)
{
    for (int ms = 0; ms < RECOVERY_MS && !reader_rig_count(&c->rig, READER_EVENT_CARD); ms += 10) {
        reader_rig_run_ms(&c->rig, 10);
    }
    assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD), 1);
    check_cards(c, number);
    c->taps++;
}

/* With a fault of every second kind met, a new card is told once more. */
static void tap_after_recovery(struct life_case *c, struct ccid_device *device)
{
    static uint8_t last = 0;
    char uid[CARD_NUMBER_HEX_SIZE];
    struct emulated_card card = card_of(++last);
    (void)snprintf(uid, sizeof uid, "04A1B2C3D4E5%02X", last);
    assert_true(ccid_device_take(device, 0, NULL, NULL));
    let_it_recover(c);
    assert_true(ccid_device_put(device, 0, &card, NULL));
    expect_card(c, uid);
    assert_true(ccid_device_take(device, 0, NULL, NULL));
}

static void live_as_ccid(struct life_case *c)
{
    struct emulated_card card = card_of(0xf6);
    struct ccid_device *device = plug_ccid(c);
    reader_rig_run_ms(&c->rig, roll(c, 30));
    arm(c, device);
    assert_true(ccid_device_put(device, 0, &card, NULL));
    reader_rig_run_ms(&c->rig, roll(c, 40));
    check_cards(c, "04A1B2C3D4E5F6");
    if (roll(c, TAP_ONE_IN) == 0) {
        tap_after_recovery(c, device);
    }
}

static void live_as_wedge(struct life_case *c)
{
    static const enum wedge_fault faults[] = {
        WEDGE_FAULT_NONE,   WEDGE_FAULT_STALL,  WEDGE_FAULT_ZERO, WEDGE_FAULT_SHORT,
        WEDGE_FAULT_BABBLE, WEDGE_FAULT_BROKEN, WEDGE_FAULT_LONG, WEDGE_FAULT_ROLL_OVER};
    struct wedge_device *device = reader_rig_plug(&c->rig, "1-1", (struct usb_id){0xffff, 0x0035});
    reader_rig_run_ms(&c->rig, roll(c, 30));
    assert_true(wedge_device_type(device, "0012345678\n", NULL));
    wedge_device_fail(device, faults[roll(c, 8)], roll(c, 12));
    reader_rig_run_ms(&c->rig, roll(c, 40));
    check_cards(c, "00BC614E");
    if (roll(c, TAP_ONE_IN) == 0) {
        let_it_recover(c);
        assert_true(wedge_device_type(device, "0087654321\n", NULL));
        expect_card(c, "05397FB1");
    }
}

static void test_reader_life__leaves_nothing_behind_and_loses_no_card(void **state)
{
    struct life_case *c = *state;
    struct reader_config config = reader_config_default();
    config.feedback = READER_FEEDBACK_BOTH;
    reader_rig_init(&c->rig, &config);
    size_t open_files = count_open_files();
    for (int i = 0; i < c->cycles; i++) {
        roll_bus(c);
        if (roll(c, 2)) {
            live_as_ccid(c);
        } else {
            live_as_wedge(c);
        }
        if (emulated_bus_find_path(c->rig.bus)) {
            reader_rig_unplug(&c->rig, "1-1");
        }
        reader_rig_run_ms(&c->rig, roll(c, 8));
        c->rig.event_count = 0;
    }
    reader_rig_run_ms(&c->rig, 5000);
    assert_int_equal(count_open_files(), open_files);
    print_message("cycles=%d taps_after_recovery=%d\n", c->cycles, c->taps);
    assert_in_range(c->taps, c->cycles / TAP_ONE_IN / 2, c->cycles);
    reader_rig_finish(&c->rig);
}

int main(int argc, char *argv[])
{
    static struct life_case c;
    c.cycles = argc > 1 ? (int)strtol(argv[1], NULL, 10) : CYCLES_DEFAULT;
    c.seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 20210315;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_reader_life__leaves_nothing_behind_and_loses_no_card, &c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
