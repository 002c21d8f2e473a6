#include "command_verify_code.h"

#include "civil.h"
#include "evidence.h"
#include "figure_check.h"
#include "json.h"
#include "server_services.h"
#include "tap_record.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_said(const struct figure_said *said)
{
    static const char *const whose[] = {"everybody", "unit", "person", "unit and those below"};
    char month[CIVIL_MONTH_SIZE], as_of[CIVIL_TIME_SIZE];
    (void)printf("%s %s, %s, as of %s\n", whose[said->whose], said->id,
                 civil_month_format(said->month, month), civil_time_format(said->as_of_ms, as_of));
    (void)printf("the code says:  due %" PRId64 ", on time %" PRId64 ", violations %" PRId64 "\n",
                 said->due, said->on_time, said->violations);
}

/* Taps */

static bool print_taps(const json_t *evidence, const char *date, struct error *err)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(evidence, "records"), i, entry)
    {
        (void)printf("%s  %s:%d:%" PRId64 "  %s\n", date,
                     json_string_value(json_object_get(entry, "kiosk")),
                     (int)json_integer_value(json_object_get(entry, "epoch")),
                     (int64_t)json_integer_value(json_object_get(entry, "seq")),
                     json_string_value(json_object_get(entry, "line")));
    }
    struct evidence_verdict verdict;
    if (!evidence_check(evidence, NULL, &verdict, err)) {
        return false;
    }
    return verdict.good || error_set(err, ERROR_INVALID, "%s: %s", date, verdict.what);
}

static bool prove_taps(struct server_services *services, const struct figure_said *said,
                       struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(snapshot) struct snapshot *view = NULL;
    if (!signing_key_create(services->keys.signing_seed, &key, err) ||
        !storage_read(services->storage, &view, err)) {
        return false;
    }
    int32_t end = civil_month_first(said->month + 1);
    for (int32_t date = civil_month_first(said->month); date < end; date++) {
        AUTO(json) json_t *evidence = NULL;
        char text[CIVIL_DATE_SIZE];
        if (!evidence_make(snapshot_database(view), key, said->id, date, &evidence, err) ||
            !print_taps(evidence, civil_date_format(date, text), err)) {
            return false;
        }
    }
    return true;
}

static bool check_figures(struct server_services *services, const struct figure_said *said,
                          struct error *err)
{
    const struct paper_source source = {
        {services->storage, services->cache, services->judging, services->clock},
        services->keys.signing_seed};
    struct figure_found found;
    if (!figure_check(&source, said, &found, err)) {
        return false;
    }
    if (!found.there) {
        return error_set(err, ERROR_INVALID, "'%s' is in no report of that month any more",
                         said->id);
    }
    (void)printf("the taps say:   due %" PRId64 ", on time %" PRId64 ", violations %" PRId64 "\n",
                 found.due, found.on_time, found.violations);
    return figure_check_agrees(said, &found) ||
           error_set(err, ERROR_INVALID,
                     "the code is this server's, but facts that came later give other figures");
}

bool command_verify_code(const struct command_call *call, const char *code, struct error *err)
{
    struct figure_said said;
    AUTO(server_services) struct server_services *services = NULL;
    if (!server_services_open(&call->config, clock_system(), &services, err) ||
        !figure_code_read(services->keys.signing_seed, code, &said, err)) {
        return false;
    }
    if (!said.genuine) {
        return error_set(err, ERROR_INVALID,
                         "this server did not make the code, or somebody "
                         "altered it");
    }
    print_said(&said);
    bool good = (said.whose != FIGURE_OF_PERSON || prove_taps(services, &said, err)) &&
                check_figures(services, &said, err);
    return (fflush(stdout) == 0 || error_set_errno(err, errno, "standard output")) && good;
}
