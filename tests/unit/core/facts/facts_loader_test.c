#include "facts_loader.h"

#include "check.h"
#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

#define TOKEN_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define TOKEN_B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define PIN_HASH "$argon2id$v=19$m=16384,t=4,p=1$c2FsdHNhbHRzYWx0$" PIN_TAG
#define PIN_TAG  "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"

struct document {
    const char *kind, *id, *value;
};

static const struct document office[] = {
    {"site", "site", "{\"name\":\"文兴县\",\"place\":\"东门\",\"timezone\":\"Asia/Urumqi\"}"},
    {"policy", "policy",
     "{\"late_grace_min\":5,\"signout\":\"required\",\"meeting_late_grace_min\":2,"
     "\"escalation\":[{\"figure\":\"late\",\"at_least\":3,\"per\":\"month\",\"step\":\"谈话\"}]}"},
    {"card", TOKEN_A, "{\"staff\":\"s1\",\"state\":\"active\",\"to\":\"2026-12-31\"}"},
    {"card", TOKEN_B, "{\"staff\":\"s2\",\"state\":\"revoked\"}"},
    {"staff", "s2",
     "{\"id\":\"s2\",\"name\":\"李四\",\"unit\":\"u2\",\"active_from\":\"2026-01-01\"}"},
    {"staff", "s1",
     "{\"id\":\"s1\",\"name\":\"张三\",\"unit\":\"u1\","
     "\"moves\":[{\"unit\":\"u2\",\"from\":\"2026-03-01\"}]}"},
    {"unit", "u2", "{\"code\":\"u2\",\"name\":\"单位2\"}"},
    {"unit", "u1", "{\"code\":\"u1\",\"name\":\"单位1\"}"},
    {"schedule", "c1",
     "{\"id\":\"c1\",\"versions\":[{\"from\":\"2026-01-01\",\"to\":\"2026-12-31\",\"weekdays\":[1,"
     "2,"
     "3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"26:00\",\"in\":\"required\",\"out\":"
     "\"optional\"}]}]}"},
    {"assignment", "a1", "{\"schedule\":\"c1\",\"unit\":\"u2\",\"from\":\"2026-01-01\"}"},
    {"assignment", "a2",
     "{\"schedule\":\"c1\",\"staff\":\"s1\",\"from\":\"2026-02-01\",\"to\":\"2026-02-28\"}"},
    {"calendar", "2026",
     "{\"rest\":[\"2026-10-01\"],\"work\":[{\"date\":\"2026-10-10\",\"as\":5},{\"date\":"
     "\"2026-09-27\"}]}"},
    {"leave", "l1",
     "{\"staff\":\"s1\",\"from\":\"2026-03-02T08:30:00\",\"to\":\"2026-03-02T12:00:00\",\"state\":"
     "\"approved\"}"},
    {"trip", "t1",
     "{\"staff\":\"s1\",\"from\":\"2026-03-03T08:30:00\",\"to\":\"2026-03-03T12:00:00\",\"state\":"
     "\"pending\"}"},
    {"correction", "k2",
     "{\"staff\":\"s1\",\"at\":\"2026-03-05T08:30:00\",\"state\":\"rejected\"}"},
    {"correction", "k1",
     "{\"staff\":\"s1\",\"at\":\"2026-03-04T08:30:00.5\",\"state\":\"approved\",\"decided_at\":"
     "\"2026-03-06T09:00:00\"}"},
    {"meeting", "m1",
     "{\"id\":\"m1\",\"title\":\"例会\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
     "\"2026-03-02T10:00:00\",\"kiosks\":[\"k0001\"],\"late_grace_min\":3,\"attendees\":[{"
     "\"staff\":\"s2\",\"role\":\"optional\"},{\"staff\":\"s1\",\"role\":\"required\"}],"
     "\"invited_late\":[\"s9\",\"s2\"]}"},
    {"meeting", "m0",
     "{\"id\":\"m0\",\"title\":\"早会\",\"start\":\"2026-03-02T12:00:00\",\"end\":"
     "\"2026-03-02T13:00:00\",\"attendees\":[{\"staff\":\"s1\",\"role\":\"required\"}],\"state\":"
     "\"cancelled\"}"},
    {"meeting_leave", "ml1",
     "{\"meeting\":\"m1\",\"staff\":\"s1\",\"requested_at\":\"2026-03-01T09:00:00\",\"state\":"
     "\"approved\"}"},
    {"substitute", "r1",
     "{\"meeting\":\"m1\",\"principal\":\"s1\",\"substitute\":\"s2\",\"requested_at\":\"2026-03-"
     "01T09:00:00\",\"state\":\"approved\"}"},
    {"mark", "x1", "{\"meeting\":\"m1\",\"staff\":\"s1\",\"decided_at\":\"2026-03-02T11:00:00\"}"},
    {"keeper", "s2", "{\"staff\":\"s2\",\"pin_hash\":\"" PIN_HASH "\"}"},
    {"photo", "s1", "{\"staff\":\"s1\",\"sha256\":\"" TOKEN_A "\",\"size\":20000}"},
};

