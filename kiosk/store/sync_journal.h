#pragma once
/* What the server has answered, in sync.db: how far records are acknowledged, what was quarantined
 * and why, the last counter-signed head, and how the clocks stood. Losing it costs only that lines
 * are sent twice, which the server answers with "duplicate"; so one that is damaged, or turns out
 * to be in use, is set aside and begun anew with what is known of it. The sync thread's; main may
 * open and close one before that thread starts. */

#include "chain.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "record_reader.h"
#include "signature.h"
#include "trusted_time.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sync_journal;

enum sync_answer { SYNC_ANSWER_STORED, SYNC_ANSWER_DUPLICATE, SYNC_ANSWER_QUARANTINED };

/* Why the server put a line aside; the words of the protocol. */
enum quarantine_reason {
    QUARANTINE_MALFORMED,
    QUARANTINE_KIOSK,
    QUARANTINE_FORK,
    QUARANTINE_BROKEN,
    QUARANTINE_GAP,
};

struct record_answer {
    struct record_position position;
    enum sync_answer answer;
    enum quarantine_reason reason; /* of SYNC_ANSWER_QUARANTINED */
};

/* The last line of the unbroken chain that the server holds, in its own hand. */
struct signed_head {
    struct chain_head head;
    struct signature signature;
};

/* One that another kiosk kept (this one was enrolled anew) begins empty. */
bool sync_journal_open(const char *folder, const char *kiosk, const struct clock *clock,
                       struct sync_journal **ret_journal, struct error *err) MUST_USE;
void sync_journal_destroy(struct sync_journal *journal);
DEFINE_AUTO(sync_journal);

/* The last line that the server has answered for, of whatever kind the answer was: what comes after
 * it is to be sent. */
struct record_position sync_journal_acknowledged(const struct sync_journal *journal);

/* A batch that was answered; one of no lines has only asked for the head. */
struct batch_answer {
    const struct record_answer *answers; /* in the order of its lines */
    size_t count;
    const struct signed_head *head;
    bool head_is_ours; /* this kiosk wrote that line, or the server holds none */
    int64_t at_utc_us; /* by the server's clock */
};

/* Notes all of it in one transaction. *ret_went_back: the server holds less than it has answered
 * for (its database was put back), so what comes after its head is to be sent again, and counts as
 * never answered for. That is done once for a head: while the head stays there, something else than
 * the lines is wrong. */
bool sync_journal_acknowledge(struct sync_journal *journal, const struct batch_answer *batch,
                              bool *ret_went_back, struct error *err) MUST_USE;

/* The last line that had been answered for at the end of some whole day before utc_us; all zero
 * where none is known to have been. */
bool sync_journal_acknowledged_before(struct sync_journal *journal, int64_t utc_us,
                                      struct record_position *ret_position, struct error *err)
    MUST_USE;

/* The last head that was noted; head.seq 0 where none was. */
struct signed_head sync_journal_head(const struct sync_journal *journal);

/* How many lines the server has quarantined so far. */
uint64_t sync_journal_quarantined(const struct sync_journal *journal);

/* How the clocks stood when last compared; utc_us 0 where they never were. */
struct clock_measure sync_journal_measure(const struct sync_journal *journal);
bool sync_journal_note_measure(struct sync_journal *journal, const struct clock_measure *measure,
                               struct error *err) MUST_USE;
