#pragma once
/* A unit's word for its month (每月报送): confirmed and handed in by its clerk, by a deadline of
 * the office. The figures that it hands in are made by whoever knows figures (server/month) and
 * given as members of the server's own. On the writer's thread, but for what says otherwise. */

#include "office.h"

#define SUBMISSION_MONTH_MAX 7

/* When a month's submissions begin, when they are due, and what is due when: local. */
struct submission_terms {
    int64_t opens_ms, remind_ms, due_ms;
};

bool submission_terms_read(struct database *database, int32_t month,
                           struct submission_terms *ret_terms, struct error *err) MUST_USE;

/* "2026-10.u1": the one that a unit can have of a month. */
void submission_id(const char *month, const char *unit, char ret_id[static OFFICE_ID_MAX + 1]);

/* The submissions of one month, whoever asks: {"unit": members}. Yours. */
bool submission_read_month(struct database *database, int32_t month, json_t **ret_units,
                           struct error *err) MUST_USE;
