/* Records in: what is stored, what is there already, what is set aside and why; once each, whatever
 * order and company they come in. */

#include "ingest.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "person_tap_store.h"
#include "test_site.h"
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX (INGEST_LINES_MAX * TAP_RECORD_LINE_MAX)

struct fixture {
    struct test_site site;
    struct test_kiosk kiosk;
    char body[BODY_MAX + 1];
    size_t heard, committed, calls; /* by the observer */
    char heard_staff[8][TAP_RECORD_ID_MAX + 1];
    int refuse; /* how many commits it refuses */
};

static struct fixture fixture;

static bool hear(struct database *database, const struct stored_tap *taps, size_t count, void *user,
                 struct error *err)
{
    (void)database;
    (void)user;
    if (fixture.refuse > 0) {
        fixture.refuse--;
        return error_set(err, ERROR_IO, "refused");
    }
    for (size_t i = 0; i < count && fixture.heard + i < 8; i++) {
        memcpy(fixture.heard_staff[fixture.heard + i], taps[i].staff, sizeof taps[i].staff);
    }
    fixture.heard += count;
    fixture.calls++;
    return true;
}

static void hear_commit(const struct stored_tap *taps, size_t count, void *user)
{
    (void)taps;
    (void)user;
    fixture.committed += count;
}

static void observe(void)
{
    const struct ingest_observer observer = {.on_taps_in_transaction = hear,
                                             .on_taps_committed = hear_commit};
    ingest_add_observer(fixture.site.ingest, &observer);
}

static int set_up(void **state)
{
    memset(&fixture, 0, sizeof fixture);
    test_site_init(&fixture.site);
    test_kiosk_init(&fixture.kiosk, &fixture.site);
    observe();
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_kiosk_finish(&fixture.kiosk);
    test_site_finish(&fixture.site);
    return 0;
}

/* Stores a body and keeps the batch for looking at. */
static struct ingest_batch *send_from(const struct test_kiosk *kiosk, const char *body, size_t len)
{
    struct error err;
    struct ingest_batch *batch = test_kiosk_batch(kiosk, body, len);
    if (!ingest_store(fixture.site.ingest, batch, &err)) {
        fail_msg("%s", err.text);
    }
    return batch;
}

static struct ingest_batch *send(const char *body, size_t len)
{
    return send_from(&fixture.kiosk, body, len);
}

static void assert_answers(const struct ingest_batch *batch, const char *expected)
{
    char answers[512] = "";
    for (size_t i = 0; i < batch->line_count; i++) {
        const struct ingest_line *line = &batch->lines[i];
        (void)strcat(answers, i > 0 ? " " : "");
        (void)strcat(answers, line->answer == INGEST_QUARANTINED
                                  ? ingest_reason_name(line->reason)
                                  : ingest_answer_name(line->answer));
    }
    assert_string_equal(answers, expected);
}

/* Sends and compares the answers: words, or the reasons of what is in quarantine. */
static void assert_sent(const char *body, size_t len, const char *expected)
{
    AUTO(ingest_batch) struct ingest_batch *batch = send(body, len);
    assert_answers(batch, expected);
}

static int64_t number(const char *sql)
{
    return test_site_number(&fixture.site, sql);
}

static void test_ingest__records_are_stored_byte_for_byte(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 3, fixture.body);
    AUTO(ingest_batch) struct ingest_batch *batch = send(fixture.body, len);
    assert_answers(batch, "stored stored stored");
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 3);
    assert_int_equal(number("SELECT SUM(LENGTH(line) + 1) FROM record"), len);
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 3);
    assert_int_equal(batch->head.seq, 3);
    assert_true(hash_equal(&batch->head.hash, &fixture.kiosk.head.hash));
}

