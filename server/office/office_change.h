#pragma once
/* A change of one thing on its way: what kinds' hooks see and may fill in. On the writer's thread,
 * within one transaction; nothing here outlives the hook. */

#include "database.h"
#include "error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct office;
struct office_kind;
struct office_caller;
struct office_answer;

struct office_change {
    struct office *office;
    struct database *database;
    const struct office_kind *kind;
    const struct office_caller *caller;
    const char *id;
    const json_t *before; /* members as they were; NULL: it is new */
    json_t *after;        /* as they will be; a hook may set members */
    int64_t now_ms;       /* local */
    struct office_answer *answer;
};

/* False with ERROR_INVALID ("path: what") or by office_refuse. */
typedef bool office_hook(struct office_change *change, struct error *err);
typedef bool office_action_run(struct office_change *change, const json_t *input,
                               struct error *err);

/* Writes the only id that a new thing of these members can have, of at most size - 1 bytes. */
typedef bool office_id_hook(const json_t *members, char *ret_id, size_t size, struct error *err);

/* Changes the document that is about to be put; all is the whole thing. */
typedef bool office_fact_hook(const json_t *all, json_t *fact, struct error *err);

/* The change is not to be: state (it is decided already, …) or not the caller's to make. */
bool office_refuse_state(struct office_change *change, const char *what, struct error *err)
    MUST_USE;
bool office_refuse_denied(struct office_change *change, const char *what, struct error *err)
    MUST_USE;

/* Refuses where the caller may not write things of this kind in the unit ("": in all). */
bool office_require_unit(struct office_change *change, const char *unit, struct error *err)
    MUST_USE;

/* The account that makes the change, or the command's name. */
const char *office_account(const struct office_change *change);

/* A member's text, "" where it has none; and its date or moment, otherwise where it has none. */
const char *office_text(const json_t *members, const char *name);
int32_t office_date(const json_t *members, const char *name, int32_t otherwise);
int64_t office_time(const json_t *members, const char *name, int64_t otherwise);

/* Sets a member of after; false where there is no memory. NULL takes it away. */
bool office_set(struct office_change *change, const char *name, json_t *value, struct error *err)
    MUST_USE;
bool office_set_text(struct office_change *change, const char *name, const char *text,
                     struct error *err) MUST_USE;
/* The present moment, local, to the second. */
bool office_set_now(struct office_change *change, const char *name, struct error *err) MUST_USE;

/* Another thing's members as they are in this transaction; NULL in *ret_members where there is
 * none. Yours. */
bool office_peek(struct database *database, const struct office_kind *kind, const char *id,
                 json_t **ret_members, struct error *err) MUST_USE;

/* Adds {"staff": {id: name}, …} of all that the members name, and of the accounts in their history.
 */
bool office_add_names(struct database *database, const struct office_kind *kind,
                      const json_t *members, json_t *names, struct error *err) MUST_USE;

/* Makes another thing, or replaces its members, as part of this change. id NULL: it is numbered. */
bool office_put_other(struct office_change *change, const struct office_kind *kind, const char *id,
                      json_t *members, char *ret_id, struct error *err) MUST_USE;

/* Adds {"at", "by", "what", "comment"?} to the member "history" of after. */
bool office_add_history(struct office_change *change, const char *what, const char *comment,
                        struct error *err) MUST_USE;

/* The same with every member of more, such as the input of an action. */
bool office_add_step(struct office_change *change, const char *what, const json_t *more,
                     struct error *err) MUST_USE;
