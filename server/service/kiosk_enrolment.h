#pragma once
/* How a kiosk comes in: an administrator makes a one-time code for a place, the kiosk brings it
 * with its public key. Codes are kept as keyed hashes and hold for a day. Any thread; the code may
 * be made by another process on the same database. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "kiosk_store.h"
#include "server_keys.h"
#include "site_settings.h"
#include "storage.h"
#include <stdbool.h>
#include <stdint.h>

#define ENROL_CODE_SIZE        10 /* "7KQ4-M2XW" and a NUL */
#define ENROL_CODE_HOLDS_US    INT64_C(86400000000)
#define ENROL_FAILURES_OF_PEER 10   /* wrong codes an hour from one address, */
#define ENROL_FAILURES_OF_ALL  1000 /* and from all: 40 bits are not guessed so */

struct kiosk_enrolment;

/* Storage and clock outlive it. */
bool kiosk_enrolment_create(struct storage *storage, const struct server_keys *keys,
                            const struct clock *clock, struct kiosk_enrolment **ret_enrolment,
                            struct error *err) MUST_USE;
void kiosk_enrolment_destroy(struct kiosk_enrolment *enrolment);
DEFINE_AUTO(kiosk_enrolment);

/* place: 1 to KIOSK_PLACE_MAX bytes of UTF-8. author: who asks for the code. */
bool kiosk_enrolment_make_code(struct kiosk_enrolment *enrolment, const char *place,
                               const char *author, char ret_code[static ENROL_CODE_SIZE],
                               struct error *err) MUST_USE;

struct enrol_request {
    const char *code; /* as typed: case, spaces and hyphens do not matter */
    struct public_key public_key;
    const char *version; /* at most KIOSK_VERSION_MAX bytes */
    const char *peer;    /* the address it came from */
};

enum enrol_result {
    ENROL_DONE,
    ENROL_WRONG_CODE, /* unknown, too old, or used with another key: which is not said */
    ENROL_LOCKED,     /* too many wrong ones in this hour */
    ENROL_KEY_TAKEN,  /* this key is enrolled already, with another code */
};

struct enrolled_kiosk {
    struct kiosk kiosk;
    struct site_settings site;
};

/* The same code with the same key gives the same answer again. */
bool kiosk_enrolment_enrol(struct kiosk_enrolment *enrolment, const struct enrol_request *request,
                           enum enrol_result *ret_result, struct enrolled_kiosk *ret_enrolled,
                           struct error *err) MUST_USE;

/* What the answer carries besides. */
const struct site_key *kiosk_enrolment_site_key(const struct kiosk_enrolment *enrolment);
const struct public_key *kiosk_enrolment_server_key(const struct kiosk_enrolment *enrolment);

/* Who a kiosk is; standing KIOSK_UNKNOWN where there is none. */
bool kiosk_enrolment_find(struct kiosk_enrolment *enrolment, const char *kiosk,
                          struct kiosk *ret_kiosk, struct error *err) MUST_USE;

/* *ret_done is false where there is no such kiosk. */
bool kiosk_enrolment_revoke(struct kiosk_enrolment *enrolment, const char *kiosk, bool *ret_done,
                            struct error *err) MUST_USE;
