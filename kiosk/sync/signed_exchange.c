#include "signed_exchange.h"

#include "identity_file.h"
#include "request_headers.h"
#include <stdio.h>
#include <string.h>

#define TARGET_MAX 128

bool signed_exchange_run(struct transfer_client *http, const struct signed_exchange *exchange,
                         struct transfer_answer *ret_answer, struct error *err)
{
    const struct request_subject subject = {
        .method = "POST",
        .target = exchange->target,
        .kiosk = exchange->kiosk,
        .body = exchange->body,
        .body_len = strlen(exchange->body),
        .time_utc_us = clock_utc_us(exchange->clock) + exchange->offset_us,
    };
    struct request_headers headers;
    request_headers_sign(&subject, exchange->key, &headers);
    char url[IDENTITY_URL_MAX + TARGET_MAX];
    (void)snprintf(url, sizeof url, "%s%s", exchange->server_url, exchange->target);
    const struct transfer_request request = {
        .slot = 0,
        .url = url,
        .headers = headers.list,
        .header_count = headers.count,
        .content_type = "application/json",
        .body = exchange->body,
        .body_len = subject.body_len,
        .timeout_ms = exchange->timeout_ms,
    };
    if (!transfer_client_start(http, &request, err)) {
        return false;
    }
    while (!transfer_client_take(http, ret_answer)) { /* ends with the request's time-out */
        transfer_client_run(http, exchange->timeout_ms);
    }
    return true;
}
