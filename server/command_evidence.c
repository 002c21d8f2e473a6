#include "civil.h"
#include "command_table.h"
#include "evidence.h"
#include "file.h"
#include "json.h"
#include "server_services.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool make(struct server_services *services, const char *staff, int32_t date,
                 json_t **ret_evidence, struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(snapshot) struct snapshot *view = NULL;
    return signing_key_create(services->keys.signing_seed, &key, err) &&
           storage_read(services->storage, &view, err) &&
           evidence_make(snapshot_database(view), key, staff, date, ret_evidence, err);
}

static bool note(struct server_services *services, const char *staff, const char *date,
                 struct error *err)
{
    const struct audit_actor actor = {.by = AUDIT_BY_COMMAND, .who = "evidence"};
    const struct audit_entry entry = {
        .action = "evidence.read", .kind = "staff", .id = staff, .detail = date};
    return audit_note(services->audit, &actor, &entry, err) && audit_flush(services->audit, err);
}

static bool run_evidence(const struct command_call *call, struct error *err)
{
    const char *staff, *date_text, *path;
    int32_t date;
    AUTO(server_services) struct server_services *services = NULL;
    AUTO(json) json_t *evidence = NULL;
    if (!command_required(call, "staff", &staff, err) ||
        !command_required(call, "date", &date_text, err) ||
        !command_required(call, "out", &path, err)) {
        return false;
    }
    if (!civil_date_parse(date_text, &date)) {
        return error_set(err, ERROR_INVALID, "--date: expected a date, such as 2026-03-02");
    }
    if (!server_services_open(&call->config, clock_system(), &services, err) ||
        !note(services, staff, date_text, err) || !make(services, staff, date, &evidence, err)) {
        return false;
    }
    AUTO(memory) char *text = json_dumps(evidence, JSON_INDENT(1));
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "evidence: out of memory");
    }
    return file_replace(path, text, strlen(text), 0600, err);
}

const struct command command_evidence = {
    .name = "evidence",
    .operands = "",
    .summary = "Writes a person's taps of one date with what proves them.",
    .options = {{"staff", "ID", "the person"},
                {"date", "DATE", "such as 2026-03-02"},
                {"out", "FILE", "the file to write"}},
    .run = run_evidence,
};
