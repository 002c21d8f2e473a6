/* A card issued at the service page: the steps of the errand, the answers, and who may begin it. */

#include "card_issuing.h"

#include "cmocka_tests.h"
#include "display_state.h"
#include <stdio.h>
#include <string.h>

#define BEGIN_MS INT64_C(1795854401250)
#define BEGIN_US INT64_C(500000000)
#define SECOND   INT64_C(1000000)

static const struct card_token token = {{{7}}};

static struct moment at(int64_t after_us)
{
    return (struct moment){BEGIN_MS + after_us / 1000, BEGIN_US + after_us};
}

static enum display_kind shown(const struct display_state *door, struct moment now)
{
    struct display display;
    display_state_view(door, now, &display);
    return display.kind;
}

static void reader_becomes(struct display_state *door, enum reader_state reader)
{
    const struct reader_event event = {
        .kind = READER_EVENT_STATE, .state = reader, .driver = "wedge", .port = "1-1"};
    display_state_handle_reader(door, &event, at(0));
}

/* The page of cards, opened by a keeper's card and PIN. */
static struct display_state at_cards(void)
{
    struct display_state door;
    display_state_init(&door, LANGUAGE_CHINESE, "东门", "", at(0));
    reader_becomes(&door, READER_READY);
    display_state_handle_network(&door, DOOR_NETWORK_UP, BEGIN_MS);
    service_hold(&door.service, BEGIN_US - SERVICE_HOLD_US);
    assert_true(service_note_time(&door.service, BEGIN_US));
    service_take_card(&door.service, "s1", "王伟", BEGIN_US);
    for (int i = 0; i < SERVICE_PIN_MIN; i++) {
        (void)service_handle_touch(&door.service, SERVICE_TOUCH_DIGIT, BEGIN_US); /* one of many */
    }
    assert_int_equal(service_handle_touch(&door.service, SERVICE_TOUCH_ENTER, BEGIN_US),
                     SERVICE_WISH_CHECK_PIN);
    assert_true(service_note_pin(&door.service, &door.service.check, SERVICE_PIN_RIGHT, BEGIN_US));
    (void)display_state_handle_touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_PAGE + SERVICE_PAGE_CARDS,
                                     at(0)); /* asks for nothing */
    return door;
}

/* Two seconds a touch: no finger is faster than the screen is read. */
static enum display_wish touch(struct display_state *door, int id, int seconds)
{
    return display_state_handle_touch(door, id, at(seconds * SECOND));
}

/* The second of two people is picked by letters, and the card held up. */
static struct display_state at_confirm(struct choice_page *page)
{
    struct display_state door = at_cards();
    *page = (struct choice_page){.count = 2, .pages = 1, .total = 2};
    (void)snprintf(page->items[1].id, sizeof page->items[1].id, "s5");
    (void)snprintf(page->items[1].title, sizeof page->items[1].title, "赵一鸣");
    (void)snprintf(page->items[1].detail, sizeof page->items[1].detail, "财政局");
    display_state_set_views(&door, &(struct display_views){.choices = page});
    assert_int_equal(touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_ISSUE, 2), WISH_NOTHING);
    assert_int_equal(shown(&door, at(2 * SECOND)), DISPLAY_LETTERS);
    assert_int_equal(touch(&door, TOUCH_CHOICE + 1, 4), WISH_NOTHING);
    assert_int_equal(shown(&door, at(4 * SECOND)), DISPLAY_ISSUE);
    assert_true(errand_wants_card(&door.errand));
    assert_string_equal(door.errand.name, "赵一鸣");
    assert_string_equal(door.errand.unit_name, "财政局");
    errand_take_new_card(&door.errand, &token, at(6 * SECOND).mono_us);
    return door;
}

