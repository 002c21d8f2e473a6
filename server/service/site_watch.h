#pragma once
/* How the site is, in numbers for whoever watches the server: kiosks and how far behind they are,
 * what waits in quarantine, verdicts that wait to be judged again. Any thread. */

#include "clock.h"
#include "error.h"
#include "storage.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SITE_WATCH_KIOSKS_MAX 20000

struct site_watch_kiosk {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    bool revoked, silent;
    int64_t silent_us; /* since its last report; -1: it never reported */
    int64_t behind_us; /* since what it has told us everything of; -1: it never said */
    int64_t backlog;   /* lines that it said it still had */
    int64_t gaps;      /* lines that wait for others before them */
};

struct site_figures {
    struct site_watch_kiosk *kiosks; /* yours */
    size_t kiosk_count;
    int64_t active, silent, revoked;
    int64_t quarantine; /* lines that wait for a person */
    int64_t rejudgings; /* causes that wait to be judged again in the background */
    int64_t to_judge;   /* people and meetings that these still have before them */
};
void site_figures_finish(struct site_figures *figures);

bool site_watch_read(struct storage *storage, const struct clock *clock,
                     struct site_figures *ret_figures, struct error *err) MUST_USE;
