#include "command_table.h"
#include "server_services.h"
#include <errno.h>
#include <stdio.h>

static bool note(struct server_services *services, const char *place, struct error *err)
{
    const struct audit_actor actor = {.by = AUDIT_BY_COMMAND, .who = "enrol-code"};
    const struct audit_entry entry = {.action = "kiosk.code", .kind = "kiosk", .detail = place};
    return audit_note(services->audit, &actor, &entry, err) && audit_flush(services->audit, err);
}

static bool run_enrol_code(const struct command_call *call, struct error *err)
{
    const char *place;
    char code[ENROL_CODE_SIZE];
    AUTO(server_services) struct server_services *services = NULL;
    if (!command_required(call, "place", &place, err) ||
        !server_services_open(&call->config, clock_system(), &services, err) ||
        !kiosk_enrolment_make_code(services->enrolment, place, "command-line", code, err) ||
        !note(services, place, err)) {
        return false;
    }
    if (puts(code) < 0 || fflush(stdout) != 0) {
        return error_set_errno(err, errno, "standard output");
    }
    return true;
}

const struct command command_enrol_code = {
    .name = "enrol-code",
    .operands = "",
    .summary = "Makes a one-time code with which a kiosk enrols within 24 hours.",
    .options = {{"place", "PLACE", "where the kiosk stands"}},
    .run = run_enrol_code,
};
