#pragma once
/* The one way in which facts come in: checks a document against the forms of docs/sync-protocol.md
 * and against the facts that are there already, adds it to the log, and says whose verdicts it may
 * have changed. Works within the transaction of a write job (storage_write), so that an import of
 * many is one transaction; on the writer's thread only. */

#include "card_number.h"
#include "card_token.h"
#include "cleanup.h"
#include "clock.h"
#include "database.h"
#include "document_store.h"
#include "error.h"
#include "fact_observer.h"
#include "storage.h"
#include "tap_record.h"
#include <jansson.h>
#include <stdbool.h>

#define FACT_OBSERVERS_MAX 4

/* Bytes of a document's JSON; kiosks take any that fits an answer. */
#define FACT_VALUE_MAX 1000000

struct fact_writer;

/* Registers itself with the storage's writer; destroyed before the storage. */
bool fact_writer_create(struct storage *storage, const struct site_key *site_key,
                        const struct clock *clock, struct fact_writer **ret_writer,
                        struct error *err) MUST_USE;
void fact_writer_destroy(struct fact_writer *writer);
DEFINE_AUTO(fact_writer);

/* Added before the first fact; its user outlives the fact writer. */
void fact_writer_add_observer(struct fact_writer *writer, const struct fact_observer *observer);

/* Puts a fact of any kind of docs/sync-protocol.md, new or in a new form. What equals the form that
 * is there changes nothing. ERROR_INVALID: "kind/id.path: what is wrong". */
bool fact_writer_put(struct fact_writer *writer, struct database *database, const char *kind,
                     const char *id, const json_t *value, const struct document_author *author,
                     struct error *err) MUST_USE;

/* Takes a fact back. ERROR_INVALID where it is not there, or where another still names it. */
bool fact_writer_remove(struct fact_writer *writer, struct database *database, const char *kind,
                        const char *id, const struct document_author *author, struct error *err)
    MUST_USE;

/* A card by its number, which is turned into its token here and kept nowhere. value as of the kind
 * `card`. */
bool fact_writer_put_card(struct fact_writer *writer, struct database *database,
                          const struct card_number *number, const json_t *value,
                          const struct document_author *author, struct error *err) MUST_USE;

/* Gives cards that earlier servers revoked the moment of it, and their earlier taps back to their
 * holders: fact_card.h. At start, and before months are judged again; any thread but the writer's.
 */
bool fact_writer_settle_older_cards(struct fact_writer *writer, struct error *err) MUST_USE;

/* The key that makes tokens of card numbers; borrowed. */
const struct site_key *fact_writer_site_key(const struct fact_writer *writer);

/* The form that most callers need: one transaction for a list of [{"kind", "id", "value"}, …] in
 * which each names only what came before it, all or nothing. Any thread; returns after the commit.
 */
bool fact_writer_import(struct fact_writer *writer, const json_t *documents, const char *author,
                        struct error *err) MUST_USE;

/* The same, and in the same transaction what belongs to it besides, such as a line of the audit
 * log. */
bool fact_writer_import_with(struct fact_writer *writer, const json_t *documents,
                             const char *author, const struct write_job *besides, struct error *err)
    MUST_USE;
