#include "meaning.h"

#include "check.h"

static const char *const names[MEANINGS] = {"well",    "warning", "note",
                                            "waiting", "refused", "alarm"};

static const enum meaning meanings[JUDGE_ANSWER_COUNT] = {
    [JUDGE_ON_TIME] = MEANING_WELL,
    [JUDGE_LATE] = MEANING_WARNING,
    [JUDGE_LEFT] = MEANING_WELL,
    [JUDGE_EARLY] = MEANING_WARNING,
    [JUDGE_RECORDED] = MEANING_NOTE,
    [JUDGE_SAME_TAP] = MEANING_NOTE,
    [JUDGE_LEAVE] = MEANING_NOTE,
    [JUDGE_TRIP] = MEANING_NOTE,
    [JUDGE_NO_SESSION] = MEANING_NOTE,
    [JUDGE_UNCERTAIN] = MEANING_NOTE,
    [JUDGE_UNKNOWN_CARD] = MEANING_REFUSED,
    [JUDGE_REVOKED_CARD] = MEANING_REFUSED,
    [JUDGE_EXPIRED_CARD] = MEANING_REFUSED,
    [JUDGE_UNREADABLE] = MEANING_REFUSED,
};

enum meaning meaning_of_answer(enum judge_answer answer)
{
    CHECK(answer < JUDGE_ANSWER_COUNT);
    return meanings[answer];
}

const char *meaning_name(enum meaning meaning)
{
    CHECK(meaning < MEANINGS);
    return names[meaning];
}
