#pragma once
/* Who is logged in: a session is a random token that the browser keeps and whose hash the database
 * keeps, so that any of several servers knows it and nobody who reads the database can use it. Any
 * thread; calls may wait for the database and for password hashing. */

#include "account_store.h"
#include "audit.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "hash.h"
#include "password_hash.h"
#include "permission.h"
#include "second_step.h"
#include "storage.h"
#include <stdbool.h>
#include <stdint.h>

#define LOGIN_PASSWORD_MIN         10
#define LOGIN_PASSWORD_MAX         256
#define LOGIN_SESSIONS_PER_ACCOUNT 20 /* the one longest unused goes when one more begins */
#define LOGIN_TOKEN_SIZE           HASH_HEX_SIZE

struct login_settings {
    int64_t idle_min;     /* without a request a session ends after this */
    int64_t absolute_min; /* and after this in any case */
};

/* 2 hours, 12 hours. */
void login_settings_init(struct login_settings *settings);

/* One session as of its last request. */
struct login_session {
    struct hash token_hash;
    char
        csrf[HASH_HEX_SIZE]; /* derived from the token: only who has the cookie's session gets it */
    char account[ACCOUNT_ID_MAX + 1];
    char name[ACCOUNT_NAME_MAX + 1];
    char staff[ACCOUNT_STAFF_MAX + 1];
    unsigned roles;                  /* all of them, whatever their units */
    struct permission_holder holder; /* the same with their units */
    bool must_change_password;
};

struct login_service;

/* What it works with; all of these outlive it. */
struct login_tools {
    struct storage *storage;
    struct password_hash *passwords;
    const struct clock *clock;
    struct audit *audit;
    struct second_step_key key;
};

bool login_service_create(const struct login_tools *tools, const struct login_settings *settings,
                          struct login_service **ret_service, struct error *err) MUST_USE;
void login_service_destroy(struct login_service *service);
DEFINE_AUTO(login_service);

enum login_result {
    LOGIN_OK,
    LOGIN_WRONG,
    LOGIN_LOCKED,
    LOGIN_CODE_NEEDED, /* the password is right, and the account has a second step */
};

struct login_request {
    const char *account;
    const char *password;
    const char *address; /* of the browser */
    const char *code;    /* of the second step; NULL: none was typed */
    const char *request; /* its id, for the audit log */
};

struct login_answer {
    enum login_result result;
    int64_t retry_after_s;        /* of LOGIN_LOCKED */
    char token[LOGIN_TOKEN_SIZE]; /* of LOGIN_OK, for the cookie */
    struct login_session session;
};

/* An unknown account, a closed one, a wrong password or code and a one-time password past its day
 * are all LOGIN_WRONG, after the same time. */
bool login_service_log_in(struct login_service *service, const struct login_request *request,
                          struct login_answer *ret_answer, struct error *err) MUST_USE;

/* What a page asks for by itself does not keep an abandoned session from ending. */
enum login_use { LOGIN_USE_BY_PERSON, LOGIN_USE_BY_PAGE };

/* The session of a cookie's token; *ret_found false where there is none (any more). */
bool login_service_find(struct login_service *service, const char *token, enum login_use use,
                        bool *ret_found, struct login_session *ret_session, struct error *err)
    MUST_USE;

/* actor: who logs out, for the audit log. */
bool login_service_log_out(struct login_service *service, const struct login_session *session,
                           const struct audit_actor *actor, struct error *err) MUST_USE;

enum login_change { LOGIN_CHANGED, LOGIN_OLD_WRONG, LOGIN_NEW_WEAK, LOGIN_CHANGE_LOCKED };

struct login_change_request {
    const struct login_session *session;
    const char *old_password;
    const char *new_password;
    const char *address;
    const char *request; /* its id, for the audit log */
};

/* Changes the password of the session's account and ends its other sessions. Weak is: shorter than
 * LOGIN_PASSWORD_MIN characters, the old one, the account's own name, or one character repeated. */
bool login_service_change_password(struct login_service *service,
                                   const struct login_change_request *request,
                                   enum login_change *ret_change, int64_t *ret_retry_after_s,
                                   struct error *err) MUST_USE;

/* Is this the present password of the session's account? Counted like a log-in: for what asks for
 * it once more. ret_change is LOGIN_CHANGED, LOGIN_OLD_WRONG or LOGIN_CHANGE_LOCKED; new_password
 * is not looked at. */
bool login_service_check_password(struct login_service *service,
                                  const struct login_change_request *request,
                                  enum login_change *ret_change, int64_t *ret_retry_after_s,
                                  struct error *err) MUST_USE;

/* For whoever works on the second step of a session's account. */
const struct login_tools *login_service_tools(const struct login_service *service);
