#pragma once
/* Requests that must not happen twice, by the key that their sender chose (schema 0007): what each
 * made, for a day. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include "hash.h"
#include <stdbool.h>
#include <stdint.h>

#define SENT_REQUEST_KEY_MAX 80
#define SENT_REQUEST_ID_MAX  64 /* of what it made */

struct sent_request {
    const char *account, *key;
    struct hash hash; /* of method, path and body */
};

enum sent_request_result {
    SENT_REQUEST_NEW,
    SENT_REQUEST_SAME,  /* ret_id has what it made */
    SENT_REQUEST_OTHER, /* the key belongs to another request */
};

bool sent_request_store_find(struct database *database, const struct sent_request *request,
                             enum sent_request_result *ret_result,
                             char ret_id[static SENT_REQUEST_ID_MAX + 1], struct error *err)
    MUST_USE;

/* Remembers a new one, and forgets those from before forget_utc_us. */
bool sent_request_store_add(struct database *database, const struct sent_request *request,
                            const char *kind, const char *id, int64_t now_utc_us,
                            int64_t forget_utc_us, struct error *err) MUST_USE;
