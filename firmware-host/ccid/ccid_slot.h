#pragma once
/* The pure middle of the CCID driver: what happens in one slot, from a card that appears over power
 * and UID to the card taken away. Answers, notices and moments in; the next command and news out.
 * Whoever drives it has one command of a slot in flight at a time. One thread an object. */

#include "ccid_message.h"
#include "reader_driver.h"

/* How often a slot is asked for its state where no interrupt endpoint tells. */
#define CCID_SLOT_POLL_MS 200

/* A card that does not answer well is tried so many times, with a pause between. */
#define CCID_SLOT_TRIES    3
#define CCID_SLOT_PAUSE_MS 60

/* A reader that is busy with a card by itself is asked again so many times, with a longer pause. */
#define CCID_SLOT_WAITS_MAX 10
#define CCID_SLOT_WAIT_MS   150

/* A card that was taken away before it was read and does not come back within this is told. */
#define CCID_SLOT_TORN_MS 800

enum ccid_slot_phase {
    CCID_SLOT_EMPTY,
    CCID_SLOT_POWERING,   /* IccPowerOn */
    CCID_SLOT_PARAMETERS, /* SetParameters, where the reader leaves that to us */
    CCID_SLOT_LISTING,    /* which cards lie there, where the reader can tell more than one */
    CCID_SLOT_READING,    /* GET DATA */
    CCID_SLOT_HELD,       /* its card was told */
    CCID_SLOT_UNREADABLE, /* what lies there is no card for us */
};

/* What it needs to know of its reader; outlives the slot. */
struct ccid_slot_setup {
    struct ccid_interface interface;
    unsigned extras;                /* CCID_EXTRA_… */
    enum card_number_part uid_part; /* of a UID */
    enum reader_feedback feedback;
};

/* What a reader with light and buzzer is still to show. */
enum ccid_signal { CCID_SIGNAL_NONE, CCID_SIGNAL_GOOD, CCID_SIGNAL_BAD, CCID_SIGNAL_ASKED };

struct ccid_slot {
    const struct ccid_slot_setup *setup;
    uint8_t index;
    enum ccid_slot_phase phase;
    bool known;       /* its state was asked for at least once */
    bool at_start;    /* the card lay there when the session began: no card for us is no news */
    bool powered;     /* to be powered off in the end */
    bool quiet_asked; /* the reader was told not to beep by itself, where that is wanted */
    bool is_contactless, is_vicinity; /* by its ATR */
    bool is_listed;                   /* the reader can tell whether the card is alone */
    bool notice_due;  /* the reader may still tell of the card that was found by asking */
    bool was_noted;   /* that a card is there, while an answer was due that may know of none */
    bool recheck_due; /* it told of a change that may be of the known card, or of another */
    bool loses_power; /* the card that was told, by itself: that says nothing of another one */
    bool has_before;  /* what lies there without power may be this card or another one */
    struct reader_card before;
    enum ccid_slot_phase late; /* LISTING or READING: the card left while its answer was due */
    uint8_t protocol, ta1;     /* from the ATR, for SetParameters */
    uint8_t expected_len;      /* Le of GET DATA; 0 for all */
    unsigned tries;            /* of this card that failed */
    unsigned waits;            /* for the reader, at this card */
    int64_t ask_at_us;     /* when its state is to be asked for; READER_NO_DEADLINE: not at all */
    int64_t rest_until_us; /* no command for the card before; 0 for no rest */
    int64_t torn_until_us; /* READER_NO_DEADLINE: no card was taken away too soon */
    enum ccid_signal signal;
    struct reader_card card; /* of READING on: its type; of HELD: all */
};

enum ccid_news_kind {
    CCID_NEWS_NONE,
    CCID_NEWS_CARD,
    CCID_NEWS_CARD_LEFT,
    CCID_NEWS_CARD_PASSED, /* a card, and that it was taken away */
    CCID_NEWS_MALFORMED,
};

struct ccid_news {
    bool has_left; /* before all else: this card was taken away */
    struct reader_card left;
    enum ccid_news_kind kind;
    struct reader_card card; /* of CARD, CARD_LEFT and CARD_PASSED */
    const char *reason;      /* of MALFORMED; constant */
};

void ccid_slot_init(struct ccid_slot *slot, const struct ccid_slot_setup *setup, uint8_t index);

/* The command that is due at now_us; false if none is. */
bool ccid_slot_next(const struct ccid_slot *slot, int64_t now_us, struct ccid_command *ret_command);

/* When ccid_slot_next or ccid_slot_expire is due: 0 for at once, READER_NO_DEADLINE for never. */
int64_t ccid_slot_deadline_us(const struct ccid_slot *slot);

/* Says what time alone has brought. */
struct ccid_news ccid_slot_expire(struct ccid_slot *slot, int64_t now_us);

/* Takes the answer to the command that ccid_slot_next gave; no time extension. */
struct ccid_news ccid_slot_take(struct ccid_slot *slot, const struct ccid_command *command,
                                const struct ccid_answer *answer, int64_t now_us);

/* Takes what the interrupt endpoint told of it. */
struct ccid_news ccid_slot_note(struct ccid_slot *slot, struct ccid_slot_notice notice,
                                int64_t now_us);

/* The command is lost, or notices may be: nothing is sure any more but by asking. */
void ccid_slot_doubt(struct ccid_slot *slot);

/* Beeps and lights up at the next occasion. */
void ccid_slot_signal(struct ccid_slot *slot);

/* What lay there at the start is told. */
bool ccid_slot_is_settled(const struct ccid_slot *slot);
