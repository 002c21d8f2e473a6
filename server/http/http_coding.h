#pragma once
/* Content codings of answers (RFC 9110, section 12.5.3): which ones the other side takes, and gzip
 * for JSON. What makes compressing safe although the answers come over TLS (BREACH): see
 * http_coding.c. The thread that runs the handler. */

#include "http_request.h"
#include "http_response.h"
#include <stdbool.h>

/* Below that the headers weigh as much as what is saved, and a length says little that can be
 * guessed from. */
#define HTTP_CODING_MIN_LEN 4096

/* True if Accept-Encoding has the coding; a weight of 0 takes it out again, any other makes no
 * difference here. */
bool http_coding_accepted(const struct http_request *request, const char *coding);

/* Compresses the filled answer where that is safe, accepted and worth it; leaves it alone
 * otherwise, and where there is no memory. */
void http_coding_apply(const struct http_request *request, struct http_response *response);
