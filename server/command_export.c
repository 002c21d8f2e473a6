#include "command_table.h"
#include "csv.h"
#include "file.h"
#include "roster_sheet.h"
#include "server_services.h"
#include "xlsx.h"
#include <stdio.h>
#include <string.h>

static bool write_sheet(const struct roster_sheet *list, const struct sheet *sheet,
                        const char *path, struct error *err)
{
    AUTO(memory) char *data = NULL;
    size_t len;
    size_t columns = roster_sheet_columns(list);
    const char *dot = strrchr(path, '.');
    bool csv = dot && strcmp(dot, ".csv") == 0;
    if (!csv && !(dot && strcmp(dot, ".xlsx") == 0)) {
        return error_set(err, ERROR_INVALID, "export: %s ends neither with .csv nor with .xlsx",
                         path);
    }
    return (csv ? csv_write(sheet, columns, &data, &len, err)
                : xlsx_write(sheet, columns, roster_sheet_title(list), &data, &len, err)) &&
           file_replace(path, data, len, 0600, err);
}

static bool run_export(const struct command_call *call, struct error *err)
{
    static const struct office_caller commander = {
        .actor = {.by = AUDIT_BY_COMMAND, .who = "export"}};
    if (call->operand_count != 2) {
        return error_set(err, ERROR_INVALID, "export: expected LIST FILE");
    }
    const struct roster_sheet *list = roster_sheet_find(call->operands[0]);
    const char *meeting = command_value(call, "meeting");
    if (!list) {
        return error_set(err, ERROR_INVALID,
                         "export: no list '%s'; there are units, staff, cards and attendees",
                         call->operands[0]);
    }
    if (strcmp(call->operands[0], "attendees") == 0 &&
        !command_required(call, "meeting", &meeting, err)) {
        return false;
    }
    AUTO(server_services) struct server_services *services = NULL;
    AUTO(sheet) struct sheet *sheet = NULL;
    enum office_result result;
    if (!server_services_open(&call->config, clock_system(), &services, err) ||
        !roster_sheet_export(services->office, list, &commander, meeting, &result, &sheet, err)) {
        return false;
    }
    if (result != OFFICE_DONE) {
        return error_set(err, ERROR_INVALID, "export: there is no meeting '%s'", meeting);
    }
    return write_sheet(list, sheet, call->operands[1], err);
}

const struct command command_export = {
    .name = "export",
    .operands = "units|staff|cards|attendees FILE",
    .summary = "Writes a list to FILE.csv or FILE.xlsx, in the form that import reads.",
    .options = {{"meeting", "ID", "whose attendees"}},
    .run = run_export,
};
