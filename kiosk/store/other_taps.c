#include "other_taps.h"

#include "kiosk_database.h"
#include "log.h"
#include "roster_seal.h"
#include "tap_record.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_US     (INT64_C(86400) * 1000000)
#define KIND       "tap"
#define VALUE_SIZE 320

static const char replace_tap[] =
    "INSERT OR REPLACE INTO other_tap (name, day, who, content) VALUES (?1, ?2, ?3, ?4)";
static const char delete_old[] = "DELETE FROM other_tap WHERE day < ?1";
static const char select_first[] = "SELECT min(no) FROM other_tap WHERE day >= ?1";
static const char select_new[] = "SELECT no, name, content FROM other_tap"
                                 " WHERE no > ?1 AND day >= ?2 ORDER BY no LIMIT ?3";
static const char select_of[] =
    "SELECT no, name, content FROM other_tap WHERE day = ?1 AND who = ?2 ORDER BY no";

struct other_taps {
    struct kiosk_database *database;
    struct roster_seal seal;
};

static int64_t day_of(int64_t utc_us)
{
    return utc_us / DAY_US - (utc_us % DAY_US < 0 ? 1 : 0);
}

/* The day by which a tap is found. */
static int64_t day_of_tap(const struct other_tap *tap)
{
    return day_of(tap->not_after_utc_us > 0 ? tap->not_after_utc_us : tap->at_utc_us);
}

/* What is sealed: a dot stands before each text, so that an empty one is a word too. */
static bool write_one(struct kiosk_query *replace, const struct roster_seal *seal,
                      const struct other_tap *tap, struct error *err)
{
    char id[TAP_RECORD_NAME_SIZE];
    char value[VALUE_SIZE];
    AUTO(memory) uint8_t *content = NULL;
    size_t len;
    tap_record_format_id(tap->kiosk, tap->epoch, tap->seq, id);
    int value_len =
        snprintf(value, sizeof value,
                 ".%s %" PRIu32 " %" PRIu64 " .%s %" PRId64 " %" PRId64 " %" PRId64 " .%s .%s",
                 tap->kiosk, tap->epoch, tap->seq, tap->staff, tap->at_utc_us,
                 tap->not_before_utc_us, tap->not_after_utc_us, tap->meeting, tap->substitute_for);
    struct hash name = roster_seal_name(seal, KIND, id);
    struct hash who = roster_seal_name(seal, KIND, tap->staff);
    const struct roster_change document = {
        .kind = KIND, .id = id, .value = value, .value_len = (size_t)value_len};
    if (!roster_seal_close(seal, &name, &document, &content, &len, err)) {
        return false;
    }
    kiosk_query_bind_bytes(replace, 1, name.bytes, HASH_BYTES);
    kiosk_query_bind_number(replace, 2, day_of_tap(tap));
    kiosk_query_bind_bytes(replace, 3, who.bytes, HASH_BYTES);
    kiosk_query_bind_bytes(replace, 4, content, len);
    return kiosk_query_run(replace, err);
}

bool other_taps_write(struct kiosk_database *database, const struct roster_seal *seal,
                      const struct other_tap *taps, size_t count, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *replace = NULL;
    if (count > 0 && !kiosk_query_create(database, replace_tap, &replace, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!write_one(replace, seal, &taps[i], err)) {
            return false;
        }
    }
    return true;
}

bool other_taps_forget(struct kiosk_database *database, int64_t before_utc_us, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(database, delete_old, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, day_of(before_utc_us));
    return kiosk_query_run(query, err);
}

bool other_taps_open(const char *folder, const struct identity *identity,
                     struct other_taps **ret_taps, struct error *err)
{
    char path[600];
    AUTO(other_taps) struct other_taps *taps = calloc(1, sizeof *taps);
    if (!taps) {
        return error_set(err, ERROR_NO_MEMORY, "other taps: out of memory");
    }
    taps->seal = roster_seal_of(identity);
    if (snprintf(path, sizeof path, "%s/roster.db", folder) >= (int)sizeof path) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    if (!kiosk_database_open(path, KIOSK_DATABASE_READ, &taps->database, err)) {
        return false;
    }
    *ret_taps = TAKE(taps);
    return true;
}

void other_taps_destroy(struct other_taps *taps)
{
    if (taps) {
        kiosk_database_destroy(taps->database);
        free(taps);
    }
}

bool other_taps_is_moved(const struct other_taps *taps)
{
    return kiosk_database_is_moved(taps->database);
}

/* The words of a tap as they were sealed. */
struct words {
    char kiosk[TAP_RECORD_ID_MAX + 2], staff[TAP_RECORD_ID_MAX + 2];
    char meeting[TAP_RECORD_ID_MAX + 2], substitute_for[TAP_RECORD_ID_MAX + 2];
};