static void test_ingest__the_head_is_countersigned(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    AUTO(ingest_batch) struct ingest_batch *batch = send(fixture.body, len);
    char hex[HASH_HEX_SIZE], text[200];
    hash_hex_encode(fixture.kiosk.head.hash.bytes, HASH_BYTES, hex);
    (void)snprintf(text, sizeof text, "shoushi-head-1:%s:1:1:%s", fixture.kiosk.id, hex);
    assert_true(signature_verify(kiosk_enrolment_server_key(fixture.site.enrolment), text,
                                 strlen(text), &batch->head_signature));
}

static void test_ingest__an_empty_batch_tells_the_head(void **state)
{
    (void)state;
    AUTO(ingest_batch) struct ingest_batch *batch = send("", 0);
    struct hash genesis = chain_genesis(fixture.kiosk.id, 1);
    assert_int_equal(batch->line_count, 0);
    assert_int_equal(batch->head.epoch, 1);
    assert_int_equal(batch->head.seq, 0);
    assert_true(hash_equal(&batch->head.hash, &genesis));
    assert_int_equal(number("SELECT COUNT(*) FROM record_batch"), 0);
}

static void test_ingest__the_same_batch_again_is_all_duplicates(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 3, fixture.body);
    assert_sent(fixture.body, len, "stored stored stored");
    assert_sent(fixture.body, len, "duplicate duplicate duplicate");
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 3);
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 3);
    assert_int_equal(number("SELECT COUNT(*) FROM record_batch"), 1);
    assert_int_equal(fixture.committed, 3);
}

static void test_ingest__a_line_within_its_batch_twice_is_a_duplicate(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    memcpy(fixture.body + len, fixture.body, len);
    assert_sent(fixture.body, 2 * len, "stored duplicate");
}

static void test_ingest__a_reused_number_is_a_fork(void **state)
{
    (void)state;
    struct chain_head image;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    image = fixture.kiosk.head;
    len += test_kiosk_tap(&fixture.kiosk, 3, 2, fixture.body + len);
    assert_sent(fixture.body, len, "stored stored stored stored");
    fixture.kiosk.head = image; /* the disk's image of an earlier hour is put back */
    len = test_kiosk_tap(&fixture.kiosk, 77, 3, fixture.body);
    assert_sent(fixture.body, len, "fork fork broken");
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 4);
    assert_int_equal(number("SELECT COUNT(*) FROM quarantine WHERE state = 'open'"), 3);
}

static void test_ingest__lines_that_cannot_be_read_are_kept_as_they_are(void **state)
{
    (void)state;
    static const char junk[] = "not json\n\n\xff\xfe\0x\n{\"v\":1}\nhalf a li";
    assert_sent(junk, sizeof junk - 1, "malformed malformed malformed malformed malformed");
    assert_int_equal(number("SELECT COUNT(*) FROM quarantine WHERE reason = 'malformed'"), 5);
    assert_int_equal(number("SELECT COUNT(*) FROM quarantine WHERE LENGTH(line) = 4"), 1);
    assert_int_equal(number("SELECT COUNT(*) FROM record_batch"), 1);
    assert_sent(junk, sizeof junk - 1, "malformed malformed malformed malformed malformed");
    assert_int_equal(number("SELECT COUNT(*) FROM quarantine"), 5);
    assert_int_equal(number("SELECT COUNT(*) FROM record_batch"), 1);
}

static void test_ingest__a_half_line_is_malformed_and_the_whole_one_is_stored_later(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    assert_sent(fixture.body, len - 40, "stored malformed");
    assert_sent(fixture.body, len, "duplicate stored");
}

static void test_ingest__another_kiosks_line_is_set_aside(void **state)
{
    (void)state;
    struct test_kiosk other;
    test_kiosk_init(&other, &fixture.site);
    size_t len = test_kiosk_tap(&other, 1, 1, fixture.body);
    assert_sent(fixture.body, len, "kiosk");
    AUTO(ingest_batch) struct ingest_batch *batch = send_from(&other, fixture.body, len);
    assert_answers(batch, "stored");
    test_kiosk_finish(&other);
}

