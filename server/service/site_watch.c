#include "site_watch.h"

#include "civil.h"
#include "kiosk_health.h"
#include "received_store.h"
#include "rejudging_store.h"
#include <stdlib.h>
#include <string.h>

void site_figures_finish(struct site_figures *figures)
{
    free(figures->kiosks);
    *figures = (struct site_figures){0};
}

struct watching {
    struct site_figures *figures;
    int64_t now_utc_us;
    size_t size;
    bool out_of_memory;
    struct rejudging last; /* that was counted */
};

static struct site_watch_kiosk *add_kiosk(struct watching *watching)
{
    struct site_figures *figures = watching->figures;
    if (figures->kiosk_count == watching->size) {
        size_t size = watching->size ? 2 * watching->size : 64;
        struct site_watch_kiosk *kiosks = size <= 2 * SITE_WATCH_KIOSKS_MAX
                                              ? realloc(figures->kiosks, size * sizeof *kiosks)
                                              : NULL;
        if (!kiosks) {
            watching->out_of_memory = true;
            return NULL;
        }
        figures->kiosks = kiosks;
        watching->size = size;
    }
    return &figures->kiosks[figures->kiosk_count++];
}

static int64_t since(int64_t now_utc_us, int64_t utc_us)
{
    if (utc_us == 0) {
        return -1;
    }
    return now_utc_us > utc_us ? now_utc_us - utc_us : 0;
}

static void note_kiosk(const struct kiosk_overview *overview, void *user)
{
    struct watching *watching = user;
    struct site_watch_kiosk *kiosk = add_kiosk(watching);
    if (!kiosk) {
        return;
    }
    int64_t now_utc_us = watching->now_utc_us;
    bool revoked = overview->kiosk.standing == KIOSK_REVOKED;
    *kiosk = (struct site_watch_kiosk){
        .revoked = revoked,
        .silent_us = since(now_utc_us, overview->status.reported_utc_us),
        .behind_us = since(now_utc_us, overview->progress.complete_to_utc_us),
        .backlog = overview->status.backlog,
        .gaps = overview->progress.gaps,
    };
    memcpy(kiosk->kiosk, overview->kiosk.kiosk, sizeof kiosk->kiosk);
    kiosk->silent = !revoked && kiosk_health_is_silent(&overview->status, now_utc_us);
    watching->figures->revoked += revoked;
    watching->figures->active += !revoked;
    watching->figures->silent += kiosk->silent;
}

static bool note_rejudging(const struct rejudging *rejudging, void *user, struct error *err)
{
    (void)err; /* counting cannot fail */
    struct watching *watching = user;
    const struct rejudging *last = &watching->last;
    bool same = rejudging->revision == last->revision && strcmp(rejudging->kind, last->kind) == 0 &&
                strcmp(rejudging->document, last->document) == 0;
    watching->figures->rejudgings += !same || watching->figures->rejudgings == 0;
    watching->last = *rejudging; /* each month of a cause has a row, one behind the other */
    watching->figures->to_judge += rejudging->total - rejudging->done;
    return true;
}

static bool read_all(struct database *database, struct watching *watching, struct error *err)
{
    return kiosk_store_each(database, note_kiosk, watching, err) &&
           received_store_count_quarantine(database, &watching->figures->quarantine, err) &&
           rejudging_store_each(database, CIVIL_DATE_FIRST, CIVIL_DATE_LAST, note_rejudging,
                                watching, err);
}

bool site_watch_read(struct storage *storage, const struct clock *clock,
                     struct site_figures *ret_figures, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct site_figures figures = {0};
    struct watching watching = {.figures = &figures, .now_utc_us = clock_utc_us(clock)};
    bool good =
        storage_read(storage, &view, err) && read_all(snapshot_database(view), &watching, err);
    if (good && watching.out_of_memory) {
        good = error_set(err, ERROR_NO_MEMORY, "figures: out of memory");
    }
    if (!good) {
        site_figures_finish(&figures);
        return false;
    }
    *ret_figures = figures;
    return true;
}
