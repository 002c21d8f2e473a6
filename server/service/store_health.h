#pragma once
/* Whether the store can be used, for the resource that says so. Any thread. */

#include "storage.h"
#include <stdbool.h>

/* False says what is wrong: for the log, since it may name files and hosts. */
bool store_health_check(struct storage *storage, struct error *err) MUST_USE;
