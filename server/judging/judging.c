#include "judging.h"

#include "attendee_store.h"
#include "check.h"
#include "civil.h"
#include "fact_judging.h"
#include "log.h"
#include "meeting_judging.h"
#include "person_tap_store.h"
#include "rejudging_store.h"
#include "tap_judging.h"
#include "tap_record.h"
#include <errno.h>
#include <pthread.h>
#include <time.h>

#define DUE_AT_ONCE 512 /* person-days that time has changed, read at a time */
#define MONTHS_KEPT 13  /* kept up without being asked for: the present one and a year before */
#define TICK_S      20  /* how often the passing of time is looked at */
#define RETRY_S     5   /* after a fault of the database */
#define MS_US       1000

struct judging {
    struct storage *storage;
    struct fact_cache *cache;
    const struct clock *clock;
    struct judging_turns *turns;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool is_running, is_ending, is_nudged; /* the last two under the mutex */
};

bool judging_create(struct storage *storage, struct fact_cache *cache, const struct clock *clock,
                    struct judging **ret_judging, struct error *err)
{
    struct judging *judging = calloc(1, sizeof *judging);
    struct judging_turns *turns = judging ? judging_turns_create() : NULL;
    if (!turns) {
        free(judging);
        return error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
    }
    judging->turns = turns;
    judging->storage = storage;
    judging->cache = cache;
    judging->clock = clock;
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_mutex_init(&judging->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&judging->wake, &attributes) == 0);
    CHECK(pthread_condattr_destroy(&attributes) == 0);
    *ret_judging = judging;
    return true;
}

struct judging_turns *judging_turns_of(struct judging *judging)
{
    return judging->turns;
}

/* Hearing */

static bool on_taps(struct database *database, const struct stored_tap *taps, size_t count,
                    void *user, struct error *err)
{
    struct judging *judging = user;
    AUTO_JUDGING_RUN struct judging_run run;
    return judging_run_init(&run, judging->cache, judging->clock, database,
                            fact_cache_take_before_commit, err) &&
           tap_judging_hear(&run, taps, count, err);
}

static bool on_facts(struct database *database, const struct fact_touch *touches, size_t count,
                     void *user, struct error *err)
{
    struct judging *judging = user;
    AUTO_JUDGING_RUN struct judging_run run;
    return judging_run_init(&run, judging->cache, judging->clock, database,
                            fact_cache_take_before_commit, err) &&
           fact_judging_hear(&run, touches, count, err);
}

struct ingest_observer judging_ingest_observer(struct judging *judging)
{
    return (struct ingest_observer){
        .on_taps_in_transaction = on_taps, .on_moved_in_transaction = on_facts, .user = judging};
}

static void on_facts_committed(int64_t revision, void *user)
{
    (void)revision;
    struct judging *judging = user;
    CHECK(pthread_mutex_lock(&judging->mutex) == 0);
    judging->is_nudged = true;
    CHECK(pthread_cond_signal(&judging->wake) == 0);
    CHECK(pthread_mutex_unlock(&judging->mutex) == 0);
}

struct fact_observer judging_fact_observer(struct judging *judging)
{
    return (struct fact_observer){.on_facts_in_transaction = on_facts,
                                  .on_facts_committed = on_facts_committed,
                                  .user = judging};
}

/* The passing of time */

static bool settle_meeting(struct judging_run *run, const char *id, struct error *err)
{
    const struct facts_meeting *meeting = facts_find_meeting(run->days.facts, id);
    return meeting ? judging_run_meeting(run, meeting, err)
                   : meeting_judging_remove(&run->days, id, err);
}

static bool settle_meetings(struct judging_run *run, struct error *err)
{
    for (;;) {
        bool any;
        char id[TAP_RECORD_ID_MAX + 1];
        if (!attendee_store_next_due(run->days.database, run->days.now_ms, &any, id, err)) {
            return false;
        }
        if (!any) {
            return true;
        }
        if (!settle_meeting(run, id, err)) {
            return false;
        }
    }
}

static bool read_due_ahead(struct judging_run *run, const struct verdict_due *due, size_t first,
                           size_t count, struct error *err)
{
    for (size_t i = first; i < count && i < first + DAY_JUDGING_AHEAD; i++) {
        if (!day_judging_read_ahead(&run->days, due[i].staff, due[i].day, due[i].day, err)) {
            return false;
        }
    }
    return true;
}

static bool has_correction(const struct facts_staff *staff, int32_t day)
{
    size_t first =
        correction_lower_bound(staff->corrections, staff->correction_count, civil_midnight_ms(day));
    return first < staff->correction_count &&
           staff->corrections[first].at_ms < civil_midnight_ms(day + 1);
}

