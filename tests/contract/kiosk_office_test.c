/* docs/sync-protocol.md over real HTTP: what the office asks of a kiosk and a keeper of the office,
 * cards and photographs. */

#include "kiosk_wire.h"

#include "account_store.h"
#include "card_issue.h"
#include "cmocka_tests.h"
#include "kiosk_card.h"
#include "photo_store.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

static struct kiosk_wire wire;

static const char status_body[] =
    "{\"version\": \"0.1.0\", \"reader\": \"ready\", \"backlog\": 0, \"epoch\": 1, \"seq\": 0, "
    "\"complete_to_utc_us\": 0, \"clock\": \"synced\", \"clock_offset_us\": 0, "
    "\"clock_error_us\": 900, \"disk_free_bytes\": 8000000000}";

static const struct office_caller desk = {.actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};

/* An administrator of all units, a clerk of u1 and a reader; none is more than their role. */
static bool add_accounts(struct database *database, void *user, struct error *err)
{
    static const struct {
        const char *account, *staff, *role, *unit;
    } rows[] = {{"admin", "s1", "administrator", ""},
                {"clerk", "s2", "clerk", "u1"},
                {"reader", "s3", "inspector", ""}};
    (void)user;
    for (size_t i = 0; i < 3; i++) {
        struct account account = {.password = "x"};
        (void)snprintf(account.account, sizeof account.account, "%s", rows[i].account);
        (void)snprintf(account.name, sizeof account.name, "%s", rows[i].account);
        (void)snprintf(account.staff, sizeof account.staff, "%s", rows[i].staff);
        if (!account_store_add(database, &account, "test", 1, err) ||
            !account_store_add_role(database, rows[i].account, rows[i].role, rows[i].unit, err)) {
            return false;
        }
    }
    return true;
}

static void put_keeper(const char *staff)
{
    char value[256];
    (void)snprintf(value, sizeof value,
                   "{\"staff\":\"%s\",\"pin_hash\":\"$argon2id$v=19$m=16384,t=4,p=1$"
                   "c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE\"}",
                   staff);
    test_site_put(&wire.site, "keeper", staff, value);
}

static int set_up(void **state)
{
    struct error err;
    kiosk_wire_init(&wire);
    test_site_put(&wire.site, "unit", "u2", "{\"code\":\"u2\",\"name\":\"教育局\"}");
    test_site_put(&wire.site, "staff", "s1", "{\"id\":\"s1\",\"name\":\"王伟\",\"unit\":\"u1\"}");
    test_site_put(&wire.site, "staff", "s2", "{\"id\":\"s2\",\"name\":\"李娜\",\"unit\":\"u1\"}");
    test_site_put(&wire.site, "staff", "s3", "{\"id\":\"s3\",\"name\":\"张强\",\"unit\":\"u2\"}");
    test_site_put(&wire.site, "staff", "s4", "{\"id\":\"s4\",\"name\":\"赵敏\",\"unit\":\"u2\"}");
    put_keeper("s1");
    put_keeper("s2");
    put_keeper("s3");
    put_keeper("s4");
    assert_true(storage_write(wire.site.storage, add_accounts, NULL, &err));
    *state = &wire;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kiosk_wire_finish(&wire);
    return 0;
}

/* Commands */

/* The office asks for the next unknown card at this kiosk. */
static void ask_for_card(const char *staff, char ret_id[static OFFICE_ID_MAX + 1])
{
    struct error err;
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    AUTO(json) json_t *input = json_pack("{s:s, s:s}", "staff", staff, "kiosk", wire.kiosk.id);
    const struct office_call call = {
        .kind = office_kind_find("card_issue"), .caller = &desk, .input = input};
    assert_true(office_make(wire.office, &call, &answer, &err));
    assert_int_equal(answer.result, OFFICE_DONE);
    memcpy(ret_id, answer.id, sizeof answer.id);
}

static int64_t revision(void)
{
    kiosk_wire_get_state(&wire, "?since=0");
    return json_integer_value(json_object_get(wire.answer, "revision"));
}

