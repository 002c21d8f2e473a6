#include "sync_service.h"

#include "bounded_queue.h"
#include "check.h"
#include "sync_engine.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#define STEP_MS 60000 /* the longest wait: whatever is new wakes it */

struct sync_service {
    struct sync_engine *engine;    /* the thread's once it runs */
    struct bounded_queue *doors;   /* of struct sync_door, to the thread: only the newest */
    struct bounded_queue *reports; /* of struct sync_report, from it: only the newest */
    pthread_t thread;
    bool running;
    atomic_bool ending;
};

static const char *const reader_names[] = {
    [SYNC_READER_READY] = "ready",
    [SYNC_READER_RECOVERING] = "recovering",
    [SYNC_READER_ABSENT] = "absent",
    [SYNC_READER_FAULT] = "fault",
};

const char *sync_reader_name(enum sync_reader reader)
{
    return reader_names[reader];
}

/* Puts the newest report into the queue's only place. A roster in the one that nobody took is not
 * lost with it. */
static void publish(struct sync_service *service)
{
    struct sync_report report;
    if (!sync_engine_take_report(service->engine, &report)) {
        return;
    }
    while (!bounded_queue_push(service->reports, &report)) {
        struct sync_report stale;
        if (!bounded_queue_pop(service->reports, &stale)) {
            continue; /* taken at this moment: there is room now */
        }
        if (report.facts) {
            facts_destroy(stale.facts);
        } else {
            report.facts = stale.facts;
        }
    }
}

static void *run(void *user)
{
    struct sync_service *service = user;
    while (!atomic_load(&service->ending)) {
        struct sync_door door;
        if (bounded_queue_pop(service->doors, &door)) {
            sync_engine_tell(service->engine, &door);
        }
        sync_engine_step(service->engine, STEP_MS);
        publish(service);
    }
    return NULL;
}

bool sync_service_create(const struct sync_settings *settings, struct sync_service **ret_service,
                         struct error *err)
{
    AUTO(sync_service) struct sync_service *service = calloc(1, sizeof *service);
    uint64_t seed;
    hash_random((uint8_t *)&seed, sizeof seed);
    if (!service) {
        return error_set(err, ERROR_NO_MEMORY, "sync: out of memory");
    }
    if (!bounded_queue_create(1, sizeof(struct sync_door), &service->doors, err) ||
        !bounded_queue_create(1, sizeof(struct sync_report), &service->reports, err) ||
        !sync_engine_create(settings, seed, &service->engine, err)) {
        return false;
    }
    publish(service);
    *ret_service = TAKE(service);
    return true;
}

bool sync_service_start(struct sync_service *service, struct error *err)
{
    CHECK(!service->running);
    sigset_t all, before;
    (void)sigfillset(&all);                                  /* fails only for a NULL */
    CHECK(pthread_sigmask(SIG_SETMASK, &all, &before) == 0); /* signals are main's */
    int result = pthread_create(&service->thread, NULL, run, service);
    CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    if (result != 0) {
        return error_set_errno(err, result, "sync: cannot start a thread");
    }
    service->running = true;
    return true;
}

void sync_service_destroy(struct sync_service *service)
{
    if (!service) {
        return;
    }
    if (service->running) {
        atomic_store(&service->ending, true);
        sync_engine_wake(service->engine);
        CHECK(pthread_join(service->thread, NULL) == 0);
    }
    struct sync_report report;
    if (service->reports && sync_service_take_report(service, &report)) {
        facts_destroy(report.facts);
    }
    sync_engine_destroy(service->engine);
    bounded_queue_destroy(service->doors);
    bounded_queue_destroy(service->reports);
    free(service);
}

void sync_service_tell(struct sync_service *service, const struct sync_door *door)
{
    struct sync_door stale;
    while (!bounded_queue_push(service->doors, door)) {
        bool dropped = bounded_queue_pop(service->doors, &stale);
        (void)dropped; /* false: the thread was quicker, and there is room now */
    }
    sync_engine_wake(service->engine);
}

bool sync_service_take_report(struct sync_service *service, struct sync_report *ret_report)
{
    return bounded_queue_pop(service->reports, ret_report);
}

int sync_service_fd(const struct sync_service *service)
{
    return bounded_queue_fd(service->reports);
}
