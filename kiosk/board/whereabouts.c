#include "whereabouts.h"

#include <stdio.h>
#include <string.h>

#define MORE " …"

struct watch {
    const struct facts *facts;
    const struct recent_taps *recent;
    int64_t now_ms;
    int32_t date;
};

/* A tap of today; of who is away, one after the leave or trip began: they are here all the same. */
static bool has_come(const struct watch *watch, const struct facts_staff *staff, int64_t since_ms)
{
    struct recent_person known = recent_taps_of(watch->recent, staff->id);
    int64_t midnight_ms = civil_midnight_ms(watch->date);
    int64_t from_ms = since_ms > midnight_ms ? since_ms : midnight_ms;
    size_t at = tap_lower_bound(known.taps, known.tap_count, from_ms);
    if (at < known.tap_count && known.taps[at].at_ms <= watch->now_ms) {
        return true;
    }
    for (size_t i = 0; i < known.uncertain_tap_count; i++) {
        if (tap_uncertain_meets(&known.uncertain_taps[i], watch->now_ms, from_ms,
                                midnight_ms + CIVIL_DAY_MS)) {
            return true;
        }
    }
    return false;
}

static bool works_today(const struct watch *watch, const struct facts_staff *staff)
{
    struct day_plan plan =
        schedule_plan_day(&staff->person, facts_calendar(watch->facts), watch->date);
    return plan.session_count > 0;
}

/* False for who is nowhere to be expected. */
static bool find_whereabouts(const struct watch *watch, const struct facts_staff *staff,
                             enum whereabouts *ret_place)
{
    const struct time_away *leave =
        time_away_holding(staff->leaves, staff->leave_count, watch->now_ms);
    const struct time_away *trip =
        time_away_holding(staff->trips, staff->trip_count, watch->now_ms);
    const struct time_away *away = leave ? leave : trip;
    if (has_come(watch, staff, away ? away->from_ms : 0)) {
        *ret_place = WHEREABOUTS_HERE;
    } else if (away) {
        *ret_place = leave ? WHEREABOUTS_LEAVE : WHEREABOUTS_TRIP;
    } else {
        *ret_place = WHEREABOUTS_NOT_YET;
        return works_today(watch, staff);
    }
    return true;
}

static void add_name(char names[static WHEREABOUTS_NAMES_SIZE], const char *name)
{
    size_t used = strlen(names);
    size_t wanted = strlen(name) + (used > 0 ? 1 : 0);
    bool full = used >= strlen(MORE) && strcmp(names + used - strlen(MORE), MORE) == 0;
    if (full) {
        return;
    }
    if (used + wanted + sizeof MORE > WHEREABOUTS_NAMES_SIZE) {
        memcpy(names + used, MORE, sizeof MORE);
        return;
    }
    (void)snprintf(names + used, WHEREABOUTS_NAMES_SIZE - used, "%s%s", used > 0 ? " " : "", name);
}

/* The unit's row, which is made where there is room; NULL where there is none. */
static struct whereabouts_unit *find_unit(const struct watch *watch, const char *code,
                                          struct whereabouts_board *board)
{
    size_t place = 0;
    while (place < board->unit_count && strcmp(board->units[place].code, code) < 0) {
        place++;
    }
    struct whereabouts_unit *unit = &board->units[place];
    if (place < board->unit_count && strcmp(unit->code, code) == 0) {
        return unit;
    }
    if (board->unit_count == WHEREABOUTS_UNITS_MAX) {
        return NULL;
    }
    memmove(unit + 1, unit, (board->unit_count - place) * sizeof *unit);
    board->unit_count++;
    const struct facts_unit *known = facts_find_unit(watch->facts, code);
    memset(unit, 0, sizeof *unit);
    (void)snprintf(unit->code, sizeof unit->code, "%s", code);
    (void)snprintf(unit->name, sizeof unit->name, "%s", known ? known->name : code);
    return unit;
}

void whereabouts_make(const struct facts *facts, const struct recent_taps *recent, int64_t now_ms,
                      struct whereabouts_board *ret_board)
{
    const struct watch watch = {facts, recent, now_ms, civil_date_of(now_ms)};
    memset(ret_board, 0, sizeof *ret_board);
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        const struct membership *membership = person_membership(&staff->person, watch.date);
        enum whereabouts place;
        if (!person_is_active(&staff->person, watch.date) || !membership ||
            !find_whereabouts(&watch, staff, &place)) {
            continue;
        }
        ret_board->of[place]++;
        struct whereabouts_unit *unit = find_unit(&watch, membership->unit, ret_board);
        if (!unit) {
            continue;
        }
        unit->of[place]++;
        if (place == WHEREABOUTS_LEAVE) {
            add_name(unit->on_leave, staff->name);
        } else if (place == WHEREABOUTS_TRIP) {
            add_name(unit->on_trip, staff->name);
        }
    }
}
