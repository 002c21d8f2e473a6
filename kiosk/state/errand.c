#include "errand.h"

#include <stdio.h>
#include <string.h>

/* Whoever fetches a new card from its box is not hurried. */
static int64_t patience_us(const struct errand *errand, enum errand_step step)
{
    switch (step) {
    case ERRAND_STEP_CARD:
        return errand->kind == ERRAND_ISSUE ? ERRAND_CHOICE_US : ERRAND_CARD_US;
    case ERRAND_STEP_MONTH:
        return ERRAND_MONTH_US;
    default:
        return ERRAND_CHOICE_US;
    }
}

static void go_to(struct errand *errand, enum errand_step step, int64_t now_us)
{
    errand->page = errand->step == step ? errand->page : 0;
    errand->step = step;
    errand->from_us = now_us;
    errand->until_us = now_us + patience_us(errand, step);
}

static void copy(char *ret_text, size_t size, const char *text)
{
    (void)snprintf(ret_text, size, "%s", text); /* facts have no longer ones */
}

/* Nothing is left of the errand before but how often the server was asked. */
static void start(struct errand *errand, enum errand_kind kind)
{
    *errand = (struct errand){.kind = kind, .asked = errand->asked};
}

void errand_begin(struct errand *errand, enum errand_kind kind, int64_t now_us)
{
    start(errand, kind);
    go_to(errand, ERRAND_STEP_CARD, now_us);
}

void errand_begin_meeting(struct errand *errand, const char *meeting, const char *title,
                          int64_t now_us)
{
    errand_begin(errand, ERRAND_SIGN_IN, now_us);
    copy(errand->meeting, sizeof errand->meeting, meeting);
    copy(errand->title, sizeof errand->title, title);
}

void errand_begin_issue(struct errand *errand, int64_t now_us)
{
    start(errand, ERRAND_ISSUE);
    go_to(errand, ERRAND_STEP_LETTERS, now_us);
}

void errand_begin_keeper(struct errand *errand, int64_t now_us)
{
    start(errand, ERRAND_KEEPER);
    go_to(errand, ERRAND_STEP_PEOPLE, now_us);
}

void errand_end(struct errand *errand)
{
    start(errand, ERRAND_NOTHING);
}

void errand_make_up(struct errand *errand, int64_t for_us)
{
    int64_t latest_us = errand->from_us + ERRAND_LONGEST_US;
    int64_t until_us = errand->until_us + for_us;
    errand->until_us = until_us < latest_us ? until_us : latest_us;
}

bool errand_is_over(const struct errand *errand, int64_t now_us)
{
    return errand->kind != ERRAND_NOTHING && now_us >= errand->until_us;
}

bool errand_wants_card(const struct errand *errand)
{
    return errand->kind != ERRAND_NOTHING && errand->step == ERRAND_STEP_CARD;
}

void errand_take_card(struct errand *errand, const char *staff, const char *name, int64_t now_us)
{
    copy(errand->staff, sizeof errand->staff, staff);
    copy(errand->name, sizeof errand->name, name);
    go_to(errand, ERRAND_STEP_MEETING, now_us);
}

void errand_show_month(struct errand *errand, int64_t now_us)
{
    go_to(errand, ERRAND_STEP_MONTH, now_us);
}

void errand_choose(struct errand *errand, const char *id, const char *title, int64_t now_us)
{
    switch (errand->step) {
    case ERRAND_STEP_MEETING:
        copy(errand->meeting, sizeof errand->meeting, id);
        copy(errand->title, sizeof errand->title, title);
        go_to(errand, ERRAND_STEP_REQUESTED, now_us);
        return;
    case ERRAND_STEP_UNIT:
        copy(errand->unit, sizeof errand->unit, id);
        copy(errand->unit_name, sizeof errand->unit_name, title);
        go_to(errand, ERRAND_STEP_PEOPLE, now_us);
        return;
    case ERRAND_STEP_REQUESTED:
    case ERRAND_STEP_PEOPLE:
    case ERRAND_STEP_LETTERS:
        copy(errand->principal, sizeof errand->principal, id);
        errand->before_confirm = errand->step;
        go_to(errand, ERRAND_STEP_CONFIRM, now_us);
        return;
    default:
        return;
    }
}

void errand_choose_holder(struct errand *errand, const char *id, const char *name, const char *unit,
                          int64_t now_us)
{
    copy(errand->staff, sizeof errand->staff, id);
    copy(errand->name, sizeof errand->name, name);
    copy(errand->unit_name, sizeof errand->unit_name, unit);
    errand->before_confirm = errand->step;
    errand->issuing = (struct card_issuing){.answer = CARD_ISSUING_OPEN};
    go_to(errand, ERRAND_STEP_CARD, now_us);
}

void errand_take_new_card(struct errand *errand, const struct card_token *token, int64_t now_us)
{
    errand->issuing.token = *token;
    errand->issuing.known = false;
    go_to(errand, ERRAND_STEP_CONFIRM, now_us);
}

