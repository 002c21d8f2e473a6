#include "errand_desk.h"

#include "log.h"
#include <string.h>

struct errand_desk {
    struct tap_desk *desk;
    struct board_keeper *keeper;
    struct display_state *state;
    bool holding;
    struct tap_desk_card held;    /* of who is choosing */
    struct tap_desk_card unknown; /* the last one: the office may be issuing it */
    int64_t unknown_until_us;     /* its owner stands there so long; 0: there is none */
    struct tap_desk_card waiting; /* of the result that waits for an approval */
    char waiting_meeting[FACTS_ID_MAX + 1], waiting_principal[FACTS_ID_MAX + 1];
};

static const struct tap_desk_choice nothing_chosen = {NULL, NULL, JUDGE_PURPOSE_TAP};
static const struct errand_outcome nothing_happened = {.sounds = false};

bool errand_desk_create(struct tap_desk *desk, struct board_keeper *keeper,
                        struct display_state *state, struct errand_desk **ret_errands,
                        struct error *err)
{
    struct errand_desk *errands = calloc(1, sizeof *errands);
    if (!errands) {
        return error_set(err, ERROR_NO_MEMORY, "errands: out of memory");
    }
    errands->desk = desk;
    errands->keeper = keeper;
    errands->state = state;
    *ret_errands = errands;
    return true;
}

void errand_desk_destroy(struct errand_desk *errands)
{
    free(errands);
}

/* Remembers whom an approval would be for. */
static void note_waiting(struct errand_desk *errands, const struct tap_desk_card *card,
                         const struct judge_verdict *verdict)
{
    if (verdict->answer == JUDGE_SUBSTITUTE_WAITING) {
        errands->waiting = *card;
        memcpy(errands->waiting_meeting, verdict->meeting.id, sizeof errands->waiting_meeting);
        memcpy(errands->waiting_principal, verdict->meeting.principal_id,
               sizeof errands->waiting_principal);
    }
}

/* The office may wait for it since a moment of which nothing was heard yet. */
static void note_unknown(struct errand_desk *errands, const struct tap_desk_card *card,
                         struct moment now, struct errand_outcome *ret_outcome)
{
    errands->unknown = *card;
    errands->unknown_until_us = now.mono_us + CARD_READING_SEEN_US;
    if (card_reading_take(&errands->state->reading, now.mono_us)) {
        ret_outcome->meaning = MEANING_NOTE;
        display_state_drop_result(errands->state);
    }
}

/* What is to be written down. */
struct entry {
    const struct tap_desk_card *card;
    struct tap_desk_choice choice; /* all zero: nothing was chosen */
    enum judge_hint hint;
    bool held; /* kept beside the records until now */
};

/* Recorded and shown, or said loudly that it is not; false then. */
static bool record(struct errand_desk *errands, const struct entry *entry, struct moment now,
                   struct errand_outcome *ret_outcome)
{
    const struct tap_desk_card *card = entry->card;
    struct tap_desk_answer answer;
    struct error fault;
    *ret_outcome = (struct errand_outcome){.sounds = true, .meaning = MEANING_ALARM};
    bool written = entry->held
                       ? tap_desk_record_held(errands->desk, card, &entry->choice, &answer, &fault)
                       : tap_desk_record(errands->desk, card, &entry->choice, &answer, &fault);
    if (!written) {
        log_event(LOG_ERROR, "tap_not_recorded", "code=%s reason=%s", error_code_name(fault.code),
                  LOG_TEXT(fault.text));
        display_state_handle_lost_tap(errands->state, fault.code, now.local_ms, now);
        return false;
    }
    bool recognised = answer.verdict.card == TAP_CARD_RECOGNISED;
    answer.verdict.hint =
        recognised && entry->hint != JUDGE_HINT_NONE ? entry->hint : answer.verdict.hint;
    note_waiting(errands, card, &answer.verdict);
    display_state_handle_tap(errands->state, &answer.verdict, answer.at_ms, now);
    board_keeper_note_change(errands->keeper);
    ret_outcome->meaning = meaning_of_answer(answer.verdict.answer);
    ret_outcome->recorded = true;
    if (answer.verdict.card == TAP_CARD_UNKNOWN && errands->state->errand.kind != ERRAND_ISSUE) {
        note_unknown(errands, card, now, ret_outcome);
    }
    return true;
}

