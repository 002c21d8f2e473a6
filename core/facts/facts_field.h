#pragma once
/* Members of a document that json.h has no type for: ids, dates, times, words. The errors name the
 * path. Texts are borrowed from the JSON. Any thread. */

#include "error.h"
#include "facts.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* "path.key: what is wrong", and false. */
bool facts_field_fail(const char *path, const char *key, const char *what, struct error *err);

/* The same of a value that is there: "PATH.KEY: VALUE WHAT", the value as JSON, cut if it is long.
 */
bool facts_field_refuse(const json_t *value, const char *path, const char *key, const char *what,
                        struct error *err) MUST_USE;

bool facts_field_id(const json_t *object, const char *path, const char *key, const char **ret_id,
                    struct error *err) MUST_USE;

/* "2026-03-02"; the _or form gives the other where the key is left out. */
bool facts_field_date(const json_t *object, const char *path, const char *key, int32_t *ret_date,
                      struct error *err) MUST_USE;
bool facts_field_date_or(const json_t *object, const char *path, const char *key, int32_t otherwise,
                         int32_t *ret_date, struct error *err) MUST_USE;

/* "2026-03-02T08:30:00", with a fraction or without; the _minute form wants a whole minute. */
bool facts_field_time(const json_t *object, const char *path, const char *key, int64_t *ret_ms,
                      struct error *err) MUST_USE;
bool facts_field_minute(const json_t *object, const char *path, const char *key, int64_t *ret_ms,
                        struct error *err) MUST_USE;

/* "08:30", up to "36:00", as minutes. */
bool facts_field_clock(const json_t *object, const char *path, const char *key, int32_t *ret_min,
                       struct error *err) MUST_USE;

/* The index of the text in words, a list that ends with NULL. */
bool facts_field_word(const json_t *object, const char *path, const char *key,
                      const char *const words[], int *ret_index, struct error *err) MUST_USE;

/* A list that must be there (may be empty), or may be left out: then *ret_array is NULL. */
bool facts_field_array_or(const json_t *object, const char *path, const char *key, size_t max_items,
                          const json_t **ret_array, struct error *err) MUST_USE;
