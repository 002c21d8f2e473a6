#include "ccid_slot.h"

#include "ccid_readers.h"
#include "cmocka_tests.h"
#include "hash.h"
#include <string.h>

#define MS 1000

static const uint8_t classic_atr[] = {0x3b, 0x8f, 0x80, 0x01, 0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00,
                                      0x03, 0x06, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x6a};
static const uint8_t contact_atr[] = {0x3b, 0x80, 0x01, 0x81};
static const uint8_t type_b_atr[] = {0x3b, 0x88, 0x80, 0x01, 0x00, 0x00, 0x00,
                                     0x00, 0x33, 0x81, 0x81, 0x00, 0x3a};
static const uint8_t vicinity_atr[] = {0x3b, 0x8f, 0x80, 0x01, 0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00,
                                       0x03, 0x06, 0x0b, 0x00, 0x14, 0x00, 0x00, 0x00, 0x00, 0x77};
static const uint8_t uid_answer[] = {1, 2, 3, 4, 0x90, 0x00};
static const uint8_t other_answer[] = {5, 6, 7, 8, 0x90, 0x00};
static const uint8_t random_answer[] = {8, 2, 3, 4, 0x90, 0x00};
static const uint8_t blank_answer[] = {0, 0, 0, 0, 0x90, 0x00};
static const uint8_t no_uid_answer[] = {0x6a, 0x81};
static const uint8_t failed_answer[] = {0x63, 0x00};

struct slot_case {
    struct ccid_slot_setup setup;
    struct ccid_slot slot;
    int64_t now_us;
};

static int setup(void **state)
{
    static struct slot_case c;
    c = (struct slot_case){.setup = {.interface = {.interrupt_in = 0x81, .slot_count = 1}},
                           .now_us = 1000 * MS};
    ccid_slot_init(&c.slot, &c.setup, 0);
    *state = &c;
    return 0;
}

static struct ccid_command next(struct slot_case *c)
{
    struct ccid_command command = {0};
    assert_true(ccid_slot_deadline_us(&c->slot) <= c->now_us);
    assert_true(ccid_slot_next(&c->slot, c->now_us, &command));
    return command;
}

static void assert_idle(struct slot_case *c)
{
    struct ccid_command command;
    assert_false(ccid_slot_next(&c->slot, c->now_us, &command));
    assert_true(ccid_slot_deadline_us(&c->slot) == READER_NO_DEADLINE);
}

static struct ccid_news answer_icc(struct slot_case *c, enum ccid_icc icc)
{
    struct ccid_command command = next(c);
    struct ccid_answer answer = {.outcome = CCID_COMMAND_DONE, .icc = icc};
    return ccid_slot_take(&c->slot, &command, &answer, c->now_us);
}

static struct ccid_news answer_data(struct slot_case *c, enum ccid_command_type asked,
                                    const uint8_t *data, size_t len)
{
    struct ccid_command command = next(c);
    assert_int_equal(command.type, asked);
    struct ccid_answer answer = {.outcome = CCID_COMMAND_DONE, .data = data, .data_len = len};
    return ccid_slot_take(&c->slot, &command, &answer, c->now_us);
}

static struct ccid_news fail_next(struct slot_case *c, enum ccid_icc icc)
{
    struct ccid_command command = next(c);
    struct ccid_answer answer = {.outcome = CCID_COMMAND_FAILED, .icc = icc, .error = 0xfe};
    return ccid_slot_take(&c->slot, &command, &answer, c->now_us);
}

static void start_empty(struct slot_case *c)
{
    assert_int_equal(next(c).type, CCID_GET_SLOT_STATUS);
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_NONE);
    assert_true(ccid_slot_is_settled(&c->slot));
    assert_idle(c);
}

static struct ccid_news note(struct slot_case *c, bool present)
{
    struct ccid_slot_notice notice = {.is_present = present, .has_changed = true};
    return ccid_slot_note(&c->slot, notice, c->now_us);
}

static struct ccid_news read_card(struct slot_case *c)
{
    assert_int_equal(answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr).kind,
                     CCID_NEWS_NONE);
    return answer_data(c, CCID_XFR_BLOCK, uid_answer, sizeof uid_answer);
}

