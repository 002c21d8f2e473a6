#pragma once
/* What happens at the readers, as plain values that go through a bounded_queue from the reader
 * thread to the application. An event names the reader by its place (port path), since two readers
 * of one kind differ in nothing else. Any thread. */

#include "card_number.h"
#include <stdint.h>

#define READER_PORT_SIZE   32  /* "1-2.3.4.5.6.7" with its NUL */
#define READER_TYPED_SIZE  40  /* the longest text that a wedge types, with its NUL */
#define READER_REASON_SIZE 224 /* a sentence for people, UTF-8 */

enum reader_event_kind {
    READER_EVENT_ADDED,     /* a supported reader is plugged in; its first state follows at once */
    READER_EVENT_REMOVED,   /* it was pulled out; a number half read is gone with it */
    READER_EVENT_STATE,     /* state changed, with the reason unless it is ready */
    READER_EVENT_CARD,      /* one tap: number, format and card_type */
    READER_EVENT_CARD_LEFT, /* the card was taken away, where a reader can tell; the same fields */
    READER_EVENT_MALFORMED, /* something was read that is no card number of the site: reason */
    READER_EVENT_TYPED, /* the text that a wedge typed, with WEDGE_REPORT_TEXTS instead of CARD */
    READER_EVENT_LOST,  /* the queue was full: lost_count events before this one are missing */
};

enum reader_state {
    READER_ABSENT,     /* no supported reader at all; such an event has an empty port */
    READER_READY,      /* cards are read */
    READER_RECOVERING, /* it failed and is being opened again */
    READER_FAULT,      /* opening fails for a reason that a person must mend; tried now and then */
};

enum reader_card_format { READER_CARD_UID, READER_CARD_DECIMAL, READER_CARD_HEX };

struct reader_event {
    enum reader_event_kind kind;
    enum reader_state state;        /* of READER_EVENT_STATE */
    enum reader_card_format format; /* of CARD and CARD_LEFT: how the reader told the number */
    uint16_t vid, pid;
    uint32_t lost_count;             /* of READER_EVENT_LOST */
    int64_t mono_us;                 /* when the transfer behind it was seen, by clock_mono_us() */
    struct card_number number;       /* of CARD and CARD_LEFT */
    const char *card_type;           /* of CARD: "MIFARE Classic 1K" or "" for unknown; constant */
    char typed[READER_TYPED_SIZE];   /* of READER_EVENT_TYPED */
    const char *driver;              /* "wedge", "ccid"; a constant text, "" where port is empty */
    char port[READER_PORT_SIZE];     /* bus and ports on the way: "1-2.3" */
    char reason[READER_REASON_SIZE]; /* "" unless said above; never holds a card number */
};

/* "absent", "ready", "recovering", "fault". */
const char *reader_state_name(enum reader_state state);

/* "uid", "decimal", "hex". */
const char *reader_card_format_name(enum reader_card_format format);
