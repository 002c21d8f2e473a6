#pragma once
/* Documents as they were read, before they are tied to each other: what names something else still
 * names it by id. Lists run from the newest to the oldest. Between the files of this folder; one
 * thread an object. */

#include "error.h"
#include "facts_table.h"
#include <jansson.h>

struct draft_unit {
    struct facts_unit unit;
    struct draft_unit *next;
};

struct draft_staff {
    const char *id, *name;
    int32_t active_from, active_to;
    struct membership *memberships; /* without the units' assignments */
    size_t membership_count;
    struct draft_staff *next;
};

struct draft_card {
    struct facts_card card;
    const char *id, *staff;
    struct draft_card *next;
};

struct draft_schedule {
    struct schedule schedule;
    struct draft_schedule *next;
};

struct draft_assignment {
    const char *id, *schedule;
    const char *unit, *staff; /* one of them, the other NULL */
    int32_t from, to;
    size_t owner; /* set while tying */
    const struct schedule *tied;
    struct draft_assignment *next;
};

struct draft_away {
    struct time_away away;
    const char *staff;
    size_t owner; /* set while tying */
    struct draft_away *next;
};

struct draft_correction {
    struct correction correction;
    const char *staff;
    size_t owner; /* set while tying */
    struct draft_correction *next;
};

struct draft_meeting {
    struct facts_meeting meeting; /* but for the attendees */
    struct attendee *attendees;   /* active dates not filled yet */
    size_t attendee_count;
    struct draft_meeting *next;
};

struct draft_meeting_leave {
    struct meeting_leave leave;
    const char *meeting;
    size_t owner; /* set while tying */
    struct draft_meeting_leave *next;
};

struct draft_request {
    struct substitute_request request;
    const char *meeting;
    size_t owner; /* set while tying */
    struct draft_request *next;
};

struct draft_mark {
    struct meeting_mark mark;
    const char *meeting;
    size_t owner; /* set while tying */
    struct draft_mark *next;
};

struct draft_calendar_day {
    struct calendar_day day;
    const char *id; /* of the document */
    struct draft_calendar_day *next;
};

struct facts_draft {
    struct facts *facts;        /* its arena has what stays; site and policy are in their place */
    struct facts_arena scratch; /* has the drafts */
    struct draft_unit *units;
    struct draft_staff *staff;
    struct draft_card *cards;
    struct draft_schedule *schedules;
    struct draft_assignment *assignments;
    struct draft_away *leaves, *trips;
    struct draft_correction *corrections;
    struct draft_meeting *meetings;
    struct draft_meeting_leave *meeting_leaves;
    struct draft_request *requests;
    struct draft_mark *marks;
    struct draft_calendar_day *calendar;
};

/* One document on its way in. path is "kind/id", for errors. */
struct facts_document {
    const char *id, *path;
    const json_t *value;
};

/* Readers of each kind: they check the form and add to the draft. */
bool facts_draft_site(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err) MUST_USE;
bool facts_draft_policy(struct facts_draft *draft, const struct facts_document *document,
                        struct error *err) MUST_USE;
bool facts_draft_unit(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err) MUST_USE;
bool facts_draft_staff(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err) MUST_USE;
bool facts_draft_card(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err) MUST_USE;
bool facts_draft_calendar(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err) MUST_USE;
bool facts_draft_schedule(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err) MUST_USE;
bool facts_draft_assignment(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err) MUST_USE;
bool facts_draft_leave(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err) MUST_USE;
bool facts_draft_trip(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err) MUST_USE;
bool facts_draft_correction(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err) MUST_USE;
bool facts_draft_meeting(struct facts_draft *draft, const struct facts_document *document,
                         struct error *err) MUST_USE;
bool facts_draft_meeting_leave(struct facts_draft *draft, const struct facts_document *document,
                               struct error *err) MUST_USE;
bool facts_draft_substitute(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err) MUST_USE;
bool facts_draft_mark(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err) MUST_USE;

/* Checks the form alone: where the tap stands the server's list of taps says. */
bool facts_draft_tap_time(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err) MUST_USE;

/* Zeroed memory of the arena, or NULL with the error filled. */
void *facts_draft_alloc(struct facts_arena *arena, size_t count, size_t item_size,
                        struct error *err) MUST_USE;
bool facts_draft_text(struct facts_draft *draft, const char *text, const char **ret_text,
                      struct error *err) MUST_USE;

/* The id that a value repeats must be that of its document. */
bool facts_draft_same_id(const struct facts_document *document, const char *key, struct error *err)
    MUST_USE;