static void test_card_issuing__goes_from_the_person_to_the_card_to_the_server(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    assert_int_equal(touch(&door, TOUCH_CHOICE + CARD_ISSUING_LOST, 8), WISH_NOTHING);
    assert_int_equal(door.errand.issuing.others, CARD_ISSUING_LOST);
    assert_int_equal(touch(&door, TOUCH_CONFIRM, 10), WISH_SERVICE);
    assert_int_equal(door.service_wish, SERVICE_WISH_ISSUE);
    assert_string_equal(door.errand.staff, "s5");
    assert_memory_equal(&door.errand.issuing.token, &token, sizeof token);
    const struct card_issuing answer = {.answer = CARD_ISSUING_DONE, .taken_back = 1};
    assert_true(
        errand_note_answer(&door.errand, door.errand.asked, &answer, at(11 * SECOND).mono_us));
    assert_int_equal(door.errand.step, ERRAND_STEP_ANSWERED);
    assert_int_equal(door.errand.issuing.taken_back, 1);
    assert_int_equal(touch(&door, TOUCH_CONFIRM, 13), WISH_NOTHING); /* the next person */
    assert_int_equal(door.errand.step, ERRAND_STEP_LETTERS);
    assert_string_equal(door.errand.staff, "");
    assert_int_equal(door.errand.issuing.others, CARD_ISSUING_KEEP);
    assert_int_equal(touch(&door, TOUCH_CANCEL, 15), WISH_ABANDONED);
    assert_int_equal(shown(&door, at(15 * SECOND)), DISPLAY_SERVICE_CARDS);
}

static void test_card_issuing__the_server_is_asked_once_whatever_is_touched(void **state)
{
    (void)state;
    static const int touches[] = {TOUCH_CONFIRM, TOUCH_CANCEL, TOUCH_GO_BACK, TOUCH_CHOICE};
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    assert_int_equal(touch(&door, TOUCH_CONFIRM, 8), WISH_SERVICE);
    for (size_t i = 0; i < sizeof touches / sizeof *touches; i++) {
        assert_int_equal(touch(&door, touches[i], 10), WISH_NOTHING);
        assert_int_equal(door.errand.step, ERRAND_STEP_ASKED);
    }
}

/* Touched twice by one trembling finger it is asked for once. */
static void test_card_issuing__a_finger_that_is_down_twice_confirms_once(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    assert_int_equal(
        display_state_handle_touch(&door, TOUCH_CONFIRM, at(6 * SECOND + TOUCH_SETTLE_US - 1)),
        WISH_NOTHING);
    assert_int_equal(door.errand.step, ERRAND_STEP_CONFIRM);
}

