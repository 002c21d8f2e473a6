#pragma once
/* What the benchmarks of many kiosks share: an office on SQLite with its kiosks enrolled, and the
 * whole server before it in a process of its own, so that its memory can be told from the kiosks'.
 * One thread. */

#include "test_site.h"
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CROWD_KIOSKS_MAX 20000

struct crowd {
    struct test_site site; /* closed while the server runs */
    struct test_kiosk *kiosks;
    size_t count;
    uint32_t people; /* each with a card of the same number */
    pid_t server;
    uint16_t port;
};

/* The site's clock stands at the present moment. */
void crowd_init(struct crowd *crowd, size_t kiosks, uint32_t people);
void crowd_finish(struct crowd *crowd);

void crowd_start_server(struct crowd *crowd);
void crowd_stop_server(struct crowd *crowd);

/* "VmRSS" or "VmHWM" of the server's process. */
int64_t crowd_server_kib(const struct crowd *crowd, const char *name);

int64_t crowd_now_us(void);

/* The value below which this part of the times lies, in ms; sorts them. */
double crowd_percentile_ms(int64_t *times_us, size_t count, double part);