/* "true" and "false" of the answer's commands; "" where it has none. */
static const char *commands_word(int64_t since, const char *rest)
{
    char query[128];
    (void)snprintf(query, sizeof query, "?since=%lld%s", (long long)since, rest);
    kiosk_wire_get_state(&wire, query);
    kiosk_wire_assert_status(&wire, 200);
    const json_t *word = json_object_get(wire.answer, "commands");
    return !word ? "" : json_is_true(word) ? "true" : "false";
}

static void test_commands__a_status_tells_whose_card_is_to_be_read(void **state)
{
    (void)state;
    char issue[OFFICE_ID_MAX + 1];
    ask_for_card("s2", issue);
    for (int i = 0; i < 2; i++) { /* until it is done: an answer that is lost costs nothing */
        kiosk_wire_post_status(&wire, status_body);
        kiosk_wire_assert_status(&wire, 200);
        const json_t *commands = json_object_get(wire.answer, "commands");
        assert_int_equal(json_array_size(commands), 1);
        const json_t *command = json_array_get(commands, 0);
        assert_int_equal(json_object_size(command), 4);
        assert_string_equal(office_text(command, "command"), "read_card");
        assert_string_equal(office_text(command, "id"), issue);
        assert_string_equal(office_text(command, "staff"), "s2");
        assert_string_equal(office_text(command, "expires_at"), "2026-03-02T08:40:00");
    }
    (void)test_kiosk_tap(&wire.kiosk, 77, 1, wire.body);
    wire.site.clock.utc_us += 2000000; /* the tap is not from before it was asked for */
    kiosk_wire_post_records(&wire, wire.body);
    kiosk_wire_settle(&wire);
    kiosk_wire_post_status(&wire, status_body);
    assert_string_equal(wire.reply.body, "{\"commands\":[]}");
}

static void test_commands__are_another_kiosks_affair(void **state)
{
    (void)state;
    char issue[OFFICE_ID_MAX + 1];
    struct test_kiosk east = wire.kiosk;
    struct test_kiosk west;
    test_kiosk_init(&west, &wire.site);
    ask_for_card("s2", issue);
    wire.kiosk = west;
    kiosk_wire_post_status(&wire, status_body);
    assert_string_equal(wire.reply.body, "{\"commands\":[]}");
    assert_string_equal(commands_word(revision(), "&card_for="), "false");
    wire.kiosk = east;
    test_kiosk_finish(&west);
}

static void test_commands__the_state_says_when_another_card_is_waited_for(void **state)
{
    (void)state;
    char issue[OFFICE_ID_MAX + 1];
    int64_t since = revision();
    assert_string_equal(commands_word(since, ""), ""); /* nobody asked */
    assert_string_equal(commands_word(since, "&card_for="), "false");
    assert_string_equal(commands_word(since, "&card_for=s2&wait=30"), "true"); /* in vain */
    ask_for_card("s2", issue);
    assert_string_equal(commands_word(since, "&card_for=&wait=30"), "true");
    assert_string_equal(commands_word(since, "&card_for=s1&wait=30"), "true");
    assert_string_equal(commands_word(since, "&card_for=s2"), "false");
}

static void *wait_for_commands(void *user)
{
    const int64_t *since = user;
    (void)commands_word(*since, "&card_for=&wait=30");
    return NULL;
}

static void test_commands__whoever_waits_hears_of_one_at_once(void **state)
{
    (void)state;
    char issue[OFFICE_ID_MAX + 1];
    pthread_t thread;
    int64_t since = revision();
    assert_int_equal(pthread_create(&thread, NULL, wait_for_commands, &since), 0);
    ask_for_card("s2", issue); /* whichever comes first */
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(json_is_true(json_object_get(wire.answer, "commands")));
}

