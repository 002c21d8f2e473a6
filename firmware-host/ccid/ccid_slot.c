#include "ccid_slot.h"

#include "ccid_apdu.h"
#include "ccid_atr.h"
#include "ccid_readers.h"
#include "check.h"
#include <string.h>

static const struct ccid_news no_news = {.kind = CCID_NEWS_NONE};

static bool is_polled(const struct ccid_slot *slot)
{
    return slot->setup->interface.interrupt_in == 0;
}

static bool has_light(const struct ccid_slot *slot)
{
    return slot->setup->extras & CCID_EXTRA_ACR122;
}

/* The card lies there and is neither read nor given up. */
static bool is_at_work(const struct ccid_slot *slot)
{
    return slot->phase >= CCID_SLOT_POWERING && slot->phase <= CCID_SLOT_READING;
}

static bool is_being_read(const struct ccid_slot *slot)
{
    return slot->phase == CCID_SLOT_LISTING || slot->phase == CCID_SLOT_READING;
}

static void begin(struct ccid_slot *slot)
{
    slot->phase = CCID_SLOT_POWERING;
    slot->recheck_due = false;
    slot->loses_power = false;
    slot->tries = 0;
    slot->waits = 0;
    slot->rest_until_us = 0;
    slot->torn_until_us = READER_NO_DEADLINE;
}

/* Nobody has powered what lies there now: another card, or the one that was told, which is read
 * again to know. */
static void begin_again(struct ccid_slot *slot)
{
    slot->has_before = slot->phase == CCID_SLOT_HELD;
    slot->before = slot->card;
    slot->at_start = false;
    begin(slot);
}

/* The news, after word that the card before is not there any more. */
static struct ccid_news after_the_one_before(struct ccid_slot *slot, struct ccid_news news)
{
    if (slot->has_before) {
        news.has_left = true;
        news.left = slot->before;
        slot->has_before = false;
    }
    return news;
}

static struct ccid_news leave(struct ccid_slot *slot, int64_t now_us)
{
    struct ccid_news news = no_news;
    if (slot->phase == CCID_SLOT_HELD) {
        news = (struct ccid_news){.kind = CCID_NEWS_CARD_LEFT, .card = slot->card};
    } else if (slot->has_before) {
        news = after_the_one_before(slot, no_news);
    } else if (is_at_work(slot)) {
        slot->torn_until_us = now_us + CCID_SLOT_TORN_MS * 1000LL;
    }
    slot->late = is_being_read(slot) ? slot->phase : slot->late;
    slot->phase = CCID_SLOT_EMPTY;
    slot->notice_due = false;
    slot->at_start = false;
    slot->powered = false;
    return news;
}

static struct ccid_news give_up(struct ccid_slot *slot, const char *reason)
{
    slot->phase = CCID_SLOT_UNREADABLE;
    if (slot->at_start) {
        return after_the_one_before(slot, no_news);
    }
    slot->signal = CCID_SIGNAL_BAD;
    return after_the_one_before(slot,
                                (struct ccid_news){.kind = CCID_NEWS_MALFORMED, .reason = reason});
}

/* Another try from the start, until there were enough of them. */
static struct ccid_news try_again(struct ccid_slot *slot, const char *reason, int64_t now_us)
{
    slot->tries++;
    if (slot->tries >= CCID_SLOT_TRIES) {
        return give_up(slot, reason);
    }
    slot->phase = CCID_SLOT_POWERING;
    slot->rest_until_us = now_us + CCID_SLOT_PAUSE_MS * 1000LL;
    return no_news;
}

static enum ccid_slot_phase phase_before_reading(const struct ccid_slot *slot)
{
    return slot->is_listed ? CCID_SLOT_LISTING : CCID_SLOT_READING;
}

/* T=1 where both offer it, whichever stands first in the ATR. */
static uint8_t protocol_of(const struct ccid_slot *slot, const struct ccid_atr *atr)
{
    return slot->setup->interface.speaks_t1 && atr->offers_t1 ? 1 : atr->protocol;
}

