#pragma once
/* One signed request of a kiosk on a connection of its own that does not block: whoever has many
 * asks epoll which to go on with. One thread. */

#include "crowd.h"
#include <stdbool.h>

#define CROWD_ANSWER_MAX 16384

enum crowd_outcome {
    CROWD_GOING,
    CROWD_SENT,     /* whole, and nothing is answered yet */
    CROWD_ANSWERED, /* whole */
    CROWD_BROKEN,   /* the connection was refused or broke off */
};

struct crowd_request {
    int fd; /* -1: none */
    char *text;
    size_t text_len, sent;
    char answer[CROWD_ANSWER_MAX]; /* with a NUL */
    size_t answer_len;
};

/* Connects from an address that 200 kiosks share, for a server lets one address have so many
 * connections. body NULL: a GET. */
void crowd_request_begin(struct crowd_request *request, const struct crowd *crowd, size_t kiosk,
                         const char *target, const char *body, size_t body_len);

/* Has it ask for target once more on the same connection, after an answer. */
void crowd_request_again(struct crowd_request *request, const struct crowd *crowd, size_t kiosk,
                         const char *target);

enum crowd_outcome crowd_request_go(struct crowd_request *request);

/* 200, 503, … of an answer. */
int crowd_request_status(const struct crowd_request *request);

void crowd_request_end(struct crowd_request *request);
