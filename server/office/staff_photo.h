#pragma once
/* A person's photograph: who may see and change it is who may see and change the person. The fact
 * that there is one goes to the kiosks as a document of kind photo, with the hash by which they
 * fetch it. Any thread but the writer's. */

#include "office.h"

/* A JPEG in the form that kiosks get (server/picture). */
struct staff_photo {
    const void *jpeg;
    size_t len;
};

/* In the place of an earlier one; ret_answer's value is {"staff", "sha256", "size"}. */
bool staff_photo_put(struct office *office, const struct office_caller *caller, const char *staff,
                     const struct staff_photo *photo, struct office_answer *ret_answer,
                     struct error *err) MUST_USE;

/* Several in one transaction, all or nothing: on_photo gives the one of that index, whose texts and
 * bytes stand until it is asked for the next. The answer's value is NULL; where it is not
 * OFFICE_DONE, its detail begins with the person. */
typedef bool staff_photo_visit(size_t index, const char **ret_staff, struct staff_photo *ret_photo,
                               void *user, struct error *err);
bool staff_photo_put_all(struct office *office, const struct office_caller *caller, size_t count,
                         staff_photo_visit *on_photo, void *user, struct office_answer *ret_answer,
                         struct error *err) MUST_USE;

/* OFFICE_NOT_FOUND where there is none. */
bool staff_photo_remove(struct office *office, const struct office_caller *caller,
                        const char *staff, struct office_answer *ret_answer, struct error *err)
    MUST_USE;

/* By its hash, for kiosks; *ret_found false where there is none. ret_jpeg is malloc's, yours. */
bool staff_photo_find(struct storage *storage, const char *sha256, bool *ret_found, void **ret_jpeg,
                      size_t *ret_len, struct error *err) MUST_USE;

/* Where the answer is OFFICE_DONE its bytes: malloc's, yours; NULL where the person has none. */
bool staff_photo_read(struct office *office, const struct office_caller *caller, const char *staff,
                      struct office_answer *ret_answer, void **ret_jpeg, size_t *ret_len,
                      struct error *err) MUST_USE;
