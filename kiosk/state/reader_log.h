#pragma once
/* The last things that happened at the readers but for cards, for whoever looks after the kiosk.
 * Pure values, one thread. */

#include "reader_event.h"
#include <stddef.h>
#include <stdint.h>

#define READER_LOG_MAX         24
#define READER_LOG_REASON_SIZE 96

struct reader_log_line {
    int64_t at_ms; /* local */
    enum reader_event_kind kind;
    enum reader_state state; /* of READER_EVENT_STATE */
    uint32_t lost_count;     /* of READER_EVENT_LOST */
    uint16_t vid, pid;
    char driver[16];
    char port[READER_PORT_SIZE];
    char reason[READER_LOG_REASON_SIZE];
};

struct reader_log {
    size_t count;
    struct reader_log_line lines[READER_LOG_MAX]; /* the newest first */
    uint64_t cards; /* how many were read since the start: what a good reader says */
};

void reader_log_note(struct reader_log *log, const struct reader_event *event, int64_t at_ms);

/* "ready", "recovering", "added", "removed", "malformed", "lost" …: a word for a file. */
const char *reader_log_word(const struct reader_log_line *line);
