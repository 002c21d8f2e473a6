#include "facts_draft.h"

#include "facts_field.h"
#include "facts_loader.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

#define WORD_REQUIRED 0

static const char *const requirement_words[] = {"required", "optional", NULL};

static bool read_numbers(const struct facts_document *document, const struct policy_number *numbers,
                         void *values, struct error *err)
{
    for (const struct policy_number *number = numbers; number->name; number++) {
        if (!json_has(document->value, number->name)) {
            continue;
        }
        int64_t value;
        if (!json_get_int(document->value, document->path, number->name, 0, POLICY_NUMBER_MAX,
                          &value, err)) {
            return false;
        }
        *(int32_t *)((char *)values + number->offset) = (int32_t)value;
    }
    return true;
}

static bool read_escalation_rule(struct facts_draft *draft, const json_t *value, const char *path,
                                 struct escalation_rule *ret_rule, struct error *err)
{
    static const char *const keys[] = {"figure", "at_least", "per", "step", NULL};
    int figure, per;
    const char *step;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_field_word(value, path, "figure", figure_words, &figure, err) ||
        !json_get_int(value, path, "at_least", 1, INT32_MAX, &ret_rule->at_least, err) ||
        !facts_field_word(value, path, "per", escalation_per_words, &per, err) ||
        !json_get_text(value, path, "step", FACTS_NAME_MAX, &step, err)) {
        return false;
    }
    ret_rule->figure = (enum figure)figure;
    ret_rule->per = (enum escalation_per)per;
    return facts_draft_text(draft, step, &ret_rule->step, err);
}

static bool read_escalation(struct facts_draft *draft, const struct facts_document *document,
                            struct policy *policy, struct error *err)
{
    const json_t *list;
    if (!facts_field_array_or(document->value, document->path, "escalation", FACTS_LIST_MAX, &list,
                              err)) {
        return false;
    }
    size_t count = json_array_size(list);
    struct escalation_rule *rules =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *rules, err);
    if (!rules) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char path[160];
        (void)snprintf(path, sizeof path, "%s.escalation[%zu]", document->path, i);
        if (!read_escalation_rule(draft, json_array_get(list, i), path, &rules[i], err)) {
            return false;
        }
    }
    policy->escalation = rules;
    policy->escalation_count = count;
    return true;
}

