#include "reader_log.h"

#include <stdio.h>
#include <string.h>

static bool is_card(enum reader_event_kind kind)
{
    return kind == READER_EVENT_CARD || kind == READER_EVENT_CARD_LEFT ||
           kind == READER_EVENT_TYPED;
}

void reader_log_note(struct reader_log *log, const struct reader_event *event, int64_t at_ms)
{
    log->cards += event->kind == READER_EVENT_CARD;
    if (is_card(event->kind)) {
        return;
    }
    size_t kept = log->count < READER_LOG_MAX ? log->count : READER_LOG_MAX - 1;
    memmove(&log->lines[1], &log->lines[0], kept * sizeof log->lines[0]);
    log->count = kept + 1;
    struct reader_log_line *line = &log->lines[0];
    *line = (struct reader_log_line){.at_ms = at_ms,
                                     .kind = event->kind,
                                     .state = event->state,
                                     .lost_count = event->lost_count,
                                     .vid = event->vid,
                                     .pid = event->pid};
    (void)snprintf(line->driver, sizeof line->driver, "%.15s", event->driver ? event->driver : "");
    (void)snprintf(line->port, sizeof line->port, "%s", event->port);
    (void)snprintf(line->reason, sizeof line->reason, "%.95s", event->reason);
}

const char *reader_log_word(const struct reader_log_line *line)
{
    static const char *const words[] = {
        [READER_EVENT_ADDED] = "added",         [READER_EVENT_REMOVED] = "removed",
        [READER_EVENT_STATE] = "state",         [READER_EVENT_CARD] = "card",
        [READER_EVENT_CARD_LEFT] = "card_left", [READER_EVENT_MALFORMED] = "malformed",
        [READER_EVENT_TYPED] = "typed",         [READER_EVENT_LOST] = "lost",
    };
    return line->kind == READER_EVENT_STATE ? reader_state_name(line->state) : words[line->kind];
}
