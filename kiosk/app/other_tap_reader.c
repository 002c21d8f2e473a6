#include "other_tap_reader.h"

#include "log.h"
#include "other_taps.h"

struct other_tap_reader {
    const char *folder;
    const struct identity *identity;
    struct other_taps *store; /* NULL until it is there */
    int64_t revision;         /* as last noted */
    int64_t no;               /* read up to here */
    bool due;
};

bool other_tap_reader_create(const char *folder, const struct identity *identity,
                             struct other_tap_reader **ret_reader, struct error *err)
{
    struct other_tap_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        return error_set(err, ERROR_NO_MEMORY, "other taps: out of memory");
    }
    reader->folder = folder;
    reader->identity = identity;
    reader->due = true;
    *ret_reader = reader;
    return true;
}

void other_tap_reader_destroy(struct other_tap_reader *reader)
{
    if (reader) {
        other_taps_destroy(reader->store);
        free(reader);
    }
}

void other_tap_reader_note(struct other_tap_reader *reader, int64_t revision)
{
    reader->due = reader->due || revision != reader->revision;
    reader->revision = revision;
}

void other_tap_reader_begin_again(struct other_tap_reader *reader)
{
    reader->no = 0;
    reader->due = true;
}

bool other_tap_reader_is_due(const struct other_tap_reader *reader)
{
    return reader->due;
}

bool other_tap_reader_has_any(const struct other_tap_reader *reader)
{
    return reader->no > 0 || reader->revision > 0;
}

/* Where the taps go. */
struct target {
    struct time_zone *zone;
    struct recent_taps *taps;
};

static void add(const struct other_tap *other, void *user)
{
    const struct target *target = user;
    struct tap tap = {.staff = other->staff,
                      .kiosk = other->kiosk,
                      .meeting = other->meeting[0] ? other->meeting : NULL,
                      .substitute_for = other->substitute_for[0] ? other->substitute_for : NULL};
    struct error err;
    if (!other->staff[0]) {
        return;
    }
    if (other->not_after_utc_us > 0) {
        tap.not_before_ms = time_zone_local_ms(target->zone, other->not_before_utc_us);
        tap.not_after_ms = time_zone_local_ms(target->zone, other->not_after_utc_us);
    } else {
        tap.at_ms = time_zone_local_ms(target->zone, other->at_utc_us);
    }
    if (!recent_taps_add(target->taps, &tap, &err)) {
        log_event(LOG_WARNING, "tap_not_remembered", "reason=%s", LOG_TEXT(err.text));
    }
}

/* A damaged roster is set aside while the program runs: what is told again is in another file. */
static bool open_store(struct other_tap_reader *reader, struct error *err)
{
    if (reader->store && other_taps_is_moved(reader->store)) {
        other_taps_destroy(TAKE(reader->store));
        reader->no = 0;
    }
    return reader->store || other_taps_open(reader->folder, reader->identity, &reader->store, err);
}

bool other_tap_reader_read(struct other_tap_reader *reader, int64_t since_utc_us,
                           struct time_zone *zone, struct recent_taps *recent, size_t *ret_read,
                           struct error *err)
{
    struct target target = {zone, recent};
    reader->due = false;
    *ret_read = 0;
    if (!open_store(reader, err) ||
        !other_taps_each_new(reader->store, reader->no, since_utc_us, OTHER_TAPS_A_TURN, add,
                             &target, &reader->no, ret_read, err)) {
        return false;
    }
    reader->due = *ret_read == OTHER_TAPS_A_TURN;
    return true;
}

bool other_tap_reader_read_person(struct other_tap_reader *reader, const char *staff,
                                  int64_t since_utc_us, int64_t until_utc_us,
                                  struct time_zone *zone, struct recent_taps *taps,
                                  struct error *err)
{
    struct target target = {zone, taps};
    return open_store(reader, err) &&
           other_taps_each_of(reader->store, staff, since_utc_us, until_utc_us, add, &target, err);
}
