#include "postgres_ahead.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MAX 256 /* bytes of a statement's values; what is longer is not read ahead */

struct ahead_rows {
    struct ahead_rows *next;
    const struct database_sql *sql;
    PGresult *rows;
    size_t len;
    unsigned char key[KEY_MAX];
};

static bool append(unsigned char key[static KEY_MAX], size_t *len, const void *bytes, size_t count)
{
    if (count > KEY_MAX - *len) {
        return false;
    }
    memcpy(key + *len, bytes, count);
    *len += count;
    return true;
}

/* Type, length and bytes of each value. */
static bool make_key(const struct statement *statement, unsigned char key[static KEY_MAX],
                     size_t *ret_len)
{
    size_t len = 0;
    for (int i = 0; i < statement->bound; i++) {
        const struct value *value = &statement->values[i];
        bool number = value->type == VALUE_INT64;
        const void *bytes = number ? &value->number : value->bytes;
        size_t count = number ? sizeof value->number : value->len;
        const unsigned char type = (unsigned char)value->type;
        if (!append(key, &len, &type, sizeof type) || !append(key, &len, &count, sizeof count) ||
            (count > 0 && !append(key, &len, bytes, count))) {
            return false;
        }
    }
    *ret_len = len;
    return true;
}

/* The link that points to the place, which is the last one's where there is none. */
static struct ahead_rows **find(struct ahead_rows **link, const struct statement *statement)
{
    unsigned char key[KEY_MAX];
    size_t len;
    if (!make_key(statement, key, &len)) {
        return NULL;
    }
    for (; *link; link = &(*link)->next) {
        const struct ahead_rows *place = *link;
        if (place->sql == statement->sql && place->len == len &&
            memcmp(place->key, key, len) == 0) {
            break;
        }
    }
    return link;
}

struct ahead_rows *postgres_ahead_add(struct postgres_ahead *ahead,
                                      const struct statement *statement)
{
    struct ahead_rows **link = find(&ahead->first, statement);
    struct ahead_rows *place = NULL;
    if (link && !*link && ahead->count < POSTGRES_AHEAD_MAX) {
        place = calloc(1, sizeof *place);
    }
    if (!place || !make_key(statement, place->key, &place->len)) {
        free(place);
        return NULL;
    }
    place->sql = statement->sql;
    *link = place;
    ahead->count++;
    return place;
}

void postgres_ahead_fill(struct ahead_rows *place, PGresult *result)
{
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        place->rows = result;
    } else {
        PQclear(result);
    }
}

bool postgres_ahead_has(const struct postgres_ahead *ahead, const struct statement *statement)
{
    struct ahead_rows *first = ahead->first;
    struct ahead_rows **link = first ? find(&first, statement) : NULL;
    return link && *link;
}

PGresult *postgres_ahead_take(struct postgres_ahead *ahead, const struct statement *statement)
{
    struct ahead_rows **link = find(&ahead->first, statement);
    struct ahead_rows *place = link ? *link : NULL;
    if (!place) {
        return NULL;
    }
    PGresult *rows = place->rows;
    *link = place->next;
    ahead->count--;
    free(place);
    return rows;
}

void postgres_ahead_clear(struct postgres_ahead *ahead)
{
    struct ahead_rows *next;
    for (struct ahead_rows *place = ahead->first; place; place = next) {
        next = place->next;
        PQclear(place->rows);
        free(place);
    }
    *ahead = (struct postgres_ahead){0};
}
