#pragma once
/* What somebody at the screen is about besides tapping: sitting in for a colleague, signing in to a
 * certain meeting, reporting back, looking at their month; and at the service page: issuing a card,
 * saying who they are. A few steps, each waiting for a card or a touch, and gone when nobody goes
 * on. Pure values, one thread. */

#include "card_issuing.h"
#include "facts.h"
#include "pinyin.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ERRAND_CARD_US   15000000 /* waiting for the card */
#define ERRAND_CHOICE_US 30000000 /* since the last touch */
#define ERRAND_MONTH_US  15000000
#define ERRAND_LONGEST_US                                                                          \
    60000000 /* since the last touch, however many colleagues tap meanwhile                        \
              */

enum errand_kind {
    ERRAND_NOTHING,
    ERRAND_SUBSTITUTE,
    ERRAND_SIGN_IN, /* to the meeting that was touched */
    ERRAND_BACK,
    ERRAND_MONTH,
    ERRAND_ISSUE,  /* a keeper issues a card */
    ERRAND_KEEPER, /* a keeper says who they are, since no card can be read */
};

enum errand_step {
    ERRAND_STEP_CARD,
    ERRAND_STEP_MEETING,
    ERRAND_STEP_REQUESTED, /* principals with a request */
    ERRAND_STEP_UNIT,
    ERRAND_STEP_PEOPLE, /* of the unit */
    ERRAND_STEP_LETTERS,
    ERRAND_STEP_CONFIRM,
    ERRAND_STEP_MONTH,    /* the month is shown */
    ERRAND_STEP_ASKED,    /* the server is asked to issue the card */
    ERRAND_STEP_ANSWERED, /* what it said */
};

/* All zero: nobody is about anything. */
struct errand {
    enum errand_kind kind;
    enum errand_step step;
    int64_t from_us, until_us;
    char staff[FACTS_ID_MAX + 1]; /* whose card, or is to be */
    char name[FACTS_NAME_MAX + 1];
    char meeting[FACTS_ID_MAX + 1];
    char title[FACTS_NAME_MAX + 1]; /* of the meeting */
    char unit[FACTS_ID_MAX + 1];
    char unit_name[FACTS_NAME_MAX + 1];
    char principal[FACTS_ID_MAX + 1];
    enum errand_step before_confirm; /* where "back" leads */
    char letters[PINYIN_LETTERS_MAX + 1];
    size_t page;
    struct card_issuing issuing;
    uint32_t asked; /* questions to the server since the start; outlives the errand */
};

/* Begins at the card. */
void errand_begin(struct errand *errand, enum errand_kind kind, int64_t now_us);

/* The same for a meeting that was touched. */
void errand_begin_meeting(struct errand *errand, const char *meeting, const char *title,
                          int64_t now_us);

/* Begins at the letters of a name: whose the card is to be. */
void errand_begin_issue(struct errand *errand, int64_t now_us);

/* Begins at the list of keepers. */
void errand_begin_keeper(struct errand *errand, int64_t now_us);

void errand_end(struct errand *errand);

/* A colleague's result stood in front of it for so long. */
void errand_make_up(struct errand *errand, int64_t for_us);

/* Whether the errand's time is up. */
bool errand_is_over(const struct errand *errand, int64_t now_us);
bool errand_wants_card(const struct errand *errand);

/* The card of a substitute has come. */
void errand_take_card(struct errand *errand, const char *staff, const char *name, int64_t now_us);

/* The month of a card is shown from now on. */
void errand_show_month(struct errand *errand, int64_t now_us);

/* The page of choices at this step was touched. */
void errand_choose(struct errand *errand, const char *id, const char *title, int64_t now_us);

/* Whose the new card is to be, of this unit: what a choice of people is to ERRAND_ISSUE. */
void errand_choose_holder(struct errand *errand, const char *id, const char *name, const char *unit,
                          int64_t now_us);

/* A card was held up for it: a new one, or one that is somebody's and stays theirs. */
void errand_take_new_card(struct errand *errand, const struct card_token *token, int64_t now_us);
void errand_note_known_card(struct errand *errand, const char *holder, int64_t now_us);

/* What is to become of the holder's other cards. */
void errand_choose_others(struct errand *errand, enum card_issuing_others others, int64_t now_us);

/* The server is asked, which makes `asked` the number of the question; and has answered the
 * question of that number: false where nobody waits for that one any more, and it is dropped. */
void errand_ask(struct errand *errand, int64_t now_us);
bool errand_note_answer(struct errand *errand, uint32_t number, const struct card_issuing *answered,
                        int64_t now_us);

/* On from an answer; true where the server is to be asked once more. */
bool errand_go_on(struct errand *errand, int64_t now_us);

/* Another way to find a person: ERRAND_STEP_UNIT or ERRAND_STEP_LETTERS. */
void errand_search(struct errand *errand, enum errand_step step, int64_t now_us);

/* One step back; at the first one the errand ends. */
void errand_go_back(struct errand *errand, int64_t now_us);

void errand_turn_page(struct errand *errand, int by, size_t pages, int64_t now_us);
void errand_type(struct errand *errand, char letter, int64_t now_us);
void errand_erase(struct errand *errand, int64_t now_us);