static struct errand_outcome record_plainly(struct errand_desk *errands,
                                            const struct tap_desk_card *card, enum judge_hint hint,
                                            struct moment now)
{
    struct errand_outcome outcome;
    const struct entry entry = {.card = card, .hint = hint};
    (void)record(errands, &entry, now, &outcome); /* the outcome says it */
    return outcome;
}

static struct errand_outcome let_go(struct errand_desk *errands, struct moment now)
{
    if (!errands->holding) {
        return nothing_happened;
    }
    errands->holding = false;
    const struct entry entry = {.card = &errands->held, .held = true};
    struct errand_outcome outcome;
    (void)record(errands, &entry, now, &outcome); /* the outcome says it */
    return outcome;
}

/* Whose card it is, and whether there is a meeting to sit in at. */
static struct errand_outcome hold_card(struct errand_desk *errands,
                                       const struct tap_desk_card *card, struct moment now)
{
    struct errand *errand = &errands->state->errand;
    struct tap_desk_answer answer;
    struct choice_page meetings;
    struct error fault;
    tap_desk_preview(errands->desk, card, &nothing_chosen, &answer);
    choice_list_meetings(tap_desk_facts(errands->desk), tap_desk_kiosk(errands->desk), answer.at_ms,
                         (struct choice_cut){0, CHOICE_PAGE}, &meetings);
    if (answer.verdict.card != TAP_CARD_RECOGNISED || meetings.total == 0) {
        errand_end(errand);
        return record_plainly(errands, card, JUDGE_HINT_NO_MEETING, now);
    }
    (void)let_go(errands, now); /* nobody's, unless an errand before this one was never ended */
    if (!tap_desk_hold(errands->desk, card, &fault)) {
        log_event(LOG_WARNING, "tap_not_held", "reason=%s", LOG_TEXT(fault.text));
        errand_end(errand);
        return record_plainly(errands, card, JUDGE_HINT_NONE, now);
    }
    errands->holding = true;
    errands->held = *card;
    errand_take_card(errand, answer.verdict.staff, answer.verdict.name, now.mono_us);
    if (meetings.total == 1) {
        errand_choose(errand, meetings.items[0].id, meetings.items[0].title, now.mono_us);
    }
    return (struct errand_outcome){.sounds = true, .meaning = MEANING_NOTE};
}

/* The month stands where the result of the tap would; what the tap was stands in its first line. */
static struct errand_outcome show_month(struct errand_desk *errands,
                                        const struct tap_desk_card *card, struct moment now)
{
    struct errand *errand = &errands->state->errand;
    struct errand_outcome outcome;
    struct error fault;
    const struct judge_verdict *verdict = &errands->state->verdict;
    const struct entry entry = {.card = card};
    if (!record(errands, &entry, now, &outcome) || verdict->card != TAP_CARD_RECOGNISED) {
        errand_end(errand);
        return outcome;
    }
    if (!board_keeper_read_month(errands->keeper, verdict->staff, &fault)) {
        log_event(LOG_WARNING, "month_not_shown", "reason=%s", LOG_TEXT(fault.text));
        errand_end(errand);
        return outcome;
    }
    errand_show_month(errand, now.mono_us);
    display_state_drop_result(errands->state);
    return outcome;
}

/* The server makes the next unknown card that is written down here another person's. */
static bool would_be_anothers(struct errand_desk *errands, const struct tap_desk_card *card,
                              struct moment now)
{
    struct tap_desk_answer answer;
    if (card_reading_step_at(&errands->state->reading, now.mono_us) != CARD_READING_WAITED) {
        return false;
    }
    tap_desk_preview(errands->desk, card, &nothing_chosen, &answer);
    return answer.verdict.card == TAP_CARD_UNKNOWN;
}

