#include "meeting_turnout.h"

#include "cleanup.h"
#include "json.h"
#include <stdint.h>
#include <string.h>

enum presence { PRESENT, EXCUSED, MISSING };

static const char *const presence_words[] = {"present", "excused", "missing"};

static const enum presence presences[] = {
    [MEETING_PENDING] = MISSING, [MEETING_ON_TIME] = PRESENT,
    [MEETING_LATE] = PRESENT,    [MEETING_SUBSTITUTED] = PRESENT,
    [MEETING_LEAVE] = EXCUSED,   [MEETING_UNAPPROVED_SUBSTITUTE] = MISSING,
    [MEETING_NONE] = EXCUSED,    [MEETING_LEAVE_LATE] = MISSING,
    [MEETING_ABSENT] = MISSING,  [MEETING_REVIEW] = MISSING,
};

const char *meeting_turnout_presence(enum meeting_result result)
{
    return presence_words[presences[result]];
}

/* Leave that was granted stands, and what waits for review is decided there. */
bool meeting_turnout_may_mark(enum meeting_result result)
{
    return presences[result] != PRESENT && result != MEETING_LEAVE && result != MEETING_REVIEW;
}

struct turnout {
    json_int_t of[3];
    json_int_t late, provisional;
    json_t *results;
};

static bool count_row(struct turnout *turnout, const json_t *row)
{
    const char *word = json_string_value(json_object_get(row, "result"));
    for (size_t i = 0; word && meeting_result_words[i]; i++) {
        if (strcmp(meeting_result_words[i], word) == 0) {
            json_int_t before = json_integer_value(json_object_get(turnout->results, word));
            turnout->of[presences[i]]++;
            turnout->late += i == MEETING_LATE;
            turnout->provisional += json_is_true(json_object_get(row, "provisional"));
            return json_object_set_new(turnout->results, word, json_integer(before + 1)) == 0;
        }
    }
    return true;
}

json_t *meeting_turnout_count(const json_t *rows)
{
    AUTO(json) json_t *results = json_object();
    struct turnout turnout = {.results = results};
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (!count_row(&turnout, json_array_get(rows, i))) {
            return NULL;
        }
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:O}", "expected",
                     turnout.of[PRESENT] + turnout.of[MISSING], "present", turnout.of[PRESENT],
                     "missing", turnout.of[MISSING], "late", turnout.late, "provisional",
                     turnout.provisional, "results", results);
}
