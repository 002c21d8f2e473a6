#include "identity_file.h"

#include "cmocka_tests.h"
#include "file.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int set_up(void **state)
{
    struct temporary_folder *folder = calloc(1, sizeof *folder);
    assert_non_null(folder);
    temporary_folder_init(folder);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    temporary_folder_finish(*state);
    free(*state);
    return 0;
}

static struct identity enrolled(void)
{
    struct identity identity = {
        .server_url = "https://shoushi.example:8443",
        .kiosk = "k0001",
        .place = "县政府大楼 \"东\"门",
        .site_name = "文兴县",
        .timezone = "Asia/Shanghai",
        .epoch = 3,
    };
    memset(identity.seed, 1, sizeof identity.seed);
    memset(identity.site_key.bytes, 2, sizeof identity.site_key.bytes);
    memset(identity.server_key.bytes, 3, sizeof identity.server_key.bytes);
    return identity;
}

static void test_identity_file__what_is_written_is_read(void **state)
{
    const struct temporary_folder *folder = *state;
    enum identity_found found;
    struct identity identity;
    assert_true(identity_file_read(folder->path, &found, &identity, NULL));
    assert_int_equal(found, IDENTITY_NONE);
    const struct identity written = enrolled();
    assert_true(identity_file_write(folder->path, &written, NULL));
    assert_true(identity_file_read(folder->path, &found, &identity, NULL));
    assert_int_equal(found, IDENTITY_ENROLLED);
    assert_memory_equal(&identity, &written, sizeof identity);
    char path[512];
    struct stat status;
    assert_int_equal(stat(temporary_folder_path(folder, "identity.json", path), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void test_identity_file__a_key_without_an_answer_is_pending(void **state)
{
    const struct temporary_folder *folder = *state;
    struct identity written = {.server_url = "http://127.0.0.1:1"};
    memset(written.seed, 9, sizeof written.seed);
    assert_true(identity_file_write(folder->path, &written, NULL));
    enum identity_found found;
    struct identity identity;
    assert_true(identity_file_read(folder->path, &found, &identity, NULL));
    assert_int_equal(found, IDENTITY_PENDING);
    assert_memory_equal(&identity, &written, sizeof identity);
}

static void test_identity_file__what_is_not_of_its_form_is_an_error_and_stays(void **state)
{
    static const char *const broken[] = {
        "",
        "{}",
        "{\"seed\":\"00\",\"server_url\":\"\"}",
        "{\"seed\":\"0101010101010101010101010101010101010101010101010101010101010101\","
        "\"server_url\":\"x\",\"kiosk\":\"k0001\"}",
        "{\"seed\":\"0101010101010101010101010101010101010101010101010101010101010101\","
        "\"server_url\":\"x\",\"colour\":1}",
    };
    const struct temporary_folder *folder = *state;
    char path[512];
    (void)temporary_folder_path(folder, "identity.json", path);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        assert_true(file_replace(path, broken[i], strlen(broken[i]), 0600, NULL));
        enum identity_found found;
        struct identity identity;
        struct error err = {0};
        assert_false(identity_file_read(folder->path, &found, &identity, &err));
        assert_non_null(strstr(err.text, path));
        AUTO(memory) char *text = NULL;
        size_t len;
        assert_true(file_read(path, 4096, &text, &len, NULL));
        assert_string_equal(text, broken[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_identity_file__what_is_written_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_identity_file__a_key_without_an_answer_is_pending,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_identity_file__what_is_not_of_its_form_is_an_error_and_stays, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
