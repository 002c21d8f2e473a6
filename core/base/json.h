#pragma once
/* Strict reading of JSON documents on top of jansson: bounded, typed getters whose errors name the
 * key by its path ("staff[3].name: expected text"). For everything but tap records, which have a
 * scanner of their own. Any thread; a document belongs to one. */

#include "cleanup.h"
#include "error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline void json_auto(json_t **value)
{
    json_decref(*value);
}

/* Parses exactly one object or list; duplicate keys, trailing bytes, NULs and a depth over 32 are
 * errors. source is the file or call named in the error, with the line. The caller owns *ret_root
 * (AUTO(json)). */
bool json_parse(const char *text, size_t len, const char *source, json_t **ret_root,
                struct error *err) MUST_USE;

/* Each getter reads member key of the object that path names in errors ("" at the top), and fails
 * where the member is missing or null. What it hands out is borrowed from the document. */
bool json_get_text(const json_t *object, const char *path, const char *key, size_t max_bytes,
                   const char **ret_text, struct error *err) MUST_USE;
bool json_get_int(const json_t *object, const char *path, const char *key, int64_t min, int64_t max,
                  int64_t *ret_number, struct error *err) MUST_USE;
bool json_get_bool(const json_t *object, const char *path, const char *key, bool *ret_value,
                   struct error *err) MUST_USE;
bool json_get_array(const json_t *object, const char *path, const char *key, size_t max_items,
                    const json_t **ret_array, struct error *err) MUST_USE;
bool json_get_object(const json_t *object, const char *path, const char *key,
                     const json_t **ret_object, struct error *err) MUST_USE;

/* True if the member is there and not null: the caller then reads it with a getter. */
bool json_has(const json_t *object, const char *key);

/* Every key of the object must be one of known, a list that ends with NULL; the error names the
 * stranger. */
bool json_only_keys(const json_t *object, const char *path, const char *const known[],
                    struct error *err) MUST_USE;
