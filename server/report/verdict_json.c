#include "verdict_json.h"

#include "civil.h"
#include "figures.h"
#include "json.h"
#include "meeting_turnout.h"
#include "verdict_word.h"

/* Members are set through these: the first that fails empties the pointer, and the rest pass it on.
 */
static void put(json_t **object, const char *key, json_t *value)
{
    if (*object && json_object_set_new(*object, key, value) != 0) {
        json_decref(*object);
        *object = NULL;
    }
}

static void put_time(json_t **object, const char *key, int64_t local_ms)
{
    char text[CIVIL_TIME_SIZE];
    put(object, key, json_string(civil_time_format(local_ms, text)));
}

static void put_number(json_t **object, const char *key, int64_t number)
{
    put(object, key, json_integer(number));
}

static void put_text(json_t **object, const char *key, const char *text)
{
    put(object, key, text ? json_string(text) : json_null());
}

static json_t *tap_json(const struct tap *tap)
{
    json_t *object = json_object();
    put_text(&object, "tap", tap->id);
    put_text(&object, "kiosk", tap->kiosk);
    put_time(&object, "at", tap->at_ms);
    return object;
}

static void put_work_tap(json_t **object, const char *key, const struct work_tap *tap)
{
    if (tap->tap) {
        put(object, key, tap_json(tap->tap));
    } else if (tap->correction) {
        json_t *made = json_object();
        put_text(&made, "correction", tap->correction->id);
        put_time(&made, "at", tap->correction->at_ms);
        put(object, key, made);
    }
}

static void put_away(json_t **object, const char *key, const struct time_away *away)
{
    if (away) {
        json_t *made = json_object();
        put_text(&made, "id", away->id);
        put_time(&made, "from", away->from_ms);
        put_time(&made, "to", away->to_ms);
        put(object, key, made);
    }
}

static void put_uncertain(json_t **object, const struct tap *tap)
{
    if (tap) {
        json_t *made = json_object();
        put_text(&made, "tap", tap->id);
        put_time(&made, "not_before", tap->not_before_ms);
        put_time(&made, "not_after", tap->not_after_ms);
        put(object, "uncertain_tap", made);
    }
}

/* By enum absent_by and enum window_by. */
static const char *const absent_words[] = {"nothing", "no_tap", "late", "early"};
static const char *const window_words[] = {"policy", "same_day", "neighbour_day"};

static json_t *session_reason_json(const struct session_reason *reason)
{
    json_t *object = json_object();
    put_text(&object, "schedule", reason->schedule ? reason->schedule->id : NULL);
    if (reason->version && reason->version->id) {
        put_text(&object, "version", reason->version->id);
    }
    put_time(&object, "start", reason->start_ms);
    put_time(&object, "end", reason->end_ms);
    put_time(&object, "effective_start", reason->effective_start_ms);
    put_time(&object, "effective_end", reason->effective_end_ms);
    put_time(&object, "window_from", reason->window_from_ms);
    put_time(&object, "window_to", reason->window_to_ms);
    put_text(&object, "window_from_by", window_words[reason->window_from_by]);
    put_text(&object, "window_to_by", window_words[reason->window_to_by]);
    put_number(&object, "late_grace_min", reason->policy->late_grace_min);
    put_number(&object, "early_grace_min", reason->policy->early_grace_min);
    put_number(&object, "taps", (int64_t)reason->tap_count);
    put_work_tap(&object, "check_in", &reason->check_in);
    put_work_tap(&object, "check_out", &reason->check_out);
    put_work_tap(&object, "first", &reason->first);
    put_work_tap(&object, "last", &reason->last);
    put_number(&object, "measured_late_min", reason->measured_late_min);
    put_number(&object, "measured_early_min", reason->measured_early_min);
    put_text(&object, "absent_by", absent_words[reason->absent_by]);
    put_away(&object, "start_moved_by", reason->start_moved_by);
    put_away(&object, "end_moved_by", reason->end_moved_by);
    put_uncertain(&object, reason->uncertain_tap);
    return object;
}

