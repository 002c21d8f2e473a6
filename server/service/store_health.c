#include "store_health.h"

bool store_health_check(struct storage *storage, struct error *err)
{
    return storage_is_ready(storage, err);
}
