#pragma once
/* One thread that minds the time for whatever has deadlines: it calls each of its members when the
 * member last asked to be called. Any thread may add members or ask for an earlier call. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

#define HTTP_TICKER_MEMBERS_MAX 64
#define HTTP_TICKER_NEVER       INT64_MAX

struct http_ticker;

/* Does what is due and returns when it wants to be called again (by http_ticker_now_us), or
 * HTTP_TICKER_NEVER. It may be called earlier than that. */
typedef int64_t http_ticker_on_time(void *user, int64_t now_us);

bool http_ticker_create(struct http_ticker **ret_ticker, struct error *err) MUST_USE;
void http_ticker_destroy(struct http_ticker *ticker); /* waits for a call under way */
DEFINE_AUTO(http_ticker);

/* Makes user a member if it is not one yet, and has it called at_us at the latest. More than
 * HTTP_TICKER_MEMBERS_MAX members are our own bug (CHECK). Not to be called under a lock that
 * on_time takes. */
void http_ticker_ask(struct http_ticker *ticker, http_ticker_on_time *on_time, void *user,
                     int64_t at_us);

/* Has every member called soon: something that all of them look at has changed. */
void http_ticker_ask_all(struct http_ticker *ticker);

/* The monotonic clock that deadlines here are counted in. */
int64_t http_ticker_now_us(void);
