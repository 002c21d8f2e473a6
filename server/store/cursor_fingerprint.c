#include "cursor_fingerprint.h"

#include "hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The moment says enough: no two courses of events put the same thing in the same microsecond. */
static const struct database_sql select_fact = {
    "fact.fingerprint",
    "SELECT recorded_utc_us, kind, id FROM fact WHERE revision = $1",
};

static const struct database_sql select_arrival = {
    "arrival.fingerprint",
    "SELECT received_utc_us, kiosk, '' FROM arrival WHERE no = $1",
};

static bool fingerprint(struct database *database, const struct database_sql *sql, int64_t number,
                        char ret_text[static CURSOR_FINGERPRINT_SIZE], struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    char text[512];
    if (!database_prepare(database, sql, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, number);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    if (!row) {
        ret_text[0] = '\0';
        return true;
    }
    (void)snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %.80s %.80s", number,
                   statement_int64(select, 0), statement_text(select, 1),
                   statement_text(select, 2));
    struct hash hash = hash_sha256(text, strlen(text));
    hash_hex_encode(hash.bytes, CURSOR_FINGERPRINT_SIZE / 2, ret_text);
    return true;
}

bool cursor_fingerprint_of_revision(struct database *database, int64_t revision,
                                    char ret_text[static CURSOR_FINGERPRINT_SIZE],
                                    struct error *err)
{
    return fingerprint(database, &select_fact, revision, ret_text, err);
}

bool cursor_fingerprint_of_arrival(struct database *database, int64_t no,
                                   char ret_text[static CURSOR_FINGERPRINT_SIZE], struct error *err)
{
    return fingerprint(database, &select_arrival, no, ret_text, err);
}

bool cursor_fingerprint_check(struct database *database, cursor_fingerprint_of *of,
                              const struct cursor_claim *claim, int64_t newest, bool *ret_known,
                              struct error *err)
{
    char own[CURSOR_FINGERPRINT_SIZE];
    if (claim->number > newest || !claim->fingerprint || !*claim->fingerprint) {
        *ret_known = claim->number <= newest;
        return true;
    }
    if (!of(database, claim->number, own, err)) {
        return false;
    }
    *ret_known = strcmp(own, claim->fingerprint) == 0;
    return true;
}
