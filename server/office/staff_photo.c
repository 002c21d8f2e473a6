#include "staff_photo.h"

#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "photo_store.h"
#include <stdio.h>

/* One call on its way through the writer; photo NULL: it is taken away. */
struct changing {
    struct office *office;
    const struct office_caller *caller;
    const char *staff;
    const struct staff_photo *photo;
    json_t *value; /* the document */
    struct office_answer *answer;
};

static bool refuse(struct changing *changing, enum office_result result, const char *detail,
                   struct error *err)
{
    changing->answer->result = result;
    (void)snprintf(changing->answer->detail, sizeof changing->answer->detail, "%s", detail);
    return error_set(err, ERROR_DENIED, "%s", detail);
}

static bool check(struct changing *changing, struct database *database, struct error *err)
{
    AUTO(json) json_t *person = NULL;
    bool may;
    if (!office_peek(database, &staff_kind, changing->staff, &person, err)) {
        return false;
    }
    if (!person) {
        return refuse(changing, OFFICE_NOT_FOUND, "not there", err);
    }
    return office_may(changing->office, database, &staff_kind, changing->caller, PERMISSION_WRITE,
                      person, &may, err) &&
           (may || refuse(changing, OFFICE_DENIED, "not within what this account may do", err));
}

static bool write_down(struct changing *changing, struct database *database, struct error *err)
{
    struct audit *audit = changing->office->settings.audit;
    const struct audit_entry entry = {.action =
                                          changing->photo ? "staff.photo" : "staff.photo_remove",
                                      .kind = "staff",
                                      .id = changing->staff,
                                      .outcome = AUDIT_DONE,
                                      .after = changing->value};
    return !audit || audit_append(audit, database, &changing->caller->actor, &entry, err);
}

static struct document_author author_of(const struct changing *changing)
{
    const struct office_caller *caller = changing->caller;
    const char *account = caller->holder ? caller->holder->account : caller->actor.who;
    return (struct document_author){account ? account : "",
                                    clock_utc_us(changing->office->settings.clock)};
}

static bool run_put(struct database *database, void *user, struct error *err)
{
    struct changing *changing = user;
    const struct document_author author = author_of(changing);
    const char *sha256 = office_text(changing->value, "sha256");
    *changing->answer = (struct office_answer){0};
    return check(changing, database, err) &&
           fact_writer_put(changing->office->settings.facts, database, "photo", changing->staff,
                           changing->value, &author, err) &&
           photo_store_put(database, changing->staff, sha256, changing->photo->jpeg,
                           changing->photo->len, err) &&
           write_down(changing, database, err);
}

static bool run_remove(struct database *database, void *user, struct error *err)
{
    struct changing *changing = user;
    const struct document_author author = author_of(changing);
    enum document_presence presence;
    AUTO(memory) char *value = NULL;
    *changing->answer = (struct office_answer){0};
    if (!check(changing, database, err) ||
        !document_store_read(database, "photo", changing->staff, &presence, &value, err)) {
        return false;
    }
    if (presence != DOCUMENT_PRESENT) {
        return refuse(changing, OFFICE_NOT_FOUND, "there is no photograph", err);
    }
    return fact_writer_remove(changing->office->settings.facts, database, "photo", changing->staff,
                              &author, err) &&
           photo_store_remove(database, changing->staff, err) &&
           write_down(changing, database, err);
}

static bool change(struct changing *changing, write_run *run, struct error *err)
{
    struct error fault = {0};
    if (storage_write(office_storage(changing->office), run, changing, &fault)) {
        return true;
    }
    if (changing->answer->result == OFFICE_DONE) {
        *err = fault;
        return false;
    }
    const struct office_call call = {
        .kind = &staff_kind, .caller = changing->caller, .id = changing->staff};
    return office_note_refusal(changing->office, &call, changing->answer, "photo", err);
}