static void test_ccid_slot__a_card_comes_and_goes(void **state)
{
    struct slot_case *c = *state;
    start_empty(c);
    assert_int_equal(note(c, true).kind, CCID_NEWS_NONE);
    assert_false(ccid_slot_is_settled(&c->slot));
    struct ccid_news news = read_card(c);
    assert_int_equal(news.kind, CCID_NEWS_CARD);
    assert_int_equal(news.card.number.len, 4);
    assert_string_equal(news.card.type, "MIFARE Classic 1K");
    assert_idle(c); /* held: nothing wakes anybody */
    assert_int_equal(note(c, false).kind, CCID_NEWS_CARD_LEFT);
    assert_idle(c);
}

static void test_ccid_slot__without_an_interrupt_endpoint_it_is_asked(void **state)
{
    struct slot_case *c = *state;
    c->setup.interface.interrupt_in = 0;
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_NONE);
    assert_true(ccid_slot_deadline_us(&c->slot) == c->now_us + CCID_SLOT_POLL_MS * MS);
    c->now_us += CCID_SLOT_POLL_MS * MS;
    assert_int_equal(answer_icc(c, CCID_ICC_INACTIVE).kind, CCID_NEWS_NONE);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    c->now_us += CCID_SLOT_POLL_MS * MS;
    assert_int_equal(answer_icc(c, CCID_ICC_ACTIVE).kind, CCID_NEWS_NONE); /* still there */
    c->now_us += CCID_SLOT_POLL_MS * MS;
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_CARD_LEFT);
}

static void test_ccid_slot__what_lay_there_at_the_start_is_told_once(void **state)
{
    struct slot_case *c = *state;
    assert_int_equal(answer_icc(c, CCID_ICC_INACTIVE).kind, CCID_NEWS_NONE);
    assert_false(ccid_slot_is_settled(&c->slot));
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    assert_true(ccid_slot_is_settled(&c->slot));
    assert_int_equal(note(c, true).kind, CCID_NEWS_NONE); /* the reader tells of it late */
    assert_int_equal(answer_icc(c, CCID_ICC_ACTIVE).kind, CCID_NEWS_NONE);
    assert_idle(c);
    assert_int_equal(note(c, true).kind, CCID_NEWS_CARD_LEFT); /* changed and there: another one */
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
}

static void test_ccid_slot__no_card_for_us_at_the_start_is_no_news(void **state)
{
    struct slot_case *c = *state; /* a SAM, or a key with a chip */
    (void)answer_icc(c, CCID_ICC_INACTIVE);
    (void)answer_data(c, CCID_ICC_POWER_ON, NULL, 0);
    assert_int_equal(answer_data(c, CCID_XFR_BLOCK, no_uid_answer, 2).kind, CCID_NEWS_NONE);
    assert_idle(c);
    assert_true(ccid_slot_is_settled(&c->slot));
}

static void test_ccid_slot__cards_that_cannot_be_told(void **state)
{
    struct slot_case *c = *state;
    static const struct {
        const uint8_t *atr;
        size_t atr_len;
        const uint8_t *answer;
        size_t len;
        const char *why;
    } cases[] = {
        {contact_atr, sizeof contact_atr, no_uid_answer, 2, "contact card"},
        {classic_atr, sizeof classic_atr, no_uid_answer, 2, "GET DATA"}, /* the reader's fault */
        {classic_atr, sizeof classic_atr, random_answer, 6, "phone"},
        {type_b_atr, sizeof type_b_atr, blank_answer, 6, "identity card"},
    };
    start_empty(c);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        (void)note(c, true);
        (void)answer_data(c, CCID_ICC_POWER_ON, cases[i].atr, cases[i].atr_len);
        struct ccid_news news = answer_data(c, CCID_XFR_BLOCK, cases[i].answer, cases[i].len);
        assert_int_equal(news.kind, CCID_NEWS_MALFORMED);
        assert_non_null(strstr(news.reason, cases[i].why));
        assert_idle(c);
        assert_int_equal(note(c, false).kind, CCID_NEWS_NONE);
    }
}

