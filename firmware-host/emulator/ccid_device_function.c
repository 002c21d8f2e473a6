#include "ccid_device_function.h"

#include "ccid_device_descriptors.h"
#include <stdlib.h>
#include <string.h>

#define EXTENSION_US INT64_C(50000) /* between two time extensions */
#define NOTICE_ROOM  8              /* packet of the interrupt endpoint */

/* Besides PC_TO_RDR_ABORT, where an abort comes from. */
#define CONTROL_ABORT 0x01

/* NULL if there is no room: such a reader is silent. */
static struct ccid_device_outgoing *queue_message(struct ccid_device_function *function,
                                                  enum emulated_answer answer, const uint8_t *bytes,
                                                  size_t len)
{
    struct ccid_device_outgoing *outgoing = NULL;
    if (function->outbox_count == CCID_DEVICE_OUTBOX_MAX ||
        !(outgoing = calloc(1, sizeof *outgoing))) {
        return NULL;
    }
    outgoing->answer = answer;
    outgoing->len = len;
    memcpy(outgoing->bytes, bytes, len);
    function->outbox[function->outbox_count++] = outgoing;
    return outgoing;
}

static void unqueue_message(struct ccid_device_function *function)
{
    free(function->outbox[0]);
    function->outbox_count--;
    memmove(&function->outbox[0], &function->outbox[1],
            function->outbox_count * sizeof function->outbox[0]);
}

/* What the host meets in place of the answer's bytes. */
static enum emulated_answer answer_of_fault(enum ccid_device_fault_kind kind)
{
    switch (kind) {
    case CCID_FAULT_STALL:
        return EMULATED_STALL;
    case CCID_FAULT_BABBLE:
        return EMULATED_BABBLE;
    case CCID_FAULT_BROKEN:
        return EMULATED_BROKEN;
    case CCID_FAULT_UNPLUG:
        return EMULATED_GONE;
    default:
        return EMULATED_ACK;
    }
}

/* Puts an answer into the outbox, with the fault that it meets on its way. What arrives as it was
 * meant is returned, NULL if nothing does. */
static struct ccid_device_outgoing *send_answer(struct ccid_device_function *function,
                                                struct ccid_device_shared *shared,
                                                const struct ccid_device_command *command,
                                                const struct ccid_device_answer *answer)
{
    uint8_t bytes[CCID_DEVICE_MESSAGE_MAX];
    size_t len = ccid_device_message_format(answer, bytes);
    struct ccid_device_fault fault;
    if (!ccid_device_fault_meet(&shared->faults, CCID_FAULT_AT_ANSWER, command->type, &fault)) {
        return queue_message(function, EMULATED_ACK, bytes, len);
    }
    if (fault.kind == CCID_FAULT_EMPTY) {
        (void)queue_message(function, EMULATED_ACK, bytes, 0); /* silent when full */
        return queue_message(function, EMULATED_ACK, bytes, len);
    }
    if (fault.kind == CCID_FAULT_TWICE) {
        struct ccid_device_outgoing *first = queue_message(function, EMULATED_ACK, bytes, len);
        (void)queue_message(function, EMULATED_ACK, bytes, len); /* as above */
        return first;
    }
    len = ccid_device_fault_spoil(&fault, bytes, len, sizeof bytes);
    (void)queue_message(function, answer_of_fault(fault.kind), bytes, len); /* as above */
    return NULL;
}

static void send_refusal(struct ccid_device_function *function, struct ccid_device_shared *shared,
                         const struct ccid_device_command *command, uint8_t error)
{
    struct ccid_device_answer answer;
    bool has_slot = command->slot < shared->profile.slot_count;
    ccid_device_slot_refuse(has_slot ? &function->slots[command->slot] : NULL, command, error,
                            &answer);
    (void)send_answer(function, shared, command, &answer); /* it gives no UID */
}

/* bmCommandStatus of 2: bError is how many waiting times longer (section 6.2.6). */
static void send_extension(struct ccid_device_function *function, struct ccid_device_shared *shared,
                           const struct ccid_device_pending *pending)
{
    struct ccid_device_answer answer;
    const struct ccid_device_slot *slot = &function->slots[pending->command.slot];
    ccid_device_slot_refuse(slot, &pending->command, 1, &answer);
    answer.status = (uint8_t)(ccid_device_slot_status(slot) | COMMAND_TIME_EXTENSION);
    (void)send_answer(function, shared, &pending->command, &answer); /* it gives no UID */
}

