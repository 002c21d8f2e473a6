#pragma once
/* Bodies of the sync protocol, version 1 (docs/sync-protocol.md): what the kiosk writes, and what
 * it takes for an answer. Whatever is not exactly of that form is an error that names the path.
 * Pure, any thread. */

#include "cleanup.h"
#include "error.h"
#include "record_reader.h"
#include "roster_store.h"
#include "sync_journal.h"
#include "sync_service.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The answer to a batch: one for each line, in order. */
struct records_answer {
    size_t count;
    struct record_answer answers[RECORD_BATCH_MAX];
    struct signed_head head; /* head.seq 0: the server holds no line yet */
};

bool sync_message_read_records(const char *text, size_t len, const struct record_batch *batch,
                               struct records_answer *ret_answer, struct error *err) MUST_USE;

/* The answer to a poll, with the texts that it borrows. */
struct state_message;

/* asked: what was asked with. A server from before says nothing of fingerprints. */
bool sync_message_read_state(const char *text, size_t len, const struct roster_cursor *asked,
                             struct state_message **ret_message, struct error *err) MUST_USE;
void state_message_destroy(struct state_message *message);
DEFINE_AUTO(state_message);
const struct roster_answer *state_message_answer(const struct state_message *message);

/* The office asks something of this kiosk that it does not do yet. */
bool state_message_has_commands(const struct state_message *message);

/* What a status says. */
struct status_message {
    struct sync_door door;
    uint64_t backlog;
    enum tap_clock clock;
    int64_t clock_offset_us, clock_error_us;
    struct clock_reading reading; /* that the offset is of */
    int64_t disk_free_bytes;
    int64_t unread_documents; /* of the roster, which it cannot read; −1: not said, nor since when
                                 taps cannot be written down */
};

/* JSON text, the caller's; NULL where there is no memory. */
char *sync_message_write_status(const struct status_message *status);

/* ret_card_for: whose new card is to be read; "" where none is. Other commands are passed over. */
bool sync_message_read_status(const char *text, size_t len,
                              char ret_card_for[static TAP_RECORD_ID_MAX + 1], struct error *err)
    MUST_USE;

/* An error of the server's. */
struct problem_message {
    char word[32]; /* "clock", of "shoushi:clock" */
    char text[128];
};

bool sync_message_read_problem(const char *text, size_t len, struct problem_message *ret_problem,
                               struct error *err) MUST_USE;

/* The enrolment: identity has the key; the answer fills in the rest. */
char *sync_message_write_enrolment(const char *code, const struct public_key *key);
bool sync_message_read_enrolment(const char *text, size_t len, struct identity *identity,
                                 struct error *err) MUST_USE;
