#pragma once
/* Results of attendees as they stand, and when time alone will change a meeting's. Computed from
 * the facts by server/judging, which is the only writer. Used within a transaction of the caller;
 * one thread a connection. */

#include "database.h"
#include "meeting.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

/* The verdict is without its reason. */
struct attendee_row {
    char staff[TAP_RECORD_ID_MAX + 1];
    char unit[64];
    int32_t date; /* of the meeting's start */
    struct attendee_verdict verdict;
};

/* What is given to it holds for the call only. */
typedef void attendee_store_visit(const char *meeting, const struct attendee_row *row, void *user);

/* A meeting's rows by staff; a person's of meetings that start on the dates first..last, by date,
 * then meeting. */
bool attendee_store_each_of_meeting(struct database *database, const char *meeting,
                                    attendee_store_visit *on_row, void *user, struct error *err)
    MUST_USE;
bool attendee_store_each_of_person(struct database *database, const char *staff, int32_t first,
                                   int32_t last, attendee_store_visit *on_row, void *user,
                                   struct error *err) MUST_USE;

/* *ret_found is false where there is no row. */
bool attendee_store_read(struct database *database, const char *meeting, const char *staff,
                         bool *ret_found, struct attendee_row *ret_row, struct error *err) MUST_USE;
bool attendee_store_write(struct database *database, const char *meeting,
                          const struct attendee_row *row, struct error *err) MUST_USE;
bool attendee_store_delete(struct database *database, const char *meeting, const char *staff,
                           struct error *err) MUST_USE;

/* Notes when time alone will change some result of the meeting; CIVIL_NEVER_MS: it will not. */
bool attendee_store_set_unsettled(struct database *database, const char *meeting,
                                  int64_t changes_at_ms, struct error *err) MUST_USE;

/* The same unless an earlier moment is noted already. */
bool attendee_store_bring_forward(struct database *database, const char *meeting,
                                  int64_t changes_at_ms, struct error *err) MUST_USE;

/* One meeting that should have changed by now_ms; false in *ret_any where there is none. */
bool attendee_store_next_due(struct database *database, int64_t now_ms, bool *ret_any,
                             char ret_meeting[static TAP_RECORD_ID_MAX + 1], struct error *err)
    MUST_USE;

/* A person's rows of these dates, or one row, will be asked for soon: statement_read_ahead. */
bool attendee_store_read_ahead_of_person(struct database *database, const char *staff,
                                         int32_t first, int32_t last, struct error *err) MUST_USE;
bool attendee_store_read_ahead(struct database *database, const char *meeting, const char *staff,
                               struct error *err) MUST_USE;