static bool read_value(const char *value, struct words *words, struct other_tap *ret_tap)
{
    struct other_tap tap = {.kiosk = words->kiosk + 1,
                            .staff = words->staff + 1,
                            .meeting = words->meeting + 1,
                            .substitute_for = words->substitute_for + 1};
    int read = sscanf(
        value, "%41s %" SCNu32 " %" SCNu64 " %41s %" SCNd64 " %" SCNd64 " %" SCNd64 " %41s %41s",
        words->kiosk, &tap.epoch, &tap.seq, words->staff, &tap.at_utc_us, &tap.not_before_utc_us,
        &tap.not_after_utc_us, words->meeting, words->substitute_for);
    *ret_tap = tap;
    return read == 9;
}

static bool give_row(const struct other_taps *taps, const struct kiosk_query *query,
                     other_tap_visit *on_tap, void *user, struct error *err)
{
    struct hash name = {{0}};
    struct roster_change document;
    struct error fault = {0};
    struct words words;
    struct other_tap tap;
    AUTO(memory) char *plain = NULL;
    size_t name_len, len;
    const void *bytes = kiosk_query_bytes(query, 1, &name_len);
    const void *content = kiosk_query_bytes(query, 2, &len);
    memcpy(name.bytes, bytes, name_len < HASH_BYTES ? name_len : HASH_BYTES);
    if (!roster_seal_open(&taps->seal, &name, content, len, &plain, &document, &fault)) {
        log_event(LOG_WARNING, "other_tap_passed_over", "reason=%s", LOG_TEXT(fault.text));
        return fault.code == ERROR_INVALID || error_set(err, fault.code, "%s", fault.text);
    }
    if (read_value(document.value, &words, &tap)) {
        on_tap(&tap, user);
    }
    return true;
}

/* To its end; *ret_no is the last row's, if there was one. */
static bool visit_rows(const struct other_taps *taps, struct kiosk_query *query,
                       other_tap_visit *on_tap, void *user, int64_t *ret_no, size_t *ret_count,
                       struct error *err)
{
    for (;;) {
        enum kiosk_query_step step;
        if (!kiosk_query_step(query, &step, err)) {
            return error_prefix(err, "roster");
        }
        if (step == KIOSK_QUERY_DONE) {
            return true;
        }
        *ret_no = kiosk_query_number(query, 0);
        (*ret_count)++;
        if (!give_row(taps, query, on_tap, user, err)) {
            return false;
        }
    }
}

/* Where to begin, so that weeks of older rows are not walked through. */
static bool find_first(struct other_taps *taps, int64_t since_utc_us, int64_t *no,
                       struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(taps->database, select_first, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, day_of(since_utc_us));
    if (!kiosk_query_step(query, &step, err)) {
        return false;
    }
    int64_t first = step == KIOSK_QUERY_ROW ? kiosk_query_number(query, 0) : 0;
    *no = first > 0 ? first - 1 : *no;
    return true;
}

bool other_taps_each_new(struct other_taps *taps, int64_t no, int64_t since_utc_us, size_t max,
                         other_tap_visit *on_tap, void *user, int64_t *ret_no, size_t *ret_count,
                         struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    size_t count = 0;
    if ((no == 0 && !find_first(taps, since_utc_us, &no, err)) ||
        !kiosk_query_create(taps->database, select_new, &query, err)) {
        return error_prefix(err, "roster");
    }
    kiosk_query_bind_number(query, 1, no);
    kiosk_query_bind_number(query, 2, day_of(since_utc_us));
    kiosk_query_bind_number(query, 3, (int64_t)max);
    if (!visit_rows(taps, query, on_tap, user, &no, &count, err)) {
        return false;
    }
    *ret_no = no;
    *ret_count = count;
    return true;
}

bool other_taps_each_of(struct other_taps *taps, const char *staff, int64_t since_utc_us,
                        int64_t until_utc_us, other_tap_visit *on_tap, void *user,
                        struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    int64_t no;
    size_t count = 0;
    struct hash who = roster_seal_name(&taps->seal, KIND, staff);
    if (!kiosk_query_create(taps->database, select_of, &query, err)) {
        return error_prefix(err, "roster");
    }
    for (int64_t day = day_of(since_utc_us); day <= day_of(until_utc_us); day++) {
        kiosk_query_bind_number(query, 1, day);
        kiosk_query_bind_bytes(query, 2, who.bytes, HASH_BYTES);
        if (!visit_rows(taps, query, on_tap, user, &no, &count, err)) {
            return false;
        }
    }
    return true;
}