static void finish_command(struct ccid_device_function *function, struct ccid_device_shared *shared,
                           struct ccid_device_pending *pending, int64_t now_us)
{
    struct ccid_device_answer answer;
    struct ccid_device_slot *slot = &function->slots[pending->command.slot];
    const struct ccid_device_reader reader = {.profile = &shared->profile,
                                              .acr122 = &shared->acr122};
    int64_t busy_us = 0;
    uint64_t reads_before = slot->read_count;
    pending->is_busy = false;
    if (pending->fails) {
        send_refusal(function, shared, &pending->command, pending->error);
        return;
    }
    ccid_device_slot_run(slot, &reader, &pending->command, &answer, &busy_us);
    struct ccid_device_outgoing *sent = send_answer(function, shared, &pending->command, &answer);
    if (sent) {
        sent->gives_uid = slot->read_count > reads_before;
        sent->ready_us = now_us + busy_us;
    }
}

void ccid_device_function_advance(struct ccid_device_function *function,
                                  struct ccid_device_shared *shared, int64_t now_us)
{
    for (size_t i = 0; i < shared->profile.slot_count; i++) {
        struct ccid_device_pending *pending = &function->pending[i];
        if (!pending->is_busy || now_us < pending->due_us) {
            continue;
        }
        if (pending->extensions_left > 0) {
            pending->extensions_left--;
            pending->due_us = now_us + EXTENSION_US;
            send_extension(function, shared, pending);
        } else {
            finish_command(function, shared, pending, now_us);
        }
    }
}

/* Both halves of an abort are there: the slot is free again (section 5.3.1). */
static void finish_abort(struct ccid_device_function *function, struct ccid_device_shared *shared,
                         struct ccid_device_pending *pending, uint8_t slot)
{
    struct ccid_device_answer answer;
    const struct ccid_device_command command = {
        .type = PC_TO_RDR_ABORT, .slot = slot, .seq = pending->abort_seq};
    ccid_device_slot_refuse(&function->slots[slot], &command, 0, &answer);
    answer.status = ccid_device_slot_status(&function->slots[slot]);
    pending->is_busy = false;
    pending->is_aborting = false;
    pending->has_control_abort = false;
    pending->has_bulk_abort = false;
    (void)send_answer(function, shared, &command, &answer); /* it gives no UID */
}

/* One half of an abort; a half with another number begins a new one. */
static void take_abort(struct ccid_device_function *function, struct ccid_device_shared *shared,
                       uint8_t slot, uint8_t seq, uint8_t request_type)
{
    struct ccid_device_pending *pending = &function->pending[slot];
    if (!pending->is_aborting || pending->abort_seq != seq) {
        pending->is_aborting = true;
        pending->abort_seq = seq;
        pending->has_control_abort = false;
        pending->has_bulk_abort = false;
    }
    if (request_type == PC_TO_RDR_ABORT) {
        pending->has_bulk_abort = true;
    } else {
        pending->has_control_abort = true;
    }
    if (pending->has_control_abort && pending->has_bulk_abort) {
        finish_abort(function, shared, pending, slot);
    }
}

static void start_command(struct ccid_device_function *function, struct ccid_device_shared *shared,
                          const struct ccid_device_command *command,
                          const struct ccid_device_fault *fault, int64_t now_us)
{
    struct ccid_device_pending *pending = &function->pending[command->slot];
    int64_t busy_us = shared->pace.answer_ms * INT64_C(1000);
    *pending = (struct ccid_device_pending){
        .is_busy = true, .due_us = now_us + busy_us, .command = *command};
    if (!fault) {
        return;
    }
    if (fault->kind == CCID_FAULT_SILENT) {
        pending->due_us = INT64_MAX;
    } else if (fault->kind == CCID_FAULT_LATE) {
        pending->due_us += fault->value * INT64_C(1000);
    } else if (fault->kind == CCID_FAULT_EXTEND) {
        pending->extensions_left = fault->value;
    } else if (fault->kind == CCID_FAULT_ERROR) {
        pending->fails = true;
        pending->error = (uint8_t)fault->value;
    }
}