static void test_ingest__a_gap_is_seen_and_healed_by_what_comes_later(void **state)
{
    (void)state;
    static char late[4 * TAP_RECORD_LINE_MAX];
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    assert_sent(fixture.body, len, "stored");
    size_t late_len = test_kiosk_tap(&fixture.kiosk, 2, 3, late);
    len = test_kiosk_tap(&fixture.kiosk, 5, 3, fixture.body);
    AUTO(ingest_batch) struct ingest_batch *gap = send(fixture.body, len);
    assert_answers(gap, "gap gap gap");
    assert_int_equal(gap->head.seq, 1);
    AUTO(ingest_batch) struct ingest_batch *filled = send(late, late_len);
    assert_answers(filled, "stored stored stored");
    assert_int_equal(filled->head.seq, 7);
    assert_true(hash_equal(&filled->head.hash, &fixture.kiosk.head.hash));
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 7);
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 7);
    assert_int_equal(number("SELECT COUNT(*) FROM quarantine WHERE state = 'taken'"), 3);
    assert_int_equal(number("SELECT gaps FROM kiosk_progress"), 0);
    assert_int_equal(fixture.committed, 7);
    len = test_kiosk_tap(&fixture.kiosk, 9, 1, fixture.body);
    assert_sent(fixture.body, len, "stored");
}

static void test_ingest__lines_of_a_batch_in_any_order_are_all_taken(void **state)
{
    (void)state;
    char lines[3][TAP_RECORD_LINE_MAX + 1];
    size_t lens[3], len = 0;
    for (int i = 0; i < 3; i++) {
        lens[i] = test_kiosk_tap(&fixture.kiosk, 1, 1, lines[i]);
    }
    for (int i = 2; i >= 0; i--) {
        memcpy(fixture.body + len, lines[i], lens[i]);
        len += lens[i];
    }
    AUTO(ingest_batch) struct ingest_batch *batch = send(fixture.body, len);
    assert_answers(batch, "gap gap stored");
    assert_int_equal(batch->head.seq, 3);
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 3);
}

static void test_ingest__a_line_that_follows_no_other_is_broken(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    assert_sent(fixture.body, len, "stored");
    fixture.kiosk.head.hash.bytes[0] ^= 1;
    len = test_kiosk_tap(&fixture.kiosk, 2, 2, fixture.body);
    assert_sent(fixture.body, len, "broken gap");
}

static void begin_epoch(uint32_t epoch)
{
    fixture.kiosk.head = (struct chain_head){epoch, 0, chain_genesis(fixture.kiosk.id, epoch)};
}

static void test_ingest__a_new_epoch_begins_a_chain_of_its_own(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    struct chain_head first = fixture.kiosk.head;
    begin_epoch(2);
    len += test_kiosk_tap(&fixture.kiosk, 3, 2, fixture.body + len);
    AUTO(ingest_batch) struct ingest_batch *batch = send(fixture.body, len);
    assert_answers(batch, "stored stored stored stored");
    assert_int_equal(batch->head.epoch, 2);
    assert_int_equal(batch->head.seq, 2);
    fixture.kiosk.head = first; /* the rest of the old store is found after all */
    len = test_kiosk_tap(&fixture.kiosk, 5, 1, fixture.body);
    AUTO(ingest_batch) struct ingest_batch *rest = send(fixture.body, len);
    assert_answers(rest, "stored");
    assert_int_equal(rest->head.epoch, 2);
}

static void test_ingest__a_revoked_kiosk_stores_nothing(void **state)
{
    (void)state;
    struct error err;
    bool done;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    assert_true(kiosk_enrolment_revoke(fixture.site.enrolment, fixture.kiosk.id, &done, &err));
    assert_true(done);
    AUTO(ingest_batch) struct ingest_batch *batch = send(fixture.body, len);
    assert_int_equal(batch->outcome, INGEST_OUTCOME_REVOKED);
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 0);
}

