#include "test_site.h"

#include "check.h"
#include "database.h"
#include "json.h"
#include "signed_request.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

#define AUTHOR "test"

static void must(bool done, const struct error *err)
{
    if (!done) {
        (void)fprintf(stderr, "test site: %s\n", err->text);
    }
    CHECK(done);
}

void test_site_open(struct test_site *site)
{
    struct error err;
    char path[512];
    must(storage_open(site->location, &site->storage, &err), &err);
    must(server_keys_open(temporary_folder_path(&site->folder, "keys", path), site->storage,
                          &site->keys, &err),
         &err);
    must(fact_writer_create(site->storage, &site->keys.site_key, &site->clock.clock, &site->facts,
                            &err),
         &err);
    const struct ingest_settings ingest = {
        .storage = site->storage,
        .clock = &site->clock.clock,
        .timezone = "Asia/Shanghai",
        .signing_seed = site->keys.signing_seed,
    };
    must(ingest_create(&ingest, &site->ingest, &err), &err);
    must(kiosk_enrolment_create(site->storage, &site->keys, &site->clock.clock, &site->enrolment,
                                &err),
         &err);
}

void test_site_close(struct test_site *site)
{
    kiosk_enrolment_destroy(TAKE(site->enrolment));
    ingest_destroy(TAKE(site->ingest));
    fact_writer_destroy(TAKE(site->facts));
    storage_destroy(TAKE(site->storage));
}

static void begin(struct test_site *site, const char *location)
{
    *site = (struct test_site){0};
    temporary_folder_init(&site->folder);
    if (location) {
        CHECK((size_t)snprintf(site->location, sizeof site->location, "%s", location) <
              sizeof site->location);
    } else {
        (void)test_engine_add(&site->folder, "server.db", site->location);
    }
    fake_clock_init(&site->clock, TEST_SITE_UTC_US);
    test_site_open(site);
    test_site_put(site, "site", "site",
                  "{\"name\": \"县政府\", \"place\": \"\", \"timezone\": \"Asia/Shanghai\"}");
    test_site_put(site, "unit", "u1", "{\"code\": \"u1\", \"name\": \"办公室\"}");
}

void test_site_init(struct test_site *site)
{
    begin(site, NULL);
}

void test_site_init_at(struct test_site *site, const char *location)
{
    begin(site, location);
}

void test_site_finish(struct test_site *site)
{
    test_site_close(site);
    test_engine_drop(site->location);
    temporary_folder_finish(&site->folder);
}

void test_site_reopen(struct test_site *site)
{
    test_site_close(site);
    test_site_open(site);
}

/* Facts */

struct put {
    struct test_site *site;
    const char *kind, *id;
    const json_t *value; /* NULL: take it back */
};

static bool run_put(struct database *database, void *user, struct error *err)
{
    struct put *put = user;
    const struct document_author author = {AUTHOR, put->site->clock.utc_us};
    return put->value
               ? fact_writer_put(put->site->facts, database, put->kind, put->id, put->value,
                                 &author, err)
               : fact_writer_remove(put->site->facts, database, put->kind, put->id, &author, err);
}

bool test_site_try_put(struct test_site *site, const char *kind, const char *id, const char *value,
                       struct error *err)
{
    AUTO(json) json_t *parsed = NULL;
    if (!json_parse(value, strlen(value), "test", &parsed, err)) {
        return false;
    }
    struct put put = {site, kind, id, parsed};
    return storage_write(site->storage, run_put, &put, err);
}

void test_site_put(struct test_site *site, const char *kind, const char *id, const char *value)
{
    struct error err;
    must(test_site_try_put(site, kind, id, value, &err), &err);
}

bool test_site_try_remove(struct test_site *site, const char *kind, const char *id,
                          struct error *err)
{
    struct put put = {site, kind, id, NULL};
    return storage_write(site->storage, run_put, &put, err);
}

static struct card_number card_of(uint32_t number)
{
    return (struct card_number){.len = 4,
                                .bytes = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
                                          (uint8_t)(number >> 8), (uint8_t)number}};
}

const char *test_site_token(const struct test_site *site, uint32_t number,
                            char ret_token[static HASH_HEX_SIZE])
{
    struct card_number card = card_of(number);
    struct card_token token = card_token_make(&site->keys.site_key, &card);
    hash_hex_encode(token.hash.bytes, HASH_BYTES, ret_token);
    return ret_token;
}

int64_t test_site_number(struct test_site *site, const char *sql)
{
    struct error err;
    AUTO(database) struct database *database = NULL;
    /* A connection of its own: the statement's address must not outlive this call in a cache. */
    must(database_open(site->location, DATABASE_READ_ONLY, &database, &err), &err);
    const struct database_sql statement_sql = {"test.number", sql};
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    must(database_prepare(database, &statement_sql, &statement, &err), &err);
    must(statement_step(statement, &row, &err), &err);
    CHECK(row);
    return statement_int64(statement, 0);
}

/* Kiosks */

