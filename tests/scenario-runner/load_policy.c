#include "scenario.h"

static bool load_numbers(struct policy *policy, const struct row *row, struct error *err)
{
    for (const struct policy_number *number = policy_numbers; number->name; number++) {
        int64_t value;
        if (!row_has(row, number->name)) {
            continue;
        }
        if (!row_int(row, number->name, 0, POLICY_NUMBER_MAX, &value, err)) {
            return false;
        }
        *(int32_t *)((char *)policy + number->offset) = (int32_t)value;
    }
    return true;
}

static bool load_words(struct policy *policy, const struct row *row, struct error *err)
{
    int index;
    if (row_has(row, "signout")) {
        if (!row_word(row, "signout", signout_words, &index, err)) {
            return false;
        }
        policy->meeting.signout = (enum signout)index;
    }
    if (row_has(row, "marked_counts_as")) {
        if (!row_word(row, "marked_counts_as", marked_as_words, &index, err)) {
            return false;
        }
        policy->marked_counts_as = (enum marked_as)index;
    }
    return true;
}

static bool load_rule(const struct row *row, struct escalation_rule *ret_rule, struct error *err)
{
    int figure;
    int per;
    if (!row_word(row, "figure", figure_words, &figure, err) ||
        !row_int(row, "at_least", 1, INT64_MAX, &ret_rule->at_least, err) ||
        !row_word(row, "per", escalation_per_words, &per, err)) {
        return false;
    }
    ret_rule->figure = (enum figure)figure;
    ret_rule->per = (enum escalation_per)per;
    return row_text(row, "step", &ret_rule->step, err);
}

static bool load_escalation(struct scenario *scenario, const struct row *policy, struct error *err)
{
    static const char *const known[] = {"figure", "at_least", "per", "step", NULL};
    const json_t *list;
    size_t count;
    if (!row_has(policy, "escalation")) {
        return true;
    }
    if (!row_list(policy, "escalation", &list, &count, err)) {
        return false;
    }
    struct escalation_rule *rules = scenario_alloc(scenario, count, sizeof *rules, err);
    if (!rules) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct row row;
        if (!row_init(&row, list, "policy.escalation", i, known, err) ||
            !load_rule(&row, &rules[i], err)) {
            return false;
        }
    }
    scenario->policy.escalation = rules;
    scenario->policy.escalation_count = count;
    return true;
}

static bool check_keys(const json_t *object, struct error *err)
{
    const char *known[32] = {"signout", "marked_counts_as", "escalation"};
    size_t count = 3;
    for (const struct policy_number *number = policy_numbers; number->name; number++) {
        known[count++] = number->name;
    }
    known[count] = NULL;
    return json_only_keys(object, "policy", known, err);
}

bool scenario_load_policy(struct scenario *scenario, const json_t *value, struct error *err)
{
    struct row row = {value, "policy"};
    policy_init(&scenario->policy);
    if (!value) {
        return true;
    }
    if (!json_is_object(value)) {
        return error_set(err, ERROR_INVALID, "policy: expected an object");
    }
    if (!check_keys(value, err) || !load_numbers(&scenario->policy, &row, err) ||
        !load_words(&scenario->policy, &row, err) || !load_escalation(scenario, &row, err)) {
        return false;
    }
    if (policy_find_fault(&scenario->policy) == POLICY_FAULT_WINDOW) {
        return row_fail(&row, row_has(&row, "in_from_min") ? "in_from_min" : "out_until_min", err,
                        "in_from_min %d and out_until_min %d are more than %d together",
                        (int)scenario->policy.in_from_min, (int)scenario->policy.out_until_min,
                        POLICY_WINDOW_MAX_MIN);
    }
    return true;
}