static void test_ingest__too_many_lines_are_no_batch(void **state)
{
    (void)state;
    struct error err;
    const struct ingest_proof proof = {.kiosk = "k0001"};
    enum ingest_parse_result parsed;
    struct ingest_batch *batch = NULL;
    memset(fixture.body, '\n', INGEST_LINES_MAX + 1);
    assert_true(
        ingest_batch_create(&proof, fixture.body, INGEST_LINES_MAX + 1, &parsed, &batch, &err));
    assert_int_equal(parsed, INGEST_TOO_MANY_LINES);
    assert_null(batch);
    assert_true(ingest_batch_create(&proof, fixture.body, INGEST_LINES_MAX, &parsed, &batch, &err));
    assert_int_equal(parsed, INGEST_PARSED);
    assert_int_equal(batch->line_count, INGEST_LINES_MAX);
    ingest_batch_destroy(batch);
}

static void test_ingest__the_chain_goes_on_after_a_restart(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    assert_sent(fixture.body, len, "stored stored");
    test_site_reopen(&fixture.site);
    len += test_kiosk_tap(&fixture.kiosk, 3, 1, fixture.body + len);
    assert_sent(fixture.body, len, "duplicate duplicate stored");
}

static void put_card(uint32_t card, const char *value)
{
    char token[HASH_HEX_SIZE];
    test_site_put(&fixture.site, "card", test_site_token(&fixture.site, card, token), value);
}

static void put_staff(const char *id)
{
    char value[200];
    (void)snprintf(value, sizeof value, "{\"id\": \"%s\", \"name\": \"某人\", \"unit\": \"u1\"}",
                   id);
    test_site_put(&fixture.site, "staff", id, value);
}

static void test_ingest__whose_tap_it_is_the_servers_facts_say(void **state)
{
    (void)state;
    char line[TAP_RECORD_LINE_MAX + 1];
    put_staff("s1");
    put_card(1, "{\"staff\": \"s1\", \"state\": \"active\"}");
    struct tap_record record = test_kiosk_next(&fixture.kiosk, 1); /* unknown to the kiosk */
    size_t len = test_kiosk_write(&fixture.kiosk, &record, line);
    assert_sent(line, len, "stored");
    record = test_kiosk_next(&fixture.kiosk, 2); /* of somebody, says the kiosk */
    record.card = TAP_CARD_RECOGNISED;
    (void)strcpy(record.staff, "s1");
    len = test_kiosk_write(&fixture.kiosk, &record, line);
    assert_sent(line, len, "stored");
    assert_int_equal(fixture.heard, 2);
    assert_string_equal(fixture.heard_staff[0], "s1");
    assert_string_equal(fixture.heard_staff[1], "");
    assert_int_equal(number("SELECT COUNT(*) FROM tap WHERE staff = 's1' AND card = 'recognised'"),
                     1);
    assert_int_equal(number("SELECT COUNT(*) FROM tap WHERE staff = '' AND card = 'unknown'"), 1);
}

static void test_ingest__a_card_holds_between_its_dates(void **state)
{
    (void)state;
    put_staff("s1");
    put_card(1, "{\"staff\": \"s1\", \"state\": \"revoked\"}");
    put_card(2, "{\"staff\": \"s1\", \"state\": \"active\", \"to\": \"2026-03-01\"}");
    put_card(3, "{\"staff\": \"s1\", \"state\": \"active\", \"from\": \"2026-03-03\"}");
    put_card(4, "{\"staff\": \"s1\", \"state\": \"active\", \"from\": \"2026-03-02\","
                " \"to\": \"2026-03-02\"}");
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 4, fixture.body);
    assert_sent(fixture.body, len, "stored stored stored stored");
    assert_int_equal(number("SELECT COUNT(*) FROM tap WHERE staff = '' AND card = 'revoked'"), 1);
    assert_int_equal(number("SELECT COUNT(*) FROM tap WHERE staff = '' AND card = 'expired'"), 2);
    assert_int_equal(number("SELECT COUNT(*) FROM tap WHERE staff = 's1'"), 1);
}

