#pragma once
/* The kiosk's state machine: what happens at the door goes in, struct display comes out. No clock,
 * no window, no store: every call says what time it is. One thread. */

#include "display.h"
#include "reader_board.h"
#include <stdbool.h>
#include <stdint.h>

#define RESULT_SHOWN_US       3000000
#define NOT_RECORDED_SHOWN_US 8000000  /* longer: whoever tapped may already be walking on */
#define RESULT_STEP_US        100000   /* the bar back to idle moves this often */
#define ERRAND_STEP_SHOWN_US  500000   /* and an errand's bar so often */
#define LEAVE_SHOWN_US        6000000  /* time to touch "I am back" */
#define WAITING_SHOWN_US      15000000 /* an approval may still come while they stand there */
#define TOUCH_SETTLE_US       300000   /* a finger that is down twice is one touch */
#define GLANCE_SHOWN_US       20000000 /* what was touched to be looked at */
#define BOARD_PAGE_MS         8000     /* long boards turn their pages this often */

/* What the screens let people touch, besides the members of enum touch_id itself: the item of a
 * list, and a letter. From TOUCH_SAMPLE on: the sample cards of the demonstration, which are the
 * app's affair. */
enum touch_id {
    TOUCH_NOTHING,
    TOUCH_LANGUAGE,
    TOUCH_SUBSTITUTE,
    TOUCH_MONTH,
    TOUCH_BACK, /* from leave */
    TOUCH_WHEREABOUTS,
    TOUCH_CANCEL,
    TOUCH_GO_BACK, /* one step */
    TOUCH_CONFIRM,
    TOUCH_PREVIOUS,
    TOUCH_NEXT,
    TOUCH_BY_UNIT,
    TOUCH_BY_LETTERS,
    TOUCH_ERASE,
    TOUCH_LIGHTS,        /* held: the service page */
    TOUCH_MEETING = 100, /* + its place on the meeting board */
    TOUCH_CHOICE = 200,  /* + its place on the page */
    TOUCH_LETTER = 300,  /* + its place in the alphabet */
    TOUCH_KEY = 400,     /* + its place in SETUP_KEYS */
    TOUCH_SERVICE = 500, /* + enum service_touch */
    TOUCH_SAMPLE = 1000,
};

/* "substitute", "meeting 0", "letter a": for the control channel. TOUCH_NOTHING where it is none.
 */
int touch_id_parse(const char *words);

/* What a touch, or the time, asks of the app. */
enum display_wish {
    WISH_NOTHING,
    WISH_CONFIRMED, /* the errand's tap is to be recorded with what was chosen, and the errand ends
                     */
    WISH_ABANDONED, /* the errand has ended; a card that it held is to be recorded as it is */
    WISH_SERVICE,   /* the service page's own: service_wish says what */
};

struct moment {
    int64_t local_ms; /* what the clock shows */
    int64_t mono_us;  /* how long things are shown */
};

/* Whether anybody is known here. */
enum door_roster { DOOR_ROSTER_THERE, DOOR_ROSTER_MISSING };

/* Whether the server accepts this kiosk, and is there at all. */
enum door_network {
    DOOR_NETWORK_UNKNOWN,
    DOOR_NETWORK_UP,
    DOOR_NETWORK_DOWN,
    DOOR_NETWORK_REFUSED,
    DOOR_NETWORK_REVOKED,
};

struct display_state {
    enum language language;
    char place[DISPLAY_PLACE_SIZE];
    char contact[DISPLAY_CONTACT_SIZE];
    struct reader_board readers;
    struct display_light lights[LIGHTS];
    struct display_light roster; /* no light: it is missing for a moment only, or all is wrong */
    bool clock_uncertain;
    int64_t clock_since_ms;
    enum idle_page idle_page;
    struct display_views views;

    struct errand errand;
    struct card_reading reading;
    struct service service;
    enum service_wish service_wish; /* of the last touch */
    struct reader_log reader_log;
    int64_t last_card_us;     /* when a reader last gave one; before the first: the start */
    enum display_kind glance; /* looked at for a moment; DISPLAY_IDLE: nothing */
    int64_t glance_until_us;
    char glance_meeting[FACTS_ID_MAX + 1];

    enum display_kind shown; /* DISPLAY_IDLE unless a result still stands */
    int64_t shown_from_us, shown_until_us;
    struct judge_verdict verdict;
    int64_t at_ms;
    enum error_code fault_code;
};

void display_state_init(struct display_state *state, enum language language, const char *place,
                        const char *contact, struct moment now);

void display_state_set_idle_page(struct display_state *state, enum idle_page page);

/* The office renamed the place. */
void display_state_set_place(struct display_state *state, const char *place);

void display_state_handle_reader(struct display_state *state, const struct reader_event *event,
                                 struct moment now);

/* since_ms: of the present state, as the network's own thread knows it. */
void display_state_handle_network(struct display_state *state, enum door_network network,
                                  int64_t since_ms);

void display_state_handle_roster(struct display_state *state, enum door_roster roster,
                                 struct moment now);

void display_state_handle_clock(struct display_state *state, enum tap_clock clock,
                                struct moment now);

/* A tap that is on the disk. */
void display_state_handle_tap(struct display_state *state, const struct judge_verdict *verdict,
                              int64_t at_ms, struct moment now);

/* A tap that could not be written down: nobody is greeted. */
void display_state_handle_lost_tap(struct display_state *state, enum error_code why, int64_t at_ms,
                                   struct moment now);

/* A tap was lost, and none has been written down since: cards are not asked for. */
bool display_state_has_lost_taps(const struct display_state *state);

/* Records can be written again, though no tap was there to show it. */
void display_state_handle_records(struct display_state *state, struct moment now);

/* The result that stands, decided anew: an approval has come. */
void display_state_change_result(struct display_state *state, const struct judge_verdict *verdict,
                                 struct moment now);

/* Whether the screen is taken by a result, or by the word that there is none. */
bool display_state_has_result(const struct display_state *state, struct moment now);

/* Nothing of the result is to be shown any more: what was asked for stands in its place. */
void display_state_drop_result(struct display_state *state);

/* The result that stands waits for an approval; NULL otherwise. */
const struct judge_verdict *display_state_waiting(const struct display_state *state,
                                                  struct moment now);

/* What the screens show beside the tap; each view is borrowed until the next call. */
void display_state_set_views(struct display_state *state, const struct display_views *views);

/* id: enum touch_id with the place added where there are several. */
enum display_wish display_state_handle_touch(struct display_state *state, int id,
                                             struct moment now);

/* A keeper may say who they are instead of showing a card: no reader is ready, or the one that says
 * it is has given no card for long, nor since a keeper's was asked for. */
bool display_state_may_pick_name(const struct display_state *state, struct moment now);

/* The finger is off the screen. */
void display_state_handle_release(struct display_state *state);

/* Nobody goes on: the errand's time is up. To be asked every turn. */
enum display_wish display_state_handle_time(struct display_state *state, struct moment now);

void display_state_view(const struct display_state *state, struct moment now,
                        struct display *ret_display);

/* When the display next differs if nothing happens, on the monotonic clock. */
int64_t display_state_next_us(const struct display_state *state, struct moment now);
