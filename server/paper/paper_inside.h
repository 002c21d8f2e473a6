#pragma once
/* Private to server/paper: one moment of the database, and what its files share. One thread. */

#include "completeness.h"
#include "day_judging.h"
#include "paper.h"
#include <jansson.h>

struct paper_desk {
    const struct paper_source *source;
    struct paper_question question;
    struct month_view view; /* without a report where there is no month */
    const struct facts *facts;
    struct database *database;
    int64_t now_ms;           /* local: the moment that is shown */
    struct staff_sieve sieve; /* of the reader and the unit that is asked for, together */
    struct tap_array *taps;
    struct day_judging judging;
    struct completeness completeness;
};

/* The site's name, or that of the unit which is asked for. */
const char *paper_desk_whose(const struct paper_desk *desk);

/* The members that the office keeps of a thing beside its document; NULL where it has none. */
bool paper_desk_entry(const struct paper_desk *desk, const char *kind, const char *id,
                      json_t **ret_members, struct error *err) MUST_USE;

/* "2026年10月" of the desk's month. */
#define PAPER_MONTH_SIZE 32
const char *paper_desk_month(const struct paper_desk *desk, char ret_text[static PAPER_MONTH_SIZE]);

/* "截至 2026-11-01 12:00", and what is still to come. */
#define PAPER_STATE_SIZE 640
const char *paper_desk_state(const struct paper_desk *desk, char ret_text[static PAPER_STATE_SIZE]);
