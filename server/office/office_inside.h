#pragma once
/* Private to server/office: what its files share. Threads as each function says. */

#include "entry_store.h"
#include "office.h"
#include "text_key.h"

struct office_name {
    const struct office_kind *kind;
    char id[2 * HASH_BYTES + 1];
};

/* Things whose index has to be made anew before the commit. */
struct office_names {
    struct office_name *names;
    size_t count, size;
};

struct office {
    struct office_settings settings;
    char timezone[64];
    struct text_key *keys;     /* of the writer's thread */
    struct office_names stale; /* of the group that is being written */
    struct office_command_observer commands;
    bool commands_changed; /* by that group */
};

bool office_names_add(struct office_names *names, const struct office_kind *kind, const char *id,
                      struct error *err) MUST_USE;

/* Brings the index up to the newest document and to what is stale; within a write transaction. */
bool office_index_catch_up(struct office *office, struct database *database, struct error *err)
    MUST_USE;

/* An id as it is shown, and the whole one of an id that was shown (itself where there is none). */
const char *office_shown_id(const struct office_kind *kind, const char *id,
                            char ret_id[static OFFICE_ID_MAX + 1]);
bool office_full_id(struct database *database, const struct office_kind *kind, const char *shown,
                    char ret_id[static OFFICE_ID_MAX + 1], struct error *err) MUST_USE;

/* A moment, or the present one, on the site's clock. Any thread. */
bool office_local_ms(const struct office *office, int64_t utc_us, int64_t *ret_ms,
                     struct error *err) MUST_USE;
bool office_now_ms(const struct office *office, int64_t *ret_now_ms, struct error *err) MUST_USE;

/* A thing with its document: {"id", its members …}. */
struct office_thing {
    json_t *members;
    char revision[OFFICE_REVISION_MAX];
    json_t *office; /* the members beside the document alone */
    char changed_by[128];
    int64_t changed_utc_us;
};

void office_thing_finish(struct office_thing *thing);
#define AUTO_THING __attribute__((cleanup(office_thing_finish)))

/* From a row; *ret_there is false where the document is gone. */
bool office_thing_of_row(const struct office_kind *kind, const struct entry_row *row,
                         struct office_thing *ret_thing, bool *ret_there, struct error *err)
    MUST_USE;

/* members is NULL where there is none. */
bool office_thing_find(struct database *database, const struct office_kind *kind, const char *id,
                       struct office_thing *ret_thing, struct error *err) MUST_USE;

/* What permissions are asked about. The texts are in the struct or borrowed from the members. */
struct office_subject {
    struct permission_subject subject;
    char unit[PERMISSION_UNIT_MAX + 1];
    char organizer[ACCOUNT_ID_MAX + 1];
};

bool office_subject_of(const struct office *office, struct database *database,
                       const struct office_kind *kind, const json_t *members,
                       const struct office_caller *caller, struct office_subject *ret_subject,
                       struct error *err) MUST_USE;

bool office_may(const struct office *office, struct database *database,
                const struct office_kind *kind, const struct office_caller *caller, unsigned action,
                const json_t *members, bool *ret_may, struct error *err) MUST_USE;

/* Adds "may_approve", "may_withdraw", … of every action that says when: whether the caller may do
 * it now, as the writer will find. */
bool office_add_may(struct office *office, struct database *database,
                    const struct office_kind *kind, const struct office_caller *caller,
                    const struct office_thing *thing, json_t *value, struct error *err) MUST_USE;

/* Every row of a list that the caller may see, without its members. OFFICE_DENIED where that is
 * nothing at all. Any thread. */
bool office_each_seen(struct office *office, const struct office_question *question,
                      entry_visit *on_row, void *user, struct office_answer *ret_answer,
                      struct error *err) MUST_USE;

/* Puts members that have been checked: the document by the fact writer, the rest beside it. */
bool office_store(struct office *office, struct database *database, const struct office_kind *kind,
                  const char *id, const json_t *members, const char *account, struct error *err)
    MUST_USE;

/* Makes (id NULL), changes or acts on a thing within a transaction of the caller, which undoes it
 * all where this fails: with ret_answer's result, or as ERROR_INVALID. */
bool office_write_within(struct office *office, struct database *database,
                         const struct office_call *call, struct office_answer *ret_answer,
                         struct error *err) MUST_USE;

/* A refusal is a line of the audit log too: who tried what. Nothing where it was none. */
bool office_note_refusal(struct office *office, const struct office_call *call,
                         const struct office_answer *answer, const char *verb, struct error *err)
    MUST_USE;

/* "l00000017", where a kind numbers its things. */
bool office_next_id(struct database *database, const struct office_kind *kind,
                    char ret_id[static OFFICE_ID_MAX + 1], struct error *err) MUST_USE;

/* A copy of the members but for those that are told to nobody; NULL without memory, or of NULL. */
json_t *office_told_members(const struct office_kind *kind, const json_t *members);

/* With revision, changed_at and changed_by. */
bool office_thing_json(const struct office *office, const struct office_kind *kind,
                       const struct office_thing *thing, json_t **ret_json, struct error *err)
    MUST_USE;
