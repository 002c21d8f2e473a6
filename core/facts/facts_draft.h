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
    const char *id;
    struct draft_card *next;
};

struct draft_schedule {
    struct schedule schedule;
    struct draft_schedule *next;
};

/* What hangs on a unit, a person or a meeting. */
enum facts_item_kind {
    FACTS_ITEM_UNIT_ASSIGNMENT,
    FACTS_ITEM_STAFF_ASSIGNMENT,
    FACTS_ITEM_LEAVE,
    FACTS_ITEM_TRIP,
    FACTS_ITEM_CORRECTION,
    FACTS_ITEM_KEEPER,
    FACTS_ITEM_PHOTO,
    FACTS_ITEM_MEETING_LEAVE,
    FACTS_ITEM_REQUEST,
    FACTS_ITEM_MARK,
    FACTS_ITEM_KINDS
};

struct draft_item {
    const char *id;       /* of the document */
    const char *owner;    /* on what it hangs */
    const char *schedule; /* of an assignment, else NULL */
    const char *named[2]; /* people besides the owner; NULL: none */
    size_t place;         /* the owner's index; set while tying */
    union {
        struct schedule_assignment assignment;
        struct time_away away;
        struct correction correction;
        struct meeting_leave leave;
        struct substitute_request request;
        struct meeting_mark mark;
        struct facts_keeper keeper;
        struct facts_photo photo;
    } as;
    struct draft_item *next;
};

struct draft_meeting {
    struct facts_meeting meeting; /* but for the attendees */
    struct attendee *attendees;   /* active dates not filled yet */
    size_t attendee_count;
    struct draft_meeting *next;
};

struct draft_calendar_day {
    struct calendar_day day;
    const char *id; /* of the document */
    struct draft_calendar_day *next;
};

struct facts_draft {
    struct facts *facts;        /* its layer has what stays; site and policy are in their place */
    struct facts_arena scratch; /* has the drafts */
    struct draft_unit *units;
    struct draft_staff *staff;
    struct draft_card *cards;
    struct draft_schedule *schedules;
    struct draft_meeting *meetings;
    struct draft_item *items[FACTS_ITEM_KINDS];
    struct draft_calendar_day *calendar;
};

/* A draft of whole facts, or of those that come out of base, which outlives it. */
bool facts_draft_init(struct facts_draft *draft, const struct facts *base, struct error *err)
    MUST_USE;
void facts_draft_finish(struct facts_draft *draft);

/* Takes in one document of a known kind; an error leaves the draft as it was but for memory. */
bool facts_draft_add(struct facts_draft *draft, const char *kind, const char *id,
                     const json_t *value, struct error *err) MUST_USE;

/* The same from JSON text; an unknown kind is passed over. */
bool facts_draft_add_text(struct facts_draft *draft, const char *kind, const char *id,
                          const char *text, size_t len, struct error *err) MUST_USE;

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

bool facts_draft_keeper(struct facts_draft *draft, const struct facts_document *document,
                        struct error *err) MUST_USE;
bool facts_draft_photo(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err) MUST_USE;

/* Checks the form alone: where the tap stands the server's list of taps says. */
bool facts_draft_tap_time(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err) MUST_USE;

/* Zeroed memory of the arena, or NULL with the error filled. */
void *facts_draft_alloc(struct facts_arena *arena, size_t count, size_t item_size,
                        struct error *err) MUST_USE;
bool facts_draft_text(struct facts_draft *draft, const char *text, const char **ret_text,
                      struct error *err) MUST_USE;

/* Reads member key, an id, and keeps it. */
bool facts_draft_id(struct facts_draft *draft, const struct facts_document *document,
                    const char *key, const char **ret_id, struct error *err) MUST_USE;

/* A new item of a document, and adding it once it is whole. */
struct draft_item *facts_draft_item(struct facts_draft *draft,
                                    const struct facts_document *document, struct error *err)
    MUST_USE;
void facts_draft_add_item(struct facts_draft *draft, enum facts_item_kind kind,
                          struct draft_item *item);

/* The id that a value repeats must be that of its document. */
bool facts_draft_same_id(const struct facts_document *document, const char *key, struct error *err)
    MUST_USE;
