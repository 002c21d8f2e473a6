#pragma once
/* A server's services over a database of a test's own, and kiosks that write records and sign
 * requests as real ones do. What cannot fail in a test that makes sense is CHECKed. One thread, but
 * for what the services allow. */

#include "card_number.h"
#include "chain.h"
#include "fact_writer.h"
#include "fake_clock.h"
#include "ingest.h"
#include "kiosk_enrolment.h"
#include "server_keys.h"
#include "signature.h"
#include "storage.h"
#include "tap_record.h"
#include "temporary_folder.h"

/* 2026-03-02T08:30:00 in Shanghai, a Monday. */
#define TEST_SITE_UTC_US INT64_C(1772411400000000)

struct test_site {
    struct temporary_folder folder;
    char location[512];
    struct fake_clock clock;
    struct server_keys keys;
    struct storage *storage;
    struct fact_writer *facts;
    struct ingest *ingest;
    struct kiosk_enrolment *enrolment;
};

/* Opens everything on an empty database, with the documents `site` and unit u1. */
void test_site_init(struct test_site *site);
/* The same on a database of the caller's: it is closed, and the folder finished, by hand. */
void test_site_init_at(struct test_site *site, const char *location);
void test_site_finish(struct test_site *site);

/* Closes the services (no thread is left then), and opens them on the same database. */
void test_site_close(struct test_site *site);
void test_site_open(struct test_site *site);
void test_site_reopen(struct test_site *site);

/* Puts a document from JSON text, in a transaction of its own. */
bool test_site_try_put(struct test_site *site, const char *kind, const char *id, const char *value,
                       struct error *err) MUST_USE;
void test_site_put(struct test_site *site, const char *kind, const char *id, const char *value);
bool test_site_try_remove(struct test_site *site, const char *kind, const char *id,
                          struct error *err) MUST_USE;

/* The token of the card whose number is the 4 bytes of this one, as hex in ret_token. */
const char *test_site_token(const struct test_site *site, uint32_t number,
                            char ret_token[static HASH_HEX_SIZE]);

/* One number from the database by a statement without parameters; for counting rows. */
int64_t test_site_number(struct test_site *site, const char *sql);

/* A kiosk with its key and its chain. */
struct test_kiosk {
    char id[TAP_RECORD_ID_MAX + 1];
    struct signing_key *key;
    struct chain_head head;
    struct site_key site_key;
    int64_t at_utc_us; /* of the next tap */
};

/* Enrols a new one with a code of its own. */
void test_kiosk_init(struct test_kiosk *kiosk, struct test_site *site);
void test_kiosk_finish(struct test_kiosk *kiosk);

/* The record of the next tap: of the card of this number, one second after the last. */
struct tap_record test_kiosk_next(const struct test_kiosk *kiosk, uint32_t card);

/* Writes a record as the chain's next line (its seq and prev are set here), with its newline;
 * returns the length. */
size_t test_kiosk_write(struct test_kiosk *kiosk, struct tap_record *record, char *ret_line);

/* `count` taps of cards first, first + 1, …, one line behind the other; returns the length.
 * ret_body holds count × TAP_RECORD_LINE_MAX + 1. */
size_t test_kiosk_tap(struct test_kiosk *kiosk, uint32_t first_card, size_t count, char *ret_body);

/* A batch of this body, as if it had come by a request. */
struct ingest_batch *test_kiosk_batch(const struct test_kiosk *kiosk, const char *body, size_t len);

/* The four headers of a request, with their ends of line, signed for now_utc_us; ret_headers holds
 * 1024. */
const char *test_kiosk_sign(const struct test_kiosk *kiosk, const char *method, const char *target,
                            int64_t now_utc_us, const char *body, size_t len,
                            char ret_headers[static 1024]);
