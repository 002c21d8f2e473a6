/* An XLSX file whose archive is good and whose parts are any bytes: a fuzzer that has to find a
 * good archive first never gets to the XML in it. Parts are divided by NUL, the worksheet first. */

#include "check.h"
#include "xlsx.h"
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const parts[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
                                    "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};

static void add_parts(zip_t *archive, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
        size_t len = end ? (size_t)(end - data) : size;
        zip_source_t *source = zip_source_buffer(archive, data, len, 0);
        CHECK(source);
        zip_int64_t at = zip_file_add(archive, parts[i], source, 0);
        CHECK(at >= 0 && zip_set_file_compression(archive, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
        size_t taken = end ? len + 1 : len;
        data += taken;
        size -= taken;
    }
}

/* The archive's bytes, malloc's. */
static void *make_archive(const uint8_t *data, size_t size, size_t *ret_len)
{
    zip_error_t fault;
    zip_error_init(&fault);
    zip_source_t *file = zip_source_buffer_create(NULL, 0, 0, &fault);
    CHECK(file);
    zip_source_keep(file);
    zip_t *archive = zip_open_from_source(file, ZIP_TRUNCATE, &fault);
    CHECK(archive);
    add_parts(archive, data, size);
    CHECK(zip_close(archive) == 0 && zip_source_open(file) == 0);
    CHECK(zip_source_seek(file, 0, SEEK_END) == 0);
    zip_int64_t len = zip_source_tell(file);
    CHECK(len > 0 && zip_source_seek(file, 0, SEEK_SET) == 0);
    void *bytes = malloc((size_t)len);
    CHECK(bytes && zip_source_read(file, bytes, (zip_uint64_t)len) == len);
    CHECK(zip_source_close(file) == 0);
    zip_source_free(file);
    zip_error_fini(&fault);
    *ret_len = (size_t)len;
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(sheet) struct sheet *sheet = NULL;
    struct error err = {0};
    size_t len;
    AUTO(memory) void *file = make_archive(data, size, &len);
    if (xlsx_read(file, len, &sheet, &err)) {
        CHECK(sheet_row_count(sheet) <= SHEET_ROWS_MAX);
    } else {
        CHECK(err.code != ERROR_NONE && err.text[0]);
    }
    return 0;
}
