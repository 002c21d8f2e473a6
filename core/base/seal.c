#include "seal.h"

#include "cleanup.h"
#include "hash.h"
#include <openssl/evp.h>
#include <string.h>

DEFINE_AUTO_AS(cipher, EVP_CIPHER_CTX, EVP_CIPHER_CTX_free);

static bool fits(struct seal_subject subject, size_t len, struct error *err)
{
    return (subject.len <= SEAL_LEN_MAX && len <= SEAL_LEN_MAX) ||
           error_set(err, ERROR_INVALID, "seal: too long");
}

bool seal_close(const struct seal_key *key, struct seal_subject subject, const void *plain,
                size_t len, uint8_t *ret_sealed, struct error *err)
{
    if (!fits(subject, len, err)) {
        return false;
    }
    AUTO(cipher) EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    uint8_t *text = ret_sealed + SEAL_NONCE_BYTES;
    int written = 0;
    hash_random(ret_sealed, SEAL_NONCE_BYTES);
    bool good = cipher &&
                EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key->bytes, ret_sealed) == 1 &&
                EVP_EncryptUpdate(cipher, NULL, &written, subject.bytes, (int)subject.len) == 1 &&
                EVP_EncryptUpdate(cipher, text, &written, plain, (int)len) == 1 &&
                EVP_EncryptFinal_ex(cipher, text + len, &written) == 1 &&
                EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, SEAL_TAG_BYTES, text + len) == 1;
    return good || error_set(err, ERROR_NO_MEMORY, "seal: OpenSSL refuses");
}

bool seal_open(const struct seal_key *key, struct seal_subject subject, const uint8_t *sealed,
               size_t len, void *ret_plain, struct error *err)
{
    if (!fits(subject, len, err)) {
        return false;
    }
    if (len < SEAL_OVERHEAD) {
        return error_set(err, ERROR_INVALID, "seal: too short");
    }
    AUTO(cipher) EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    const uint8_t *text = sealed + SEAL_NONCE_BYTES;
    size_t text_len = len - SEAL_OVERHEAD;
    uint8_t tag[SEAL_TAG_BYTES];
    uint8_t rest[SEAL_TAG_BYTES]; /* GCM leaves nothing for the end */
    int written = 0;
    memcpy(tag, text + text_len, sizeof tag);
    bool ready = cipher &&
                 EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key->bytes, sealed) == 1 &&
                 EVP_DecryptUpdate(cipher, NULL, &written, subject.bytes, (int)subject.len) == 1 &&
                 EVP_DecryptUpdate(cipher, ret_plain, &written, text, (int)text_len) == 1 &&
                 EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, SEAL_TAG_BYTES, tag) == 1;
    if (!ready) {
        return error_set(err, ERROR_NO_MEMORY, "seal: OpenSSL refuses");
    }
    return EVP_DecryptFinal_ex(cipher, rest, &written) == 1 ||
           error_set(err, ERROR_INVALID, "seal: another key, or changed");
}
