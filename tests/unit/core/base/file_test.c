#include "file.h"

#include "cleanup.h"
#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

struct fixture {
    struct temporary_folder folder;
    char path[512];
    char fresh[512]; /* what file_replace writes before the rename */
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (!fixture) {
        return -1;
    }
    temporary_folder_init(&fixture->folder);
    (void)temporary_folder_path(&fixture->folder, "key", fixture->path);      /* same pointer */
    (void)temporary_folder_path(&fixture->folder, "key.new", fixture->fresh); /* same pointer */
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

static void assert_content(const char *path, const char *expected)
{
    AUTO(memory) char *data = NULL;
    size_t len = 0;
    assert_true(file_read(path, 1 << 20, &data, &len, NULL));
    assert_int_equal(len, strlen(expected));
    assert_string_equal(data, expected);
}

static void test_file__replace_makes_and_replaces_whole_files(void **state)
{
    struct fixture *fixture = *state;
    assert_true(file_replace(fixture->path, "a longer first", 14, 0600, NULL));
    assert_content(fixture->path, "a longer first");
    assert_true(file_replace(fixture->path, "second", 6, 0600, NULL));
    assert_content(fixture->path, "second");
    assert_true(file_replace(fixture->path, "", 0, 0600, NULL));
    assert_content(fixture->path, "");
    assert_false(exists(fixture->fresh));
}

static void test_file__replace_gives_exactly_the_mode_asked_for(void **state)
{
    struct fixture *fixture = *state;
    mode_t old_mask = umask(0077);
    assert_true(file_replace(fixture->path, "x", 1, 0644, NULL));
    (void)umask(old_mask); /* cannot fail */
    struct stat status;
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0644);
    assert_true(file_replace(fixture->path, "x", 1, 0600, NULL));
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void test_file__replace_takes_over_what_a_crash_left_behind(void **state)
{
    struct fixture *fixture = *state;
    assert_true(file_replace(fixture->fresh, "half of a much longer text", 26, 0644, NULL));
    assert_true(file_replace(fixture->path, "whole", 5, 0600, NULL));
    assert_content(fixture->path, "whole");
    assert_false(exists(fixture->fresh));
}

static void test_file__replace_that_cannot_write_keeps_the_old_file(void **state)
{
    struct fixture *fixture = *state;
    assert_true(file_replace(fixture->path, "old", 3, 0600, NULL));
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {.rlim_cur = 10, .rlim_max = before.rlim_max};
    void (*on_limit)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct error err = {0};
    bool good = file_replace(fixture->path, "longer than ten bytes", 21, 0600, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(signal(SIGXFSZ, on_limit) == SIG_IGN);
    assert_false(good);
    assert_int_equal(err.code, ERROR_IO);
    assert_non_null(strstr(err.text, fixture->fresh));
    assert_content(fixture->path, "old");
    assert_false(exists(fixture->fresh));
}

static void test_file__replace_that_cannot_rename_leaves_nothing_behind(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(mkdir(fixture->path, 0700), 0);
    struct error err = {0};
    assert_false(file_replace(fixture->path, "x", 1, 0600, &err));
    assert_non_null(strstr(err.text, "cannot rename"));
    assert_false(exists(fixture->fresh));
}

static void test_file__a_folder_that_is_not_there_is_an_error_with_the_path(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO(memory) char *data = NULL;
    size_t len = 0;
    assert_false(file_replace("/nonexistent/key", "x", 1, 0600, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_non_null(strstr(err.text, "/nonexistent/key"));
    assert_false(file_read("/nonexistent/key", 10, &data, &len, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_non_null(strstr(err.text, "/nonexistent/key"));
    assert_null(data);
}

static void test_file__a_path_too_long_is_an_error(void **state)
{
    (void)state;
    char path[5000];
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    struct error err = {0};
    assert_false(file_replace(path, "x", 1, 0600, &err));
    assert_int_equal(err.code, ERROR_INVALID);
}

static void test_file__read_holds_to_its_limit(void **state)
{
    struct fixture *fixture = *state;
    const size_t sizes[] = {0, 1, 4095, 4096, 4097, 70000};
    AUTO(memory) char *written = calloc(1, 70000);
    assert_non_null(written);
    memset(written, 'r', 70000);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        AUTO(memory) char *data = NULL;
        size_t len = 12345;
        assert_true(file_replace(fixture->path, written, sizes[i], 0600, NULL));
        assert_true(file_read(fixture->path, sizes[i], &data, &len, NULL));
        assert_int_equal(len, sizes[i]);
        assert_int_equal(data[len], '\0');
        assert_memory_equal(data, written, len);
        if (len > 0) {
            struct error err = {0};
            AUTO(memory) char *refused = NULL;
            assert_false(file_read(fixture->path, sizes[i] - 1, &refused, &len, &err));
            assert_int_equal(err.code, ERROR_INVALID);
            assert_null(refused);
            assert_int_equal(len, sizes[i]);
        }
    }
}

#define FILE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

static void test_file__erase_leaves_zeros_and_no_name(void **state)
{
    struct fixture *fixture = *state;
    char kept[600];
    char text[100000];
    AUTO(memory) char *data = NULL;
    size_t len;
    memset(text, 'x', sizeof text);
    (void)snprintf(kept, sizeof kept, "%s.kept", fixture->path);
    assert_true(file_replace(fixture->path, text, sizeof text, 0600, NULL));
    assert_int_equal(link(fixture->path, kept), 0);
    assert_true(file_erase(fixture->path, NULL));
    assert_int_not_equal(access(fixture->path, F_OK), 0);
    assert_true(file_read(kept, sizeof text, &data, &len, NULL));
    assert_int_equal(len, sizeof text);
    assert_null(memchr(data, 'x', len));
    struct error err;
    assert_false(file_erase(fixture->path, &err));
    assert_int_equal(unlink(kept), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_file__replace_makes_and_replaces_whole_files),
        FILE_TEST(test_file__replace_gives_exactly_the_mode_asked_for),
        FILE_TEST(test_file__replace_takes_over_what_a_crash_left_behind),
        FILE_TEST(test_file__replace_that_cannot_write_keeps_the_old_file),
        FILE_TEST(test_file__replace_that_cannot_rename_leaves_nothing_behind),
        cmocka_unit_test(test_file__a_folder_that_is_not_there_is_an_error_with_the_path),
        cmocka_unit_test(test_file__a_path_too_long_is_an_error),
        FILE_TEST(test_file__erase_leaves_zeros_and_no_name),
        FILE_TEST(test_file__read_holds_to_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
