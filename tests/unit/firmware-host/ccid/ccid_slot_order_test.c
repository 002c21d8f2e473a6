/* Cards come and go at any moment, and what the reader says of them arrives late: its notices in
 * their order, its answers in theirs, but neither waits for the other. Whatever overtakes what, the
 * slot knows in the end what lies there, and has told it and each card whose number was given.
 *
 * ccid_slot_order_test [CASES [SEED]] */

#include "ccid_slot.h"

#include "check.h"
#include "cmocka_tests.h"
#include <stdlib.h>
#include <string.h>

#define CASES_DEFAULT 20000
#define STEPS         60
#define SETTLE_STEPS  4000
#define NOTICES_MAX   (2 * STEPS)
#define STEP_US       1000

static const uint8_t atr[] = {0x3b, 0x8f, 0x80, 0x01, 0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00,
                              0x03, 0x06, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x6a};

/* A reader with one slot. Cards are numbered as they come; 0 is none. */
struct reader_model {
    uint8_t card, last_card;
    bool is_powered, has_changed;
    size_t noticed, heard; /* notices sent, and arrived */
    bool notices[NOTICES_MAX];
    bool is_asked, is_answered;
    struct ccid_command command;
    struct ccid_answer answer;
    uint8_t data[32];
    bool was_read[STEPS + 1]; /* by card */
};

struct order_case {
    unsigned seed;
    int64_t now_us;
    struct ccid_slot_setup setup;
    struct ccid_slot slot;
    struct reader_model reader;
    uint8_t told; /* the card that was told and not taken away since */
    bool was_told[STEPS + 1];
};

static int case_count = CASES_DEFAULT;
static unsigned first_seed = 1;

static unsigned roll(struct order_case *c, unsigned sides)
{
    return (unsigned)rand_r(&c->seed) % sides;
}

static void hear(struct order_case *c, const struct ccid_news *news)
{
    if (news->has_left || news->kind == CCID_NEWS_CARD_LEFT) {
        c->told = 0;
    }
    if (news->kind == CCID_NEWS_CARD) {
        assert_int_equal(c->told, 0);
        c->told = news->card.number.bytes[3];
    }
    if (news->kind == CCID_NEWS_CARD || news->kind == CCID_NEWS_CARD_PASSED) {
        c->was_told[news->card.number.bytes[3]] = true;
    }
}

static void swap(struct reader_model *reader)
{
    reader->card = reader->card ? 0 : ++reader->last_card;
    reader->is_powered = false;
    reader->has_changed = true;
}

static void send_notice(struct order_case *c)
{
    struct reader_model *reader = &c->reader;
    if (reader->has_changed && c->setup.interface.interrupt_in) {
        CHECK(reader->noticed < NOTICES_MAX);
        reader->notices[reader->noticed++] = reader->card != 0;
        reader->has_changed = false;
    }
}

static void hear_notice(struct order_case *c)
{
    struct reader_model *reader = &c->reader;
    if (reader->heard < reader->noticed) {
        struct ccid_slot_notice notice = {.is_present = reader->notices[reader->heard++],
                                          .has_changed = true};
        struct ccid_news news = ccid_slot_note(&c->slot, notice, c->now_us);
        hear(c, &news);
    }
}

static void ask(struct order_case *c)
{
    struct reader_model *reader = &c->reader;
    if (!reader->is_asked) {
        reader->is_asked = ccid_slot_next(&c->slot, c->now_us, &reader->command);
        reader->is_answered = false;
    }
}

/* What the reader says at this moment. */
static void answer(struct reader_model *reader)
{
    if (!reader->is_asked || reader->is_answered) {
        return;
    }
    bool is_power = reader->command.type == CCID_ICC_POWER_ON;
    bool is_read = reader->command.type == CCID_XFR_BLOCK;
    reader->is_powered |= is_power && reader->card;
    bool fails = (is_power && !reader->card) || (is_read && !reader->is_powered);
    reader->answer = (struct ccid_answer){
        .outcome = fails ? CCID_COMMAND_FAILED : CCID_COMMAND_DONE,
        .icc = !reader->card        ? CCID_ICC_ABSENT
               : reader->is_powered ? CCID_ICC_ACTIVE
                                    : CCID_ICC_INACTIVE,
        .data = reader->data,
    };
    const uint8_t uid[] = {1, 2, 3, reader->card, 0x90, 0x00};
    if (!fails && (is_power || is_read)) {
        reader->answer.data_len = is_power ? sizeof atr : sizeof uid;
        memcpy(reader->data, is_power ? atr : uid, reader->answer.data_len);
        reader->was_read[reader->card] |= is_read;
    }
    reader->is_answered = true;
}

static void hear_answer(struct order_case *c)
{
    struct reader_model *reader = &c->reader;
    if (reader->is_asked && reader->is_answered) {
        reader->is_asked = false;
        struct ccid_news news =
            ccid_slot_take(&c->slot, &reader->command, &reader->answer, c->now_us);
        hear(c, &news);
    }
}

static void pass_time(struct order_case *c)
{
    c->now_us += STEP_US;
    struct ccid_news news = ccid_slot_expire(&c->slot, c->now_us);
    hear(c, &news);
}

static void step(struct order_case *c, unsigned what)
{
    switch (what) {
    case 0:
        swap(&c->reader);
        break;
    case 1:
        send_notice(c);
        break;
    case 2:
        hear_notice(c);
        break;
    case 3:
        ask(c);
        break;
    case 4:
        answer(&c->reader);
        break;
    case 5:
        hear_answer(c);
        break;
    default:
        pass_time(c);
    }
}

static void run_case(unsigned seed, uint8_t interrupt_in)
{
    struct order_case c = {
        .seed = seed,
        .now_us = 1000000,
        .setup = {.interface = {.interrupt_in = interrupt_in, .slot_count = 1}},
    };
    ccid_slot_init(&c.slot, &c.setup, 0);
    for (int i = 0; i < STEPS; i++) {
        step(&c, roll(&c, 7));
    }
    for (int i = 0; i < SETTLE_STEPS; i++) {
        step(&c, 1 + (unsigned)i % 6);
    }
    if (c.told != c.reader.card) {
        fail_msg("seed %u, %s: card %d lies there, %d was told; phase %d", seed,
                 interrupt_in ? "notices" : "asked", c.reader.card, c.told, (int)c.slot.phase);
    }
    for (unsigned card = 1; card <= c.reader.last_card; card++) {
        if (c.reader.was_read[card] && !c.was_told[card]) {
            fail_msg("seed %u, %s: card %u was read and not told", seed,
                     interrupt_in ? "notices" : "asked", card);
        }
    }
}

static void test_ccid_slot_order__in_the_end_it_knows_what_lies_there(void **state)
{
    (void)state;
    for (int i = 0; i < case_count; i++) {
        unsigned seed = first_seed + (unsigned)i;
        run_case(seed, seed % 4 == 1 ? 0 : 0x81);
    }
}

int main(int argc, char *argv[])
{
    case_count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : CASES_DEFAULT;
    first_seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccid_slot_order__in_the_end_it_knows_what_lies_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
