#include "meeting_board.h"

#include "check.h"
#include "meeting_tap.h"
#include <stdio.h>
#include <string.h>

/* What every attendee of one meeting is judged with. */
struct hearing {
    const struct facts *facts;
    const struct recent_taps *recent;
    const char *kiosk;
    const struct facts_meeting *about;
    struct meeting_facts meeting;
    int64_t now_ms;
    struct tap others[MEETING_TAP_OTHERS_MAX], uncertain_others[MEETING_TAP_OTHERS_MAX];
    struct substitute_sign_in sign_ins[MEETING_TAP_OTHERS_MAX];
    size_t sign_in_count;
};

int meeting_counts_present(const struct meeting_counts *counts)
{
    return counts->of[SHARE_ON_TIME] + counts->of[SHARE_LATE] + counts->of[SHARE_SUBSTITUTED] +
           counts->of[SHARE_REVIEW];
}

static size_t take_others(const struct tap *taps, size_t count, const char *meeting,
                          struct tap ret_taps[static MEETING_TAP_OTHERS_MAX])
{
    size_t taken = 0;
    for (size_t i = 0; i < count && taken < MEETING_TAP_OTHERS_MAX; i++) {
        if (taps[i].meeting && strcmp(taps[i].meeting, meeting) == 0) {
            ret_taps[taken++] = taps[i];
        }
    }
    return taken;
}

static void begin_hearing(struct hearing *hearing, const struct facts_meeting *about)
{
    struct recent_person others = recent_taps_for_others(hearing->recent);
    const char *id = about->meeting.id;
    struct meeting_facts *facts = &hearing->meeting;
    hearing->about = about;
    *facts = facts_of_meeting(hearing->facts, about, hearing->now_ms);
    facts->substitute_taps = hearing->others;
    facts->substitute_tap_count = take_others(others.taps, others.tap_count, id, hearing->others);
    facts->uncertain_substitute_taps = hearing->uncertain_others;
    facts->uncertain_substitute_tap_count = take_others(
        others.uncertain_taps, others.uncertain_tap_count, id, hearing->uncertain_others);
    hearing->sign_in_count = meeting_find_substitutes(facts, hearing->sign_ins);
}

static struct person_facts person_of(const struct hearing *hearing, const struct facts_staff *staff)
{
    struct recent_person known = recent_taps_of(hearing->recent, staff->id);
    struct person_facts person = facts_of_staff(hearing->facts, staff, hearing->now_ms);
    person.taps = known.taps;
    person.tap_count = known.tap_count;
    person.uncertain_taps = known.uncertain_taps;
    person.uncertain_tap_count = known.uncertain_tap_count;
    return person;
}

/* False for who was free not to come, and did not. */
static bool share_of(enum meeting_result result, enum attendee_role role,
                     enum meeting_share *ret_share)
{
    static const enum meeting_share shares[] = {
        [MEETING_PENDING] = SHARE_NOT_YET, [MEETING_ON_TIME] = SHARE_ON_TIME,
        [MEETING_LATE] = SHARE_LATE,       [MEETING_SUBSTITUTED] = SHARE_SUBSTITUTED,
        [MEETING_LEAVE] = SHARE_LEAVE,     [MEETING_UNAPPROVED_SUBSTITUTE] = SHARE_UNAPPROVED,
        [MEETING_NONE] = SHARE_NOT_YET,    [MEETING_LEAVE_LATE] = SHARE_ABSENT,
        [MEETING_ABSENT] = SHARE_ABSENT,   [MEETING_REVIEW] = SHARE_REVIEW,
    };
    *ret_share = shares[result];
    return role == ATTENDEE_REQUIRED ||
           (result != MEETING_NONE && result != MEETING_PENDING && result != MEETING_LEAVE);
}

/* The unit's row, by code; the last one holds what has no row of its own. */
static struct meeting_board_unit *find_unit(const struct hearing *hearing,
                                            const struct facts_staff *staff,
                                            struct meeting_board_meeting *meeting)
{
    const struct membership *membership =
        person_membership(&staff->person, civil_date_of(meeting->start_ms));
    const char *code = membership ? membership->unit : "";
    size_t place = 0;
    while (place < meeting->unit_count && strcmp(meeting->units[place].code, code) < 0) {
        place++;
    }
    if (place < meeting->unit_count && strcmp(meeting->units[place].code, code) == 0) {
        return &meeting->units[place];
    }
    if (meeting->unit_count == MEETING_BOARD_UNITS_MAX) {
        struct meeting_board_unit *last = &meeting->units[MEETING_BOARD_UNITS_MAX - 1];
        (void)snprintf(last->name, sizeof last->name, "…");
        return last;
    }
    memmove(&meeting->units[place + 1], &meeting->units[place],
            (meeting->unit_count - place) * sizeof meeting->units[0]);
    meeting->unit_count++;
    struct meeting_board_unit *unit = &meeting->units[place];
    const struct facts_unit *known = facts_find_unit(hearing->facts, code);
    *unit = (struct meeting_board_unit){.code = ""};
    (void)snprintf(unit->code, sizeof unit->code, "%s", code);
    (void)snprintf(unit->name, sizeof unit->name, "%s", known ? known->name : code);
    return unit;
}