static bool add(struct facts_loader *loader, const struct document *document, struct error *err)
{
    return facts_loader_add_text(loader, document->kind, document->id, document->value,
                                 strlen(document->value), err);
}

static bool load(const struct document *documents, size_t count, enum facts_links links,
                 struct facts **ret_facts, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    if (!facts_loader_create(&loader, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!add(loader, &documents[i], err)) {
            return false;
        }
    }
    return facts_loader_finish(loader, links, ret_facts, err);
}

static struct facts *load_office(void)
{
    struct facts *facts = NULL;
    struct error err = {0};
    if (!load(office, ARRAY_LEN(office), FACTS_LINKS_STRICT, &facts, &err)) {
        fail_msg("%s", err.text);
    }
    return facts;
}

static void test_facts_loader__people_have_units_schedules_and_absences(void **state)
{
    (void)state;
    AUTO(facts) struct facts *facts = load_office();
    assert_int_equal(facts_unit_count(facts), 2);
    assert_string_equal(facts_find_unit(facts, "u1")->name, "单位1");
    const struct facts_staff *staff = facts_find_staff(facts, "s1");
    assert_string_equal(staff->name, "张三");
    assert_int_equal(staff->person.membership_count, 2);
    assert_int_equal(staff->person.memberships[0].assignment_count, 0);
    assert_string_equal(staff->person.memberships[1].unit, "u2");
    assert_int_equal(staff->person.memberships[1].assignment_count, 1);
    assert_string_equal(staff->person.memberships[1].assignments[0].schedule->id, "c1");
    assert_int_equal(staff->person.assignment_count, 1);
    assert_int_equal(staff->person.assignments[0].to, civil_date_make(2026, 2, 28));
    assert_int_equal(staff->leave_count, 1);
    assert_int_equal(staff->leaves[0].state, APPROVAL_APPROVED);
    assert_int_equal(staff->trip_count, 1);
    assert_string_equal(staff->trips[0].id, "t1");
    assert_int_equal(staff->correction_count, 2);
    assert_string_equal(staff->corrections[0].id, "k1");
    const struct facts_staff *other = facts_find_staff(facts, "s2");
    assert_int_equal(other->person.active_from, civil_date_make(2026, 1, 1));
    assert_int_equal(other->leave_count, 0);
    assert_null(facts_find_staff(facts, "s3"));
}

static void test_facts_loader__a_kiosk_knows_keepers_and_photographs(void **state)
{
    (void)state;
    AUTO(facts) struct facts *facts = load_office();
    const struct facts_staff *keeper = facts_find_staff(facts, "s2");
    const struct facts_staff *shown = facts_find_staff(facts, "s1");
    char sha256[HASH_HEX_SIZE];
    assert_string_equal(facts_pin_hash(keeper), PIN_HASH);
    assert_null(facts_photo_hash(keeper));
    assert_null(facts_pin_hash(shown));
    hash_hex_encode(facts_photo_hash(shown)->bytes, HASH_BYTES, sha256);
    assert_string_equal(sha256, TOKEN_A);
}

/* Units u1 below u2 below the given one; NULL where strict reading refuses them. */
static struct facts *load_tree(enum facts_links links, const char *top, struct error *err)
{
    char value[80];
    (void)snprintf(value, sizeof value, "{\"code\":\"u2\",\"name\":\"B\",\"parent\":\"%s\"}", top);
    const struct document units[] = {
        {"unit", "u1", "{\"code\":\"u1\",\"name\":\"A\",\"parent\":\"u2\"}"},
        {"unit", "u2", value},
        {"unit", "u3", "{\"code\":\"u3\",\"name\":\"C\"}"},
    };
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    assert_true(facts_loader_create(&loader, NULL));
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        assert_true(add(loader, &units[i], NULL));
    }
    return facts_loader_finish(loader, links, &facts, err) ? facts : NULL;
}