/* Readers tell the UID of an ISO 15693 card from either end; E0 is the byte that it begins with. */
static void test_ccid_slot__a_vicinity_card_is_one_card_on_every_reader(void **state)
{
    struct slot_case *c = *state;
    static const uint8_t answers[][10] = {
        {0xe0, 0x04, 0x01, 0x50, 0x12, 0x34, 0x56, 0x78, 0x90, 0x00},
        {0x78, 0x56, 0x34, 0x12, 0x50, 0x01, 0x04, 0xe0, 0x90, 0x00},
    };
    start_empty(c);
    for (size_t i = 0; i < 2; i++) {
        (void)note(c, true);
        (void)answer_data(c, CCID_ICC_POWER_ON, vicinity_atr, sizeof vicinity_atr);
        struct ccid_news news = answer_data(c, CCID_XFR_BLOCK, answers[i], sizeof answers[i]);
        assert_int_equal(news.kind, CCID_NEWS_CARD);
        assert_int_equal(news.card.number.len, 8);
        assert_memory_equal(news.card.number.bytes, answers[0], 8);
        (void)note(c, false);
    }
    (void)note(c, true); /* FeliCa has eight bytes too, and its last may be anything */
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    struct ccid_news news = answer_data(c, CCID_XFR_BLOCK, answers[1], sizeof answers[1]);
    assert_memory_equal(news.card.number.bytes, answers[1], 8);
}

static void test_ccid_slot__a_card_that_fails_is_tried_again_then_told(void **state)
{
    struct slot_case *c = *state;
    start_empty(c);
    (void)note(c, true);
    for (int i = 1; i < CCID_SLOT_TRIES; i++) {
        assert_int_equal(fail_next(c, CCID_ICC_INACTIVE).kind, CCID_NEWS_NONE);
        assert_true(ccid_slot_deadline_us(&c->slot) == c->now_us + CCID_SLOT_PAUSE_MS * MS);
        c->now_us += CCID_SLOT_PAUSE_MS * MS;
    }
    assert_int_equal(fail_next(c, CCID_ICC_INACTIVE).kind, CCID_NEWS_MALFORMED);
    assert_idle(c);
    (void)note(c, false);
    (void)note(c, true);
    (void)fail_next(c, CCID_ICC_INACTIVE);
    c->now_us += CCID_SLOT_PAUSE_MS * MS;
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    (void)answer_data(c, CCID_XFR_BLOCK, failed_answer, 2); /* the second failure */
    c->now_us += CCID_SLOT_PAUSE_MS * MS;
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
}

/* Readers that power a card by themselves are busy with that for a while. */
static void test_ccid_slot__a_reader_at_its_own_sequence_is_waited_for(void **state)
{
    struct slot_case *c = *state;
    struct ccid_answer busy = {.outcome = CCID_COMMAND_FAILED,
                               .icc = CCID_ICC_INACTIVE,
                               .error = CCID_ERROR_AUTO_SEQUENCE};
    start_empty(c);
    (void)note(c, true);
    for (int i = 0; i < CCID_SLOT_WAITS_MAX; i++) {
        struct ccid_command command = next(c);
        assert_int_equal(command.type, CCID_ICC_POWER_ON);
        assert_int_equal(ccid_slot_take(&c->slot, &command, &busy, c->now_us).kind, CCID_NEWS_NONE);
        assert_true(ccid_slot_deadline_us(&c->slot) > c->now_us);
        c->now_us += CCID_SLOT_WAIT_MS * MS;
    }
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    (void)note(c, false);
    (void)note(c, true);
    struct ccid_news news = {.kind = CCID_NEWS_NONE};
    int asked = 0;
    for (; asked < 100 && news.kind == CCID_NEWS_NONE; asked++) { /* not for ever */
        struct ccid_command command = next(c);
        news = ccid_slot_take(&c->slot, &command, &busy, c->now_us);
        c->now_us += CCID_SLOT_WAIT_MS * MS;
    }
    assert_int_equal(news.kind, CCID_NEWS_MALFORMED);
    assert_int_equal(asked, CCID_SLOT_WAITS_MAX + CCID_SLOT_TRIES);
}

