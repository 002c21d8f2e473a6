#include "ccid_driver.h"

#include "ccid_device.h"
#include "cmocka_tests.h"
#include "hash.h"
#include "reader_rig.h"
#include <stdio.h>
#include <string.h>

struct driver_case {
    struct reader_rig rig;
    struct ccid_device *device;
};

static struct ccid_device *plug(struct reader_rig *rig, const char *path, const char *words)
{
    char copy[128];
    char *rest = NULL;
    uint64_t device_id;
    struct error err = {0};
    struct ccid_device *device = NULL;
    struct ccid_device_profile profile;
    (void)strcpy(copy, words);
    assert_true(ccid_device_profile_find(strtok_r(copy, " ", &rest), &profile));
    for (char *word; (word = strtok_r(NULL, " ", &rest));) {
        assert_true(ccid_device_profile_apply(&profile, word, &err));
    }
    if (!ccid_device_create(&profile, &device, &err) ||
        !emulated_bus_plug(rig->bus, path, ccid_device_base(device), &device_id, &err)) {
        fail_msg("%s", err.text);
    }
    return device;
}

static void start(struct driver_case *c, const struct reader_config *config, const char *words)
{
    reader_rig_init(&c->rig, config);
    c->device = plug(&c->rig, "1-2", words);
    reader_rig_run_ms(&c->rig, 20);
}

static void start_default(struct driver_case *c, const char *words)
{
    struct reader_config config = reader_config_default();
    start(c, &config, words);
    assert_int_equal(reader_rig_state(&c->rig, "1-2"), READER_READY);
    c->rig.event_count = 0;
}

static struct emulated_card card_of(const char *hex)
{
    uint8_t uid[EMULATED_CARD_UID_MAX];
    struct emulated_card card;
    size_t len = strlen(hex) / 2;
    assert_true(hash_hex_decode(hex, 2 * len, uid, len));
    assert_true(emulated_card_make(NULL, uid, len, &card, NULL));
    return card;
}

static void put(struct driver_case *c, unsigned slot, const char *uid)
{
    struct emulated_card card = card_of(uid);
    assert_true(ccid_device_put(c->device, slot, &card, NULL));
}

static void take(struct driver_case *c, unsigned slot)
{
    assert_true(ccid_device_take(c->device, slot, NULL, NULL));
}

static void arm(struct driver_case *c, const char *fault, const char *more)
{
    const char *const words[] = {fault, more};
    struct ccid_device_fault parsed;
    struct error err = {0};
    if (!ccid_device_fault_parse(words, more ? 2 : 1, &parsed, &err) ||
        !ccid_device_fail(c->device, &parsed, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_cards(struct driver_case *c, size_t count, const char *last)
{
    char text[CARD_NUMBER_HEX_SIZE];
    assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD), count);
    assert_string_equal(reader_rig_card(&c->rig, count - 1, text), last);
}

/* Puts a card, sees it told once and whole, takes it away. */
static void tap_well(struct driver_case *c, const char *uid)
{
    c->rig.event_count = 0;
    put(c, 0, uid);
    reader_rig_run_ms(&c->rig, 300);
    assert_cards(c, 1, uid);
    take(c, 0);
    reader_rig_run_ms(&c->rig, 300);
    assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD_LEFT), 1);
    reader_rig_run_ms(&c->rig, READER_AGAIN_DEFAULT_MS);
    c->rig.event_count = 0;
}

static int setup(void **state)
{
    static struct driver_case c;
    c = (struct driver_case){0};
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    struct driver_case *c = *state;
    reader_rig_finish(&c->rig);
    return 0;
}

static void test_ccid_driver__every_personality_reads_every_length(void **state)
{
    struct driver_case *c = *state;
    static const char *const readers[] = {
        "ccid",         "ccid level=short",       "ccid interrupt=no",
        "ccid slots=4", "ccid interfaces=2",      "ccid class=vendor",
        "acr122",       "ccid descriptor=behind", "ccid parameters=host"};
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        start_default(c, readers[i]);
        tap_well(c, "01020304");
        tap_well(c, "04A1B2C3D4E5F6");
        if (i + 1 < sizeof readers / sizeof readers[0]) {
            reader_rig_finish(&c->rig);
        }
    }
}