static struct ccid_news take_atr(struct ccid_slot *slot, const struct ccid_answer *answer)
{
    struct ccid_atr atr;
    bool good = ccid_atr_read(answer->data, answer->data_len, &atr);
    slot->powered = true;
    slot->expected_len = 0;
    slot->card = (struct reader_card){.format = READER_CARD_UID,
                                      .type = good ? ccid_atr_card_type(&atr) : ""};
    slot->is_contactless = good && atr.is_contactless;
    slot->is_vicinity = good && ccid_atr_is_vicinity(&atr);
    slot->is_listed = has_light(slot) && good && ccid_atr_is_type_a(&atr);
    slot->protocol = good ? protocol_of(slot, &atr) : 1;
    slot->ta1 = good ? atr.ta1 : 0x11;
    slot->phase =
        slot->setup->interface.wants_parameters ? CCID_SLOT_PARAMETERS : phase_before_reading(slot);
    return no_news;
}

/* Why a UID that was told, or none, is no card for us. */
static const char *reason_of(const struct ccid_slot *slot, enum ccid_uid_outcome outcome)
{
    switch (outcome) {
    case CCID_UID_RANDOM:
        return "a phone, or a card that gives another number each time";
    case CCID_UID_BLANK:
        return "a card without a number of its own, such as a resident identity card";
    default:
        return slot->is_contactless
                   ? "the reader does not tell the card's number: it knows no GET DATA for it"
                   : "a card without a number of its own, such as a contact card";
    }
}

/* The card's number here, from its whole UID. Some readers tell that of an ISO 15693 card, which
 * begins with E0 (ISO 15693-3 section 4.1), from its last byte on, as it goes over the air. */
static struct card_number number_of(const struct ccid_slot *slot, struct card_number uid)
{
    enum { VICINITY_UID0 = 0xe0, VICINITY_UID_LEN = 8 };
    if (slot->is_vicinity && uid.len == VICINITY_UID_LEN && uid.bytes[0] != VICINITY_UID0 &&
        uid.bytes[VICINITY_UID_LEN - 1] == VICINITY_UID0) {
        card_number_reverse(&uid);
    }
    return card_number_cut(&uid, slot->setup->uid_part);
}

static struct ccid_news tell_card(struct ccid_slot *slot, const struct card_number *number)
{
    slot->card.number = number_of(slot, *number);
    slot->phase = CCID_SLOT_HELD;
    if (slot->has_before && card_number_equal(&slot->before.number, &slot->card.number)) {
        slot->has_before = false;
        slot->loses_power = true;
        return no_news;
    }
    slot->signal = CCID_SIGNAL_GOOD;
    return after_the_one_before(slot,
                                (struct ccid_news){.kind = CCID_NEWS_CARD, .card = slot->card});
}

static struct ccid_news take_list(struct ccid_slot *slot, const struct ccid_answer *answer)
{
    struct ccid_uid uid;
    unsigned card_count;
    enum ccid_uid_outcome outcome =
        ccid_apdu_read_listed(answer->data, answer->data_len, &card_count, &uid);
    if (card_count > 1) {
        return give_up(slot, "two cards lie on the reader: hold one alone");
    }
    if (outcome == CCID_UID_GOOD) {
        return tell_card(slot, &uid.number);
    }
    if (outcome == CCID_UID_RANDOM || outcome == CCID_UID_BLANK) {
        return give_up(slot, reason_of(slot, outcome));
    }
    slot->phase = CCID_SLOT_READING;
    return no_news;
}

static struct ccid_news take_uid(struct ccid_slot *slot, const struct ccid_answer *answer,
                                 int64_t now_us)
{
    struct ccid_uid uid;
    enum ccid_uid_outcome outcome = ccid_apdu_read_uid(answer->data, answer->data_len, &uid);
    switch (outcome) {
    case CCID_UID_GOOD:
        return tell_card(slot, &uid.number);
    case CCID_UID_RANDOM:
    case CCID_UID_BLANK:
    case CCID_UID_NONE:
        return give_up(slot, reason_of(slot, outcome));
    case CCID_UID_OTHER_LENGTH:
        if (slot->expected_len != uid.expected_len) {
            slot->expected_len = uid.expected_len;
            return no_news;
        }
        break;
    case CCID_UID_BAD:
        break;
    }
    return try_again(slot, "the card cannot be read: hold one card alone, and still", now_us);
}

