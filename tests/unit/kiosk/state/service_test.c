#include "service.h"

#include "cmocka_tests.h"
#include "display_state.h"
#include "reader_log.h"
#include <stdio.h>
#include <string.h>

#define NOW INT64_C(50000000)

static enum service_wish touch(struct service *service, enum service_touch what)
{
    return service_handle_touch(service, what, NOW);
}

static void type(struct service *service, const char *digits)
{
    for (; *digits; digits++) {
        assert_int_equal(touch(service, (enum service_touch)(SERVICE_TOUCH_DIGIT + *digits - '0')),
                         SERVICE_WISH_NOTHING);
    }
}

static struct service at_card(void)
{
    struct service service = {.settings = {50, 100, LANGUAGE_CHINESE}};
    service_hold(&service, NOW - SERVICE_HOLD_US);
    assert_true(service_note_time(&service, NOW));
    assert_true(service_wants_card(&service));
    return service;
}

static struct service at_pin(void)
{
    struct service service = at_card();
    service_take_card(&service, "s1", "王伟", NOW);
    assert_int_equal(service.step, SERVICE_PIN);
    return service;
}

static bool answer(struct service *service, enum service_pin_answer what)
{
    return service_note_pin(service, &service->check, what, NOW);
}

static struct service opened(void)
{
    struct service service = at_pin();
    type(&service, "480215");
    assert_int_equal(touch(&service, SERVICE_TOUCH_ENTER), SERVICE_WISH_CHECK_PIN);
    assert_string_equal(service.pin, "480215");
    assert_true(answer(&service, SERVICE_PIN_RIGHT));
    assert_int_equal(service.step, SERVICE_OPEN);
    assert_string_equal(service.pin, "");
    setup_init(&service.network, "https://office");
    return service;
}

static void test_service__a_short_touch_opens_nothing(void **state)
{
    (void)state;
    struct service service = {0};
    service_hold(&service, NOW);
    assert_false(service_note_time(&service, NOW + SERVICE_HOLD_US - 1));
    service_let_go(&service);
    assert_false(service_note_time(&service, NOW + 10 * SERVICE_HOLD_US));
    assert_false(service_is_shown(&service));
}

static void test_service__only_a_keepers_card_goes_on(void **state)
{
    (void)state;
    struct service service = at_card();
    service_take_card(&service, "", "", NOW);
    assert_int_equal(service.step, SERVICE_REFUSED);
    assert_int_equal(service.refusal, SERVICE_NO_KEEPER);
    assert_true(service_note_time(&service, NOW + SERVICE_REFUSED_US));
    assert_false(service_is_shown(&service));
}

static void test_service__a_pin_is_checked_once_it_is_long_enough(void **state)
{
    (void)state;
    struct service service = at_pin();
    type(&service, "48021");
    assert_int_equal(touch(&service, SERVICE_TOUCH_ENTER), SERVICE_WISH_NOTHING);
    type(&service, "99999999999");
    assert_int_equal(strlen(service.pin), SERVICE_PIN_MAX);
    service_erase(&service, NOW);
    assert_int_equal(strlen(service.pin), SERVICE_PIN_MAX - 1);
    assert_int_equal(touch(&service, SERVICE_TOUCH_ENTER), SERVICE_WISH_CHECK_PIN);
    assert_int_equal(touch(&service, SERVICE_TOUCH_ENTER), SERVICE_WISH_NOTHING);
}

static void test_service__five_wrong_pins_lock(void **state)
{
    (void)state;
    struct service service = at_pin();
    for (int i = 0; i < PIN_GUARD_TRIES; i++) {
        type(&service, "123456");
        assert_int_equal(touch(&service, SERVICE_TOUCH_ENTER), SERVICE_WISH_CHECK_PIN);
        assert_true(answer(&service, SERVICE_PIN_WRONG));
    }
    assert_int_equal(service.step, SERVICE_REFUSED);
    assert_int_equal(service.refusal, SERVICE_LOCKED);
    service_close(&service);
    service.step = SERVICE_CARD;
    service_take_card(&service, "s2", "李娜", NOW); /* nor anybody else's */
    assert_int_equal(service.refusal, SERVICE_LOCKED);
    service.step = SERVICE_CARD;
    service_take_card(&service, "s2", "李娜", NOW + PIN_GUARD_FIRST_US);
    assert_int_equal(service.step, SERVICE_PIN);
}

