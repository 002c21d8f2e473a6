#pragma once
/* The affairs of an office: units, people, leave, meetings and all else that somebody keeps, each
 * as a thing of a kind (office_kind.h). Whatever is a fact for the rules goes through the fact
 * writer; the rest is kept beside it, in the same transaction, with a line in the audit log. Any
 * thread, but for what says otherwise. */

#include "audit.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "fact_writer.h"
#include "office_kind.h"
#include "permission.h"
#include "sent_request_store.h"
#include "storage.h"

#define OFFICE_PAGE_MAX      500
#define OFFICE_ID_MAX        64
#define OFFICE_REVISION_MAX  48
#define OFFICE_REVISION_NONE "0.0" /* of what there is always one, before anybody changes it */

struct office;

struct office_settings {
    struct storage *storage;
    struct fact_writer *facts;
    struct audit *audit; /* NULL: nothing is written down (a database's own set-up) */
    const struct clock *clock;
    const char *timezone;
};

/* Brings the index of things up to the newest document, and keeps it there with every commit. What
 * the settings name outlives it; the timezone is copied. */
bool office_create(const struct office_settings *settings, struct office **ret_office,
                   struct error *err) MUST_USE;
void office_destroy(struct office *office);
DEFINE_AUTO(office);

/* Who hears, on the writer's thread after the commit, that a kiosk is asked to read a card or is
 * not asked any more. Must not wait. Set before the first request. */
struct office_command_observer {
    void (*on_commands)(void *user);
    void *user;
};
void office_observe_commands(struct office *office, const struct office_command_observer *observer);

struct storage *office_storage(const struct office *office);

/* A hash under the site's key: for what must be known again and must not be guessed. */
struct hash office_hash(const struct office *office, const void *data, size_t len);

/* Who asks. */
struct office_caller {
    const struct permission_holder *holder; /* NULL: a command of the server's own, which may all */
    struct audit_actor actor;
};

enum office_result {
    OFFICE_DONE,
    OFFICE_NOT_FOUND, /* or not to be seen by this caller */
    OFFICE_INVALID,   /* what was sent is wrong: detail begins with the member's path */
    OFFICE_DENIED,
    OFFICE_CHANGED, /* somebody else has changed it in between; `value` has its present form */
    OFFICE_STATE,   /* it is not in a state for that, such as decided already */
    OFFICE_KEY,     /* the request's key belongs to another request */
};

/* What became of a call. value is yours (office_answer_finish). */
struct office_answer {
    enum office_result result;
    char detail[512];
    char id[OFFICE_ID_MAX + 1];
    json_t *value; /* the thing as it is now; NULL where it is gone or was never seen */
    bool repeated; /* the same request had been done before */
};

void office_answer_finish(struct office_answer *answer);
#define AUTO_OFFICE_ANSWER __attribute__((cleanup(office_answer_finish)))

/* A call that changes something. */
struct office_call {
    const struct office_kind *kind;
    const struct office_caller *caller;
    const char *id;                  /* NULL: a new thing */
    const char *action;              /* NULL: make, change or remove by the function */
    const json_t *input;             /* what was sent; NULL for none */
    const json_t *made;              /* members of the server's own; NULL for none */
    const char *revision;            /* that the caller has seen; NULL: whatever it is */
    const struct sent_request *once; /* NULL: without a key */
};

/* Each returns true with an answer, whatever its result; false is a fault of the world. They wait
 * for the commit: not from the writer's thread. */
bool office_make(struct office *office, const struct office_call *call,
                 struct office_answer *ret_answer, struct error *err) MUST_USE;
bool office_change(struct office *office, const struct office_call *call,
                   struct office_answer *ret_answer, struct error *err) MUST_USE;
bool office_remove(struct office *office, const struct office_call *call,
                   struct office_answer *ret_answer, struct error *err) MUST_USE;
bool office_act(struct office *office, const struct office_call *call,
                struct office_answer *ret_answer, struct error *err) MUST_USE;

/* One thing, if the caller may see it; the look is written down where it is somebody's record. */
bool office_read(struct office *office, const struct office_kind *kind,
                 const struct office_caller *caller, const char *id,
                 struct office_answer *ret_answer, struct error *err) MUST_USE;

/* May the caller do that to it? OFFICE_DONE, _DENIED or _NOT_FOUND; nothing is written down, for
 * who asks on from there. Any thread. */
bool office_reaches(struct office *office, const struct office_kind *kind,
                    const struct office_caller *caller, enum permission_action action,
                    const char *id, enum office_result *ret_result, struct error *err) MUST_USE;

/* A page of a list. NULL or "" filters by nothing. */
struct office_question {
    const struct office_kind *kind;
    const struct office_caller *caller;
    const char *cursor; /* of the page before */
    const char *search, *unit, *staff, *meeting, *state;
    int32_t from, to; /* dates, both included; CIVIL_DATE_FIRST and _LAST where open */
    int64_t limit;
};

/* {"items": […], "next": cursor or null, "names": {"staff": {id: name}, "unit": …, "meeting": …},
 * "counts": {state: how many} of the first page, null of the others}. */
bool office_list(struct office *office, const struct office_question *question,
                 struct office_answer *ret_answer, struct error *err) MUST_USE;

/* The meetings that the account organizes, as the keys of an object. Any thread. */
bool office_organized(struct storage *storage, const char *account, json_t **ret_meetings,
                      struct error *err) MUST_USE;
