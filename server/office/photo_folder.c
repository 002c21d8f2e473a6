#include "photo_folder.h"

#include "file.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "portrait.h"
#include "staff_photo.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define PATH_SIZE  4096
#define FAULT_SIZE 240

enum fate { FATE_UNCHANGED, FATE_MADE, FATE_CHANGED, FATES };

/* A file of the folder. What was made of it lies in the spool, since ten thousand of them do not
 * belong in memory. */
struct photo_file {
    char *name;
    char staff[OFFICE_ID_MAX + 1];
    char stored[HASH_HEX_SIZE]; /* of the photograph that the person has; "": none */
    enum fate fate;
    long at;
    size_t len;
    char fault[FAULT_SIZE]; /* "": it is good */
};

struct photo_folder {
    const struct photo_import *import;
    struct photo_file *files;
    size_t count, room;
    FILE *spool;
    size_t *chosen; /* those to be put */
    size_t chosen_count;
    char jpeg[PORTRAIT_MAX]; /* of the one that is put now */
};

static void finish(struct photo_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        free(folder->files[i].name);
    }
    free(folder->files);
    free(folder->chosen);
    if (folder->spool) {
        (void)fclose(folder->spool); /* what it holds is of no more use */
    }
}

static struct photo_file *add_file(struct photo_folder *folder, const char *name, struct error *err)
{
    if (folder->count == PHOTO_FOLDER_MAX) {
        (void)error_set(err, ERROR_INVALID, "%s: more than %d files", folder->import->folder,
                        PHOTO_FOLDER_MAX);
        return NULL;
    }
    if (folder->count == folder->room) {
        size_t room = folder->room ? 2 * folder->room : 64;
        struct photo_file *files = realloc(folder->files, room * sizeof *files);
        if (!files) {
            (void)error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
            return NULL;
        }
        folder->files = files;
        folder->room = room;
    }
    struct photo_file *file = &folder->files[folder->count];
    *file = (struct photo_file){.name = strdup(name)};
    if (!file->name) {
        (void)error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
        return NULL;
    }
    folder->count++;
    return file;
}

static bool is_picture_name(const char *dot)
{
    return dot && (strcasecmp(dot, ".jpg") == 0 || strcasecmp(dot, ".jpeg") == 0 ||
                   strcasecmp(dot, ".png") == 0);
}

static void read_name(struct photo_file *file)
{
    const char *dot = strrchr(file->name, '.');
    size_t len = dot ? (size_t)(dot - file->name) : 0;
    if (!is_picture_name(dot) || len > OFFICE_ID_MAX) {
        (void)snprintf(file->fault, sizeof file->fault,
                       "expected a staff number with .jpg, .jpeg or .png behind");
        return;
    }
    memcpy(file->staff, file->name, len);
    file->staff[len] = '\0';
}

/* By the person, so that two of one stand beside each other. */
static int compare_files(const void *a, const void *b)
{
    const struct photo_file *file_a = a;
    const struct photo_file *file_b = b;
    int by_staff = strcmp(file_a->staff, file_b->staff);
    return by_staff ? by_staff : strcmp(file_a->name, file_b->name);
}

static void refuse_second_ones(struct photo_folder *folder)
{
    for (size_t i = 1; i < folder->count; i++) {
        struct photo_file *file = &folder->files[i];
        if (file->staff[0] && strcmp(file[-1].staff, file->staff) == 0) {
            (void)snprintf(file->fault, sizeof file->fault, "%.100s is of the same person",
                           file[-1].name);
        }
    }
}

static bool list_files(struct photo_folder *folder, struct error *err)
{
    DIR *listing = opendir(folder->import->folder);
    if (!listing) {
        return error_set_errno(err, errno, "%s", folder->import->folder);
    }
    bool good = true;
    const struct dirent *entry;
    for (errno = 0; good && (entry = readdir(listing)); errno = 0) {
        struct photo_file *file = NULL;
        good = entry->d_name[0] == '.' || (file = add_file(folder, entry->d_name, err));
        if (file) {
            read_name(file);
        }
    }
    if (good && errno != 0) {
        good = error_set_errno(err, errno, "%s", folder->import->folder);
    }
    (void)closedir(listing); /* it was only read */
    if (good && folder->count > 0) {
        qsort(folder->files, folder->count, sizeof *folder->files, compare_files);
        refuse_second_ones(folder);
    }
    return good;
}

static bool look_up(struct database *database, struct photo_file *file, struct error *err)
{
    AUTO(json) json_t *person = NULL;
    AUTO(json) json_t *photo = NULL;
    AUTO(memory) char *text = NULL;
    enum document_presence presence;
    if (!office_peek(database, &staff_kind, file->staff, &person, err) ||
        !document_store_read(database, "photo", file->staff, &presence, &text, err) ||
        (text && !json_parse(text, strlen(text), "photo", &photo, err))) {
        return false;
    }
    if (!person) {
        (void)snprintf(file->fault, sizeof file->fault, "nobody has the number '%s'", file->staff);
    }
    (void)snprintf(file->stored, sizeof file->stored, "%s", office_text(photo, "sha256"));
    return true;
}

static bool look_up_all(struct photo_folder *folder, struct office *office, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    if (!storage_read(office_storage(office), &view, err)) {
        return false;
    }
    for (size_t i = 0; i < folder->count; i++) {
        struct photo_file *file = &folder->files[i];
        if (!file->fault[0] && !look_up(snapshot_database(view), file, err)) {
            return false;
        }
    }
    return true;
}