static void test_facts_loader__units_stand_below_others_and_never_below_themselves(void **state)
{
    (void)state;
    struct error err;
    AUTO(facts) struct facts *good = load_tree(FACTS_LINKS_STRICT, "u3", &err);
    assert_non_null(good);
    assert_string_equal(facts_find_unit(good, "u1")->parent, "u2");
    assert_null(facts_find_unit(good, "u3")->parent);
    assert_null(load_tree(FACTS_LINKS_STRICT, "u1", &err));
    assert_non_null(strstr(err.text, "unit/u1"));
    assert_non_null(strstr(err.text, "below itself"));
    assert_null(load_tree(FACTS_LINKS_STRICT, "u9", &err));
    assert_non_null(strstr(err.text, "unit/u2"));
    AUTO(facts) struct facts *lenient = load_tree(FACTS_LINKS_LENIENT, "u9", &err);
    assert_null(facts_find_unit(lenient, "u2")->parent);
    assert_string_equal(facts_find_unit(lenient, "u1")->parent, "u2");
}

static void test_facts_loader__rules_find_the_day_of_a_person(void **state)
{
    (void)state;
    AUTO(facts) struct facts *facts = load_office();
    const struct facts_staff *staff = facts_find_staff(facts, "s1");
    const struct calendar *calendar = facts_calendar(facts);
    struct day_plan monday =
        schedule_plan_day(&staff->person, calendar, civil_date_make(2026, 3, 2));
    assert_int_equal(monday.session_count, 1);
    assert_int_equal(monday.sessions[0].start_min, 510);
    assert_int_equal(monday.sessions[0].end_min, 1560);
    assert_true(monday.sessions[0].in_required);
    assert_false(monday.sessions[0].out_required);
    assert_int_equal(calendar_weekday(calendar, civil_date_make(2026, 10, 1)), CALENDAR_REST);
    assert_int_equal(calendar_weekday(calendar, civil_date_make(2026, 10, 10)), 5);
    assert_int_equal(calendar_weekday(calendar, civil_date_make(2026, 9, 27)), 1);
}

static void test_facts_loader__site_and_policy_or_their_defaults(void **state)
{
    (void)state;
    AUTO(facts) struct facts *facts = load_office();
    assert_string_equal(facts_site(facts)->timezone, "Asia/Urumqi");
    assert_int_equal(facts_policy(facts)->late_grace_min, 5);
    assert_int_equal(facts_policy(facts)->meeting.late_grace_min, 2);
    assert_int_equal(facts_policy(facts)->meeting.signout, SIGNOUT_REQUIRED);
    assert_int_equal(facts_policy(facts)->in_from_min, 180);
    assert_int_equal(facts_policy(facts)->escalation_count, 1);
    assert_int_equal(facts_policy(facts)->escalation[0].figure, FIGURE_LATE);
    AUTO(facts) struct facts *none = NULL;
    assert_true(load(NULL, 0, FACTS_LINKS_STRICT, &none, NULL));
    assert_string_equal(facts_site(none)->timezone, "Asia/Shanghai");
    assert_int_equal(facts_policy(none)->meeting.signin_open_min, 60);
    assert_int_equal(facts_staff_count(none), 0);
    assert_null(facts_find_staff(none, "s1"));
    assert_null(facts_find_unit(none, "u1"));
    assert_null(facts_find_meeting(none, "m1"));
}

static void test_facts_loader__a_card_is_found_by_its_token(void **state)
{
    (void)state;
    AUTO(facts) struct facts *facts = load_office();
    struct card_token token;
    assert_true(hash_hex_decode(TOKEN_A, 64, token.hash.bytes, HASH_BYTES));
    const struct facts_card *card = facts_find_card(facts, &token);
    assert_string_equal(card->staff, "s1");
    assert_false(card->revoked);
    assert_int_equal(card->from, CIVIL_DATE_FIRST);
    assert_int_equal(card->to, civil_date_make(2026, 12, 31));
    token.hash.bytes[0] = 0xff;
    assert_true(facts_find_card(facts, &token)->revoked);
    token.hash.bytes[31] ^= 1;
    assert_null(facts_find_card(facts, &token));
    assert_int_equal(facts_card_count(facts), 2);
}

