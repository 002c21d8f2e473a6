#include "scenario.h"

#include "civil.h"
#include "file.h"
#include "time_zone.h"
#include <stdlib.h>
#include <string.h>

struct scenario_block {
    struct scenario_block *next;
    void *memory;
};

bool scenario_keep(struct scenario *scenario, void *memory, struct error *err)
{
    struct scenario_block *block = malloc(sizeof *block);
    if (!block) {
        free(memory);
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    *block = (struct scenario_block){scenario->blocks, memory};
    scenario->blocks = block;
    return true;
}

void *scenario_alloc(struct scenario *scenario, size_t count, size_t size, struct error *err)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        (void)error_set(err, ERROR_NO_MEMORY, "out of memory");
        return NULL;
    }
    return scenario_keep(scenario, memory, err) ? memory : NULL;
}

bool scenario_group(struct scenario *scenario, const struct pile *pile, size_t owner_count,
                    int (*compare)(const void *, const void *), struct pile_groups *ret_groups,
                    struct error *err)
{
    struct pile_groups groups;
    if (!pile_group(pile, owner_count, compare, &groups, err)) {
        return false;
    }
    bool kept = scenario_keep(scenario, groups.items, err);
    if (!scenario_keep(scenario, groups.offsets, err) || !kept) {
        return false;
    }
    *ret_groups = groups;
    return true;
}

void scenario_destroy(struct scenario *scenario)
{
    if (!scenario) {
        return;
    }
    for (struct scenario_block *block = scenario->blocks; block;) {
        struct scenario_block *next = block->next;
        free(block->memory);
        free(block);
        block = next;
    }
    row_names_finish(&scenario->unit_names);
    row_names_finish(&scenario->staff_names);
    row_names_finish(&scenario->schedule_names);
    row_names_finish(&scenario->meeting_names);
    json_decref(scenario->root);
    free(scenario);
}

void scenario_ask(struct scenario *scenario, int32_t first, int32_t last)
{
    scenario->asked_first = first < scenario->asked_first ? first : scenario->asked_first;
    scenario->asked_last = last > scenario->asked_last ? last : scenario->asked_last;
}

bool scenario_list(const json_t *value, const char *key, size_t *ret_count, struct error *err)
{
    if (value && !json_is_array(value)) {
        return error_set(err, ERROR_INVALID, "%s: expected a list", key);
    }
    *ret_count = json_array_size(value);
    return true;
}

/* "why" is for people; any text will do, and nothing but a text. */
static bool load_why(struct scenario *scenario, const json_t *value, struct error *err)
{
    (void)scenario;
    return !value || json_is_string(value) || error_set(err, ERROR_INVALID, "why: expected text");
}

static bool load_timezone(struct scenario *scenario, const json_t *value, struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    scenario->timezone = "Asia/Shanghai";
    if (value) {
        if (!json_is_string(value)) {
            return error_set(err, ERROR_INVALID, "timezone: expected text");
        }
        scenario->timezone = json_string_value(value);
    }
    return time_zone_create(scenario->timezone, &zone, err) || error_prefix(err, "timezone");
}

static bool load_now(struct scenario *scenario, const json_t *value, struct error *err)
{
    scenario->now_ms = CIVIL_NEVER_MS;
    struct row root = {scenario->root, ""};
    return !value || row_time(&root, "now", &scenario->now_ms, err);
}

struct section {
    const char *key;
    bool (*load)(struct scenario *scenario, const json_t *value, struct error *err);
};

static const struct section sections[] = {
    {"why", load_why},
    {"timezone", load_timezone},
    {"now", load_now},
    {"policy", scenario_load_policy},
    {"units", scenario_load_units},
    {"calendar", scenario_load_calendar},
    {"schedules", scenario_load_schedules},
    {"staff", scenario_load_staff},
    {"assignments", scenario_load_assignments},
    {"leaves", scenario_load_leaves},
    {"trips", scenario_load_trips},
    {"corrections", scenario_load_corrections},
    {"meetings", scenario_load_meetings},
    {"meeting_leaves", scenario_load_meeting_leaves},
    {"substitutes", scenario_load_substitutes},
    {"marks", scenario_load_marks},
    {"taps", scenario_load_taps},
    {"expect", scenario_load_expect},
    {NULL, NULL},
};

static bool check_keys(const json_t *root, struct error *err)
{
    const char *known[sizeof sections / sizeof sections[0]];
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        known[i] = sections[i].key;
    }
    if (!json_is_object(root)) {
        return error_set(err, ERROR_INVALID, "expected an object");
    }
    return json_only_keys(root, "", known, err);
}

static bool init(struct scenario *scenario, struct error *err)
{
    scenario->asked_first = CIVIL_DATE_LAST;
    scenario->asked_last = CIVIL_DATE_FIRST;
    return row_names_init(&scenario->unit_names, "unit", err) &&
           row_names_init(&scenario->staff_names, "staff", err) &&
           row_names_init(&scenario->schedule_names, "schedule", err) &&
           row_names_init(&scenario->meeting_names, "meeting", err);
}

static bool load(struct scenario *scenario, struct error *err)
{
    if (!check_keys(scenario->root, err)) {
        return false;
    }
    for (const struct section *section = sections; section->key; section++) {
        if (!section->load(scenario, json_object_get(scenario->root, section->key), err)) {
            return false;
        }
    }
    if ((int64_t)scenario->asked_last - scenario->asked_first >= SCENARIO_DAYS_MAX) {
        return error_set(err, ERROR_INVALID, "dates from %s to %s are more than %d days",
                         civil_date_format(scenario->asked_first, (char[CIVIL_DATE_SIZE]){0}),
                         civil_date_format(scenario->asked_last, (char[CIVIL_DATE_SIZE]){0}),
                         SCENARIO_DAYS_MAX);
    }
    return true;
}

bool scenario_create(const char *path, struct scenario **ret_scenario, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len = 0;
    if (!file_read(path, SCENARIO_FILE_MAX, &text, &len, err)) {
        return false;
    }
    AUTO(scenario) struct scenario *scenario = calloc(1, sizeof *scenario);
    if (!scenario) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
    }
    if (!json_parse(text, len, path, &scenario->root, err)) {
        return false;
    }
    if (!init(scenario, err) || !load(scenario, err)) {
        return error_prefix(err, "%s", path);
    }
    *ret_scenario = TAKE(scenario);
    return true;
}