static struct ccid_news take_failure(struct ccid_slot *slot, const struct ccid_command *command,
                                     uint8_t error, int64_t now_us)
{
    if (error == CCID_ERROR_AUTO_SEQUENCE && slot->waits < CCID_SLOT_WAITS_MAX) {
        slot->waits++;
        slot->rest_until_us = now_us + CCID_SLOT_WAIT_MS * 1000LL;
        return no_news;
    }
    if (command->type == CCID_SET_PARAMETERS) { /* the reader knows better */
        slot->phase = phase_before_reading(slot);
        return no_news;
    }
    if (slot->phase == CCID_SLOT_LISTING) { /* one of that kind that cannot */
        slot->phase = CCID_SLOT_READING;
        return no_news;
    }
    return try_again(slot, "the card does not answer: hold one card alone, and still", now_us);
}

/* The answer in which a card that has left since is read to its end: the notice of its leaving is
 * faster than the number at times, as the two come from different endpoints. */
static struct ccid_news take_late(struct ccid_slot *slot, enum ccid_slot_phase phase,
                                  const struct ccid_answer *answer)
{
    struct ccid_uid uid;
    unsigned card_count;
    enum ccid_uid_outcome outcome = CCID_UID_BAD;
    if (answer->outcome == CCID_COMMAND_DONE && phase == CCID_SLOT_LISTING) {
        outcome = ccid_apdu_read_listed(answer->data, answer->data_len, &card_count, &uid);
    } else if (answer->outcome == CCID_COMMAND_DONE && phase == CCID_SLOT_READING) {
        outcome = ccid_apdu_read_uid(answer->data, answer->data_len, &uid);
    }
    if (outcome != CCID_UID_GOOD) {
        return no_news;
    }
    slot->card.number = number_of(slot, uid.number);
    slot->torn_until_us = READER_NO_DEADLINE;
    slot->signal = CCID_SIGNAL_GOOD;
    return (struct ccid_news){.kind = CCID_NEWS_CARD_PASSED, .card = slot->card};
}

/* The answer says that nothing lies there any more, whatever else it says. */
static struct ccid_news take_absence(struct ccid_slot *slot, const struct ccid_command *command,
                                     const struct ccid_answer *answer, enum ccid_slot_phase late,
                                     int64_t now_us)
{
    slot->late = late;
    struct ccid_news left = leave(slot, now_us);
    late = slot->late;
    slot->late = CCID_SLOT_EMPTY;
    struct ccid_news passed =
        command->type == CCID_XFR_BLOCK ? take_late(slot, late, answer) : no_news;
    return passed.kind != CCID_NEWS_NONE ? passed : left;
}

/* The answer to a command of the card's way from power to UID. */
static struct ccid_news take_step(struct ccid_slot *slot, const struct ccid_command *command,
                                  const struct ccid_answer *answer, int64_t now_us)
{
    if (answer->outcome == CCID_COMMAND_FAILED) {
        return take_failure(slot, command, answer->error, now_us);
    }
    switch (slot->phase) {
    case CCID_SLOT_POWERING:
        return take_atr(slot, answer);
    case CCID_SLOT_PARAMETERS:
        slot->phase = phase_before_reading(slot);
        return no_news;
    case CCID_SLOT_LISTING:
        return take_list(slot, answer);
    case CCID_SLOT_READING:
        return take_uid(slot, answer, now_us);
    default:
        return no_news;
    }
}

/* Whether the slot is still where it was when it asked for the command: the card may have left, and
 * another come. */
