#include "table_sum.h"

#include "check.h"
#include <stdlib.h>
#include <string.h>

#define HEAD_BYTES 9 /* a letter and eight bytes: the length, or the number itself */
#define WORDS      4

struct table_summer {
    struct hasher *hasher;
    uint8_t *bytes; /* of the row */
    size_t len, size;
    int64_t rows;
    uint64_t words[WORDS];
};

bool table_summer_create(struct table_summer **ret_summer, struct error *err)
{
    AUTO(table_summer) struct table_summer *summer = calloc(1, sizeof *summer);
    if (!summer) {
        return error_set(err, ERROR_NO_MEMORY, "checksum: out of memory");
    }
    if (!hasher_create(&summer->hasher, err)) {
        return false;
    }
    *ret_summer = TAKE(summer);
    return true;
}

void table_summer_destroy(struct table_summer *summer)
{
    if (summer) {
        hasher_destroy(summer->hasher);
        free(summer->bytes);
        free(summer);
    }
}

void table_summer_begin(struct table_summer *summer)
{
    summer->rows = 0;
    memset(summer->words, 0, sizeof summer->words);
}

static void write_word(uint64_t word, uint8_t *ret_bytes)
{
    for (int i = 0; i < 8; i++) {
        ret_bytes[i] = (uint8_t)(word >> (56 - 8 * i));
    }
}

static uint64_t read_word(const uint8_t *bytes)
{
    uint64_t word = 0;
    for (int i = 0; i < 8; i++) {
        word = word << 8 | bytes[i];
    }
    return word;
}

static bool add_part(struct table_summer *summer, char letter, uint64_t word, const void *bytes,
                     size_t len, struct error *err)
{
    size_t need = summer->len + HEAD_BYTES + len;
    if (need > summer->size) {
        uint8_t *grown = realloc(summer->bytes, 2 * need);
        if (!grown) {
            return error_set(err, ERROR_NO_MEMORY, "checksum: out of memory");
        }
        summer->bytes = grown;
        summer->size = 2 * need;
    }
    summer->bytes[summer->len] = (uint8_t)letter;
    write_word(word, summer->bytes + summer->len + 1);
    if (len > 0) {
        memcpy(summer->bytes + summer->len + HEAD_BYTES, bytes, len);
    }
    summer->len = need;
    return true;
}

static bool add_column(struct table_summer *summer, const struct table_plan *plan,
                       const struct statement *row, int column, struct error *err)
{
    enum database_type type = table_plan_type(plan, (size_t)column);
    if (statement_is_null(row, column)) {
        return add_part(summer, 'n', 0, NULL, 0, err);
    }
    if (type == DATABASE_BIGINT) {
        return add_part(summer, 'i', (uint64_t)statement_int64(row, column), NULL, 0, err);
    }
    size_t len;
    const void *bytes = statement_bytes(row, column, &len);
    return add_part(summer, type == DATABASE_TEXT ? 't' : 'b', len, bytes, len, err);
}

bool table_summer_add(struct table_summer *summer, const struct table_plan *plan,
                      const struct statement *row, struct error *err)
{
    summer->len = 0;
    for (size_t i = 0; i < table_plan_columns(plan); i++) {
        if (!add_column(summer, plan, row, (int)i, err)) {
            return false;
        }
    }
    struct hash hash = hasher_sha256(summer->hasher, summer->bytes, summer->len);
    for (size_t i = 0; i < WORDS; i++) {
        summer->words[i] += read_word(hash.bytes + 8 * i);
    }
    summer->rows++;
    return true;
}

struct table_sum table_summer_end(const struct table_summer *summer)
{
    struct table_sum sum = {.rows = summer->rows};
    for (size_t i = 0; i < WORDS; i++) {
        write_word(summer->words[i], sum.sum.bytes + 8 * i);
    }
    return sum;
}

static bool on_row(const struct table_plan *plan, const struct statement *row, void *user,
                   struct error *err)
{
    return table_summer_add(user, plan, row, err);
}

bool table_summer_read(struct table_summer *summer, const struct table_plan *plan,
                       struct database *database, struct table_sum *ret_sum, struct error *err)
{
    table_summer_begin(summer);
    if (!table_plan_each(plan, database, on_row, summer, err)) {
        return false;
    }
    *ret_sum = table_summer_end(summer);
    return true;
}

bool table_sum_equal(const struct table_sum *a, const struct table_sum *b)
{
    return a->rows == b->rows && hash_equal(&a->sum, &b->sum);
}
