#pragma once
/* What the service page tells of the kiosk, as values: whoever has them fills them in while the
 * page is open. Any thread. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct service_info {
    char program[24]; /* version */
    int protocol;     /* of the sync */
    char schemas[64]; /* "records 2, roster 4, sync 2" */
    char sqlite[16], sdl[16];
    char kiosk[48];    /* id */
    char server[128];  /* address */
    uint64_t backlog;  /* lines that the server has not answered for */
    int64_t oldest_ms; /* local time of the first of them; 0: none */
    uint64_t quarantined;
    bool clock_certain;
    int64_t clock_offset_us, clock_error_us; /* ours to the server's */
    size_t staff_count;
    int64_t roster_revision;
    int64_t disk_free_bytes;
    char trouble[128]; /* what a store or the network last said is wrong; "" if nothing */
};
