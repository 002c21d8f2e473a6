#include "roster_sheet.h"

#include "approval.h"
#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "roster_columns.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define EXCEL_DAY_ONE 25569 /* the serial number of 1970-01-01 */

#define COLUMNS_MAX 16

struct importing {
    struct office *office;
    const struct roster_import *import;
    struct database *database;
    const struct column *columns[SHEET_COLUMNS_MAX]; /* NULL: the sheet has none there */
    json_t *errors;
    size_t rows, made, changed, unchanged;
    bool too_many;
};

/* column NULL: of the whole row. False only without memory. */
static bool add_error(struct importing *importing, size_t row, const char *column,
                      const char *detail, struct error *err)
{
    importing->too_many = json_array_size(importing->errors) >= ROSTER_ERRORS_MAX;
    return importing->too_many ||
           json_array_append_new(importing->errors,
                                 json_pack("{s:I, s:s?, s:s}", "row", (json_int_t)row + 1, "column",
                                           column, "detail", detail)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "import: out of memory");
}

/* Spreadsheets like to put spaces around headings. */
static bool is_heading(const char *text, const char *heading)
{
    size_t len = strlen(heading);
    text += strspn(text, " ");
    return strncmp(text, heading, len) == 0 && text[len + strspn(text + len, " ")] == '\0';
}

static const struct column *find_column(const struct roster_sheet *list, const char *heading)
{
    for (const struct column *column = list->columns; column->heading; column++) {
        if (is_heading(heading, column->heading) || is_heading(heading, column->member)) {
            return column;
        }
    }
    return NULL;
}

static bool has_column(const struct importing *importing, const struct column *column)
{
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++) {
        if (importing->columns[i] == column) {
            return true;
        }
    }
    return false;
}

static bool is_needed(const struct roster_sheet *list, const struct column *column)
{
    const struct form_field *field = form_find(list->kind->form, column->member);
    bool is_card = list->kind == &card_kind;
    return column->use == COLUMN_KEY
               ? !is_card
               : field && (field->flags & FORM_REQUIRED) && list->kind != &meeting_kind;
}

static bool read_headings(struct importing *importing, struct error *err)
{
    const struct roster_sheet *list = importing->import->list;
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++) {
        const char *heading = sheet_cell(importing->import->sheet, 0, i);
        const struct column *column = *heading ? find_column(list, heading) : NULL;
        const char *fault = !*heading                       ? NULL
                            : !column                       ? "unknown heading"
                            : has_column(importing, column) ? "heading there twice"
                                                            : NULL;
        if (fault && !add_error(importing, 0, heading, fault, err)) {
            return false;
        }
        importing->columns[i] = column;
    }
    for (const struct column *column = list->columns; column->heading; column++) {
        if (is_needed(list, column) && !has_column(importing, column) &&
            !add_error(importing, 0, column->heading, "this column is missing", err)) {
            return false;
        }
    }
    return true;
}

/* "u2@2026-01-01; u3@2026-05-01" */
static json_t *read_moves(const char *text)
{
    json_t *moves = json_array();
    AUTO(memory) char *copy = strdup(text);
    char *rest = NULL;
    for (char *move = copy ? strtok_r(copy, ";； ", &rest) : NULL; move;
         move = strtok_r(NULL, ";； ", &rest)) {
        char *at = strchr(move, '@');
        if (at) {
            *at = '\0';
        }
        (void)json_array_append_new(moves, json_pack("{s:s, s:s}", "unit", move, "from",
                                                     at ? at + 1 : "")); /* checked by its form */
    }
    return moves;
}

/* A spreadsheet keeps a date as a number of days. */
static json_t *read_date(const char *text)
{
    char date[CIVIL_DATE_SIZE];
    char *end = NULL;
    long serial = strtol(text, &end, 10);
    int year, month, day, used = 0;
    if (*end == '\0' && serial > 1 && serial < 200000) {
        return json_string(civil_date_format((int32_t)serial - EXCEL_DAY_ONE, date));
    }
    if ((sscanf(text, "%4d/%2d/%2d%n", &year, &month, &day, &used) == 3 ||
         sscanf(text, "%4d年%2d月%2d日%n", &year, &month, &day, &used) == 3) &&
        text[used] == '\0' && year > 999 && month > 0 && day > 0) {
        char written[40];
        (void)snprintf(written, sizeof written, "%04d-%02d-%02d", year, month, day);
        return json_string(written);
    }
    return json_string(text);
}

static json_t *read_cell(const struct roster_sheet *list, const struct column *column,
                         const char *text)
{
    const struct form_field *field = form_find(list->kind->form, column->member);
    if (!*text) {
        return json_null();
    }
    if (column->use == COLUMN_MOVES) {
        return read_moves(text);
    }
    for (const struct shown_word *word = column->words; word && word->shown; word++) {
        if (strcmp(word->shown, text) == 0) {
            return json_string(word->word);
        }
    }
    return field && field->type == FORM_DATE ? read_date(text) : json_string(text);
}

