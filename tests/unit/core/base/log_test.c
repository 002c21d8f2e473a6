#include "log.h"

#include "check.h"
#include "cmocka_tests.h"
#include <regex.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Standard error goes into a memory file for the length of one test. */
struct capture {
    int real_stderr;
    int file;
    char text[8192];
};

static int setup(void **state)
{
    struct capture *capture = calloc(1, sizeof *capture);
    if (!capture) {
        return -1;
    }
    capture->real_stderr = dup(STDERR_FILENO);
    capture->file = memfd_create("log", MFD_CLOEXEC);
    if (capture->real_stderr < 0 || capture->file < 0 || dup2(capture->file, STDERR_FILENO) < 0) {
        return -1;
    }
    *state = capture;
    return 0;
}

static int teardown(void **state)
{
    struct capture *capture = *state;
    int restored = dup2(capture->real_stderr, STDERR_FILENO);
    (void)close(capture->real_stderr); /* read only: nothing can be lost */
    (void)close(capture->file);        /* likewise */
    log_set_level(LOG_INFO);
    free(capture);
    return restored < 0 ? -1 : 0;
}

static const char *captured(struct capture *capture)
{
    ssize_t len = pread(capture->file, capture->text, sizeof capture->text - 1, 0);
    assert_true(len >= 0);
    capture->text[len] = '\0';
    return capture->text;
}

static void assert_matches(const char *text, const char *pattern)
{
    regex_t regex;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&regex, text, 0, NULL, 0) != 0) {
        fail_msg("'%s' does not match '%s'", text, pattern);
    }
    regfree(&regex);
}

static void test_log__an_event_is_one_line_of_pairs(void **state)
{
    log_event(LOG_INFO, "server_up", "address=%s port=%d", LOG_TEXT("127.0.0.1"), 8080);
    assert_matches(captured(*state),
                   "^time=20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]"
                   "\\.[0-9]{3}Z level=info event=server_up address=\"127\\.0\\.0\\.1\" "
                   "port=8080\n$");
}

static void test_log__lines_below_the_level_are_dropped(void **state)
{
    log_event(LOG_DEBUG, "one", "n=%d", 1);
    assert_string_equal(captured(*state), "");
    log_set_level(LOG_DEBUG);
    log_event(LOG_DEBUG, "two", "n=%d", 2);
    assert_matches(captured(*state), "level=debug event=two n=2\n$");
    log_set_level(LOG_ERROR);
    log_event(LOG_WARNING, "three", "n=%d", 3);
    assert_null(strstr(captured(*state), "three"));
    log_event(LOG_ERROR, "four", "n=%d", 4);
    assert_matches(captured(*state), "level=error event=four n=4\n$");
}

static void test_log__what_comes_from_outside_cannot_forge_a_line(void **state)
{
    log_event(LOG_WARNING, "bad_body", "body=%s",
              LOG_TEXT("x\" event=admin_logged_in\nlevel=info \\\x1b[31m\x7f"));
    const char *text = captured(*state);
    assert_matches(text, "event=bad_body "
                         "body=\"x\\\\\" event=admin_logged_in\\?level=info \\\\\\\\\\?\\[31m\\?\""
                         "\n$");
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void test_log__a_line_is_at_most_1024_bytes(void **state)
{
    char longer[3000];
    memset(longer, 'v', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    log_event(LOG_INFO, "long", "value=%s", longer);
    const char *text = captured(*state);
    assert_in_range(strlen(text), 1000, 1024);
    assert_int_equal(text[strlen(text) - 1], '\n');
}

static void test_log__quoted_text_is_cut_at_255_bytes(void **state)
{
    (void)state;
    char buffer[256];
    char longer[400];
    memset(longer, 'q', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    for (size_t quotes = 0; quotes < 4; quotes++) { /* an escape may fall on the last place */
        memset(longer + 249, '"', quotes);
        const char *text = log_quote(buffer, longer);
        assert_ptr_equal(text, buffer);
        assert_in_range(strlen(text), 253, 255);
        assert_int_equal(text[strlen(text) - 1], '"');
    }
    assert_string_equal(log_quote(buffer, ""), "\"\"");
}

static void test_log__a_cut_never_splits_a_character(void **state)
{
    (void)state;
    for (size_t lead = 0; lead < 3; lead++) {
        char longer[400];
        memset(longer, 'a', lead);
        for (size_t i = lead; i + 3 < sizeof longer; i += 3) {
            memcpy(longer + i, "\xe6\x99\xa8", 4); /* 晨 */
        }
        char buffer[256];
        const char *text = log_quote(buffer, longer);
        assert_int_equal((strlen(text) - 2 - lead) % 3, 0);
        assert_in_range(strlen(text), 252, 255);
    }
}

#define LOG_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOG_TEST(test_log__an_event_is_one_line_of_pairs),
        LOG_TEST(test_log__lines_below_the_level_are_dropped),
        LOG_TEST(test_log__what_comes_from_outside_cannot_forge_a_line),
        LOG_TEST(test_log__a_line_is_at_most_1024_bytes),
        cmocka_unit_test(test_log__quoted_text_is_cut_at_255_bytes),
        cmocka_unit_test(test_log__a_cut_never_splits_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
