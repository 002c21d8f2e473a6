#pragma once
/* Behind the service page: what it shows, what it asks for, and what is kept of it. Main thread;
 * the worker has a thread of its own. */

#include "cleanup.h"
#include "display_state.h"
#include "error.h"
#include "kiosk_config.h"
#include "kiosk_settings.h"
#include "sound.h"
#include "sync_service.h"
#include "tap_desk.h"

struct service_desk;

struct service_desk_parts {
    const struct kiosk_config *config;
    const struct identity *identity;
    const struct clock *clock;
    const char *boot;
    struct tap_desk *taps;
    struct sound *sound;
    struct display_state *state;
    const struct kiosk_settings *settings; /* as they were read at the start */
};

/* All parts are borrowed, and outlive it. Sets what was kept into the state. */
bool service_desk_create(const struct service_desk_parts *parts, struct service_desk **ret_desk,
                         struct error *err) MUST_USE;
void service_desk_destroy(struct service_desk *desk);
DEFINE_AUTO(service_desk);

/* What a touch asked for. */
void service_desk_take_wish(struct service_desk *desk, enum service_wish wish);

/* What the sync thread last said; its facts are not looked at. */
void service_desk_note_report(struct service_desk *desk, const struct sync_report *report);

/* Every turn: tells the server what it is to hear again. What the worker has found out; true where
 * the screen is another now. */
bool service_desk_take_answers(struct service_desk *desk, struct moment now);

/* For poll(): readable while there is something to take. */
int service_desk_fd(const struct service_desk *desk);

/* Points the display to what a page shows; borrowed until the next call. */
void service_desk_fill(struct service_desk *desk, struct display *display);
