#pragma once
/* Talking to a server over its public HTTP API, as the console does (a session) and as a kiosk does
 * (signed requests). One thread. */

#include "card_token.h"
#include "cleanup.h"
#include "error.h"
#include "json.h"
#include "signature.h"
#include <stdint.h>

struct server_talk;

bool server_talk_create(const char *url, struct server_talk **ret_talk, struct error *err) MUST_USE;
void server_talk_destroy(struct server_talk *talk);
DEFINE_AUTO(server_talk);

/* Logs in with a one-time password, which is changed on the way; later calls are of this session.
 */
bool server_talk_log_in(struct server_talk *talk, const char *account, const char *password,
                        struct error *err) MUST_USE;

/* GET, or POST of a body where there is one; any answer but 200 is an error with the answer's text.
 */
bool server_talk_call(struct server_talk *talk, const char *path, const json_t *body,
                      json_t **ret_answer, struct error *err) MUST_USE;

/* A kiosk as it stands after its enrolment. */
struct server_kiosk {
    char id[41];
    struct signing_key *key; /* the caller's to destroy */
    struct site_key site_key;
};

bool server_talk_enrol(struct server_talk *talk, const char *code, struct server_kiosk *ret_kiosk,
                       struct error *err) MUST_USE;

/* Sends one batch; every line must be answered `stored`. */
bool server_talk_send_records(struct server_talk *talk, const struct server_kiosk *kiosk,
                              const char *lines, size_t len, struct error *err) MUST_USE;