/* Nothing is opened that would wait for somebody or is too large anyhow. */
static bool is_readable(const char *path, struct error *err)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return error_set_errno(err, errno, "cannot be looked at");
    }
    if (!S_ISREG(about.st_mode)) {
        return error_set(err, ERROR_INVALID, "not a file");
    }
    return about.st_size <= PORTRAIT_SENT_MAX ||
           error_set(err, ERROR_INVALID, "more than %u MiB", PORTRAIT_SENT_MAX >> 20);
}

/* Into the spool; a fault of the file itself is written down and no error. */
static bool make_picture(struct photo_folder *folder, struct photo_file *file, struct error *err)
{
    char path[PATH_SIZE];
    char sha256[HASH_HEX_SIZE];
    AUTO(memory) char *sent = NULL;
    AUTO(memory) void *jpeg = NULL;
    struct error fault = {0};
    size_t len;
    (void)snprintf(path, sizeof path, "%s/%s", folder->import->folder, file->name);
    if (!is_readable(path, &fault) || !file_read(path, PORTRAIT_SENT_MAX, &sent, &len, &fault) ||
        !portrait_make(sent, len, &jpeg, &file->len, &fault)) {
        (void)snprintf(file->fault, sizeof file->fault, "%.*s", FAULT_SIZE - 1, fault.text);
        return fault.code != ERROR_NO_MEMORY || error_set(err, fault.code, "%s", fault.text);
    }
    const struct hash hash = hash_sha256(jpeg, file->len);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    file->fate = strcmp(file->stored, sha256) == 0 ? FATE_UNCHANGED
                 : file->stored[0]                 ? FATE_CHANGED
                                                   : FATE_MADE;
    file->at = ftell(folder->spool);
    return (file->at >= 0 && fwrite(jpeg, 1, file->len, folder->spool) == file->len) ||
           error_set_errno(err, errno, "the temporary file of photos");
}

static bool make_all(struct photo_folder *folder, struct error *err)
{
    folder->spool = tmpfile();
    folder->chosen = calloc(folder->count + 1, sizeof *folder->chosen);
    if (!folder->spool || !folder->chosen) {
        return error_set_errno(err, errno, "the temporary file of photos");
    }
    for (size_t i = 0; i < folder->count; i++) {
        struct photo_file *file = &folder->files[i];
        if (!file->fault[0] && !make_picture(folder, file, err)) {
            return false;
        }
        if (!file->fault[0] && file->fate != FATE_UNCHANGED) {
            folder->chosen[folder->chosen_count++] = i;
        }
    }
    return true;
}

static bool on_photo(size_t index, const char **ret_staff, struct staff_photo *ret_photo,
                     void *user, struct error *err)
{
    struct photo_folder *folder = user;
    const struct photo_file *file = &folder->files[folder->chosen[index]];
    if (fseek(folder->spool, file->at, SEEK_SET) != 0 ||
        fread(folder->jpeg, 1, file->len, folder->spool) != file->len) {
        return error_set_errno(err, errno, "the temporary file of photos");
    }
    *ret_staff = file->staff;
    *ret_photo = (struct staff_photo){folder->jpeg, file->len};
    return true;
}

static bool put_all(struct photo_folder *folder, struct office *office, struct error *err)
{
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (folder->chosen_count == 0) {
        return true;
    }
    if (!staff_photo_put_all(office, folder->import->caller, folder->chosen_count, on_photo, folder,
                             &answer, err)) {
        return false;
    }
    return answer.result == OFFICE_DONE ||
           error_set(err, ERROR_INVALID, "%s; nothing was imported", answer.detail);
}

static bool list_errors(const struct photo_folder *folder, json_t *errors)
{
    bool good = true;
    for (size_t i = 0;
         good && i < folder->count && json_array_size(errors) < PHOTO_FOLDER_ERRORS_MAX; i++) {
        const struct photo_file *file = &folder->files[i];
        good = !file->fault[0] ||
               json_array_append_new(errors, json_pack("{s:s+, s:s}", "file", file->name, "",
                                                       "detail", file->fault)) == 0;
    }
    return good;
}

static bool report(const struct photo_folder *folder, json_t *errors, bool kept,
                   json_t **ret_report, struct error *err)
{
    json_int_t fates[FATES] = {0};
    for (size_t i = 0; i < folder->count; i++) {
        fates[folder->files[i].fate] += folder->files[i].fault[0] ? 0 : 1;
    }
    *ret_report = json_pack("{s:I, s:I, s:I, s:I, s:O, s:b}", "files", (json_int_t)folder->count,
                            "made", fates[FATE_MADE], "changed", fates[FATE_CHANGED], "unchanged",
                            fates[FATE_UNCHANGED], "errors", errors, "kept", kept);
    return *ret_report || error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
}

static bool run(struct photo_folder *folder, struct office *office, json_t **ret_report,
                struct error *err)
{
    AUTO(json) json_t *errors = json_array();
    if (!list_files(folder, err) || !look_up_all(folder, office, err) || !make_all(folder, err)) {
        return false;
    }
    if (!errors || !list_errors(folder, errors)) {
        return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
    }
    bool kept = json_array_size(errors) == 0 && !folder->import->dry_run;
    return (!kept || put_all(folder, office, err)) && report(folder, errors, kept, ret_report, err);
}

bool photo_folder_import(struct office *office, const struct photo_import *import,
                         json_t **ret_report, struct error *err)
{
    struct photo_folder *folder = calloc(1, sizeof *folder);
    if (!folder) {
        return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
    }
    folder->import = import;
    bool good = run(folder, office, ret_report, err);
    finish(folder);
    free(folder);
    return good;
}