/* Whoever left while it was being checked comes to no open page; a wrong try counts. */
static void test_service__an_answer_that_comes_late_opens_nothing(void **state)
{
    (void)state;
    struct service service = at_pin();
    type(&service, "480215");
    (void)touch(&service, SERVICE_TOUCH_ENTER);
    service_close(&service);
    assert_false(answer(&service, SERVICE_PIN_RIGHT));
    assert_false(service_is_shown(&service));
    assert_false(answer(&service, SERVICE_PIN_WRONG));
    assert_int_equal(service.guard.wrong, 1);
}

static struct service_check asked_as(struct service *service, const char *staff)
{
    service->step = SERVICE_CARD;
    service_take_card(service, staff, "", NOW);
    type(service, "480215");
    assert_int_equal(touch(service, SERVICE_TOUCH_ENTER), SERVICE_WISH_CHECK_PIN);
    return service->check;
}

/* The check of who left first comes while the next one's waits behind it. */
static void test_service__the_pin_of_one_keeper_opens_nothing_for_another(void **state)
{
    (void)state;
    struct service service = at_card();
    const struct service_check first = asked_as(&service, "s1");
    service_close(&service);
    const struct service_check second = asked_as(&service, "s2");
    assert_false(service_note_pin(&service, &first, SERVICE_PIN_RIGHT, NOW));
    assert_int_equal(service.step, SERVICE_CHECKING);
    assert_true(service_note_pin(&service, &second, SERVICE_PIN_WRONG, NOW));
    assert_int_equal(service.step, SERVICE_PIN);
    assert_true(service.pin_was_wrong);
}

/* The same keeper's as well: what was typed before is not what is being checked. */
static void test_service__only_the_last_check_counts(void **state)
{
    (void)state;
    struct service service = at_card();
    const struct service_check first = asked_as(&service, "s1");
    service_close(&service);
    const struct service_check second = asked_as(&service, "s1");
    assert_false(service_note_pin(&service, &first, SERVICE_PIN_RIGHT, NOW));
    assert_true(service_note_pin(&service, &second, SERVICE_PIN_RIGHT, NOW));
    assert_int_equal(service.step, SERVICE_OPEN);
    assert_false(service_note_pin(&service, &second, SERVICE_PIN_RIGHT, NOW)); /* it is open */
}

static void test_service__leaves_by_itself_after_a_minute_without_touch(void **state)
{
    (void)state;
    struct service service = opened();
    assert_false(service_note_time(&service, NOW + SERVICE_PAGE_US - 1));
    (void)service_handle_touch(&service, SERVICE_TOUCH_PAGE + SERVICE_PAGE_EXPORT,
                               NOW + SERVICE_PAGE_US - 1);
    assert_int_equal(service.page, SERVICE_PAGE_EXPORT);
    assert_false(service_note_time(&service, NOW + SERVICE_PAGE_US));
    assert_true(service_note_time(&service, NOW + 2 * SERVICE_PAGE_US));
    assert_false(service_is_shown(&service));
}

static void test_service__settings_stay_within_their_bounds(void **state)
{
    (void)state;
    struct service service = opened();
    for (int i = 0; i < 20; i++) {
        (void)touch(&service, SERVICE_TOUCH_DARKER);
        (void)touch(&service, SERVICE_TOUCH_LOUDER);
    }
    assert_int_equal(service.settings.brightness_percent, SERVICE_BRIGHTNESS_MIN);
    assert_int_equal(service.settings.volume_percent, 100);
    assert_int_equal(touch(&service, SERVICE_TOUCH_LOUDER), SERVICE_WISH_NOTHING);
    assert_int_equal(touch(&service, SERVICE_TOUCH_QUIETER), SERVICE_WISH_SETTINGS);
    assert_int_equal(touch(&service, SERVICE_TOUCH_ENGLISH), SERVICE_WISH_SETTINGS);
    assert_int_equal(touch(&service, SERVICE_TOUCH_ENGLISH), SERVICE_WISH_NOTHING);
}

