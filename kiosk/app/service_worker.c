#include "service_worker.h"

#include "bounded_queue.h"
#include "check.h"
#include <argon2.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FULL_PAUSE_US 10000

struct service_worker {
    const struct enrolment_request *network;
    struct bounded_queue *jobs, *answers;
    pthread_t thread;
    bool started;
};

static void check_pin(const struct service_job *job, struct service_answer *answer)
{
    int fault = argon2id_verify(job->pin_hash, job->pin, strlen(job->pin));
    answer->check = job->check;
    answer->pin = fault == ARGON2_OK                ? SERVICE_PIN_RIGHT
                  : fault == ARGON2_VERIFY_MISMATCH ? SERVICE_PIN_WRONG
                                                    : SERVICE_PIN_UNKNOWN;
}

static void try_network(const struct service_worker *worker, struct service_answer *answer)
{
    struct enrolment_finding finding = {0};
    struct error fault = {0};
    int64_t from_us = clock_mono_us(worker->network->clock);
    if (!enrolment_probe(worker->network, &finding, &fault)) {
        (void)snprintf(answer->detail, sizeof answer->detail, "%.127s", fault.text);
    }
    answer->answer_ms = (int)((clock_mono_us(worker->network->clock) - from_us) / 1000);
    answer->fault = finding.fault;
    answer->clock_off_us = finding.clock_off_us;
}

static void issue_card(const struct service_worker *worker, const struct service_card_job *job,
                       struct service_answer *answer)
{
    const struct card_call call = {.identity = job->identity,
                                   .ca_file = worker->network->ca_file,
                                   .clock = worker->network->clock,
                                   .offset_us = job->offset_us,
                                   .keeper = job->keeper,
                                   .staff = job->staff,
                                   .others = card_issuing_others_name(job->others),
                                   .token = job->token};
    answer->card_number = job->number;
    card_call_run(&call, &answer->card);
}

static enum opening_call_result tell_opening(const struct service_worker *worker,
                                             const struct service_opening_job *job)
{
    const struct opening_call call = {.identity = job->identity,
                                      .ca_file = worker->network->ca_file,
                                      .clock = worker->network->clock,
                                      .offset_us = job->offset_us,
                                      .keeper = job->opening.keeper,
                                      .at_utc_us = job->opening.at_utc_us};
    return opening_call_run(&call);
}

static void *run(void *user)
{
    struct service_worker *worker = user;
    for (;;) {
        struct service_job job;
        if (!bounded_queue_wait(worker->jobs, -1) || !bounded_queue_pop(worker->jobs, &job)) {
            continue;
        }
        struct service_answer answer = {.kind = job.kind};
        switch (job.kind) {
        case SERVICE_JOB_END:
            return NULL;
        case SERVICE_JOB_PIN:
            check_pin(&job, &answer);
            break;
        case SERVICE_JOB_NETWORK:
            try_network(worker, &answer);
            break;
        case SERVICE_JOB_EXPORT:
            stick_export_run(&job.stick, &answer.stick);
            break;
        case SERVICE_JOB_CARD:
            issue_card(worker, &job.card, &answer);
            break;
        case SERVICE_JOB_OPENING:
            answer.opening = tell_opening(worker, &job.opening);
            break;
        }
        explicit_bzero(job.pin, sizeof job.pin);
        CHECK(bounded_queue_push(worker->answers, &answer)); /* there is room for one of each job */
    }
}

bool service_worker_create(const struct enrolment_request *network,
                           struct service_worker **ret_worker, struct error *err)
{
    AUTO(service_worker) struct service_worker *worker = calloc(1, sizeof *worker);
    if (!worker) {
        return error_set(err, ERROR_NO_MEMORY, "service: out of memory");
    }
    worker->network = network;
    if (!bounded_queue_create(SERVICE_WORKER_JOBS, sizeof(struct service_job), &worker->jobs,
                              err) ||
        !bounded_queue_create(2 * SERVICE_WORKER_JOBS, sizeof(struct service_answer),
                              &worker->answers, err)) {
        return false;
    }
    int errnum = pthread_create(&worker->thread, NULL, run, worker);
    if (errnum != 0) {
        return error_set_errno(err, errnum, "service thread");
    }
    worker->started = true;
    *ret_worker = TAKE(worker);
    return true;
}

void service_worker_destroy(struct service_worker *worker)
{
    if (!worker) {
        return;
    }
    if (worker->started) {
        const struct service_job end = {.kind = SERVICE_JOB_END};
        while (!bounded_queue_push(worker->jobs, &end)) {
            (void)usleep(FULL_PAUSE_US); /* until one is done; a signal only makes it shorter */
        }
        CHECK(pthread_join(worker->thread, NULL) == 0);
    }
    bounded_queue_destroy(worker->jobs);
    bounded_queue_destroy(worker->answers);
    free(worker);
}

bool service_worker_ask(struct service_worker *worker, const struct service_job *job)
{
    return bounded_queue_push(worker->jobs, job);
}

bool service_worker_take(struct service_worker *worker, struct service_answer *ret_answer)
{
    return bounded_queue_pop(worker->answers, ret_answer);
}

int service_worker_fd(const struct service_worker *worker)
{
    return bounded_queue_fd(worker->answers);
}
