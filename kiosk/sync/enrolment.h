#pragma once
/* A kiosk's first word with the server: one-time code and public key for an id and the site's
 * settings. Safe to repeat after any failure: the key is on the disk before it is sent, and the
 * same code with the same key gives the same answer. Called before other threads start; waits up to
 * ENROLMENT_TIMEOUT_MS. */

#include "clock.h"
#include "error.h"
#include "identity_file.h"
#include "sync_service.h"
#include <stdbool.h>

#define ENROLMENT_TIMEOUT_MS 20000

struct enrolment_request {
    const char *folder; /* where identity.json is written; made if it is not there */
    const char *server_url;
    const char *code; /* as typed: case, spaces and hyphens do not matter */
    const char *ca_file;
    enum sync_transport transport;
    const struct clock *clock;
};

/* What went wrong, for the set-up screen; the error's text has the details. */
enum enrolment_fault {
    ENROLMENT_FAULT_NONE,
    ENROLMENT_FAULT_ADDRESS,  /* the URL is none */
    ENROLMENT_FAULT_PLAIN,    /* it would be plain HTTP off loopback */
    ENROLMENT_FAULT_NAME,     /* the server's name is not known */
    ENROLMENT_FAULT_NOBODY,   /* the machine is there, but nothing listens */
    ENROLMENT_FAULT_NETWORK,  /* nobody answers there */
    ENROLMENT_FAULT_TLS,      /* the certificate is not trusted */
    ENROLMENT_FAULT_CLOCK,    /* ours stands so far back that no certificate is valid yet */
    ENROLMENT_FAULT_NOT_OURS, /* something answers, but no Shoushi server */
    ENROLMENT_FAULT_PROTOCOL, /* it speaks another version */
    ENROLMENT_FAULT_CODE,     /* the code is wrong, used or too old */
    ENROLMENT_FAULT_LOCKED,   /* too many codes were wrong */
    ENROLMENT_FAULT_KEY,      /* this kiosk's key is enrolled with another code */
    ENROLMENT_FAULT_REFUSED,  /* another refusal */
    ENROLMENT_FAULT_DISK,     /* the identity could not be written or read */
};

/* What came of it. */
struct enrolment_finding {
    enum enrolment_fault fault;
    int64_t clock_off_us; /* the server's clock less ours, 0 where no answer told it */
};

/* Looks whether a Shoushi server of this protocol answers at the address, without spending a code.
 * Nothing is written. */
bool enrolment_probe(const struct enrolment_request *request, struct enrolment_finding *ret_finding,
                     struct error *err) MUST_USE;

/* On true the kiosk is enrolled and *ret_identity is what the file holds. A kiosk that is enrolled
 * already is not enrolled again: true, with the identity that it has. */
bool enrolment_run(const struct enrolment_request *request, struct identity *ret_identity,
                   struct enrolment_finding *ret_finding, struct error *err) MUST_USE;