static void test_service__one_test_and_one_export_at_a_time(void **state)
{
    (void)state;
    struct service service = opened();
    const struct service_export done = {.standing = SERVICE_EXPORT_DONE, .file_count = 3};
    assert_int_equal(touch(&service, SERVICE_TOUCH_TRY_NETWORK), SERVICE_WISH_NETWORK);
    assert_int_equal(touch(&service, SERVICE_TOUCH_TRY_NETWORK), SERVICE_WISH_NOTHING);
    service_note_network(&service, SETUP_FAULT_NONE, "", 0, 12, NOW);
    assert_int_equal(touch(&service, SERVICE_TOUCH_TRY_NETWORK), SERVICE_WISH_NETWORK);
    assert_int_equal(touch(&service, SERVICE_TOUCH_EXPORT), SERVICE_WISH_EXPORT);
    assert_int_equal(touch(&service, SERVICE_TOUCH_EXPORT), SERVICE_WISH_NOTHING);
    service_note_export(&service, &done, NOW);
    assert_int_equal(service.stick.file_count, 3);
}

/* Through the state of the display: a colleague's tap is shown, and the page comes back. */
static void test_service__a_tap_stands_above_the_page(void **state)
{
    (void)state;
    struct display_state door;
    struct display display;
    struct moment now = {0, NOW};
    const struct judge_verdict verdict = {.answer = JUDGE_ON_TIME, .name = "王伟"};
    display_state_init(&door, LANGUAGE_CHINESE, "东门", "", now);
    assert_int_equal(display_state_handle_touch(&door, TOUCH_LIGHTS, now), WISH_NOTHING);
    now.mono_us += SERVICE_HOLD_US;
    assert_true(service_note_time(&door.service, now.mono_us));
    service_take_card(&door.service, "s1", "王伟", now.mono_us);
    (void)display_state_handle_touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_DIGIT + 4, now);
    display_state_view(&door, now, &display);
    assert_int_equal(display.kind, DISPLAY_SERVICE_PIN);
    assert_int_equal(display.pin_len, 1);
    assert_string_equal(display.service.pin, ""); /* goes no further */
    display_state_handle_tap(&door, &verdict, 0, now);
    display_state_view(&door, now, &display);
    assert_int_equal(display.kind, DISPLAY_RESULT);
    now.mono_us += RESULT_SHOWN_US;
    display_state_view(&door, now, &display);
    assert_int_equal(display.kind, DISPLAY_SERVICE_PIN);
    (void)display_state_handle_touch(&door, TOUCH_CANCEL, now);
    display_state_view(&door, now, &display);
    assert_int_not_equal(display.kind, DISPLAY_SERVICE_PIN);
}

static void reader_becomes(struct display_state *door, enum reader_state reader)
{
    const struct reader_event event = {
        .kind = READER_EVENT_STATE, .state = reader, .driver = "wedge", .port = "1-1"};
    display_state_handle_reader(door, &event, (struct moment){0, NOW});
}

/* With a keeper to be picked from, who is the first of them. */
static struct display_state at_card_of_door(struct choice_page *page)
{
    struct display_state door;
    const struct moment now = {0, NOW};
    display_state_init(&door, LANGUAGE_CHINESE, "", "", now);
    *page = (struct choice_page){.count = 1, .pages = 1, .total = 1};
    (void)snprintf(page->items[0].id, sizeof page->items[0].id, "s3");
    (void)snprintf(page->items[0].title, sizeof page->items[0].title, "曾雪梅");
    display_state_set_views(&door, &(struct display_views){.choices = page});
    door.service = at_card();
    return door;
}