static void test_commands__end_with_their_time(void **state)
{
    (void)state;
    struct error err;
    size_t count;
    char issue[OFFICE_ID_MAX + 1];
    ask_for_card("s2", issue);
    wire.site.clock.utc_us += INT64_C(600) * 1000000 - 1;
    assert_true(card_issue_sweep(wire.office, &count, &err));
    assert_int_equal(count, 0);
    wire.site.clock.utc_us += 1;
    kiosk_wire_post_status(&wire, status_body);
    assert_string_equal(wire.reply.body, "{\"commands\":[]}");
    assert_true(card_issue_sweep(wire.office, &count, &err));
    assert_int_equal(count, 1);
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    assert_true(
        office_read(wire.office, office_kind_find("card_issue"), &desk, issue, &answer, &err));
    assert_string_equal(office_text(answer.value, "state"), "expired");
    assert_int_equal(
        test_site_number(&wire.site,
                         "SELECT COUNT(*) FROM audit_line WHERE action = 'card_issue.expire'"),
        1);
    assert_true(card_issue_sweep(wire.office, &count, &err));
    assert_int_equal(count, 0);
}

/* Cards that a keeper issues at the kiosk */

/* others NULL: an old card is kept. */
static void request_card(const char *keeper, const char *staff, uint32_t card, const char *others)
{
    char token[HASH_HEX_SIZE];
    char body[512];
    (void)snprintf(body, sizeof body,
                   "{\"keeper\":\"%s\",\"staff\":\"%s\",\"token\":\"%s\",\"others\":\"%s\"}",
                   keeper, staff, test_site_token(&wire.site, card, token),
                   others ? others : "keep");
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", "/api/v1/kiosk/cards",
                          KIOSK_WIRE_JSON, body);
}

static void post_card(const char *keeper, const char *staff, uint32_t card, const char *others)
{
    request_card(keeper, staff, card, others);
    kiosk_wire_settle(&wire);
}

static int64_t lines(const char *action, const char *who)
{
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT COUNT(*) FROM audit_line WHERE action = '%s' AND who = '%s'", action,
                   who);
    return test_site_number(&wire.site, sql);
}

/* What the kiosks are told of the card; NULL where they know none. */
static const json_t *card_fact(uint32_t card)
{
    char token[HASH_HEX_SIZE];
    (void)test_site_token(&wire.site, card, token);
    kiosk_wire_get_state(&wire, "?since=0");
    const json_t *changes = json_object_get(wire.answer, "changes");
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);
        if (strcmp(office_text(change, "id"), token) == 0) {
            return json_object_get(change, "value");
        }
    }
    return NULL;
}

static void test_cards__a_keeper_issues_one_in_their_own_name(void **state)
{
    (void)state;
    post_card("s1", "s4", 77, NULL);
    kiosk_wire_assert_status(&wire, 201);
    assert_int_equal(json_object_size(wire.answer), 2);
    assert_int_equal(strlen(kiosk_wire_text(&wire, "card")), OFFICE_SHORT_ID);
    assert_int_equal(json_integer_value(json_object_get(wire.answer, "taken_back")), 0);
    assert_string_equal(office_text(card_fact(77), "staff"), "s4");
    assert_string_equal(office_text(card_fact(77), "state"), "active");
    assert_int_equal(lines("card_issue.make", "admin"), 1);
    assert_int_equal(lines("card.issue", "admin"), 1);
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM entry WHERE kind = "
                                                  "'card_issue' AND state = 'done'"),
                     1);
    post_card("s1", "s4", 77, NULL); /* the answer was lost */
    kiosk_wire_assert_status(&wire, 201);
    assert_int_equal(lines("card.issue", "admin"), 1);
}

static void test_cards__the_persons_other_ones_may_be_taken_back(void **state)
{
    (void)state;
    post_card("s1", "s4", 77, NULL);
    post_card("s1", "s4", 78, "keep");
    assert_string_equal(office_text(card_fact(77), "state"), "active");
    post_card("s1", "s4", 79, "lost");
    kiosk_wire_assert_status(&wire, 201);
    assert_int_equal(json_integer_value(json_object_get(wire.answer, "taken_back")), 2);
    assert_string_equal(office_text(card_fact(77), "state"), "revoked");
    assert_string_equal(office_text(card_fact(78), "state"), "revoked");
    assert_string_equal(office_text(card_fact(79), "state"), "active");
    assert_int_equal(lines("card.revoke", "admin"), 2);
}

