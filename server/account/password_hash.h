#pragma once
/* Passwords as argon2id (RFC 9106) in the PHC form, and one-time passwords. A hash takes a tenth of
 * a second and 64 MiB on purpose, so at most PASSWORD_HASH_PARALLEL are made at once and at most
 * PASSWORD_HASH_WAITING wait for that: a flood of log-ins cannot eat the machine. Any thread. */

#include "account_store.h"
#include "cleanup.h"
#include "error.h"
#include <stdbool.h>

/* RFC 9106, section 4, second recommended option, on one lane: the machine has other work. */
#define PASSWORD_HASH_PASSES     3
#define PASSWORD_HASH_MEMORY_KIB 65536
#define PASSWORD_HASH_LANES      1
#define PASSWORD_HASH_SALT_BYTES 16
#define PASSWORD_HASH_TAG_BYTES  32
#define PASSWORD_HASH_PARALLEL   2
#define PASSWORD_HASH_WAITING    4

/* "7KQ4-M2XW-R8TN": 60 bits. */
#define PASSWORD_ONE_TIME_SIZE 15

/* What a new hash costs; one that is stored says its own costs. */
struct password_costs {
    unsigned passes;
    unsigned memory_kib;
    unsigned lanes;
};

/* The named ones above. */
void password_costs_init(struct password_costs *costs);

struct password_hash;

bool password_hash_create(const struct password_costs *costs, struct password_hash **ret_hash,
                          struct error *err) MUST_USE;
void password_hash_destroy(struct password_hash *hash);
DEFINE_AUTO(password_hash);

/* ERROR_BUSY when PASSWORD_HASH_WAITING wait already. */
bool password_hash_make(struct password_hash *hash, const char *password,
                        char ret_phc[static ACCOUNT_PASSWORD_MAX + 1], struct error *err) MUST_USE;

/* phc NULL: an account that does not exist. It takes as long and never matches. */
bool password_hash_verify(struct password_hash *hash, const char *phc, const char *password,
                          bool *ret_matches, struct error *err) MUST_USE;

/* A fresh one-time password, without letters and digits that look alike. */
void password_hash_one_time(char ret_password[static PASSWORD_ONE_TIME_SIZE]);
