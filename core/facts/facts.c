#include "facts.h"

#include "check.h"
#include "facts_table.h"
#include <stdlib.h>
#include <string.h>

void facts_destroy(struct facts *facts)
{
    if (facts) {
        facts_arena_finish(&facts->arena);
        free(facts);
    }
}

const struct facts_site *facts_site(const struct facts *facts)
{
    return &facts->site;
}

const struct policy *facts_policy(const struct facts *facts)
{
    return &facts->policy;
}

const struct calendar *facts_calendar(const struct facts *facts)
{
    return &facts->calendar;
}

size_t facts_unit_count(const struct facts *facts)
{
    return facts->unit_count;
}

const struct facts_unit *facts_unit_at(const struct facts *facts, size_t index)
{
    CHECK(index < facts->unit_count);
    return &facts->units[index];
}

size_t facts_staff_count(const struct facts *facts)
{
    return facts->staff_count;
}

const struct facts_staff *facts_staff_at(const struct facts *facts, size_t index)
{
    CHECK(index < facts->staff_count);
    return &facts->staff[index];
}

size_t facts_meeting_count(const struct facts *facts)
{
    return facts->meeting_count;
}

const struct facts_meeting *facts_meeting_at(const struct facts *facts, size_t index)
{
    CHECK(index < facts->meeting_count);
    return &facts->meetings[index];
}

size_t facts_card_count(const struct facts *facts)
{
    return facts->cards.count;
}

struct facts_card *facts_card_slot(const struct facts_card_table *table,
                                   const struct card_token *token)
{
    size_t start;
    memcpy(&start, token->hash.bytes, sizeof start);
    for (size_t step = 0; step < table->size; step++) {
        struct facts_card *slot = &table->slots[(start + step) & (table->size - 1)];
        if (!slot->staff || memcmp(&slot->token, token, sizeof *token) == 0) {
            return slot;
        }
    }
    CHECK(false); /* the table has room: it is made twice as large as what goes in */
    return NULL;
}

const struct facts_card *facts_find_card(const struct facts *facts, const struct card_token *token)
{
    if (facts->cards.count == 0) {
        return NULL;
    }
    const struct facts_card *slot = facts_card_slot(&facts->cards, token);
    return slot->staff ? slot : NULL;
}

static int unit_is(const void *code, const void *unit)
{
    return strcmp(code, ((const struct facts_unit *)unit)->code);
}

const struct facts_unit *facts_find_unit(const struct facts *facts, const char *code)
{
    return facts->unit_count == 0
               ? NULL
               : bsearch(code, facts->units, facts->unit_count, sizeof *facts->units, unit_is);
}

static int staff_is(const void *id, const void *staff)
{
    return strcmp(id, ((const struct facts_staff *)staff)->id);
}

const struct facts_staff *facts_find_staff(const struct facts *facts, const char *id)
{
    return facts->staff_count == 0
               ? NULL
               : bsearch(id, facts->staff, facts->staff_count, sizeof *facts->staff, staff_is);
}

static int meeting_is(const void *id, const void *meeting)
{
    return strcmp(id, ((const struct facts_meeting *)meeting)->meeting.id);
}

static int compare_seat(const void *key, const void *item)
{
    return strcmp(key, ((const struct facts_seat *)item)->staff);
}

const char *facts_seat_of(const struct facts_meeting *meeting, const char *staff)
{
    const struct facts_seat *seat = meeting->seat_count > 0
                                        ? bsearch(staff, meeting->seats, meeting->seat_count,
                                                  sizeof *meeting->seats, compare_seat)
                                        : NULL;
    return seat ? seat->seat : NULL;
}

const struct facts_meeting *facts_find_meeting(const struct facts *facts, const char *id)
{
    return facts->meeting_count == 0 ? NULL
                                     : bsearch(id, facts->meetings, facts->meeting_count,
                                               sizeof *facts->meetings, meeting_is);
}

struct person_facts facts_of_staff(const struct facts *facts, const struct facts_staff *staff,
                                   int64_t now_ms)
{
    return (struct person_facts){
        .person = &staff->person,
        .calendar = &facts->calendar,
        .policy = &facts->policy,
        .now_ms = now_ms,
        .corrections = staff->corrections,
        .correction_count = staff->correction_count,
        .leaves = staff->leaves,
        .leave_count = staff->leave_count,
        .trips = staff->trips,
        .trip_count = staff->trip_count,
    };
}

struct meeting_facts facts_of_meeting(const struct facts *facts,
                                      const struct facts_meeting *meeting, int64_t now_ms)
{
    return (struct meeting_facts){
        .meeting = &meeting->meeting,
        .policy = &facts->policy,
        .now_ms = now_ms,
        .requests = meeting->requests,
        .request_count = meeting->request_count,
        .leaves = meeting->leaves,
        .leave_count = meeting->leave_count,
        .marks = meeting->marks,
        .mark_count = meeting->mark_count,
    };
}

size_t facts_passed_over(const struct facts *facts)
{
    return facts->passed_over;
}

size_t facts_memory(const struct facts *facts)
{
    return sizeof *facts + facts->arena.bytes;
}