static void test_card_issuing__each_answer_has_its_way_on(void **state)
{
    (void)state;
    static const struct {
        enum card_issuing_answer answer;
        enum display_wish wish;
        enum errand_kind kind;
        enum errand_step step;
    } rows[] = {
        {CARD_ISSUING_DONE, WISH_NOTHING, ERRAND_ISSUE, ERRAND_STEP_LETTERS},
        {CARD_ISSUING_TAKEN, WISH_NOTHING, ERRAND_ISSUE, ERRAND_STEP_CARD},
        {CARD_ISSUING_TAKEN_BACK, WISH_NOTHING, ERRAND_ISSUE, ERRAND_STEP_CARD},
        {CARD_ISSUING_DENIED, WISH_NOTHING, ERRAND_ISSUE, ERRAND_STEP_LETTERS},
        {CARD_ISSUING_NO_ACCOUNT, WISH_NOTHING, ERRAND_NOTHING, ERRAND_STEP_CARD},
        {CARD_ISSUING_NO_CALL, WISH_SERVICE, ERRAND_ISSUE, ERRAND_STEP_ASKED},
        {CARD_ISSUING_WAITED, WISH_SERVICE, ERRAND_ISSUE, ERRAND_STEP_ASKED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct choice_page page;
        struct display_state door = at_confirm(&page);
        const struct card_issuing answer = {.answer = rows[i].answer};
        (void)touch(&door, TOUCH_CONFIRM, 8); /* looked at elsewhere */
        assert_true(
            errand_note_answer(&door.errand, door.errand.asked, &answer, at(9 * SECOND).mono_us));
        assert_int_equal(touch(&door, TOUCH_CONFIRM, 11), rows[i].wish);
        assert_int_equal(door.errand.kind, rows[i].kind);
        assert_int_equal(door.errand.step, rows[i].step);
    }
}

static void test_card_issuing__words_of_the_server_are_answers(void **state)
{
    (void)state;
    assert_int_equal(card_issuing_answer_of_word("taken"), CARD_ISSUING_TAKEN);
    assert_int_equal(card_issuing_answer_of_word("permission"), CARD_ISSUING_DENIED);
    assert_int_equal(card_issuing_answer_of_word("keeper"), CARD_ISSUING_NO_KEEPER);
    assert_int_equal(card_issuing_answer_of_word("done"), CARD_ISSUING_REFUSED);
    assert_int_equal(card_issuing_answer_of_word(""), CARD_ISSUING_REFUSED);
    assert_int_equal(card_issuing_answer_of_word("revoked"), CARD_ISSUING_REFUSED);
}

static void test_card_issuing__a_card_of_somebodys_is_told_and_another_one_taken(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    errand_go_back(&door.errand, at(7 * SECOND).mono_us);
    assert_int_equal(door.errand.step, ERRAND_STEP_CARD);
    errand_note_known_card(&door.errand, "欧阳建国", at(8 * SECOND).mono_us);
    assert_true(door.errand.issuing.known);
    assert_string_equal(door.errand.issuing.holder, "欧阳建国");
    assert_true(errand_wants_card(&door.errand));
    errand_take_new_card(&door.errand, &token, at(9 * SECOND).mono_us);
    assert_false(door.errand.issuing.known);
    assert_int_equal(door.errand.step, ERRAND_STEP_CONFIRM);
}

static void test_card_issuing__every_step_leads_back_to_the_page(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    static const enum errand_step steps[] = {ERRAND_STEP_CARD, ERRAND_STEP_LETTERS};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(touch(&door, TOUCH_GO_BACK, 8 + 2 * i), WISH_NOTHING);
        assert_int_equal(door.errand.step, steps[i]);
    }
    (void)touch(&door, TOUCH_BY_UNIT, 12); /* asks for nothing, as the next */
    (void)touch(&door, TOUCH_CHOICE + 1, 14);
    assert_int_equal(door.errand.step, ERRAND_STEP_PEOPLE);
    (void)touch(&door, TOUCH_GO_BACK, 16);
    assert_int_equal(door.errand.step, ERRAND_STEP_UNIT);
    (void)touch(&door, TOUCH_GO_BACK, 18);
    assert_int_equal(door.errand.step, ERRAND_STEP_LETTERS);
    assert_int_equal(touch(&door, TOUCH_GO_BACK, 20), WISH_ABANDONED);
    assert_int_equal(shown(&door, at(20 * SECOND)), DISPLAY_SERVICE_CARDS);
}

/* Whoever walks away leaves neither the errand nor the page open. */
static void test_card_issuing__is_left_by_itself_and_the_page_after_it(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    int64_t left_us = 6 * SECOND + ERRAND_CHOICE_US;
    assert_int_equal(display_state_handle_time(&door, at(left_us - 1)), WISH_NOTHING);
    assert_false(service_note_time(&door.service, at(left_us - 1).mono_us));
    assert_int_equal(display_state_handle_time(&door, at(left_us)), WISH_ABANDONED);
    assert_int_equal(shown(&door, at(left_us)), DISPLAY_SERVICE_CARDS);
    assert_true(service_note_time(&door.service, at(4 * SECOND + SERVICE_PAGE_US).mono_us));
    assert_int_equal(shown(&door, at(4 * SECOND + SERVICE_PAGE_US)), DISPLAY_IDLE);
}

static void test_card_issuing__an_answer_that_nobody_waits_for_changes_nothing(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    const struct card_issuing answer = {.answer = CARD_ISSUING_DONE};
    assert_false(
        errand_note_answer(&door.errand, door.errand.asked, &answer, at(7 * SECOND).mono_us));
    assert_int_equal(door.errand.step, ERRAND_STEP_CONFIRM);
    errand_end(&door.errand);
    assert_false(
        errand_note_answer(&door.errand, door.errand.asked, &answer, at(8 * SECOND).mono_us));
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
}