static bool read_row(const struct importing *importing, size_t row, json_t *ret_members,
                     struct error *err)
{
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++) {
        const struct column *column = importing->columns[i];
        const char *text = sheet_cell(importing->import->sheet, row, i);
        if (!column || column->use == COLUMN_SHOWN_ONLY) {
            continue;
        }
        if (json_object_set_new(ret_members, column->member,
                                read_cell(importing->import->list, column, text)) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "import: out of memory");
        }
    }
    return true;
}

static bool is_empty_row(const struct importing *importing, size_t row)
{
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++) {
        if (*sheet_cell(importing->import->sheet, row, i)) {
            return false;
        }
    }
    return true;
}

/* "unit: there is no unit 'x'" as the column that has the unit. */
static bool add_fault(struct importing *importing, size_t row, const char *text, struct error *err)
{
    for (const struct column *column = importing->import->list->columns; column->heading;
         column++) {
        size_t len = strlen(column->member);
        if (strncmp(text, column->member, len) == 0 && strchr(":.[", text[len]) && text[len]) {
            const char *detail = strstr(text, ": ");
            return add_error(importing, row, column->heading, detail ? detail + 2 : text, err);
        }
    }
    return add_error(importing, row, NULL, text, err);
}

/* What a new thing has not is left out; of one that is there it is taken away. */
static void drop_empty(json_t *members)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(members, next, name, value)
    {
        if (json_is_null(value)) {
            (void)json_object_del(members, name); /* it is there */
        }
    }
}

/* Members that cannot change are looked at, not sent; what is as it was is no change. */
static bool drop_same(const struct office_kind *kind, const json_t *before, json_t *members)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(members, next, name, value)
    {
        const json_t *old = json_object_get(before, name);
        if (json_is_null(value) ? !old : old && json_equal(old, value)) {
            (void)json_object_del(members, name); /* it is there */
        }
    }
    (void)json_object_del(members, kind->id_member); /* −1 where a card has none */
    return json_object_size(members) == 0;
}

static bool put_row(struct importing *importing, size_t row, json_t *members, struct error *err)
{
    const struct office_kind *kind = importing->import->list->kind;
    const char *key = office_text(members, kind->id_member);
    char id[OFFICE_ID_MAX + 1];
    AUTO(json) json_t *before = NULL;
    if (strlen(key) > OFFICE_ID_MAX) {
        return add_fault(importing, row, "id: not an id", err);
    }
    if (!office_full_id(importing->database, kind, key, id, err) ||
        (*id && !office_peek(importing->database, kind, id, &before, err))) {
        return false;
    }
    if (kind == &card_kind && *id && !before) {
        return add_fault(importing, row, "id: there is no such card", err);
    }
    if (before ? drop_same(kind, before, members) : false) {
        importing->unchanged++;
        return true;
    }
    if (!before) {
        drop_empty(members);
        if (kind == &card_kind) {
            (void)json_object_del(members, "id"); /* the number says which */
        }
    }
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const struct office_call call = {.kind = kind,
                                     .caller = importing->import->caller,
                                     .id = before ? id : NULL,
                                     .input = members};
    struct error fault = {0};
    if (office_write_within(importing->office, importing->database, &call, &answer, &fault)) {
        *(before ? &importing->changed : &importing->made) += 1;
        return true;
    }
    if (answer.result == OFFICE_DONE && fault.code != ERROR_INVALID) {
        *err = fault;
        return false;
    }
    return add_fault(importing, row, answer.result == OFFICE_DONE ? fault.text : answer.detail,
                     err);
}

/* A unit comes after the one above it, wherever that stands in the sheet. */
static bool waits(const struct importing *importing, const json_t *waiting, const json_t *members)
{
    return importing->import->list->kind == &unit_kind &&
           json_object_get(waiting, office_text(members, "parent")) != NULL;
}

struct pending_row {
    size_t row;
    json_t *members; /* NULL: done */
};

static bool pass(struct importing *importing, struct pending_row *rows, size_t count,
                 json_t *waiting, const char *id_member, size_t *ret_done, struct error *err)
{
    *ret_done = 0;
    for (size_t i = 0; i < count && !importing->too_many; i++) {
        if (!rows[i].members || waits(importing, waiting, rows[i].members)) {
            continue;
        }
        (void)json_object_del(waiting, office_text(rows[i].members, id_member)); /* −1: done once */
        if (!put_row(importing, rows[i].row, rows[i].members, err)) {
            return false;
        }
        json_decref(rows[i].members);
        rows[i].members = NULL;
        ++*ret_done;
    }
    return true;
}

