#pragma once
/* A scenario's facts in the forms in which a server takes them: documents for the
 * import. One thread. */

#include "card_token.h"
#include "error.h"
#include "json.h"
#include "server_names.h"
#include "server_talk.h"

/* The body of /api/v1/import; kiosks: as enrolled, by place. */
bool server_facts_documents(const struct server_naming *naming, const struct server_kiosk *kiosks,
                            json_t **ret_body, struct error *err) MUST_USE;
