#pragma once
/* The kiosk's state machine: what happens at the door goes in, struct display comes out. No clock,
 * no window, no store: every call says what time it is. One thread. */

#include "display.h"
#include "reader_board.h"
#include <stdbool.h>
#include <stdint.h>

#define RESULT_SHOWN_US       3000000
#define NOT_RECORDED_SHOWN_US 8000000 /* longer: whoever tapped may already be walking on */
#define RESULT_STEP_US        100000  /* the bar back to idle moves this often */

/* What the screens let people touch. From TOUCH_SAMPLE on: the sample cards of the demonstration,
 * which are the app's affair. */
enum touch_id { TOUCH_NOTHING, TOUCH_LANGUAGE, TOUCH_SAMPLE };

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

    enum display_kind shown; /* DISPLAY_IDLE unless a result still stands */
    int64_t shown_from_us, shown_until_us;
    struct judge_verdict verdict;
    int64_t at_ms;
    enum error_code fault_code;
};

void display_state_init(struct display_state *state, enum language language, const char *place,
                        const char *contact, struct moment now);

/* The office renamed the place. */
void display_state_set_place(struct display_state *state, const char *place);

void display_state_handle_reader(struct display_state *state, const struct reader_event *event,
                                 struct moment now);

/* since_ms: of the present state, as the network's own thread knows it. */
void display_state_handle_network(struct display_state *state, enum door_network network,
                                  int64_t since_ms);

void display_state_handle_roster(struct display_state *state, enum door_roster roster,
                                 struct moment now);

void display_state_handle_clock(struct display_state *state, enum tap_clock clock);

/* A tap that is on the disk. */
void display_state_handle_tap(struct display_state *state, const struct judge_verdict *verdict,
                              int64_t at_ms, struct moment now);

/* A tap that could not be written down: nobody is greeted. */
void display_state_handle_lost_tap(struct display_state *state, enum error_code why, int64_t at_ms,
                                   struct moment now);

void display_state_handle_touch(struct display_state *state, enum touch_id touch);

void display_state_view(const struct display_state *state, struct moment now,
                        struct display *ret_display);

/* When the display next differs if nothing happens, on the monotonic clock. */
int64_t display_state_next_us(const struct display_state *state, struct moment now);
