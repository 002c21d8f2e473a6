#pragma once
/* What a kind of reader brings along: one folder with a struct reader_driver, one line in the table
 * of reader_drivers.c. The driver talks the reader's language on an open device; finding, opening,
 * retrying, recovering and letting go are the business of reader.h, the same for every kind. All of
 * it runs on the reader thread. */

#include "card_number.h"
#include "clock.h"
#include "error.h"
#include "reader_config.h"
#include "reader_event.h"
#include "usb_port.h"

/* A card as a driver has read it. */
struct reader_card {
    struct card_number number;
    enum reader_card_format format;
    const char *type; /* a constant text, "" if it cannot be told */
};

/* Where a session says what it has seen. Called from within usb_port_run() or run_deadline; the
 * session must not be destroyed there. at_us: when the last transfer of it was seen, by
 * clock_mono_us(). */
struct reader_sink {
    void (*on_ready)(void *user); /* once a session: cards are read from now on */

    /* Once a session, after on_ready: what lay on the reader at its start has been told. */
    void (*on_settled)(void *user);

    /* A card is there, once for each time that it is put there as far as the reader can tell. */
    void (*on_card)(const struct reader_card *card, int64_t at_us, void *user);
    void (*on_card_left)(const struct reader_card *card, int64_t at_us, void *user);
    void (*on_malformed)(const char *reason, int64_t at_us, void *user);
    void (*on_typed)(const char *text, size_t len, int64_t at_us, void *user);
    void (*on_failed)(const struct error *err, void *user); /* the session is of no use any more */
    void *user;
};

/* First member of each driver's own session. */
struct reader_session {
    const struct reader_driver *driver;
};

/* All that a session needs; the pointers outlive it. */
struct reader_context {
    const struct reader_config *config;
    const struct clock *clock;
    struct usb_handle *handle;
    struct reader_sink sink;
};

#define READER_NO_DEADLINE INT64_MAX

/* Whether readers of a kind see a card being taken away. */
enum reader_cards { READER_CARDS_ARE_TYPED, READER_CARDS_LEAVE };

struct reader_driver {
    const char *name;
    enum reader_cards cards;

    /* Is this device ours? By its ids and descriptors alone: nothing is sent to it. */
    bool (*matches)(const struct reader_config *config, const struct usb_device *device);

    /* Claims what it needs and begins; says nothing to the sink yet. device is borrowed for the
     * call. On failure nothing is left claimed or in flight. ERROR_UNSUPPORTED means that another
     * try will not help. */
    bool (*start)(const struct reader_context *context, const struct usb_device *device,
                  struct reader_session **ret_session, struct error *err);

    /* When run_deadline wants to be called, by clock_mono_us(); READER_NO_DEADLINE for not at all,
     * so that an idle reader wakes nobody. */
    int64_t (*deadline_us)(const struct reader_session *session);
    void (*run_deadline)(struct reader_session *session, int64_t now_us);

    /* Beeps and lights up, as far as the reader can; NULL for kinds that cannot. Without a sign
     * from the reader nothing more is told. */
    bool (*signal)(struct reader_session *session, struct error *err);

    /* Begins to end: what is in flight is cancelled, the device put back as it was found. */
    void (*stop)(struct reader_session *session);

    /* True once nothing is in flight. */
    bool (*is_stopped)(const struct reader_session *session);

    /* Releases what was claimed; only when is_stopped. */
    void (*destroy)(struct reader_session *session);
};
