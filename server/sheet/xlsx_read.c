#include "xlsx.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define PART_MAX    (2 * SHEET_FILE_MAX) /* bytes of one part, unpacked */
#define STRINGS_MAX 2000000

static void archive_destroy(zip_t *archive)
{
    if (archive) {
        zip_discard(archive);
    }
}
DEFINE_AUTO_AS(archive, zip_t, archive_destroy);

static void part_destroy(zip_file_t *part)
{
    if (part) {
        (void)zip_fclose(part); /* only read */
    }
}
DEFINE_AUTO_AS(part, zip_file_t, part_destroy);

static bool open_archive(const void *data, size_t len, zip_t **ret_archive, struct error *err)
{
    zip_error_t fault;
    zip_error_init(&fault);
    zip_source_t *source = zip_source_buffer_create(data, len, 0, &fault);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &fault) : NULL;
    if (!archive) {
        zip_source_free(source);
        (void)error_set(err, ERROR_INVALID, "not an XLSX file: %s", zip_error_strerror(&fault));
        zip_error_fini(&fault);
        return false;
    }
    zip_error_fini(&fault);
    *ret_archive = archive;
    return true;
}

/* A part's bytes; *ret_data NULL where the archive has none of that name. */
static bool read_part(zip_t *archive, const char *name, char **ret_data, size_t *ret_len,
                      struct error *err)
{
    zip_stat_t stat;
    *ret_data = NULL;
    if (zip_stat(archive, name, 0, &stat) != 0) {
        return true;
    }
    if (!(stat.valid & ZIP_STAT_SIZE) || stat.size > PART_MAX) {
        return error_set(err, ERROR_INVALID, "%s: more than %d bytes", name, PART_MAX);
    }
    AUTO(part) zip_file_t *part = zip_fopen(archive, name, 0);
    AUTO(memory) char *data = malloc(stat.size + 1);
    if (!data) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", name);
    }
    if (!part || zip_fread(part, data, stat.size) != (zip_int64_t)stat.size) {
        return error_set(err, ERROR_INVALID, "%s: the file is damaged", name);
    }
    *ret_len = stat.size;
    *ret_data = TAKE(data);
    return true;
}

/* What a part is read into. */
struct xlsx_reader {
    XML_Parser parser;
    char **strings; /* shared ones */
    size_t string_count, string_size;
    struct sheet *sheet;
    char *text; /* of the element that is open */
    size_t text_len, text_size;
    int depth_text;    /* inside <t> or <v> */
    int depth_reading; /* inside <rPh>: how it is read aloud, not what it says */
    size_t row, column;
    char type[16];
    char relation[64], target[256]; /* of the first worksheet */
    bool failed;
    struct error *err;
};

static void stop(struct xlsx_reader *reader, enum error_code code, const char *what)
{
    if (!reader->failed) {
        reader->failed = true;
        (void)error_set(reader->err, code, "%s", what);
    }
    (void)XML_StopParser(reader->parser, XML_FALSE); /* it has ended already where this fails */
}

/* The name without its namespace's prefix. */
static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

/* No XLSX has one, and an entity is how a small file becomes a large one. */
static void on_doctype(void *user, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(user, ERROR_INVALID, "not an XLSX file: it has a document type");
}

static void on_text(void *user, const char *text, int len)
{
    struct xlsx_reader *reader = user;
    if (reader->depth_text == 0 || reader->depth_reading > 0 || reader->failed) {
        return;
    }
    size_t need = reader->text_len + (size_t)len + 1;
    if (need > SHEET_CELL_MAX + 1) {
        stop(reader, ERROR_INVALID, "a cell is too long");
        return;
    }
    if (need > reader->text_size) {
        char *more = realloc(reader->text, 2 * need);
        if (!more) {
            stop(reader, ERROR_NO_MEMORY, "sheet: out of memory");
            return;
        }
        reader->text = more;
        reader->text_size = 2 * need;
    }
    memcpy(reader->text + reader->text_len, text, (size_t)len);
    reader->text_len += (size_t)len;
    reader->text[reader->text_len] = '\0';
}

