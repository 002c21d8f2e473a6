#pragma once
/* Kiosks as the office sees them: where they stand, how they are, and revocation, each change with
 * its line in the audit log. Any thread but the writer's. */

#include "office.h"

/* One kiosk, or all (NULL), as openapi.yaml's Kiosk: a list, yours; empty where there is none. */
bool kiosk_list_read(struct office *office, const char *kiosk, json_t **ret_kiosks,
                     struct error *err) MUST_USE;

/* Says where it stands, or revokes it (place NULL); *ret_done is false where there is none. */
bool kiosk_list_change(struct office *office, const struct audit_actor *actor, const char *kiosk,
                       const char *place, bool *ret_done, struct error *err) MUST_USE;
