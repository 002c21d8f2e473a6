#include "server_config.h"

#include "cmocka_tests.h"
#include "file.h"
#include "temporary_folder.h"
#include <string.h>

static int setup(void **state)
{
    struct temporary_folder *folder = calloc(1, sizeof *folder);
    assert_non_null(folder);
    temporary_folder_init(folder);
    *state = folder;
    return 0;
}

static int teardown(void **state)
{
    temporary_folder_finish(*state);
    free(*state);
    return 0;
}

static bool read_text(void **state, const char *text, struct server_config *config,
                      struct error *err)
{
    char path[512];
    temporary_folder_path(*state, "server.conf", path);
    assert_true(file_replace(path, text, strlen(text), 0600, err));
    server_config_init(config);
    return server_config_read(path, config, err);
}

static void test_config__every_key_is_read(void **state)
{
    struct server_config config;
    struct error err = {0};
    static const char text[] = "listen = \"::1\";\n"
                               "port = 0;\n"
                               "insecure_http = true;\n"
                               "tls_proxy = true;\n"
                               "database = \"/srv/shoushi.db\";\n"
                               "keys = \"/srv/keys\";\n"
                               "console = \"/srv/console\";\n"
                               "log_level = \"warning\";\n"
                               "threads: { io = 3; workers = 5; };\n"
                               "limits: { connections = 99; connections_per_address = 7; "
                               "connection_memory_kib = 64; };\n"
                               "session: { idle_min = 30; absolute_min = 60; };\n";
    if (!read_text(state, text, &config, &err)) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(config.listen, "::1");
    assert_int_equal(config.port, 0);
    assert_true(config.insecure_http);
    assert_true(config.tls_proxy);
    assert_string_equal(config.database, "/srv/shoushi.db");
    assert_string_equal(config.keys, "/srv/keys");
    assert_string_equal(config.console, "/srv/console");
    assert_int_equal(config.log_level, 2);
    assert_int_equal(config.io_threads, 3);
    assert_int_equal(config.workers, 5);
    assert_int_equal(config.connections, 99);
    assert_int_equal(config.connections_per_address, 7);
    assert_int_equal(config.connection_memory_kib, 64);
    assert_int_equal(config.idle_min, 30);
    assert_int_equal(config.absolute_min, 60);
}

static void test_config__what_is_left_out_stays_strict(void **state)
{
    struct server_config config;
    struct error err = {0};
    assert_true(read_text(state, "", &config, &err));
    assert_string_equal(config.listen, "127.0.0.1");
    assert_int_equal(config.port, 8080);
    assert_false(config.insecure_http);
    assert_string_equal(config.console, "");
}

static void test_config__faults_name_file_line_and_key(void **state)
{
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"port = 80;\nprot = 81;\n", "server.conf:2: prot: unknown key"},
        {"\n\nport = 65536;\n", "server.conf:3: port: "},
        {"port = \"80\";\n", "server.conf:1: port: "},
        {"insecure_http = 1;\n", "server.conf:1: insecure_http: "},
        {"threads: {\n workers = 0; };\n", "server.conf:2: threads.workers: "},
        {"log_level = \"loud\";\n", "server.conf:1: log_level: "},
        {"listen = \n", "server.conf:2: "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct server_config config;
        struct error err = {0};
        assert_false(read_text(state, cases[i].text, &config, &err));
        if (!strstr(err.text, cases[i].part)) {
            fail_msg("'%s' does not say '%s'", err.text, cases[i].part);
        }
    }
}

static void test_config__the_command_line_is_checked(void **state)
{
    (void)state;
    struct server_config config;
    struct error err = {0};
    char long_path[SERVER_CONFIG_PATH_MAX + 1];
    memset(long_path, 'a', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    server_config_init(&config);
    assert_true(server_config_set(&config, "port", "0", &err));
    assert_int_equal(config.port, 0);
    assert_true(server_config_set(&config, "database", "x.db", &err));
    assert_string_equal(config.database, "x.db");
    static const char *const ports[] = {"", "x", "-1", "65536", "80x", "99999999999999999999"};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        assert_false(server_config_set(&config, "port", ports[i], &err));
    }
    assert_false(server_config_set(&config, "database", long_path, &err));
    assert_false(server_config_set(&config, "insecure_http", "true", &err));
}

static void test_config__the_secrets_lie_beside_the_database(void **state)
{
    (void)state;
    struct server_config config;
    struct error err = {0};
    char path[SERVER_CONFIG_PATH_MAX + 8];
    server_config_init(&config);
    server_config_keys_path(&config, path);
    assert_string_equal(path, "/var/lib/shoushi/server.db.keys");
    assert_true(server_config_set(&config, "keys", "/srv/k", &err));
    server_config_keys_path(&config, path);
    assert_string_equal(path, "/srv/k");
}

static void test_config__the_secrets_lie_apart_from_a_postgresql(void **state)
{
    (void)state;
    struct server_config config;
    struct error err;
    char path[SERVER_CONFIG_PATH_MAX + 8];
    server_config_init(&config);
    assert_true(server_config_set(&config, "database", "postgresql://u:secret@db/shoushi", &err));
    server_config_keys_path(&config, path);
    assert_string_equal(path, SERVER_CONFIG_KEYS_PATH);
    assert_true(server_config_set(&config, "keys", "/srv/keys", &err));
    server_config_keys_path(&config, path);
    assert_string_equal(path, "/srv/keys");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_config__every_key_is_read),
        cmocka_unit_test(test_config__what_is_left_out_stays_strict),
        cmocka_unit_test(test_config__faults_name_file_line_and_key),
        cmocka_unit_test(test_config__the_command_line_is_checked),
        cmocka_unit_test(test_config__the_secrets_lie_beside_the_database),
        cmocka_unit_test(test_config__the_secrets_lie_apart_from_a_postgresql),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
