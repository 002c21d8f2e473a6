#include "http_static.h"

#include "check.h"
#include "file.h"
#include "hash.h"
#include "http_coding.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE  512
#define DEPTH_MAX  8
#define ETAG_BYTES 16

/* Scripts and styles from the console's own files only: nothing inline, nothing from elsewhere. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "                  \
    "form-action 'self'; frame-ancestors 'none'"

enum encoding { ENCODING_PLAIN, ENCODING_BROTLI, ENCODING_GZIP, ENCODING_COUNT };

static const struct {
    const char *suffix;
    const char *name;
} encodings[ENCODING_COUNT] = {
    [ENCODING_PLAIN] = {"", "identity"},
    [ENCODING_BROTLI] = {".br", "br"},
    [ENCODING_GZIP] = {".gz", "gzip"},
};

static const struct {
    const char *suffix;
    const char *media_type;
} media_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
};

struct content {
    char *data; /* NULL where this encoding is not there */
    size_t len;
    char etag[2 * ETAG_BYTES + 3];
};

struct file {
    char *path; /* below the folder, without a slash in front */
    const char *media_type;
    bool hashed; /* its name changes with its content */
    struct content contents[ENCODING_COUNT];
};

struct http_static {
    size_t total;
    size_t file_count;
    struct file *files; /* by path */
};

static bool ends_with(const char *text, const char *suffix)
{
    size_t text_len = strlen(text);
    size_t suffix_len = strlen(suffix);
    return text_len > suffix_len && strcmp(text + text_len - suffix_len, suffix) == 0;
}

static const char *media_type_of(const char *path)
{
    for (size_t i = 0; i < ARRAY_LEN(media_types); i++) {
        if (ends_with(path, media_types[i].suffix)) {
            return media_types[i].media_type;
        }
    }
    return "application/octet-stream";
}

/* The bundler's names: assets/index-BfX3k2aQ.js. */
static bool is_hashed_name(const char *path)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    const char *dot = strrchr(path, '.');
    if (strncmp(path, "assets/", 7) != 0 || !dot || dot - path < 7 + 10) {
        return false;
    }
    return dot[-9] == '-' && strspn(dot - 8, digits) == 8;
}

static bool read_content(struct http_static *files, const char *path, struct content *content,
                         struct error *err)
{
    if (!file_read(path, HTTP_STATIC_FILE_MAX, &content->data, &content->len, err)) {
        return false;
    }
    files->total += content->len;
    if (files->total > HTTP_STATIC_TOTAL_MAX) {
        return error_set(err, ERROR_FULL, "%s: the console's files are more than %u MiB", path,
                         HTTP_STATIC_TOTAL_MAX >> 20);
    }
    struct hash hash = hash_sha256(content->data, content->len);
    content->etag[0] = '"';
    hash_hex_encode(hash.bytes, ETAG_BYTES, content->etag + 1);
    memcpy(content->etag + 1 + (size_t)2 * ETAG_BYTES, "\"", 2);
    return true;
}

static struct file *add_file(struct http_static *files, const char *path, struct error *err)
{
    if (files->file_count == HTTP_STATIC_FILES_MAX) {
        (void)error_set(err, ERROR_FULL, "more than %d files", HTTP_STATIC_FILES_MAX);
        return NULL;
    }
    struct file *file = &files->files[files->file_count];
    file->path = strdup(path);
    if (!file->path) {
        (void)error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
        return NULL;
    }
    file->media_type = media_type_of(path);
    file->hashed = is_hashed_name(path);
    files->file_count++;
    return file;
}

static bool is_variant(const char *path)
{
    return ends_with(path, encodings[ENCODING_BROTLI].suffix) ||
           ends_with(path, encodings[ENCODING_GZIP].suffix);
}

struct scan {
    struct http_static *files;
    const char *folder;
    struct error *err;
};

/* A compressed twin of a file is read with it. */
static bool read_file_and_variants(struct scan *scan, const char *path)
{
    struct file *file = add_file(scan->files, path, scan->err);
    if (!file) {
        return false;
    }
    for (size_t i = 0; i < ENCODING_COUNT; i++) {
        char full[2 * PATH_SIZE];
        (void)snprintf(full, sizeof full, "%s/%s%s", scan->folder, path, encodings[i].suffix);
        struct stat status;
        bool there = lstat(full, &status) == 0 && S_ISREG(status.st_mode);
        if (there && !read_content(scan->files, full, &file->contents[i], scan->err)) {
            return false;
        }
    }
    return true;
}

static bool scan_folder(struct scan *scan, const char *below, size_t depth);

static bool scan_entry(struct scan *scan, const char *path, size_t depth)
{
    char full[2 * PATH_SIZE];
    (void)snprintf(full, sizeof full, "%s/%s", scan->folder, path);
    struct stat status;
    if (lstat(full, &status) != 0) {
        return error_set_errno(scan->err, errno, "%s", full);
    }
    if (S_ISDIR(status.st_mode)) {
        return scan_folder(scan, path, depth + 1);
    }
    return !S_ISREG(status.st_mode) || is_variant(path) || read_file_and_variants(scan, path);
}