/* attention: somebody has to look at it. */
static void put_word(json_t **object, struct verdict_word word, const struct figures *figures)
{
    bool attention = figures->of[FIGURE_VIOLATIONS] > 0 || figures->of[FIGURE_REVIEW] > 0;
    put(object, "attention", json_boolean(attention));
    put_text(object, "word", word.word);
    put_number(object, "gravity", word.gravity);
    put_number(object, "violations", figures->of[FIGURE_VIOLATIONS]);
}

json_t *verdict_json_session(const char *staff, const struct session_verdict *verdict)
{
    char date[CIVIL_DATE_SIZE];
    json_t *object = json_object();
    put_text(&object, "staff", staff);
    put_text(&object, "date", civil_date_format(verdict->date, date));
    put_number(&object, "session", verdict->session);
    put_text(&object, "status", session_status_words[verdict->status]);
    put_text(&object, "in", check_words[verdict->in]);
    put_text(&object, "out", check_words[verdict->out]);
    put_number(&object, "late_min", verdict->late_min);
    put_number(&object, "early_min", verdict->early_min);
    put_number(&object, "leave_min", verdict->leave_min);
    put_number(&object, "trip_min", verdict->trip_min);
    put(&object, "reason", session_reason_json(&verdict->reason));
    struct figures figures = {0};
    figures_add_session(&figures, verdict);
    put_word(&object, verdict_word_of_session(verdict), &figures);
    return object;
}

static json_t *flags_json(uint32_t flags)
{
    json_t *list = json_array();
    for (unsigned i = 0; list && meeting_flag_words[i]; i++) {
        bool set = (flags & (1u << i)) != 0;
        if (set && json_array_append_new(list, json_string(meeting_flag_words[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static void put_substitute(json_t **object, const struct substitute_sign_in *sign_in)
{
    if (sign_in) {
        json_t *made = json_object();
        put_text(&made, "staff", sign_in->tap->staff);
        put_text(&made, "standing", substitute_standing_words[sign_in->standing]);
        put_text(&made, "request", sign_in->request ? sign_in->request->id : NULL);
        put(object, "substitute", made);
    }
}

static json_t *attendee_reason_json(const struct attendee_reason *reason)
{
    json_t *object = json_object();
    put_text(&object, "role", attendee_role_words[reason->role]);
    put_number(&object, "late_grace_min", reason->terms.late_grace_min);
    if (reason->sign_in) {
        put(&object, "sign_in", tap_json(reason->sign_in));
    }
    if (reason->sign_out) {
        put(&object, "sign_out", tap_json(reason->sign_out));
    }
    put_substitute(&object, reason->substitute);
    put_number(&object, "measured_late_min", reason->measured_late_min);
    put_number(&object, "measured_early_min", reason->measured_early_min);
    if (reason->mark) {
        put_text(&object, "mark", reason->mark->id);
    }
    if (reason->leave) {
        put_text(&object, "meeting_leave", reason->leave->id);
    }
    put_away(&object, "away", reason->away);
    put_uncertain(&object, reason->uncertain_tap);
    if (reason->uncertain_tap) {
        put_text(&object, "before_review", meeting_result_words[reason->before_review]);
    }
    return object;
}

json_t *verdict_json_attendee(const char *staff, const struct attendee_verdict *verdict)
{
    json_t *object = json_object();
    put_text(&object, "staff", staff);
    put_text(&object, "result", meeting_result_words[verdict->result]);
    put_number(&object, "late_min", verdict->late_min);
    put_number(&object, "early_min", verdict->early_min);
    put(&object, "flags", flags_json(verdict->flags));
    put_text(&object, "presence", meeting_turnout_presence(verdict->result));
    put(&object, "reason", attendee_reason_json(&verdict->reason));
    struct figures figures = {0};
    figures_add_attendee(&figures, verdict);
    put_word(&object, verdict_word_of_attendee(verdict), &figures);
    return object;
}
