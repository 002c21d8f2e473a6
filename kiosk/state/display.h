#pragma once
/* What is to be seen now, as a value: display_state makes it, screens draw it, tests and the
 * control channel read it. All times are local milliseconds. Any thread. */

#include "card_reading.h"
#include "choice.h"
#include "errand.h"
#include "error.h"
#include "meeting_board.h"
#include "own_month.h"
#include "phrase.h"
#include "reader_event.h"
#include "reader_log.h"
#include "service.h"
#include "service_info.h"
#include "setup.h"
#include "tap_judge.h"
#include "whereabouts.h"
#include <stdbool.h>
#include <stdint.h>

struct pixmap; /* how it looks is the screens' affair */

#define DISPLAY_PLACE_SIZE   256
#define DISPLAY_CONTACT_SIZE 128

enum display_kind {
    DISPLAY_IDLE,
    DISPLAY_RESULT,
    DISPLAY_NOT_RECORDED,
    DISPLAY_FAULT,       /* no card can be taken here: what is wrong, since when, whom to call */
    DISPLAY_MEETING,     /* the screen has turned to a meeting */
    DISPLAY_BOARD,       /* the same for a big screen, by unit */
    DISPLAY_WHEREABOUTS, /* who is here, on leave, on a trip */
    DISPLAY_ASK_CARD,    /* an errand waits for a card */
    DISPLAY_CHOICE,      /* an errand waits for a choice */
    DISPLAY_LETTERS,     /* the same, by the first letters of a name */
    DISPLAY_CONFIRM,     /* what is about to be signed, and how it would count */
    DISPLAY_MONTH,
    DISPLAY_READ_CARD,    /* a card is to be issued here */
    DISPLAY_SETUP,        /* this kiosk belongs to nobody yet */
    DISPLAY_SERVICE_CARD, /* a keeper's card is waited for, or was none */
    DISPLAY_SERVICE_PIN,
    DISPLAY_ISSUE,         /* a keeper issues a card: holds it up, confirms, is answered */
    DISPLAY_SERVICE_STATE, /* the pages, in the order of enum service_page */
    DISPLAY_SERVICE_CARDS,
    DISPLAY_SERVICE_READER,
    DISPLAY_SERVICE_NETWORK,
    DISPLAY_SERVICE_SETTINGS,
    DISPLAY_SERVICE_EXPORT,
    DISPLAY_KINDS,
};

/* What an idle kiosk shows while no meeting is near. */
enum idle_page { IDLE_PAGE_CLOCK, IDLE_PAGE_WHEREABOUTS, IDLE_PAGE_BOARD };

extern const char *const idle_page_names[]; /* "clock", "whereabouts", "board"; ends with NULL */

/* What can be wrong, or not yet right. */
enum condition {
    CONDITION_WELL,
    CONDITION_READER_UNKNOWN,
    CONDITION_READER_ABSENT,
    CONDITION_READER_RECOVERING,
    CONDITION_READER_FAULT,
    CONDITION_RECORDS_FAILED,
    CONDITION_NETWORK_UNKNOWN,
    CONDITION_NETWORK_DOWN,
    CONDITION_NETWORK_REFUSED, /* the server does not accept this kiosk; taps are kept */
    CONDITION_KIOSK_REVOKED,   /* the roster is wiped: nobody would be recognised */
    CONDITION_ROSTER_MISSING,  /* nor before the first roster came */
    CONDITIONS,
};

enum light { LIGHT_READER, LIGHT_RECORDS, LIGHT_NETWORK, LIGHTS };

struct display_light {
    enum condition condition;
    int64_t since_ms;
};

/* What is shown beside the tap of this moment: each NULL where there is none. Borrowed: whoever
 * makes them keeps them as long as they may be drawn. */
struct display_views {
    const struct meeting_board *meetings;
    const struct whereabouts_board *whereabouts;
    const struct own_month *month;
    const struct choice_page *choices;
    const struct judge_verdict *would_be; /* of DISPLAY_CONFIRM */
};

struct display {
    enum display_kind kind;
    enum language language;
    int64_t now_ms;
    char place[DISPLAY_PLACE_SIZE];
    char contact[DISPLAY_CONTACT_SIZE]; /* whom to call; "" where nobody was named */
    struct display_light lights[LIGHTS];
    bool clock_uncertain;
    int64_t clock_since_ms; /* of its being uncertain */

    struct judge_verdict verdict;       /* of DISPLAY_RESULT */
    const struct pixmap *portrait;      /* of whom it names; NULL: there is none. Borrowed */
    int64_t at_ms;                      /* of the tap, of both results */
    int left_permille;                  /* of the result's time, in steps */
    enum error_code fault_code;         /* of DISPLAY_NOT_RECORDED: why */
    struct display_light fault;         /* of DISPLAY_FAULT */
    char fault_why[READER_REASON_SIZE]; /* in the reader's words; "" where it gave none */

    struct display_views views;
    size_t page;            /* of DISPLAY_BOARD and DISPLAY_WHEREABOUTS, which turn by themselves */
    struct errand errand;   /* what is under way */
    struct setup setup;     /* of DISPLAY_SETUP */
    struct service service; /* its PIN is no longer in it: pin_len */
    bool by_name_offered;   /* instead of a keeper's card */
    size_t pin_len;
    int64_t locked_for_ms; /* until the next PIN is taken */
    int brightness_percent;
    const struct service_info *info;       /* of the service page; NULL elsewhere. Borrowed */
    const struct reader_log *reader_log;   /* borrowed */
    struct card_reading reading;           /* of DISPLAY_READ_CARD */
    char glance_meeting[FACTS_ID_MAX + 1]; /* of DISPLAY_MEETING: the one that was touched */
};

/* "idle", "result", "not_recorded", …; "well", "reader_absent", … */
const char *display_kind_name(enum display_kind kind);
const char *condition_name(enum condition condition);

/* No card can be read here now, as far as is known: a keeper may say who they are. */
bool condition_is_no_reader(enum condition condition);
