#pragma once
/* One row of a scenario file and strict readers of its members: each error names the member by its
 * path ("staff[3].unit: …"). One thread. */

#include "error.h"
#include "json.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROW_PATH_SIZE 160
#define ROW_TEXT_MAX  1024
#define ROW_ITEMS_MAX 10000000

struct row {
    const json_t *object;
    char path[ROW_PATH_SIZE];
};

/* Names of one kind ("staff") to their place in the file; every name once. */
struct row_names {
    const char *kind;
    json_t *places;
};

/* The row at index of a list that stands at path; it has no keys but known. */
bool row_init(struct row *ret_row, const json_t *list, const char *path, size_t index,
              const char *const known[], struct error *err) MUST_USE;

/* Whether the member is there, whatever it holds. */
bool row_has(const struct row *row, const char *key);

/* A fault of the member: "PATH.key: what". Returns false. */
bool row_fail(const struct row *row, const char *key, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

bool row_text(const struct row *row, const char *key, const char **ret_text, struct error *err)
    MUST_USE;
bool row_int(const struct row *row, const char *key, int64_t min, int64_t max, int64_t *ret_number,
             struct error *err) MUST_USE;
bool row_list(const struct row *row, const char *key, const json_t **ret_list, size_t *ret_count,
              struct error *err) MUST_USE;
bool row_date(const struct row *row, const char *key, int32_t *ret_date, struct error *err)
    MUST_USE;
bool row_month(const struct row *row, const char *key, int32_t *ret_month, struct error *err)
    MUST_USE;
bool row_time(const struct row *row, const char *key, int64_t *ret_ms, struct error *err) MUST_USE;

/* A member that may be left out leaves the value as it is. */
bool row_optional_date(const struct row *row, const char *key, int32_t *date, struct error *err)
    MUST_USE;

/* `from` and `to` of a stretch on whole minutes that ends after it starts. */
bool row_stretch(const struct row *row, const char *from_key, const char *to_key,
                 int64_t *ret_from_ms, int64_t *ret_to_ms, struct error *err) MUST_USE;

/* One of the words of a list that ends with NULL, as its index. */
bool row_word(const struct row *row, const char *key, const char *const words[], int *ret_index,
              struct error *err) MUST_USE;

/* A name that must be there, as its place. */
bool row_name(const struct row *row, const char *key, const struct row_names *names,
              size_t *ret_place, struct error *err) MUST_USE;

bool row_names_init(struct row_names *ret_names, const char *kind, struct error *err) MUST_USE;
void row_names_finish(struct row_names *names);

/* Enters the text of the row's member; a name that is there already is a fault. */
bool row_names_add(struct row_names *names, const struct row *row, const char *key, size_t place,
                   struct error *err) MUST_USE;
bool row_names_find(const struct row_names *names, const char *name, size_t *ret_place) MUST_USE;