static void note_sign_in(struct meeting_board_meeting *meeting,
                         const struct meeting_board_sign_in *sign_in)
{
    size_t place = meeting->last_count;
    while (place > 0 && meeting->last[place - 1].at_ms < sign_in->at_ms) {
        place--;
    }
    if (place == MEETING_BOARD_LAST_MAX) {
        return;
    }
    size_t kept = meeting->last_count < MEETING_BOARD_LAST_MAX ? meeting->last_count
                                                               : MEETING_BOARD_LAST_MAX - 1;
    memmove(&meeting->last[place + 1], &meeting->last[place],
            (kept - place) * sizeof meeting->last[0]);
    meeting->last[place] = *sign_in;
    meeting->last_count = kept + 1;
}

static void note_attendee(const struct hearing *hearing, const struct facts_staff *staff,
                          const struct attendee_verdict *verdict, enum meeting_share share,
                          struct meeting_board_meeting *meeting)
{
    const struct tap *tap = verdict->reason.sign_in;
    if (!tap) {
        return;
    }
    struct meeting_board_sign_in sign_in = {
        .at_ms = tap->at_ms, .share = share, .late_min = verdict->late_min};
    const struct facts_staff *substitute =
        tap->substitute_for ? facts_find_staff(hearing->facts, tap->staff) : NULL;
    const char *name = !tap->substitute_for ? staff->name : substitute ? substitute->name : "";
    (void)snprintf(sign_in.name, sizeof sign_in.name, "%s", name);
    if (tap->substitute_for) {
        (void)snprintf(sign_in.principal, sizeof sign_in.principal, "%s", staff->name);
    }
    note_sign_in(meeting, &sign_in);
}

static void count_attendees(struct hearing *hearing, struct meeting_board_meeting *meeting)
{
    const struct meeting *about = &hearing->about->meeting;
    for (size_t i = 0; i < about->attendee_count; i++) {
        const struct facts_staff *staff =
            facts_find_staff(hearing->facts, about->attendees[i].staff);
        if (!staff) {
            continue;
        }
        struct person_facts person = person_of(hearing, staff);
        struct attendee_verdict verdict;
        enum meeting_share share;
        if (!meeting_judge(&hearing->meeting, hearing->sign_ins, hearing->sign_in_count, &person,
                           staff->attending, staff->attending_count, &verdict) ||
            !share_of(verdict.result, verdict.reason.role, &share)) {
            continue;
        }
        struct meeting_board_unit *unit = find_unit(hearing, staff, meeting);
        meeting->counts.expected++;
        meeting->counts.of[share]++;
        unit->counts.expected++;
        unit->counts.of[share]++;
        note_attendee(hearing, staff, &verdict, share, meeting);
    }
}

/* The first tap that makes a person a walk-in of this meeting, or NULL. */
static const struct tap *find_walk_in(const struct hearing *hearing,
                                      const struct facts_staff *staff,
                                      const struct meeting *const *near, size_t near_count)
{
    struct recent_person known = recent_taps_of(hearing->recent, staff->id);
    const struct policy *policy = facts_policy(hearing->facts);
    int64_t from_ms;
    int64_t to_ms;
    meeting_signin_window(&hearing->about->meeting, policy, &from_ms, &to_ms);
    for (size_t i = tap_lower_bound(known.taps, known.tap_count, from_ms);
         i < known.tap_count && known.taps[i].at_ms < to_ms; i++) {
        if (meeting_walk_in_of_tap(&known.taps[i], &staff->person, policy, near, near_count) ==
            &hearing->about->meeting) {
            return &known.taps[i];
        }
    }
    return NULL;
}

static void count_walk_ins(const struct hearing *hearing, struct meeting_board_meeting *meeting)
{
    const struct meeting *near[MEETING_TAP_NEAR_MAX];
    size_t near_count = 0;
    for (size_t i = 0; i < facts_meeting_count(hearing->facts) && near_count < MEETING_TAP_NEAR_MAX;
         i++) {
        const struct meeting *other = &facts_meeting_at(hearing->facts, i)->meeting;
        if (!other->cancelled && other->start_ms < meeting->end_ms + CIVIL_DAY_MS &&
            other->end_ms > meeting->start_ms - CIVIL_DAY_MS &&
            meeting_hears_kiosk(other, hearing->kiosk)) {
            near[near_count++] = other;
        }
    }
    for (size_t i = 0; i < facts_staff_count(hearing->facts); i++) {
        const struct facts_staff *staff = facts_staff_at(hearing->facts, i);
        const struct tap *tap = find_walk_in(hearing, staff, near, near_count);
        if (tap) {
            meeting->walk_ins++;
            struct meeting_board_sign_in sign_in = {.at_ms = tap->at_ms, .walk_in = true};
            (void)snprintf(sign_in.name, sizeof sign_in.name, "%s", staff->name);
            note_sign_in(meeting, &sign_in);
        }
    }
}