static bool scan_entries(struct scan *scan, DIR *directory, const char *below, size_t depth)
{
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char path[PATH_SIZE];
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (snprintf(path, sizeof path, "%s%s%s", below, *below ? "/" : "", entry->d_name) >=
            (int)sizeof path) {
            return error_set(scan->err, ERROR_FULL, "%s: path too long", path);
        }
        if (!scan_entry(scan, path, depth)) {
            return false;
        }
    }
    return true;
}

static bool scan_folder(struct scan *scan, const char *below, size_t depth)
{
    char full[2 * PATH_SIZE];
    (void)snprintf(full, sizeof full, "%s/%s", scan->folder, below);
    if (depth > DEPTH_MAX) {
        return error_set(scan->err, ERROR_FULL, "%s: folders nested too deep", full);
    }
    DIR *directory = opendir(full);
    if (!directory) {
        return error_set_errno(scan->err, errno, "%s", full);
    }
    bool good = scan_entries(scan, directory, below, depth);
    (void)closedir(directory); /* read only: nothing can be lost */
    return good;
}

static int compare_files(const void *left, const void *right)
{
    return strcmp(((const struct file *)left)->path, ((const struct file *)right)->path);
}

static const struct file *find_file(const struct http_static *files, const char *path)
{
    struct file key = {.path = (char *)path};
    return bsearch(&key, files->files, files->file_count, sizeof *files->files, compare_files);
}

bool http_static_create(const char *folder, struct http_static **ret_files, struct error *err)
{
    if (strlen(folder) >= PATH_SIZE) {
        return error_set(err, ERROR_INVALID, "%s: path too long", folder);
    }
    AUTO(http_static) struct http_static *files = calloc(1, sizeof *files);
    if (!files) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", folder);
    }
    files->files = calloc(HTTP_STATIC_FILES_MAX, sizeof *files->files);
    if (!files->files) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", folder);
    }
    struct scan scan = {files, folder, err};
    if (!scan_folder(&scan, "", 0)) {
        return false;
    }
    qsort(files->files, files->file_count, sizeof *files->files, compare_files);
    if (!find_file(files, "index.html")) {
        return error_set(err, ERROR_INVALID, "%s: no index.html", folder);
    }
    *ret_files = TAKE(files);
    return true;
}

void http_static_destroy(struct http_static *files)
{
    if (!files) {
        return;
    }
    for (size_t i = 0; i < files->file_count; i++) {
        free(files->files[i].path);
        for (size_t e = 0; e < ENCODING_COUNT; e++) {
            free(files->files[i].contents[e].data);
        }
    }
    free(files->files);
    free(files);
}

static enum encoding choose_encoding(const struct http_request *request, const struct file *file)
{
    for (enum encoding i = ENCODING_BROTLI; i < ENCODING_COUNT; i++) {
        if (file->contents[i].data && http_coding_accepted(request, encodings[i].name)) {
            return i;
        }
    }
    return ENCODING_PLAIN;
}

/* If-None-Match compares weakly (RFC 9110, section 13.1.2): W/ makes no difference. */
static bool is_known(const struct http_request *request, const char *etag)
{
    const char *known = http_request_header(request, "If-None-Match");
    return known && (strcmp(known, "*") == 0 || strstr(known, etag));
}

static bool has_variants(const struct file *file)
{
    return file->contents[ENCODING_BROTLI].data || file->contents[ENCODING_GZIP].data;
}

static void answer_file(const struct http_request *request, struct http_response *response,
                        const struct file *file)
{
    enum encoding encoding = choose_encoding(request, file);
    const struct content *content = &file->contents[encoding];
    if (is_known(request, content->etag)) {
        http_response_empty(response, 304);
    } else {
        http_response_borrow(response, 200, file->media_type, content->data, content->len);
    }
    http_response_header(response, "ETag", content->etag);
    http_response_header(response, "Cache-Control",
                         file->hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (encoding != ENCODING_PLAIN) {
        http_response_header(response, "Content-Encoding", encodings[encoding].name);
    }
    if (has_variants(file)) {
        http_response_header(response, "Vary", "Accept-Encoding");
    }
    http_response_header(response, "Content-Security-Policy", PAGE_POLICY);
}

/* Paths of the console's own router have no dot in their last segment; a missing file with one
 * must not turn into a page. */
static const struct file *find_page(const struct http_static *files, const char *path)
{
    const char *slash = strrchr(path, '/');
    return strchr(slash ? slash : path, '.') ? NULL : find_file(files, "index.html");
}

static bool handle_file_get(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    (void)err; /* all is in memory */
    const struct http_static *files = user;
    const char *path = http_request_parameter(request, "path");
    const struct file *file = find_file(files, path);
    file = file ? file : find_page(files, path);
    if (file) {
        answer_file(request, response, file);
        return true;
    }
    http_response_problem(
        response, &(struct http_problem){.status = 404, .type = "path", .title = "No such path"});
    return true;
}

static const struct http_route routes[] = {
    {"GET", "/{path...}", handle_file_get, 0, 0, HTTP_ROUTE_INLINE},
};

struct http_route_set http_static_routes(struct http_static *files)
{
    return (struct http_route_set){
        .routes = routes, .route_count = ARRAY_LEN(routes), .user = files, .gate = http_gate_open};
}