static void count_text(struct xlsx_reader *reader, const char *name, int by)
{
    if (strcmp(name, "t") == 0 || strcmp(name, "v") == 0) {
        reader->depth_text += by;
    } else if (strcmp(name, "rPh") == 0) {
        reader->depth_reading += by;
    }
}

/* Shared strings: <sst><si><t>…</t></si> or <si><r><t>…</t></r>… </si> */

static void string_start(void *user, const char *name, const char **attributes)
{
    struct xlsx_reader *reader = user;
    (void)attributes;
    count_text(reader, local(name), 1);
    if (strcmp(local(name), "si") == 0) {
        reader->text_len = 0;
    }
}

static void string_end(void *user, const char *name)
{
    struct xlsx_reader *reader = user;
    count_text(reader, local(name), -1);
    if (strcmp(local(name), "si") != 0 || reader->failed) {
        return;
    }
    if (reader->string_count == reader->string_size) {
        size_t size = reader->string_size ? 2 * reader->string_size : 1024;
        char **more = size <= STRINGS_MAX ? realloc(reader->strings, size * sizeof *more) : NULL;
        if (!more) {
            stop(reader, ERROR_INVALID, "too many texts");
            return;
        }
        reader->strings = more;
        reader->string_size = size;
    }
    char *copy = strndup(reader->text_len ? reader->text : "", reader->text_len);
    if (!copy) {
        stop(reader, ERROR_NO_MEMORY, "sheet: out of memory");
        return;
    }
    reader->strings[reader->string_count++] = copy;
}

/* The worksheet: <row r="2"><c r="B2" t="s"><v>3</v></c></row> */

/* "BC12" as column 54 and row 11; without a reference the cell follows the one before. */
static bool read_reference(const char *text, size_t *ret_row, size_t *ret_column)
{
    size_t column = 0, row = 0, i = 0;
    for (; text[i] >= 'A' && text[i] <= 'Z' && i < 4; i++) {
        column = 26 * column + (size_t)(text[i] - 'A') + 1;
    }
    size_t letters = i;
    for (; text[i] >= '0' && text[i] <= '9' && i < letters + 8; i++) {
        row = 10 * row + (size_t)(text[i] - '0');
    }
    if (text[i] || letters == 0 || row == 0) {
        return false;
    }
    *ret_row = row - 1;
    *ret_column = column - 1;
    return true;
}

static void cell_start(void *user, const char *name, const char **attributes)
{
    struct xlsx_reader *reader = user;
    count_text(reader, local(name), 1);
    if (strcmp(local(name), "c") != 0) {
        return;
    }
    const char *reference = attribute(attributes, "r");
    const char *type = attribute(attributes, "t");
    reader->text_len = 0;
    reader->type[0] = '\0';
    if (type) {
        strncat(reader->type, type, sizeof reader->type - 1);
    }
    if (reference && !read_reference(reference, &reader->row, &reader->column)) {
        stop(reader, ERROR_INVALID, "a cell has no place");
    }
}

static void put_cell(struct xlsx_reader *reader)
{
    const char *text = reader->text;
    size_t len = reader->text_len;
    if (len > 0 && strcmp(reader->type, "s") == 0) {
        char *end = NULL;
        unsigned long index = strtoul(text, &end, 10);
        if (*end || index >= reader->string_count) {
            stop(reader, ERROR_INVALID, "a cell names a text that is not there");
            return;
        }
        text = reader->strings[index];
        len = strlen(text);
    }
    if (len > 0 && !sheet_put(reader->sheet, reader->row, reader->column, text, len, reader->err)) {
        reader->failed = true;
        (void)XML_StopParser(reader->parser, XML_FALSE);
    }
}

