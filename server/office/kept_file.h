#pragma once
/* Files that prove something, with their bytes: a kind says what each is about, whose it is and who
 * may see it (evidence_kind, attachment_kind); this keeps and gives back. Any thread but the
 * writer's. */

#include "office.h"

struct kept_file {
    const char *name, *media_type;
    const void *bytes;
    size_t len;
};

/* Takes the file in: what it is about (members of the kind besides name, media_type, size and
 * sha256), and its bytes; both or nothing. */
bool kept_file_add(struct office *office, const struct office_kind *kind,
                   const struct office_caller *caller, const json_t *about,
                   const struct kept_file *file, struct office_answer *ret_answer,
                   struct error *err) MUST_USE;

/* What it is about and, where the answer is OFFICE_DONE, its bytes: malloc's, yours. */
bool kept_file_read(struct office *office, const struct office_kind *kind,
                    const struct office_caller *caller, const char *id,
                    struct office_answer *ret_answer, void **ret_bytes, size_t *ret_len,
                    struct error *err) MUST_USE;

/* The members that every such thing has besides what it is about, for its form. */
#define KEPT_FILE_MEMBERS                                                                          \
    {.name = "name", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},                       \
        {.name = "media_type",                                                                     \
         .type = FORM_TEXT,                                                                        \
         .flags = FORM_REQUIRED | FORM_FIXED,                                                      \
         .max = 100},                                                                              \
        {.name = "size", .type = FORM_INT, .flags = FORM_REQUIRED | FORM_FIXED, .max = 8 << 20},   \
    {                                                                                              \
        .name = "sha256", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_FIXED, .max = 64        \
    }