static void test_ccid_slot__taken_away_too_soon(void **state)
{
    struct slot_case *c = *state;
    start_empty(c);
    (void)note(c, true);
    assert_int_equal(fail_next(c, CCID_ICC_ABSENT).kind, CCID_NEWS_NONE);
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_NONE); /* asked to be sure */
    assert_true(ccid_slot_deadline_us(&c->slot) == c->now_us + CCID_SLOT_TORN_MS * MS);
    assert_int_equal(ccid_slot_expire(&c->slot, c->now_us).kind, CCID_NEWS_NONE);
    c->now_us += CCID_SLOT_TORN_MS * MS;
    assert_int_equal(ccid_slot_expire(&c->slot, c->now_us).kind, CCID_NEWS_MALFORMED);
    assert_idle(c);
    /* At the edge of the field it comes back, and nobody hears of it. */
    (void)note(c, true);
    (void)note(c, false);
    c->now_us += CCID_SLOT_TORN_MS * MS / 2;
    (void)note(c, true);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    c->now_us += CCID_SLOT_TORN_MS * MS;
    assert_int_equal(ccid_slot_expire(&c->slot, c->now_us).kind, CCID_NEWS_NONE);
}

/* Up to the command that reads the number. */
static struct ccid_command begin_reading(struct slot_case *c)
{
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    return next(c);
}

static struct ccid_news answer_late(struct slot_case *c, const struct ccid_command *command,
                                    struct ccid_answer answer)
{
    return ccid_slot_take(&c->slot, command, &answer, c->now_us);
}

static void assert_nothing_torn(struct slot_case *c)
{
    c->now_us += 2 * CCID_SLOT_TORN_MS * MS;
    assert_int_equal(ccid_slot_expire(&c->slot, c->now_us).kind, CCID_NEWS_NONE);
}

static void test_ccid_slot__a_number_that_comes_after_the_notice_of_leaving_is_a_tap(void **state)
{
    struct slot_case *c = *state;
    struct ccid_answer good = {.outcome = CCID_COMMAND_DONE, .data = uid_answer, .data_len = 6};
    start_empty(c);
    struct ccid_command get_uid = begin_reading(c);
    assert_int_equal(note(c, false).kind, CCID_NEWS_NONE);
    struct ccid_news news = answer_late(c, &get_uid, good);
    assert_int_equal(news.kind, CCID_NEWS_CARD_PASSED);
    assert_memory_equal(news.card.number.bytes, uid_answer, 4);
    assert_string_equal(news.card.type, "MIFARE Classic 1K");
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_NONE); /* asked to be sure */
    assert_nothing_torn(c);
    get_uid = begin_reading(c);
    good.icc = CCID_ICC_ABSENT; /* it left before the answer was put together */
    assert_int_equal(answer_late(c, &get_uid, good).kind, CCID_NEWS_CARD_PASSED);
    assert_nothing_torn(c);
    assert_idle(c);
    get_uid = begin_reading(c);
    (void)note(c, false);
    assert_int_equal(
        answer_late(c, &get_uid,
                    (struct ccid_answer){.outcome = CCID_COMMAND_FAILED, .icc = CCID_ICC_ABSENT})
            .kind,
        CCID_NEWS_NONE);
    c->now_us += CCID_SLOT_TORN_MS * MS;
    assert_int_equal(ccid_slot_expire(&c->slot, c->now_us).kind, CCID_NEWS_MALFORMED);
}

static void test_ccid_slot__an_answer_for_a_card_that_left_is_not_the_next_ones(void **state)
{
    struct slot_case *c = *state;
    struct ccid_answer late = {.outcome = CCID_COMMAND_DONE, .data = uid_answer, .data_len = 6};
    start_empty(c);
    struct ccid_command get_uid = begin_reading(c);
    (void)note(c, false);
    (void)note(c, true); /* another card, while the first one's answer is on its way */
    struct ccid_news news = answer_late(c, &get_uid, late);
    assert_int_equal(news.kind, CCID_NEWS_CARD_PASSED);
    assert_int_equal(next(c).type, CCID_ICC_POWER_ON);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    assert_int_equal(note(c, false).kind, CCID_NEWS_CARD_LEFT);
}

static struct ccid_news read_as(struct slot_case *c, const uint8_t *answer, size_t len)
{
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    return answer_data(c, CCID_XFR_BLOCK, answer, len);
}

/* The next question of a reader that is asked in turn. */
static void ask_again(struct slot_case *c, enum ccid_icc icc)
{
    c->now_us += CCID_SLOT_POLL_MS * MS;
    (void)answer_icc(c, icc);
}

/* uid_answer's card was taken away, and something else is there. */
static void assert_changed(struct ccid_news news, enum ccid_news_kind kind)
{
    assert_int_equal(news.kind, kind);
    assert_true(news.has_left);
    assert_memory_equal(news.left.number.bytes, uid_answer, 4);
    if (kind == CCID_NEWS_CARD) {
        assert_memory_not_equal(news.card.number.bytes, uid_answer, 4);
    }
}