static void test_ccid_driver__every_slot_of_every_interface_is_read(void **state)
{
    struct driver_case *c = *state;
    static const char *const readers[] = {"ccid slots=4 interfaces=2",
                                          "ccid slots=4 interfaces=2 interrupt=no"};
    for (size_t i = 0; i < 2; i++) {
        start_default(c, readers[i]);
        for (unsigned slot = 0; slot < 8; slot++) {
            char uid[CARD_NUMBER_HEX_SIZE];
            (void)snprintf(uid, sizeof uid, "0102030%u", slot);
            put(c, slot, uid);
            reader_rig_run_ms(&c->rig, 300);
            assert_cards(c, slot + 1, uid);
            take(c, slot);
            reader_rig_run_ms(&c->rig, 300);
            assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD_LEFT), slot + 1);
        }
        if (i == 0) {
            reader_rig_finish(&c->rig);
        }
    }
}

static void test_ccid_driver__levels_that_are_declined_say_so(void **state)
{
    struct driver_case *c = *state;
    struct reader_config config = reader_config_default();
    start(c, &config, "ccid level=tpdu");
    assert_int_equal(reader_rig_state(&c->rig, "1-2"), READER_FAULT);
    assert_non_null(strstr(reader_rig_event(&c->rig, READER_EVENT_STATE, 0)->reason, "TPDU"));
    size_t told = c->rig.event_count;
    reader_rig_run_ms(&c->rig, 200000);
    assert_int_equal(c->rig.event_count, told); /* no further try can help */
}

static void test_ccid_driver__held_is_one_tap_put_again_another(void **state)
{
    struct driver_case *c = *state;
    start_default(c, "ccid");
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 60000);
    assert_cards(c, 1, "01020304");
    take(c, 0);
    reader_rig_run_ms(&c->rig, READER_AGAIN_DEFAULT_MS / 2);
    put(c, 0, "01020304"); /* too soon */
    reader_rig_run_ms(&c->rig, 100);
    assert_cards(c, 1, "01020304");
    take(c, 0);
    reader_rig_run_ms(&c->rig, READER_AGAIN_DEFAULT_MS + 10);
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 100);
    assert_cards(c, 2, "01020304");
}

static void test_ccid_driver__two_cards_are_said_not_guessed(void **state)
{
    struct driver_case *c = *state;
    static const char *const readers[] = {"acr122", "ccid collision=mute", "ccid collision=parity"};
    for (size_t i = 0; i < 3; i++) {
        struct emulated_card first = card_of("01020304");
        struct emulated_card second = card_of("05060708");
        start_default(c, readers[i]);
        assert_true(ccid_device_put(c->device, 0, &first, NULL));
        assert_true(ccid_device_put(c->device, 0, &second, NULL));
        reader_rig_run_ms(&c->rig, 500);
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD), 0);
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_MALFORMED), 1);
        assert_non_null(
            strstr(reader_rig_event(&c->rig, READER_EVENT_MALFORMED, 0)->reason, "alone"));
        if (i < 2) {
            reader_rig_finish(&c->rig);
        }
    }
}

static void test_ccid_driver__one_card_for_another_as_fast_as_can_be(void **state)
{
    struct driver_case *c = *state;
    static const char *const readers[] = {"ccid", "ccid interrupt=no", "acr122"};
    for (size_t i = 0; i < 3; i++) {
        start_default(c, readers[i]);
        put(c, 0, "01020304");
        reader_rig_run_ms(&c->rig, 300);
        assert_cards(c, 1, "01020304");
        take(c, 0);
        put(c, 0, "05060708"); /* in no time: no question and no notice is in between */
        reader_rig_run_ms(&c->rig, 300);
        assert_cards(c, 2, "05060708");
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD_LEFT), 1);
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_MALFORMED), 0);
        if (i < 2) {
            reader_rig_finish(&c->rig);
        }
    }
}

static void test_ccid_driver__a_second_slot_makes_two_cards(void **state)
{
    struct driver_case *c = *state;
    start_default(c, "ccid slots=2");
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 50);
    put(c, 1, "05060708");
    reader_rig_run_ms(&c->rig, 50);
    assert_cards(c, 1, "01020304");
    assert_non_null(
        strstr(reader_rig_event(&c->rig, READER_EVENT_MALFORMED, 0)->reason, "two cards"));
    take(c, 0);
    take(c, 1);
    reader_rig_run_ms(&c->rig, 50);
    assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD_LEFT), 1);
    put(c, 1, "05060708");
    reader_rig_run_ms(&c->rig, 50);
    assert_cards(c, 2, "05060708");
}

