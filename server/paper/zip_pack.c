#include "zip_pack.h"

#include "cleanup.h"
#include <stdlib.h>
#include <zip.h>

/* 1980-01-01, the first day that an archive knows: none of the files has a time of its own. */
#define NO_TIME 315532800

static bool fail(struct error *err, const char *what)
{
    return error_set(err, ERROR_NO_MEMORY, "ZIP: %s", what);
}

static bool add(zip_t *archive, const struct zip_pack_file *file, struct error *err)
{
    zip_source_t *source = zip_source_buffer(archive, file->data, file->len, 0);
    zip_int64_t index = source ? zip_file_add(archive, file->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        zip_source_free(source);
        return fail(err, zip_strerror(archive));
    }
    return zip_file_set_mtime(archive, (zip_uint64_t)index, NO_TIME, 0) == 0 ||
           fail(err, zip_strerror(archive));
}

/* The archive's own copy of what was written. */
static bool read_back(zip_source_t *source, char **ret_bytes, size_t *ret_len, struct error *err)
{
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) {
        return fail(err, "what was written cannot be read");
    }
    AUTO(memory) char *bytes = malloc(stat.size + 1);
    bool good = bytes && zip_source_read(source, bytes, stat.size) == (zip_int64_t)stat.size;
    (void)zip_source_close(source); /* it was only read */
    if (!good) {
        return fail(err, "out of memory");
    }
    *ret_bytes = TAKE(bytes);
    *ret_len = stat.size;
    return true;
}

bool zip_pack(const struct zip_pack_file *files, char **ret_bytes, size_t *ret_len,
              struct error *err)
{
    zip_error_t fault;
    zip_error_init(&fault);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &fault);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_TRUNCATE, &fault) : NULL;
    if (!archive) {
        zip_source_free(source);
        return fail(err, zip_error_strerror(&fault));
    }
    zip_source_keep(source); /* closing the archive gives it back */
    bool good = true;
    for (size_t i = 0; good && files[i].name; i++) {
        good = add(archive, &files[i], err);
    }
    if (good && zip_close(archive) != 0) {
        good = fail(err, zip_strerror(archive));
        zip_discard(archive);
    } else if (!good) {
        zip_discard(archive);
    }
    good = good && read_back(source, ret_bytes, ret_len, err);
    zip_source_free(source);
    return good;
}