static void test_ingest__time_is_the_kiosks_clock_plus_its_offset(void **state)
{
    (void)state;
    char line[TAP_RECORD_LINE_MAX + 1];
    int64_t midnight_ms = civil_midnight_ms(civil_date_make(2026, 3, 3));
    struct tap_record record = test_kiosk_next(&fixture.kiosk, 1);
    record.at_utc_us = TEST_SITE_UTC_US + 55799999999; /* 2026-03-02T23:59:59.999999 */
    record.clock_offset_us = 1;
    size_t len = test_kiosk_write(&fixture.kiosk, &record, line);
    assert_sent(line, len, "stored");
    assert_true(number("SELECT at_ms FROM tap") == midnight_ms);
    assert_int_equal(number("SELECT date FROM tap"), civil_date_make(2026, 3, 3));
}

static void test_ingest__the_sites_zone_is_followed(void **state)
{
    (void)state;
    test_site_put(&fixture.site, "site", "site",
                  "{\"name\": \"县政府\", \"place\": \"\", \"timezone\": \"Europe/Berlin\"}");
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    assert_sent(fixture.body, len, "stored");
    assert_true(number("SELECT at_ms FROM tap") ==
                civil_midnight_ms(civil_date_make(2026, 3, 2)) + 5400000); /* 01:30 */
}

static void test_ingest__an_uncertain_tap_keeps_its_bounds(void **state)
{
    (void)state;
    char line[TAP_RECORD_LINE_MAX + 1];
    int64_t opened_ms = civil_midnight_ms(civil_date_make(2026, 3, 2)) + 30600000; /* 08:30 */
    struct tap_record record = test_kiosk_next(&fixture.kiosk, 1);
    record.clock = TAP_CLOCK_UNCERTAIN;
    record.at_utc_us = 1000000; /* the kiosk's clock says 1970 */
    record.not_before_utc_us = TEST_SITE_UTC_US;
    record.not_after_utc_us = TEST_SITE_UTC_US + 60000000;
    size_t len = test_kiosk_write(&fixture.kiosk, &record, line);
    assert_sent(line, len, "stored");
    assert_int_equal(number("SELECT uncertain FROM tap"), 1);
    assert_true(number("SELECT not_before_ms FROM tap") == opened_ms);
    assert_true(number("SELECT not_after_ms FROM tap") == opened_ms + 60000);
    assert_int_equal(number("SELECT date FROM tap"), civil_date_make(2026, 3, 2));
    assert_int_equal(number("SELECT COUNT(*) FROM clock_fact"), 0);
}

static void test_ingest__clock_facts_are_kept_when_they_change(void **state)
{
    (void)state;
    char line[TAP_RECORD_LINE_MAX + 1];
    static const int64_t offsets[] = {5, 5, 7, 7, 5};
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        struct tap_record record = test_kiosk_next(&fixture.kiosk, 1);
        record.clock_offset_us = offsets[i];
        size_t len = test_kiosk_write(&fixture.kiosk, &record, line);
        assert_sent(line, len, "stored");
    }
    assert_int_equal(number("SELECT COUNT(*) FROM clock_fact"), 3);
}

static void test_ingest__what_an_observer_refuses_is_undone(void **state)
{
    (void)state;
    struct error err;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, fixture.body, len);
    fixture.refuse = 1;
    assert_false(ingest_store(fixture.site.ingest, batch, &err));
    assert_string_equal(err.text, "refused");
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 0);
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 0);
    assert_int_equal(fixture.committed, 0);
    assert_true(ingest_store(fixture.site.ingest, batch, &err)); /* the very same, again */
    assert_answers(batch, "stored stored");
    assert_int_equal(fixture.committed, 2);
}

