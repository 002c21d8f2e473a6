#pragma once
/* A scenario file as facts: what was loaded and found valid, in the arrays that the rules read. It
 * holds the file's facts whole, so that a way to judge may as well load them over HTTP. Texts are
 * borrowed from the document that the scenario keeps. One thread. */

#include "cleanup.h"
#include "error.h"
#include "json.h"
#include "meeting.h"
#include "person_facts.h"
#include "pile.h"
#include "row.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCENARIO_FILE_MAX (512u << 20) /* bytes */
#define SCENARIO_DAYS_MAX 36600        /* from the first to the last date asked for */

struct scenario_unit {
    const char *code, *name;
    const struct schedule_assignment *assignments;
    size_t assignment_count;
};

struct scenario_staff {
    const char *name;
    struct person person;       /* memberships: the first unit "always", then the moves */
    const size_t *member_units; /* the unit of each membership, by place */
    struct person_facts facts;
    const struct meeting **attending; /* invited to, cancelled or not, in order of the file */
    size_t attending_count;
};

struct scenario_meeting {
    const char *title;
    struct meeting meeting;
    struct meeting_facts facts;
};

struct scenario {
    json_t *root;
    const char *timezone;
    int64_t now_ms;
    struct policy policy;
    struct calendar calendar;
    struct schedule *schedules;
    size_t schedule_count;
    struct scenario_unit *units;
    size_t unit_count;
    struct scenario_staff *staff;
    size_t staff_count;
    struct scenario_meeting *meetings;
    size_t meeting_count;
    struct row_names unit_names, staff_names, schedule_names, meeting_names;
    const json_t *expect; /* an object; NULL where the file has none */

    int32_t asked_first, asked_last; /* dates asked for; first > last: none */
    struct scenario_block *blocks;   /* memory that goes with it */
};

/* Reads and checks the file; the error begins with its path. Nothing is half-loaded. */
bool scenario_create(const char *path, struct scenario **ret_scenario, struct error *err) MUST_USE;
void scenario_destroy(struct scenario *scenario);
DEFINE_AUTO(scenario);

/* Zeroed memory for count items that lives as long as the scenario; NULL and a filled err if there
 * is none. */
void *scenario_alloc(struct scenario *scenario, size_t count, size_t size, struct error *err);

/* Takes over memory from malloc; frees it at once if it cannot. */
bool scenario_keep(struct scenario *scenario, void *memory, struct error *err) MUST_USE;

/* pile_group into memory of the scenario; the offsets too. */
bool scenario_group(struct scenario *scenario, const struct pile *pile, size_t owner_count,
                    int (*compare)(const void *, const void *), struct pile_groups *ret_groups,
                    struct error *err) MUST_USE;

/* Widens the dates asked for. */
void scenario_ask(struct scenario *scenario, int32_t first, int32_t last);

/* The sections of the file, each from its member of the root (NULL where it is left out), in the
 * order in which they build on each other. */
bool scenario_load_policy(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_units(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_calendar(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_schedules(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_staff(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_assignments(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_leaves(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_trips(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_corrections(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_meetings(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_meeting_leaves(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_substitutes(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_marks(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;
bool scenario_load_taps(struct scenario *scenario, const json_t *value, struct error *err) MUST_USE;
bool scenario_load_expect(struct scenario *scenario, const json_t *value, struct error *err)
    MUST_USE;

/* A list that may be left out; anything else than a list is a fault of key. */
bool scenario_list(const json_t *value, const char *key, size_t *ret_count, struct error *err)
    MUST_USE;
