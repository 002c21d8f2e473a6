#include "command_table.h"
#include "file.h"
#include "json.h"
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

/* Every fault on a line of its own: row, column, what is wrong. */
static bool print_report(const json_t *report, const char *path, struct error *err)
{
    const json_t *errors = json_object_get(report, "errors");
    for (size_t i = 0; i < json_array_size(errors); i++) {
        const json_t *fault = json_array_get(errors, i);
        const char *column = json_string_value(json_object_get(fault, "column"));
        (void)fprintf(stderr, "%s:%lld: %s%s%s\n", path,
                      (long long)json_integer_value(json_object_get(fault, "row")),
                      column ? column : "", column ? ": " : "",
                      json_string_value(json_object_get(fault, "detail")));
    }
    if (json_array_size(errors) > 0) {
        return error_set(err, ERROR_INVALID, "%s: %zu errors; nothing was imported", path,
                         json_array_size(errors));
    }
    static const char *const counts[] = {"rows", "made", "changed", "unchanged"};
    for (size_t i = 0; i < 4; i++) {
        (void)printf("%s%s %lld", i ? ", " : "", counts[i],
                     (long long)json_integer_value(json_object_get(report, counts[i])));
    }
    return printf("%s\n", json_is_true(json_object_get(report, "kept")) ? "" : " (dry run)") > 0 ||
           error_set(err, ERROR_IO, "standard output cannot be written");
}

static bool import_list(const struct command_call *call, const struct server_services *services,
                        struct error *err)
{
    const char *name = call->operands[0], *path = call->operands[1];
    const char *dry_run = command_value(call, "dry-run");
    struct roster_import import = {.list = roster_sheet_find(name),
                                   .caller = &commander,
                                   .meeting = command_value(call, "meeting"),
                                   .dry_run = dry_run && strcmp(dry_run, "yes") == 0};
    AUTO(memory) char *data = NULL;
    AUTO(sheet) struct sheet *sheet = NULL;
    AUTO(json) json_t *report = NULL;
    size_t len;
    if (!import.list) {
        return error_set(err, ERROR_INVALID,
                         "import: no list '%s'; there are units, staff, cards, attendees and "
                         "calendar",
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
           print_report(report, path, err);
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
    return strcmp(call->operands[0], "calendar") == 0
               ? import_calendar(services, call->operands[1], err)
               : import_list(call, services, err);
}

const struct command command_import = {
    .name = "import",
    .operands = "units|staff|cards|attendees|calendar FILE",
    .summary = "Takes a list in from CSV or XLSX (a calendar from JSON), all of it or nothing.",
    .options = {{"dry-run", "yes|no", "say what would happen, and keep nothing (no)"},
                {"meeting", "ID", "whose attendees they are"}},
    .run = run_import,
};
