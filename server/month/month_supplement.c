#include "month_supplement.h"

#include "civil.h"
#include "difference_list.h"
#include "json.h"
#include "month_freeze.h"
#include "month_report_sieve.h"
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "supplement: out of memory");
}

/* The frozen lines of one kind, by id: {"u1": line}. Borrowed lines; the object is yours. */
static json_t *by_id(const json_t *report, const char *list, const char *member)
{
    json_t *found = json_object();
    const json_t *lines = json_object_get(report, list);
    for (size_t i = 0; found && i < json_array_size(lines); i++) {
        json_t *line = json_array_get(lines, i);
        (void)json_object_set(found, json_string_value(json_object_get(line, member)), line);
    }
    return found;
}

struct comparing {
    const char *member; /* "unit" or "staff" */
    json_t *changes;
};

/* frozen NULL: it was not there then. */
static bool compare(const struct comparing *comparing, const char *id, const char *name,
                    const json_t *frozen, const struct figures *now, struct error *err)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        json_int_t before = json_integer_value(json_object_get(frozen, figure_words[i]));
        if (before == now->of[i]) {
            continue;
        }
        json_t *line =
            json_pack("{s:s, s:s, s:s, s:I, s:I}", comparing->member, id, "name", name, "figure",
                      figure_words[i], "frozen", before, "now", (json_int_t)now->of[i]);
        if (json_array_append_new(comparing->changes, line) != 0) {
            return no_memory(err);
        }
    }
    return true;
}

/* Whoever was in the frozen report and is in none now, whom only those see who see all. */
static bool compare_gone(const struct comparing *comparing, json_t *left, struct error *err)
{
    static const struct figures none = {0};
    const char *id;
    json_t *line;
    json_object_foreach(left, id, line)
    {
        if (!compare(comparing, id, office_text(line, "name"), line, &none, err)) {
            return false;
        }
    }
    return true;
}

static bool compare_units(const json_t *frozen, const struct month_report *report,
                          const struct staff_sieve *sieve, json_t *changes, struct error *err)
{
    const struct comparing comparing = {"unit", changes};
    AUTO(json) json_t *lines = by_id(frozen, "units", "unit");
    for (size_t i = 0; i < report->unit_count; i++) {
        const struct month_report_unit *unit = &report->units[i];
        if (!compare(&comparing, unit->month.code, unit->name,
                     json_object_get(lines, unit->month.code), &unit->month.figures, err)) {
            return false;
        }
        (void)json_object_del(lines, unit->month.code); /* −1 where it was not there */
    }
    return sieve || compare_gone(&comparing, lines, err);
}

static bool compare_people(const json_t *frozen, const struct month_report *report,
                           const struct staff_sieve *sieve, json_t *changes, struct error *err)
{
    const struct comparing comparing = {"staff", changes};
    AUTO(json) json_t *lines = by_id(frozen, "staff", "staff");
    for (size_t i = 0; i < report->person_count; i++) {
        const struct month_report_person *person = &report->people[i];
        if (!compare(&comparing, person->staff->id, person->staff->name,
                     json_object_get(lines, person->staff->id), &person->figures, err)) {
            return false;
        }
        (void)json_object_del(lines, person->staff->id); /* −1 where it was not there */
    }
    return sieve || compare_gone(&comparing, lines, err);
}

static bool read_frozen(const struct month_desk *desk, int32_t month, bool *ret_found,
                        struct month_freeze_document *ret_document, json_t **ret_report,
                        struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(desk->storage, &view, err) &&
           month_freeze_read(snapshot_database(view), month, "report.json", ret_found, ret_document,
                             err) &&
           (!*ret_found ||
            json_parse(ret_document->bytes, ret_document->len, "report.json", ret_report, err));
}

static bool answer(const json_t *manifest, const json_t *changes, const json_t *differences,
                   json_t **ret_supplement, struct error *err)
{
    *ret_supplement = json_pack(
        "{s:O, s:O, s:O, s:O, s:O}", "month", json_object_get(manifest, "month"), "as_of",
        json_object_get(manifest, "as_of"), "figures", changes, "differences",
        json_object_get(differences, "differences"), "more", json_object_get(differences, "more"));
    return *ret_supplement || no_memory(err);
}

bool month_supplement_read(const struct month_desk *desk, int32_t month,
                           const struct staff_sieve *sieve, bool *ret_closed,
                           json_t **ret_supplement, struct error *err)
{
    AUTO_FREEZE_DOCUMENT struct month_freeze_document document = {0};
    AUTO_MONTH_VIEW struct month_view view = {0};
    AUTO(json) json_t *frozen = NULL;
    AUTO(json) json_t *differences = NULL;
    AUTO(json) json_t *changes = json_array();
    if (!read_frozen(desk, month, ret_closed, &document, &frozen, err)) {
        return false;
    }
    if (!*ret_closed) {
        return true;
    }
    const struct verdict_question question = {
        .first = civil_month_first(month),
        .last = civil_month_first(month + 1) - 1,
        .as_of_ms = MONTH_SOURCE_NOW,
        .since_utc_us = json_integer_value(json_object_get(document.manifest, "as_of_utc_us")),
        .sieve = sieve};
    if (!month_source_report(desk->months, month, MONTH_SOURCE_NOW, &view, err)) {
        return false;
    }
    month_report_sieve(view.report, sieve);
    return compare_units(frozen, view.report, sieve, changes, err) &&
           compare_people(frozen, view.report, sieve, changes, err) &&
           difference_list(desk->months, &question, &differences, err) &&
           answer(document.manifest, changes, differences, ret_supplement, err);
}