/* The notice of another card may overtake the number of the one before; or it is of that one. */
static void test_ccid_slot__a_change_while_a_card_is_read_is_looked_into(void **state)
{
    struct slot_case *c = *state;
    start_empty(c);
    (void)begin_reading(c);
    assert_int_equal(note(c, true).kind, CCID_NEWS_NONE);
    assert_int_equal(answer_data(c, CCID_XFR_BLOCK, uid_answer, 6).kind, CCID_NEWS_CARD);
    assert_int_equal(next(c).type, CCID_GET_SLOT_STATUS);
    assert_int_equal(answer_icc(c, CCID_ICC_ACTIVE).kind, CCID_NEWS_NONE); /* the one we powered */
    assert_idle(c);
    (void)note(c, false);
    (void)begin_reading(c);
    (void)note(c, true);
    assert_int_equal(answer_data(c, CCID_XFR_BLOCK, uid_answer, 6).kind, CCID_NEWS_CARD);
    assert_int_equal(answer_icc(c, CCID_ICC_INACTIVE).kind, CCID_NEWS_NONE);
    assert_changed(read_as(c, other_answer, sizeof other_answer), CCID_NEWS_CARD);
    assert_idle(c);
}

static void test_ccid_slot__the_first_notice_may_be_of_another_card(void **state)
{
    struct slot_case *c = *state;
    (void)answer_icc(c, CCID_ICC_INACTIVE);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    assert_int_equal(note(c, true).kind, CCID_NEWS_NONE); /* a reader that tells of changes alone */
    assert_int_equal(answer_icc(c, CCID_ICC_INACTIVE).kind, CCID_NEWS_NONE);
    assert_changed(read_as(c, other_answer, sizeof other_answer), CCID_NEWS_CARD);
    assert_idle(c);
}

static void test_ccid_slot__what_came_instead_of_the_card_at_the_start_is_news(void **state)
{
    struct slot_case *c = *state;
    (void)answer_icc(c, CCID_ICC_INACTIVE);
    (void)read_card(c);
    (void)note(c, true);
    (void)answer_icc(c, CCID_ICC_INACTIVE);
    assert_changed(read_as(c, no_uid_answer, sizeof no_uid_answer), CCID_NEWS_MALFORMED);
}

/* Put together after one card had left and before the next one came, it is overtaken by the notice
 * of that one. */
static void test_ccid_slot__an_answer_that_knows_of_no_card_may_be_old(void **state)
{
    struct slot_case *c = *state;
    struct ccid_answer old = {.outcome = CCID_COMMAND_FAILED, .icc = CCID_ICC_ABSENT};
    start_empty(c);
    struct ccid_command get_uid = begin_reading(c);
    (void)note(c, false);
    (void)note(c, true);
    assert_int_equal(answer_late(c, &get_uid, old).kind, CCID_NEWS_NONE);
    assert_int_equal(next(c).type, CCID_GET_SLOT_STATUS);
    (void)answer_icc(c, CCID_ICC_INACTIVE);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    assert_idle(c);
}

/* Between two questions a card may go and another come: that one nobody has powered. */
static void test_ccid_slot__a_card_changed_between_two_questions(void **state)
{
    struct slot_case *c = *state;
    c->setup.interface.interrupt_in = 0;
    (void)answer_icc(c, CCID_ICC_ABSENT);
    ask_again(c, CCID_ICC_INACTIVE);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    ask_again(c, CCID_ICC_INACTIVE);
    assert_changed(read_as(c, other_answer, sizeof other_answer), CCID_NEWS_CARD);
    ask_again(c, CCID_ICC_INACTIVE); /* a third one, which cannot be told */
    assert_int_equal(read_as(c, no_uid_answer, sizeof no_uid_answer).kind, CCID_NEWS_MALFORMED);
    ask_again(c, CCID_ICC_INACTIVE);
    assert_false(ccid_slot_deadline_us(&c->slot) <= c->now_us); /* told once */
    ask_again(c, CCID_ICC_ABSENT);
    ask_again(c, CCID_ICC_INACTIVE);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    ask_again(c, CCID_ICC_INACTIVE);
    struct ccid_news news = fail_next(c, CCID_ICC_ABSENT); /* gone before it was read again */
    assert_int_equal(news.kind, CCID_NEWS_NONE);
    assert_true(news.has_left);
    assert_nothing_torn(c);
}

