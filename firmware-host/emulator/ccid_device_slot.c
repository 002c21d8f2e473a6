#include "ccid_device_slot.h"

#include "check.h"
#include <assert.h>
#include <string.h>

static void cut_power(struct ccid_device_slot *slot)
{
    slot->is_powered = false;
    slot->has_parameters = false;
    slot->is_taking = false;
    slot->answer_len = 0;
}

void ccid_device_slot_reset(struct ccid_device_slot *slot)
{
    cut_power(slot);
    slot->is_changed = slot->card_count > 0;
}

static size_t find_card(const struct ccid_device_slot *slot, const struct emulated_card *card)
{
    size_t i = 0;
    while (card && i < slot->card_count && !emulated_card_equal(&slot->cards[i], card)) {
        i++;
    }
    return i;
}

bool ccid_device_slot_put(struct ccid_device_slot *slot, const struct emulated_card *card,
                          struct error *err)
{
    if (find_card(slot, card) < slot->card_count) {
        return error_set(err, ERROR_BUSY, "that card lies there already");
    }
    if (slot->card_count == CCID_DEVICE_CARDS_MAX) {
        return error_set(err, ERROR_FULL, "no more than %d cards fit", CCID_DEVICE_CARDS_MAX);
    }
    slot->is_changed |= slot->card_count == 0; /* a second one is not seen: there is a card */
    slot->cards[slot->card_count++] = *card;
    return true;
}

bool ccid_device_slot_take(struct ccid_device_slot *slot, const struct emulated_card *card)
{
    size_t index = find_card(slot, card);
    if (index == slot->card_count) {
        return false;
    }
    if (index == 0) { /* the one that the reader has: it looks anew, and may find another */
        cut_power(slot);
        slot->is_changed = true;
    }
    slot->card_count--;
    memmove(&slot->cards[index], &slot->cards[index + 1],
            (slot->card_count - index) * sizeof slot->cards[0]);
    return true;
}

uint8_t ccid_device_slot_status(const struct ccid_device_slot *slot)
{
    return slot->card_count == 0 ? ICC_ABSENT : slot->is_powered ? ICC_ACTIVE : ICC_INACTIVE;
}

static void begin_answer(const struct ccid_device_slot *slot,
                         const struct ccid_device_command *command,
                         struct ccid_device_answer *answer)
{
    answer->type = ccid_device_message_answer_type(command->type);
    answer->slot = command->slot;
    answer->seq = command->seq;
    answer->status = slot ? ccid_device_slot_status(slot) : ICC_ABSENT;
    answer->error = 0;
    answer->parameter = 0;
    answer->data_len = 0;
}

void ccid_device_slot_refuse(const struct ccid_device_slot *slot,
                             const struct ccid_device_command *command, uint8_t error,
                             struct ccid_device_answer *ret_answer)
{
    begin_answer(slot, command, ret_answer);
    ret_answer->status |= COMMAND_FAILED;
    ret_answer->error = error;
}

/* Everything that one command needs and fills in. */
struct work {
    struct ccid_device_slot *slot;
    const struct ccid_device_reader *reader;
    const struct ccid_device_command *command;
    struct ccid_device_answer *answer;
    int64_t busy_us;
};

static void succeed(struct work *work)
{
    begin_answer(work->slot, work->command, work->answer);
}

static void fail(struct work *work, uint8_t error)
{
    ccid_device_slot_refuse(work->slot, work->command, error, work->answer);
}

/* Section 6.1.1. */
static void power_on(struct work *work)
{
    enum { POWER_SELECT_MAX = 3 };
    struct ccid_device_slot *slot = work->slot;
    cut_power(slot);
    if (work->command->parameters[0] > POWER_SELECT_MAX) {
        fail(work, SLOT_ERROR_FIRST_PARAMETER);
    } else if (slot->card_count == 0) {
        fail(work, SLOT_ERROR_ICC_MUTE);
    } else if (slot->card_count > 1 &&
               work->reader->profile->collision != CCID_DEVICE_TAKES_FIRST) {
        bool is_noise = work->reader->profile->collision == CCID_DEVICE_HEARS_NOISE;
        fail(work, is_noise ? SLOT_ERROR_PARITY : SLOT_ERROR_ICC_MUTE);
    } else {
        slot->is_powered = true;
        succeed(work);
        work->answer->data_len = emulated_card_atr(&slot->cards[0], work->answer->data);
    }
}

