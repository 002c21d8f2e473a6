#include "signature.h"

#include "check.h"
#include <openssl/evp.h>

struct signing_key {
    EVP_PKEY *pkey;
};

bool signing_key_create(const uint8_t seed[static SIGNING_SEED_BYTES], struct signing_key **ret_key,
                        struct error *err)
{
    AUTO(signing_key) struct signing_key *key = calloc(1, sizeof *key);
    if (!key) {
        return error_set(err, ERROR_NO_MEMORY, "signing key: out of memory");
    }
    key->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SIGNING_SEED_BYTES);
    if (!key->pkey) {
        return error_set(err, ERROR_INVALID, "signing key: not an Ed25519 seed");
    }
    *ret_key = TAKE(key);
    return true;
}

void signing_key_destroy(struct signing_key *key)
{
    if (key) {
        EVP_PKEY_free(key->pkey);
        free(key);
    }
}

struct public_key signing_key_public(const struct signing_key *key)
{
    struct public_key public_key;
    size_t len = PUBLIC_KEY_BYTES;
    CHECK(EVP_PKEY_get_raw_public_key(key->pkey, public_key.bytes, &len) == 1);
    return public_key;
}

struct signature signing_key_sign(const struct signing_key *key, const void *data, size_t len)
{
    struct signature signature;
    size_t signature_len = SIGNATURE_BYTES;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(context);
    CHECK(EVP_DigestSignInit(context, NULL, NULL, NULL, key->pkey) == 1);
    CHECK(EVP_DigestSign(context, signature.bytes, &signature_len, data, len) == 1);
    EVP_MD_CTX_free(context);
    return signature;
}

bool signature_verify(const struct public_key *key, const void *data, size_t len,
                      const struct signature *signature)
{
    EVP_PKEY *pkey =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bytes, PUBLIC_KEY_BYTES);
    if (!pkey) {
        return false;
    }
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(context);
    bool good = EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestVerify(context, signature->bytes, SIGNATURE_BYTES, data, len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    return good;
}
