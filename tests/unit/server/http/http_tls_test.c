/* TLS as the kiosk's own client speaks it, with an authority of the office's own. */

#include "http_server.h"

#include "check.h"
#include "cmocka_tests.h"
#include "temporary_folder.h"
#include "transfer_client.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKIPPED 77

struct fixture {
    struct temporary_folder folder;
    struct http_server_settings settings;
    struct http_server *server;
    char ca[512], certificate[512], key[512];
};

static bool handle_word(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request;
    (void)user;
    (void)err;
    http_response_bytes(response, 200, "text/plain", "word", 4);
    return true;
}

static const struct http_route routes[] = {{"GET", "/word", handle_word, 0, 0, 0}};

static void run(const char *command)
{
    if (system(command) != 0) {
        fail_msg("%s", command);
    }
}

/* An authority and a certificate by it for 127.0.0.1. */
static void make_certificate(struct fixture *fixture, const char *name)
{
    char command[2048];
    (void)snprintf(command, sizeof command,
                   "cd '%s' && exec >/dev/null 2>&1 && "
                   "{ test -f ca.pem || openssl req -x509 -newkey ec -pkeyopt "
                   "ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=office -keyout ca.key "
                   "-out ca.pem; } && "
                   "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s "
                   "-keyout %s.key -out %s.csr && "
                   "printf 'subjectAltName=IP:127.0.0.1' > ext && "
                   "openssl x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial "
                   "-days 30 -extfile ext -out %s.pem",
                   fixture->folder.path, name, name, name, name, name);
    run(command);
}

