#include "sample_shown.h"

#include "check.h"
#include "facts_loader.h"
#include "work_day.h"
#include <stdio.h>

#define PERSON_TAPS_MAX 512

struct sample_shown {
    size_t count;
    struct tap_shown shown[];
};

/* The taps of one person so far. */
struct so_far {
    size_t count;
    struct tap taps[PERSON_TAPS_MAX];
};

static struct tap_shown judge(const struct facts *facts, size_t person, const struct so_far *so_far)
{
    char id[SAMPLE_STAFF_ID_SIZE];
    sample_county_staff_id(person, id);
    const struct facts_staff *staff = facts_find_staff(facts, id);
    CHECK(staff);
    int64_t now_ms = so_far->taps[so_far->count - 1].at_ms;
    struct person_facts known = facts_of_staff(facts, staff, now_ms);
    known.taps = so_far->taps;
    known.tap_count = so_far->count;
    int32_t date;
    size_t index;
    struct tap_shown shown = {.verdict = "recorded"};
    if (!work_day_find_session(&staff->person, facts_calendar(facts), facts_policy(facts), now_ms,
                               &date, &index)) {
        return shown;
    }
    struct work_day day = work_day_plan(&staff->person, facts_calendar(facts), date);
    struct session_verdict verdict;
    work_day_judge_session(&known, &day, index, &verdict);
    bool leaves = verdict.reason.tap_count > 1;
    int32_t late_min = leaves ? 0 : verdict.reason.measured_late_min;
    int32_t early_min = leaves ? verdict.reason.measured_early_min : 0;
    shown.late_min = late_min > 0 ? late_min : 0;
    shown.early_min = early_min > 0 ? early_min : 0;
    const char *word = shown.late_min ? "late" : shown.early_min ? "early" : "on_time";
    (void)snprintf(shown.verdict, sizeof shown.verdict, "%s", word);
    return shown;
}

static bool load_facts(const json_t *documents, struct facts **ret_facts, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    if (!facts_loader_create(&loader, err)) {
        return false;
    }
    size_t index;
    json_t *document;
    json_array_foreach((json_t *)(uintptr_t)documents, index, document)
    {
        if (!facts_loader_add(loader, json_string_value(json_object_get(document, "kind")),
                              json_string_value(json_object_get(document, "id")),
                              json_object_get(document, "value"), err)) {
            return false;
        }
    }
    return facts_loader_finish(loader, FACTS_LINKS_STRICT, ret_facts, err);
}

bool sample_shown_create(const json_t *documents, const struct sample_tap *taps, size_t count,
                         struct sample_shown **ret_shown, struct error *err)
{
    AUTO(facts) struct facts *facts = NULL;
    if (!load_facts(documents, &facts, err)) {
        return false;
    }
    AUTO(sample_shown)
    struct sample_shown *shown = calloc(1, sizeof *shown + count * sizeof *shown->shown);
    AUTO(memory) struct so_far *people = calloc(SAMPLE_STAFF_COUNT, sizeof *people);
    if (!shown || !people) {
        return error_set(err, ERROR_NO_MEMORY, "sample: out of memory");
    }
    shown->count = count;
    for (size_t i = 0; i < count; i++) {
        struct so_far *so_far = &people[taps[i].person];
        CHECK(so_far->count < PERSON_TAPS_MAX);
        so_far->taps[so_far->count++] = (struct tap){.at_ms = taps[i].at_ms, .kiosk = "sample"};
        shown->shown[i] = judge(facts, taps[i].person, so_far);
    }
    *ret_shown = TAKE(shown);
    return true;
}

void sample_shown_destroy(struct sample_shown *shown)
{
    free(shown);
}

struct tap_shown sample_shown_at(const struct sample_shown *shown, size_t index)
{
    CHECK(index < shown->count);
    return shown->shown[index];
}