static bool is_step(const struct ccid_slot *slot, const struct ccid_command *command)
{
    switch (slot->phase) {
    case CCID_SLOT_POWERING:
        return command->type == CCID_ICC_POWER_ON;
    case CCID_SLOT_PARAMETERS:
        return command->type == CCID_SET_PARAMETERS;
    case CCID_SLOT_LISTING:
    case CCID_SLOT_READING:
        return command->type == CCID_XFR_BLOCK;
    default:
        return false;
    }
}

void ccid_slot_init(struct ccid_slot *slot, const struct ccid_slot_setup *setup, uint8_t index)
{
    *slot = (struct ccid_slot){
        .setup = setup,
        .index = index,
        .at_start = true,
        .torn_until_us = READER_NO_DEADLINE,
        .card = {.type = ""},
    };
}

/* What is to be told to light and buzzer; false for nothing. */
static bool next_signal(const struct ccid_slot *slot, struct ccid_command *ret_command)
{
    enum reader_feedback feedback = slot->setup->feedback;
    if (!has_light(slot)) {
        return false;
    }
    if (!slot->quiet_asked && feedback != READER_FEEDBACK_READER) {
        *ret_command = ccid_apdu_hush(slot->index);
        return true;
    }
    enum reader_feedback shown =
        slot->signal == CCID_SIGNAL_ASKED ? READER_FEEDBACK_BOTH : feedback;
    if (slot->signal == CCID_SIGNAL_NONE || shown < READER_FEEDBACK_BEEP) {
        return false;
    }
    *ret_command = ccid_apdu_signal(
        slot->index, shown, slot->signal == CCID_SIGNAL_BAD ? CCID_TONE_BAD : CCID_TONE_GOOD);
    return true;
}

/* The next step on the card's way. */
static bool next_step(const struct ccid_slot *slot, struct ccid_command *ret_command)
{
    switch (slot->phase) {
    case CCID_SLOT_POWERING:
        *ret_command = (struct ccid_command){.type = CCID_ICC_POWER_ON,
                                             .slot = slot->index,
                                             .parameter = slot->setup->interface.power_select};
        return true;
    case CCID_SLOT_PARAMETERS:
        *ret_command = ccid_apdu_parameters(slot->index, slot->protocol, slot->ta1);
        return true;
    case CCID_SLOT_LISTING:
        *ret_command = ccid_apdu_list(slot->index);
        return true;
    case CCID_SLOT_READING:
        *ret_command = ccid_apdu_get_uid(slot->index, slot->expected_len);
        return true;
    default:
        return false;
    }
}

bool ccid_slot_next(const struct ccid_slot *slot, int64_t now_us, struct ccid_command *ret_command)
{
    if (now_us >= slot->ask_at_us) {
        *ret_command = (struct ccid_command){.type = CCID_GET_SLOT_STATUS, .slot = slot->index};
        return true;
    }
    if (is_at_work(slot)) {
        return now_us >= slot->rest_until_us && next_step(slot, ret_command);
    }
    return next_signal(slot, ret_command);
}

int64_t ccid_slot_deadline_us(const struct ccid_slot *slot)
{
    struct ccid_command command;
    int64_t due_us = slot->ask_at_us < slot->torn_until_us ? slot->ask_at_us : slot->torn_until_us;
    if (is_at_work(slot)) {
        return slot->rest_until_us < due_us ? slot->rest_until_us : due_us;
    }
    return next_signal(slot, &command) ? 0 : due_us;
}

struct ccid_news ccid_slot_expire(struct ccid_slot *slot, int64_t now_us)
{
    if (now_us < slot->torn_until_us) {
        return no_news;
    }
    slot->torn_until_us = READER_NO_DEADLINE;
    slot->signal = CCID_SIGNAL_BAD;
    return (struct ccid_news){.kind = CCID_NEWS_MALFORMED,
                              .reason =
                                  "the card was taken away before it was read: hold it still"};
}

/* Whether a card without power may be another one than that which was powered there: between two
 * questions, or behind the notice of a change, nobody has seen it come. */
static bool may_be_another(const struct ccid_slot *slot)
{
    return slot->powered && !slot->loses_power &&
           (slot->recheck_due || (is_polled(slot) && slot->phase == CCID_SLOT_HELD));
}

