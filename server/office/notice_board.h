#pragma once
/* What people are told by the office: a request that waits for them, a deadline, a step that
 * somebody took. Sent within the write transaction of what it is about, once for each stage of it;
 * read and ticked off by whom it went to. Threads as each function says. */

#include "office.h"

#define NOTICE_PAGE_MAX 200

struct notice {
    const char *what;         /* "breach_notified", …: openapi.yaml, Notice */
    const char *kind, *id;    /* the thing */
    const char *stage;        /* of the thing: of one stage nobody is told twice */
    const char *unit, *staff; /* whose it is; NULL: nobody's */
    const json_t *detail;     /* an object; NULL: nothing more to say */
};

/* Those who are told; NULL leaves one out. */
struct notice_readers {
    const char *account;
    const char *person; /* their accounts */
    const char *role;   /* every account of it that reaches the notice's unit */
    const char *rather; /* a role too */
    const char *except; /* the account that did it itself */
};

/* On the writer's thread. */
bool notice_board_send(struct office *office, struct database *database,
                       const struct notice *notice, const struct notice_readers *readers,
                       struct error *err) MUST_USE;

/* To everybody whom the meeting invites and who has an account; *ret_told says how many. On the
 * writer's thread. */
bool notice_board_tell_attendees(struct office_change *change, const struct notice *notice,
                                 const char *meeting, int64_t *ret_told, struct error *err)
    MUST_USE;

/* To those of the people, the keys of an object, who have an account; *ret_told says how many. On
 * the writer's thread. */
bool notice_board_tell_people(struct office_change *change, const struct notice *notice,
                              const json_t *people, int64_t *ret_told, struct error *err) MUST_USE;

/* To those whom the rule of length and rank lets decide a request that waits. On the writer's
 * thread. */
bool notice_board_ask(struct office_change *change, struct error *err) MUST_USE;

/* To whoever asked for it, and whom it is about: it is decided. On the writer's thread. */
bool notice_board_tell_decision(struct office_change *change, struct error *err) MUST_USE;

struct notice_page {
    const char *account;
    int64_t before_no; /* INT64_MAX: from the newest on */
    int64_t limit;     /* at most NOTICE_PAGE_MAX */
    int64_t unread;    /* 1: only what has not been read */
};

/* {"items": […], "unread": n, "next": no or null, "names": …}. Any thread. */
bool notice_board_list(struct office *office, const struct notice_page *page, json_t **ret_list,
                       struct error *err) MUST_USE;

/* Ticks one off, or (no NOTICE_ALL) all up to the newest; *ret_found is false where the account was
 * never sent it. Any thread but the writer's. */
#define NOTICE_ALL INT64_C(0)
bool notice_board_mark(struct office *office, const char *account, int64_t no, bool *ret_found,
                       struct error *err) MUST_USE;

/* Forgets what is older than a year and a bit. Any thread but the writer's. */
bool notice_board_sweep(struct office *office, struct error *err) MUST_USE;
