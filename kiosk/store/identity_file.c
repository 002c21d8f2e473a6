#include "identity_file.h"

#include "cleanup.h"
#include "file.h"
#include "json.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX_BYTES 8192
#define EPOCH_MAX      8000000

static bool path_of(const char *folder, char ret_path[512], struct error *err)
{
    if (snprintf(ret_path, 512, "%s/identity.json", folder) >= 512) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    return true;
}

static bool read_text(const json_t *root, const char *key, char *ret_text, size_t size,
                      struct error *err)
{
    const char *text;
    if (!json_get_text(root, "", key, size - 1, &text, err)) {
        return false;
    }
    memcpy(ret_text, text, strlen(text) + 1);
    return true;
}

static bool read_hex(const json_t *root, const char *key, uint8_t *ret_bytes, size_t len,
                     struct error *err)
{
    const char *text;
    if (!json_get_text(root, "", key, 2 * len, &text, err)) {
        return false;
    }
    return hash_hex_decode(text, strlen(text), ret_bytes, len) ||
           error_set(err, ERROR_INVALID, "%s: not %zu hex digits", key, 2 * len);
}

static bool read_enrolment(const json_t *root, struct identity *identity, struct error *err)
{
    int64_t epoch;
    if (!read_text(root, "kiosk", identity->kiosk, sizeof identity->kiosk, err) ||
        !read_text(root, "place", identity->place, sizeof identity->place, err) ||
        !read_text(root, "site_name", identity->site_name, sizeof identity->site_name, err) ||
        !read_text(root, "timezone", identity->timezone, sizeof identity->timezone, err) ||
        !json_get_int(root, "", "epoch", 1, EPOCH_MAX, &epoch, err) ||
        !read_hex(root, "site_key", identity->site_key.bytes, SITE_KEY_BYTES, err) ||
        !read_hex(root, "server_public_key", identity->server_key.bytes, PUBLIC_KEY_BYTES, err)) {
        return false;
    }
    identity->epoch = (uint32_t)epoch;
    return identity->kiosk[0] || error_set(err, ERROR_INVALID, "kiosk: empty");
}

static bool read_root(const json_t *root, struct identity *identity, struct error *err)
{
    static const char *const keys[] = {
        "seed",     "server_url",        "kiosk", "place", "site_name", "timezone", "epoch",
        "site_key", "server_public_key", NULL};
    return json_only_keys(root, "", keys, err) &&
           read_hex(root, "seed", identity->seed, SIGNING_SEED_BYTES, err) &&
           read_text(root, "server_url", identity->server_url, sizeof identity->server_url, err) &&
           (!json_has(root, "kiosk") || read_enrolment(root, identity, err));
}

bool identity_file_read(const char *folder, enum identity_found *ret_found,
                        struct identity *ret_identity, struct error *err)
{
    char path[512];
    if (!path_of(folder, path, err)) {
        return false;
    }
    if (access(path, F_OK) != 0 && errno == ENOENT) {
        *ret_found = IDENTITY_NONE;
        return true;
    }
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *root = NULL;
    size_t len;
    struct identity identity = {0};
    if (!file_read(path, FILE_MAX_BYTES, &text, &len, err) ||
        !json_parse(text, len, path, &root, err)) {
        return false;
    }
    if (!read_root(root, &identity, err)) {
        return error_prefix(err, "%s", path);
    }
    *ret_identity = identity;
    *ret_found = identity.kiosk[0] ? IDENTITY_ENROLLED : IDENTITY_PENDING;
    return true;
}

/* NULL where there is no memory, as jansson gives it. */
static json_t *make_root(const struct identity *identity)
{
    char seed[2 * SIGNING_SEED_BYTES + 1];
    char site_key[2 * SITE_KEY_BYTES + 1];
    char server_key[2 * PUBLIC_KEY_BYTES + 1];
    hash_hex_encode(identity->seed, SIGNING_SEED_BYTES, seed);
    hash_hex_encode(identity->site_key.bytes, SITE_KEY_BYTES, site_key);
    hash_hex_encode(identity->server_key.bytes, PUBLIC_KEY_BYTES, server_key);
    if (!identity->kiosk[0]) {
        return json_pack("{s:s,s:s}", "seed", seed, "server_url", identity->server_url);
    }
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:s,s:s}", "seed", seed, "server_url",
                     identity->server_url, "kiosk", identity->kiosk, "place", identity->place,
                     "site_name", identity->site_name, "timezone", identity->timezone, "epoch",
                     (json_int_t)identity->epoch, "site_key", site_key, "server_public_key",
                     server_key);
}

bool identity_file_write(const char *folder, const struct identity *identity, struct error *err)
{
    char path[512];
    if (!path_of(folder, path, err)) {
        return false;
    }
    AUTO(json) json_t *root = make_root(identity);
    AUTO(memory) char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory, or text that is not UTF-8",
                         path);
    }
    return file_replace(path, text, strlen(text), 0600, err);
}
