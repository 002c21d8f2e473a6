#pragma once
/* The audit log: who did what, and who looked at whose record. A change is a line in the
 * transaction of the change itself (audit_append, on the writer's thread); what changes nothing, a
 * read or a refusal, is noted from any thread (audit_note) and written with the next commit. Each
 * line holds the hash of the one before (audit_line.h), and each commit signs the head. */

#include "audit_line.h"
#include "cleanup.h"
#include "clock.h"
#include "database.h"
#include "error.h"
#include "storage.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define AUDIT_NOTES_MAX 10000 /* waiting; one more is ERROR_BUSY, and the read is not answered */

struct audit;

/* Storage and clock outlive it. Destroying writes what is still noted. */
bool audit_create(struct storage *storage, const struct clock *clock, const uint8_t *signing_seed,
                  struct audit **ret_audit, struct error *err) MUST_USE;
void audit_destroy(struct audit *audit);
DEFINE_AUTO(audit);

/* Adds one line within the write transaction of a job of the storage's writer. */
bool audit_append(struct audit *audit, struct database *database, const struct audit_actor *actor,
                  const struct audit_entry *entry, struct error *err) MUST_USE;

/* Notes one line without waiting for it to be written. It is lost only if the process is killed
 * within the milliseconds until the next commit. ERROR_BUSY when AUDIT_NOTES_MAX wait: whoever
 * would have shown something then does not. */
bool audit_note(struct audit *audit, const struct audit_actor *actor,
                const struct audit_entry *entry, struct error *err) MUST_USE;

/* Returns once everything noted before is written; false where it could not be. */
bool audit_flush(struct audit *audit, struct error *err) MUST_USE;
