#pragma once
/* One interface of a CCID reader in software: its slots, the commands that they are at work on, and
 * what its endpoints take and give (CCID 1.1 chapters 3 and 6). For ccid_device.c; the thread that
 * runs the bus. */

#include "ccid_device.h"
#include "ccid_device_slot.h"
#include "standard_requests.h"

#define CCID_DEVICE_OUTBOX_MAX 8

/* A command that a slot is at work on. */
struct ccid_device_pending {
    bool is_busy;
    bool is_aborting; /* until both halves of an abort have come (section 5.3.1) */
    bool has_control_abort, has_bulk_abort;
    uint8_t abort_seq;
    int64_t due_us; /* INT64_MAX: silent */
    uint32_t extensions_left;
    bool fails;
    uint8_t error;
    struct ccid_device_command command;
};

/* What the bulk IN endpoint sends next. */
struct ccid_device_outgoing {
    enum emulated_answer answer;
    size_t len, sent;
    int64_t ready_us;
    bool gives_uid; /* the host has a card's number once it has this */
    uint8_t bytes[CCID_DEVICE_MESSAGE_MAX];
};

/* One interface. */
struct ccid_device_function {
    struct ccid_device_slot slots[CCID_DEVICE_SLOTS_MAX];
    struct ccid_device_pending pending[CCID_DEVICE_SLOTS_MAX];
    size_t received_len;
    bool is_too_long; /* the rest of a message is thrown away */
    uint8_t received[CCID_DEVICE_MESSAGE_MAX];
    size_t outbox_count;
    struct ccid_device_outgoing *outbox[CCID_DEVICE_OUTBOX_MAX];
};

/* What the interfaces of a reader have in common. */
struct ccid_device_shared {
    struct ccid_device_profile profile;
    struct standard_state standard;
    struct acr122_state acr122;
    struct ccid_device_pace pace;
    struct ccid_device_faults faults;
    bool is_hung;        /* until a reset */
    uint64_t read_count; /* UIDs that the host has got */
};

/* After a plug or a reset: nothing is under way, cards that lie there are news. */
void ccid_device_function_reset(struct ccid_device_function *function,
                                const struct ccid_device_shared *shared);

/* Frees what is still to be sent. */
void ccid_device_function_finish(struct ccid_device_function *function);

/* Does what is due: answers and time extensions. */
void ccid_device_function_advance(struct ccid_device_function *function,
                                  struct ccid_device_shared *shared, int64_t now_us);

/* A packet on the bulk OUT endpoint. */
enum emulated_answer ccid_device_function_receive(struct ccid_device_function *function,
                                                  struct ccid_device_shared *shared,
                                                  const struct emulated_packet *packet,
                                                  int64_t now_us);

/* A token on the bulk IN endpoint. */
enum emulated_answer ccid_device_function_transmit(struct ccid_device_function *function,
                                                   struct ccid_device_shared *shared,
                                                   uint8_t endpoint, struct emulated_packet *packet,
                                                   int64_t now_us);

/* A token on the interrupt endpoint. */
enum emulated_answer ccid_device_function_notify(struct ccid_device_function *function,
                                                 struct ccid_device_shared *shared,
                                                 uint8_t endpoint, struct emulated_packet *packet);

/* The half of an abort that comes as a class request (section 5.3.1). */
void ccid_device_function_abort(struct ccid_device_function *function,
                                struct ccid_device_shared *shared, uint8_t slot, uint8_t seq);

/* When the bulk IN and the interrupt endpoint have something to give by themselves; INT64_MAX:
 * never. */
int64_t ccid_device_function_answer_us(const struct ccid_device_function *function,
                                       const struct ccid_device_shared *shared);
int64_t ccid_device_function_notice_us(const struct ccid_device_function *function,
                                       const struct ccid_device_shared *shared);
