#include "kiosk_report.h"

#include "kiosk_fault.h"

#define COMPARED_US (INT64_C(3600) * 1000000) /* how seldom a comparison without a tap is noted */

struct report_job {
    struct ingest *ingest;
    struct kiosk_report report;
    int64_t now_utc_us;
    enum kiosk_standing standing;
};

struct last_compared {
    int64_t mono_us; /* of the newest before the one at hand; −1: none */
};

static void see_comparison(const struct clock_fact *fact, void *user)
{
    struct last_compared *last = user;
    last->mono_us = fact->mono_us > last->mono_us ? fact->mono_us : last->mono_us;
}

/* A kiosk that was alone has a trusted clock again, perhaps long before the next tap says so. */
static bool note_clock(struct report_job *job, struct database *database, struct error *err)
{
    const struct clock_fact *fact = &job->report.clock;
    struct last_compared last = {-1};
    if (!fact->boot || !job->ingest) {
        return true;
    }
    if (!received_store_clocks_near(database, fact->kiosk, fact->boot, fact->mono_us,
                                    see_comparison, &last, err)) {
        return false;
    }
    return (last.mono_us >= 0 && fact->mono_us - last.mono_us < COMPARED_US) ||
           ingest_note_clock(job->ingest, database, fact, err);
}

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
           (report->unread_documents < 0 ||
            kiosk_fault_note_unread(database, report->kiosk, report->unread_documents,
                                    job->now_utc_us, err)) &&
           (report->unrecorded_since_utc_us < 0 ||
            kiosk_fault_note_unrecorded(database, report->kiosk, report->unrecorded_since_utc_us,
                                        job->now_utc_us, err)) &&
           note_clock(job, database, err) &&
           kiosk_store_save(database, report->kiosk, &progress, err) &&
           kiosk_store_report(database, report->kiosk, &report->status, err);
}

bool kiosk_report_put(struct storage *storage, struct ingest *ingest, const struct clock *clock,
                      const struct kiosk_report *report, enum kiosk_standing *ret_standing,
                      struct error *err)
{
    struct report_job job = {
        .ingest = ingest, .report = *report, .now_utc_us = clock_utc_us(clock)};
    job.report.status.reported_utc_us = job.now_utc_us;
    if (!storage_write(storage, run_report, &job, err)) {
        return false;
    }
    *ret_standing = job.standing;
    return true;
}
