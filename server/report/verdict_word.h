#pragma once
/* A verdict in one word, and how grave that is beside the others of a day: whoever shows a day as
 * one square takes the word of the gravest. Pure, any thread. */

#include "meeting.h"
#include "work_day.h"

/* The word is one of the rules' own: of a session's status or check, or of a meeting's result. */
struct verdict_word {
    const char *word;
    int gravity; /* from 0, nothing was due, upwards */
};

struct verdict_word verdict_word_of_session(const struct session_verdict *verdict);
struct verdict_word verdict_word_of_attendee(const struct attendee_verdict *verdict);
