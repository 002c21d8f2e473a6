#pragma once
/* Private to server/office: an entry of the ledger on its way, for the steps that people take and
 * those that the server takes by itself (breach_ledger.h). On the writer's thread. */

#include "notice_board.h"
#include "office_kind.h"

/* Bits in the order of the words. */
enum breach_state {
    BREACH_FOUND = 1u << 0,
    BREACH_NOTIFIED = 1u << 1,
    BREACH_OVERDUE = 1u << 2,
    BREACH_RECTIFIED = 1u << 3,
    BREACH_VERIFIED = 1u << 4,
    BREACH_CLOSED = 1u << 5,
    BREACH_DISMISSED = 1u << 6,
};

extern const char *const breach_state_words[]; /* ends with NULL */

unsigned breach_state_of(const json_t *members);

/* Sets the state and adds a line to the history with all that was said. */
bool breach_step(struct office_change *change, const char *state, const char *what,
                 const json_t *input, struct error *err) MUST_USE;

/* Tells of a step that was taken; each line of the history is a stage of its own. */
bool breach_tell(struct office_change *change, const char *what,
                 const struct notice_readers *readers, struct error *err) MUST_USE;

/* The unit's clerks, and the person whom it is about. */
bool breach_tell_unit(struct office_change *change, const char *what, struct error *err) MUST_USE;
