#pragma once
/* Brings the taps of other kiosks to where one's own are: what the sync thread has written into
 * roster.db becomes known to judging and to the boards. A few at a time, so that no card waits for
 * the thousands of a new kiosk. Main thread. */

#include "cleanup.h"
#include "error.h"
#include "identity_file.h"
#include "recent_taps.h"
#include "time_zone.h"
#include <stdbool.h>
#include <stdint.h>

#define OTHER_TAPS_A_TURN 500

struct other_tap_reader;

/* folder: of the stores; it and the identity are borrowed. */
bool other_tap_reader_create(const char *folder, const struct identity *identity,
                             struct other_tap_reader **ret_reader, struct error *err) MUST_USE;
void other_tap_reader_destroy(struct other_tap_reader *reader);
DEFINE_AUTO(other_tap_reader);

/* There are new ones: the sync thread's revision of them. */
void other_tap_reader_note(struct other_tap_reader *reader, int64_t revision);

/* All of them once more, as at the beginning. */
void other_tap_reader_begin_again(struct other_tap_reader *reader);

/* Whether there is something to read; true at the beginning. */
bool other_tap_reader_is_due(const struct other_tap_reader *reader);

/* Whether the server has told of any, ever. */
bool other_tap_reader_has_any(const struct other_tap_reader *reader);

/* Reads at most OTHER_TAPS_A_TURN of since_utc_us's day or later into recent; ret_read is how many.
 * What cannot be read now is tried again when there are new ones. */
bool other_tap_reader_read(struct other_tap_reader *reader, int64_t since_utc_us,
                           struct time_zone *zone, struct recent_taps *recent, size_t *ret_read,
                           struct error *err) MUST_USE;

/* A person's of weeks, into taps. */
bool other_tap_reader_read_person(struct other_tap_reader *reader, const char *staff,
                                  int64_t since_utc_us, int64_t until_utc_us,
                                  struct time_zone *zone, struct recent_taps *taps,
                                  struct error *err) MUST_USE;
