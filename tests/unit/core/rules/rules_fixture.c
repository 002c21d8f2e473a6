#include "rules_fixture.h"

#include "check.h"
#include <string.h>

int64_t rules_fixture_time(const char *text)
{
    int64_t ms;
    CHECK(civil_time_parse(text, &ms));
    return ms;
}

int32_t rules_fixture_date(const char *text)
{
    int32_t date;
    CHECK(civil_date_parse(text, &date));
    return date;
}

static void set_session(struct schedule_session *session, const char *start, const char *end)
{
    CHECK(civil_clock_parse(start, &session->start_min));
    CHECK(civil_clock_parse(end, &session->end_min));
    session->in_required = true;
    session->out_required = true;
}

void rules_fixture_set_sessions(struct rules_fixture *fixture, size_t count,
                                const char *const times[][2])
{
    CHECK(count <= RULES_FIXTURE_MAX);
    for (size_t i = 0; i < count; i++) {
        set_session(&fixture->sessions[i], times[i][0], times[i][1]);
    }
    fixture->version.session_count = count;
}

void rules_fixture_init(struct rules_fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    policy_init(&fixture->policy);
    fixture->version = (struct schedule_version){
        .id = "v1",
        .from = rules_fixture_date("2026-01-01"),
        .to = rules_fixture_date("2026-12-31"),
        .weekdays = 0xfe,
        .sessions = fixture->sessions,
    };
    rules_fixture_set_sessions(fixture, 1, (const char *const[][2]){{"08:30", "17:30"}});
    fixture->schedule = (struct schedule){"c1", &fixture->version, 1};
    fixture->assignment = (struct schedule_assignment){
        &fixture->schedule, rules_fixture_date("2026-01-01"), CIVIL_DATE_LAST};
    fixture->membership = (struct membership){"u1", CIVIL_DATE_FIRST, &fixture->assignment, 1};
    fixture->person = (struct person){.staff = "s1",
                                      .active_from = CIVIL_DATE_FIRST,
                                      .active_to = CIVIL_DATE_LAST,
                                      .memberships = &fixture->membership,
                                      .membership_count = 1};
    fixture->calendar.days = fixture->calendar_days;
    fixture->facts = (struct person_facts){
        .person = &fixture->person,
        .calendar = &fixture->calendar,
        .policy = &fixture->policy,
        .now_ms = CIVIL_NEVER_MS,
        .taps = fixture->taps,
        .uncertain_taps = fixture->uncertain_taps,
        .corrections = fixture->corrections,
        .leaves = fixture->leaves,
        .trips = fixture->trips,
    };
}

struct tap *rules_fixture_add_tap(struct rules_fixture *fixture, const char *at)
{
    size_t count = fixture->facts.tap_count++;
    CHECK(count < RULES_FIXTURE_MAX);
    int64_t at_ms = rules_fixture_time(at);
    size_t place = tap_lower_bound(fixture->taps, count, at_ms);
    memmove(&fixture->taps[place + 1], &fixture->taps[place],
            (count - place) * sizeof fixture->taps[0]);
    fixture->taps[place] =
        (struct tap){.id = at, .staff = fixture->person.staff, .at_ms = at_ms, .kiosk = "g1"};
    return &fixture->taps[place];
}

struct tap *rules_fixture_add_uncertain(struct rules_fixture *fixture, const char *not_before,
                                        const char *not_after)
{
    size_t count = fixture->facts.uncertain_tap_count++;
    CHECK(count < RULES_FIXTURE_MAX);
    fixture->uncertain_taps[count] = (struct tap){
        .id = not_before,
        .staff = fixture->person.staff,
        .not_before_ms = rules_fixture_time(not_before),
        .not_after_ms = rules_fixture_time(not_after),
        .kiosk = "g1",
    };
    return &fixture->uncertain_taps[count];
}

struct correction *rules_fixture_add_correction(struct rules_fixture *fixture, const char *at,
                                                const char *decided_at)
{
    size_t count = fixture->facts.correction_count++;
    CHECK(count < RULES_FIXTURE_MAX);
    int64_t at_ms = rules_fixture_time(at);
    size_t place = correction_lower_bound(fixture->corrections, count, at_ms);
    memmove(&fixture->corrections[place + 1], &fixture->corrections[place],
            (count - place) * sizeof fixture->corrections[0]);
    fixture->corrections[place] =
        (struct correction){at, at_ms, rules_fixture_time(decided_at), APPROVAL_APPROVED};
    return &fixture->corrections[place];
}

static struct time_away *add_away(struct time_away *list, size_t *count, const char *from,
                                  const char *to)
{
    CHECK(*count < RULES_FIXTURE_MAX);
    struct time_away *away = &list[(*count)++];
    *away = (struct time_away){from, rules_fixture_time(from), rules_fixture_time(to),
                               APPROVAL_APPROVED};
    return away;
}

struct time_away *rules_fixture_add_leave(struct rules_fixture *fixture, const char *from,
                                          const char *to)
{
    return add_away(fixture->leaves, &fixture->facts.leave_count, from, to);
}

struct time_away *rules_fixture_add_trip(struct rules_fixture *fixture, const char *from,
                                         const char *to)
{
    return add_away(fixture->trips, &fixture->facts.trip_count, from, to);
}

struct session_verdict rules_fixture_judge(const struct rules_fixture *fixture, const char *date,
                                           int session)
{
    struct session_verdict verdicts[RULES_FIXTURE_MAX];
    size_t count =
        work_day_judge(&fixture->facts, rules_fixture_date(date), verdicts, RULES_FIXTURE_MAX);
    CHECK(session >= 1 && (size_t)session <= count);
    return verdicts[session - 1];
}