static void test_facts_loader__meetings_have_their_people_and_requests(void **state)
{
    (void)state;
    AUTO(facts) struct facts *facts = load_office();
    const struct facts_meeting *meeting = facts_find_meeting(facts, "m1");
    assert_string_equal(meeting->title, "例会");
    assert_int_equal(meeting->meeting.attendee_count, 2);
    assert_string_equal(meeting->meeting.attendees[0].staff, "s1");
    assert_int_equal(meeting->meeting.attendees[1].role, ATTENDEE_OPTIONAL);
    assert_true(meeting->meeting.attendees[1].invited_late);
    assert_false(meeting->meeting.attendees[0].invited_late);
    assert_int_equal(meeting->meeting.attendees[1].active_from, civil_date_make(2026, 1, 1));
    assert_int_equal(meeting->meeting.own.late_grace_min, 3);
    assert_int_equal(meeting->meeting.own.signin_open_min, POLICY_UNSET);
    assert_int_equal(meeting->meeting.kiosk_count, 1);
    assert_int_equal(meeting->request_count, 1);
    assert_int_equal(meeting->leave_count, 1);
    assert_int_equal(meeting->mark_count, 1);
    assert_true(facts_find_meeting(facts, "m0")->meeting.cancelled);
    const struct facts_staff *staff = facts_find_staff(facts, "s1");
    assert_int_equal(staff->attending_count, 2);
    assert_string_equal(staff->attending[0]->id, "m1"); /* begins before m0 */
}

static void test_facts_loader__order_of_documents_does_not_matter(void **state)
{
    (void)state;
    struct document backwards[ARRAY_LEN(office)];
    for (size_t i = 0; i < ARRAY_LEN(office); i++) {
        backwards[i] = office[ARRAY_LEN(office) - 1 - i];
    }
    AUTO(facts) struct facts *facts = NULL;
    assert_true(load(backwards, ARRAY_LEN(backwards), FACTS_LINKS_STRICT, &facts, NULL));
    assert_int_equal(facts_find_staff(facts, "s1")->attending_count, 2);
    assert_int_equal(facts_find_staff(facts, "s1")->person.memberships[1].assignment_count, 1);
    assert_int_equal(facts_card_count(facts), 2);
}

