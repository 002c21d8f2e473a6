#include "hash.h"

#include "check.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

struct hasher {
    EVP_MD_CTX *context;
};

bool hasher_create(struct hasher **ret_hasher, struct error *err)
{
    AUTO(hasher) struct hasher *hasher = calloc(1, sizeof *hasher);
    if (!hasher) {
        return error_set(err, ERROR_NO_MEMORY, "hash: out of memory");
    }
    hasher->context = EVP_MD_CTX_new();
    if (!hasher->context || EVP_DigestInit_ex(hasher->context, EVP_sha256(), NULL) != 1) {
        return error_set(err, ERROR_NO_MEMORY, "hash: no SHA-256 context");
    }
    *ret_hasher = TAKE(hasher);
    return true;
}

void hasher_destroy(struct hasher *hasher)
{
    if (hasher) {
        EVP_MD_CTX_free(hasher->context);
        free(hasher);
    }
}

struct hash hasher_sha256(struct hasher *hasher, const void *data, size_t len)
{
    struct hash hash;
    CHECK(EVP_DigestUpdate(hasher->context, data, len) == 1);
    CHECK(EVP_DigestFinal_ex(hasher->context, hash.bytes, NULL) == 1);
    CHECK(EVP_DigestInit_ex(hasher->context, NULL, NULL) == 1);
    return hash;
}

struct hash hash_sha256(const void *data, size_t len)
{
    struct hash hash;
    CHECK(EVP_Digest(data, len, hash.bytes, NULL, EVP_sha256(), NULL) == 1);
    return hash;
}

struct hash hash_hmac_sha256(const uint8_t *key, size_t key_len, const void *data, size_t len)
{
    CHECK(key_len <= 1024);
    struct hash hash;
    unsigned hash_len = HASH_BYTES;
    CHECK(HMAC(EVP_sha256(), key, (int)key_len, data, len, hash.bytes, &hash_len) != NULL);
    return hash;
}

void hash_hmac_sha1(const uint8_t *key, size_t key_len, const void *data, size_t len,
                    uint8_t ret_bytes[static HASH_SHA1_BYTES])
{
    CHECK(key_len <= 1024);
    unsigned hash_len = HASH_SHA1_BYTES;
    CHECK(HMAC(EVP_sha1(), key, (int)key_len, data, len, ret_bytes, &hash_len) != NULL);
}

bool hash_equal(const struct hash *a, const struct hash *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

void hash_hex_encode(const uint8_t *bytes, size_t len, char *ret_text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        ret_text[2 * i] = digits[bytes[i] >> 4];
        ret_text[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_text[2 * len] = '\0';
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}

bool hash_hex_decode(const char *text, size_t text_len, uint8_t *ret_bytes, size_t len)
{
    if (text_len != 2 * len) {
        return false;
    }
    for (size_t i = 0; i < text_len; i++) {
        if (digit_value(text[i]) < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < len; i++) {
        ret_bytes[i] = (uint8_t)(digit_value(text[2 * i]) * 16 + digit_value(text[2 * i + 1]));
    }
    return true;
}

void hash_random(uint8_t *ret_bytes, size_t len)
{
    CHECK(len <= 1 << 20);
    CHECK(RAND_bytes(ret_bytes, (int)len) == 1);
}
