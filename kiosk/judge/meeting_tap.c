#include "meeting_tap.h"

#include "check.h"
#include <string.h>

static void copy_text(char *ret_text, size_t size, const char *text)
{
    CHECK(strlen(text) < size);
    memcpy(ret_text, text, strlen(text) + 1);
}

static void name_meeting(const struct facts_meeting *found, struct judge_meeting *meeting)
{
    copy_text(meeting->id, sizeof meeting->id, found->meeting.id);
    copy_text(meeting->title, sizeof meeting->title, found->title);
    meeting->start_ms = found->meeting.start_ms;
    meeting->end_ms = found->meeting.end_ms;
}

/* Whoever leaves needs no seat. */
static void name_seat(const struct facts_meeting *found, const char *staff,
                      struct judge_meeting *meeting)
{
    const char *seat = facts_seat_of(found, staff);
    bool leaves = meeting->answer == JUDGE_SIGNED_OUT || meeting->answer == JUDGE_SIGNED_OUT_EARLY;
    copy_text(meeting->seat, sizeof meeting->seat, seat && !leaves ? seat : "");
}

/* Minutes after the start; 0 and false where they are within the grace. */
static bool measure_late(const struct meeting_terms *terms, const struct tap *tap,
                         struct judge_meeting *meeting)
{
    int32_t late_min =
        (int32_t)((civil_minute_ms(tap->at_ms) - meeting->start_ms) / CIVIL_MINUTE_MS);
    bool late = late_min > terms->late_grace_min;
    meeting->late_min = late ? late_min : 0;
    return late;
}

static void tell_sign_out(const struct meeting_question *question,
                          const struct meeting_terms *terms, struct judge_meeting *meeting)
{
    int64_t early_ms = meeting->end_ms - civil_minute_ms(question->own->at_ms);
    int32_t early_min = (int32_t)(early_ms / CIVIL_MINUTE_MS);
    bool early = early_min > terms->signout_grace_min;
    meeting->answer = early ? JUDGE_SIGNED_OUT_EARLY : JUDGE_SIGNED_OUT;
    meeting->early_min = early ? early_min : 0;
}

static bool is_sign_out(const struct meeting_question *question, const struct meeting_terms *terms,
                        const struct judge_meeting *meeting)
{
    int64_t at_ms = question->own->at_ms;
    return terms->signout == SIGNOUT_REQUIRED && at_ms >= meeting->start_ms &&
           at_ms < meeting->end_ms + MEETING_SIGNOUT_OPEN_MIN * CIVIL_MINUTE_MS &&
           at_ms - meeting->earlier_ms >= MEETING_SIGNOUT_GAP_MS;
}

/* The person's own standing in a meeting that they attend; false where the tap is nothing to it. */
static bool tell_attendee(const struct meeting_question *question, const struct meeting *found,
                          struct judge_meeting *meeting)
{
    const struct facts_meeting *about = facts_find_meeting(question->facts, found->id);
    struct meeting_facts facts = facts_of_meeting(question->facts, about, question->person->now_ms);
    struct attendee_verdict verdict;
    if (!meeting_judge(&facts, NULL, 0, question->person, question->staff->attending,
                       question->staff->attending_count, &verdict) ||
        !verdict.reason.sign_in) {
        return false;
    }
    const struct meeting_terms *terms = &verdict.reason.terms;
    name_meeting(about, meeting);
    if (verdict.reason.sign_in == question->own) {
        meeting->answer =
            measure_late(terms, question->own, meeting) ? JUDGE_SIGNED_IN_LATE : JUDGE_SIGNED_IN;
        name_seat(about, question->staff->id, meeting);
        return true;
    }
    meeting->earlier_ms = verdict.reason.sign_in->at_ms;
    if (is_sign_out(question, terms, meeting)) {
        tell_sign_out(question, terms, meeting);
    } else {
        meeting->answer = JUDGE_SIGNED_ALREADY;
    }
    name_seat(about, question->staff->id, meeting);
    return true;
}

/* A tap after the end signs in to nothing, but may sign out: of the meeting that it names, or of
 * any where it names none. */
static bool may_sign_out(const struct meeting_question *question, const struct meeting *meeting)
{
    const struct tap *own = question->own;
    int64_t from_ms;
    int64_t to_ms;
    meeting_tap_span(meeting, facts_policy(question->facts), &from_ms, &to_ms);
    return !meeting->cancelled && meeting->end_ms <= own->at_ms && own->at_ms < to_ms &&
           (!own->meeting || strcmp(own->meeting, meeting->id) == 0) &&
           meeting_hears_kiosk(meeting, own->kiosk);
}