/* What each broken document is told, whole: the path is what a person looks for. */
static const struct {
    struct document document;
    const char *text;
} broken[] = {
    {{"unit", "u9", "{\"code\":\"u8\",\"name\":\"\"}"},
     "unit/u9.code: \"u8\" is not the document's own id"},
    {{"unit", "u9", "[]"}, "unit/u9: expected an object"},
    {{"unit", "u9", "{\"code\":\"u9\",\"name\":\"x\",\"colour\":1}"},
     "unit/u9.colour: unknown key"},
    {{"site", "site", "{\"name\":\"\",\"place\":\"\",\"timezone\":\"Mars/Base\"}"},
     "site/site.timezone: unknown time zone 'Mars/Base'"},
    {{"policy", "policy", "[]"}, "policy/policy: expected an object"},
    {{"policy", "policy", "{\"grace\":1}"}, "policy/policy.grace: unknown key"},
    {{"policy", "policy", "{\"in_from_min\":400,\"out_until_min\":400}"},
     "policy/policy.in_from_min: more than 720 together with out_until_min"},
    {{"policy", "policy", "{\"late_grace_min\":-1}"},
     "policy/policy.late_grace_min: -1 is not between 0 and 1000000"},
    {{"policy", "policy",
      "{\"escalation\":[{\"figure\":\"lateness\",\"at_least\":1,\"per\":"
      "\"month\",\"step\":\"\"}]}"},
     "policy/policy.escalation[0].figure: 'lateness' is none of 'checks_due'"},
    {{"staff", "s9",
      "{\"id\":\"s9\",\"name\":\"x\",\"unit\":\"u1\",\"active_to\":"
      "\"2026-02-30\"}"},
     "staff/s9.active_to: '2026-02-30' is not a date"},
    {{"staff", "s9",
      "{\"id\":\"s9\",\"name\":\"x\",\"unit\":\"u1\",\"moves\":[{\"unit\":\"u2\","
      "\"from\":\"2026-01-01\"},{\"unit\":\"u1\",\"from\":\"2026-01-01\"}]}"},
     "staff/s9.moves: [{\"unit\":\"u2\",\"from\":\"2026-01-01\"}"},
    {{"staff", "s9", "{\"id\":\"s9\",\"name\":\"x\",\"unit\":\"u 1\"}"},
     "staff/s9.unit: \"u 1\" is not an id"},
    {{"card", "1234", "{\"staff\":\"s1\",\"state\":\"active\"}"},
     "card/1234: the id is no card token"},
    {{"card", TOKEN_A, "{\"staff\":\"s1\",\"state\":\"lost\"}"},
     "card/" TOKEN_A ".state: 'lost' is none of 'active' 'revoked'"},
    {{"card", TOKEN_A,
      "{\"staff\":\"s1\",\"state\":\"active\",\"revoked_from\":\"2026-03-02T09:00:00\"}"},
     "card/" TOKEN_A ".revoked_from: the card is not revoked"},
    {{"card", TOKEN_A, "{\"staff\":\"s1\",\"state\":\"revoked\",\"revoked_from\":\"yesterday\"}"},
     "card/" TOKEN_A ".revoked_from: 'yesterday' is not a"},
    {{"card", TOKEN_A,
      "{\"staff\":\"s1\",\"state\":\"revoked\",\"from\":\"2026-03-03\","
      "\"revoked_from\":\"2026-03-02T09:00:00\"}"},
     "card/" TOKEN_A ".revoked_from: \"2026-03-02T09:00:00\" is before from"},
    {{"calendar", "2026", "{\"rest\":[\"2026-13-01\"]}"},
     "calendar/2026.rest[0]: \"2026-13-01\" is not a date"},
    {{"calendar", "2026", "{\"work\":[{\"date\":\"2026-10-10\",\"as\":8}]}"},
     "calendar/2026.work[0].as: 8 is not between 1 and 7"},
    {{"schedule", "c9",
      "{\"id\":\"c9\",\"versions\":[{\"from\":\"2026-01-01\",\"to\":"
      "\"2026-12-31\",\"weekdays\":[1],\"sessions\":[{\"start\":\"17:30\","
      "\"end\":\"08:30\",\"in\":\"required\",\"out\":\"required\"}]}]}"},
     "schedule/c9.versions[0].sessions[0]: {\"start\":\"17:30\",\"end\":\"08:30\""},
    {{"schedule", "c9",
      "{\"id\":\"c9\",\"versions\":[{\"from\":\"2026-01-01\",\"to\":"
      "\"2026-12-31\",\"weekdays\":[1],\"sessions\":[]},{\"from\":\"2026-06-"
      "01\",\"to\":\"2026-06-02\",\"weekdays\":[1,2],\"sessions\":[]}]}"},
     "schedule/c9.versions[1]: '2026-06-01' to '2026-06-02' holds a date and weekday of another "
     "version"},
    {{"schedule", "c9",
      "{\"id\":\"c9\",\"versions\":[{\"from\":\"2026-01-01\",\"to\":"
      "\"2026-12-31\",\"weekdays\":[0],\"sessions\":[]}]}"},
     "schedule/c9.versions[0].weekdays: 0 is not a number from 1 to 7"},
    {{"assignment", "a9", "{\"schedule\":\"c1\",\"from\":\"2026-01-01\"}"},
     "assignment/a9.unit: either this or staff must be there"},
    {{"leave", "l9",
      "{\"staff\":\"s1\",\"from\":\"2026-03-02T08:30:30\",\"to\":\"2026-03-02T12:"
      "00:00\",\"state\":\"approved\"}"},
     "leave/l9.from: \"2026-03-02T08:30:30\" is not a whole minute"},
    {{"trip", "t9",
      "{\"staff\":\"s1\",\"from\":\"2026-03-02T08:30:00\",\"to\":\"2026-03-02T08:"
      "30:00\",\"state\":\"approved\"}"},
     "trip/t9.to: \"2026-03-02T08:30:00\" is not after from"},
    {{"correction", "k9",
      "{\"staff\":\"s1\",\"at\":\"2026-03-02T08:30:00\",\"state\":\"approved\"}"},
     "correction/k9.decided_at: missing"},
    {{"meeting", "m9",
      "{\"id\":\"m9\",\"title\":\"\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
      "\"2026-03-02T10:00:00\",\"attendees\":[{\"staff\":\"s1\",\"role\":"
      "\"chair\"}]}"},
     "meeting/m9.attendees[0].role: 'chair' is none of 'required' 'optional'"},
    {{"meeting", "m9",
      "{\"id\":\"m9\",\"title\":\"\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
      "\"2026-03-02T10:00:00\",\"attendees\":[],\"state\":\"postponed\"}"},
     "meeting/m9.state: 'postponed' is none of 'cancelled'"},
    {{"keeper", "s1", "{\"staff\":\"s1\",\"pin_hash\":\"480215\"}"},
     "keeper/s1.pin_hash: not argon2id in the PHC form, or too costly to check"},
    {{"keeper", "s1",
      "{\"staff\":\"s1\",\"pin_hash\":\"$argon2id$v=19$m=4194304,t=4,p=1$c2FsdHNhbHRzYWx0$" PIN_TAG
      "\"}"},
     "keeper/s1.pin_hash: not argon2id in the PHC form, or too costly to check"},
    {{"keeper", "s1", "{\"staff\":\"s2\",\"pin_hash\":\"" PIN_HASH "\"}"},
     "keeper/s1.staff: \"s2\" is not the document's own id"},
    {{"photo", "s1", "{\"staff\":\"s1\",\"sha256\":\"00\",\"size\":1}"},
     "photo/s1.sha256: not 64 hex digits"},
    {{"photo", "s1", "{\"staff\":\"s1\",\"sha256\":\"" TOKEN_A "\",\"size\":131073}"},
     "photo/s1.size:"},
    {{"unit", "u9", "{\"code\":\"u9\",\"code\":\"u9\",\"name\":\"x\"}"}, "unit/u9: line 1:"},
    {{"unit", "u9", "{\"code\":"}, "unit/u9: line 1:"},
};