static void start(struct fixture *fixture)
{
    const struct http_route_set set = {.routes = routes, .route_count = 1, .gate = http_gate_open};
    struct error err = {0};
    if (!http_server_create(&fixture->settings, &set, 1, &fixture->server, &err) ||
        !http_server_start(fixture->server, &err)) {
        fail_msg("%s", err.text);
    }
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    make_certificate(fixture, "first");
    http_server_settings_init(&fixture->settings);
    fixture->settings.port = 0;
    fixture->settings.certificate =
        temporary_folder_path(&fixture->folder, "first.pem", fixture->certificate);
    fixture->settings.key = temporary_folder_path(&fixture->folder, "first.key", fixture->key);
    (void)temporary_folder_path(&fixture->folder, "ca.pem", fixture->ca);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    http_server_destroy(fixture->server);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

/* One request by the kiosk's client, which trusts the authorities in ca. */
static struct transfer_answer ask(const struct fixture *fixture, const char *ca, const char *scheme)
{
    AUTO(transfer_client) struct transfer_client *client = NULL;
    struct transfer_answer answer = {0};
    struct error err = {0};
    char url[256];
    const char *rest = strstr(http_server_url(fixture->server), "://");
    (void)snprintf(url, sizeof url, "%s%s/word", scheme, rest);
    const struct transfer_request request = {.url = url, .timeout_ms = 10000};
    if (!transfer_client_create(ca, clock_system(), &client, &err) ||
        !transfer_client_start(client, &request, &err)) {
        fail_msg("%s", err.text);
    }
    for (int i = 0; i < 1000 && !transfer_client_take(client, &answer); i++) {
        transfer_client_run(client, 100);
    }
    return answer;
}

static void assert_word(const struct fixture *fixture)
{
    struct transfer_answer answer = ask(fixture, fixture->ca, "https");
    if (answer.failure != TRANSFER_FAILURE_NONE || answer.status != 200) {
        fail_msg("%d %s %d", (int)answer.failure, answer.text, answer.status);
    }
    assert_string_equal(answer.body, "word");
    /* Both clocks are this machine's: what the server wrote down lies between what the kiosk did.
     */
    int64_t server_utc_us = atoll(answer.server_time);
    assert_in_range(server_utc_us, answer.sent.utc_us, answer.answered.utc_us);
    transfer_answer_finish(&answer);
}

static void test_tls__the_kiosks_client_trusts_the_offices_authority(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    assert_non_null(strstr(http_server_url(fixture->server), "https://127.0.0.1:"));
    assert_word(fixture);
    struct transfer_answer stranger = ask(fixture, "", "https");
    assert_int_equal(stranger.failure, TRANSFER_FAILURE_TLS);
    transfer_answer_finish(&stranger);
    struct transfer_answer plain = ask(fixture, "", "http");
    assert_int_not_equal(plain.failure, TRANSFER_FAILURE_NONE);
    transfer_answer_finish(&plain);
}

static void test_tls__it_may_leave_loopback(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.address = "0.0.0.0";
    start(fixture);
    assert_non_null(strstr(http_server_url(fixture->server), "https://0.0.0.0:"));
}

/* What openssl's client says of the certificate, or of a protocol that is refused. */
static bool client_says(const struct fixture *fixture, const char *options, const char *part)
{
    char command[1024];
    (void)snprintf(command, sizeof command,
                   "openssl s_client -connect '%s' %s </dev/null 2>&1 | grep -q '%s'",
                   strstr(http_server_url(fixture->server), "://") + 3, options, part);
    return system(command) == 0;
}

static void test_tls__old_protocols_are_refused(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    assert_true(client_says(fixture, "-tls1_3", "New, TLSv1.3"));
    assert_true(client_says(fixture, "-tls1_2", "New, TLSv1.2"));
    assert_false(client_says(fixture, "-tls1_1 -cipher ALL:@SECLEVEL=0", "New, TLSv1"));
    assert_false(client_says(fixture, "-tls1_2 -cipher AES256-GCM-SHA384", "New, TLSv1"));
}

static void replace_pair(const struct fixture *fixture, const char *name)
{
    char command[1024];
    (void)snprintf(command, sizeof command, "cd '%s' && cp %s.pem first.pem && cp %s.key first.key",
                   fixture->folder.path, name, name);
    run(command);
}

static void test_tls__a_new_certificate_needs_no_restart(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    start(fixture);
    assert_true(client_says(fixture, "", "subject=CN = first"));
    make_certificate(fixture, "second");
    replace_pair(fixture, "second");
    assert_true(http_server_reload(fixture->server, &err));
    assert_true(client_says(fixture, "", "subject=CN = second"));
    assert_word(fixture);
}

static void test_tls__a_bad_pair_leaves_the_old_one_in_use(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    char command[1024];
    start(fixture);
    make_certificate(fixture, "second");
    (void)snprintf(command, sizeof command, "cd '%s' && cp second.key first.key",
                   fixture->folder.path);
    run(command);
    assert_false(http_server_reload(fixture->server, &err));
    assert_non_null(strstr(err.text, "is not the key of"));
    assert_word(fixture);
    (void)snprintf(command, sizeof command, "cd '%s' && echo x > first.pem", fixture->folder.path);
    run(command);
    assert_false(http_server_reload(fixture->server, &err));
    assert_word(fixture);
}

static void test_tls__what_cannot_be_read_is_named_at_the_start(void **state)
{
    struct fixture *fixture = *state;
    const struct http_route_set set = {.routes = routes, .route_count = 1, .gate = http_gate_open};
    struct error err = {0};
    fixture->settings.key = NULL;
    assert_false(http_server_create(&fixture->settings, &set, 1, &fixture->server, &err));
    assert_non_null(strstr(err.text, "belong together"));
    fixture->settings.key = "/nonexistent/key.pem";
    assert_false(http_server_create(&fixture->settings, &set, 1, &fixture->server, &err));
    assert_non_null(strstr(err.text, "/nonexistent/key.pem"));
}

int main(void)
{
    if (system("command -v openssl >/dev/null 2>&1") != 0) {
        (void)puts("skipped: there is no openssl");
        return SKIPPED;
    }
#define TLS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        TLS_TEST(test_tls__the_kiosks_client_trusts_the_offices_authority),
        TLS_TEST(test_tls__it_may_leave_loopback),
        TLS_TEST(test_tls__old_protocols_are_refused),
        TLS_TEST(test_tls__a_new_certificate_needs_no_restart),
        TLS_TEST(test_tls__a_bad_pair_leaves_the_old_one_in_use),
        TLS_TEST(test_tls__what_cannot_be_read_is_named_at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