static sem_t entered, go, ended;

/* Holds the writer, so that what is submitted meanwhile shares a commit. */
static bool hold_writer(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    assert_int_equal(sem_post(&entered), 0);
    assert_int_equal(sem_wait(&go), 0);
    return true;
}

static bool lose_record(struct database *database, void *user, struct error *err)
{
    (void)user;
    return database_run_script(database, "test", "DELETE FROM record WHERE seq = 1", err);
}

static void end_batch(struct ingest_batch *batch, const struct error *failure, void *user)
{
    *(bool *)user = failure == NULL;
    ingest_batch_destroy(batch);
    assert_int_equal(sem_post(&ended), 0);
}

static void submit(const struct test_kiosk *kiosk, const char *body, size_t len, bool *ret_stored)
{
    struct error err;
    struct ingest_batch *batch = test_kiosk_batch(kiosk, body, len);
    assert_true(ingest_submit(fixture.site.ingest, batch, end_batch, ret_stored, &err));
}

static void test_ingest__a_batch_that_fails_leaves_nothing_in_its_group(void **state)
{
    (void)state;
    struct error err;
    struct test_kiosk other;
    static char others_body[2 * TAP_RECORD_LINE_MAX];
    bool stored = true, others_stored = false;
    test_kiosk_init(&other, &fixture.site);
    size_t first_len = test_kiosk_tap(&fixture.kiosk, 1, 1, fixture.body);
    size_t len = first_len + test_kiosk_tap(&fixture.kiosk, 2, 1, fixture.body + first_len);
    assert_sent(fixture.body, len, "stored stored");
    assert_true(storage_write(fixture.site.storage, lose_record, NULL, &err));
    /* A line that is new, then the one that has been lost: that the store is damaged shows late. */
    len = test_kiosk_tap(&fixture.kiosk, 3, 1, fixture.body + first_len);
    memmove(fixture.body + 2 * first_len, fixture.body, first_len);
    memmove(fixture.body, fixture.body + first_len, len);
    memmove(fixture.body + len, fixture.body + 2 * first_len, first_len);
    size_t others_len = test_kiosk_tap(&other, 9, 1, others_body);
    assert_int_equal(sem_init(&entered, 0, 0) | sem_init(&go, 0, 0) | sem_init(&ended, 0, 0), 0);
    const struct write_job hold = {hold_writer, NULL, NULL, 1};
    assert_true(write_queue_submit(storage_writer(fixture.site.storage), &hold, &err));
    assert_int_equal(sem_wait(&entered), 0);
    submit(&fixture.kiosk, fixture.body, len + first_len, &stored);
    submit(&other, others_body, others_len, &others_stored);
    assert_int_equal(sem_post(&go), 0);
    assert_int_equal(sem_wait(&ended), 0);
    assert_int_equal(sem_wait(&ended), 0);
    assert_false(stored);
    assert_true(others_stored);
    assert_int_equal(number("SELECT COUNT(*) FROM record"), 2); /* 2 and the other's */
    assert_int_equal(number("SELECT COUNT(*) FROM tap"), 3);    /* 1, 2 and the other's */
    assert_int_equal(fixture.committed, 3);
    test_kiosk_finish(&other);
}

static void test_ingest__observers_hear_taps_by_person(void **state)
{
    (void)state;
    put_staff("s1");
    put_staff("s2");
    put_card(1, "{\"staff\": \"s2\", \"state\": \"active\"}");
    put_card(2, "{\"staff\": \"s1\", \"state\": \"active\"}");
    put_card(3, "{\"staff\": \"s2\", \"state\": \"active\"}");
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 3, fixture.body);
    assert_sent(fixture.body, len, "stored stored stored");
    assert_int_equal(fixture.calls, 1);
    assert_string_equal(fixture.heard_staff[0], "s1");
    assert_string_equal(fixture.heard_staff[1], "s2");
    assert_string_equal(fixture.heard_staff[2], "s2");
}

