#pragma once
/* What kiosks fetch: the documents that changed since a revision, and the taps at other kiosks, as
 * the JSON answer of docs/sync-protocol.md. Any thread. */

#include "error.h"
#include "kiosk_store.h"
#include "storage.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_CHANGES_MAX 1000
#define STATE_BYTES_MAX   2500000 /* an answer ends with the document that goes over */
#define STATE_ANSWER_MAX  4194304 /* what kiosks take, the taps among it */

enum state_result {
    STATE_CHANGED,
    STATE_NOTHING_NEW, /* an answer all the same, with no changes */
    STATE_AHEAD, /* since was never reached here, or was another: the database was put back; no
                    answer */
};

struct state_answer {
    enum kiosk_standing standing; /* nothing else is filled unless it is KIOSK_ACTIVE */
    enum state_result result;
    char *json; /* malloc's; yours. NULL for STATE_AHEAD */
    size_t len;
};

#define STATE_NO_TAPS (-1)

/* Whether the office asks something of the kiosk that it does not do yet. */
enum state_commands { STATE_COMMANDS_NOT_ASKED, STATE_COMMANDS_KNOWN, STATE_COMMANDS_NEW };

struct state_query {
    const char *kiosk;
    int64_t since;
    int64_t taps_since; /* the cursor of the other kiosks' taps; STATE_NO_TAPS: not asked for */
    int64_t now_utc_us;
    enum state_commands commands; /* told with the answer, if asked */
    /* What the answers with these cursors said (cursor_fingerprint.h); "": nothing is known of it;
     * NULL: not asked for, and not told. */
    const char *fingerprint, *taps_fingerprint;
};

/* For one kiosk, looked up again each time: it may have waited for long, and been revoked. */
bool state_feed_look(struct storage *storage, const struct state_query *query,
                     struct state_answer *ret_answer, struct error *err) MUST_USE;
