#include "sync_plan.h"

#include "check.h"

void sync_plan_init(struct sync_plan *plan, int64_t now_us)
{
    *plan = (struct sync_plan){0};
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        plan->lanes[i].due_us = now_us;
    }
    plan->lanes[SYNC_LANE_PHOTO].due_us = SYNC_PLAN_NEVER_US; /* before anybody is known */
}

void sync_plan_wake(struct sync_plan *plan, enum sync_lane lane)
{
    struct sync_lane_plan *own = &plan->lanes[lane];
    bool silent = plan->revoked && lane != SYNC_LANE_STATUS;
    if (own->failures == 0 && !silent) {
        own->due_us = 0;
    }
}

bool sync_plan_begin(struct sync_plan *plan, int64_t now_us, enum sync_lane *ret_lane)
{
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        struct sync_lane_plan *lane = &plan->lanes[i];
        if (!lane->busy && lane->due_us <= now_us) {
            lane->busy = true;
            /* What is new while it is under way makes it due again (sync_plan_wake). */
            lane->due_us = SYNC_PLAN_NEVER_US;
            lane->begun_us = now_us;
            *ret_lane = (enum sync_lane)i;
            return true;
        }
    }
    return false;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t backoff_us(unsigned failures, uint16_t chance)
{
    int64_t whole_us = SYNC_PLAN_BACKOFF_FIRST_US;
    for (unsigned i = 1; i < failures && whole_us < SYNC_PLAN_BACKOFF_MAX_US; i++) {
        whole_us *= 2;
    }
    whole_us = earlier(whole_us, SYNC_PLAN_BACKOFF_MAX_US);
    return whole_us - whole_us / 4 * chance / UINT16_MAX;
}

static void end_badly(struct sync_lane_plan *lane, enum sync_outcome outcome, int64_t now_us,
                      uint16_t chance)
{
    lane->failures++;
    lane->unreachable = outcome == SYNC_OUTCOME_UNREACHABLE;
    lane->due_us = now_us + backoff_us(lane->failures, chance);
}

/* Somebody is there again: lanes that found nobody need not wait out their time. */
static void forgive(struct sync_plan *plan, int64_t now_us)
{
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        struct sync_lane_plan *lane = &plan->lanes[i];
        if (lane->unreachable) {
            lane->unreachable = false;
            lane->failures = 0;
            lane->due_us = earlier(lane->due_us, now_us);
        }
    }
}

static void end_well(struct sync_plan *plan, enum sync_lane which, enum sync_outcome outcome,
                     int64_t now_us)
{
    struct sync_lane_plan *lane = &plan->lanes[which];
    lane->failures = 0;
    lane->unreachable = false;
    bool when_new = which == SYNC_LANE_RECORDS || which == SYNC_LANE_PHOTO;
    int64_t due_us = when_new ? SYNC_PLAN_NEVER_US : now_us;
    if (outcome == SYNC_OUTCOME_MORE) {
        due_us = now_us;
    } else if (outcome == SYNC_OUTCOME_NOTHING_NEW) {
        due_us = lane->begun_us + SYNC_PLAN_POLL_LEAST_US;
    } else if (which == SYNC_LANE_STATUS) {
        due_us = now_us + SYNC_PLAN_STATUS_US;
    }
    lane->due_us = earlier(lane->due_us, due_us);
    if (plan->revoked) {
        plan->revoked = false;
        plan->lanes[SYNC_LANE_RECORDS].due_us = now_us;
        plan->lanes[SYNC_LANE_STATE].due_us = now_us;
    }
    forgive(plan, now_us);
}

static void end_revoked(struct sync_plan *plan, int64_t now_us)
{
    plan->revoked = true;
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        plan->lanes[i].failures = 0;
        plan->lanes[i].unreachable = false;
        plan->lanes[i].due_us = SYNC_PLAN_NEVER_US;
    }
    plan->lanes[SYNC_LANE_STATUS].due_us = now_us + SYNC_PLAN_STATUS_US;
}

void sync_plan_end(struct sync_plan *plan, enum sync_lane lane, enum sync_outcome outcome,
                   int64_t now_us, uint16_t chance)
{
    CHECK(plan->lanes[lane].busy);
    plan->lanes[lane].busy = false;
    switch (outcome) {
    case SYNC_OUTCOME_IDLE:
        break;
    case SYNC_OUTCOME_DONE:
    case SYNC_OUTCOME_MORE:
    case SYNC_OUTCOME_NOTHING_NEW:
        end_well(plan, lane, outcome, now_us);
        break;
    case SYNC_OUTCOME_FAILED:
    case SYNC_OUTCOME_UNREACHABLE:
        end_badly(&plan->lanes[lane], outcome, now_us, chance);
        break;
    case SYNC_OUTCOME_REVOKED:
        end_revoked(plan, now_us);
        break;
    }
}

int64_t sync_plan_next_us(const struct sync_plan *plan)
{
    int64_t next_us = SYNC_PLAN_NEVER_US;
    for (int i = 0; i < SYNC_LANE_COUNT; i++) {
        if (!plan->lanes[i].busy) {
            next_us = earlier(next_us, plan->lanes[i].due_us);
        }
    }
    return next_us;
}

const char *sync_lane_name(enum sync_lane lane)
{
    static const char *const names[] = {"records", "state", "status", "photo"};
    return names[lane];
}
