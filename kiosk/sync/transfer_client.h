#pragma once
/* HTTP/1.1 requests over libcurl, several at once, none waiting for another. It knows bytes,
 * headers and time-outs, and nothing of what they mean. One thread an object, but for
 * transfer_client_wake. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRANSFER_CLIENT_ANSWER_MAX  ((size_t)4 * 1024 * 1024)
#define TRANSFER_CLIENT_HEADERS_MAX 8
#define TRANSFER_CLIENT_SLOTS       4 /* requests at once */

struct transfer_client;

/* A header of a request; both texts are borrowed for the call only. */
struct transfer_header {
    const char *name, *value;
};

struct transfer_request {
    int slot; /* 0 to TRANSFER_CLIENT_SLOTS − 1; free until its answer was taken */
    const char *url;
    const struct transfer_header *headers;
    size_t header_count;
    const char *content_type; /* NULL: a GET; else a POST with the body, */
    const char *body;         /* which is borrowed until the answer is taken */
    size_t body_len;
    int timeout_ms; /* for all of it */
};

enum transfer_failure {
    TRANSFER_FAILURE_NONE,
    TRANSFER_FAILURE_UNREACHABLE, /* nobody there, or the connection broke before an answer began */
    TRANSFER_FAILURE_UNRESOLVED,  /* the name is not known */
    TRANSFER_FAILURE_REFUSED,     /* the machine is there, but nothing listens */
    TRANSFER_FAILURE_TLS,         /* the certificate is not trusted, or there is no TLS */
    TRANSFER_FAILURE_TIMEOUT,
    TRANSFER_FAILURE_BROKEN, /* half an answer, or no HTTP */
    TRANSFER_FAILURE_TOO_LARGE,
};

/* What the clocks read; all zero where it did not come to that. */
struct transfer_moment {
    int64_t utc_us, mono_us;
};

/* What came of a request. The server wrote its time down between `sent` and `answered`, however
 * late this thread comes to take the answer. */
struct transfer_answer {
    int slot;
    enum transfer_failure failure;
    char text[128]; /* of the failure */
    int status;
    /* Without parameters, such as a charset; "" if there was none. Also of one too large. */
    char content_type[64];
    char server_time[32]; /* the header Shoushi-Time; "" if there was none */
    char *body;           /* with a NUL behind it; the taker's: transfer_answer_finish */
    size_t body_len;
    struct transfer_moment sent;     /* before the first byte of the request went */
    struct transfer_moment answered; /* after the server's time was read */
};

void transfer_answer_finish(struct transfer_answer *answer);

/* ca_file: certificates to trust; "" for the system's. No proxy and no redirect is followed. The
 * clock is borrowed. */
bool transfer_client_create(const char *ca_file, const struct clock *clock,
                            struct transfer_client **ret_client, struct error *err) MUST_USE;

/* Breaks off what is under way. */
void transfer_client_destroy(struct transfer_client *client);
DEFINE_AUTO(transfer_client);

/* Begins a request. */
bool transfer_client_start(struct transfer_client *client, const struct transfer_request *request,
                           struct error *err) MUST_USE;

/* Moves everything on and waits up to timeout_ms for something to happen, or for a wake. */
void transfer_client_run(struct transfer_client *client, int timeout_ms);

/* The next answer that has come; false if none has. */
bool transfer_client_take(struct transfer_client *client, struct transfer_answer *ret_answer)
    MUST_USE;

/* Ends a transfer_client_run that waits, or the next one. Any thread. */
void transfer_client_wake(struct transfer_client *client);
