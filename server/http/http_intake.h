#pragma once
/* Private to server/http: takes a request in as libmicrohttpd hands it over, piece by piece: checks
 * its framing and limits, finds its route, gathers its body, and hands it to the workers. The I/O
 * threads. */

#include "http_exchange.h"

/* One call of libmicrohttpd's access handler. */
enum MHD_Result http_intake_step(struct http_exchange *exchange, const char *method,
                                 const char *version, const char *upload_data,
                                 size_t *upload_data_size);
