#pragma once
/* The service page: who looks after the kiosk holds a finger on the lights, shows a card that the
 * office has made a keeper's (or says who they are, where no card is read), and types the PIN;
 * then looks, tries, sets and takes away. Leaves by itself when nobody goes on. Pure values, one
 * thread. */

#include "facts.h"
#include "phrase.h"
#include "pin_guard.h"
#include "setup.h"
#include <stdbool.h>
#include <stdint.h>

#define SERVICE_HOLD_US        1500000   /* a finger on the lights */
#define SERVICE_CARD_US        20000000  /* waiting for the card */
#define SERVICE_UNREAD_US      8000000   /* of that in vain: the reader may be at fault, */
#define SERVICE_SILENCE_US     600000000 /* if nobody's card was read for so long */
#define SERVICE_PIN_US         30000000  /* since the last touch */
#define SERVICE_PAGE_US        60000000  /* the same */
#define SERVICE_REFUSED_US     5000000
#define SERVICE_PIN_MAX        12
#define SERVICE_PIN_MIN        6
#define SERVICE_STEP           10 /* percent, of a touch on + or − */
#define SERVICE_BRIGHTNESS_MIN 30 /* percent; below it nobody finds the way back */

enum service_step {
    SERVICE_CLOSED,
    SERVICE_CARD,     /* waits for a card */
    SERVICE_PIN,      /* waits for the PIN */
    SERVICE_CHECKING, /* which takes a moment */
    SERVICE_REFUSED,
    SERVICE_OPEN,
};

enum service_refusal {
    SERVICE_NO_KEEPER, /* this card opens nothing here */
    SERVICE_LOCKED,    /* too many PINs were wrong */
    SERVICE_NO_CHECK,  /* the PIN could not be checked */
};

enum service_page {
    SERVICE_PAGE_STATE,
    SERVICE_PAGE_CARDS,
    SERVICE_PAGE_READER,
    SERVICE_PAGE_NETWORK,
    SERVICE_PAGE_SETTINGS,
    SERVICE_PAGE_EXPORT,
    SERVICE_PAGES,
};

/* What a keeper sets here; outlives a restart. */
struct service_settings {
    int volume_percent;
    int brightness_percent;
    enum language language; /* which the screen comes back to */
};

enum service_export_standing {
    SERVICE_EXPORT_NOTHING,
    SERVICE_EXPORT_BUSY,
    SERVICE_EXPORT_DONE,
    SERVICE_EXPORT_NO_STICK,
    SERVICE_EXPORT_FULL,
    SERVICE_EXPORT_READ_ONLY,
    SERVICE_EXPORT_PULLED_OUT,
    SERVICE_EXPORT_FAILED,
    SERVICE_EXPORT_STANDINGS,
};

struct service_export {
    enum service_export_standing standing;
    int file_count;
    char folder[96]; /* on the stick */
    char detail[96]; /* of a fault, in the system's own words */
};

/* A PIN that is being checked: whose, and which of all that were asked about since the start. The
 * check may outlast the person at the screen. */
struct service_check {
    uint32_t number;
    char staff[FACTS_ID_MAX + 1];
};

/* All zero: nobody is about anything. */
struct service {
    enum service_step step;
    int64_t from_us, until_us;
    int64_t held_since_us; /* 0: no finger is on the lights */
    char staff[FACTS_ID_MAX + 1];
    char name[FACTS_NAME_MAX + 1];
    bool by_name; /* no card could be read, and so none can be issued */
    char pin[SERVICE_PIN_MAX + 1];
    bool pin_was_wrong;
    struct service_check check; /* the last that was asked for */
    struct pin_guard guard;
    enum service_refusal refusal;
    enum service_page page;
    struct service_settings settings;
    struct setup network; /* the last test; its step is SETUP_ADDRESS, its address the server's */
    bool network_tested;
    int network_answer_ms; /* how long the server took */
    struct service_export stick;
};

/* What a touch asks of the app. */
enum service_wish {
    SERVICE_WISH_NOTHING,
    SERVICE_WISH_CHECK_PIN,
    SERVICE_WISH_SETTINGS, /* they are others now */
    SERVICE_WISH_NETWORK,  /* to be tried */
    SERVICE_WISH_EXPORT,
    SERVICE_WISH_ISSUE, /* the errand's card */
};

/* What can be touched there, from TOUCH_SERVICE on. */
enum service_touch {
    SERVICE_TOUCH_DIGIT, /* + the digit */
    SERVICE_TOUCH_ENTER = 10,
    SERVICE_TOUCH_PAGE, /* + the page */
    SERVICE_TOUCH_QUIETER = SERVICE_TOUCH_PAGE + SERVICE_PAGES,
    SERVICE_TOUCH_LOUDER,
    SERVICE_TOUCH_DARKER,
    SERVICE_TOUCH_BRIGHTER,
    SERVICE_TOUCH_CHINESE,
    SERVICE_TOUCH_ENGLISH,
    SERVICE_TOUCH_TRY_NETWORK,
    SERVICE_TOUCH_EXPORT,
    SERVICE_TOUCH_BY_NAME, /* instead of a card */
    SERVICE_TOUCH_ISSUE,   /* a card */
    SERVICE_TOUCHES,
};

/* "closed", "card", "pin", …; "state", "reader", …; "nothing", "busy", "done", …: for the control
 * channel. */
const char *service_step_name(enum service_step step);
const char *service_page_name(enum service_page page);
const char *service_export_name(enum service_export_standing standing);

/* SERVICE_TOUCHES where it is none: "digit 4", "enter", "page settings", "louder", "try_network".
 */
enum service_touch service_touch_parse(const char *words);

/* A finger is put on the lights, and taken off. */
void service_hold(struct service *service, int64_t now_us);
void service_let_go(struct service *service);

/* Opens what was held for long enough, and leaves what nobody goes on with; true where the screen
 * is another. To be asked every turn. */
bool service_note_time(struct service *service, int64_t now_us);

bool service_is_shown(const struct service *service);
bool service_wants_card(const struct service *service);

/* Whose card it is; staff "" where it is nobody's, or opens nothing. */
void service_take_card(struct service *service, const char *staff, const char *name,
                       int64_t now_us);

/* A keeper who has said who they are, without a card. */
void service_take_name(struct service *service, const char *staff, const char *name,
                       int64_t now_us);

/* A card may be issued from the page that is open. */
bool service_may_issue(const struct service *service);

/* Somebody is about it, on another screen: the page stays open for as long as it does by itself. */
void service_stay(struct service *service, int64_t now_us);

/* touch: of enum service_touch. */
enum service_wish service_handle_touch(struct service *service, enum service_touch touch,
                                       int64_t now_us);
void service_erase(struct service *service, int64_t now_us);
void service_close(struct service *service);

enum service_pin_answer { SERVICE_PIN_RIGHT, SERVICE_PIN_WRONG, SERVICE_PIN_UNKNOWN };

/* What came of a check: true where it is the one that is waited for, and goes on with the step. A
 * check whose step was left meanwhile opens nothing, for nobody; a wrong PIN counts all the same.
 */
bool service_note_pin(struct service *service, const struct service_check *check,
                      enum service_pin_answer answer, int64_t now_us);
void service_note_network(struct service *service, enum setup_fault fault, const char *detail,
                          long clock_off_s, int answer_ms, int64_t now_us);
void service_note_export(struct service *service, const struct service_export *stick,
                         int64_t now_us);