/* A correction that begins to exist counts in the month's figures, can take another's place in the
 * month's quota, and serve a session of the day before. */
static bool settle_months(struct judging_run *run, const struct facts_staff *staff, int32_t day,
                          struct error *err)
{
    for (int32_t month = civil_month_of(day - 1); month <= civil_month_of(day + 1); month++) {
        bool kept;
        if (!judging_run_is_kept(run, civil_month_first(month), &kept, err) ||
            (kept && !day_judging_month(&run->days, staff, month, err))) {
            return false;
        }
    }
    return database_forget_ahead(run->days.database, err); /* other days of the month are written */
}

static bool settle_day(struct judging_run *run, const struct verdict_due *due, struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(run->days.facts, due->staff);
    if (!staff) {
        return verdict_store_set_unsettled(run->days.database, due->day, due->staff, CIVIL_NEVER_MS,
                                           err);
    }
    return has_correction(staff, due->day)
               ? settle_months(run, staff, due->day, err)
               : day_judging_days(&run->days, staff, due->day, due->day, err);
}

static bool settle(struct judging_run *run, struct error *err)
{
    AUTO(memory) struct verdict_due *due = malloc(DUE_AT_ONCE * sizeof *due);
    if (!due) {
        return error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
    }
    size_t count = DUE_AT_ONCE;
    while (count == DUE_AT_ONCE) {
        if (!verdict_store_list_due(run->days.database, run->days.now_ms, DUE_AT_ONCE, due, &count,
                                    err)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if ((i % DAY_JUDGING_AHEAD == 0 && !read_due_ahead(run, due, i, count, err)) ||
                !settle_day(run, &due[i], err)) {
                return false;
            }
        }
    }
    return database_forget_ahead(run->days.database, err);
}

/* One transaction of catching up */

struct catch_up {
    const struct judging *judging;
    int32_t first, last; /* months to keep up from now on; none where last is before first */
    bool more;
};

static bool run_catch_up(struct database *database, void *user, struct error *err)
{
    struct catch_up *task = user;
    AUTO_JUDGING_RUN struct judging_run run;
    if (!judging_run_init(&run, task->judging->cache, task->judging->clock, database,
                          fact_cache_take_in_job, err)) {
        return false;
    }
    for (int32_t month = task->first; month <= task->last; month++) {
        if (!fact_judging_open_month(&run, month, err)) {
            return false;
        }
    }
    if (!fact_judging_step(&run, task->first, task->last, &task->more, err)) {
        return false;
    }
    return task->more || (settle(&run, err) && settle_meetings(&run, err));
}

static bool run_again(struct database *database, void *user, struct error *err)
{
    const struct catch_up *task = user;
    AUTO_JUDGING_RUN struct judging_run run;
    return judging_run_init(&run, task->judging->cache, task->judging->clock, database,
                            fact_cache_take_in_job, err) &&
           fact_judging_note_again(&run, task->first, task->last, err);
}

bool judging_again(struct judging *judging, int32_t first_month, int32_t last_month,
                   struct error *err)
{
    struct catch_up task = {judging, first_month, last_month, false};
    return storage_write(judging->storage, run_again, &task, err);
}

static bool add_progress(const struct rejudging *rejudging, void *user, struct error *err)
{
    (void)err;
    struct judging_progress *progress = user;
    progress->done += rejudging->done;
    progress->total += rejudging->total;
    return true;
}

static bool is_time_over(struct judging_run *run, bool *ret_over, struct error *err)
{
    struct verdict_due due;
    size_t count;
    bool any;
    char id[TAP_RECORD_ID_MAX + 1];
    if (!verdict_store_list_due(run->days.database, run->days.now_ms, 1, &due, &count, err) ||
        !attendee_store_next_due(run->days.database, run->days.now_ms, &any, id, err)) {
        return false;
    }
    *ret_over = count > 0 || any;
    return true;
}

/* Whether anything is to do, without disturbing the writer. */
static bool is_behind(const struct catch_up *task, bool *ret_behind,
                      struct judging_progress *ret_progress, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    if (!storage_read(task->judging->storage, &view, err)) {
        return false;
    }
    AUTO_JUDGING_RUN struct judging_run run;
    struct database *database = snapshot_database(view);
    bool over;
    *ret_progress = (struct judging_progress){0};
    if (!judging_run_init(&run, task->judging->cache, task->judging->clock, database,
                          fact_cache_take, err) ||
        !is_time_over(&run, &over, err) ||
        !rejudging_store_each(database, civil_month_first(task->first),
                              civil_month_first(task->last + 1) - 1, add_progress, ret_progress,
                              err)) {
        return false;
    }
    *ret_behind = over || ret_progress->total > 0;
    for (int32_t month = task->first; !*ret_behind && month <= task->last; month++) {
        bool kept;
        if (!verdict_store_is_judged(database, month, &kept, err)) {
            return false;
        }
        *ret_behind = !kept;
    }
    return true;
}

