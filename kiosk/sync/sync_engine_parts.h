#pragma once
/* Between the files of the sync engine: its members, and one pair of functions for each lane. One
 * thread an object. */

#include "record_reader.h"
#include "roster_facts.h"
#include "roster_store.h"
#include "sync_engine.h"
#include "sync_journal.h"
#include "sync_message.h"
#include "sync_plan.h"
#include "transfer_client.h"
#include "trusted_time.h"

/* How a lane's last try went. */
enum sync_lane_standing {
    SYNC_LANE_ANSWERED,
    SYNC_LANE_UNREACHED, /* nobody answered: mended as soon as any lane is answered */
    SYNC_LANE_MISTAKEN,  /* something was answered that is no answer: mended by this lane only */
};

/* A request under way. */
struct sync_lane_state {
    char *body;                 /* its own, of a status */
    struct roster_cursor asked; /* of the state: what it was asked with */
    bool clock_retried;         /* it was refused for its time once, and repeated */
    enum sync_lane_standing standing;
    enum sync_refusal refusal;
    char refusal_text[128];
};

/* Photographs that are still to be fetched. */
struct sync_photos {
    struct hash *missing;
    size_t count, next;
    struct hash asked;  /* under way */
    struct hash digest; /* of all that are wanted */
    bool compared;      /* with what is there */
    unsigned renewals;  /* of the roster, as it was compared with */
    bool due;           /* what is wanted may be another */
};

struct sync_engine {
    char folder[512];
    struct identity identity;
    const struct clock *clock;
    char boot[TRUSTED_TIME_BOOT_SIZE];
    uint64_t random;

    struct signing_key *key;
    struct transfer_client *http;
    struct sync_journal *journal;
    struct roster_store *roster;
    struct roster_facts *known;
    struct record_reader *reader;

    struct sync_plan plan;
    struct sync_lane_state lanes[SYNC_LANE_COUNT];
    struct record_batch *batch; /* under way, or last sent */
    struct records_answer *records_answer;
    bool head_due;        /* the server may be another than before: its head is asked for first */
    int64_t head_mono_us; /* when it was last told, or at the start */

    struct sync_door door;
    struct clock_measure measure;
    enum tap_clock told_clock; /* in the last status */

    struct sync_photos photos;

    struct record_position last_record; /* as last seen */
    int64_t last_record_us;             /* when it was new */
    bool checkpoint_due;

    struct sync_report report; /* without facts */
    struct facts *facts;       /* to be taken with the next report */
    bool wiped;                /* since this kiosk is revoked */
    bool facts_due;            /* the roster on the disk is newer than the last facts */
    bool report_changed;
};

#define SYNC_TARGET_MAX 383 /* bytes of path and query */

/* What a request on a lane asks for. body is borrowed until the answer came. */
struct sync_call {
    const char *method, *target, *content_type;
    const char *body;
    size_t body_len;
    int timeout_ms;
};

/* The time now, by all that is known. */
struct clock_reading sync_engine_reading(const struct sync_engine *engine);
struct trusted_time sync_engine_time(const struct sync_engine *engine);

/* Signs and begins the call on the lane. */
bool sync_engine_send(struct sync_engine *engine, enum sync_lane lane, const struct sync_call *call,
                      struct error *err) MUST_USE;

/* Counts what is not acknowledged yet; a fault goes into the report. */
void sync_engine_count_backlog(struct sync_engine *engine);

/* What a store of this thread says is wrong, or NULL for nothing. */
void sync_engine_note_storage(struct sync_engine *engine, const struct error *fault);

/* A fault of one of our own databases is never the answer's: ERROR_INVALID becomes ERROR_IO. For
 * `return`: false. */
bool sync_engine_blame_disk(struct error *err) MUST_USE;

/* From 0 to 65535, for back-offs. */
uint16_t sync_engine_chance(struct sync_engine *engine);

/* Makes the facts of the roster, to be taken with the next report. */
bool sync_engine_make_facts(struct sync_engine *engine, struct error *err) MUST_USE;

/* One of each for a lane. begin: *ret_sent false where there is nothing to send. finish: takes in a
 * body of the right status and type; *ret_outcome says what is next. An error of begin or finish
 * makes the lane try again later: ERROR_INVALID of finish is the answer's, any other the disk's. */
typedef bool sync_lane_begin(struct sync_engine *engine, bool *ret_sent, struct error *err);
typedef bool sync_lane_finish(struct sync_engine *engine, const struct transfer_answer *answer,
                              enum sync_outcome *ret_outcome, struct error *err);

sync_lane_begin sync_records_begin, sync_state_begin, sync_status_begin, sync_photo_begin;
sync_lane_finish sync_records_finish, sync_state_finish, sync_status_finish, sync_photo_finish;

/* Takes in what came on a lane; what the lane does next is the plan's. */
enum sync_outcome sync_answer_take(struct sync_engine *engine, enum sync_lane lane,
                                   const struct transfer_answer *answer);

/* The server may have been put back: the next request on the lane of records asks for its head. */
void sync_records_ask_head(struct sync_engine *engine);

/* The server has never reached our revision: begins again at 0. */
bool sync_state_begin_again(struct sync_engine *engine, struct error *err) MUST_USE;

/* What an answer is going to change may be about photographs. */
void sync_photo_note_changes(struct sync_engine *engine, const struct roster_answer *answer);

/* The roster is another: which photographs are to be fetched, and which go. */
bool sync_photo_note_facts(struct sync_engine *engine, const struct facts *facts, struct error *err)
    MUST_USE;

/* The one under way cannot be had. */
enum sync_outcome sync_photo_pass_over(struct sync_engine *engine, const char *reason);

/* This kiosk is revoked: the roster goes. */
bool sync_state_wipe(struct sync_engine *engine, struct error *err) MUST_USE;