static void test_service__without_a_reader_a_keeper_says_who_they_are(void **state)
{
    (void)state;
    static const enum reader_state down[] = {READER_ABSENT, READER_RECOVERING, READER_FAULT};
    for (size_t i = 0; i < sizeof down / sizeof *down; i++) {
        struct choice_page page;
        struct display_state door = at_card_of_door(&page);
        reader_becomes(&door, down[i]);
        (void)display_state_handle_touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_BY_NAME,
                                         (struct moment){0, NOW}); /* asks for nothing */
        assert_int_equal(door.errand.kind, ERRAND_KEEPER);
        (void)display_state_handle_touch(&door, TOUCH_CHOICE,
                                         (struct moment){0, NOW + TOUCH_SETTLE_US}); /* the same */
        assert_int_equal(door.errand.kind, ERRAND_NOTHING);
        assert_int_equal(door.service.step, SERVICE_PIN);
        assert_string_equal(door.service.staff, "s3");
        assert_true(door.service.by_name);
        door.service.page = SERVICE_PAGE_CARDS;
        door.service.step = SERVICE_OPEN;
        assert_false(service_may_issue(&door.service)); /* whatever is plugged in meanwhile */
        service_close(&door.service);
        assert_false(door.service.by_name);
    }
}

static void test_service__with_a_reader_nobody_comes_in_by_name(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_card_of_door(&page);
    (void)display_state_handle_touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_BY_NAME,
                                     (struct moment){0, NOW}); /* nothing was heard of it yet */
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
    reader_becomes(&door, READER_READY);
    (void)display_state_handle_touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_BY_NAME,
                                     (struct moment){0, NOW}); /* asks for nothing */
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
    assert_int_equal(door.service.step, SERVICE_CARD);
}

/* The wait of five wrong PINs holds for names as it does for cards. */
static void test_service__a_name_is_locked_out_as_a_card_is(void **state)
{
    (void)state;
    struct service service = at_card();
    pin_guard_init(&service.guard, PIN_GUARD_TRIES, NOW);
    service_take_name(&service, "s3", "曾雪梅", NOW);
    assert_int_equal(service.step, SERVICE_REFUSED);
    assert_int_equal(service.refusal, SERVICE_LOCKED);
}

static void test_reader_log__keeps_the_last_events_and_no_card(void **state)
{
    (void)state;
    struct reader_log log = {0};
    struct reader_event event = {.kind = READER_EVENT_CARD, .port = "1-2"};
    reader_log_note(&log, &event, 1);
    assert_int_equal(log.count, 0);
    assert_int_equal(log.cards, 1);
    event.kind = READER_EVENT_STATE;
    for (int i = 0; i < READER_LOG_MAX + 3; i++) {
        event.state = i % 2 ? READER_READY : READER_RECOVERING;
        reader_log_note(&log, &event, i);
    }
    assert_int_equal(log.count, READER_LOG_MAX);
    assert_int_equal(log.lines[0].at_ms, READER_LOG_MAX + 2);
    assert_string_equal(reader_log_word(&log.lines[0]), "recovering");
    assert_string_equal(reader_log_word(&log.lines[1]), "ready");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_service__a_short_touch_opens_nothing),
        cmocka_unit_test(test_service__only_a_keepers_card_goes_on),
        cmocka_unit_test(test_service__a_pin_is_checked_once_it_is_long_enough),
        cmocka_unit_test(test_service__five_wrong_pins_lock),
        cmocka_unit_test(test_service__an_answer_that_comes_late_opens_nothing),
        cmocka_unit_test(test_service__the_pin_of_one_keeper_opens_nothing_for_another),
        cmocka_unit_test(test_service__only_the_last_check_counts),
        cmocka_unit_test(test_service__leaves_by_itself_after_a_minute_without_touch),
        cmocka_unit_test(test_service__settings_stay_within_their_bounds),
        cmocka_unit_test(test_service__one_test_and_one_export_at_a_time),
        cmocka_unit_test(test_service__a_tap_stands_above_the_page),
        cmocka_unit_test(test_service__without_a_reader_a_keeper_says_who_they_are),
        cmocka_unit_test(test_service__with_a_reader_nobody_comes_in_by_name),
        cmocka_unit_test(test_service__a_name_is_locked_out_as_a_card_is),
        cmocka_unit_test(test_reader_log__keeps_the_last_events_and_no_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
