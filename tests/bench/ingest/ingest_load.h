#pragma once
/* What the ingest benchmarks send: an office with its cards, kiosks with signed batches of its
 * taps, and the server that takes them in over HTTP, with or without judging. The main thread. */

#include "test_site.h"
#include <stdint.h>

#define INGEST_LOAD_RECORDS 33600

enum ingest_load_kind {
    INGEST_LOAD_KEPT,   /* records are checked, kept, and turned into taps */
    INGEST_LOAD_JUDGED, /* and the person-days that they touch judged again in the same commit */
};

struct ingest_load;

/* Over a site that is empty but for its first documents. */
struct ingest_load *ingest_load_create(struct test_site *site, enum ingest_load_kind kind);
void ingest_load_destroy(struct ingest_load *load); /* before the site is closed */

void ingest_load_print_size(const struct ingest_load *load);

/* Sends everything, prints how it went, and returns the records a second. */
double ingest_load_run(struct ingest_load *load);

/* For the floors: a clock, and what the process has used of the processors, which is less at the
 * mercy of whoever else is there. */
int64_t ingest_load_now_us(void);
double ingest_load_cpu_us(void);
