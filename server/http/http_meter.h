#pragma once
/* What the server has answered, for whoever watches it: counts by the class of the status, and how
 * long answers took. Any thread. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_METER_CLASSES 5 /* 1xx … 5xx */
#define HTTP_METER_BOUNDS  10
#define HTTP_METER_UNTIMED (-1)

struct http_meter;

bool http_meter_create(struct http_meter **ret_meter, struct error *err) MUST_USE;
void http_meter_destroy(struct http_meter *meter);
DEFINE_AUTO(http_meter);

/* took_us: from the request's first line to the answer's end, or HTTP_METER_UNTIMED for what was
 * meant to wait. */
void http_meter_count(struct http_meter *meter, unsigned status, int64_t took_us);
void http_meter_set_connections(struct http_meter *meter, size_t count);
void http_meter_set_requests(struct http_meter *meter, size_t count);

struct http_figures {
    uint64_t answers[HTTP_METER_CLASSES];
    uint64_t timed[HTTP_METER_BOUNDS + 1]; /* not cumulative; the last one is above all bounds */
    uint64_t took_us;                      /* of all that were timed together */
    size_t connections;
    size_t requests; /* under way: come whole, and not yet answered whole */
};
struct http_figures http_meter_read(struct http_meter *meter);

/* The upper bound of the i-th count, in microseconds. */
int64_t http_meter_bound_us(size_t i);
