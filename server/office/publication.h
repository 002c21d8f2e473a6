#pragma once
/* A meeting's result as it was published: the results of that moment, kept whatever becomes of them
 * later. A newer one takes the place of the one before; one can be withdrawn, with the reason. Made
 * by server/meeting, which knows the results. Within a transaction or snapshot of the caller; one
 * thread a connection. */

#include "database.h"
#include "error.h"
#include <jansson.h>

#define PUBLICATIONS_MAX 100 /* of one meeting */

/* A meeting's publications, the newest first; each with its "id". Yours. */
bool publication_read_all(struct database *database, const char *meeting, json_t **ret_list,
                          struct error *err) MUST_USE;
