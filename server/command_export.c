#include "civil.h"
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

static bool read_date(const struct command_call *call, const char *option, int32_t usual,
                      int32_t *ret_date, struct error *err)
{
    const char *text = command_value(call, option);
    *ret_date = usual;
    return !text || civil_date_parse(text, ret_date) ||
           error_set(err, ERROR_INVALID, "--%s: expected a date, such as 2026-10-23", option);
}

static bool read_filter(const struct command_call *call, struct office_question *ret_wanted,
                        struct error *err)
{
    *ret_wanted = (struct office_question){.meeting = command_value(call, "meeting"),
                                           .unit = command_value(call, "unit"),
                                           .state = command_value(call, "state")};
    return read_date(call, "from", CIVIL_DATE_FIRST, &ret_wanted->from, err) &&
           read_date(call, "to", CIVIL_DATE_LAST, &ret_wanted->to, err);
}

static bool run_export(const struct command_call *call, struct error *err)
{
    static const struct office_caller commander = {
        .actor = {.by = AUDIT_BY_COMMAND, .who = "export"}};
    if (call->operand_count != 2) {
        return error_set(err, ERROR_INVALID, "export: expected LIST FILE");
    }
    const struct roster_sheet *list = roster_sheet_find(call->operands[0]);
    struct office_question wanted;
    if (!list) {
        return error_set(err, ERROR_INVALID,
                         "export: no list '%s'; there are units, staff, cards, attendees, ledger "
                         "and submissions",
                         call->operands[0]);
    }
    if (!read_filter(call, &wanted, err) ||
        (strcmp(call->operands[0], "attendees") == 0 &&
         !command_required(call, "meeting", &wanted.meeting, err))) {
        return false;
    }
    wanted.caller = &commander;
    AUTO(server_services) struct server_services *services = NULL;
    AUTO(sheet) struct sheet *sheet = NULL;
    enum office_result result;
    if (!server_services_open(&call->config, clock_system(), &services, err) ||
        !roster_sheet_export(services->office, list, &wanted, &result, &sheet, err)) {
        return false;
    }
    if (result != OFFICE_DONE) {
        return error_set(err, ERROR_INVALID, "export: there is no meeting '%s'", wanted.meeting);
    }
    return write_sheet(list, sheet, call->operands[1], err);
}

const struct command command_export = {
    .name = "export",
    .operands = "units|staff|cards|attendees|ledger|submissions FILE",
    .summary = "Writes a list to FILE.csv or FILE.xlsx, in the form that import reads.",
    .options = {{"meeting", "ID", "whose attendees"},
                {"unit", "CODE", "only of this unit and those below it"},
                {"state", "STATE", "only what is in this state"},
                {"from", "DATE", "only what holds on this day or later"},
                {"to", "DATE", "only what holds on this day or earlier"}},
    .run = run_export,
};
