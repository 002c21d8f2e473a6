#include "damaged_page.h"

#include "check.h"
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PAGE_BYTES     4096
#define FREE_TRUNK_AT  32 /* in the file's header: the first page of the free list */
#define TRUNK_COUNT_AT 4  /* in such a page: how many leaves it names */

/* The number that a statement gives, once all that is in the WAL stands in the database itself. */
static long ask(const char *path, const char *sql, const char *word)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *query = NULL;
    CHECK(sqlite3_open(path, &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(database, sql, -1, &query, NULL) == SQLITE_OK);
    CHECK(!word || sqlite3_bind_text(query, 1, word, -1, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_step(query) == SQLITE_ROW);
    long number = (long)sqlite3_column_int64(query, 0);
    CHECK(sqlite3_finalize(query) == SQLITE_OK && sqlite3_close(database) == SQLITE_OK);
    return number;
}

static void overwrite(const char *path, long offset, const uint8_t *bytes, size_t len)
{
    FILE *file = fopen(path, "r+e");
    CHECK(file && fseek(file, offset, SEEK_SET) == 0);
    CHECK(fwrite(bytes, 1, len, file) == len && fclose(file) == 0);
}

void damaged_page_of_table(const char *path, const char *table)
{
    static const uint8_t no_kind_of_page[] = {0xee};
    long page = ask(path, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", table);
    overwrite(path, (page - 1) * PAGE_BYTES, no_kind_of_page, sizeof no_kind_of_page);
}

void damaged_page_of_free_list(const char *path)
{
    static const uint8_t too_many[] = {0xff, 0xff, 0xff, 0xff};
    uint8_t trunk[4];
    CHECK(ask(path, "PRAGMA freelist_count", NULL) > 0);
    FILE *file = fopen(path, "re");
    CHECK(file && fseek(file, FREE_TRUNK_AT, SEEK_SET) == 0);
    CHECK(fread(trunk, 1, sizeof trunk, file) == sizeof trunk && fclose(file) == 0);
    long page = (long)trunk[0] << 24 | trunk[1] << 16 | trunk[2] << 8 | trunk[3];
    overwrite(path, (page - 1) * PAGE_BYTES + TRUNK_COUNT_AT, too_many, sizeof too_many);
}
