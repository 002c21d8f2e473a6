#pragma once
/* What happens because time passes: a thread that does a list of jobs now and then. Created and
 * destroyed by main; the thread is its own. */

#include "cleanup.h"
#include "error.h"
#include <stddef.h>

#define MINDER_JOBS_MAX 16

/* A job that fails is logged by its name, once until it succeeds, and done again the next time.
 * *ret_count: what it did, for the log; 0 is nothing worth a line. */
struct minder_job {
    const char *name;
    bool (*run)(void *user, size_t *ret_count, struct error *err);
    void *user;
    int every_s;
};

struct minder;

/* Does all of them at once, and then each as often as it says. Copies the jobs; what they use
 * outlives it. */
bool minder_create(const struct minder_job *jobs, size_t count, struct minder **ret_minder,
                   struct error *err) MUST_USE;
void minder_destroy(struct minder *minder);
DEFINE_AUTO(minder);
