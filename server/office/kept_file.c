#include "kept_file.h"

#include "evidence_store.h"
#include "json.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

struct adding {
    struct office *office;
    const struct office_call *call;
    const struct kept_file *file;
    struct office_answer *answer;
};

static bool run_add(struct database *database, void *user, struct error *err)
{
    struct adding *adding = user;
    return office_write_within(adding->office, database, adding->call, adding->answer, err) &&
           evidence_store_add(database, adding->answer->id, adding->file->bytes, adding->file->len,
                              err);
}

bool kept_file_add(struct office *office, const struct office_kind *kind,
                   const struct office_caller *caller, const json_t *about,
                   const struct kept_file *file, struct office_answer *ret_answer,
                   struct error *err)
{
    char sha256[HASH_HEX_SIZE];
    struct error fault = {0};
    const struct hash hash = hash_sha256(file->bytes, file->len);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    AUTO(json)
    json_t *input = json_pack("{s:s, s:s, s:I, s:s}", "name", file->name, "media_type",
                              file->media_type, "size", (json_int_t)file->len, "sha256", sha256);
    const struct office_call call = {.kind = kind, .caller = caller, .input = input};
    struct adding adding = {office, &call, file, ret_answer};
    if (!input || json_object_update(input, (json_t *)(uintptr_t)about) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "file: out of memory");
    }
    if (storage_write(office_storage(office), run_add, &adding, &fault)) {
        char id[OFFICE_ID_MAX + 1];
        memcpy(id, ret_answer->id, sizeof id);
        return office_read(office, kind, caller, id, ret_answer, err);
    }
    if (ret_answer->result == OFFICE_DONE && fault.code != ERROR_INVALID) {
        *err = fault;
        return false;
    }
    if (ret_answer->result == OFFICE_DONE) {
        ret_answer->result = OFFICE_INVALID;
        (void)snprintf(ret_answer->detail, sizeof ret_answer->detail, "%s", fault.text);
    }
    return office_note_refusal(office, &call, ret_answer, "make", err);
}

bool kept_file_read(struct office *office, const struct office_kind *kind,
                    const struct office_caller *caller, const char *id,
                    struct office_answer *ret_answer, void **ret_bytes, size_t *ret_len,
                    struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    bool found;
    if (!office_read(office, kind, caller, id, ret_answer, err)) {
        return false;
    }
    if (ret_answer->result != OFFICE_DONE) {
        return true;
    }
    if (!storage_read(office_storage(office), &view, err) ||
        !evidence_store_read(snapshot_database(view), id, &found, ret_bytes, ret_len, err)) {
        return false;
    }
    ret_answer->result = found ? OFFICE_DONE : OFFICE_NOT_FOUND;
    return true;
}
