#pragma once
/* Who this kiosk is: identity.json, mode 0600, with the private key and what the server answered to
 * the enrolment. It is a file of its own because it is written twice in a kiosk's life and must
 * outlive any damage to the databases. Main, before other threads start. */

#include "card_token.h"
#include "error.h"
#include "signature.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

#define IDENTITY_URL_MAX  255
#define IDENTITY_NAME_MAX 255
#define IDENTITY_ZONE_MAX 63

struct identity {
    uint8_t seed[SIGNING_SEED_BYTES];      /* the private key, made before the first request */
    char server_url[IDENTITY_URL_MAX + 1]; /* "https://host:port", without a slash at the end */
    char kiosk[TAP_RECORD_ID_MAX + 1];     /* "" until the server has answered */
    char place[IDENTITY_NAME_MAX + 1];
    char site_name[IDENTITY_NAME_MAX + 1];
    char timezone[IDENTITY_ZONE_MAX + 1];
    uint32_t epoch; /* to begin with */
    struct site_key site_key;
    struct public_key server_key;
};

enum identity_found { IDENTITY_NONE, IDENTITY_PENDING, IDENTITY_ENROLLED };

/* Reads FOLDER/identity.json. IDENTITY_PENDING: there is a key, but no answer came yet. A file that
 * is not of this form is an error and stays as it is. */
bool identity_file_read(const char *folder, enum identity_found *ret_found,
                        struct identity *ret_identity, struct error *err) MUST_USE;

/* Replaces the file so that a power cut leaves the old or the new one. */
bool identity_file_write(const char *folder, const struct identity *identity, struct error *err)
    MUST_USE;
