#pragma once
/* Whether the store can be used, for the resource that says so. Any thread. */

#include "storage.h"

/* False says what is wrong: for the log, since it may name files and hosts. */
static inline bool store_health_check(struct storage *storage, struct error *err) MUST_USE;

static inline bool store_health_check(struct storage *storage, struct error *err)
{
    return storage_is_ready(storage, err);
}
