#pragma once
/* What goes wrong at a CCID reader in software, and where: at the command, at its answer, or at the
 * interrupt endpoint. A fault is armed with how often it happens and at which command; the first
 * one that fits is met. Pure; any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CCID_DEVICE_FAULTS_MAX        16
#define CCID_DEVICE_FAULT_COUNT_MAX   1000000
#define CCID_DEVICE_FAULT_VALUE_MAX   60000
#define CCID_DEVICE_FAULT_ANY_COMMAND 0 /* no bMessageType */

/* The names are the words of commands. */
enum ccid_device_fault_kind {
    /* At the command. */
    CCID_FAULT_REFUSE, /* "refuse": the bulk OUT endpoint stalls, the command is not taken */
    CCID_FAULT_LEAVE,  /* "leave": the reader is pulled out instead of taking it */
    CCID_FAULT_HANG,   /* "hang": it is not taken, and no endpoint answers until a USB reset */
    CCID_FAULT_SILENT, /* "silent": no answer until the command is aborted */
    CCID_FAULT_LATE,   /* "late=MS": the answer takes that much longer */
    CCID_FAULT_EXTEND, /* "extend=N": so many time extensions come before the answer */
    CCID_FAULT_ERROR,  /* "error=N": the command fails with that bError */
    /* At the answer. */
    CCID_FAULT_STALL,  /* "stall": the bulk IN endpoint stalls, the answer is lost */
    CCID_FAULT_BABBLE, /* "babble": more comes than the endpoint may send */
    CCID_FAULT_BROKEN, /* "broken": the transfer fails */
    CCID_FAULT_UNPLUG, /* "unplug": pulled out in the middle of the answer */
    CCID_FAULT_ZERO,   /* "zero": a packet without data in place of the answer */
    CCID_FAULT_EMPTY,  /* "empty": a packet without data, then the answer */
    CCID_FAULT_SHORT,  /* "short=N": no more than N bytes of the message */
    CCID_FAULT_LONG,   /* "long=N": N bytes behind the message that dwLength does not count */
    CCID_FAULT_LENGTH, /* "length=N": dwLength says N; 2147483647 if left out */
    CCID_FAULT_SEQ,    /* "seq": bSeq of another command */
    CCID_FAULT_SLOT,   /* "slot": bSlot of another slot */
    CCID_FAULT_TYPE,   /* "type": a message of another type */
    CCID_FAULT_TWICE,  /* "twice": the answer comes again, so that every later one is stale */
    /* At the interrupt endpoint; a command is not named. */
    CCID_FAULT_NOTIFY_LOST,   /* "notify-lost": a change of the slots is not told */
    CCID_FAULT_NOTIFY_ZERO,   /* "notify-zero": told by a packet without data */
    CCID_FAULT_NOTIFY_SHORT,  /* "notify-short": told without the slots' states */
    CCID_FAULT_NOTIFY_LIE,    /* "notify-lie": told though nothing changed, of slots never made */
    CCID_FAULT_NOTIFY_STALL,  /* "notify-stall": the endpoint stalls */
    CCID_FAULT_NOTIFY_BABBLE, /* "notify-babble" */
    CCID_FAULT_HARDWARE,      /* "hardware": RDR_to_PC_HardwareError, overcurrent */
};

enum ccid_device_fault_stage { CCID_FAULT_AT_COMMAND, CCID_FAULT_AT_ANSWER, CCID_FAULT_AT_NOTICE };

struct ccid_device_fault {
    enum ccid_device_fault_kind kind;
    uint32_t value;
    uint32_t count;  /* how often it is still to happen */
    uint8_t command; /* bMessageType of Bulk-OUT, or CCID_DEVICE_FAULT_ANY_COMMAND */
};

/* The faults that are armed, in the order in which they were. */
struct ccid_device_faults {
    size_t count;
    struct ccid_device_fault items[CCID_DEVICE_FAULTS_MAX];
};

/* From "KIND" or "KIND=VALUE" and the words that may follow, "count=N" and
 * "on=power|off|status|xfr|escape|parameters|abort". */
bool ccid_device_fault_parse(const char *const *words, size_t word_count,
                             struct ccid_device_fault *ret_fault, struct error *err) MUST_USE;

/* ERROR_FULL if no more can be armed. */
bool ccid_device_fault_arm(struct ccid_device_faults *faults, const struct ccid_device_fault *fault,
                           struct error *err) MUST_USE;

/* Meets the first fault of a stage that fits the command: true with what it was; it then happens
 * once less. */
bool ccid_device_fault_meet(struct ccid_device_faults *faults, enum ccid_device_fault_stage stage,
                            uint8_t command, struct ccid_device_fault *ret_fault);

/* Whether a fault waits at the interrupt endpoint that needs no change of a slot to happen. */
bool ccid_device_fault_is_notice_due(const struct ccid_device_faults *faults);

/* Spoils the bytes of a message as the fault says; room is what bytes has. Those that do not change
 * its bytes leave it alone. Returns its new length. */
size_t ccid_device_fault_spoil(const struct ccid_device_fault *fault, uint8_t *bytes, size_t len,
                               size_t room);
