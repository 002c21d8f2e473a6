#pragma once
/* What the service page has to wait for, in a thread of its own: checking a PIN costs memory and a
 * tenth of a second on purpose, a server may not answer, a stick is slow; taps wait for none of it.
 * One job after the other. Made, asked and listened to by main. */

#include "card_call.h"
#include "card_issuing.h"
#include "cleanup.h"
#include "enrolment.h"
#include "error.h"
#include "opening_call.h"
#include "opening_list.h"
#include "pin_hash.h"
#include "service.h"
#include "stick_export.h"
#include <stdbool.h>

#define SERVICE_WORKER_JOBS 4

enum service_job_kind {
    SERVICE_JOB_END,
    SERVICE_JOB_PIN,
    SERVICE_JOB_NETWORK,
    SERVICE_JOB_EXPORT,
    SERVICE_JOB_CARD,
    SERVICE_JOB_OPENING,
};

/* A card that a keeper issues. */
struct service_card_job {
    const struct identity *identity; /* outlives the worker */
    int64_t offset_us;
    char keeper[FACTS_ID_MAX + 1], staff[FACTS_ID_MAX + 1];
    enum card_issuing_others others;
    struct card_token token;
    uint32_t number; /* of the question, as errand.h counts them */
};

struct service_opening_job {
    const struct identity *identity; /* outlives the worker */
    int64_t offset_us;
    struct service_opening opening;
};

struct service_job {
    enum service_job_kind kind;
    char pin_hash[PIN_HASH_MAX + 1];
    char pin[SERVICE_PIN_MAX + 1];
    struct service_check check; /* whose PIN it is */
    struct stick_export_job stick;
    struct service_card_job card;
    struct service_opening_job opening;
};

struct service_answer {
    enum service_job_kind kind;
    enum service_pin_answer pin;
    struct service_check check; /* as the job had it */
    enum enrolment_fault fault; /* of the network */
    char detail[SETUP_DETAIL_SIZE];
    int64_t clock_off_us;
    int answer_ms;
    struct service_export stick;
    struct card_call_answer card;
    uint32_t card_number; /* as the job had it */
    enum opening_call_result opening;
};

struct service_worker;

/* network: how the server is asked; its texts outlive the worker. */
bool service_worker_create(const struct enrolment_request *network,
                           struct service_worker **ret_worker, struct error *err) MUST_USE;

/* Waits for the job under way: at most ENROLMENT_TIMEOUT_MS, two calls to the server, or a stick.
 */
void service_worker_destroy(struct service_worker *worker);
DEFINE_AUTO(service_worker);

/* False: too much waits already. */
bool service_worker_ask(struct service_worker *worker, const struct service_job *job) MUST_USE;

bool service_worker_take(struct service_worker *worker, struct service_answer *ret_answer) MUST_USE;

/* Readable while there is an answer to take; for poll() only. */
int service_worker_fd(const struct service_worker *worker);