/* A whole message of the host. */
static void take_command(struct ccid_device_function *function, struct ccid_device_shared *shared,
                         size_t len, const struct ccid_device_fault *fault, int64_t now_us)
{
    struct ccid_device_command command;
    ccid_device_message_parse(function->received, len, &command);
    if (command.slot >= shared->profile.slot_count) {
        send_refusal(function, shared, &command, SLOT_ERROR_SLOT);
        return;
    }
    const struct ccid_device_pending *pending = &function->pending[command.slot];
    if (command.type == PC_TO_RDR_ABORT) {
        take_abort(function, shared, command.slot, command.seq, PC_TO_RDR_ABORT);
    } else if (command.announced_len != command.data_len ||
               len - CCID_DEVICE_HEADER_LEN != command.data_len) {
        send_refusal(function, shared, &command, SLOT_ERROR_LENGTH);
    } else if (pending->is_aborting) {
        send_refusal(function, shared, &command, SLOT_ERROR_ABORTED);
    } else if (pending->is_busy) {
        send_refusal(function, shared, &command, SLOT_ERROR_BUSY);
    } else {
        start_command(function, shared, &command, fault, now_us);
    }
}

/* Gathers the packets of a message; a short one ends it whatever dwLength says. */
enum emulated_answer ccid_device_function_receive(struct ccid_device_function *function,
                                                  struct ccid_device_shared *shared,
                                                  const struct emulated_packet *packet,
                                                  int64_t now_us)
{
    struct ccid_device_fault fault = {.kind = CCID_FAULT_REFUSE};
    bool is_first = function->received_len == 0 && !function->is_too_long;
    bool is_met =
        is_first && packet->len > 0 &&
        ccid_device_fault_meet(&shared->faults, CCID_FAULT_AT_COMMAND, packet->data[0], &fault);
    if (is_met && fault.kind <= CCID_FAULT_LEAVE) {
        return fault.kind == CCID_FAULT_LEAVE ? EMULATED_GONE : EMULATED_STALL;
    }
    shared->is_hung = is_met && fault.kind == CCID_FAULT_HANG;
    if (shared->is_hung) {
        return EMULATED_NAK;
    }
    size_t room = sizeof function->received - function->received_len;
    size_t len = packet->len < room ? packet->len : room;
    memcpy(function->received + function->received_len, packet->data, len);
    function->received_len += len;
    function->is_too_long |= packet->len > room;
    uint64_t whole_len = 0;
    bool has_header =
        ccid_device_message_whole_len(function->received, function->received_len, &whole_len);
    bool is_ended = packet->len % CCID_DEVICE_PACKET_LEN != 0 || packet->len == 0 ||
                    (has_header && function->received_len >= whole_len);
    if (!is_ended) {
        return EMULATED_ACK;
    }
    if (has_header) { /* less than a header says nothing that could be answered */
        take_command(function, shared, function->received_len, is_met ? &fault : NULL, now_us);
    }
    function->received_len = 0;
    function->is_too_long = false;
    return EMULATED_ACK;
}

/* Sends the outbox's first message, or as much of it as the host has room for. */
enum emulated_answer ccid_device_function_transmit(struct ccid_device_function *function,
                                                   struct ccid_device_shared *shared,
                                                   uint8_t endpoint, struct emulated_packet *packet,
                                                   int64_t now_us)
{
    if (function->outbox_count == 0 || now_us < function->outbox[0]->ready_us) {
        return EMULATED_NAK;
    }
    struct ccid_device_outgoing *outgoing = function->outbox[0];
    enum emulated_answer answer = outgoing->answer;
    size_t left = outgoing->len - outgoing->sent;
    if (answer == EMULATED_ACK && left > packet->room &&
        packet->room % CCID_DEVICE_PACKET_LEN != 0) {
        answer = EMULATED_BABBLE; /* its last packet is more than the host has room for */
    }
    if (answer != EMULATED_ACK) {
        if (answer == EMULATED_STALL) {
            standard_state_halt(&shared->standard, endpoint);
        }
        unqueue_message(function);
        return answer;
    }
    size_t len = left < packet->room ? left : packet->room;
    memcpy(packet->data, outgoing->bytes + outgoing->sent, len);
    packet->len = len;
    outgoing->sent += len;
    if (outgoing->sent == outgoing->len) {
        shared->read_count += outgoing->gives_uid;
        unqueue_message(function);
    }
    return EMULATED_ACK;
}

static bool has_change(const struct ccid_device_function *function,
                       const struct ccid_device_shared *shared)
{
    for (size_t i = 0; i < shared->profile.slot_count; i++) {
        if (function->slots[i].is_changed) {
            return true;
        }
    }
    return false;
}