static void test_cards__a_repeated_request_takes_the_others_back_too(void **state)
{
    (void)state;
    post_card("s1", "s4", 77, NULL);
    post_card("s1", "s4", 78, "keep");
    post_card("s1", "s4", 78, "lost"); /* asked again, by somebody who knows by now */
    kiosk_wire_assert_status(&wire, 201);
    assert_int_equal(json_integer_value(json_object_get(wire.answer, "taken_back")), 1);
    assert_string_equal(office_text(card_fact(77), "state"), "revoked");
    assert_string_equal(office_text(card_fact(78), "state"), "active");
    post_card("s1", "s4", 78, "lost");
    kiosk_wire_assert_status(&wire, 201);
    assert_int_equal(json_integer_value(json_object_get(wire.answer, "taken_back")), 0);
    assert_int_equal(lines("card.revoke", "admin"), 1);
}

struct held_writer {
    sem_t entered, go, done;
};

static bool hold_writer(struct database *database, void *user, struct error *err)
{
    struct held_writer *held = user;
    (void)database;
    (void)err;
    return sem_post(&held->entered) == 0 && sem_wait(&held->go) == 0;
}

static bool write_nothing(struct database *database, void *user, struct error *err)
{
    (void)database;
    (void)user;
    (void)err;
    return true;
}

static void note_end(void *user, const struct error *failure)
{
    struct held_writer *held = user;
    (void)failure;
    (void)sem_post(&held->done); /* far from its maximum */
}

static void test_cards__a_server_that_has_no_room_says_so(void **state)
{
    (void)state;
    struct held_writer held;
    struct error err;
    char token[HASH_HEX_SIZE];
    const struct kiosk_card_request request = {
        wire.kiosk.id, "s1", "s4", test_site_token(&wire.site, 77, token), "keep", ""};
    const struct write_job holding = {hold_writer, note_end, &held, 1};
    const struct write_job big = {write_nothing, note_end, &held, WRITE_QUEUE_ROWS_MAX};
    struct kiosk_card_answer answer;
    memset(&answer, 0x5a, sizeof answer);
    assert_int_equal(sem_init(&held.entered, 0, 0), 0);
    assert_int_equal(sem_init(&held.go, 0, 0), 0);
    assert_int_equal(sem_init(&held.done, 0, 0), 0);
    assert_true(write_queue_submit(storage_writer(wire.site.storage), &holding, &err));
    assert_int_equal(sem_wait(&held.entered), 0);
    assert_true(write_queue_submit(storage_writer(wire.site.storage), &big, &err));
    bool done = kiosk_card_issue(wire.office, &request, &answer, &err);
    request_card("s1", "s4", 77, NULL);
    assert_int_equal(sem_post(&held.go), 0);
    assert_int_equal(sem_wait(&held.done), 0);
    assert_int_equal(sem_wait(&held.done), 0);
    kiosk_wire_assert_problem(&wire, 503, "shoushi:busy");
    assert_false(done);
    assert_int_equal(err.code, ERROR_BUSY);
    assert_null(card_fact(77));
    assert_int_equal(sem_destroy(&held.entered), 0);
    assert_int_equal(sem_destroy(&held.go), 0);
    assert_int_equal(sem_destroy(&held.done), 0);
}

static void test_cards__one_that_is_somebodys_stays_theirs(void **state)
{
    (void)state;
    post_card("s1", "s4", 77, NULL);
    post_card("s1", "s3", 77, "lost");
    kiosk_wire_assert_problem(&wire, 409, "shoushi:taken");
    assert_string_equal(kiosk_wire_text(&wire, "holder"), "s4");
    assert_string_equal(kiosk_wire_text(&wire, "state"), "active");
    post_card("s1", "s4", 78, "lost");
    post_card("s1", "s4", 77, NULL); /* theirs, but taken back: it is restored at a desk */
    kiosk_wire_assert_problem(&wire, 409, "shoushi:taken");
    assert_string_equal(kiosk_wire_text(&wire, "state"), "lost");
    assert_string_equal(office_text(card_fact(77), "staff"), "s4");
}