void test_kiosk_init(struct test_kiosk *kiosk, struct test_site *site)
{
    struct error err;
    uint8_t seed[SIGNING_SEED_BYTES];
    char code[ENROL_CODE_SIZE];
    *kiosk = (struct test_kiosk){.site_key = site->keys.site_key, .at_utc_us = site->clock.utc_us};
    hash_random(seed, sizeof seed);
    must(signing_key_create(seed, &kiosk->key, &err), &err);
    must(kiosk_enrolment_make_code(site->enrolment, "东门", AUTHOR, code, &err), &err);
    const struct enrol_request request = {
        .code = code,
        .public_key = signing_key_public(kiosk->key),
        .version = "0.1.0",
        .peer = "127.0.0.1",
    };
    enum enrol_result result;
    struct enrolled_kiosk enrolled;
    must(kiosk_enrolment_enrol(site->enrolment, &request, &result, &enrolled, &err), &err);
    CHECK(result == ENROL_DONE);
    memcpy(kiosk->id, enrolled.kiosk.kiosk, sizeof kiosk->id);
    kiosk->head = (struct chain_head){1, 0, chain_genesis(kiosk->id, 1)};
}

void test_kiosk_finish(struct test_kiosk *kiosk)
{
    signing_key_destroy(TAKE(kiosk->key));
}

struct tap_record test_kiosk_next(const struct test_kiosk *kiosk, uint32_t card)
{
    struct card_number number = card_of(card);
    struct tap_record record = {
        .epoch = kiosk->head.epoch,
        .boot = "0123456789abcdef0123456789abcdef",
        .at_utc_us = kiosk->at_utc_us,
        .mono_us = kiosk->at_utc_us - TEST_SITE_UTC_US + 3600000000,
        .clock = TAP_CLOCK_SYNCED,
        .card = TAP_CARD_UNKNOWN,
        .token = card_token_make(&kiosk->site_key, &number),
        .shown = {.verdict = "unknown"},
    };
    memcpy(record.kiosk, kiosk->id, sizeof record.kiosk);
    return record;
}

size_t test_kiosk_write(struct test_kiosk *kiosk, struct tap_record *record, char *ret_line)
{
    record->epoch = kiosk->head.epoch;
    record->seq = kiosk->head.seq + 1;
    record->prev = kiosk->head.hash;
    size_t len = tap_record_encode(record, ret_line);
    kiosk->head.seq = record->seq;
    kiosk->head.hash = hash_sha256(ret_line, len - 1);
    kiosk->at_utc_us = record->at_utc_us + 1000000;
    return len;
}

size_t test_kiosk_tap(struct test_kiosk *kiosk, uint32_t first_card, size_t count, char *ret_body)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        struct tap_record record = test_kiosk_next(kiosk, first_card + (uint32_t)i);
        len += test_kiosk_write(kiosk, &record, ret_body + len);
    }
    return len;
}

struct ingest_batch *test_kiosk_batch(const struct test_kiosk *kiosk, const char *body, size_t len)
{
    struct error err;
    struct ingest_proof proof = {
        .signed_utc_us = kiosk->at_utc_us,
        .target = "/api/v1/kiosk/records",
        .body_hash = hash_sha256(body, len),
    };
    memcpy(proof.kiosk, kiosk->id, sizeof proof.kiosk);
    const struct signed_request request = {.method = "POST",
                                           .target = proof.target,
                                           .time_utc_us = proof.signed_utc_us,
                                           .body_hash = proof.body_hash};
    proof.signature = signed_request_sign(&request, kiosk->key);
    enum ingest_parse_result parsed;
    struct ingest_batch *batch = NULL;
    must(ingest_batch_create(&proof, body, len, &parsed, &batch, &err), &err);
    CHECK(parsed == INGEST_PARSED);
    return batch;
}

const char *test_kiosk_sign(const struct test_kiosk *kiosk, const char *method, const char *target,
                            int64_t now_utc_us, const char *body, size_t len,
                            char ret_headers[static 1024])
{
    char text[1024];
    char hex[2 * SIGNATURE_BYTES + 1];
    struct hash body_hash = hash_sha256(body ? body : "", len);
    hash_hex_encode(body_hash.bytes, HASH_BYTES, hex);
    int text_len = snprintf(text, sizeof text, "shoushi-request-1\n%s\n%s\n%lld\n%s", method,
                            target, (long long)now_utc_us, hex);
    CHECK(text_len > 0 && text_len < (int)sizeof text);
    struct signature signature = signing_key_sign(kiosk->key, text, (size_t)text_len);
    hash_hex_encode(signature.bytes, SIGNATURE_BYTES, hex);
    int headers_len = snprintf(ret_headers, 1024,
                               "Shoushi-Protocol: 1\r\nShoushi-Kiosk: %s\r\nShoushi-Time: %lld\r\n"
                               "Shoushi-Signature: %s\r\n",
                               kiosk->id, (long long)now_utc_us, hex);
    CHECK(headers_len > 0 && headers_len < 1024);
    return ret_headers;
}
