/* The site's secrets. */

#include "server_keys.h"

#include "cmocka_tests.h"
#include "file.h"
#include "test_site.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct test_site site;

static int set_up(void **state)
{
    test_site_init(&site);
    *state = &site;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_site_finish(&site);
    return 0;
}

static void test_server_keys__the_same_keys_come_back(void **state)
{
    (void)state;
    struct error err;
    char path[512];
    struct server_keys again;
    (void)temporary_folder_path(&site.folder, "keys", path);
    assert_true(server_keys_open(path, site.storage, &again, &err));
    assert_memory_equal(&again, &site.keys, sizeof again);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void test_server_keys__are_not_made_anew_for_kiosks_that_know_the_old(void **state)
{
    (void)state;
    struct error err;
    char path[512];
    struct server_keys keys;
    struct test_kiosk kiosk;
    test_kiosk_init(&kiosk, &site);
    (void)temporary_folder_path(&site.folder, "keys", path);
    assert_int_equal(unlink(path), 0);
    assert_false(server_keys_open(path, site.storage, &keys, &err));
    assert_non_null(strstr(err.text, "put it back"));
    assert_int_not_equal(access(path, F_OK), 0);
    test_kiosk_finish(&kiosk);
}

static void test_server_keys__a_damaged_file_is_named(void **state)
{
    (void)state;
    struct error err;
    char path[512];
    struct server_keys keys;
    static const char *const damaged[] = {
        "", "{}", "{\"site_key\": \"00\", \"signing_seed\": \"00\"}",
        "{\"site_key\": 1, \"signing_seed\": \"00\", \"more\": 1}"};
    (void)temporary_folder_path(&site.folder, "damaged", path);
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        assert_true(file_replace(path, damaged[i], strlen(damaged[i]), 0600, &err));
        assert_false(server_keys_open(path, site.storage, &keys, &err));
        assert_non_null(strstr(err.text, path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_server_keys__the_same_keys_come_back),
        TEST(test_server_keys__are_not_made_anew_for_kiosks_that_know_the_old),
        TEST(test_server_keys__a_damaged_file_is_named),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