static void test_cards__only_whom_the_keepers_account_reaches(void **state)
{
    (void)state;
    static const struct {
        const char *keeper, *staff, *word;
        unsigned status;
    } rows[] = {
        {"s9", "s4", "shoushi:keeper", 403},  {"s4", "s1", "shoushi:account", 403},
        {"s3", "s1", "shoushi:account", 403}, {"s2", "s4", "shoushi:permission", 403},
        {"s1", "s9", "shoushi:staff", 404},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        post_card(rows[i].keeper, rows[i].staff, 77, "lost");
        kiosk_wire_assert_problem(&wire, rows[i].status, rows[i].word);
        assert_null(card_fact(77));
    }
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM audit_line WHERE action = "
                                                  "'card.issue' AND outcome = 'refused'"),
                     4);
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM entry WHERE kind = "
                                                  "'card_issue'"),
                     0);
    post_card("s2", "s1", 77, NULL); /* of the clerk's own unit */
    kiosk_wire_assert_status(&wire, 201);
    assert_int_equal(lines("card.issue", "clerk"), 1);
}

static void test_cards__not_while_the_office_waits_for_another(void **state)
{
    (void)state;
    char issue[OFFICE_ID_MAX + 1];
    ask_for_card("s2", issue);
    post_card("s1", "s4", 77, NULL);
    kiosk_wire_assert_problem(&wire, 409, "shoushi:waited");
    assert_null(card_fact(77));
    assert_int_equal(lines("card_issue.make", "admin"), 0);
}

static void test_cards__what_is_malformed_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *body, *field;
    } rows[] = {
        {"{\"staff\":\"s4\",\"token\":\"\",\"others\":\"keep\"}", "keeper"},
        {"{\"keeper\":\"s1\",\"token\":\"\",\"others\":\"keep\"}", "staff"},
        {"{\"keeper\":\"s1\",\"staff\":\"s4\",\"token\":\"04a2\",\"others\":\"keep\"}", "token"},
        {"{\"keeper\":\"s1\",\"staff\":\"s4\",\"others\":\"keep\"}", "token"},
        {"{\"keeper\":\"s1\",\"staff\":\"s4\",\"pin\":\"480215\"}", "pin"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", "/api/v1/kiosk/cards",
                              KIOSK_WIRE_JSON, rows[i].body);
        kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
        assert_string_equal(kiosk_wire_text(&wire, "field"), rows[i].field);
    }
    post_card("s1", "s4", 77, "burn");
    kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
    assert_string_equal(kiosk_wire_text(&wire, "field"), "others");
}

/* The service page without a card */

static void test_openings__by_name_are_lines_of_the_audit_log(void **state)
{
    (void)state;
    static const char opened[] = "{\"keeper\":\"s1\",\"at_utc_us\":1772411399000000}";
    kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", "/api/v1/kiosk/openings",
                          KIOSK_WIRE_JSON, opened);
    assert_int_equal(wire.reply.status, 204);
    assert_int_equal(wire.reply.body_len, 0);
    kiosk_wire_settle(&wire);
    assert_int_equal(lines("kiosk.open_by_name", wire.kiosk.id), 1);
    assert_int_equal(test_site_number(&wire.site, "SELECT COUNT(*) FROM audit_line WHERE line LIKE "
                                                  "'%keeper s1 at 2026-03-02T08:29:59%'"),
                     1);
}

