#pragma once
/* What people are told (schema 0012): one row a notice, one more for each account that it went to.
 * Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stdint.h>

/* Texts are borrowed and never NULL. */
struct notice_row {
    int64_t no;
    const char *topic; /* nobody is told twice of one */
    const char *what, *kind, *id;
    const char *unit, *staff; /* "" where it is nobody's */
    const char *detail;       /* JSON object */
    int64_t sent_utc_us;
    int64_t read_utc_us; /* 0: not yet; of notice_store_each alone */
};

/* Gives it the next number. *ret_new is false, and nothing is added, where its topic was sent. */
bool notice_store_add(struct database *database, const struct notice_row *row, bool *ret_new,
                      int64_t *ret_no, struct error *err) MUST_USE;

/* Sends it to an account, to every account of a role that reaches the unit, to the accounts of a
 * person. Accounts that are closed, and the one that is to be left out ("": none), are not told. */
bool notice_store_tell_account(struct database *database, int64_t no, const char *account,
                               const char *except, struct error *err) MUST_USE;
bool notice_store_tell_role(struct database *database, int64_t no, const char *role,
                            const char *unit, const char *except, struct error *err) MUST_USE;
bool notice_store_tell_staff(struct database *database, int64_t no, const char *staff,
                             const char *except, struct error *err) MUST_USE;

/* Sends it to the accounts of everybody whom a meeting's document invites, as it stands in this
 * transaction; *ret_told says how many those are. */
bool notice_store_tell_attendees(struct database *database, int64_t no, const char *meeting,
                                 const char *except, int64_t *ret_told, struct error *err) MUST_USE;

/* Sends it to the accounts of these people: ids, each with a space before and one after it. */
bool notice_store_tell_people(struct database *database, int64_t no, const char *people,
                              const char *except, int64_t *ret_told, struct error *err) MUST_USE;

/* People with an account who belong to the unit or one above it on the date, at most max. */
typedef bool notice_store_visit_staff(const char *staff, void *user, struct error *err);
bool notice_store_each_superior(struct database *database, const char *unit, int64_t date,
                                int64_t max, notice_store_visit_staff *on_staff, void *user,
                                struct error *err) MUST_USE;

struct notice_question {
    const char *account;
    int64_t before_no; /* only below this one */
    int64_t unread;    /* 1: only what has not been read */
    int64_t limit;
};

/* The newest first. What is given to it holds for the call only. */
typedef bool notice_store_visit(const struct notice_row *row, void *user, struct error *err);
bool notice_store_each(struct database *database, const struct notice_question *question,
                       notice_store_visit *on_row, void *user, struct error *err) MUST_USE;

bool notice_store_count_unread(struct database *database, const char *account, int64_t *ret_count,
                               struct error *err) MUST_USE;

/* Notes that the account has read one, or all up to one; *ret_count says how many were unread. */
bool notice_store_mark(struct database *database, const char *account, int64_t first_no,
                       int64_t last_no, int64_t now_utc_us, int64_t *ret_count, struct error *err)
    MUST_USE;

/* Was it sent to the account? */
bool notice_store_has(struct database *database, const char *account, int64_t no, bool *ret_has,
                      struct error *err) MUST_USE;

/* Takes away what was sent before a moment. */
bool notice_store_forget(struct database *database, int64_t before_utc_us, struct error *err)
    MUST_USE;
