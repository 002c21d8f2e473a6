#pragma once
/* A small office for the tests of meetings: who is invited, who asked to be sat in for, who is
 * away. One thread. */

#include "card_number.h"
#include "card_token.h"
#include "facts.h"

#define OFFICE_KIOSK "k0001"

/* 2026-03-02, a Monday. Two units; everybody works from 08:30 to 17:30 with no grace.
 *   m1  09:00 – 10:00 at k0001: s1 s2 s4 s5 required, s6 optional; sign-out required
 *   m2  09:00 – 10:30 at k0001: s1 s5 required
 *   m3  14:00 – 15:00 anywhere: s1 s3 required
 *   m4  09:00 at another kiosk: s3
 * s3 sits in for s2 with approval, for s4 on a pending request, for s5 without one, and was turned
 * down for s6. s7 is on leave today, s8 on a trip; s9 is nowhere invited. */
struct office_change {
    const char *kind, *id, *value; /* NULL kind: no change */
};

/* The facts, with one document put or replaced. */
struct facts *test_office_load(const struct site_key *key, struct office_change change);

/* The card of person number n: s1 is 1. */
struct card_number test_office_card(int person);
struct card_token test_office_token(const struct site_key *key, int person);

/* Local milliseconds of "2026-03-02T08:30:00". */
int64_t test_office_time(const char *text);
