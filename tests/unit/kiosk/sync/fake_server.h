#pragma once
/* A server of the sync protocol in a thread of the test, over real sockets on loopback. It checks
 * signatures, keeps lines and documents as a real one does, and answers badly on demand. Every
 * function may be called from the test's thread while it serves; what goes wrong in the server
 * itself ends the program (CHECK). */

#include "chain.h"
#include "cleanup.h"
#include "signature.h"
#include <stdbool.h>
#include <stdint.h>

struct fake_server;

/* How requests of a path are answered, instead of properly. */
enum fake_fault {
    FAKE_FAULT_NONE,
    FAKE_FAULT_500,
    FAKE_FAULT_GARBAGE,     /* 200 and JSON's type, with a body that is none */
    FAKE_FAULT_WRONG_FORM,  /* 200 and JSON, but of another form */
    FAKE_FAULT_WRONG_TYPE,  /* the right body as text/html */
    FAKE_FAULT_HALF_BODY,   /* the right answer breaks off in the middle of its body */
    FAKE_FAULT_TOO_LARGE,   /* five MiB */
    FAKE_FAULT_NO_HTTP,     /* bytes that are no answer at all */
    FAKE_FAULT_NOTHING,     /* the connection is closed before the request is looked at */
    FAKE_FAULT_LOST_ANSWER, /* everything is done and stored, and then nothing is answered */
    FAKE_FAULT_HANG,        /* nothing, and the connection stays open */
    FAKE_FAULT_SLOW,        /* the right answer, byte by byte */
    FAKE_FAULT_REVOKED,
    FAKE_FAULT_SIGNATURE, /* "I do not know you" */
    FAKE_FAULT_CLOCK,     /* "your time is off", and what the time is */
    FAKE_FAULT_PROTOCOL,
    FAKE_FAULT_FORGED_HEAD, /* a head that somebody else signed */
    FAKE_FAULT_OTHER_LINES, /* answers for lines that were not sent */
    FAKE_FAULT_COUNT,
};

enum fake_path {
    FAKE_PATH_ENROL,
    FAKE_PATH_RECORDS,
    FAKE_PATH_STATE,
    FAKE_PATH_STATUS,
    FAKE_PATH_PHOTO,
    FAKE_PATH_CARD,
    FAKE_PATH_OPENING,
    FAKE_PATH_COUNT
};

struct fake_server *fake_server_create(int64_t utc_us);
void fake_server_destroy(struct fake_server *server);
DEFINE_AUTO(fake_server);

/* "http://127.0.0.1:PORT" */
const char *fake_server_url(const struct fake_server *server);

/* Its clock; it stands still. */
void fake_server_set_time(struct fake_server *server, int64_t utc_us);

/* Or it is the test's, and a request costs time before it is written down and after: what passes is
 * told to the test from the server's thread. */
struct fake_time {
    void (*pass)(int64_t us, void *user);
    int64_t (*utc_us)(void *user);
    int64_t before_us, after_us;
    void *user;
};
void fake_server_take_time(struct fake_server *server, const struct fake_time *time);

/* The kiosk k0001 has this key; the server's own is the other. */
void fake_server_know(struct fake_server *server, const struct public_key *key);
struct public_key fake_server_key(const struct fake_server *server);

/* The next count requests of a path fail so. */
void fake_server_fail(struct fake_server *server, enum fake_path path, enum fake_fault fault,
                      int count);

/* No connection is accepted, those that are open break; and the contrary, on the same port. */
void fake_server_go_down(struct fake_server *server);
void fake_server_come_up(struct fake_server *server);

/* A document is told from now on; value NULL: it is gone. */
void fake_server_put(struct fake_server *server, const char *kind, const char *id,
                     const char *value);

/* Somebody taps at another kiosk. */
void fake_server_tap(struct fake_server *server, const char *staff, int64_t at_utc_us);

/* A photograph is there from now on, under that hash; at most FAKE_PHOTOS_MAX. */
#define FAKE_PHOTOS_MAX 8
void fake_server_add_photo(struct fake_server *server, const struct hash *sha256, const char *text);

/* The office waits for that person's new card here; "" for nobody's. */
void fake_server_ask_card(struct fake_server *server, const char *staff);

/* How cards that keepers issue, and openings, are answered from now on, and what was last asked
 * (the caller's; "" before the first). text is borrowed. */
void fake_server_answer_card(struct fake_server *server, int status, const char *text);
char *fake_server_last_card(struct fake_server *server);

/* It is one from before: it says nothing of fingerprints, and asks for none; and brought up to
 * date. */
void fake_server_grow_old(struct fake_server *server);
void fake_server_grow_young(struct fake_server *server);

/* The database is put back to an empty one. */
void fake_server_forget_documents(struct fake_server *server);

/* The database is put back to when it held count lines. */
void fake_server_forget_lines(struct fake_server *server, int count);

/* Holds a line of this place that was never sent. */
void fake_server_plant(struct fake_server *server, uint32_t epoch, uint64_t seq);

/* What it has seen. */
int fake_server_requests(struct fake_server *server, enum fake_path path);
int fake_server_lines(struct fake_server *server);         /* different ones */
int fake_server_repeated(struct fake_server *server);      /* the same line sent again */
int fake_server_quarantined(struct fake_server *server);   /* with other bytes, or out of order */
int fake_server_unsigned(struct fake_server *server);      /* requests with a wrong signature */
char *fake_server_last_status(struct fake_server *server); /* the caller's; "" before the first */
