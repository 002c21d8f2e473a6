#include "month_report_json.h"

#include "civil.h"
#include "json.h"

static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static bool put_time(json_t *object, const char *key, int64_t local_ms)
{
    char text[CIVIL_TIME_SIZE];
    return put(object, key,
               local_ms == INT64_MIN ? json_null()
                                     : json_string(civil_time_format(local_ms, text)));
}

static bool put_figures(json_t *object, const struct figures *figures)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (!put(object, figure_words[i], json_integer(figures->of[i]))) {
            return false;
        }
    }
    return true;
}

static json_t *rate_json(int32_t rate_bp)
{
    return rate_bp == RANKING_NO_RATE ? json_null() : json_integer(rate_bp);
}

static json_t *county_json(const struct month_report *report)
{
    AUTO(json) json_t *county = json_object();
    bool good = put_figures(county, &report->figures) &&
                put(county, "headcount", json_integer(report->headcount)) &&
                put(county, "rate_bp", rate_json(report->rate_bp)) &&
                put(county, "provisional", json_integer(report->provisional));
    return good ? TAKE(county) : NULL;
}

/* Enough to compare with; null where there was nothing in that month. */
static json_t *last_month_json(const struct month_report *report)
{
    if (report->last_rate_bp == RANKING_NO_RATE && report->last.of[FIGURE_VIOLATIONS] == 0) {
        return json_null();
    }
    char month[CIVIL_MONTH_SIZE];
    AUTO(json) json_t *last = json_object();
    bool good = put(last, "month", json_string(civil_month_format(report->month - 1, month))) &&
                put(last, "rate_bp", rate_json(report->last_rate_bp)) &&
                put(last, "violations", json_integer(report->last.of[FIGURE_VIOLATIONS]));
    return good ? TAKE(last) : NULL;
}

static json_t *unit_json(const struct month_report_unit *unit)
{
    const struct unit_month *month = &unit->month;
    AUTO(json) json_t *object = json_object();
    bool good = put(object, "unit", json_string(month->code)) &&
                put(object, "name", json_string(unit->name)) &&
                put_figures(object, &month->figures) &&
                put(object, "headcount", json_integer(month->headcount)) &&
                put(object, "rate_bp", rate_json(month->rate_bp)) &&
                put(object, "provisional", json_integer(unit->provisional)) &&
                put(object, "rank",
                    month->rank == RANKING_NO_RANK ? json_null() : json_integer(month->rank)) &&
                put(object, "rank_change",
                    month->has_rank_change ? json_integer(month->rank_change) : json_null());
    return good ? TAKE(object) : NULL;
}

static json_t *steps_json(const struct month_report_person *person)
{
    AUTO(json) json_t *steps = json_array();
    for (size_t i = 0; i < person->step_count; i++) {
        if (json_array_append_new(steps, json_string(person->steps[i])) != 0) {
            return NULL;
        }
    }
    return TAKE(steps);
}

static json_t *person_json(const struct month_report_person *person)
{
    AUTO(json) json_t *object = json_object();
    bool good = put(object, "staff", json_string(person->staff->id)) &&
                put(object, "name", json_string(person->staff->name)) &&
                put(object, "unit", json_string(person->unit ? person->unit->code : "")) &&
                put(object, "unit_name", json_string(person->unit ? person->unit->name : "")) &&
                put_figures(object, &person->figures) &&
                put(object, "provisional", json_integer(person->provisional)) &&
                put(object, "steps", steps_json(person));
    return good ? TAKE(object) : NULL;
}

static json_t *kiosk_json(const struct kiosk_watermark *kiosk)
{
    AUTO(json) json_t *object = json_object();
    bool good = put(object, "kiosk", json_string(kiosk->kiosk)) &&
                put(object, "place", json_string(kiosk->place)) &&
                put_time(object, "complete_to", kiosk->complete_to_ms);
    return good ? TAKE(object) : NULL;
}

static bool append_lists(const struct month_report *report, json_t *units, json_t *people,
                         json_t *kiosks)
{
    for (size_t i = 0; i < report->unit_count; i++) {
        if (json_array_append_new(units, unit_json(&report->units[i])) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < report->person_count; i++) {
        if (json_array_append_new(people, person_json(&report->people[i])) != 0) {
            return false;
        }
    }
    for (size_t i = 0; i < report->kiosk_behind_count; i++) {
        if (json_array_append_new(kiosks, kiosk_json(&report->kiosks_behind[i])) != 0) {
            return false;
        }
    }
    return true;
}

/* null: nothing waits to be judged again. */
static json_t *rejudging_json(const struct judging_progress *progress)
{
    if (progress->total == 0) {
        return json_null();
    }
    AUTO(json) json_t *object = json_object();
    bool good = put(object, "done", json_integer(progress->done)) &&
                put(object, "total", json_integer(progress->total));
    return good ? TAKE(object) : NULL;
}

json_t *month_report_to_json(const struct month_report *report)
{
    char month[CIVIL_MONTH_SIZE];
    AUTO(json) json_t *root = json_object();
    AUTO(json) json_t *units = json_array();
    AUTO(json) json_t *people = json_array();
    AUTO(json) json_t *kiosks = json_array();
    bool good = append_lists(report, units, people, kiosks) &&
                put(root, "month", json_string(civil_month_format(report->month, month))) &&
                put_time(root, "as_of", report->as_of_ms) &&
                put_time(root, "complete_to", report->complete_to_ms) &&
                put(root, "kiosks_behind", TAKE(kiosks)) &&
                put(root, "rejudging", rejudging_json(&report->rejudging)) &&
                put(root, "county", county_json(report)) &&
                put(root, "last_month", last_month_json(report)) &&
                put(root, "units", TAKE(units)) && put(root, "staff", TAKE(people));
    return good ? TAKE(root) : NULL;
}