static bool import_rows(struct importing *importing, struct pending_row *rows, size_t count,
                        struct error *err)
{
    const char *id_member = importing->import->list->kind->id_member;
    AUTO(json) json_t *waiting = json_object();
    size_t done = 1;
    for (size_t i = 0; i < count; i++) {
        const char *id = office_text(rows[i].members, id_member);
        if (*id && json_object_get(waiting, id) &&
            !add_fault(importing, rows[i].row, "code: there twice in this sheet", err)) {
            return false;
        }
        if (!waiting || (*id && json_object_set_new(waiting, id, json_true()) != 0)) {
            return error_set(err, ERROR_NO_MEMORY, "import: out of memory");
        }
    }
    while (done > 0 && !importing->too_many) {
        if (!pass(importing, rows, count, waiting, id_member, &done, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < count && !importing->too_many; i++) {
        if (rows[i].members &&
            !add_fault(importing, rows[i].row, "parent: stands below itself", err)) {
            return false;
        }
    }
    return true;
}

static void free_rows(struct pending_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_decref(rows[i].members);
    }
    free(rows);
}

static bool collect_rows(struct importing *importing, struct pending_row *rows, size_t *ret_count,
                         struct error *err)
{
    size_t count = sheet_row_count(importing->import->sheet);
    for (size_t row = 1; row < count; row++) {
        if (is_empty_row(importing, row)) {
            continue;
        }
        json_t *members = json_object();
        rows[(*ret_count)++] = (struct pending_row){row, members};
        if (!members || !read_row(importing, row, members, err)) {
            return members ? false : error_set(err, ERROR_NO_MEMORY, "import: out of memory");
        }
    }
    importing->rows = *ret_count;
    return true;
}

/* A meeting's attendees are one change of the meeting. */
static bool put_attendees(struct importing *importing, struct pending_row *rows, size_t count,
                          struct error *err)
{
    AUTO(json) json_t *input = json_pack("{s:[], s:[], s:n}", "attendees", "seats", "invite");
    for (size_t i = 0; input && i < count; i++) {
        json_t *members = rows[i].members;
        const char *role = office_text(members, "role"), *seat = office_text(members, "seat");
        const char *staff = office_text(members, "staff");
        if (json_array_append_new(
                json_object_get(input, "attendees"),
                json_pack("{s:s, s:s}", "staff", staff, "role", *role ? role : "required")) != 0 ||
            (*seat &&
             json_array_append_new(json_object_get(input, "seats"),
                                   json_pack("{s:s, s:s}", "staff", staff, "seat", seat)) != 0)) {
            return error_set(err, ERROR_NO_MEMORY, "import: out of memory");
        }
    }
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const struct office_call call = {.kind = &meeting_kind,
                                     .caller = importing->import->caller,
                                     .id = importing->import->meeting,
                                     .input = input};
    struct error fault = {0};
    if (office_write_within(importing->office, importing->database, &call, &answer, &fault)) {
        importing->changed = count;
        return true;
    }
    size_t at = 0;
    const char *text = answer.result == OFFICE_DONE ? fault.text : answer.detail;
    bool named = sscanf(text, "attendees[%zu]", &at) == 1 && at < count;
    const char *member = named ? strstr(text, "].") : NULL;
    return add_fault(importing, named ? rows[at].row : 0, member ? member + 2 : text, err);
}

static bool run_import(struct database *database, void *user, struct error *err)
{
    struct importing *importing = user;
    bool attendees = importing->import->list->kind == &meeting_kind;
    size_t count = 0;
    size_t stale = importing->office->stale.count;
    (void)json_array_clear(importing->errors); /* a second run begins afresh */
    importing->rows = importing->made = importing->changed = importing->unchanged = 0;
    memset(importing->columns, 0, sizeof importing->columns);
    importing->database = database;
    struct pending_row *rows = calloc(sheet_row_count(importing->import->sheet) + 1, sizeof *rows);
    bool good = (rows || error_set(err, ERROR_NO_MEMORY, "import: out of memory")) &&
                read_headings(importing, err) && collect_rows(importing, rows, &count, err) &&
                (json_array_size(importing->errors) > 0 ||
                 (attendees ? put_attendees(importing, rows, count, err)
                            : import_rows(importing, rows, count, err)));
    free_rows(rows, count);
    if (good && (importing->import->dry_run || json_array_size(importing->errors) > 0)) {
        importing->office->stale.count = stale;
        return error_set(err, ERROR_INTERRUPTED, "nothing is kept");
    }
    return good;
}

bool roster_sheet_import(struct office *office, const struct roster_import *import,
                         json_t **ret_report, struct error *err)
{
    AUTO(json) json_t *errors = json_array();
    struct importing importing = {.office = office, .import = import, .errors = errors};
    struct error fault = {0};
    const struct write_job job = {
        .run = run_import, .user = &importing, .weight = sheet_row_count(import->sheet)};
    bool kept =
        errors && write_queue_run_job(storage_writer(office->settings.storage), &job, &fault);
    if (!kept && fault.code != ERROR_INTERRUPTED) {
        *err = fault;
        return false;
    }
    *ret_report =
        json_pack("{s:I, s:I, s:I, s:I, s:O, s:b}", "rows", (json_int_t)importing.rows, "made",
                  (json_int_t)importing.made, "changed", (json_int_t)importing.changed, "unchanged",
                  (json_int_t)importing.unchanged, "errors", errors, "kept", kept);
    return *ret_report || error_set(err, ERROR_NO_MEMORY, "import: out of memory");
}
