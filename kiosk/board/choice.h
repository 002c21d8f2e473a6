#pragma once
/* What can be picked while somebody says whom they sit in for: meetings that can be signed in to
 * now, principals with a request first, units, and attendees by unit or by the first letters of
 * their names; and whose a new card is to be, or which keeper somebody is. A page at a time. Pure,
 * one thread. */

#include "facts.h"
#include "pinyin.h"
#include "recent_taps.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHOICE_PAGE 8 /* on one page at most */

enum choice_standing {
    CHOICE_PLAIN,
    CHOICE_APPROVED, /* a request for this pair is approved */
    CHOICE_WAITING,
    CHOICE_REJECTED,
};

struct choice {
    char id[FACTS_ID_MAX + 1];
    char title[FACTS_NAME_MAX + 1];
    char detail[FACTS_NAME_MAX + 1]; /* a unit's name; "" of a meeting, whose start says more */
    int64_t start_ms;                /* of a meeting; 0 otherwise */
    enum choice_standing standing;
};

struct choice_page {
    size_t count;
    struct choice items[CHOICE_PAGE];
    size_t page;  /* from 0 */
    size_t pages; /* at least 1 */
    size_t total;
};

/* Which page of how many items. */
struct choice_cut {
    size_t page;
    size_t size; /* 1 to CHOICE_PAGE */
};

/* Meetings that a tap at this kiosk could sign in to at now_ms, by start. */
void choice_list_meetings(const struct facts *facts, const char *kiosk, int64_t now_ms,
                          struct choice_cut cut, struct choice_page *ret_page);

/* The principals of the substitute's requests for the meeting: approved, then waiting, then
 * rejected. */
void choice_list_requested(const struct facts *facts, const char *meeting, const char *substitute,
                           struct choice_cut cut, struct choice_page *ret_page);

/* Units that have attendees of the meeting, by code. */
void choice_list_units(const struct facts *facts, const char *meeting, struct choice_cut cut,
                       struct choice_page *ret_page);

/* Attendees of the unit ("" for any) whose names have these letters ("" for any), by unit and id;
 * the substitute is not among them. */
struct choice_people {
    const char *meeting, *substitute;
    const char *unit, *letters;
};
void choice_list_people(const struct facts *facts, const struct choice_people *wanted,
                        struct choice_cut cut, struct choice_page *ret_page);

/* Everybody on the roster who is active on the date: the units that have some, by code; and the
 * people of the unit ("" for any) whose names have these letters ("" for any), by id. */
void choice_list_all_units(const struct facts *facts, int32_t date, struct choice_cut cut,
                           struct choice_page *ret_page);
void choice_list_staff(const struct facts *facts, const char *unit, const char *letters,
                       int32_t date, struct choice_cut cut, struct choice_page *ret_page);

/* Those who may open the service page, by id. */
void choice_list_keepers(const struct facts *facts, int32_t date, struct choice_cut cut,
                         struct choice_page *ret_page);
