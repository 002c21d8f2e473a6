#include "escalation.h"

#include <stdbool.h>
#include <string.h>

static bool is_repeat(const char *step, const char *const *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(steps[i], step) == 0) {
            return true;
        }
    }
    return false;
}

size_t escalation_steps(const struct policy *policy, const struct figures *month,
                        const struct figures *year, const char **ret_steps)
{
    size_t count = 0;
    for (size_t i = 0; i < policy->escalation_count; i++) {
        const struct escalation_rule *rule = &policy->escalation[i];
        const struct figures *figures = rule->per == ESCALATION_PER_YEAR ? year : month;
        if (figures->of[rule->figure] >= rule->at_least &&
            !is_repeat(rule->step, ret_steps, count)) {
            ret_steps[count++] = rule->step;
        }
    }
    return count;
}
