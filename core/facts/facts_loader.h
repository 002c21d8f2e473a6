#pragma once
/* From documents to facts. Documents have the forms of the sync protocol, which are those of the
 * scenario files; they may come in any order, and are tied to each other at the end. Strict: an
 * unknown key, a date that does not exist, sessions that overlap are errors that name the document
 * and the path. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include "facts.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define FACTS_ATTENDEES_MAX 5000 /* of one meeting */
#define FACTS_SESSIONS_MAX  9    /* of one day */
#define FACTS_LIST_MAX      1000 /* moves, versions, sessions, days of a year … of one document */

/* A document that names a person, unit, schedule or meeting which is not there: an error in a file,
 * but an everyday state of a kiosk that has heard only half of it yet, where the document waits
 * unused. */
enum facts_links { FACTS_LINKS_STRICT, FACTS_LINKS_LENIENT };

/* Whether a kind of document is one that facts are made of; others are kept and ignored. */
bool facts_loader_knows(const char *kind);

struct facts_loader;

bool facts_loader_create(struct facts_loader **ret_loader, struct error *err) MUST_USE;
void facts_loader_destroy(struct facts_loader *loader);
DEFINE_AUTO(facts_loader);

/* Takes in one document of a known kind; nothing of the value is borrowed. An error leaves the
 * loader as it was but for memory. */
bool facts_loader_add(struct facts_loader *loader, const char *kind, const char *id,
                      const json_t *value, struct error *err) MUST_USE;

/* The same from JSON text; an unknown kind is passed over. */
bool facts_loader_add_text(struct facts_loader *loader, const char *kind, const char *id,
                           const char *text, size_t len, struct error *err) MUST_USE;

/* Ties the documents together; the loader is empty afterwards and can only be destroyed. */
bool facts_loader_finish(struct facts_loader *loader, enum facts_links links,
                         struct facts **ret_facts, struct error *err) MUST_USE;
