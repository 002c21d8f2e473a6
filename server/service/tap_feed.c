#include "tap_feed.h"

#include "arrival_store.h"
#include "cursor_fingerprint.h"
#include "received_store.h"
#include "site_settings.h"
#include "tap_resolution.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ARRIVALS_MAX 500 /* looked at for one answer */
#define ENOUGH       300 /* taps: few, since an approval may wait behind them */

struct feed {
    struct database *database;
    struct time_zone *zone;
    struct feed_text *text;
    int64_t oldest_utc_us, latest_utc_us;
    size_t count;
};

/* Ids and kiosks are printable ASCII without quote and backslash: nothing needs an escape. */
static bool write_tap(struct feed *feed, const struct stored_tap *tap, struct error *err)
{
    const struct tap_record *record = &tap->record;
    bool certain = tap->not_after_ms == 0; /* also of a time that was settled since */
    char piece[512];
    (void)snprintf(piece, sizeof piece,
                   "%s{\"kiosk\":\"%s\",\"epoch\":%" PRIu32 ",\"seq\":%" PRIu64
                   ",\"staff\":\"%s\",\"at_utc_us\":%" PRId64 ",\"not_before_utc_us\":%" PRId64
                   ",\"not_after_utc_us\":%" PRId64
                   ",\"meeting\":\"%s\",\"substitute_for\":\"%s\"}",
                   feed->count > 0 ? "," : "", record->kiosk, record->epoch, record->seq,
                   tap->staff, tap->at_utc_us, certain ? 0 : record->not_before_utc_us,
                   certain ? 0 : record->not_after_utc_us, record->meeting, record->substitute_for);
    feed->count++;
    return feed_text_add(feed->text, piece, err);
}

static bool add_line(const char *line, size_t len, void *user, struct error *err)
{
    struct feed *feed = user;
    struct tap_record record;
    struct stored_tap tap;
    if (!tap_record_decode(line, len, &record, err) ||
        !tap_resolution_make(feed->database, feed->zone, &record, &tap, err)) {
        return false;
    }
    bool certain = tap.not_after_ms == 0;
    int64_t last_utc_us = certain ? tap.at_utc_us : record.not_after_utc_us;
    bool has_not_been = certain && tap.at_utc_us > feed->latest_utc_us; /* of a wrong clock */
    return last_utc_us < feed->oldest_utc_us || has_not_been || write_tap(feed, &tap, err);
}

static bool open_zone(struct feed *feed, struct error *err)
{
    struct site_settings site;
    bool found;
    return site_settings_read(feed->database, &found, &site, err) &&
           time_zone_create(site.timezone, &feed->zone, err);
}

/* Writes the taps of the stretches until there are enough; *ret_done is how many were told whole.
 */
static bool write_stretches(struct feed *feed, const struct arrival *arrivals, size_t count,
                            size_t *ret_done, struct error *err)
{
    size_t done = 0;
    if (count > 0 && !open_zone(feed, err)) {
        return false;
    }
    for (; done < count && feed->count < ENOUGH; done++) {
        const struct arrival *arrival = &arrivals[done];
        const struct record_place first = {arrival->kiosk, arrival->epoch, arrival->first_seq};
        if (!received_store_each(feed->database, &first, arrival->last_seq, add_line, feed, err)) {
            return false;
        }
    }
    *ret_done = done;
    return true;
}

/* The beginning of the member, up to its taps. */
static bool write_head(struct database *database, const struct tap_feed_query *query,
                       int64_t revision, const char *more, struct feed_text *answer,
                       struct error *err)
{
    char head[160];
    char print[64] = "";
    char own[CURSOR_FINGERPRINT_SIZE];
    if (query->fingerprint) {
        if (!cursor_fingerprint_of_arrival(database, revision, own, err)) {
            return false;
        }
        (void)snprintf(print, sizeof print, "\"fingerprint\":\"%s\",", own);
    }
    (void)snprintf(head, sizeof head, "{\"revision\":%" PRId64 ",%s\"more\":%s,\"taps\":[",
                   revision, print, more);
    return feed_text_add(answer, head, err);
}

static bool write_all(const struct tap_feed_query *query, struct feed *feed, int64_t newest,
                      struct error *err)
{
    struct arrival arrivals[ARRIVALS_MAX];
    struct feed_text taps = {0};
    size_t count = 0;
    size_t done = 0;
    struct feed_text *answer = feed->text;
    feed->text = &taps;
    bool good =
        (query->since == newest || arrival_store_list(feed->database, query->since, query->kiosk,
                                                      ARRIVALS_MAX, arrivals, &count, err)) &&
        write_stretches(feed, arrivals, count, &done, err);
    bool more = done < count || count == ARRIVALS_MAX;
    good = good &&
           write_head(feed->database, query, more ? arrivals[done - 1].no : newest,
                      more ? "true" : "false", answer, err) &&
           feed_text_add(answer, taps.bytes ? taps.bytes : "", err) &&
           feed_text_add(answer, "]}", err);
    feed_text_finish(&taps);
    return good;
}

bool tap_feed_write(struct database *database, const struct tap_feed_query *query,
                    struct feed_text *text, enum tap_feed_result *ret_result, struct error *err)
{
    int64_t newest;
    bool known;
    /* An arrival that is gone by now is one of weeks ago: all that is left is told then, too. */
    const struct cursor_claim since = {query->since, query->fingerprint};
    if (!arrival_store_last(database, &newest, err) ||
        !cursor_fingerprint_check(database, cursor_fingerprint_of_arrival, &since, newest, &known,
                                  err)) {
        return false;
    }
    if (!known) {
        *ret_result = TAP_FEED_AHEAD;
        return true;
    }
    struct feed feed = {.database = database,
                        .text = text,
                        .oldest_utc_us = query->now_utc_us - TAP_FEED_KEPT_US,
                        .latest_utc_us = query->now_utc_us + TAP_FEED_AHEAD_US};
    bool written = write_all(query, &feed, newest, err);
    time_zone_destroy(feed.zone);
    *ret_result = feed.count > 0 ? TAP_FEED_TOLD : TAP_FEED_NOTHING_NEW;
    return written;
}