/* What lies there, as the answer to a question for it says. */
static void take_status(struct ccid_slot *slot, const struct ccid_answer *answer)
{
    bool is_unpowered = answer->icc == CCID_ICC_INACTIVE;
    if (slot->phase == CCID_SLOT_EMPTY) {
        slot->notice_due = slot->at_start;
        begin(slot);
    } else if (is_at_work(slot) && is_unpowered) {
        slot->phase = CCID_SLOT_POWERING; /* it lost its power while nobody looked */
    } else if (!is_at_work(slot) && is_unpowered && may_be_another(slot)) {
        begin_again(slot);
    }
    slot->recheck_due &= is_at_work(slot);
}

struct ccid_news ccid_slot_take(struct ccid_slot *slot, const struct ccid_command *command,
                                const struct ccid_answer *answer, int64_t now_us)
{
    CHECK(answer->outcome != CCID_COMMAND_CONTINUES);
    enum ccid_slot_phase late = slot->late;
    bool was_noted = slot->was_noted;
    slot->late = CCID_SLOT_EMPTY;
    slot->was_noted = false;
    if (command->type == CCID_ESCAPE) { /* says nothing of the card */
        bool hush = !slot->quiet_asked && slot->setup->feedback != READER_FEEDBACK_READER;
        slot->quiet_asked |= hush;
        slot->signal = hush ? slot->signal : CCID_SIGNAL_NONE;
        return no_news;
    }
    if (command->type == CCID_GET_SLOT_STATUS) {
        slot->ask_at_us =
            is_polled(slot) ? now_us + CCID_SLOT_POLL_MS * 1000LL : READER_NO_DEADLINE;
        slot->known = true;
    }
    if (answer->icc == CCID_ICC_ABSENT) {
        slot->ask_at_us = was_noted ? 0 : slot->ask_at_us;
        return take_absence(slot, command, answer, late, now_us);
    }
    if (command->type == CCID_GET_SLOT_STATUS) {
        take_status(slot, answer);
        return no_news;
    }
    if (slot->phase == CCID_SLOT_EMPTY) {
        slot->ask_at_us = 0; /* it may have come back faster than the notice of it */
    }
    if (late != CCID_SLOT_EMPTY && command->type == CCID_XFR_BLOCK) {
        return take_late(slot, late, answer);
    }
    struct ccid_news news =
        is_step(slot, command) ? take_step(slot, command, answer, now_us) : no_news;
    if (slot->recheck_due && !is_at_work(slot)) {
        slot->ask_at_us = 0;
    }
    return news;
}

struct ccid_news ccid_slot_note(struct ccid_slot *slot, struct ccid_slot_notice notice,
                                int64_t now_us)
{
    if (!notice.is_present) {
        return slot->phase == CCID_SLOT_EMPTY ? no_news : leave(slot, now_us);
    }
    slot->was_noted = true;
    if (slot->phase == CCID_SLOT_EMPTY) {
        slot->at_start &= !slot->known;
        begin(slot);
        return no_news;
    }
    /* Readers tell of the card that lay there when they were opened, which was asked for already.
     * So it is of that card, or another one has come. */
    bool may_be_old = slot->notice_due || is_at_work(slot);
    slot->notice_due = false;
    if (!notice.has_changed) {
        return no_news;
    }
    if (may_be_old) {
        slot->recheck_due = true;
        slot->ask_at_us = is_at_work(slot) ? slot->ask_at_us : 0;
        return no_news;
    }
    struct ccid_news news = leave(slot, now_us);
    begin(slot);
    return news;
}

void ccid_slot_doubt(struct ccid_slot *slot)
{
    slot->ask_at_us = 0;
}

void ccid_slot_signal(struct ccid_slot *slot)
{
    slot->signal = CCID_SIGNAL_ASKED;
}

bool ccid_slot_is_settled(const struct ccid_slot *slot)
{
    return slot->known && !is_at_work(slot);
}
