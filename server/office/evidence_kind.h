#pragma once
/* Files that prove something, with their bytes. Any thread but the writer's. */

#include "office.h"

struct evidence_file {
    const char *staff, *name, *media_type;
    const void *bytes;
    size_t len;
};

/* Takes the file in; both what it is about and its bytes, or nothing. */
bool evidence_kind_add(struct office *office, const struct office_caller *caller,
                       const struct evidence_file *file, struct office_answer *ret_answer,
                       struct error *err) MUST_USE;

/* What it is about and, where the answer is OFFICE_DONE, its bytes: malloc's, yours. */
bool evidence_kind_file(struct office *office, const struct office_caller *caller, const char *id,
                        struct office_answer *ret_answer, void **ret_bytes, size_t *ret_len,
                        struct error *err) MUST_USE;