/* A tap like any other, and a card of nobody's is the one to be issued. While the office waits for
 * one here it is not written down: the server says so to who confirms, and then whose it is. */
static struct errand_outcome hold_new_card(struct errand_desk *errands,
                                           const struct tap_desk_card *card, struct moment now)
{
    struct errand *errand = &errands->state->errand;
    struct errand_outcome outcome;
    const struct entry entry = {.card = card};
    if (would_be_anothers(errands, card, now)) {
        errand_take_new_card(errand, &card->token, now.mono_us);
        return (struct errand_outcome){.sounds = true, .meaning = MEANING_NOTE};
    }
    if (!record(errands, &entry, now, &outcome)) {
        return outcome;
    }
    const struct judge_verdict *verdict = &errands->state->verdict;
    if (verdict->card == TAP_CARD_UNKNOWN) {
        errand_take_new_card(errand, &card->token, now.mono_us);
        display_state_drop_result(errands->state);
        outcome.meaning = MEANING_NOTE;
    } else if (verdict->card != TAP_CARD_MALFORMED) {
        errand_note_known_card(errand, verdict->name, now.mono_us);
    }
    return outcome;
}

static struct errand_outcome begin_with_card(struct errand_desk *errands,
                                             const struct tap_desk_card *card, struct moment now)
{
    struct errand errand = errands->state->errand;
    struct errand_outcome outcome;
    struct entry entry = {.card = card};
    switch (errand.kind) {
    case ERRAND_SUBSTITUTE:
        return hold_card(errands, card, now);
    case ERRAND_MONTH:
        return show_month(errands, card, now);
    case ERRAND_SIGN_IN:
        entry.choice.meeting = errand.meeting;
        break;
    case ERRAND_BACK:
        entry.choice.purpose = JUDGE_PURPOSE_BACK;
        break;
    case ERRAND_ISSUE:
        return hold_new_card(errands, card, now);
    case ERRAND_KEEPER:
    case ERRAND_NOTHING:
        break;
    }
    errand_end(&errands->state->errand);
    (void)record(errands, &entry, now, &outcome); /* the outcome says it */
    return outcome;
}

/* A tap like any other; and whoever may is asked for the PIN. */
static struct errand_outcome open_service(struct errand_desk *errands,
                                          const struct tap_desk_card *card, struct moment now)
{
    struct errand_outcome outcome;
    const struct judge_verdict *verdict = &errands->state->verdict;
    const struct entry entry = {.card = card};
    if (!record(errands, &entry, now, &outcome)) {
        return outcome;
    }
    const struct facts_staff *person =
        verdict->card == TAP_CARD_RECOGNISED
            ? facts_find_staff(tap_desk_facts(errands->desk), verdict->staff)
            : NULL;
    bool keeper = person && facts_pin_hash(person);
    service_take_card(&errands->state->service, keeper ? person->id : "",
                      keeper ? person->name : "", now.mono_us);
    display_state_drop_result(errands->state);
    return outcome;
}

static bool is_held(const struct errand_desk *errands, const struct tap_desk_card *card)
{
    return errands->holding && card->readable &&
           memcmp(&card->token, &errands->held.token, sizeof card->token) == 0;
}

struct errand_outcome errand_desk_take_card(struct errand_desk *errands,
                                            const struct tap_desk_card *card, struct moment now)
{
    struct errand *errand = &errands->state->errand;
    if (errand_wants_card(errand)) {
        return begin_with_card(errands, card, now);
    }
    if (service_wants_card(&errands->state->service)) {
        return open_service(errands, card, now);
    }
    if (errand->step == ERRAND_STEP_MONTH) {
        errand_end(errand); /* nobody's month is for the next in line */
    }
    if (is_held(errands, card)) { /* the same card once more, before its owner has chosen */
        return (struct errand_outcome){.sounds = true, .meaning = MEANING_NOTE};
    }
    return record_plainly(errands, card, JUDGE_HINT_NONE, now);
}

