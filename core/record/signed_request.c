#include "signed_request.h"

#include "check.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REQUEST_TEXT_MAX (SIGNED_REQUEST_TARGET_MAX + 256)
#define HEAD_TEXT_MAX    256

/* The length, or 0 where the request is longer than any that is sent. */
static size_t write_request(const struct signed_request *request,
                            char ret_text[static REQUEST_TEXT_MAX])
{
    if (strlen(request->target) > SIGNED_REQUEST_TARGET_MAX || strlen(request->method) > 16) {
        return 0;
    }
    char body[HASH_HEX_SIZE];
    hash_hex_encode(request->body_hash.bytes, HASH_BYTES, body);
    int len = snprintf(ret_text, REQUEST_TEXT_MAX, "shoushi-request-1\n%s\n%s\n%" PRId64 "\n%s",
                       request->method, request->target, request->time_utc_us, body);
    CHECK(len > 0 && len < REQUEST_TEXT_MAX);
    return (size_t)len;
}

struct signature signed_request_sign(const struct signed_request *request,
                                     const struct signing_key *key)
{
    char text[REQUEST_TEXT_MAX];
    size_t len = write_request(request, text);
    CHECK(len > 0);
    return signing_key_sign(key, text, len);
}

bool signed_request_verify(const struct signed_request *request, const struct public_key *key,
                           const struct signature *signature)
{
    char text[REQUEST_TEXT_MAX];
    size_t len = write_request(request, text);
    return len > 0 && signature_verify(key, text, len, signature);
}

static size_t write_head(const char *kiosk, const struct chain_head *head,
                         char ret_text[static HEAD_TEXT_MAX])
{
    char hash[HASH_HEX_SIZE];
    hash_hex_encode(head->hash.bytes, HASH_BYTES, hash);
    int len = snprintf(ret_text, HEAD_TEXT_MAX, "shoushi-head-1:%s:%u:%" PRIu64 ":%s", kiosk,
                       (unsigned)head->epoch, head->seq, hash);
    CHECK(len > 0 && len < HEAD_TEXT_MAX);
    return (size_t)len;
}

struct signature signed_request_sign_head(const char *kiosk, const struct chain_head *head,
                                          const struct signing_key *key)
{
    char text[HEAD_TEXT_MAX];
    size_t len = write_head(kiosk, head, text);
    return signing_key_sign(key, text, len);
}

bool signed_request_verify_head(const char *kiosk, const struct chain_head *head,
                                const struct public_key *key, const struct signature *signature)
{
    char text[HEAD_TEXT_MAX];
    size_t len = write_head(kiosk, head, text);
    return signature_verify(key, text, len, signature);
}