/* The last of those that it may sign out of and that the person had signed in to; NULL where there
 * is none. */
static const struct meeting *tell_ended(const struct meeting_question *question,
                                        struct judge_meeting *meeting)
{
    for (size_t i = question->staff->attending_count; i > 0; i--) {
        const struct meeting *ended = question->staff->attending[i - 1];
        if (may_sign_out(question, ended) && tell_attendee(question, ended, meeting)) {
            return ended;
        }
    }
    return NULL;
}

static size_t find_near(const struct meeting_question *question,
                        const struct meeting *near[static MEETING_TAP_NEAR_MAX])
{
    const struct policy *policy = facts_policy(question->facts);
    size_t count = 0;
    for (size_t i = 0; i < facts_meeting_count(question->facts) && count < MEETING_TAP_NEAR_MAX;
         i++) {
        const struct meeting *meeting = &facts_meeting_at(question->facts, i)->meeting;
        if (meeting_tap_could_sign_in(meeting, policy, question->own)) {
            near[count++] = meeting;
        }
    }
    return count;
}

static bool judge_own(const struct meeting_question *question, struct judge_meeting *meeting)
{
    const struct policy *policy = facts_policy(question->facts);
    const char *staff = question->staff->id;
    const struct meeting *found = meeting_of_tap(
        question->own, staff, policy, question->staff->attending, question->staff->attending_count);
    if (!found) {
        found = tell_ended(question, meeting);
    } else if (!tell_attendee(question, found, meeting)) {
        found = NULL;
    }
    if (found) {
        return meeting_lists_kiosk(found, question->own->kiosk);
    }
    const struct meeting *near[MEETING_TAP_NEAR_MAX];
    size_t count = find_near(question, near);
    const struct meeting *walked_in =
        meeting_walk_in_of_tap(question->own, &question->staff->person, policy, near, count);
    if (!walked_in) {
        return false;
    }
    name_meeting(facts_find_meeting(question->facts, walked_in->id), meeting);
    meeting->answer = JUDGE_WALK_IN;
    return true;
}

/* The taps of everybody who sat in for somebody at this meeting, and this one. */
static size_t gather_others(const struct meeting_question *question,
                            struct tap taps[static MEETING_TAP_OTHERS_MAX])
{
    struct recent_person known = recent_taps_for_others(question->recent);
    const struct tap *own = question->own;
    size_t count = 0;
    for (size_t i = 0; i < known.tap_count && count < MEETING_TAP_OTHERS_MAX - 1; i++) {
        const struct tap *tap = &known.taps[i];
        if (tap->at_ms <= own->at_ms && tap->meeting && strcmp(tap->meeting, own->meeting) == 0) {
            taps[count++] = *tap;
        }
    }
    taps[count++] = *own;
    return count;
}

static bool is_pair(const struct tap *tap, const struct tap *own)
{
    return strcmp(tap->staff, own->staff) == 0 &&
           strcmp(tap->substitute_for, own->substitute_for) == 0;
}

static enum judge_answer answer_of(const struct substitute_sign_in *sign_in, bool late)
{
    bool waits =
        sign_in->standing == SUBSTITUTE_NOT_APPROVED && sign_in->request->state == APPROVAL_PENDING;
    if (sign_in->standing == SUBSTITUTE_APPROVED) {
        return late ? JUDGE_SUBSTITUTED_LATE : JUDGE_SUBSTITUTED;
    }
    return waits ? JUDGE_SUBSTITUTE_WAITING : JUDGE_SUBSTITUTE_UNAPPROVED;
}

/* What the rules find of a principal, by the taps that this kiosk knows of. */
static bool judge_principal(const struct meeting_question *question,
                            const struct meeting_facts *facts,
                            const struct substitute_sign_in *sign_ins, size_t count,
                            const char *principal, struct attendee_verdict *ret_verdict)
{
    const struct facts_staff *staff = facts_find_staff(question->facts, principal);
    if (!staff) {
        return false;
    }
    struct recent_person known = recent_taps_of(question->recent, staff->id);
    struct person_facts person = facts_of_staff(question->facts, staff, question->person->now_ms);
    person.taps = known.taps;
    person.tap_count = known.tap_count;
    return meeting_judge(facts, sign_ins, count, &person, staff->attending, staff->attending_count,
                         ret_verdict);
}

