#pragma once
/* Who tapped, and what to tell them: card token → card and person of the roster, then the verdict
 * of core/rules over the person's taps known here, with "now" the moment of the tap. Pure: no
 * clock, no store; the facts and the recent taps are only read. Any thread that owns them. */

#include "card_token.h"
#include "facts.h"
#include "recent_taps.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

#define JUDGE_NAME_MAX FACTS_NAME_MAX /* bytes */

/* What the person said on the screen before or after the card. */
enum judge_purpose {
    JUDGE_PURPOSE_TAP,
    JUDGE_PURPOSE_BACK, /* reports back from leave or trip */
};

struct judge_tap {
    const struct card_token *token; /* NULL: the reader gave no card number */
    int64_t at_ms;                  /* local, by the best knowledge of the time */
    enum tap_clock clock;
    int64_t not_before_ms, not_after_ms; /* local; of an uncertain tap */
    const char *kiosk;
    const char *meeting;        /* chosen on screen; NULL where none */
    const char *substitute_for; /* chosen on screen; NULL where none */
    enum judge_purpose purpose;
    int64_t now_ms; /* what is approved since the tap counts too; 0: at the tap's own moment */
};

/* What the person is told. The screen has one look for each. */
enum judge_answer {
    JUDGE_ON_TIME,      /* check-in in time */
    JUDGE_LATE,         /* late_min; counts as absent where so_late_is_absent */
    JUDGE_LEFT,         /* check-out in time */
    JUDGE_EARLY,        /* early_min before the end; another tap later lifts it */
    JUDGE_RECORDED,     /* kept; this check is not required */
    JUDGE_SAME_TAP,     /* less than 60 s after earlier_ms: already recorded */
    JUDGE_CHECKED_IN,   /* kept; nobody is leaving yet, who came at earlier_ms */
    JUDGE_LEAVE,        /* on approved leave: away_from_ms to away_to_ms */
    JUDGE_TRIP,         /* on a trip */
    JUDGE_NO_SESSION,   /* no work at this hour: just recorded */
    JUDGE_UNCERTAIN,    /* recorded; the time will be looked at by a person */
    JUDGE_UNKNOWN_CARD, /* nobody's */
    JUDGE_REVOKED_CARD, /* lost, or taken back */
    JUDGE_EXPIRED_CARD, /* outside its dates */
    JUDGE_UNREADABLE,   /* no card number came */

    JUDGE_SIGNED_IN,      /* at a meeting, in time */
    JUDGE_SIGNED_IN_LATE, /* meeting.late_min */
    JUDGE_SIGNED_ALREADY, /* at meeting.earlier_ms, themselves or for the same principal */
    JUDGE_SIGNED_OUT,
    JUDGE_SIGNED_OUT_EARLY, /* meeting.early_min before the end; another tap later lifts it */
    JUDGE_WALK_IN,          /* not invited: noted, and nobody is sent away */
    JUDGE_SUBSTITUTED,      /* sits in for meeting.principal with approval, in time */
    JUDGE_SUBSTITUTED_LATE,
    JUDGE_SUBSTITUTE_WAITING,    /* the request is not decided yet */
    JUDGE_SUBSTITUTE_UNAPPROVED, /* meeting.standing says why */
    JUDGE_BACK,                  /* reported back from away_from_ms to away_to_ms */
    JUDGE_ANSWER_COUNT,
};

/* What the tap means to a meeting, beside or above what it means to work. */
struct judge_meeting {
    char id[TAP_RECORD_ID_MAX + 1]; /* "": the tap means nothing to any meeting */
    char title[JUDGE_NAME_MAX + 1];
    int64_t start_ms, end_ms;
    enum judge_answer answer;
    int32_t late_min, early_min;
    int64_t earlier_ms; /* the sign-in before this tap */
    char principal_id[TAP_RECORD_ID_MAX + 1];
    char principal[JUDGE_NAME_MAX + 1]; /* the name */
    enum substitute_standing standing;
    char seat[FACTS_SEAT_MAX + 1]; /* where to go; "" where nobody has said, or when leaving */
};

/* Something that goes without saying for the record, but not for the person. */
enum judge_hint {
    JUDGE_HINT_NONE,
    JUDGE_HINT_NO_MEETING,     /* wanted to sign in to one, but none can be signed in to here now */
    JUDGE_HINT_NOT_AWAY,       /* wanted to report back, but no approved leave or trip holds now */
    JUDGE_HINT_RETURNED,       /* the first tap since the leave or trip that ended at returned_ms */
    JUDGE_HINT_PRINCIPAL_CAME, /* sits in for somebody who has signed in themselves */
    JUDGE_HINT_COUNT,
};

/* The answer with its reason as data; texts are copies, so that the facts may change meanwhile. A
 * member that does not apply is zero. */
struct judge_verdict {
    enum judge_answer answer;
    enum tap_card card;
    char staff[TAP_RECORD_ID_MAX + 1]; /* "" unless recognised */
    char name[JUDGE_NAME_MAX + 1];     /* also of a revoked or expired card's owner */
    char unit_code[TAP_RECORD_ID_MAX + 1];
    char unit[JUDGE_NAME_MAX + 1];

    int32_t late_min, early_min;
    bool so_late_is_absent;
    int32_t grace_min;              /* that was allowed */
    int32_t date;                   /* of the session */
    int32_t session, session_count; /* from 1 */
    int64_t start_ms, end_ms;       /* as they hold for this person: leave may have moved them */
    int64_t earlier_ms;             /* the check-in before a check-out; the tap that this one is */
    int64_t away_from_ms, away_to_ms; /* the leave or trip that answers or that moved an end */

    struct judge_meeting meeting;
    enum judge_answer work; /* what the tap is for work, where the answer is the meeting's */
    enum judge_hint hint;
    int64_t returned_ms;

    struct tap_shown shown; /* what the record keeps: words of rules.md where it has one */
};

void tap_judge(const struct facts *facts, const struct recent_taps *recent,
               const struct judge_tap *tap, struct judge_verdict *ret_verdict);

/* Whether the answer speaks of work's hours; of the others only a meeting or the card. */
bool judge_answer_is_work(enum judge_answer answer);

/* "on_time", "late", "left", …: for logs, sounds and screenshots. */
const char *judge_answer_name(enum judge_answer answer);
