#include "scenario.h"

#include "civil.h"

static int compare_taps(const void *left, const void *right)
{
    const struct tap *a = left;
    const struct tap *b = right;
    return (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
}

static int compare_corrections(const void *left, const void *right)
{
    const struct correction *a = left;
    const struct correction *b = right;
    return (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
}

static void ask_times(struct scenario *scenario, int64_t first_ms, int64_t last_ms)
{
    scenario_ask(scenario, civil_date_of(first_ms), civil_date_of(last_ms));
}

static bool load_away(struct scenario *scenario, const json_t *list, const char *key,
                      struct pile *pile, struct error *err)
{
    static const char *const known[] = {"staff", "from", "to", "state", NULL};
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct row row;
        struct time_away away = {0};
        size_t staff;
        int state;
        if (!row_init(&row, list, key, i, known, err) ||
            !row_name(&row, "staff", &scenario->staff_names, &staff, err) ||
            !row_stretch(&row, "from", "to", &away.from_ms, &away.to_ms, err) ||
            !row_word(&row, "state", approval_words, &state, err)) {
            return false;
        }
        away.state = (enum approval)state;
        ask_times(scenario, away.from_ms, away.to_ms);
        if (!pile_add(pile, staff, &away, err)) {
            return false;
        }
    }
    return true;
}

static bool group_away(struct scenario *scenario, const json_t *value, const char *key,
                       struct pile_groups *ret_groups, struct error *err)
{
    struct pile pile;
    size_t count;
    pile_init(&pile, sizeof(struct time_away));
    bool good = scenario_list(value, key, &count, err) &&
                load_away(scenario, value, key, &pile, err) &&
                scenario_group(scenario, &pile, scenario->staff_count, NULL, ret_groups, err);
    pile_finish(&pile);
    return good;
}

bool scenario_load_leaves(struct scenario *scenario, const json_t *value, struct error *err)
{
    struct pile_groups groups;
    if (!group_away(scenario, value, "leaves", &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        struct person_facts *facts = &scenario->staff[i].facts;
        facts->leaves = (struct time_away *)groups.items + groups.offsets[i];
        facts->leave_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return true;
}

bool scenario_load_trips(struct scenario *scenario, const json_t *value, struct error *err)
{
    struct pile_groups groups;
    if (!group_away(scenario, value, "trips", &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        struct person_facts *facts = &scenario->staff[i].facts;
        facts->trips = (struct time_away *)groups.items + groups.offsets[i];
        facts->trip_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return true;
}

static bool load_correction(struct scenario *scenario, const json_t *list, size_t index,
                            struct pile *pile, struct error *err)
{
    static const char *const known[] = {"staff", "at", "state", "decided_at", NULL};
    struct row row;
    struct correction correction = {0};
    size_t staff;
    int state;
    if (!row_init(&row, list, "corrections", index, known, err) ||
        !row_name(&row, "staff", &scenario->staff_names, &staff, err) ||
        !row_time(&row, "at", &correction.at_ms, err) ||
        !row_word(&row, "state", approval_words, &state, err)) {
        return false;
    }
    correction.state = (enum approval)state;
    if (correction.state == APPROVAL_APPROVED &&
        !row_time(&row, "decided_at", &correction.decided_ms, err)) {
        return false;
    }
    ask_times(scenario, correction.at_ms, correction.at_ms);
    return pile_add(pile, staff, &correction, err);
}

bool scenario_load_corrections(struct scenario *scenario, const json_t *value, struct error *err)
{
    struct pile pile;
    struct pile_groups groups;
    size_t count;
    pile_init(&pile, sizeof(struct correction));
    bool good = scenario_list(value, "corrections", &count, err);
    for (size_t i = 0; good && i < count; i++) {
        good = load_correction(scenario, value, i, &pile, err);
    }
    good = good && scenario_group(scenario, &pile, scenario->staff_count, compare_corrections,
                                  &groups, err);
    pile_finish(&pile);
    for (size_t i = 0; good && i < scenario->staff_count; i++) {
        struct person_facts *facts = &scenario->staff[i].facts;
        facts->corrections = (struct correction *)groups.items + groups.offsets[i];
        facts->correction_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return good;
}

/* Taps on their way: by person, and those for a principal by meeting too. */
struct tap_piles {
    struct pile certain, uncertain;                       /* by staff */
    struct pile certain_substitute, uncertain_substitute; /* by meeting */
};

static bool load_tap_times(struct scenario *scenario, const struct row *row, struct tap *ret_tap,
                           bool *ret_certain, struct error *err)
{
    bool certain = !row_has(row, "not_before") && !row_has(row, "not_after");
    *ret_certain = certain;
    if (!row_time(row, "at", &ret_tap->at_ms, err)) {
        return false;
    }
    if (certain) {
        ask_times(scenario, ret_tap->at_ms, ret_tap->at_ms);
        return true;
    }
    if (!row_time(row, "not_before", &ret_tap->not_before_ms, err) ||
        !row_time(row, "not_after", &ret_tap->not_after_ms, err)) {
        return false;
    }
    if (ret_tap->not_after_ms < ret_tap->not_before_ms) {
        return row_fail(row, "not_before", err, "later than not_after");
    }
    ask_times(scenario, ret_tap->not_before_ms, ret_tap->not_after_ms);
    return true;
}

static bool load_tap_choice(struct scenario *scenario, const struct row *row, struct tap *ret_tap,
                            size_t *ret_meeting, struct error *err)
{
    size_t principal;
    if (row_has(row, "meeting")) {
        if (!row_name(row, "meeting", &scenario->meeting_names, ret_meeting, err)) {
            return false;
        }
        ret_tap->meeting = scenario->meetings[*ret_meeting].meeting.id;
    }
    if (row_has(row, "substitute_for")) {
        if (!row_name(row, "substitute_for", &scenario->staff_names, &principal, err)) {
            return false;
        }
        ret_tap->substitute_for = scenario->staff[principal].person.staff;
    }
    return true;
}

static bool load_tap(struct scenario *scenario, const json_t *list, size_t index,
                     struct tap_piles *piles, struct error *err)
{
    static const char *const known[] = {"staff",          "at",         "kiosk",     "meeting",
                                        "substitute_for", "not_before", "not_after", NULL};
    struct row row;
    struct tap tap = {0};
    size_t staff;
    size_t meeting;
    bool certain;
    if (!row_init(&row, list, "taps", index, known, err) ||
        !row_name(&row, "staff", &scenario->staff_names, &staff, err) ||
        !row_text(&row, "kiosk", &tap.kiosk, err) ||
        !load_tap_times(scenario, &row, &tap, &certain, err) ||
        !load_tap_choice(scenario, &row, &tap, &meeting, err)) {
        return false;
    }
    tap.staff = scenario->staff[staff].person.staff;
    if (!pile_add(certain ? &piles->certain : &piles->uncertain, staff, &tap, err)) {
        return false;
    }
    return !tap.meeting || !tap.substitute_for ||
           pile_add(certain ? &piles->certain_substitute : &piles->uncertain_substitute, meeting,
                    &tap, err);
}

static bool deal_taps(struct scenario *scenario, const struct tap_piles *piles, struct error *err)
{
    struct pile_groups certain;
    struct pile_groups uncertain;
    if (!scenario_group(scenario, &piles->certain, scenario->staff_count, compare_taps, &certain,
                        err) ||
        !scenario_group(scenario, &piles->uncertain, scenario->staff_count, NULL, &uncertain,
                        err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        struct person_facts *facts = &scenario->staff[i].facts;
        facts->taps = (struct tap *)certain.items + certain.offsets[i];
        facts->tap_count = certain.offsets[i + 1] - certain.offsets[i];
        facts->uncertain_taps = (struct tap *)uncertain.items + uncertain.offsets[i];
        facts->uncertain_tap_count = uncertain.offsets[i + 1] - uncertain.offsets[i];
    }
    return true;
}

static bool deal_substitute_taps(struct scenario *scenario, const struct tap_piles *piles,
                                 struct error *err)
{
    struct pile_groups certain;
    struct pile_groups uncertain;
    if (!scenario_group(scenario, &piles->certain_substitute, scenario->meeting_count, compare_taps,
                        &certain, err) ||
        !scenario_group(scenario, &piles->uncertain_substitute, scenario->meeting_count, NULL,
                        &uncertain, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->meeting_count; i++) {
        struct meeting_facts *facts = &scenario->meetings[i].facts;
        facts->substitute_taps = (struct tap *)certain.items + certain.offsets[i];
        facts->substitute_tap_count = certain.offsets[i + 1] - certain.offsets[i];
        facts->uncertain_substitute_taps = (struct tap *)uncertain.items + uncertain.offsets[i];
        facts->uncertain_substitute_tap_count = uncertain.offsets[i + 1] - uncertain.offsets[i];
    }
    return true;
}

bool scenario_load_taps(struct scenario *scenario, const json_t *value, struct error *err)
{
    struct tap_piles piles;
    size_t count;
    pile_init(&piles.certain, sizeof(struct tap));
    pile_init(&piles.uncertain, sizeof(struct tap));
    pile_init(&piles.certain_substitute, sizeof(struct tap));
    pile_init(&piles.uncertain_substitute, sizeof(struct tap));
    bool good = scenario_list(value, "taps", &count, err);
    for (size_t i = 0; good && i < count; i++) {
        good = load_tap(scenario, value, i, &piles, err);
    }
    good = good && deal_taps(scenario, &piles, err) && deal_substitute_taps(scenario, &piles, err);
    pile_finish(&piles.certain);
    pile_finish(&piles.uncertain);
    pile_finish(&piles.certain_substitute);
    pile_finish(&piles.uncertain_substitute);
    return good;
}
