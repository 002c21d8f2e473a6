#include "fact_cache.h"

#include "check.h"
#include "document_store.h"
#include "facts_loader.h"
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
    struct fact_loan *kept; /* NULL before the first */
    /* The writer's own, of the open write transaction. A job may still be undone and its revision
     * come again with other facts; once all have run, facts of the transaction are what they are.
     */
    bool jobs_have_run;
    struct fact_loan *written; /* NULL: none yet */
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

/* The kept facts if they are of this revision, else NULL. */
static struct fact_loan *lend_kept(struct fact_cache *cache, int64_t revision)
{
    CHECK(pthread_mutex_lock(&cache->mutex) == 0);
    struct fact_loan *loan = cache->kept;
    if (loan && loan->revision == revision) {
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

static bool before_commit(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)err;
    struct fact_cache *cache = user;
    cache->jobs_have_run = true;
    return true;
}

static void after_rollback(void *user)
{
    struct fact_cache *cache = user;
    cache->jobs_have_run = false;
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
    const struct write_hook hook = {before_commit, after_commit, after_rollback, cache};
    write_queue_add_hook(storage_writer(storage), &hook);
    *ret_cache = cache;
    return true;
}

static bool add_document(const struct document *document, void *user, struct error *err)
{
    return facts_loader_add_text(user, document->kind, document->id, document->value,
                                 strlen(document->value), err);
}

static bool load(struct fact_cache *cache, struct database *database, int64_t revision,
                 struct fact_loan **ret_loan, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    AUTO(facts) struct facts *facts = NULL;
    if (!facts_loader_create(&loader, err) ||
        !document_store_each(database, NULL, add_document, loader, err) ||
        !facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, err)) {
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
    int64_t revision;
    if (!document_store_revision(database, &revision, err)) {
        return false;
    }
    struct fact_loan *loan = lend_kept(cache, revision);
    if (!loan) {
        if (!load(cache, database, revision, &loan, err)) {
            return false;
        }
        keep(cache, loan);
    }
    *ret_loan = loan;
    return true;
}

bool fact_cache_take_for_write(struct fact_cache *cache, struct database *database,
                               struct fact_loan **ret_loan, struct error *err)
{
    int64_t revision;
    if (!document_store_revision(database, &revision, err)) {
        return false;
    }
    struct fact_loan *loan = lend_kept(cache, revision);
    if (!loan && cache->written) {
        loan = borrow(cache->written); /* no fact has been put since: all jobs have run */
    }
    if (!loan) {
        if (!load(cache, database, revision, &loan, err)) {
            return false;
        }
        if (cache->jobs_have_run) {
            cache->written = borrow(loan);
        }
    }
    *ret_loan = loan;
    return true;
}

const struct facts *fact_loan_facts(const struct fact_loan *loan)
{
    return loan->facts;
}
