#pragma once
/* What lists of people show to the caller: those whom the roles reach and, where the query asks for
 * one `unit`, of these only the ones of that unit and those below it. For rows behind session_gate;
 * worker threads. */

#include "permission_check.h"
#include "staff_sieve.h"
#include <jansson.h>

struct caller_sieve {
    struct permission_view view;
    const char *unit;  /* asked for; NULL: all */
    json_t *organized; /* keys: the meetings that are the caller's to organize; NULL: none */
    struct staff_sieve sieve;
};
void caller_sieve_finish(struct caller_sieve *sieve);
#define AUTO_CALLER_SIEVE __attribute__((cleanup(caller_sieve_finish)))

/* *ret_allowed false with the response filled: 403 for a unit that the roles do not reach (noted in
 * the audit log), 422 for one that there is not. ret_sieve stays where it is until it is finished.
 */
bool caller_sieve_open(const struct http_request *request, struct http_response *response,
                       enum permission_resource resource, struct caller_sieve *ret_sieve,
                       bool *ret_allowed, struct error *err) MUST_USE;

/* For the lists; NULL where nothing has to be passed over. */
const struct staff_sieve *caller_sieve_staff(const struct caller_sieve *sieve);

/* May the caller see somebody's results for having organized the meetings? */
bool caller_sieve_has_meetings(const struct caller_sieve *sieve);

/* The same about one person, who belonged to these units: 403 where no role reaches any of them.
 * unit_at gives the i-th unit or NULL beyond the last; it may be asked for the same one again. */
struct caller_person {
    const char *staff;
    const char *(*unit_at)(size_t i, const void *user);
    const void *user;
};
bool caller_sieve_ask(const struct http_request *request, struct http_response *response,
                      const struct caller_sieve *sieve, enum permission_resource resource,
                      const struct caller_person *person, bool *ret_allowed, struct error *err)
    MUST_USE;