static bool policy_key_known(const char *key)
{
    static const char *const others[] = {"signout", "marked_counts_as", "escalation", NULL};
    for (const struct policy_number *number = policy_numbers; number->name; number++) {
        if (strcmp(number->name, key) == 0) {
            return true;
        }
    }
    for (size_t i = 0; others[i]; i++) {
        if (strcmp(others[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static bool policy_only_known_keys(const struct facts_document *document, struct error *err)
{
    if (!json_is_object(document->value)) {
        return facts_field_fail(document->path, "", "expected an object", err);
    }
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)document->value, key, member)
    {
        if (!policy_key_known(key)) {
            return facts_field_fail(document->path, key, "unknown key", err);
        }
    }
    return true;
}

static bool read_policy_words(const struct facts_document *document, struct policy *policy,
                              struct error *err)
{
    int word;
    if (json_has(document->value, "signout")) {
        if (!facts_field_word(document->value, document->path, "signout", signout_words, &word,
                              err)) {
            return false;
        }
        policy->meeting.signout = (enum signout)word;
    }
    if (json_has(document->value, "marked_counts_as")) {
        if (!facts_field_word(document->value, document->path, "marked_counts_as", marked_as_words,
                              &word, err)) {
            return false;
        }
        policy->marked_counts_as = (enum marked_as)word;
    }
    return true;
}

bool facts_draft_policy(struct facts_draft *draft, const struct facts_document *document,
                        struct error *err)
{
    struct policy policy;
    policy_init(&policy);
    if (!policy_only_known_keys(document, err) ||
        !read_numbers(document, policy_numbers, &policy, err) ||
        !read_policy_words(document, &policy, err) ||
        !read_escalation(draft, document, &policy, err)) {
        return false;
    }
    if (policy_find_fault(&policy) == POLICY_FAULT_WINDOW) {
        return facts_field_fail(document->path, "in_from_min",
                                "more than 720 together with out_until_min", err);
    }
    if (policy_find_fault(&policy) != POLICY_FAULT_NONE) {
        return facts_field_fail(document->path, "", "a number is out of its bounds", err);
    }
    draft->facts->policy = policy;
    return true;
}

typedef bool calendar_day_reader(const json_t *value, const char *path,
                                 struct calendar_day *ret_day, struct error *err);

static bool read_rest_day(const json_t *value, const char *path, struct calendar_day *ret_day,
                          struct error *err)
{
    if (!json_is_string(value) || !civil_date_parse(json_string_value(value), &ret_day->date)) {
        return facts_field_refuse(value, path, "", "is not a date", err);
    }
    ret_day->counts_as = CALENDAR_REST;
    return true;
}

static bool read_work_day(const json_t *value, const char *path, struct calendar_day *ret_day,
                          struct error *err)
{
    static const char *const keys[] = {"date", "as", NULL};
    int64_t as = 1;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_field_date(value, path, "date", &ret_day->date, err) ||
        (json_has(value, "as") && !json_get_int(value, path, "as", 1, 7, &as, err))) {
        return false;
    }
    ret_day->counts_as = (int32_t)as;
    return true;
}

static bool read_calendar_days(struct facts_draft *draft, const struct facts_document *document,
                               const char *key, calendar_day_reader *read,
                               struct draft_calendar_day **list, struct error *err)
{
    const json_t *days;
    if (!facts_field_array_or(document->value, document->path, key, FACTS_LIST_MAX, &days, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(days); i++) {
        char path[160];
        (void)snprintf(path, sizeof path, "%s.%s[%zu]", document->path, key, i);
        struct draft_calendar_day *day = facts_draft_alloc(&draft->scratch, 1, sizeof *day, err);
        if (!day || !read(json_array_get(days, i), path, &day->day, err) ||
            !facts_draft_text(draft, document->id, &day->id, err)) {
            return false;
        }
        day->next = *list;
        *list = day;
    }
    return true;
}

bool facts_draft_calendar(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err)
{
    static const char *const keys[] = {"rest", "work", NULL};
    struct draft_calendar_day *days = draft->calendar;
    if (!json_is_object(document->value)) {
        return facts_field_fail(document->path, "", "expected an object", err);
    }
    if (!json_only_keys(document->value, document->path, keys, err) ||
        !read_calendar_days(draft, document, "rest", read_rest_day, &days, err) ||
        !read_calendar_days(draft, document, "work", read_work_day, &days, err)) {
        return false;
    }
    draft->calendar = days;
    return true;
}

static bool read_session(const json_t *value, const char *path, struct schedule_session *session,
                         struct error *err)
{
    static const char *const keys[] = {"start", "end", "in", "out", NULL};
    int in, out;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_field_clock(value, path, "start", &session->start_min, err) ||
        !facts_field_clock(value, path, "end", &session->end_min, err) ||
        !facts_field_word(value, path, "in", requirement_words, &in, err) ||
        !facts_field_word(value, path, "out", requirement_words, &out, err)) {
        return false;
    }
    session->in_required = in == WORD_REQUIRED;
    session->out_required = out == WORD_REQUIRED;
    return true;
}

static bool check_sessions(const struct schedule_session *sessions, size_t count,
                           const json_t *list, const char *path, struct error *err)
{
    static const char *const words[] = {
        [SCHEDULE_FAULT_SESSION_ENDS] = "ends before it starts",
        [SCHEDULE_FAULT_SESSION_RANGE] = "is not between 0:00 and 36:00",
        [SCHEDULE_FAULT_SESSION_OVERLAP] = "begins before the one before it ends",
    };
    struct schedule_fault_place place;
    enum schedule_fault fault = schedule_find_session_fault(sessions, count, &place);
    if (fault != SCHEDULE_FAULT_NONE) {
        char where[200];
        (void)snprintf(where, sizeof where, "%s.sessions[%zu]", path, place.index);
        return facts_field_refuse(json_array_get(list, place.index), where, "", words[fault], err);
    }
    return true;
}

static bool read_sessions(struct facts_draft *draft, const json_t *value, const char *path,
                          struct schedule_version *version, struct error *err)
{
    const json_t *list;
    if (!json_get_array(value, path, "sessions", FACTS_SESSIONS_MAX, &list, err)) {
        return false;
    }
    size_t count = json_array_size(list);
    struct schedule_session *sessions =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *sessions, err);
    if (!sessions) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char place[200];
        (void)snprintf(place, sizeof place, "%s.sessions[%zu]", path, i);
        if (!read_session(json_array_get(list, i), place, &sessions[i], err)) {
            return false;
        }
    }
    version->sessions = sessions;
    version->session_count = count;
    return check_sessions(sessions, count, list, path, err);
}