/* Whatever happens once, the card on the reader is told once, in the end. */
static void test_ccid_driver__no_single_fault_loses_a_card(void **state)
{
    struct driver_case *c = *state;
    static const char *const faults[] = {
        "refuse",      "silent",       "late=2500",  "extend=5",     "stall",         "babble",
        "broken",      "zero",         "empty",      "short=4",      "short=12",      "long=3",
        "length=3",    "length",       "seq",        "slot",         "type",          "twice",
        "notify-zero", "notify-short", "notify-lie", "notify-stall", "notify-babble", "hardware"};
    static const char *const at[] = {"on=power", "on=xfr", "on=status"};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        bool at_notice = faults[i][0] == 'n' || faults[i][0] == 'h';
        for (size_t j = 0; j < (at_notice ? 1 : 3); j++) {
            start_default(c, "ccid");
            arm(c, faults[i], at_notice ? NULL : at[j]);
            put(c, 0, "01020304");
            reader_rig_run_ms(&c->rig, 8000);
            if (reader_rig_count(&c->rig, READER_EVENT_CARD) != 1) {
                fail_msg("%s %s: %zu cards", faults[i], at[j],
                         reader_rig_count(&c->rig, READER_EVENT_CARD));
            }
            assert_cards(c, 1, "01020304");
            take(c, 0);
            reader_rig_run_ms(&c->rig, 8000);
            tap_well(c, "04A1B2C3D4E5F6");
            reader_rig_finish(&c->rig);
        }
    }
    start_default(c, "ccid"); /* for the teardown */
}

static void test_ccid_driver__a_reader_that_stays_silent_is_reset(void **state)
{
    struct driver_case *c = *state;
    start_default(c, "ccid");
    arm(c, "silent", "count=1000000");
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 60000);
    assert_int_equal(reader_rig_state(&c->rig, "1-2"), READER_FAULT);
    assert_true(emulated_bus_reset_count(c->rig.bus) > 0);
    assert_true(emulated_bus_reset_count(c->rig.bus) < 10); /* with growing pauses */
}

static void test_ccid_driver__a_reader_that_hangs_reads_again_once_it_was_reset(void **state)
{
    struct driver_case *c = *state;
    start_default(c, "ccid");
    arm(c, "hang", "on=xfr");
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 20000);
    assert_int_equal(emulated_bus_reset_count(c->rig.bus), 1);
    assert_int_equal(reader_rig_state(&c->rig, "1-2"), READER_READY);
    assert_cards(c, 1, "01020304"); /* it lay there all the time, and was not told before */
    take(c, 0);
    reader_rig_run_ms(&c->rig, 300);
    tap_well(c, "04A1B2C3D4E5F6");
}

/* What keeps a command from ever ending: it is aborted or the device opened anew, and the card that
 * lies there is told once. */
static void test_ccid_driver__a_command_without_end_is_given_up(void **state)
{
    struct driver_case *c = *state;
    static const struct {
        const char *reader, *fault, *on, *more;
    } cases[] = {
        {"ccid", "extend=60000", "on=xfr", NULL},          /* it always asks for more time */
        {"ccid", "error=224", "on=xfr", NULL},             /* "the slot is busy" */
        {"ccid abort=no", "silent", "on=xfr", NULL},       /* and an abort is not known */
        {"ccid", "silent", "on=xfr", "zero"},              /* and an abort not answered */
        {"ccid", "silent", "on=xfr", "broken"},            /* or its answer fails */
        {"ccid interrupt=no", "silent", "on=status", NULL} /* where nothing else tells of cards */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        start_default(c, cases[i].reader);
        arm(c, cases[i].fault, cases[i].on);
        if (cases[i].more) {
            arm(c, cases[i].more, "on=abort");
        }
        put(c, 0, "01020304");
        reader_rig_run_ms(&c->rig, 20000);
        if (reader_rig_count(&c->rig, READER_EVENT_CARD) != 1) {
            fail_msg("%s %s: %zu cards", cases[i].reader, cases[i].fault,
                     reader_rig_count(&c->rig, READER_EVENT_CARD));
        }
        take(c, 0);
        reader_rig_run_ms(&c->rig, 300);
        tap_well(c, "04A1B2C3D4E5F6");
        reader_rig_finish(&c->rig);
    }
    start_default(c, "ccid"); /* for the teardown */
}

static void test_ccid_driver__an_interrupt_endpoint_that_stays_broken_is_opened_anew(void **state)
{
    struct driver_case *c = *state;
    static const char *const faults[] = {"notify-stall", "notify-babble", "hardware"};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        start_default(c, "ccid");
        arm(c, faults[i], "count=20");
        reader_rig_run_ms(&c->rig, 30000);
        const struct reader_event *fault = reader_rig_event(&c->rig, READER_EVENT_STATE, 0);
        assert_int_equal(fault->state, READER_RECOVERING);
        assert_non_null(strstr(fault->reason, "interrupt endpoint: "));
        assert_int_equal(reader_rig_state(&c->rig, "1-2"), READER_READY);
        tap_well(c, "04A1B2C3D4E5F6");
        reader_rig_finish(&c->rig);
    }
    start_default(c, "ccid"); /* for the teardown */
}

