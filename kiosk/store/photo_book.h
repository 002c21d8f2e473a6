#pragma once
/* Photographs in roster.db, sealed as its documents are: written there by the sync thread
 * (roster_store.h), read over a connection of its own, one at a time. They go with the roster when
 * it is wiped. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include "hash.h"
#include "identity_file.h"
#include <stdbool.h>
#include <stddef.h>

#define PHOTO_BOOK_BYTES_MAX 131072 /* of a photograph */
#define PHOTO_BOOK_COUNT_MAX 200000 /* people with one */

struct kiosk_database;
struct roster_seal;
struct photo_book;

/* Which photographs there should be, each by the hash of its bytes, sorted, each once. */
struct photo_list {
    const struct hash *hashes;
    size_t count;
};

/* Within the caller's transaction or none. Takes one in. */
bool photo_book_write(struct kiosk_database *database, const struct roster_seal *seal,
                      const struct hash *sha256, const void *bytes, size_t len, struct error *err)
    MUST_USE;

/* Deletes what is not in the list. Fills ret_missing, which has room for them all, with those of
 * the list that are not there. */
bool photo_book_compare(struct kiosk_database *database, const struct roster_seal *seal,
                        struct photo_list wanted, struct hash *ret_missing,
                        size_t *ret_missing_count, struct error *err) MUST_USE;

/* roster.db is there: roster_store_open has made it for this identity. */
bool photo_book_open(const char *folder, const struct identity *identity,
                     struct photo_book **ret_book, struct error *err) MUST_USE;
void photo_book_destroy(struct photo_book *book);
DEFINE_AUTO(photo_book);

enum photo_book_found { PHOTO_BOOK_NONE, PHOTO_BOOK_FOUND };

/* One that was damaged is ERROR_INVALID. ret_bytes is the caller's. */
bool photo_book_read(struct photo_book *book, const struct hash *sha256,
                     enum photo_book_found *ret_found, uint8_t **ret_bytes, size_t *ret_len,
                     struct error *err) MUST_USE;
