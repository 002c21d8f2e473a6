#include "meeting_publication.h"

#include "json.h"
#include "verdict_list.h"
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "publication: out of memory");
}

/* What is nothing is left out. */
static bool copy(json_t *row, const json_t *verdict, const char *name)
{
    json_t *value = json_object_get(verdict, name);
    bool nothing = !value || json_is_null(value) ||
                   (json_is_integer(value) && json_integer_value(value) == 0) ||
                   (json_is_array(value) && json_array_size(value) == 0);
    return nothing || json_object_set(row, name, value) == 0;
}

json_t *meeting_publication_row(const json_t *verdict)
{
    static const char *const copied[] = {"staff",     "unit",  "result", "late_min",
                                         "early_min", "flags", NULL};
    AUTO(json) json_t *row = json_object();
    bool good = row != NULL;
    for (size_t i = 0; good && copied[i]; i++) {
        good = copy(row, verdict, copied[i]);
    }
    const json_t *instead = json_object_get(json_object_get(verdict, "reason"), "substitute");
    json_t *substitute = json_object_get(instead, "staff");
    good = good && (!substitute || json_object_set(row, "substitute", substitute) == 0);
    return good ? TAKE(row) : NULL;
}

static json_t *rows_of(const json_t *verdicts, json_int_t *ret_provisional)
{
    AUTO(json) json_t *rows = json_array();
    *ret_provisional = 0;
    for (size_t i = 0; rows && i < json_array_size(verdicts); i++) {
        const json_t *verdict = json_array_get(verdicts, i);
        *ret_provisional += json_is_true(json_object_get(verdict, "provisional"));
        if (json_array_append_new(rows, meeting_publication_row(verdict)) != 0) {
            return NULL;
        }
    }
    return TAKE(rows);
}

static json_t *walk_ins_of(const json_t *meeting)
{
    const json_t *walk_ins = json_object_get(meeting, "walk_ins");
    AUTO(json) json_t *ids = json_array();
    for (size_t i = 0; ids && i < json_array_size(walk_ins); i++) {
        if (json_array_append(ids, json_object_get(json_array_get(walk_ins, i), "staff")) != 0) {
            return NULL;
        }
    }
    return TAKE(ids);
}

bool meeting_publication_make(const struct meeting_desk *desk, const struct office_caller *caller,
                              const char *meeting, const char *comment,
                              struct office_answer *ret_answer, struct error *err)
{
    const struct verdict_question question = {.as_of_ms = MONTH_SOURCE_NOW, .meeting = meeting};
    AUTO(json) json_t *answer = NULL;
    json_int_t provisional;
    if (!verdict_list_meetings(desk->months, &question, &answer, err)) {
        return false;
    }
    const json_t *held = json_array_get(json_object_get(answer, "meetings"), 0);
    if (!held) {
        *ret_answer = (struct office_answer){.result = OFFICE_NOT_FOUND};
        return true;
    }
    json_t *rows = rows_of(json_object_get(held, "results"), &provisional);
    AUTO(json)
    json_t *made =
        json_pack("{s:s, s:I, s:o, s:o}", "as_of", office_text(answer, "as_of"), "provisional",
                  provisional, "results", rows, "walk_ins", walk_ins_of(held));
    AUTO(json) json_t *input = json_pack("{s:s, s:s*}", "meeting", meeting, "comment", comment);
    if (!made || !input) {
        return no_memory(err);
    }
    const struct office_call call = {
        .kind = office_kind_find("publication"), .caller = caller, .input = input, .made = made};
    return office_make(desk->office, &call, ret_answer, err);
}