static bool read_weekdays(const json_t *value, const char *path, uint8_t *ret_weekdays,
                          struct error *err)
{
    const json_t *list;
    if (!json_get_array(value, path, "weekdays", 7, &list, err)) {
        return false;
    }
    uint8_t weekdays = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *day = json_array_get(list, i);
        int64_t number = json_is_integer(day) ? json_integer_value(day) : 0;
        if (number < 1 || number > 7) {
            return facts_field_refuse(day, path, "weekdays", "is not a number from 1 to 7", err);
        }
        weekdays |= (uint8_t)(1U << number);
    }
    *ret_weekdays = weekdays;
    return true;
}

static bool read_version(struct facts_draft *draft, const json_t *value, const char *path,
                         struct schedule_version *version, struct error *err)
{
    static const char *const keys[] = {"from", "to", "weekdays", "sessions", NULL};
    return json_only_keys(value, path, keys, err) &&
           facts_field_date(value, path, "from", &version->from, err) &&
           facts_field_date(value, path, "to", &version->to, err) &&
           read_weekdays(value, path, &version->weekdays, err) &&
           read_sessions(draft, value, path, version, err);
}

static bool read_versions(struct facts_draft *draft, const struct facts_document *document,
                          struct schedule *schedule, struct error *err)
{
    const json_t *list;
    if (!json_get_array(document->value, document->path, "versions", FACTS_LIST_MAX, &list, err)) {
        return false;
    }
    size_t count = json_array_size(list);
    struct schedule_version *versions =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *versions, err);
    if (!versions) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char path[160];
        (void)snprintf(path, sizeof path, "%s.versions[%zu]", document->path, i);
        if (!read_version(draft, json_array_get(list, i), path, &versions[i], err)) {
            return false;
        }
    }
    struct schedule_fault_place place;
    enum schedule_fault fault = schedule_find_version_fault(versions, count, &place);
    if (fault != SCHEDULE_FAULT_NONE) {
        const json_t *version = json_array_get(list, place.index);
        return error_set(err, ERROR_INVALID, "%s.versions[%zu]: '%s' to '%s' %s", document->path,
                         place.index, json_string_value(json_object_get(version, "from")),
                         json_string_value(json_object_get(version, "to")),
                         fault == SCHEDULE_FAULT_VERSION_ENDS
                             ? "ends before it begins"
                             : "holds a date and weekday of another version");
    }
    schedule->versions = versions;
    schedule->version_count = count;
    return true;
}

bool facts_draft_schedule(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err)
{
    static const char *const keys[] = {"id", "versions", NULL};
    struct draft_schedule *schedule = facts_draft_alloc(&draft->scratch, 1, sizeof *schedule, err);
    if (!schedule || !json_only_keys(document->value, document->path, keys, err) ||
        !facts_draft_same_id(document, "id", err) ||
        !facts_draft_text(draft, document->id, &schedule->schedule.id, err) ||
        !read_versions(draft, document, &schedule->schedule, err)) {
        return false;
    }
    schedule->next = draft->schedules;
    draft->schedules = schedule;
    return true;
}

bool facts_draft_assignment(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err)
{
    static const char *const keys[] = {"schedule", "unit", "staff", "from", "to", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (!item) {
        return false;
    }
    struct schedule_assignment *assignment = &item->as.assignment;
    bool to_staff = json_has(value, "staff");
    if (!json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "schedule", &item->schedule, err) ||
        !facts_field_date(value, path, "from", &assignment->from, err) ||
        !facts_field_date_or(value, path, "to", CIVIL_DATE_LAST, &assignment->to, err)) {
        return false;
    }
    if (to_staff == json_has(value, "unit")) {
        return facts_field_fail(path, "unit", "either this or staff must be there", err);
    }
    if (!facts_draft_id(draft, document, to_staff ? "staff" : "unit", &item->owner, err)) {
        return false;
    }
    if (assignment->to < assignment->from) {
        return facts_field_refuse(json_object_get(value, "to"), path, "to", "is before from", err);
    }
    facts_draft_add_item(draft, to_staff ? FACTS_ITEM_STAFF_ASSIGNMENT : FACTS_ITEM_UNIT_ASSIGNMENT,
                         item);
    return true;
}
