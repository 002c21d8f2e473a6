#pragma once
/* One interface of a CCID reader at work: sends the commands that its slots want, one at a time,
 * takes the answers, listens to the interrupt endpoint. What is decided is ccid_slot.h's business;
 * here are the transfers and what goes wrong with them. Reader thread. */

#include "ccid_slot.h"

/* Answers that are broken, stalled (1) or missing (CCID_FAULT_SILENT), in a row, after which the
 * device is opened anew. */
#define CCID_FAULTS_MAX   4
#define CCID_FAULT_SILENT 2

/* Empty packets, and answers to commands of an earlier time, before one that was asked for. */
#define CCID_STRAYS_MAX 16

/* Time extensions of one command; a reader asks for another every some 100 ms. */
#define CCID_EXTENSIONS_MAX 64

struct ccid_unit_owner {
    void (*on_news)(const struct ccid_news *news, void *user);
    void (*on_answered)(void *user);                        /* a command has its answer */
    void (*on_failed)(const struct error *err, void *user); /* once */
    void *user;
};

struct ccid_unit {
    struct ccid_slot_setup setup;
    struct ccid_unit_owner owner;
    const struct clock *clock;
    struct usb_handle *handle;
    struct ccid_slot slots[CCID_SLOTS_MAX];
    size_t next_slot; /* whose turn it is */

    bool claimed, listening, busy, stopping, powering_off, stopped, failed, gone;
    struct ccid_command command; /* that is being answered, while busy */
    uint8_t seq;                 /* of it */
    unsigned strays, extensions; /* since it was sent */
    unsigned faults, notice_faults;
    enum ccid_command_type faulty; /* what the faults were met at */
    size_t in_flight;
    struct usb_transfer *out, *in, *notice, *abort;
};

/* Claims the interface and makes its transfers; the first run_deadline begins to use them; unit
 * must be all zero. On failure ccid_unit_finish() is still to be called. */
bool ccid_unit_start(struct ccid_unit *unit, const struct ccid_slot_setup *setup,
                     const struct reader_context *context, const struct ccid_unit_owner *owner,
                     struct error *err) MUST_USE;

int64_t ccid_unit_deadline_us(const struct ccid_unit *unit);
void ccid_unit_run_deadline(struct ccid_unit *unit, int64_t now_us);

/* Lets every slot that can beep; false if none can. */
bool ccid_unit_signal(struct ccid_unit *unit);

/* All its slots were asked for their state; what lay in them is told. */
bool ccid_unit_is_ready(const struct ccid_unit *unit);
bool ccid_unit_is_settled(const struct ccid_unit *unit);

/* Cancels what is in flight, powers cards off, then is stopped. */
void ccid_unit_stop(struct ccid_unit *unit);

/* Releases all; only when stopped, or never started. */
void ccid_unit_finish(struct ccid_unit *unit);