/* The meeting that a substitute's tap is for, and all who sat in there. */
struct substitution {
    const struct facts_meeting *found;
    struct meeting_facts facts;
    struct substitute_sign_in sign_ins[MEETING_TAP_OTHERS_MAX];
    size_t count;
};

/* Only who signed in for the principal, and counts, can sign out for them. */
static bool is_sign_out_for(const struct meeting_question *question,
                            const struct substitution *substitution,
                            const struct substitute_sign_in *sign_in,
                            const struct meeting_terms *terms, const struct judge_meeting *meeting)
{
    struct attendee_verdict verdict;
    return is_sign_out(question, terms, meeting) &&
           judge_principal(question, &substitution->facts, substitution->sign_ins,
                           substitution->count, question->own->substitute_for, &verdict) &&
           verdict.result == MEETING_SUBSTITUTED && verdict.reason.substitute == sign_in;
}

/* Told of at every tap: that somebody came unapproved is not settled by coming twice. */
static void tell_again(const struct meeting_question *question,
                       const struct substitution *substitution,
                       const struct substitute_sign_in *sign_in, const struct meeting_terms *terms,
                       struct judge_meeting *meeting)
{
    if (sign_in->standing != SUBSTITUTE_APPROVED) {
        meeting->answer = answer_of(sign_in, false);
        return;
    }
    meeting->earlier_ms = sign_in->tap->at_ms;
    if (is_sign_out_for(question, substitution, sign_in, terms, meeting)) {
        tell_sign_out(question, terms, meeting);
    } else {
        meeting->answer = JUDGE_SIGNED_ALREADY;
    }
}

static void tell_substitute(const struct meeting_question *question,
                            const struct substitution *substitution,
                            const struct substitute_sign_in *sign_in, struct judge_meeting *meeting)
{
    const struct facts_meeting *found = substitution->found;
    struct meeting_terms terms =
        policy_meeting_terms(facts_policy(question->facts), &found->meeting.own);
    name_meeting(found, meeting);
    copy_text(meeting->principal_id, sizeof meeting->principal_id, question->own->substitute_for);
    const struct facts_staff *principal =
        facts_find_staff(question->facts, question->own->substitute_for);
    copy_text(meeting->principal, sizeof meeting->principal,
              principal ? principal->name : question->own->substitute_for);
    meeting->standing = sign_in->standing;
    bool late = measure_late(&terms, sign_in->tap, meeting);
    if (sign_in->tap->at_ms < question->own->at_ms) {
        tell_again(question, substitution, sign_in, &terms, meeting);
    } else {
        meeting->answer = answer_of(sign_in, late);
    }
}

static bool judge_for_other(const struct meeting_question *question, struct judge_meeting *meeting)
{
    struct tap taps[MEETING_TAP_OTHERS_MAX];
    struct substitution substitution = {
        .found = facts_find_meeting(question->facts, question->own->meeting)};
    if (!substitution.found) {
        return false;
    }
    substitution.facts =
        facts_of_meeting(question->facts, substitution.found, question->own->at_ms);
    substitution.facts.now_ms = question->person->now_ms;
    substitution.facts.substitute_taps = taps;
    substitution.facts.substitute_tap_count = gather_others(question, taps);
    substitution.count = meeting_find_substitutes(&substitution.facts, substitution.sign_ins);
    for (size_t i = 0; i < substitution.count; i++) {
        const struct substitute_sign_in *sign_in = &substitution.sign_ins[i];
        if (is_pair(sign_in->tap, question->own)) {
            tell_substitute(question, &substitution, sign_in, meeting);
            name_seat(substitution.found, question->own->substitute_for, meeting);
            return true;
        }
    }
    return false;
}

bool meeting_tap_judge(const struct meeting_question *question, struct judge_meeting *ret_meeting)
{
    *ret_meeting = (struct judge_meeting){.id = ""};
    return question->own->substitute_for ? judge_for_other(question, ret_meeting)
                                         : judge_own(question, ret_meeting);
}

bool meeting_tap_principal_came(const struct meeting_question *question,
                                const struct judge_meeting *meeting)
{
    if (!meeting->principal_id[0]) {
        return false;
    }
    const struct facts_meeting *about = facts_find_meeting(question->facts, meeting->id);
    struct meeting_facts facts = facts_of_meeting(question->facts, about, question->person->now_ms);
    struct attendee_verdict verdict;
    return judge_principal(question, &facts, NULL, 0, meeting->principal_id, &verdict) &&
           verdict.reason.sign_in;
}