static void test_ccid_slot__a_card_that_loses_its_power_is_no_other(void **state)
{
    struct slot_case *c = *state;
    c->setup.interface.interrupt_in = 0;
    (void)answer_icc(c, CCID_ICC_ABSENT);
    ask_again(c, CCID_ICC_INACTIVE);
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    ask_again(c, CCID_ICC_INACTIVE);
    struct ccid_news news = read_card(c);
    assert_int_equal(news.kind, CCID_NEWS_NONE);
    assert_false(news.has_left);
    for (int i = 0; i < 3; i++) {
        ask_again(c, CCID_ICC_INACTIVE); /* the reader saves power: known by now */
        assert_false(ccid_slot_deadline_us(&c->slot) <= c->now_us);
    }
    c->now_us += CCID_SLOT_POLL_MS * MS;
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_CARD_LEFT);
}

static void test_ccid_slot__after_a_doubt_it_goes_on_where_it_was(void **state)
{
    struct slot_case *c = *state;
    start_empty(c);
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    ccid_slot_doubt(&c->slot);
    assert_int_equal(next(c).type, CCID_GET_SLOT_STATUS);
    (void)answer_icc(c, CCID_ICC_ACTIVE);
    assert_int_equal(next(c).type, CCID_XFR_BLOCK);
    ccid_slot_doubt(&c->slot);
    (void)answer_icc(c, CCID_ICC_INACTIVE); /* it has lost its power */
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
    ccid_slot_doubt(&c->slot);
    assert_int_equal(answer_icc(c, CCID_ICC_ABSENT).kind, CCID_NEWS_CARD_LEFT);
}

static void test_ccid_slot__parameters_where_the_reader_wants_them(void **state)
{
    struct slot_case *c = *state;
    c->setup.interface.wants_parameters = true;
    start_empty(c);
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    assert_int_equal(next(c).type, CCID_SET_PARAMETERS);
    assert_int_equal(fail_next(c, CCID_ICC_ACTIVE).kind, CCID_NEWS_NONE); /* and does without */
    assert_int_equal(answer_data(c, CCID_XFR_BLOCK, uid_answer, 6).kind, CCID_NEWS_CARD);
}

static void test_ccid_slot__le_as_the_card_wants_it(void **state)
{
    struct slot_case *c = *state;
    static const uint8_t other_length[] = {0x6c, 0x04};
    start_empty(c);
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    (void)answer_data(c, CCID_XFR_BLOCK, other_length, 2);
    assert_int_equal(next(c).data[4], 4);
    (void)answer_data(c, CCID_XFR_BLOCK, other_length, 2); /* no end of it: tried from the start */
    c->now_us += CCID_SLOT_PAUSE_MS * MS;
    assert_int_equal(read_card(c).kind, CCID_NEWS_CARD);
}

static void test_ccid_slot__an_acr122_lists_its_cards_and_shows_what_it_read(void **state)
{
    struct slot_case *c = *state;
    static const uint8_t two[] = {0xd5, 0x4b, 2, 1, 0, 4, 8, 4, 1, 2,    3, 4,
                                  2,    0,    4, 8, 4, 5, 6, 7, 8, 0x90, 0};
    static const uint8_t one[] = {0xd5, 0x4b, 1, 1, 0, 4, 8, 4, 1, 2, 3, 4, 0x90, 0};
    static const uint8_t none[] = {0xd5, 0x4b, 0, 0x90, 0};
    c->setup.extras = CCID_EXTRA_ACR122;
    c->setup.feedback = READER_FEEDBACK_BEEP;
    (void)answer_icc(c, CCID_ICC_ABSENT);
    (void)answer_data(c, CCID_ESCAPE, NULL, 0); /* hushed once */
    assert_idle(c);
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    struct ccid_news news = answer_data(c, CCID_XFR_BLOCK, two, sizeof two);
    assert_int_equal(news.kind, CCID_NEWS_MALFORMED);
    assert_non_null(strstr(news.reason, "two cards"));
    assert_int_equal(next(c).data[7], 2); /* two beeps */
    (void)answer_data(c, CCID_ESCAPE, NULL, 0);
    assert_idle(c);
    (void)note(c, false);
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    assert_int_equal(answer_data(c, CCID_XFR_BLOCK, one, sizeof one).kind, CCID_NEWS_CARD);
    (void)fail_next(c, CCID_ICC_ACTIVE); /* a beep that fails is not tried again */
    assert_idle(c);
    (void)note(c, false);
    (void)note(c, true);
    (void)answer_data(c, CCID_ICC_POWER_ON, classic_atr, sizeof classic_atr);
    (void)answer_data(c, CCID_XFR_BLOCK, none, sizeof none); /* not of type A after all */
    assert_int_equal(answer_data(c, CCID_XFR_BLOCK, uid_answer, 6).kind, CCID_NEWS_CARD);
}