/* The document about a photograph; NULL where there is no memory. */
static json_t *describe(const char *staff, const struct staff_photo *photo)
{
    char sha256[HASH_HEX_SIZE];
    const struct hash hash = hash_sha256(photo->jpeg, photo->len);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    return json_pack("{s:s, s:s, s:I}", "staff", staff, "sha256", sha256, "size",
                     (json_int_t)photo->len);
}

bool staff_photo_put(struct office *office, const struct office_caller *caller, const char *staff,
                     const struct staff_photo *photo, struct office_answer *ret_answer,
                     struct error *err)
{
    AUTO(json) json_t *value = describe(staff, photo);
    struct changing changing = {office, caller, staff, photo, value, ret_answer};
    if (!value) {
        return error_set(err, ERROR_NO_MEMORY, "photo: out of memory");
    }
    if (!change(&changing, run_put, err)) {
        return false;
    }
    ret_answer->value = ret_answer->result == OFFICE_DONE ? TAKE(value) : NULL;
    return true;
}

/* All of them on their way through the writer. */
struct changing_all {
    struct changing each;
    size_t count;
    staff_photo_visit *on_photo;
    void *user;
};

static bool run_put_all(struct database *database, void *user, struct error *err)
{
    struct changing_all *all = user;
    struct changing *each = &all->each;
    for (size_t i = 0; i < all->count; i++) {
        struct staff_photo photo;
        if (!all->on_photo(i, &each->staff, &photo, all->user, err)) {
            return false;
        }
        AUTO(json) json_t *value = describe(each->staff, &photo);
        if (!value) {
            return error_set(err, ERROR_NO_MEMORY, "photo: out of memory");
        }
        each->photo = &photo;
        each->value = value;
        if (!run_put(database, each, err)) {
            return error_prefix(err, "%s", each->staff);
        }
    }
    return true;
}

bool staff_photo_put_all(struct office *office, const struct office_caller *caller, size_t count,
                         staff_photo_visit *on_photo, void *user, struct office_answer *ret_answer,
                         struct error *err)
{
    struct changing_all all = {
        .each = {.office = office, .caller = caller, .answer = ret_answer},
        .count = count,
        .on_photo = on_photo,
        .user = user,
    };
    const struct write_job job = {.run = run_put_all, .user = &all, .weight = count};
    struct error fault = {0};
    *ret_answer = (struct office_answer){0};
    if (write_queue_run_job(storage_writer(office_storage(office)), &job, &fault)) {
        return true;
    }
    if (ret_answer->result == OFFICE_DONE) {
        *err = fault;
        return false;
    }
    (void)snprintf(ret_answer->detail, sizeof ret_answer->detail, "%s", fault.text);
    return true;
}

bool staff_photo_remove(struct office *office, const struct office_caller *caller,
                        const char *staff, struct office_answer *ret_answer, struct error *err)
{
    struct changing changing = {office, caller, staff, NULL, NULL, ret_answer};
    return change(&changing, run_remove, err);
}

bool staff_photo_read(struct office *office, const struct office_caller *caller, const char *staff,
                      struct office_answer *ret_answer, void **ret_jpeg, size_t *ret_len,
                      struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    bool found;
    if (!office_read(office, &staff_kind, caller, staff, ret_answer, err)) {
        return false;
    }
    if (ret_answer->result != OFFICE_DONE) {
        return true;
    }
    if (!storage_read(office_storage(office), &view, err) ||
        !photo_store_read(snapshot_database(view), staff, &found, ret_jpeg, ret_len, err)) {
        return false;
    }
    *ret_jpeg = found ? *ret_jpeg : NULL;
    return true;
}

bool staff_photo_find(struct storage *storage, const char *sha256, bool *ret_found, void **ret_jpeg,
                      size_t *ret_len, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(storage, &view, err) &&
           photo_store_find(snapshot_database(view), sha256, ret_found, ret_jpeg, ret_len, err);
}
