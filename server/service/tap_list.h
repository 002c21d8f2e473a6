#pragma once
/* The taps that one commit stores, gathered over its batches. The writer's thread only. */

#include "error.h"
#include "ingest_observer.h"
#include <stdbool.h>
#include <stddef.h>

struct tap_list {
    struct stored_tap *taps;
    size_t count, size;
};

void tap_list_finish(struct tap_list *list);

bool tap_list_add(struct tap_list *list, const struct stored_tap *tap, struct error *err) MUST_USE;

/* Fills ret_list with a copy in another order: by date, then staff, then time (the order of the
 * table `tap`), or by staff, then time. */
enum tap_order { TAP_ORDER_BY_DATE, TAP_ORDER_BY_STAFF };
bool tap_list_sort(const struct tap_list *list, enum tap_order order, struct tap_list *ret_list,
                   struct error *err) MUST_USE;
