#include "postgres_value.h"

#include "check.h"
#include <stdbool.h>
#include <stddef.h>

/* From PostgreSQL's pg_type.dat; they never change. */
enum {
    TYPE_BOOL = 16,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_NUMERIC = 1700,
};

#define NUMERIC_HEAD     8 /* bytes: ndigits, weight, sign, dscale */
#define NUMERIC_BASE     10000
#define NUMERIC_NEGATIVE 0x4000

static uint64_t read_bytes(const unsigned char *bytes, int len)
{
    uint64_t value = 0;
    for (int i = 0; i < len; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* Digits to the base of 10,000, the first of which counts base^weight; trailing zeros are not sent.
 */
static int64_t read_numeric(const unsigned char *bytes, int len)
{
    CHECK(len >= NUMERIC_HEAD);
    int count = (int16_t)read_bytes(bytes, 2);
    int weight = (int16_t)read_bytes(bytes + 2, 2);
    bool negative = read_bytes(bytes + 4, 2) == NUMERIC_NEGATIVE;
    CHECK(len == NUMERIC_HEAD + 2 * count && count <= weight + 1);
    int64_t value = 0;
    for (int i = 0; i <= weight; i++) {
        int64_t digit = i < count ? (int64_t)read_bytes(bytes + NUMERIC_HEAD + 2 * i, 2) : 0;
        CHECK(!__builtin_mul_overflow(value, NUMERIC_BASE, &value) &&
              !__builtin_add_overflow(value, digit, &value));
    }
    return negative ? -value : value;
}

int64_t postgres_value_int64(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column)) {
        return 0;
    }
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(result, row, column);
    int len = PQgetlength(result, row, column);
    switch (PQftype(result, column)) {
    case TYPE_INT8:
        return (int64_t)read_bytes(bytes, len);
    case TYPE_INT4:
        return (int32_t)read_bytes(bytes, len);
    case TYPE_INT2:
        return (int16_t)read_bytes(bytes, len);
    case TYPE_BOOL:
        return bytes[0] != 0;
    case TYPE_NUMERIC:
        return read_numeric(bytes, len);
    default: {
        const bool whole_number = false;
        CHECK(whole_number);
        return 0;
    }
    }
}