void errand_note_known_card(struct errand *errand, const char *holder, int64_t now_us)
{
    errand->issuing.known = true;
    copy(errand->issuing.holder, sizeof errand->issuing.holder, holder);
    go_to(errand, ERRAND_STEP_CARD, now_us);
}

void errand_choose_others(struct errand *errand, enum card_issuing_others others, int64_t now_us)
{
    errand->issuing.others = others;
    go_to(errand, ERRAND_STEP_CONFIRM, now_us);
}

void errand_ask(struct errand *errand, int64_t now_us)
{
    errand->issuing.answer = CARD_ISSUING_OPEN;
    errand->asked++;
    go_to(errand, ERRAND_STEP_ASKED, now_us);
}

bool errand_note_answer(struct errand *errand, uint32_t number, const struct card_issuing *answered,
                        int64_t now_us)
{
    struct card_issuing *issuing = &errand->issuing;
    if (errand->kind != ERRAND_ISSUE || errand->step != ERRAND_STEP_ASKED ||
        errand->asked != number) {
        return false;
    }
    issuing->answer = answered->answer;
    issuing->taken_back = answered->taken_back;
    copy(issuing->holder, sizeof issuing->holder, answered->holder);
    copy(issuing->detail, sizeof issuing->detail, answered->detail);
    go_to(errand, ERRAND_STEP_ANSWERED, now_us);
    return true;
}

bool errand_go_on(struct errand *errand, int64_t now_us)
{
    if (errand->step != ERRAND_STEP_ANSWERED) {
        return false;
    }
    switch (card_issuing_way_on(errand->issuing.answer)) {
    case CARD_ISSUING_NEXT:
        errand_begin_issue(errand, now_us);
        return false;
    case CARD_ISSUING_OTHER:
        errand->issuing.known = false;
        go_to(errand, ERRAND_STEP_CARD, now_us);
        return false;
    case CARD_ISSUING_AGAIN:
        errand_ask(errand, now_us);
        return true;
    case CARD_ISSUING_STOP:
        break;
    }
    errand_end(errand);
    return false;
}

void errand_search(struct errand *errand, enum errand_step step, int64_t now_us)
{
    errand->letters[0] = '\0';
    go_to(errand, step, now_us);
}

/* What was picked or held up before is picked or held up anew. */
static void go_back_issuing(struct errand *errand, int64_t now_us)
{
    switch (errand->step) {
    case ERRAND_STEP_UNIT:
        go_to(errand, ERRAND_STEP_LETTERS, now_us);
        return;
    case ERRAND_STEP_PEOPLE:
        go_to(errand, ERRAND_STEP_UNIT, now_us);
        return;
    case ERRAND_STEP_CARD:
        go_to(errand, errand->before_confirm, now_us);
        return;
    case ERRAND_STEP_CONFIRM:
        go_to(errand, ERRAND_STEP_CARD, now_us);
        return;
    case ERRAND_STEP_ASKED:
        return; /* the answer is awaited: it may be done already */
    default:
        errand_end(errand);
        return;
    }
}

void errand_go_back(struct errand *errand, int64_t now_us)
{
    if (errand->kind == ERRAND_ISSUE) {
        go_back_issuing(errand, now_us);
        return;
    }
    if (errand->kind == ERRAND_KEEPER) {
        errand_end(errand);
        return;
    }
    switch (errand->step) {
    case ERRAND_STEP_REQUESTED:
        go_to(errand, ERRAND_STEP_MEETING, now_us);
        return;
    case ERRAND_STEP_UNIT:
    case ERRAND_STEP_LETTERS:
        go_to(errand, ERRAND_STEP_REQUESTED, now_us);
        return;
    case ERRAND_STEP_PEOPLE:
        go_to(errand, ERRAND_STEP_UNIT, now_us);
        return;
    case ERRAND_STEP_CONFIRM:
        errand->principal[0] = '\0';
        go_to(errand, errand->before_confirm, now_us);
        return;
    default:
        errand_end(errand);
        return;
    }
}

void errand_turn_page(struct errand *errand, int by, size_t pages, int64_t now_us)
{
    if (by > 0 && errand->page + 1 < pages) {
        errand->page++;
    } else if (by < 0 && errand->page > 0) {
        errand->page--;
    }
    go_to(errand, errand->step, now_us);
}

void errand_type(struct errand *errand, char letter, int64_t now_us)
{
    size_t len = strlen(errand->letters);
    if (len < PINYIN_LETTERS_MAX) {
        errand->letters[len] = letter;
        errand->letters[len + 1] = '\0';
    }
    errand->page = 0;
    go_to(errand, ERRAND_STEP_LETTERS, now_us);
}

void errand_erase(struct errand *errand, int64_t now_us)
{
    size_t len = strlen(errand->letters);
    if (len > 0) {
        errand->letters[len - 1] = '\0';
    }
    errand->page = 0;
    go_to(errand, ERRAND_STEP_LETTERS, now_us);
}