static bool is_shown(const struct hearing *hearing, const struct meeting *meeting,
                     enum meeting_stage *ret_stage)
{
    int64_t opens_ms;
    int64_t closes_ms;
    int64_t now_ms = hearing->now_ms;
    meeting_tap_span(meeting, facts_policy(hearing->facts), &opens_ms, &closes_ms);
    int64_t linger_ms = meeting->end_ms + MEETING_BOARD_LINGER_MIN * CIVIL_MINUTE_MS;
    closes_ms = closes_ms < linger_ms ? closes_ms : linger_ms;
    if (meeting->cancelled || now_ms >= closes_ms ||
        !meeting_hears_kiosk(meeting, hearing->kiosk)) {
        return false;
    }
    int64_t to_start_ms =
        now_ms < meeting->start_ms ? meeting->start_ms - now_ms : now_ms - meeting->start_ms;
    bool turned = meeting_lists_kiosk(meeting, hearing->kiosk) ||
                  to_start_ms < MEETING_BOARD_TURN_MIN * CIVIL_MINUTE_MS;
    *ret_stage = now_ms < opens_ms ? MEETING_STAGE_LATER
                 : turned          ? MEETING_STAGE_TURNED
                                   : MEETING_STAGE_OPEN;
    return now_ms >= opens_ms || civil_date_of(meeting->start_ms) == civil_date_of(now_ms);
}

/* Which of the shown ones: their number is small, so they are put in place one by one. */
struct shown {
    const struct facts_meeting *about;
    enum meeting_stage stage;
};

static bool stands_before(const struct shown *a, const struct shown *b)
{
    bool a_turned = a->stage == MEETING_STAGE_TURNED;
    bool b_turned = b->stage == MEETING_STAGE_TURNED;
    if (a_turned != b_turned) {
        return a_turned;
    }
    int64_t a_ms = a->about->meeting.start_ms;
    int64_t b_ms = b->about->meeting.start_ms;
    return a_ms != b_ms ? a_ms < b_ms : strcmp(a->about->meeting.id, b->about->meeting.id) < 0;
}

static size_t choose(const struct hearing *hearing, struct shown chosen[static MEETING_BOARD_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < facts_meeting_count(hearing->facts); i++) {
        struct shown next = {.about = facts_meeting_at(hearing->facts, i)};
        if (!is_shown(hearing, &next.about->meeting, &next.stage)) {
            continue;
        }
        size_t place = count < MEETING_BOARD_MAX ? count++ : MEETING_BOARD_MAX;
        while (place > 0 && stands_before(&next, &chosen[place - 1])) {
            if (place < MEETING_BOARD_MAX) {
                chosen[place] = chosen[place - 1];
            }
            place--;
        }
        if (place < MEETING_BOARD_MAX) {
            chosen[place] = next;
        }
    }
    return count;
}

static void fill(struct hearing *hearing, const struct shown *shown,
                 struct meeting_board_meeting *meeting)
{
    const struct meeting *about = &shown->about->meeting;
    (void)snprintf(meeting->id, sizeof meeting->id, "%s", about->id);
    (void)snprintf(meeting->title, sizeof meeting->title, "%s", shown->about->title);
    meeting->start_ms = about->start_ms;
    meeting->end_ms = about->end_ms;
    meeting->late_from_ms =
        about->start_ms +
        (policy_meeting_terms(facts_policy(hearing->facts), &about->own).late_grace_min + 1) *
            CIVIL_MINUTE_MS;
    meeting->stage = shown->stage;
    begin_hearing(hearing, shown->about);
    count_attendees(hearing, meeting);
    if (meeting_lists_kiosk(about, hearing->kiosk) && shown->stage != MEETING_STAGE_LATER) {
        count_walk_ins(hearing, meeting);
    }
}

void meeting_board_make(const struct facts *facts, const struct recent_taps *recent,
                        const char *kiosk, int64_t now_ms, struct meeting_board *ret_board)
{
    struct hearing hearing = {.facts = facts, .recent = recent, .kiosk = kiosk, .now_ms = now_ms};
    struct shown chosen[MEETING_BOARD_MAX];
    memset(ret_board, 0, sizeof *ret_board);
    ret_board->count = choose(&hearing, chosen);
    for (size_t i = 0; i < ret_board->count; i++) {
        fill(&hearing, &chosen[i], &ret_board->meetings[i]);
    }
}

size_t meeting_board_turned(const struct meeting_board *board)
{
    size_t count = 0;
    while (count < board->count && board->meetings[count].stage == MEETING_STAGE_TURNED) {
        count++;
    }
    return count;
}
