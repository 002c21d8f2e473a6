#include "kind_list.h"

/* When one has to be there: schedules with their versions, and who keeps which schedule. */

static const char *const requirements[] = {"required", "optional", NULL};

static const struct form_field session_form[] = {
    {.name = "start", .type = FORM_CLOCK, .flags = FORM_REQUIRED},
    {.name = "end", .type = FORM_CLOCK, .flags = FORM_REQUIRED},
    {.name = "in", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = requirements},
    {.name = "out", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = requirements},
    {0},
};

static const struct form_field version_form[] = {
    {.name = "from", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "to", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "weekdays", .type = FORM_INTS, .flags = FORM_REQUIRED, .min = 7, .max = 7},
    {.name = "sessions", .type = FORM_ROWS, .flags = FORM_REQUIRED, .max = 9, .rows = session_form},
    {0},
};

static const struct form_field form[] = {
    {.name = "id", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED},
    {.name = "name", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 255},
    {.name = "versions",
     .type = FORM_ROWS,
     .flags = FORM_REQUIRED,
     .max = 1000,
     .rows = version_form},
    {0},
};

const struct office_kind schedule_kind = {
    .name = "schedule",
    .path = "schedules",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT | OFFICE_ID_INSIDE,
    .id_member = "id",
    .form = form,
    .resource = PERMISSION_SCHEDULE,
    .make_action = PERMISSION_WRITE,
    .index = {.search = "name"},
};

static const struct form_field assignment_form[] = {
    {.name = "schedule", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "schedule"},
    {.name = "unit", .type = FORM_ID, .link = "unit"},
    {.name = "staff", .type = FORM_ID, .link = "staff"},
    {.name = "from", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "to", .type = FORM_DATE},
    {0},
};

const struct office_kind assignment_kind = {
    .name = "assignment",
    .path = "assignments",
    .flags = OFFICE_HAS_DOCUMENT,
    .id_prefix = "a",
    .form = assignment_form,
    .resource = PERMISSION_ASSIGNMENT,
    .make_action = PERMISSION_WRITE,
    .index = {.unit = "unit", .staff = "staff", .from = "from", .to = "to"},
};