/* RDR_to_PC_NotifySlotChange, section 6.3.1: two bits a slot, present and changed. */
static size_t format_notice(struct ccid_device_function *function,
                            const struct ccid_device_shared *shared,
                            uint8_t ret_bytes[static NOTICE_ROOM])
{
    memset(ret_bytes, 0, NOTICE_ROOM);
    ret_bytes[0] = RDR_TO_PC_NOTIFY_SLOT_CHANGE;
    for (size_t i = 0; i < shared->profile.slot_count; i++) {
        struct ccid_device_slot *slot = &function->slots[i];
        unsigned bits = (slot->card_count > 0 ? 1U : 0U) | (slot->is_changed ? 2U : 0U);
        ret_bytes[1 + i / 4] = (uint8_t)(ret_bytes[1 + i / 4] | bits << 2 * (i % 4));
        slot->is_changed = false;
    }
    return 1 + (shared->profile.slot_count + 3U) / 4;
}

enum emulated_answer ccid_device_function_notify(struct ccid_device_function *function,
                                                 struct ccid_device_shared *shared,
                                                 uint8_t endpoint, struct emulated_packet *packet)
{
    uint8_t bytes[NOTICE_ROOM];
    struct ccid_device_fault fault = {.kind = CCID_FAULT_REFUSE};
    bool is_changed = has_change(function, shared);
    if (!is_changed && !ccid_device_fault_is_notice_due(&shared->faults)) {
        return EMULATED_NAK;
    }
    bool is_met = ccid_device_fault_meet(&shared->faults, CCID_FAULT_AT_NOTICE,
                                         CCID_DEVICE_FAULT_ANY_COMMAND, &fault);
    if (is_met && fault.kind == CCID_FAULT_NOTIFY_STALL) {
        standard_state_halt(&shared->standard, endpoint);
        return EMULATED_STALL;
    }
    if (is_met && fault.kind == CCID_FAULT_NOTIFY_BABBLE) {
        return EMULATED_BABBLE;
    }
    if (is_met && fault.kind == CCID_FAULT_HARDWARE) { /* section 6.3.2 */
        return standard_requests_give(packet, (uint8_t[]){RDR_TO_PC_HARDWARE_ERROR, 0, 0, 1}, 4);
    }
    if (is_met && fault.kind == CCID_FAULT_NOTIFY_LIE) {
        return standard_requests_give(
            packet, (uint8_t[]){RDR_TO_PC_NOTIFY_SLOT_CHANGE, 0xff, 0xff, 0xff}, 4);
    }
    size_t len = format_notice(function, shared, bytes);
    if (is_met && fault.kind == CCID_FAULT_NOTIFY_LOST) { /* a further fault may be due */
        return ccid_device_function_notify(function, shared, endpoint, packet);
    }
    if (is_met) {
        len = fault.kind == CCID_FAULT_NOTIFY_ZERO ? 0 : 1;
    }
    return standard_requests_give(packet, bytes, len);
}

/* When the first of a function's commands is done. */
static int64_t work_due_us(const struct ccid_device_function *function,
                           const struct ccid_device_shared *shared)
{
    int64_t due_us = INT64_MAX;
    for (size_t i = 0; i < shared->profile.slot_count; i++) {
        const struct ccid_device_pending *pending = &function->pending[i];
        if (pending->is_busy && pending->due_us < due_us) {
            due_us = pending->due_us;
        }
    }
    return due_us;
}

int64_t ccid_device_function_answer_us(const struct ccid_device_function *function,
                                       const struct ccid_device_shared *shared)
{
    return function->outbox_count > 0 ? function->outbox[0]->ready_us
                                      : work_due_us(function, shared);
}

int64_t ccid_device_function_notice_us(const struct ccid_device_function *function,
                                       const struct ccid_device_shared *shared)
{
    bool is_due = has_change(function, shared) || ccid_device_fault_is_notice_due(&shared->faults);
    return is_due ? 0 : INT64_MAX;
}

void ccid_device_function_abort(struct ccid_device_function *function,
                                struct ccid_device_shared *shared, uint8_t slot, uint8_t seq)
{
    take_abort(function, shared, slot, seq, CONTROL_ABORT);
}

void ccid_device_function_reset(struct ccid_device_function *function,
                                const struct ccid_device_shared *shared)
{
    ccid_device_function_finish(function);
    function->received_len = 0;
    function->is_too_long = false;
    for (size_t i = 0; i < shared->profile.slot_count; i++) {
        function->pending[i] = (struct ccid_device_pending){0};
        ccid_device_slot_reset(&function->slots[i]);
    }
}

void ccid_device_function_finish(struct ccid_device_function *function)
{
    while (function->outbox_count > 0) {
        unqueue_message(function);
    }
}
