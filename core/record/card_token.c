#include "card_token.h"

#include <string.h>

struct card_token card_token_make(const struct site_key *key, const struct card_number *number)
{
    uint8_t message[1 + CARD_NUMBER_MAX_BYTES];
    message[0] = number->len;
    memcpy(message + 1, number->bytes, number->len);
    return (struct card_token){
        .hash = hash_hmac_sha256(key->bytes, sizeof key->bytes, message, 1 + (size_t)number->len)};
}
