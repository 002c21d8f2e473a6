#pragma once
/* The facts that judging works with, made of the state's documents and kept in memory; where these
 * change, what is kept is patched by what changed. A copy is never the deciding one: whoever takes
 * it says by the database's own revision, within its transaction, that it is of that revision. Any
 * thread; what is lent is only read. */

#include "cleanup.h"
#include "database.h"
#include "facts.h"
#include "storage.h"
#include <stdint.h>

struct fact_cache;

/* Created before whatever takes facts within the storage's writer, destroyed after it and when all
 * has come back, before the storage. */
bool fact_cache_create(struct storage *storage, struct fact_cache **ret_cache, struct error *err)
    MUST_USE;
void fact_cache_destroy(struct fact_cache *cache);
DEFINE_AUTO(fact_cache);

/* Facts as of the database's open transaction, which is a reader's: what is committed may be kept
 * for others. AUTO(fact_loan) struct fact_loan *loan = NULL. */
struct fact_loan;
bool fact_cache_take(struct fact_cache *cache, struct database *database,
                     struct fact_loan **ret_loan, struct error *err) MUST_USE;

/* The same on the writer's thread, within the transaction of its group. In a job: the job may yet
 * be undone, and its revision come again with other facts, so that what is made of it is lent and
 * never kept. Before the commit, when all jobs have run: it is kept for others once it is
 * committed. */
bool fact_cache_take_in_job(struct fact_cache *cache, struct database *database,
                            struct fact_loan **ret_loan, struct error *err) MUST_USE;
bool fact_cache_take_before_commit(struct fact_cache *cache, struct database *database,
                                   struct fact_loan **ret_loan, struct error *err) MUST_USE;
void fact_loan_destroy(struct fact_loan *loan); /* gives it back */
DEFINE_AUTO(fact_loan);

const struct facts *fact_loan_facts(const struct fact_loan *loan);
