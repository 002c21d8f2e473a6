#pragma once
/* One tap as written down by a kiosk: a line of JSON with its keys in one fixed order and no
 * spaces, so that the same tap always gives the same bytes. Written by the kiosk, read by the
 * server through a strict scanner that takes exactly what the encoder writes and nothing else.
 * docs/sync-protocol.md describes the line. Any thread. */

#include "card_token.h"
#include "error.h"
#include "hash.h"
#include <stdbool.h>
#include <stdint.h>

#define TAP_RECORD_VERSION 1
#define TAP_RECORD_LINE_MAX                                                                        \
    1024                       /* bytes with the newline; the longest possible record is shorter */
#define TAP_RECORD_ID_MAX   40 /* bytes of any id: printable ASCII without quote and backslash */
#define TAP_RECORD_WORD_MAX 24 /* bytes of a verdict word */

enum tap_clock { TAP_CLOCK_SYNCED, TAP_CLOCK_UNCERTAIN };

/* What the kiosk made of the card when it was tapped; recorded whatever it was. */
enum tap_card {
    TAP_CARD_RECOGNISED,
    TAP_CARD_UNKNOWN,   /* not in the roster */
    TAP_CARD_REVOKED,   /* lost, or taken back */
    TAP_CARD_EXPIRED,   /* outside its dates */
    TAP_CARD_MALFORMED, /* the reader gave something that is no card number; there is no token */
};

/* What the screen told the person. */
struct tap_shown {
    char verdict[TAP_RECORD_WORD_MAX +
                 1];  /* a word of rules.md: "on_time", "late", …; "" where none was given */
    int32_t late_min; /* minutes late or early as shown; 0 where not said */
    int32_t early_min;
};

struct tap_record {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    uint32_t epoch; /* of the kiosk's store: 1 at enrolment, one more each time a damaged store is
                       set aside */
    uint64_t seq;   /* from 1, without gaps within an epoch */
    char boot[33];  /* the kernel's boot id: 32 hex digits */
    int64_t at_utc_us; /* wall clock at the tap */
    int64_t mono_us;   /* monotonic clock of the same moment */
    enum tap_clock clock;
    int64_t clock_offset_us; /* server minus kiosk when last measured; 0 if never */
    int64_t clock_error_us;  /* bound of that measurement; 0 if never */
    int64_t
        not_before_utc_us; /* of an uncertain tap: its true time is between these; 0 otherwise */
    int64_t not_after_utc_us;
    enum tap_card card;
    struct card_token token;             /* all zero for TAP_CARD_MALFORMED */
    char staff[TAP_RECORD_ID_MAX + 1];   /* "" unless recognised */
    char meeting[TAP_RECORD_ID_MAX + 1]; /* chosen on screen; "" where none */
    char substitute_for[TAP_RECORD_ID_MAX + 1];
    struct tap_shown shown;
    struct hash prev; /* of the line before, or chain_genesis */
};

/* Writes the line with its '\n' and a NUL; ret_line holds TAP_RECORD_LINE_MAX + 1. Returns the
 * length without the NUL. The record is our own: one that breaks its limits is a bug (CHECK). */
size_t tap_record_encode(const struct tap_record *record, char *ret_line);

/* Reads one line, with or without its '\n'. The error names the key and the byte where reading
 * stopped. */
bool tap_record_decode(const char *line, size_t len, struct tap_record *ret_record,
                       struct error *err) MUST_USE;

/* "recognised", "unknown", …: the words of the line. */
const char *tap_card_name(enum tap_card card);

/* "KIOSK:EPOCH:SEQ": what a tap is called by reports, reasons and causes. */
#define TAP_RECORD_NAME_SIZE (TAP_RECORD_ID_MAX + 33)
void tap_record_format_id(const char *kiosk, uint32_t epoch, uint64_t seq,
                          char ret_id[static TAP_RECORD_NAME_SIZE]);

/* The same taken apart; false for what is no such name. */
bool tap_record_parse_id(const char *id, char ret_kiosk[static TAP_RECORD_ID_MAX + 1],
                         uint32_t *ret_epoch, uint64_t *ret_seq) MUST_USE;
