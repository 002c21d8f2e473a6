#include "watermark.h"

void watermark_claim(struct kiosk_progress *progress, const struct watermark_claim *claim,
                     int64_t now_utc_us)
{
    /* A kiosk cannot have seen the future, whatever its clock says. */
    int64_t complete_to =
        claim->complete_to_utc_us < now_utc_us ? claim->complete_to_utc_us : now_utc_us;
    if (claim->epoch == 0 || complete_to <= progress->complete_to_utc_us ||
        (progress->claimed_epoch != 0 && claim->epoch <= progress->claimed_epoch)) {
        return;
    }
    progress->claimed_epoch = claim->epoch;
    progress->claimed_seq = claim->seq;
    progress->claimed_utc_us = complete_to;
}

bool watermark_settle(struct database *database, const char *kiosk, struct kiosk_progress *progress,
                      bool *ret_moved, struct error *err)
{
    *ret_moved = false;
    if (progress->claimed_epoch == 0) {
        return true;
    }
    struct chain_head head;
    if (!kiosk_store_read_chain(database, kiosk, progress->claimed_epoch, &head, err)) {
        return false;
    }
    if (head.seq < progress->claimed_seq) {
        return true;
    }
    progress->complete_to_utc_us = progress->claimed_utc_us; /* a claim is never an earlier one */
    progress->claimed_epoch = 0;
    *ret_moved = true;
    return true;
}
