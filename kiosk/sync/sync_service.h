#pragma once
/* The kiosk's talk with the server, in a thread of its own: records up, the roster down, the status
 * once a minute; none waits for another, and taps wait for none. Main makes it, tells it what is
 * new at the door, and takes reports; the two threads share nothing else. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "facts.h"
#include "identity_file.h"
#include "record_reader.h"
#include "tap_record.h"
#include "trusted_time.h"
#include <stdbool.h>
#include <stdint.h>

struct sync_service;

#define RECORDS_KEPT_DAYS 90 /* at least, after the server's answer */

/* HTTP without TLS is refused on any address but loopback, unless the office says so in words. */
enum sync_transport { SYNC_TRANSPORT_TLS, SYNC_TRANSPORT_PLAIN_ALLOWED };

struct sync_settings {
    const char *folder; /* of the stores */
    const struct identity *identity;
    const char *ca_file; /* certificates to trust; "" for the system's */
    enum sync_transport transport;
    const struct clock *clock;
    const char *boot; /* of trusted_time_read_boot */
};

enum sync_network {
    SYNC_NETWORK_UNKNOWN, /* nothing was tried yet */
    SYNC_NETWORK_UP,
    SYNC_NETWORK_DOWN, /* no connection, no answer, or none that can be understood */
};

enum sync_refusal {
    SYNC_REFUSAL_NONE,
    SYNC_REFUSAL_REVOKED,   /* the roster is wiped; taps are still recorded and kept */
    SYNC_REFUSAL_SIGNATURE, /* the server does not know this kiosk or its key */
    SYNC_REFUSAL_PROTOCOL,  /* the server speaks another version */
    SYNC_REFUSAL_OTHER,     /* some other 4xx: refusal_text says which */
};

enum sync_chain {
    SYNC_CHAIN_WHOLE,
    SYNC_CHAIN_FORK, /* the server holds a line that was never written here */
};

/* How things stand: each report is whole, so only the newest matters. */
struct sync_report {
    enum sync_network network;
    int64_t network_since_utc_us; /* by the kiosk's clock */
    char network_text[128];       /* what failed last, for the service page; "" while up */
    enum sync_refusal refusal;
    char refusal_text[128];
    enum sync_chain chain;
    uint32_t server_epoch;        /* of the server's head: for record_store_begin_epoch */
    struct clock_measure measure; /* how the clocks stood; utc_us 0: never compared */
    uint64_t backlog;             /* records that the server has not answered for */
    int64_t oldest_utc_us;        /* of them, by the kiosk's clock; 0: none */
    uint64_t quarantined;         /* records that it put aside, since ever */
    /* Up to here the server has answered for RECORDS_KEPT_DAYS: these lines need not be kept. */
    struct record_position purgeable;
    char card_for[TAP_RECORD_ID_MAX + 1]; /* staff whose new card is to be read here; "": nobody */
    int64_t roster_revision;
    uint64_t roster_passed_over; /* documents that name something which is not there */
    uint64_t roster_unread;      /* documents that this program cannot read */
    int64_t other_taps_revision; /* another than before: there are new ones in other_taps.h */
    char storage_text[128];      /* what a store of this thread says is wrong; "" if nothing */
    struct facts *facts;         /* a new roster, now the taker's; NULL: the old one holds */
};

enum sync_reader {
    SYNC_READER_READY,
    SYNC_READER_RECOVERING,
    SYNC_READER_ABSENT,
    SYNC_READER_FAULT
};

/* What main knows and the server should. */
struct sync_door {
    enum sync_reader reader;
    struct record_position last; /* of the store */
    /* Every tap up to this true time stands at `last` or before: set when no tap is under way, to
     * the time of that look less what a reader may take. 0 while the clock is uncertain. */
    int64_t complete_to_utc_us;
    int64_t unrecorded_since_utc_us; /* a tap could not be written down, and none since; 0: well */
};

/* Opens the stores of the sync thread in the folder and loads the roster; nothing is sent yet. The
 * first report, with the facts, can be taken at once. The settings' texts are copied. */
bool sync_service_create(const struct sync_settings *settings, struct sync_service **ret_service,
                         struct error *err) MUST_USE;

/* Begins to talk. */
bool sync_service_start(struct sync_service *service, struct error *err) MUST_USE;

/* Breaks off what is under way and waits for the thread: at most a moment. */
void sync_service_destroy(struct sync_service *service);
DEFINE_AUTO(sync_service);

/* After each tap and whenever something changes, and once a second besides: never waits. */
void sync_service_tell(struct sync_service *service, const struct sync_door *door);

/* The newest report, if there is one that was not taken; false otherwise. Never waits. */
bool sync_service_take_report(struct sync_service *service, struct sync_report *ret_report)
    MUST_USE;

/* Readable (POLLIN) while there is a report to take; for poll() only. */
int sync_service_fd(const struct sync_service *service);

/* "ready", …: the words of the protocol. */
const char *sync_reader_name(enum sync_reader reader);
