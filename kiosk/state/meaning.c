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
    [JUDGE_CHECKED_IN] = MEANING_NOTE,
    [JUDGE_LEAVE] = MEANING_NOTE,
    [JUDGE_TRIP] = MEANING_NOTE,
    [JUDGE_NO_SESSION] = MEANING_NOTE,
    [JUDGE_UNCERTAIN] = MEANING_NOTE,
    [JUDGE_UNKNOWN_CARD] = MEANING_REFUSED,
    [JUDGE_REVOKED_CARD] = MEANING_REFUSED,
    [JUDGE_EXPIRED_CARD] = MEANING_REFUSED,
    [JUDGE_UNREADABLE] = MEANING_REFUSED,
    [JUDGE_SIGNED_IN] = MEANING_WELL,
    [JUDGE_SIGNED_IN_LATE] = MEANING_WARNING,
    [JUDGE_SIGNED_ALREADY] = MEANING_NOTE,
    [JUDGE_SIGNED_OUT] = MEANING_WELL,
    [JUDGE_SIGNED_OUT_EARLY] = MEANING_WARNING,
    [JUDGE_WALK_IN] = MEANING_NOTE,
    [JUDGE_SUBSTITUTED] = MEANING_WELL,
    [JUDGE_SUBSTITUTED_LATE] = MEANING_WARNING,
    [JUDGE_SUBSTITUTE_WAITING] = MEANING_WAITING,
    [JUDGE_SUBSTITUTE_UNAPPROVED] = MEANING_REFUSED,
    [JUDGE_BACK] = MEANING_WELL,
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
