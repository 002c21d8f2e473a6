#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is being read: a cell's bytes are collected without their quotes. */
struct reader {
    const char *text;
    size_t len, at;
    char delimiter;
    struct sheet *sheet;
    size_t row, column;
    char *cell;
    size_t cell_len;
};

/* Tab-separated where the first line has tabs and no comma before the first of them. */
static char find_delimiter(const char *text, size_t len)
{
    for (size_t i = 0; i < len && text[i] != '\n' && text[i] != '"'; i++) {
        if (text[i] == '\t' || text[i] == ',') {
            return text[i];
        }
    }
    return ',';
}

/* Apostrophes, then what begins a formula. */
static bool is_guarded(const char *text, size_t len)
{
    size_t i = 0;
    while (i < len && text[i] == '\'') {
        i++;
    }
    return i < len && strchr("=+-@\t\r", text[i]) != NULL && text[i] != '\0';
}

static bool end_cell(struct reader *reader, struct error *err)
{
    const char *cell = reader->cell;
    size_t len = reader->cell_len;
    if (len > 1 && cell[0] == '\'' && is_guarded(cell, len)) {
        cell++;
        len--;
    }
    bool good = memchr(cell, '\0', len)
                    ? error_set(err, ERROR_INVALID, "row %zu, column %zu: holds a NUL",
                                reader->row + 1, reader->column + 1)
                    : sheet_put(reader->sheet, reader->row, reader->column, cell, len, err);
    reader->cell_len = 0;
    return good;
}

static bool read_quoted(struct reader *reader, struct error *err)
{
    for (reader->at++; reader->at < reader->len; reader->at++) {
        char c = reader->text[reader->at];
        bool doubled =
            c == '"' && reader->at + 1 < reader->len && reader->text[reader->at + 1] == '"';
        if (c == '"' && !doubled) {
            reader->at++;
            return true;
        }
        reader->at += doubled;
        reader->cell[reader->cell_len++] = c;
    }
    return error_set(err, ERROR_INVALID, "row %zu, column %zu: a quote is never closed",
                     reader->row + 1, reader->column + 1);
}

static bool is_line_end(const struct reader *reader)
{
    char c = reader->text[reader->at];
    return c == '\n' || c == '\r';
}

static bool read_cell(struct reader *reader, struct error *err)
{
    if (reader->at < reader->len && reader->text[reader->at] == '"') {
        if (!read_quoted(reader, err)) {
            return false;
        }
    }
    while (reader->at < reader->len && reader->text[reader->at] != reader->delimiter &&
           !is_line_end(reader)) {
        reader->cell[reader->cell_len++] = reader->text[reader->at++];
    }
    return end_cell(reader, err);
}

/* Past the delimiter or the end of the line. */
static void step(struct reader *reader)
{
    if (reader->at >= reader->len) {
        return;
    }
    if (reader->text[reader->at] == reader->delimiter) {
        reader->column++;
        reader->at++;
        return;
    }
    bool pair = reader->text[reader->at] == '\r' && reader->at + 1 < reader->len &&
                reader->text[reader->at + 1] == '\n';
    reader->at += pair ? 2 : 1;
    reader->row++;
    reader->column = 0;
}

bool csv_read(const char *text, size_t len, struct sheet **ret_sheet, struct error *err)
{
    AUTO(sheet) struct sheet *sheet = NULL;
    AUTO(memory) char *cell = malloc(len + 1); /* no cell is longer than the file */
    if (!cell || !sheet_create(&sheet, err)) {
        return error_set(err, ERROR_NO_MEMORY, "sheet: out of memory");
    }
    struct reader reader = {.text = text,
                            .len = len,
                            .delimiter = find_delimiter(text, len),
                            .sheet = sheet,
                            .cell = cell};
    while (reader.at < reader.len) {
        if (!read_cell(&reader, err)) {
            return false;
        }
        bool more = reader.at < reader.len && reader.text[reader.at] == reader.delimiter;
        step(&reader);
        if (more && reader.at == reader.len) {
            break; /* the last cell is empty */
        }
    }
    *ret_sheet = TAKE(sheet);
    return true;
}

bool csv_put_cell(FILE *out, const char *text)
{
    bool guard = is_guarded(text, strlen(text));
    bool quote = strpbrk(text, ",\"\r\n\t") != NULL || *text == ' ';
    bool good = (!quote || fputc('"', out) != EOF) && (!guard || fputc('\'', out) != EOF);
    for (const char *at = text; good && *at; at++) {
        good = (*at != '"' || fputc('"', out) != EOF) && fputc(*at, out) != EOF;
    }
    return good && (!quote || fputc('"', out) != EOF);
}

static bool write_rows(const struct sheet *sheet, size_t columns, FILE *out)
{
    bool good = fputs("\xef\xbb\xbf", out) != EOF;
    for (size_t row = 0; good && row < sheet_row_count(sheet); row++) {
        for (size_t column = 0; good && column < columns; column++) {
            good = (column == 0 || fputc(',', out) != EOF) &&
                   csv_put_cell(out, sheet_cell(sheet, row, column));
        }
        good = good && fputs("\r\n", out) != EOF;
    }
    return good;
}

bool csv_write(const struct sheet *sheet, size_t columns, char **ret_text, size_t *ret_len,
               struct error *err)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    bool good = out && write_rows(sheet, columns, out);
    good = out && fclose(out) == 0 && good;
    if (!good) {
        free(text);
        return error_set(err, ERROR_NO_MEMORY, "sheet: out of memory");
    }
    *ret_text = text;
    *ret_len = len;
    return true;
}
