#include "sql_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 512

void sql_text_finish(struct sql_text *sql)
{
    free(sql->text);
    *sql = (struct sql_text){0};
}

void sql_text_add_len(struct sql_text *sql, const char *piece, size_t len)
{
    if (sql->failed) {
        return;
    }
    if (sql->len + len + 1 > sql->size) {
        size_t size = sql->size ? sql->size : FIRST_SIZE;
        while (size < sql->len + len + 1) {
            size *= 2;
        }
        char *text = realloc(sql->text, size);
        if (!text) {
            sql->failed = true;
            return;
        }
        sql->text = text;
        sql->size = size;
    }
    memcpy(sql->text + sql->len, piece, len);
    sql->len += len;
    sql->text[sql->len] = '\0';
}

void sql_text_add(struct sql_text *sql, const char *piece)
{
    sql_text_add_len(sql, piece, strlen(piece));
}

void sql_text_add_name(struct sql_text *sql, const char *name)
{
    sql_text_add(sql, "\"");
    for (const char *quote = strchr(name, '"'); quote; quote = strchr(name, '"')) {
        sql_text_add_len(sql, name, (size_t)(quote - name) + 1);
        sql_text_add(sql, "\"");
        name = quote + 1;
    }
    sql_text_add(sql, name);
    sql_text_add(sql, "\"");
}

void sql_text_add_param(struct sql_text *sql, int n)
{
    char text[16];
    (void)snprintf(text, sizeof text, "$%d", n); /* 12 characters at most */
    sql_text_add(sql, text);
}

bool sql_text_is_good(const struct sql_text *sql, struct error *err)
{
    return (!sql->failed && sql->text) || error_set(err, ERROR_NO_MEMORY, "SQL: out of memory");
}