static void test_facts_loader__a_broken_document_is_named_by_its_path(void **state)
{
    (void)state;
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    assert_true(facts_loader_create(&loader, NULL));
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct error err = {0};
        assert_false(add(loader, &broken[i].document, &err));
        assert_int_equal(err.code, ERROR_INVALID);
        if (strncmp(err.text, broken[i].text, strlen(broken[i].text)) != 0) {
            fail_msg("expected '%s…', got '%s'", broken[i].text, err.text);
        }
    }
    /* The loader goes on as if they had not been there. */
    for (size_t i = 0; i < ARRAY_LEN(office); i++) {
        assert_true(add(loader, &office[i], NULL));
    }
    AUTO(facts) struct facts *facts = NULL;
    assert_true(facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, NULL));
    assert_int_equal(facts_unit_count(facts), 2);
}

static const struct {
    struct document document;
    const char *text;
} dangling[] = {
    {{"card", TOKEN_B, "{\"staff\":\"s7\",\"state\":\"active\"}"},
     "card/" TOKEN_B ": no such staff 's7'"},
    {{"staff", "s9", "{\"id\":\"s9\",\"name\":\"x\",\"unit\":\"u7\"}"},
     "staff/s9: no such unit 'u7'"},
    {{"assignment", "a9", "{\"schedule\":\"c7\",\"unit\":\"u1\",\"from\":\"2026-01-01\"}"},
     "assignment/a9: there is no 'c7'"},
    {{"assignment", "a9", "{\"schedule\":\"c1\",\"unit\":\"u2\",\"from\":\"2026-01-01\"}"},
     "assignment/c1: two assignments from 2026-01-01 of 'u2'"},
    {{"leave", "l9",
      "{\"staff\":\"s7\",\"from\":\"2026-03-02T08:30:00\",\"to\":\"2026-03-02T12:00:"
      "00\",\"state\":\"approved\"}"},
     "leave/l9: no such staff 's7'"},
    {{"correction", "k9",
      "{\"staff\":\"s7\",\"at\":\"2026-03-02T08:30:00\",\"state\":\"pending\"}"},
     "correction/k9: no such staff 's7'"},
    {{"calendar", "2027", "{\"work\":[{\"date\":\"2026-10-01\"}]}"},
     "calendar/2026: there twice: '2026-10-01'"},
    {{"meeting", "m9",
      "{\"id\":\"m9\",\"title\":\"\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
      "\"2026-03-02T10:00:00\",\"attendees\":[{\"staff\":\"s7\",\"role\":"
      "\"required\"}]}"},
     "meeting/m9: attendees: no such staff 's7'"},
    {{"meeting", "m9",
      "{\"id\":\"m9\",\"title\":\"\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
      "\"2026-03-02T10:00:00\",\"attendees\":[{\"staff\":\"s1\",\"role\":"
      "\"required\"},{\"staff\":\"s1\",\"role\":\"optional\"}]}"},
     "meeting/m9: attendees: invited twice: 's1'"},
    {{"substitute", "r9",
      "{\"meeting\":\"m7\",\"principal\":\"s1\",\"substitute\":\"s2\","
      "\"requested_at\":\"2026-03-01T09:00:00\",\"state\":\"approved\"}"},
     "substitute/r9: no such meeting 'm7'"},
    {{"meeting_leave", "ml9",
      "{\"meeting\":\"m1\",\"staff\":\"s7\",\"requested_at\":\"2026-03-01T0"
      "9:00:00\",\"state\":\"approved\"}"},
     "meeting_leave/ml9: no such staff 's7'"},
    {{"keeper", "s7", "{\"staff\":\"s7\",\"pin_hash\":\"" PIN_HASH "\"}"},
     "keeper/s7: no such staff 's7'"},
    {{"photo", "s7", "{\"staff\":\"s7\",\"sha256\":\"" TOKEN_A "\",\"size\":1}"},
     "photo/s7: no such staff 's7'"},
};

