#pragma once
/* The way of a tap behind the reader and before the screen: number → token → verdict → record on
 * the disk. Owns the record store, the roster as it is now, the taps of the last days, and what is
 * known of the true time. No window and no network. Main thread. */

#include "card_number.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "facts.h"
#include "identity_file.h"
#include "own_month.h"
#include "recent_taps.h"
#include "record_reader.h"
#include "tap_judge.h"
#include "trusted_time.h"
#include <stdbool.h>
#include <stdint.h>

struct tap_desk;

struct tap_desk_place {
    const char *folder;
    const struct identity *identity; /* borrowed, as are all of these */
    const struct clock *clock;
    const char *boot;
};

/* What the person is told; it is on the disk. */
struct tap_desk_answer {
    struct judge_verdict verdict;
    int64_t at_ms; /* local, by the best knowledge of the time */
};

/* A card as the reader saw it, not written down yet. */
struct tap_desk_card {
    bool readable; /* else the reader gave no number, and the token is all zero */
    struct card_token token;
    struct clock_reading seen; /* the clocks at that moment */
    struct trusted_time time;  /* by what was known of them then: the same tap for as long as it is
                                  spoken of */
};

/* What was chosen on the screen; all zero where nothing was. */
struct tap_desk_choice {
    const char *meeting, *substitute_for;
    enum judge_purpose purpose;
};

/* Opens the stores in the folder, checks the chain, and reads the taps of the last days. A store
 * that had to begin anew (record_store_open) is named in the log. */
bool tap_desk_create(const struct tap_desk_place *place, struct tap_desk **ret_desk,
                     struct error *err) MUST_USE;
void tap_desk_destroy(struct tap_desk *desk);
DEFINE_AUTO(tap_desk);

/* The card of a tap seen at mono_us; number is NULL where the reader gave none. */
struct tap_desk_card tap_desk_read(const struct tap_desk *desk, const struct card_number *number,
                                   int64_t mono_us);

/* Whose card it is by the roster, whatever has become of it; NULL: nobody's. Borrowed from the
 * roster. */
const struct facts_staff *tap_desk_owner(const struct tap_desk *desk,
                                         const struct tap_desk_card *card);

/* What its owner would be told if it were recorded now. */
void tap_desk_preview(struct tap_desk *desk, const struct tap_desk_card *card,
                      const struct tap_desk_choice *choice, struct tap_desk_answer *ret_answer);

/* Writes it down, with the time at which it was seen. False: it is not recorded, and nobody may be
 * greeted. */
bool tap_desk_record(struct tap_desk *desk, const struct tap_desk_card *card,
                     const struct tap_desk_choice *choice, struct tap_desk_answer *ret_answer,
                     struct error *err) MUST_USE;

/* The same for a card whose owner is still choosing: it is kept beside the records at once, so that
 * it is recorded whatever comes, a kiosk that ends without a word included: then the next start
 * records it as a plain tap of the time at which it was seen. One at a time. What cannot be
 * recorded stays kept, and is tried again. */
bool tap_desk_hold(struct tap_desk *desk, const struct tap_desk_card *card, struct error *err)
    MUST_USE;
bool tap_desk_record_held(struct tap_desk *desk, const struct tap_desk_card *card,
                          const struct tap_desk_choice *choice, struct tap_desk_answer *ret_answer,
                          struct error *err) MUST_USE;

/* Whether a tap could be written down now: by writing. What a held card is waiting for is made up
 * for. */
bool tap_desk_try_writing(struct tap_desk *desk, struct error *err) MUST_USE;

/* A held card whose owner has gone could not be recorded: tap_desk_try_writing makes up for it. */
bool tap_desk_owes_held(const struct tap_desk *desk);

/* The true time of the card that is kept and not recorded yet; 0 where none is. */
int64_t tap_desk_held_utc_us(const struct tap_desk *desk);

/* The roster, the taps of the last days, and this kiosk's id: borrowed, the first until the next
 * roster, the second until the next tap. */
const struct facts *tap_desk_facts(const struct tap_desk *desk);
const struct recent_taps *tap_desk_recent(const struct tap_desk *desk);
const char *tap_desk_kiosk(const struct tap_desk *desk);

/* The taps at other kiosks: there are new ones (the sync thread's revision of them). Some of them
 * are read a turn; true where any came, which boards and verdicts know from then on. */
void tap_desk_note_others(struct tap_desk *desk, int64_t revision);
bool tap_desk_has_others(const struct tap_desk *desk); /* to read */
bool tap_desk_read_others(struct tap_desk *desk);

/* The person's month by the records of this kiosk, of which at most TAP_DESK_LOOK_BACK_MAX are
 * read, and by the taps at others. False: there is no such person, or no memory, or the disk fails.
 */
#define TAP_DESK_LOOK_BACK_MAX 100000
bool tap_desk_read_month(struct tap_desk *desk, const char *staff, struct own_month *ret_month,
                         struct error *err) MUST_USE;

/* The local time now by the best knowledge; of a reading of the kiosk's own clock; and whether a
 * tap now would be certain. */
int64_t tap_desk_now_ms(struct tap_desk *desk);
int64_t tap_desk_local_ms(struct tap_desk *desk, int64_t kiosk_utc_us);
enum tap_clock tap_desk_clock(struct tap_desk *desk);

/* The true time now by the best knowledge; and the same, or 0 while it is uncertain. */
int64_t tap_desk_utc_us(struct tap_desk *desk);
int64_t tap_desk_certain_utc_us(struct tap_desk *desk);

/* A comparison of clocks, made by the sync thread. */
void tap_desk_note_measure(struct tap_desk *desk, const struct clock_measure *measure);

/* A new roster, now the desk's; NULL: nobody is known. */
void tap_desk_take_facts(struct tap_desk *desk, struct facts *facts);

/* People in the roster. */
size_t tap_desk_staff_count(const struct tap_desk *desk);

/* The place as the roster or the enrolment names it. */
const char *tap_desk_place_name(const struct tap_desk *desk);

/* Where the chain stands, for the server. */
struct record_position tap_desk_last(const struct tap_desk *desk);

/* Deletes old lines up to there, which the server has: some of them, *ret_more saying whether
 * others remain (record_store_purge). */
bool tap_desk_purge(struct tap_desk *desk, struct record_position upto, bool *ret_more,
                    struct error *err) MUST_USE;

/* The server holds lines that were never written here: goes on above both. */
bool tap_desk_begin_epoch(struct tap_desk *desk, uint32_t server_epoch, struct error *err) MUST_USE;
