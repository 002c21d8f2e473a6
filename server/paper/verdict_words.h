#pragma once
/* Verdicts as the office says them: 迟到17分钟, 请假, 代会（已批准）. Pure; any thread. */

#include "facts.h"
#include "meeting.h"
#include "work_day.h"

#define VERDICT_WORDS_SIZE 256

/* The whole session: "正常", "迟到17分钟、缺下班卡", "旷工". */
const char *verdict_words_session(const struct session_verdict *verdict,
                                  char ret_text[static VERDICT_WORDS_SIZE]);

/* The result of an attendee, with who came instead. */
const char *verdict_words_attendee(const struct facts *facts,
                                   const struct attendee_verdict *verdict,
                                   char ret_text[static VERDICT_WORDS_SIZE]);

/* "08:30" of a moment; the day after the date as "次日 00:10". */
#define VERDICT_CLOCK_SIZE 32
const char *verdict_words_clock(int64_t at_ms, int32_t date,
                                char ret_text[static VERDICT_CLOCK_SIZE]);

/* "周一". */
const char *verdict_words_weekday(int32_t date);

/* The unit that the person belongs to on the date; "" for none. */
const char *verdict_words_unit(const struct facts *facts, const struct facts_staff *staff,
                               int32_t date);