/* bClockStatus, section 6.2.2. */
static void give_slot_status(struct work *work)
{
    enum { CLOCK_RUNS = 0, CLOCK_STOPPED_LOW = 1 };
    succeed(work);
    work->answer->parameter = work->slot->is_powered ? CLOCK_RUNS : CLOCK_STOPPED_LOW;
}

static void power_off(struct work *work)
{
    cut_power(work->slot);
    give_slot_status(work);
}

/* Those of T=1, section 6.2.3: what the reader has negotiated by itself. */
static void give_parameters(struct work *work)
{
    enum { PROTOCOL_T1 = 1 };
    static const uint8_t t1[] = {0x11, 0x10, 0x00, 0x4d, 0x00, 0xfe, 0x00};
    succeed(work);
    work->answer->parameter = PROTOCOL_T1;
    memcpy(work->answer->data, t1, sizeof t1);
    work->answer->data_len = sizeof t1;
}

static void set_parameters(struct work *work)
{
    enum { PROTOCOL_T1 = 1, T1_LEN = 7 };
    if (work->command->parameters[0] != PROTOCOL_T1) {
        fail(work, SLOT_ERROR_FIRST_PARAMETER);
    } else if (work->command->data_len != T1_LEN) {
        fail(work, SLOT_ERROR_LENGTH);
    } else {
        work->slot->has_parameters = true;
        give_parameters(work);
    }
}

/* Lets reader or card answer the APDU in slot->apdu; the answer goes to slot->answer. */
static void exchange(struct work *work)
{
    struct ccid_device_slot *slot = work->slot;
    static_assert(ACR122_ANSWER_MAX < sizeof slot->answer, "room for every answer");
    const struct acr122_field field = {.cards = slot->cards, .card_count = slot->card_count};
    slot->answer_sent = 0;
    if (work->reader->profile->is_acr122 &&
        acr122_apdu_answer(work->reader->acr122, &field, slot->apdu, slot->apdu_len, slot->answer,
                           &slot->answer_len, &work->busy_us)) {
        slot->read_count += acr122_apdu_lists_cards(slot->apdu, slot->apdu_len);
        return;
    }
    slot->answer_len =
        emulated_card_exchange(&slot->cards[0], slot->apdu, slot->apdu_len, slot->answer);
    slot->read_count +=
        slot->answer_len > 2 && emulated_card_asks_for_uid(slot->apdu, slot->apdu_len);
}

/* bChainParameter of the answer, section 6.2.1. */
enum { CHAIN_ONLY = 0, CHAIN_BEGINS = 1, CHAIN_ENDS = 2, CHAIN_GOES_ON = 3, CHAIN_EMPTY = 0x10 };

/* As much of slot->answer as a message holds. */
static void give_answer(struct work *work)
{
    struct ccid_device_slot *slot = work->slot;
    size_t room = ccid_device_profile_message_max(work->reader->profile) - CCID_DEVICE_HEADER_LEN;
    size_t left = slot->answer_len - slot->answer_sent;
    size_t len = left < room ? left : room;
    bool begins = slot->answer_sent == 0;
    succeed(work);
    memcpy(work->answer->data, slot->answer + slot->answer_sent, len);
    work->answer->data_len = len;
    slot->answer_sent += len;
    if (left > room) {
        work->answer->parameter = begins ? CHAIN_BEGINS : CHAIN_GOES_ON;
    } else {
        work->answer->parameter = begins ? CHAIN_ONLY : CHAIN_ENDS;
        slot->answer_len = 0;
    }
}

static bool append(struct ccid_device_slot *slot, const struct ccid_device_command *command)
{
    if (command->data_len > sizeof slot->apdu - slot->apdu_len) {
        return false;
    }
    memcpy(slot->apdu + slot->apdu_len, command->data, command->data_len);
    slot->apdu_len += command->data_len;
    return true;
}

