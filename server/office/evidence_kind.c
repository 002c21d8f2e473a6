#include "kept_file.h"
#include "kind_list.h"

/* A file that proves something (schema 0007 has its bytes): a photograph, a doctor's note. It is
 * somebody's, and whoever may see their corrections may see it. */

static const struct form_field form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    KEPT_FILE_MEMBERS,
    {0},
};

const struct office_kind evidence_kind = {
    .name = "evidence",
    .path = "evidence",
    .flags = OFFICE_PERSONAL | OFFICE_KEEPS | OFFICE_MADE_ELSEWHERE,
    .id_prefix = "e",
    .form = form,
    .resource = PERMISSION_CORRECTION,
    .make_action = PERMISSION_REQUEST,
    .index = {.search = "name", .staff = "staff"},
};