static void cell_end(void *user, const char *name)
{
    struct xlsx_reader *reader = user;
    count_text(reader, local(name), -1);
    if (strcmp(local(name), "c") == 0 && !reader->failed) {
        put_cell(reader);
        reader->column++;
    } else if (strcmp(local(name), "row") == 0) {
        reader->row++;
        reader->column = 0;
    }
}

/* Which part is the first worksheet: xl/workbook.xml, then its relations */

static void workbook_start(void *user, const char *name, const char **attributes)
{
    struct xlsx_reader *reader = user;
    for (size_t i = 0; strcmp(local(name), "sheet") == 0 && !reader->relation[0] && attributes[i];
         i += 2) {
        if (strcmp(local(attributes[i]), "id") == 0 && strchr(attributes[i], ':')) {
            strncat(reader->relation, attributes[i + 1], sizeof reader->relation - 1);
        }
    }
}

static void relation_start(void *user, const char *name, const char **attributes)
{
    struct xlsx_reader *reader = user;
    const char *id = attribute(attributes, "Id");
    const char *target = attribute(attributes, "Target");
    if (strcmp(local(name), "Relationship") == 0 && id && target &&
        strcmp(id, reader->relation) == 0) {
        const char *folder = *target == '/' ? "" : "xl/";
        reader->target[0] = '\0';
        strncat(reader->target, folder, sizeof reader->target - 1);
        strncat(reader->target, target + (*target == '/'),
                sizeof reader->target - strlen(reader->target) - 1);
    }
}

static void nothing_at_end(void *user, const char *name)
{
    (void)user;
    (void)name;
}

static bool parse_part(struct xlsx_reader *reader, zip_t *archive, const char *name,
                       XML_StartElementHandler start, XML_EndElementHandler end, bool *ret_there,
                       struct error *err)
{
    AUTO(memory) char *data = NULL;
    size_t len = 0;
    if (!read_part(archive, name, &data, &len, err)) {
        return false;
    }
    *ret_there = data != NULL;
    if (!data) {
        return true;
    }
    reader->parser = XML_ParserCreate(NULL);
    if (!reader->parser) {
        return error_set(err, ERROR_NO_MEMORY, "sheet: out of memory");
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, start, end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    bool good = XML_Parse(reader->parser, data, (int)len, 1) == XML_STATUS_OK;
    if (!good && !reader->failed) {
        (void)error_set(err, ERROR_INVALID, "%s: %s", name,
                        XML_ErrorString(XML_GetErrorCode(reader->parser)));
    }
    XML_ParserFree(reader->parser);
    reader->parser = NULL;
    return good && !reader->failed;
}

static bool read_all(struct xlsx_reader *reader, zip_t *archive, struct error *err)
{
    bool there;
    strcpy(reader->target, "xl/worksheets/sheet1.xml");
    if (!parse_part(reader, archive, "xl/workbook.xml", workbook_start, nothing_at_end, &there,
                    err) ||
        !parse_part(reader, archive, "xl/_rels/workbook.xml.rels", relation_start, nothing_at_end,
                    &there, err) ||
        !parse_part(reader, archive, "xl/sharedStrings.xml", string_start, string_end, &there,
                    err) ||
        !parse_part(reader, archive, reader->target, cell_start, cell_end, &there, err)) {
        return false;
    }
    return there || error_set(err, ERROR_INVALID, "not an XLSX file: it has no worksheet");
}

bool xlsx_read(const void *data, size_t len, struct sheet **ret_sheet, struct error *err)
{
    AUTO(archive) zip_t *archive = NULL;
    AUTO(sheet) struct sheet *sheet = NULL;
    if (!open_archive(data, len, &archive, err) || !sheet_create(&sheet, err)) {
        return false;
    }
    struct xlsx_reader reader = {.sheet = sheet, .err = err};
    bool good = read_all(&reader, archive, err);
    for (size_t i = 0; i < reader.string_count; i++) {
        free(reader.strings[i]);
    }
    free(reader.strings);
    free(reader.text);
    if (good) {
        *ret_sheet = TAKE(sheet);
    }
    return good;
}
