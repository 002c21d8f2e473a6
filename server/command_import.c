#include "command_table.h"
#include "file.h"
#include "json.h"
#include "photo_folder.h"
#include "roster_sheet.h"
#include "server_services.h"
#include "sheet_file.h"
#include <stdio.h>
#include <string.h>

#define CALENDAR_MAX (64 << 10)

static const struct office_caller commander = {.actor = {.by = AUDIT_BY_COMMAND, .who = "import"}};

/* A year's days of rest and work, as in server/office/calendar/2026.json. */
static bool import_calendar(const struct server_services *services, const char *path,
                            struct error *err)
{
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *value = NULL;
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    const char *year;
    size_t len;
    if (!file_read(path, CALENDAR_MAX, &text, &len, err) ||
        !json_parse(text, len, path, &value, err) ||
        !json_get_text(value, path, "year", 4, &year, err)) {
        return false;
    }
    struct office_call call = {
        .kind = office_kind_find("calendar"), .caller = &commander, .input = value};
    if (!office_make(services->office, &call, &answer, err)) {
        return false;
    }
    if (answer.result == OFFICE_INVALID && strstr(answer.detail, "already")) {
        AUTO(json) json_t *change = json_copy(value);
        (void)json_object_del(change, "year"); /* it is there: it has been read */
        call.input = change;
        call.id = year;
        office_answer_finish(&answer);
        if (!office_change(services->office, &call, &answer, err)) {
            return false;
        }
    }
    return answer.result == OFFICE_DONE ||
           error_set(err, ERROR_INVALID, "%s: %.400s", path, answer.detail);
}

/* Every fault on a line of its own: row and column, or the file; and what is wrong. */
static void print_fault(const json_t *fault, const char *path)
{
    const char *file = json_string_value(json_object_get(fault, "file"));
    const char *column = json_string_value(json_object_get(fault, "column"));
    const char *detail = json_string_value(json_object_get(fault, "detail"));
    if (file) {
        (void)fprintf(stderr, "%s/%s: %s\n", path, file, detail);
        return;
    }
    (void)fprintf(stderr, "%s:%lld: %s%s%s\n", path,
                  (long long)json_integer_value(json_object_get(fault, "row")),
                  column ? column : "", column ? ": " : "", detail);
}

/* counted: what the list consists of. */
static bool print_report(const json_t *report, const char *path, const char *counted,
                         struct error *err)
{
    const json_t *errors = json_object_get(report, "errors");
    for (size_t i = 0; i < json_array_size(errors); i++) {
        print_fault(json_array_get(errors, i), path);
    }
    if (json_array_size(errors) > 0) {
        return error_set(err, ERROR_INVALID, "%s: %zu errors; nothing was imported", path,
                         json_array_size(errors));
    }
    const char *const counts[] = {counted, "made", "changed", "unchanged"};
    for (size_t i = 0; i < 4; i++) {
        (void)printf("%s%s %lld", i ? ", " : "", counts[i],
                     (long long)json_integer_value(json_object_get(report, counts[i])));
    }
    return printf("%s\n", json_is_true(json_object_get(report, "kept")) ? "" : " (dry run)") > 0 ||
           error_set(err, ERROR_IO, "standard output cannot be written");
}

static bool is_dry_run(const struct command_call *call)
{
    const char *dry_run = command_value(call, "dry-run");
    return dry_run && strcmp(dry_run, "yes") == 0;
}

static bool import_photos(const struct command_call *call, const struct server_services *services,
                          struct error *err)
{
    const struct photo_import import = {
        .folder = call->operands[1], .caller = &commander, .dry_run = is_dry_run(call)};
    AUTO(json) json_t *report = NULL;
    return photo_folder_import(services->office, &import, &report, err) &&
           print_report(report, import.folder, "files", err);
}

static bool import_list(const struct command_call *call, const struct server_services *services,
                        struct error *err)
{
    const char *name = call->operands[0], *path = call->operands[1];
    struct roster_import import = {.list = roster_sheet_find(name),
                                   .caller = &commander,
                                   .meeting = command_value(call, "meeting"),
                                   .dry_run = is_dry_run(call)};
    AUTO(memory) char *data = NULL;
    AUTO(sheet) struct sheet *sheet = NULL;
    AUTO(json) json_t *report = NULL;
    size_t len;
    if (!import.list) {
        return error_set(err, ERROR_INVALID,
                         "import: no list '%s'; there are units, staff, cards, attendees, "
                         "calendar and photos",
                         name);
    }
    if (strcmp(name, "attendees") == 0 &&
        !command_required(call, "meeting", &import.meeting, err)) {
        return false;
    }
    if (!file_read(path, SHEET_FILE_MAX, &data, &len, err) ||
        (!sheet_file_read(data, len, &sheet, err) && !error_prefix(err, "%s", path))) {
        return false;
    }
    import.sheet = sheet;
    return roster_sheet_import(services->office, &import, &report, err) &&
           print_report(report, path, "rows", err);
}

static bool run_import(const struct command_call *call, struct error *err)
{
    const char *dry_run = command_value(call, "dry-run");
    if (call->operand_count != 2) {
        return error_set(err, ERROR_INVALID, "import: expected LIST FILE");
    }
    if (dry_run && strcmp(dry_run, "yes") != 0 && strcmp(dry_run, "no") != 0) {
        return error_set(err, ERROR_INVALID, "import: --dry-run is yes or no");
    }
    AUTO(server_services) struct server_services *services = NULL;
    if (!server_services_open(&call->config, clock_system(), &services, err)) {
        return false;
    }
    if (strcmp(call->operands[0], "photos") == 0) {
        return import_photos(call, services, err);
    }
    return strcmp(call->operands[0], "calendar") == 0
               ? import_calendar(services, call->operands[1], err)
               : import_list(call, services, err);
}

const struct command command_import = {
    .name = "import",
    .operands = "units|staff|cards|attendees|calendar|photos FILE",
    .summary = "Takes a list in from CSV or XLSX (a calendar from JSON, photos from a folder of\n"
               "  NUMBER.jpg and .png), all of it or nothing.",
    .options = {{"dry-run", "yes|no", "say what would happen, and keep nothing (no)"},
                {"meeting", "ID", "whose attendees they are"}},
    .run = run_import,
};