static void test_ccid_driver__pulled_out_in_the_middle(void **state)
{
    struct driver_case *c = *state;
    static const char *const moments[] = {"leave", "unplug"};
    static const char *const at[] = {"on=power", "on=xfr"};
    for (size_t i = 0; i < 4; i++) {
        start_default(c, "ccid");
        arm(c, moments[i % 2], at[i / 2]);
        put(c, 0, "01020304");
        reader_rig_run_ms(&c->rig, 2000);
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD), 0);
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_MALFORMED), 0);
        assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_REMOVED), 1);
        c->device = plug(&c->rig, "1-2", "ccid");
        reader_rig_run_ms(&c->rig, 100);
        tap_well(c, "01020304");
        if (i < 3) {
            reader_rig_finish(&c->rig);
        }
    }
}

static void test_ccid_driver__a_card_that_stays_through_a_failure_is_no_second_tap(void **state)
{
    struct driver_case *c = *state;
    start_default(c, "ccid interrupt=no"); /* so that commands go on while it is held */
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 300);
    assert_cards(c, 1, "01020304");
    arm(c, "silent", "on=status");
    reader_rig_run_ms(&c->rig, 10000);
    assert_cards(c, 1, "01020304");
    take(c, 0);
    reader_rig_run_ms(&c->rig, 1000);
    assert_int_equal(reader_rig_count(&c->rig, READER_EVENT_CARD_LEFT), 1);
}

static void test_ccid_driver__it_is_let_go_with_the_card_powered_off(void **state)
{
    struct driver_case *c = *state;
    char text[256];
    start_default(c, "ccid");
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 50);
    ccid_device_describe(c->device, text, sizeof text);
    assert_non_null(strstr(text, "powered"));
    reader_host_stop(c->rig.host);
    reader_rig_run_ms(&c->rig, 100);
    assert_true(reader_host_is_stopped(c->rig.host));
    ccid_device_describe(c->device, text, sizeof text);
    assert_null(strstr(text, "powered"));
    assert_true(emulated_bus_kernel_has(c->rig.bus, "1-2"));
}

static void test_ccid_driver__feedback_of_an_acr122(void **state)
{
    struct driver_case *c = *state;
    struct reader_config config = reader_config_default();
    char text[256];
    config.feedback = READER_FEEDBACK_BEEP;
    start(c, &config, "acr122");
    put(c, 0, "01020304");
    reader_rig_run_ms(&c->rig, 2000);
    ccid_device_describe(c->device, text, sizeof text);
    assert_non_null(strstr(text, "beeps 1")); /* by us; its own was hushed */
    struct error err = {0};
    assert_true(reader_host_signal(c->rig.host, NULL, &err));
    reader_rig_run_ms(&c->rig, 2000);
    ccid_device_describe(c->device, text, sizeof text);
    assert_non_null(strstr(text, "beeps 2"));
    assert_false(reader_host_signal(c->rig.host, "9-9", &err));
    assert_non_null(strstr(err.text, "9-9"));
}

static void test_ccid_driver__a_reader_without_a_buzzer_says_so(void **state)
{
    struct driver_case *c = *state;
    struct error err = {0};
    start_default(c, "ccid");
    assert_false(reader_host_signal(c->rig.host, "1-2", &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ccid_driver__every_personality_reads_every_length,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__every_slot_of_every_interface_is_read,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__levels_that_are_declined_say_so, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__held_is_one_tap_put_again_another, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__two_cards_are_said_not_guessed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__one_card_for_another_as_fast_as_can_be,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__a_second_slot_makes_two_cards, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__no_single_fault_loses_a_card, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__a_reader_that_stays_silent_is_reset,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_ccid_driver__a_reader_that_hangs_reads_again_once_it_was_reset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__a_command_without_end_is_given_up, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_ccid_driver__an_interrupt_endpoint_that_stays_broken_is_opened_anew, setup,
            teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__pulled_out_in_the_middle, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_ccid_driver__a_card_that_stays_through_a_failure_is_no_second_tap, setup,
            teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__it_is_let_go_with_the_card_powered_off,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__feedback_of_an_acr122, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ccid_driver__a_reader_without_a_buzzer_says_so, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