static void test_facts_loader__a_name_of_nothing_is_an_error_or_passed_over(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(dangling); i++) {
        struct document documents[ARRAY_LEN(office) + 1];
        size_t count = 0;
        for (size_t j = 0; j < ARRAY_LEN(office); j++) {
            if (strcmp(office[j].id, dangling[i].document.id) != 0) {
                documents[count++] = office[j];
            }
        }
        documents[count++] = dangling[i].document;
        struct error err = {0};
        struct facts *facts = NULL;
        assert_false(load(documents, count, FACTS_LINKS_STRICT, &facts, &err));
        assert_string_equal(err.text, dangling[i].text);
        assert_true(load(documents, count, FACTS_LINKS_LENIENT, &facts, &err));
        assert_int_equal(facts_passed_over(facts), 1);
        assert_string_equal(facts_find_staff(facts, "s1")->name, "张三");
        facts_destroy(facts);
    }
}

static void test_facts_loader__a_document_there_twice_is_an_error(void **state)
{
    (void)state;
    static const char *const twice[] = {"s1", "u1", "c1", "m1", TOKEN_A};
    for (size_t i = 0; i < ARRAY_LEN(twice); i++) {
        struct document documents[ARRAY_LEN(office) + 1];
        memcpy(documents, office, sizeof office);
        for (size_t j = 0; j < ARRAY_LEN(office); j++) {
            if (strcmp(office[j].id, twice[i]) == 0) {
                documents[ARRAY_LEN(office)] = office[j];
                break;
            }
        }
        struct error err = {0};
        struct facts *facts = NULL;
        assert_false(load(documents, ARRAY_LEN(documents), FACTS_LINKS_LENIENT, &facts, &err));
        assert_non_null(strstr(err.text, ": there twice"));
    }
}

static void test_facts_loader__an_unknown_kind_is_passed_over(void **state)
{
    (void)state;
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    assert_true(facts_loader_create(&loader, NULL));
    const struct document wish = {"wish", "s1", "not even JSON"};
    assert_false(facts_loader_knows("wish"));
    assert_true(facts_loader_knows("meeting_leave"));
    assert_true(add(loader, &wish, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_loader__people_have_units_schedules_and_absences),
        cmocka_unit_test(test_facts_loader__units_stand_below_others_and_never_below_themselves),
        cmocka_unit_test(test_facts_loader__a_kiosk_knows_keepers_and_photographs),
        cmocka_unit_test(test_facts_loader__rules_find_the_day_of_a_person),
        cmocka_unit_test(test_facts_loader__site_and_policy_or_their_defaults),
        cmocka_unit_test(test_facts_loader__a_card_is_found_by_its_token),
        cmocka_unit_test(test_facts_loader__meetings_have_their_people_and_requests),
        cmocka_unit_test(test_facts_loader__order_of_documents_does_not_matter),
        cmocka_unit_test(test_facts_loader__a_broken_document_is_named_by_its_path),
        cmocka_unit_test(test_facts_loader__a_name_of_nothing_is_an_error_or_passed_over),
        cmocka_unit_test(test_facts_loader__a_document_there_twice_is_an_error),
        cmocka_unit_test(test_facts_loader__an_unknown_kind_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
