#pragma once
/* What is known of an office besides the taps: people, cards, schedules, leave, meetings, in the
 * shapes that core/rules judges. Built from the documents of the sync protocol (facts_loader.h), or
 * from earlier facts and what changed since (facts_patch.h); then never changed, so that any number
 * of threads may read it. What is inside lives as long as it does. */

#include "card_token.h"
#include "cleanup.h"
#include "meeting.h"
#include "person_facts.h"
#include "policy.h"
#include "schedule.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of any text in facts; an id is printable ASCII without space, quote and backslash. */
#define FACTS_ID_MAX    40
#define FACTS_NAME_MAX  255
#define FACTS_SEAT_MAX  160    /* bytes: forty characters */
#define FACTS_PHOTO_MAX 131072 /* bytes of a photograph as kiosks get it */

struct facts;

struct facts_site {
    const char *name, *place;
    const char *timezone; /* an IANA name */
};

/* Units, people and meetings begin with their id (facts_list.h). */
struct facts_unit {
    const char *code, *name;
    const char *parent; /* the code of the unit above; NULL: at the top */
    const struct schedule_assignment *assignments; /* sorted by their first day */
    size_t assignment_count;
};

/* Whoever may open the kiosks' service page. */
struct facts_keeper {
    const char *id;       /* of the person */
    const char *pin_hash; /* pin_hash.h */
};

struct facts_photo {
    const char *id; /* of the person */
    struct hash sha256;
};

/* A person with everything that is about them alone. What has an id is sorted by it where nothing
 * else is said. */
struct facts_staff {
    const char *id, *name;
    struct person person;
    const struct correction *corrections; /* sorted by at_ms */
    size_t correction_count;
    const struct time_away *leaves;
    size_t leave_count;
    const struct time_away *trips;
    size_t trip_count;
    const struct meeting *const *attending; /* every meeting that invites them, by start */
    size_t attending_count;
    const struct facts_keeper *keeper; /* none or one: facts_pin_hash */
    size_t keeper_count;
    const struct facts_photo *photo; /* the same: facts_photo_hash */
    size_t photo_count;
};

struct facts_card {
    struct card_token token;
    const char *staff;
    bool revoked;
    int32_t from, to; /* dates, both included; open ends as in civil.h */
};

struct facts_seat {
    const char *staff, *seat; /* in the organizer's words, at most FACTS_SEAT_MAX bytes */
};

/* A meeting with all that is asked and decided about it. */
struct facts_meeting {
    struct meeting meeting;
    const char *title;
    const struct facts_seat *seats; /* sorted by staff */
    size_t seat_count;
    const struct substitute_request *requests;
    size_t request_count;
    const struct meeting_leave *leaves;
    size_t leave_count;
    const struct meeting_mark *marks;
    size_t mark_count;
};

void facts_destroy(struct facts *facts);
DEFINE_AUTO(facts);

/* Defaults of rules.md where no document was there: Asia/Shanghai, the default policy. */
const struct facts_site *facts_site(const struct facts *facts);
const struct policy *facts_policy(const struct facts *facts);
const struct calendar *facts_calendar(const struct facts *facts);

/* Each list is sorted by id; units by code. */
size_t facts_unit_count(const struct facts *facts);
const struct facts_unit *facts_unit_at(const struct facts *facts, size_t index);
size_t facts_staff_count(const struct facts *facts);
const struct facts_staff *facts_staff_at(const struct facts *facts, size_t index);
size_t facts_meeting_count(const struct facts *facts);
const struct facts_meeting *facts_meeting_at(const struct facts *facts, size_t index);
size_t facts_card_count(const struct facts *facts);
size_t facts_schedule_count(const struct facts *facts);
const struct schedule *facts_schedule_at(const struct facts *facts, size_t index);

/* Where it stands in its list; SIZE_MAX where there is none. */
size_t facts_find_unit_index(const struct facts *facts, const char *code);
size_t facts_find_staff_index(const struct facts *facts, const char *id);

/* NULL where there is none. A card is found in constant time, the others by halving. */
const struct facts_card *facts_find_card(const struct facts *facts, const struct card_token *token);
const struct facts_unit *facts_find_unit(const struct facts *facts, const char *code);
const struct facts_staff *facts_find_staff(const struct facts *facts, const char *id);
const struct facts_meeting *facts_find_meeting(const struct facts *facts, const char *id);

/* The hash of the PIN with which the person opens a kiosk's service page (pin_hash.h), and that of
 * their photograph's bytes; NULL: may not, and has none. */
const char *facts_pin_hash(const struct facts_staff *staff);
const struct hash *facts_photo_hash(const struct facts_staff *staff);

/* Where somebody sits at the meeting; NULL where nobody has said. */
const char *facts_seat_of(const struct facts_meeting *meeting, const char *staff);

/* What the rules ask of a person, but for the taps, which the caller adds. */
struct person_facts facts_of_staff(const struct facts *facts, const struct facts_staff *staff,
                                   int64_t now_ms);

/* What the rules ask of a meeting, but for the substitutes' taps. */
struct meeting_facts facts_of_meeting(const struct facts *facts,
                                      const struct facts_meeting *meeting, int64_t now_ms);

/* Documents that were passed over because they name something which is not there; 0 after a strict
 * load. */
size_t facts_passed_over(const struct facts *facts);

/* Bytes of memory held, what is shared with earlier facts included. */
size_t facts_memory(const struct facts *facts);