static struct errand_outcome sign(struct errand_desk *errands, struct moment now)
{
    struct errand errand = errands->state->errand;
    struct errand_outcome outcome;
    const struct entry entry = {.card = &errands->held,
                                .choice = {errand.meeting, errand.principal, JUDGE_PURPOSE_TAP},
                                .held = true};
    errand_end(&errands->state->errand);
    if (!errands->holding) {
        return nothing_happened;
    }
    errands->holding = false;
    (void)record(errands, &entry, now, &outcome); /* the outcome says it */
    return outcome;
}

/* How the choice would count, as long as it stands on the screen: approvals come meanwhile. */
static void look_ahead(struct errand_desk *errands)
{
    const struct errand *errand = &errands->state->errand;
    if (errand->kind != ERRAND_SUBSTITUTE || errand->step != ERRAND_STEP_CONFIRM) {
        return;
    }
    const struct tap_desk_choice choice = {errand->meeting, errand->principal, JUDGE_PURPOSE_TAP};
    struct tap_desk_answer answer;
    tap_desk_preview(errands->desk, &errands->held, &choice, &answer);
    board_keeper_set_would_be(errands->keeper, &answer.verdict);
}

/* A touch in the turn in which an errand's time runs out was meant for what stood there before. */
struct errand_outcome errand_desk_take_touch(struct errand_desk *errands, int id, struct moment now)
{
    struct errand_outcome outcome = errand_desk_take_time(errands, now);
    if (outcome.sounds) {
        return outcome;
    }
    switch (display_state_handle_touch(errands->state, id, now)) {
    case WISH_CONFIRMED:
        outcome = sign(errands, now);
        break;
    case WISH_ABANDONED:
        outcome = let_go(errands, now);
        break;
    case WISH_SERVICE:
        outcome.wish = errands->state->service_wish;
        break;
    case WISH_NOTHING:
        break;
    }
    look_ahead(errands);
    return outcome;
}

struct errand_outcome errand_desk_take_time(struct errand_desk *errands, struct moment now)
{
    return display_state_handle_time(errands->state, now) == WISH_ABANDONED ? let_go(errands, now)
                                                                            : nothing_happened;
}

/* Tells whose the card is that nobody knew when it was held up; false where it still is nobody's.
 */
static bool tell_issued(struct errand_desk *errands, struct moment now)
{
    struct tap_desk_answer answer;
    if (now.mono_us >= errands->unknown_until_us) {
        return false;
    }
    tap_desk_preview(errands->desk, &errands->unknown, &nothing_chosen, &answer);
    if (answer.verdict.card != TAP_CARD_RECOGNISED) {
        return false;
    }
    errands->unknown_until_us = 0;
    card_reading_note_issued(&errands->state->reading, answer.verdict.staff, answer.verdict.name,
                             now.mono_us);
    if (errands->state->verdict.card == TAP_CARD_UNKNOWN) {
        display_state_drop_result(errands->state);
    }
    return true;
}

struct errand_outcome errand_desk_take_facts(struct errand_desk *errands, struct moment now)
{
    look_ahead(errands);
    if (tell_issued(errands, now)) {
        return (struct errand_outcome){.sounds = true, .meaning = MEANING_WELL};
    }
    if (!display_state_waiting(errands->state, now)) {
        return nothing_happened;
    }
    const struct tap_desk_choice choice = {errands->waiting_meeting, errands->waiting_principal,
                                           JUDGE_PURPOSE_TAP};
    struct tap_desk_answer answer;
    tap_desk_preview(errands->desk, &errands->waiting, &choice, &answer);
    if (answer.verdict.answer == JUDGE_SUBSTITUTE_WAITING || !answer.verdict.meeting.id[0]) {
        return nothing_happened;
    }
    display_state_change_result(errands->state, &answer.verdict, now);
    return (struct errand_outcome){.sounds = true,
                                   .meaning = meaning_of_answer(answer.verdict.answer)};
}

void errand_desk_close(struct errand_desk *errands, struct moment now)
{
    errand_end(&errands->state->errand);
    (void)let_go(errands, now); /* nobody is there to be told */
}