bool judging_bring_up(struct judging *judging, int32_t first_month, int32_t last_month,
                      struct judging_progress *ret_progress, struct error *err)
{
    struct catch_up task = {judging, first_month, last_month, false};
    int64_t until_us = clock_mono_us(judging->clock) + (int64_t)JUDGING_WAIT_MS * MS_US;
    for (;;) {
        bool behind;
        if (!is_behind(&task, &behind, ret_progress, err)) {
            return false;
        }
        if (!behind || clock_mono_us(judging->clock) >= until_us) {
            return true;
        }
        if (!storage_write(judging->storage, run_catch_up, &task, err)) {
            return false;
        }
    }
}

/* The thread */

/* The months with taps, as far back as they are kept up without being asked for. */
static bool find_months(const struct judging *judging, int32_t *ret_first, int32_t *ret_last,
                        struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    bool any;
    int32_t first, last;
    int64_t now_ms;
    if (!storage_read(judging->storage, &view, err) ||
        !fact_cache_take(judging->cache, snapshot_database(view), &loan, err) ||
        !person_tap_store_days(snapshot_database(view), &any, &first, &last, err) ||
        !judging_local_ms(fact_loan_facts(loan), clock_utc_us(judging->clock), &now_ms, err)) {
        return false;
    }
    int32_t present = civil_month_of(civil_date_of(now_ms));
    int32_t oldest = present - MONTHS_KEPT + 1;
    *ret_last = any ? present : oldest - 1;
    *ret_first = any && civil_month_of(first) > oldest ? civil_month_of(first) : oldest;
    return true;
}

static bool is_ending(struct judging *judging)
{
    CHECK(pthread_mutex_lock(&judging->mutex) == 0);
    bool ending = judging->is_ending;
    CHECK(pthread_mutex_unlock(&judging->mutex) == 0);
    return ending;
}

/* Until nothing waits: between two transactions others have their turn. */
static bool catch_up(struct judging *judging, struct error *err)
{
    struct catch_up task = {.judging = judging};
    if (!find_months(judging, &task.first, &task.last, err)) {
        return false;
    }
    bool behind = true;
    while (behind && !is_ending(judging)) {
        struct judging_progress progress;
        if (!is_behind(&task, &behind, &progress, err) ||
            (behind && !storage_write(judging->storage, run_catch_up, &task, err))) {
            return false;
        }
    }
    return true;
}

/* False when the thread is to end. */
static bool wait_for_work(struct judging *judging, time_t seconds)
{
    struct timespec until;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += seconds;
    CHECK(pthread_mutex_lock(&judging->mutex) == 0);
    int result = 0;
    while (!judging->is_nudged && !judging->is_ending && result == 0) {
        result = pthread_cond_timedwait(&judging->wake, &judging->mutex, &until);
        CHECK(result == 0 || result == ETIMEDOUT);
    }
    judging->is_nudged = false;
    bool ending = judging->is_ending;
    CHECK(pthread_mutex_unlock(&judging->mutex) == 0);
    return !ending;
}

static void *run_thread(void *user)
{
    struct judging *judging = user;
    time_t pause_s = 0;
    while (wait_for_work(judging, pause_s)) {
        struct error err = {0};
        pause_s = TICK_S;
        if (!catch_up(judging, &err)) {
            log_event(LOG_WARNING, "judging_behind", "error=%s", LOG_TEXT(err.text));
            pause_s = RETRY_S;
        }
    }
    return NULL;
}

bool judging_start(struct judging *judging, struct error *err)
{
    if (pthread_create(&judging->thread, NULL, run_thread, judging) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "judging: no thread can be started");
    }
    judging->is_running = true;
    return true;
}

void judging_destroy(struct judging *judging)
{
    if (!judging) {
        return;
    }
    if (judging->is_running) {
        CHECK(pthread_mutex_lock(&judging->mutex) == 0);
        judging->is_ending = true;
        CHECK(pthread_cond_signal(&judging->wake) == 0);
        CHECK(pthread_mutex_unlock(&judging->mutex) == 0);
        CHECK(pthread_join(judging->thread, NULL) == 0);
    }
    (void)pthread_cond_destroy(&judging->wake); /* these fail only while in use, our own bug */
    (void)pthread_mutex_destroy(&judging->mutex);
    judging_turns_destroy(judging->turns);
    free(judging);
}
