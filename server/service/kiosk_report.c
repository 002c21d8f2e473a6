#include "kiosk_report.h"

#include "kiosk_fault.h"

struct report_job {
    struct kiosk_report report;
    int64_t now_utc_us;
    enum kiosk_standing standing;
};

static bool run_report(struct database *database, void *user, struct error *err)
{
    struct report_job *job = user;
    const struct kiosk_report *report = &job->report;
    struct kiosk_progress progress;
    bool moved;
    if (!kiosk_store_lock(database, report->kiosk, &job->standing, &progress, err)) {
        return false;
    }
    if (job->standing != KIOSK_ACTIVE) {
        return true;
    }
    /* The claim that waits comes first: if it is true by now, the new one can take its place. */
    if (!watermark_settle(database, report->kiosk, &progress, &moved, err)) {
        return false;
    }
    watermark_claim(&progress, &report->claim, job->now_utc_us);
    const struct kiosk_fault_end end = {report->kiosk, report->claim.epoch, report->claim.seq};
    return watermark_settle(database, report->kiosk, &progress, &moved, err) &&
           kiosk_fault_look_at_end(database, &end, job->now_utc_us, err) &&
           kiosk_store_save(database, report->kiosk, &progress, err) &&
           kiosk_store_report(database, report->kiosk, &report->status, err);
}

bool kiosk_report_put(struct storage *storage, const struct clock *clock,
                      const struct kiosk_report *report, enum kiosk_standing *ret_standing,
                      struct error *err)
{
    struct report_job job = {.report = *report, .now_utc_us = clock_utc_us(clock)};
    job.report.status.reported_utc_us = job.now_utc_us;
    if (!storage_write(storage, run_report, &job, err)) {
        return false;
    }
    *ret_standing = job.standing;
    return true;
}
