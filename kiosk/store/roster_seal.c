#include "roster_seal.h"

#include <stdio.h>
#include <string.h>

static struct hash derive(const struct identity *identity, const char *purpose)
{
    char text[128];
    int len = snprintf(text, sizeof text, "shoushi-roster-1:%s:%s", purpose, identity->kiosk);
    return hash_hmac_sha256(identity->seed, sizeof identity->seed, text, (size_t)len);
}

struct roster_seal roster_seal_of(const struct identity *identity)
{
    struct hash content = derive(identity, "content");
    struct hash name = derive(identity, "name");
    struct roster_seal seal = {.check = derive(identity, "check")};
    memcpy(seal.content.bytes, content.bytes, SEAL_KEY_BYTES);
    memcpy(seal.name.bytes, name.bytes, SEAL_KEY_BYTES);
    return seal;
}

struct hash roster_seal_name(const struct roster_seal *seal, const char *kind, const char *id)
{
    char text[ROSTER_KIND_MAX + ROSTER_ID_MAX + 2];
    int len = snprintf(text, sizeof text, "%s/%s", kind, id);
    return hash_hmac_sha256(seal->name.bytes, SEAL_KEY_BYTES, text, (size_t)len);
}

bool roster_seal_close(const struct roster_seal *seal, const struct hash *name,
                       const struct roster_change *document, uint8_t **ret_content, size_t *ret_len,
                       struct error *err)
{
    size_t kind_len = strlen(document->kind) + 1;
    size_t id_len = strlen(document->id) + 1;
    if (document->value_len > ROSTER_VALUE_MAX) {
        return error_set(err, ERROR_FULL, "%s %s is too long", document->kind, document->id);
    }
    size_t len = kind_len + id_len + document->value_len;
    AUTO(memory) char *plain = malloc(len);
    AUTO(memory) uint8_t *content = malloc(len + SEAL_OVERHEAD);
    if (!plain || !content) {
        return error_set(err, ERROR_NO_MEMORY, "roster: out of memory");
    }
    memcpy(plain, document->kind, kind_len);
    memcpy(plain + kind_len, document->id, id_len);
    memcpy(plain + kind_len + id_len, document->value, document->value_len);
    const struct seal_subject subject = {name->bytes, HASH_BYTES};
    if (!seal_close(&seal->content, subject, plain, len, content, err)) {
        return false;
    }
    *ret_content = TAKE(content);
    *ret_len = len + SEAL_OVERHEAD;
    return true;
}

bool roster_seal_open(const struct roster_seal *seal, const struct hash *name,
                      const uint8_t *content, size_t len, char **ret_plain,
                      struct roster_change *ret_document, struct error *err)
{
    const struct seal_subject subject = {name->bytes, HASH_BYTES};
    AUTO(memory) char *plain = calloc(1, len + 1);
    if (!plain) {
        return error_set(err, ERROR_NO_MEMORY, "roster: out of memory");
    }
    if (!seal_open(&seal->content, subject, content, len, plain, err)) {
        return false;
    }
    size_t plain_len = len - SEAL_OVERHEAD;
    const char *id = memchr(plain, '\0', plain_len);
    const char *value = id ? memchr(id + 1, '\0', plain_len - (size_t)(id + 1 - plain)) : NULL;
    if (!value) {
        return error_set(err, ERROR_INVALID, "roster: a document without a name");
    }
    ret_document->kind = plain;
    ret_document->id = id + 1;
    ret_document->value = value + 1;
    ret_document->value_len = plain_len - (size_t)(value + 1 - plain);
    *ret_plain = TAKE(plain);
    return true;
}