/* wLevelParameter at extended APDU level, section 6.1.4: where in a chain this block stands. */
static void transfer_extended(struct work *work, unsigned level)
{
    struct ccid_device_slot *slot = work->slot;
    bool continues = level == CHAIN_ENDS || level == CHAIN_GOES_ON;
    if (level == CHAIN_EMPTY && slot->answer_len > 0 && work->command->data_len == 0) {
        give_answer(work);
        return;
    }
    if (level > CHAIN_GOES_ON || continues != slot->is_taking) {
        fail(work, SLOT_ERROR_SECOND_PARAMETER);
        return;
    }
    slot->apdu_len = continues ? slot->apdu_len : 0;
    if (!append(slot, work->command)) {
        slot->is_taking = false;
        fail(work, SLOT_ERROR_LENGTH);
        return;
    }
    slot->is_taking = level == CHAIN_BEGINS || level == CHAIN_GOES_ON;
    if (slot->is_taking) {
        succeed(work);
        work->answer->parameter = CHAIN_EMPTY;
        return;
    }
    exchange(work);
    give_answer(work);
}

/* Section 6.1.4. */
static void transfer_block(struct work *work)
{
    const uint8_t *parameters = work->command->parameters;
    unsigned level = parameters[1] | (unsigned)parameters[2] << 8;
    bool is_heard = work->slot->is_powered &&
                    (work->slot->has_parameters || !work->reader->profile->needs_parameters);
    if (!is_heard) {
        fail(work, SLOT_ERROR_ICC_MUTE);
    } else if (work->reader->profile->level == CCID_DEVICE_EXTENDED_APDU) {
        transfer_extended(work, level);
    } else if (work->reader->profile->level != CCID_DEVICE_SHORT_APDU) {
        /* The card's own protocol has to be spoken, and this card speaks it to nobody. */
        fail(work, SLOT_ERROR_ICC_MUTE);
    } else if (level != 0) {
        fail(work, SLOT_ERROR_SECOND_PARAMETER);
    } else {
        work->slot->apdu_len = 0;
        CHECK(append(work->slot, work->command)); /* a message is no longer */
        exchange(work);
        give_answer(work);
    }
}

/* Section 6.1.8: the ACR122U takes its pseudo-APDUs here too. */
static void escape(struct work *work)
{
    struct ccid_device_slot *slot = work->slot;
    const struct ccid_device_command *command = work->command;
    const struct acr122_field field = {.cards = slot->cards, .card_count = slot->card_count};
    size_t len;
    succeed(work);
    if (!work->reader->profile->is_acr122 ||
        !acr122_apdu_answer(work->reader->acr122, &field, command->data, command->data_len,
                            work->answer->data, &len, &work->busy_us)) {
        fail(work, SLOT_ERROR_NOT_SUPPORTED);
        return;
    }
    work->answer->data_len = len;
    slot->read_count +=
        slot->card_count > 0 && acr122_apdu_lists_cards(command->data, command->data_len);
}

static const struct {
    uint8_t type;
    bool has_data;
    void (*run)(struct work *work);
} commands[] = {
    {PC_TO_RDR_ICC_POWER_ON, false, power_on},
    {PC_TO_RDR_ICC_POWER_OFF, false, power_off},
    {PC_TO_RDR_GET_SLOT_STATUS, false, give_slot_status},
    {PC_TO_RDR_XFR_BLOCK, true, transfer_block},
    {PC_TO_RDR_GET_PARAMETERS, false, give_parameters},
    {PC_TO_RDR_RESET_PARAMETERS, false, give_parameters},
    {PC_TO_RDR_SET_PARAMETERS, true, set_parameters},
    {PC_TO_RDR_ESCAPE, true, escape},
};

void ccid_device_slot_run(struct ccid_device_slot *slot, const struct ccid_device_reader *reader,
                          const struct ccid_device_command *command,
                          struct ccid_device_answer *ret_answer, int64_t *ret_busy_us)
{
    struct work work = {.slot = slot, .reader = reader, .command = command, .answer = ret_answer};
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (commands[i].type != command->type) {
            continue;
        }
        if (!commands[i].has_data && command->announced_len != 0) {
            fail(&work, SLOT_ERROR_LENGTH);
        } else {
            commands[i].run(&work);
        }
        *ret_busy_us = work.busy_us;
        return;
    }
    fail(&work, SLOT_ERROR_NOT_SUPPORTED);
    *ret_busy_us = 0;
}
