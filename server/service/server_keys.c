#include "server_keys.h"

#include "card_store.h"
#include "file.h"
#include "hash.h"
#include "json.h"
#include "kiosk_store.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX  4096
#define FILE_MODE 0600

static bool read_key(const json_t *root, const char *name, uint8_t *ret_bytes, size_t len,
                     struct error *err)
{
    const char *text;
    if (!json_get_text(root, "", name, 2 * len, &text, err)) {
        return false;
    }
    if (!hash_hex_decode(text, strlen(text), ret_bytes, len)) {
        return error_set(err, ERROR_INVALID, "%s: expected %zu hex digits", name, 2 * len);
    }
    return true;
}

static bool read_keys(const char *path, struct server_keys *ret_keys, struct error *err)
{
    static const char *const keys[] = {"site_key", "signing_seed", NULL};
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *root = NULL;
    size_t len;
    struct server_keys read;
    if (!file_read(path, FILE_MAX, &text, &len, err) || !json_parse(text, len, path, &root, err)) {
        return false;
    }
    if (!json_only_keys(root, "", keys, err) ||
        !read_key(root, "site_key", read.site_key.bytes, SITE_KEY_BYTES, err) ||
        !read_key(root, "signing_seed", read.signing_seed, SIGNING_SEED_BYTES, err)) {
        return error_prefix(err, "%s", path);
    }
    *ret_keys = read;
    return true;
}

static bool make_keys(const char *path, struct server_keys *ret_keys, struct error *err)
{
    struct server_keys keys;
    char site_key[2 * SITE_KEY_BYTES + 1];
    char seed[2 * SIGNING_SEED_BYTES + 1];
    hash_random(keys.site_key.bytes, SITE_KEY_BYTES);
    hash_random(keys.signing_seed, SIGNING_SEED_BYTES);
    hash_hex_encode(keys.site_key.bytes, SITE_KEY_BYTES, site_key);
    hash_hex_encode(keys.signing_seed, SIGNING_SEED_BYTES, seed);
    char text[512];
    int len = snprintf(text, sizeof text, "{\"site_key\": \"%s\",\n \"signing_seed\": \"%s\"}\n",
                       site_key, seed);
    if (!file_replace(path, text, (size_t)len, FILE_MODE, err)) {
        return false;
    }
    *ret_keys = keys;
    return true;
}

static void note_kiosk(const struct kiosk_overview *overview, void *user)
{
    (void)overview;
    *(bool *)user = true;
}

static bool is_in_use(struct storage *storage, bool *ret_in_use, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    bool kiosks = false;
    bool cards;
    if (!storage_read(storage, &snapshot, err) ||
        !kiosk_store_each(snapshot_database(snapshot), note_kiosk, &kiosks, err) ||
        !card_store_any(snapshot_database(snapshot), &cards, err)) {
        return false;
    }
    *ret_in_use = kiosks || cards;
    return true;
}

bool server_keys_open(const char *path, struct storage *storage, struct server_keys *ret_keys,
                      struct error *err)
{
    bool in_use;
    if (access(path, F_OK) == 0) {
        return read_keys(path, ret_keys, err);
    }
    if (errno != ENOENT) {
        return error_set_errno(err, errno, "%s", path);
    }
    if (!is_in_use(storage, &in_use, err)) {
        return false;
    }
    if (in_use) {
        return error_set(err, ERROR_INVALID,
                         "%s: not there, but the database has kiosks or cards made with it: put it "
                         "back from the backup",
                         path);
    }
    return make_keys(path, ret_keys, err);
}

bool server_keys_public(const struct server_keys *keys, struct public_key *ret_key,
                        struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    if (!signing_key_create(keys->signing_seed, &key, err)) {
        return false;
    }
    *ret_key = signing_key_public(key);
    return true;
}
