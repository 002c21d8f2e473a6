#include "fact_cache.h"

#include "check.h"
#include "document_store.h"
#include "facts_loader.h"
#include "facts_patch.h"
#include <pthread.h>
#include <string.h>

struct fact_loan {
    struct fact_cache *cache;
    struct facts *facts;
    int64_t revision;
    int users; /* the cache itself is one while it keeps it; guarded by the cache's mutex */
};

struct fact_cache {
    struct storage *storage;
    pthread_mutex_t mutex;
    struct fact_loan *kept;    /* NULL before the first */
    struct fact_loan *written; /* the writer's, of the group about to be committed; or NULL */
};

static void drop(struct fact_loan *loan)
{
    struct fact_cache *cache = loan->cache;
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    bool last = --loan->users == 0;
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    if (last) {
        facts_destroy(loan->facts);
        free(loan);
    }
}

void fact_loan_destroy(struct fact_loan *loan)
{
    if (loan) {
        drop(loan);
    }
}

void fact_cache_destroy(struct fact_cache *cache)
{
    if (!cache) {
        return;
    }
    write_queue_remove_hook(storage_writer(cache->storage), cache);
    if (cache->kept) {
        drop(cache->kept);
    }
    (void)pthread_mutex_destroy(&cache->mutex); /* fails only while locked, which is our own bug */
    free(cache);
}

static struct fact_loan *borrow(struct fact_loan *loan)
{
    CHECK(pthread_mutex_lock(&loan->cache->mutex) == 0);
    loan->users++;
    CHECK(pthread_mutex_unlock(&loan->cache->mutex) == 0);
    return loan;
}

/* The kept facts if they are of this revision or, for a patch, of an earlier one; else NULL. */
static struct fact_loan *lend_kept(struct fact_cache *cache, int64_t revision)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    struct fact_loan *loan = cache->kept;
    if (loan && loan->revision <= revision) {
        loan->users++;
    } else {
        loan = NULL;
    }
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    return loan;
}

static void keep(struct fact_cache *cache, struct fact_loan *loan)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    struct fact_loan *before = cache->kept;
    bool newer = !before || before->revision < loan->revision;
    if (newer) {
        loan->users++;
        cache->kept = loan;
    }
    CHECK(pthread_mutex_unlock(&cache->mutex) == 0);
    if (newer && before) {
        drop(before);
    }
}

static void after_rollback(void *user)
{
    struct fact_cache *cache = user;
    if (cache->written) {
        drop(cache->written);
        cache->written = NULL;
    }
}

static void after_commit(void *user)
{
    struct fact_cache *cache = user;
    if (cache->written) {
        keep(cache, cache->written);
    }
    after_rollback(cache);
}

bool fact_cache_create(struct storage *storage, struct fact_cache **ret_cache, struct error *err)
{
    struct fact_cache *cache = calloc(1, sizeof *cache);
    if (!cache) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    cache->storage = storage;
    CHECK(pthread_mutex_init(&cache->mutex, NULL) == 0);
    const struct write_hook hook = {NULL, after_commit, after_rollback, cache};
    write_queue_add_hook(storage_writer(storage), &hook);
    *ret_cache = cache;
    return true;
}

static bool add_document(const struct document *document, void *user, struct error *err)
{
    return facts_loader_add_text(user, document->kind, document->id, document->value,
                                 strlen(document->value), err);
}

static bool load(struct database *database, struct facts **ret_facts, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    return facts_loader_create(&loader, err) &&
           document_store_each(database, NULL, add_document, loader, err) &&
           facts_loader_finish(loader, FACTS_LINKS_STRICT, ret_facts, err);
}

static bool add_change(const struct document_change *change, void *user, struct error *err)
{
    const struct facts_change patched = {change->kind, change->id, change->before, change->after};
    return facts_patch_add(user, &patched, err);
}

/* *ret_facts is NULL where the facts are to be loaded whole. */
static bool patch(const struct fact_loan *base, struct database *database, struct facts **ret_facts,
                  struct error *err)
{
    AUTO(facts_patch) struct facts_patch *patch = NULL;
    return facts_patch_create(base->facts, &patch, err) &&
           document_store_each_change(database, base->revision, FACTS_PATCH_CHANGES_MAX + 1,
                                      add_change, patch, err) &&
           facts_patch_finish(patch, ret_facts, err);
}

/* Facts of the revision that the database's transaction sees, lent and not kept. What is kept was
 * committed at its revision, so that every later transaction sees all that it was made of. */
static bool make(struct fact_cache *cache, struct database *database, struct fact_loan **ret_loan,
                 struct error *err)
{
    int64_t revision;
    if (!document_store_revision(database, &revision, err)) {
        return false;
    }
    AUTO(fact_loan) struct fact_loan *kept = lend_kept(cache, revision);
    if (kept && kept->revision == revision) {
        *ret_loan = TAKE(kept);
        return true;
    }
    AUTO(facts) struct facts *facts = NULL;
    if ((kept && !patch(kept, database, &facts, err)) || (!facts && !load(database, &facts, err))) {
        return false;
    }
    struct fact_loan *loan = calloc(1, sizeof *loan);
    if (!loan) {
        return error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
    }
    *loan = (struct fact_loan){cache, TAKE(facts), revision, 1};
    *ret_loan = loan;
    return true;
}

bool fact_cache_take(struct fact_cache *cache, struct database *database,
                     struct fact_loan **ret_loan, struct error *err)
{
    if (!make(cache, database, ret_loan, err)) {
        return false;
    }
    keep(cache, *ret_loan);
    return true;
}

bool fact_cache_take_in_job(struct fact_cache *cache, struct database *database,
                            struct fact_loan **ret_loan, struct error *err)
{
    return make(cache, database, ret_loan, err);
}

bool fact_cache_take_before_commit(struct fact_cache *cache, struct database *database,
                                   struct fact_loan **ret_loan, struct error *err)
{
    if (!cache->written && !fact_cache_take_in_job(cache, database, &cache->written, err)) {
        return false;
    }
    *ret_loan = borrow(cache->written);
    return true;
}

const struct facts *fact_loan_facts(const struct fact_loan *loan)
{
    return loan->facts;
}
