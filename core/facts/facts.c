#include "facts.h"

#include "check.h"
#include "facts_table.h"
#include <stdlib.h>
#include <string.h>

void facts_destroy(struct facts *facts)
{
    if (!facts) {
        return;
    }
    facts_list_finish(&facts->units);
    facts_list_finish(&facts->schedules);
    facts_list_finish(&facts->staff);
    facts_list_finish(&facts->meetings);
    free(facts->cards.slots);
    facts_layer_drop(facts->layer);
    free(facts);
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

static const void *value_at(const struct facts_list *list, size_t index)
{
    CHECK(index < list->count);
    return list->values[index];
}

size_t facts_unit_count(const struct facts *facts)
{
    return facts->units.count;
}

const struct facts_unit *facts_unit_at(const struct facts *facts, size_t index)
{
    return value_at(&facts->units, index);
}

size_t facts_staff_count(const struct facts *facts)
{
    return facts->staff.count;
}

const struct facts_staff *facts_staff_at(const struct facts *facts, size_t index)
{
    return value_at(&facts->staff, index);
}

size_t facts_meeting_count(const struct facts *facts)
{
    return facts->meetings.count;
}

const struct facts_meeting *facts_meeting_at(const struct facts *facts, size_t index)
{
    return value_at(&facts->meetings, index);
}

size_t facts_schedule_count(const struct facts *facts)
{
    return facts->schedules.count;
}

const struct schedule *facts_schedule_at(const struct facts *facts, size_t index)
{
    return value_at(&facts->schedules, index);
}

size_t facts_card_count(const struct facts *facts)
{
    return facts->cards.count;
}

const struct facts_card **facts_card_slot(const struct facts_card_table *table,
                                          const struct card_token *token)
{
    size_t start;
    memcpy(&start, token->hash.bytes, sizeof start);
    for (size_t step = 0; step < table->size; step++) {
        const struct facts_card **slot = &table->slots[(start + step) & (table->size - 1)];
        if (!*slot || memcmp(&(*slot)->token, token, sizeof *token) == 0) {
            return slot;
        }
    }
    CHECK(false); /* the table has room: it is made twice as large as what goes in */
    return NULL;
}

const struct facts_card *facts_find_card(const struct facts *facts, const struct card_token *token)
{
    return facts->cards.count == 0 ? NULL : *facts_card_slot(&facts->cards, token);
}

size_t facts_find_unit_index(const struct facts *facts, const char *code)
{
    return facts_list_find(&facts->units, code);
}

size_t facts_find_staff_index(const struct facts *facts, const char *id)
{
    return facts_list_find(&facts->staff, id);
}

static const void *find(const struct facts_list *list, const char *id)
{
    size_t index = facts_list_find(list, id);
    return index == SIZE_MAX ? NULL : list->values[index];
}

const struct facts_unit *facts_find_unit(const struct facts *facts, const char *code)
{
    return find(&facts->units, code);
}

const struct facts_staff *facts_find_staff(const struct facts *facts, const char *id)
{
    return find(&facts->staff, id);
}

const struct facts_meeting *facts_find_meeting(const struct facts *facts, const char *id)
{
    return find(&facts->meetings, id);
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

const char *facts_pin_hash(const struct facts_staff *staff)
{
    return staff->keeper_count > 0 ? staff->keeper[0].pin_hash : NULL;
}

const struct hash *facts_photo_hash(const struct facts_staff *staff)
{
    return staff->photo_count > 0 ? &staff->photo[0].sha256 : NULL;
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
    size_t listed = facts->units.count + facts->schedules.count + facts->staff.count +
                    facts->meetings.count + facts->cards.size;
    return sizeof *facts + listed * sizeof(const void *) + facts->layer->bytes_below +
           facts->layer->arena.bytes;
}