/* The next unknown card here is the other person's. */
static void test_card_issuing__begins_only_while_the_office_waits_for_no_card(void **state)
{
    (void)state;
    struct display_state door = at_cards();
    card_reading_ask(&door.reading, "s9", "", 0);
    assert_int_equal(touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_ISSUE, 2), WISH_NOTHING);
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
    card_reading_ask(&door.reading, "", "", 0);
    assert_int_equal(touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_ISSUE, 4), WISH_NOTHING);
    assert_int_equal(door.errand.kind, ERRAND_ISSUE);
}

/* Its time ran out, and the next person's card is asked about when the answer comes. */
static void test_card_issuing__an_answer_about_another_persons_card_is_dropped(void **state)
{
    (void)state;
    struct errand errand = {.kind = ERRAND_NOTHING};
    const struct card_issuing done = {.answer = CARD_ISSUING_DONE, .taken_back = 1};
    const int64_t now_us = at(7 * SECOND).mono_us;
    errand_begin_issue(&errand, now_us);
    errand_choose_holder(&errand, "s5", "王伟", "", now_us);
    errand_ask(&errand, now_us);
    const uint32_t first = errand.asked;
    errand_end(&errand);
    errand_begin_issue(&errand, now_us);
    errand_choose_holder(&errand, "s6", "李娜", "", now_us);
    errand_ask(&errand, now_us);
    assert_false(errand_note_answer(&errand, first, &done, now_us));
    assert_int_equal(errand.step, ERRAND_STEP_ASKED);
    assert_int_equal(errand.issuing.answer, CARD_ISSUING_OPEN);
    assert_true(errand_note_answer(&errand, errand.asked, &done, now_us));
    assert_int_equal(errand.step, ERRAND_STEP_ANSWERED);
}

static void test_card_issuing__ends_where_the_page_is_closed(void **state)
{
    (void)state;
    struct choice_page page;
    struct display_state door = at_confirm(&page);
    service_close(&door.service);
    assert_int_equal(display_state_handle_time(&door, at(7 * SECOND)), WISH_ABANDONED);
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
}

static void test_card_issuing__begins_on_its_page_and_after_a_card_only(void **state)
{
    (void)state;
    struct display_state door = at_cards();
    door.service.page = SERVICE_PAGE_STATE;
    (void)touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_ISSUE, 2);
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
    door.service.page = SERVICE_PAGE_CARDS;
    door.service.by_name = true;
    (void)touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_ISSUE, 4);
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
    service_close(&door.service);
    (void)touch(&door, TOUCH_SERVICE + SERVICE_TOUCH_ISSUE, 6);
    assert_int_equal(door.errand.kind, ERRAND_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_issuing__goes_from_the_person_to_the_card_to_the_server),
        cmocka_unit_test(test_card_issuing__the_server_is_asked_once_whatever_is_touched),
        cmocka_unit_test(test_card_issuing__a_finger_that_is_down_twice_confirms_once),
        cmocka_unit_test(test_card_issuing__each_answer_has_its_way_on),
        cmocka_unit_test(test_card_issuing__words_of_the_server_are_answers),
        cmocka_unit_test(test_card_issuing__a_card_of_somebodys_is_told_and_another_one_taken),
        cmocka_unit_test(test_card_issuing__every_step_leads_back_to_the_page),
        cmocka_unit_test(test_card_issuing__is_left_by_itself_and_the_page_after_it),
        cmocka_unit_test(test_card_issuing__an_answer_that_nobody_waits_for_changes_nothing),
        cmocka_unit_test(test_card_issuing__begins_only_while_the_office_waits_for_no_card),
        cmocka_unit_test(test_card_issuing__an_answer_about_another_persons_card_is_dropped),
        cmocka_unit_test(test_card_issuing__ends_where_the_page_is_closed),
        cmocka_unit_test(test_card_issuing__begins_on_its_page_and_after_a_card_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