static void test_ingest__the_proof_of_a_batch_is_kept(void **state)
{
    (void)state;
    size_t len = test_kiosk_tap(&fixture.kiosk, 1, 2, fixture.body);
    struct ingest_batch *batch = test_kiosk_batch(&fixture.kiosk, fixture.body, len);
    struct error err;
    memset(batch->proof.signature.bytes, 0x5a, SIGNATURE_BYTES);
    assert_true(ingest_store(fixture.site.ingest, batch, &err));
    ingest_batch_destroy(batch);
    assert_int_equal(number("SELECT COUNT(*) FROM record_batch WHERE batch = 1 AND lines = 2 "
                            "AND signed_target = '/api/v1/kiosk/records'"),
                     1);
    assert_int_equal(number("SELECT COUNT(*) FROM record WHERE batch = 1"), 2);
    static const struct database_sql select = {"test.proof",
                                               "SELECT signature, body_hash FROM record_batch"};
    AUTO(database) struct database *database = NULL;
    AUTO(statement) struct statement *statement = NULL;
    bool row;
    uint8_t signature[SIGNATURE_BYTES];
    struct hash body_hash;
    assert_true(database_open(fixture.site.location, DATABASE_READ_ONLY, &database, &err));
    assert_true(database_prepare(database, &select, &statement, &err));
    assert_true(statement_step(statement, &row, &err) && row);
    assert_true(statement_copy_bytes(statement, 0, signature, sizeof signature, &err));
    assert_true(statement_copy_bytes(statement, 1, body_hash.bytes, HASH_BYTES, &err));
    assert_int_equal(signature[0], 0x5a);
    assert_memory_equal(signature, signature + 1, sizeof signature - 1);
    struct hash expected = hash_sha256(fixture.body, len);
    assert_true(hash_equal(&body_hash, &expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_ingest__records_are_stored_byte_for_byte),
        TEST(test_ingest__the_head_is_countersigned),
        TEST(test_ingest__an_empty_batch_tells_the_head),
        TEST(test_ingest__the_same_batch_again_is_all_duplicates),
        TEST(test_ingest__a_line_within_its_batch_twice_is_a_duplicate),
        TEST(test_ingest__a_reused_number_is_a_fork),
        TEST(test_ingest__lines_that_cannot_be_read_are_kept_as_they_are),
        TEST(test_ingest__a_half_line_is_malformed_and_the_whole_one_is_stored_later),
        TEST(test_ingest__another_kiosks_line_is_set_aside),
        TEST(test_ingest__a_gap_is_seen_and_healed_by_what_comes_later),
        TEST(test_ingest__lines_of_a_batch_in_any_order_are_all_taken),
        TEST(test_ingest__a_line_that_follows_no_other_is_broken),
        TEST(test_ingest__a_new_epoch_begins_a_chain_of_its_own),
        TEST(test_ingest__a_revoked_kiosk_stores_nothing),
        TEST(test_ingest__too_many_lines_are_no_batch),
        TEST(test_ingest__the_chain_goes_on_after_a_restart),
        TEST(test_ingest__whose_tap_it_is_the_servers_facts_say),
        TEST(test_ingest__a_card_holds_between_its_dates),
        TEST(test_ingest__time_is_the_kiosks_clock_plus_its_offset),
        TEST(test_ingest__the_sites_zone_is_followed),
        TEST(test_ingest__an_uncertain_tap_keeps_its_bounds),
        TEST(test_ingest__clock_facts_are_kept_when_they_change),
        TEST(test_ingest__what_an_observer_refuses_is_undone),
        TEST(test_ingest__a_batch_that_fails_leaves_nothing_in_its_group),
        TEST(test_ingest__observers_hear_taps_by_person),
        TEST(test_ingest__the_proof_of_a_batch_is_kept),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