static void test_openings__what_is_malformed_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *body, *field;
    } rows[] = {{"{\"at_utc_us\":1}", "keeper"},
                {"{\"keeper\":\"s1\"}", "at_utc_us"},
                {"{\"keeper\":\"s1\",\"at_utc_us\":-1}", "at_utc_us"},
                {"{\"keeper\":\"s1\",\"at_utc_us\":9223372036854775807}", "at_utc_us"},
                {"{\"keeper\":\"s1\",\"at_utc_us\":1,\"pin\":\"480215\"}", "pin"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "POST", "/api/v1/kiosk/openings",
                              KIOSK_WIRE_JSON, rows[i].body);
        kiosk_wire_assert_problem(&wire, 422, "shoushi:invalid");
        assert_string_equal(kiosk_wire_text(&wire, "field"), rows[i].field);
    }
    kiosk_wire_settle(&wire);
    assert_int_equal(lines("kiosk.open_by_name", wire.kiosk.id), 0);
}

/* Photographs */

#define JPEG "\xff\xd8\xff\xe0 not looked at here \xff\xd9"

static bool put_photo(struct database *database, void *user, struct error *err)
{
    return photo_store_put(database, "s4", user, JPEG, sizeof JPEG - 1, err);
}

static void get_photo(const char *name)
{
    char target[256];
    char headers[1024];
    (void)snprintf(target, sizeof target, "/api/v1/kiosk/photos/%s", name);
    (void)test_kiosk_sign(&wire.kiosk, "GET", target, wire.site.clock.utc_us, NULL, 0, headers);
    http_reply_finish(&wire.reply);
    wire.reply = (struct http_reply){0};
    http_client_request(wire.client, "GET", target, headers, NULL, &wire.reply);
}

static void test_photos__come_by_their_hash(void **state)
{
    (void)state;
    struct error err;
    char value[64];
    char name[HASH_HEX_SIZE];
    struct hash hash = hash_sha256(JPEG, sizeof JPEG - 1);
    hash_hex_encode(hash.bytes, HASH_BYTES, name);
    get_photo(name);
    assert_int_equal(wire.reply.status, 404);
    assert_true(storage_write(wire.site.storage, put_photo, name, &err));
    get_photo(name);
    assert_int_equal(wire.reply.status, 200);
    assert_int_equal(wire.reply.body_len, sizeof JPEG - 1);
    assert_memory_equal(wire.reply.body, JPEG, sizeof JPEG - 1);
    assert_string_equal(http_reply_header(&wire.reply, "Content-Type", value, sizeof value),
                        "image/jpeg");
}

static void test_photos__there_is_none_of_another_name(void **state)
{
    (void)state;
    static const char *const names[] = {
        "s4", "00", "..%2f..%2fphoto",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char target[256];
        (void)snprintf(target, sizeof target, "/api/v1/kiosk/photos/%s", names[i]);
        kiosk_wire_request_at(&wire, wire.site.clock.utc_us, "GET", target, "", NULL);
        kiosk_wire_assert_problem(&wire, 404, "shoushi:not_found");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_commands__a_status_tells_whose_card_is_to_be_read),
        TEST(test_commands__are_another_kiosks_affair),
        TEST(test_commands__the_state_says_when_another_card_is_waited_for),
        TEST(test_commands__whoever_waits_hears_of_one_at_once),
        TEST(test_commands__end_with_their_time),
        TEST(test_cards__a_keeper_issues_one_in_their_own_name),
        TEST(test_cards__the_persons_other_ones_may_be_taken_back),
        TEST(test_cards__a_repeated_request_takes_the_others_back_too),
        TEST(test_cards__a_server_that_has_no_room_says_so),
        TEST(test_cards__one_that_is_somebodys_stays_theirs),
        TEST(test_cards__only_whom_the_keepers_account_reaches),
        TEST(test_cards__not_while_the_office_waits_for_another),
        TEST(test_cards__what_is_malformed_is_refused_by_name),
        TEST(test_openings__by_name_are_lines_of_the_audit_log),
        TEST(test_openings__what_is_malformed_is_refused_by_name),
        TEST(test_photos__come_by_their_hash),
        TEST(test_photos__there_is_none_of_another_name),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
