#pragma once
/* When the kiosk speaks with its server: four lanes that never wait for each other, each with its
 * own back-off. Pure: time comes in as monotonic microseconds, chance as a number; nothing is sent
 * here. One thread an object. */

#include <stdbool.h>
#include <stdint.h>

#define SYNC_PLAN_BACKOFF_FIRST_US INT64_C(1000000)
#define SYNC_PLAN_BACKOFF_MAX_US   INT64_C(60000000)
#define SYNC_PLAN_STATUS_US        INT64_C(60000000)
#define SYNC_PLAN_POLL_LEAST_US    INT64_C(1000000) /* between polls that bring nothing */
#define SYNC_PLAN_NEVER_US         INT64_MAX

enum sync_lane {
    SYNC_LANE_RECORDS,
    SYNC_LANE_STATE,
    SYNC_LANE_STATUS,
    SYNC_LANE_PHOTO,
    SYNC_LANE_COUNT
};

enum sync_outcome {
    SYNC_OUTCOME_IDLE,        /* there was nothing to send, so nothing was learnt */
    SYNC_OUTCOME_DONE,        /* nothing more to do for now */
    SYNC_OUTCOME_MORE,        /* there is more to do at once */
    SYNC_OUTCOME_NOTHING_NEW, /* a poll that brought nothing */
    SYNC_OUTCOME_FAILED,      /* an answer that is none, or a refusal: later again */
    SYNC_OUTCOME_UNREACHABLE, /* no answer: later again, or as soon as another lane gets one */
    SYNC_OUTCOME_REVOKED,     /* this kiosk is not to speak any more, but for a question a minute */
};

struct sync_lane_plan {
    bool busy;
    bool unreachable;  /* so the last try ended */
    unsigned failures; /* in a row */
    int64_t due_us;    /* when to begin; SYNC_PLAN_NEVER_US: when something is new */
    int64_t begun_us;  /* of the last try */
};

struct sync_plan {
    struct sync_lane_plan lanes[SYNC_LANE_COUNT];
    bool revoked;
};

/* Everything is due at once, but photographs. */
void sync_plan_init(struct sync_plan *plan, int64_t now_us);

/* There is something new for the lane. A lane that backs off goes on doing so. */
void sync_plan_wake(struct sync_plan *plan, enum sync_lane lane);

/* A lane to begin now; false if none is due. The lane is busy from then on. */
bool sync_plan_begin(struct sync_plan *plan, int64_t now_us, enum sync_lane *ret_lane);

/* What came of it. chance, from 0 to 65535, takes up to a quarter off a back-off. */
void sync_plan_end(struct sync_plan *plan, enum sync_lane lane, enum sync_outcome outcome,
                   int64_t now_us, uint16_t chance);

/* When the next lane is due that is not busy; SYNC_PLAN_NEVER_US if none is. */
int64_t sync_plan_next_us(const struct sync_plan *plan);

/* "records", …: for logs. */
const char *sync_lane_name(enum sync_lane lane);