static void test_ccid_slot__asked_to_beep_it_does_though_nothing_is_configured(void **state)
{
    struct slot_case *c = *state;
    start_empty(c);
    ccid_slot_signal(&c->slot);
    assert_idle(c); /* it cannot */
    c->setup.extras = CCID_EXTRA_ACR122;
    assert_int_equal(next(c).type, CCID_ESCAPE);
    (void)answer_data(c, CCID_ESCAPE, NULL, 0);
    assert_idle(c);
}

static void test_ccid_slot__the_sites_part_of_a_uid(void **state)
{
    struct slot_case *c = *state;
    c->setup.uid_part = CARD_NUMBER_LAST_3;
    start_empty(c);
    (void)note(c, true);
    struct ccid_news news = read_card(c);
    assert_int_equal(news.card.number.len, 3);
    assert_int_equal(news.card.number.bytes[0], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_ccid_slot__a_card_comes_and_goes, setup),
        cmocka_unit_test_setup(test_ccid_slot__without_an_interrupt_endpoint_it_is_asked, setup),
        cmocka_unit_test_setup(test_ccid_slot__what_lay_there_at_the_start_is_told_once, setup),
        cmocka_unit_test_setup(test_ccid_slot__no_card_for_us_at_the_start_is_no_news, setup),
        cmocka_unit_test_setup(test_ccid_slot__cards_that_cannot_be_told, setup),
        cmocka_unit_test_setup(test_ccid_slot__a_vicinity_card_is_one_card_on_every_reader, setup),
        cmocka_unit_test_setup(test_ccid_slot__a_card_that_fails_is_tried_again_then_told, setup),
        cmocka_unit_test_setup(test_ccid_slot__a_reader_at_its_own_sequence_is_waited_for, setup),
        cmocka_unit_test_setup(test_ccid_slot__taken_away_too_soon, setup),
        cmocka_unit_test_setup(
            test_ccid_slot__a_number_that_comes_after_the_notice_of_leaving_is_a_tap, setup),
        cmocka_unit_test_setup(test_ccid_slot__an_answer_for_a_card_that_left_is_not_the_next_ones,
                               setup),
        cmocka_unit_test_setup(test_ccid_slot__a_change_while_a_card_is_read_is_looked_into, setup),
        cmocka_unit_test_setup(test_ccid_slot__the_first_notice_may_be_of_another_card, setup),
        cmocka_unit_test_setup(test_ccid_slot__what_came_instead_of_the_card_at_the_start_is_news,
                               setup),
        cmocka_unit_test_setup(test_ccid_slot__an_answer_that_knows_of_no_card_may_be_old, setup),
        cmocka_unit_test_setup(test_ccid_slot__a_card_changed_between_two_questions, setup),
        cmocka_unit_test_setup(test_ccid_slot__a_card_that_loses_its_power_is_no_other, setup),
        cmocka_unit_test_setup(test_ccid_slot__after_a_doubt_it_goes_on_where_it_was, setup),
        cmocka_unit_test_setup(test_ccid_slot__parameters_where_the_reader_wants_them, setup),
        cmocka_unit_test_setup(test_ccid_slot__le_as_the_card_wants_it, setup),
        cmocka_unit_test_setup(test_ccid_slot__an_acr122_lists_its_cards_and_shows_what_it_read,
                               setup),
        cmocka_unit_test_setup(test_ccid_slot__asked_to_beep_it_does_though_nothing_is_configured,
                               setup),
        cmocka_unit_test_setup(test_ccid_slot__the_sites_part_of_a_uid, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
