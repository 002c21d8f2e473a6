#pragma once
/* The office's settings for judging (rules.md; the defaults are those in brackets there). One value
 * handed to every judging function. Open data, any thread; texts are borrowed. */

#include "figures.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_UNSET (-1) /* of a number: the policy has none; of a meeting's own: the policy's */

/* B − A of one session reaches at most this far beyond the session's own minutes. */
#define POLICY_WINDOW_MAX_MIN 720

/* Any number of a policy or a meeting: fits every sum of minutes with room to spare. */
#define POLICY_NUMBER_MAX 1000000

enum signout { SIGNOUT_UNSET = POLICY_UNSET, SIGNOUT_NONE, SIGNOUT_REQUIRED };
enum marked_as { MARKED_AS_ON_TIME, MARKED_AS_LATE };
enum escalation_per { ESCALATION_PER_MONTH, ESCALATION_PER_YEAR };

/* What a meeting may say itself; a member of POLICY_UNSET is the policy's. */
struct meeting_terms {
    int32_t signin_open_min;
    int32_t late_grace_min; /* in the policy: meeting_late_grace_min */
    int32_t leave_deadline_min;
    int32_t substitute_deadline_min;
    int32_t signout_grace_min;
    enum signout signout;
};

struct escalation_rule {
    enum figure figure;
    int64_t at_least; /* from 1 */
    enum escalation_per per;
    const char *step; /* the office's own words */
};

struct policy {
    int32_t late_grace_min;
    int32_t early_grace_min;
    int32_t late_as_absent_min;        /* or POLICY_UNSET */
    int32_t early_as_absent_min;       /* or POLICY_UNSET */
    int32_t max_corrections_per_month; /* or POLICY_UNSET: no limit */
    int32_t in_from_min;
    int32_t out_until_min;
    struct meeting_terms meeting; /* none of it unset */
    int32_t max_principals_per_substitute;
    enum marked_as marked_counts_as;
    const struct escalation_rule *escalation;
    size_t escalation_count;
};

/* The defaults. */
void policy_init(struct policy *ret_policy);

/* The terms of a meeting: its own where it has some, else the policy's. */
struct meeting_terms policy_meeting_terms(const struct policy *policy,
                                          const struct meeting_terms *own);

/* Terms that are all POLICY_UNSET, for a meeting that says nothing itself. */
struct meeting_terms policy_no_terms(void);

enum policy_fault {
    POLICY_FAULT_NONE,
    POLICY_FAULT_NUMBER,  /* one is negative or above POLICY_NUMBER_MAX */
    POLICY_FAULT_WINDOW,  /* in_from_min and out_until_min of more than 720 together */
    POLICY_FAULT_AT_LEAST /* an escalation from less than 1 */
};

enum policy_fault policy_find_fault(const struct policy *policy);

/* The numbers by name, as in files and requests: int32_t at this offset of struct policy, or of
 * struct meeting_terms. A table ends with a NULL name. */
struct policy_number {
    const char *name;
    size_t offset;
};

extern const struct policy_number policy_numbers[];
extern const struct policy_number policy_meeting_numbers[];

/* Words by enum value; NULL-terminated. */
extern const char *const signout_words[];        /* "none", "required" */
extern const char *const marked_as_words[];      /* "on_time", "late" */
extern const char *const escalation_per_words[]; /* "month", "year" */
