#include "supervisor.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PERIOD_US 8000000

/* What systemd is to the program: a datagram socket that is named in its environment. */
static int listen_as_systemd(void)
{
    char name[64];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int len = snprintf(name, sizeof name, "@shoushi-supervisor-%d", (int)getpid());
    memcpy(address.sun_path + 1, name + 1, (size_t)len - 1); /* an abstract name: no file */
    assert_int_equal(bind(listener, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)len)),
                     0);
    assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
    return listener;
}

/* The next word; "" where nothing was said. */
static const char *hear(int listener)
{
    static char word[64];
    ssize_t len = recv(listener, word, sizeof word - 1, 0);
    word[len > 0 ? len : 0] = '\0';
    return word;
}

static void set_watchdog(const char *period_us)
{
    char pid[16];
    (void)snprintf(pid, sizeof pid, "%d", (int)getpid());
    assert_int_equal(setenv("WATCHDOG_PID", pid, 1), 0);
    assert_int_equal(setenv("WATCHDOG_USEC", period_us, 1), 0);
}

static void test_supervisor__says_how_it_stands(void **state)
{
    (void)state;
    int listener = listen_as_systemd();
    supervisor_tell_ready();
    assert_string_equal(hear(listener), "READY=1");
    supervisor_tell_stopping();
    assert_string_equal(hear(listener), "STOPPING=1");
    assert_int_equal(close(listener), 0);
}

static void test_supervisor__says_that_it_turns_four_times_a_period(void **state)
{
    (void)state;
    int listener = listen_as_systemd();
    set_watchdog("8000000");
    struct supervisor_watch watch = supervisor_watch_begin();
    int said = 0;
    for (int64_t now_us = 1000000; now_us < 1000000 + 2 * PERIOD_US; now_us += 50000) {
        supervisor_keep_awake(&watch, now_us);
        said += strcmp(hear(listener), "WATCHDOG=1") == 0;
    }
    assert_int_equal(said, 8);
    assert_int_equal(close(listener), 0);
}

static void test_supervisor__is_silent_where_nobody_watches(void **state)
{
    (void)state;
    int listener = listen_as_systemd();
    assert_int_equal(unsetenv("WATCHDOG_USEC"), 0);
    struct supervisor_watch watch = supervisor_watch_begin();
    supervisor_keep_awake(&watch, 1000000);
    assert_string_equal(hear(listener), "");
    set_watchdog("8000000");
    assert_int_equal(setenv("WATCHDOG_PID", "1", 1), 0); /* somebody else is watched */
    watch = supervisor_watch_begin();
    supervisor_keep_awake(&watch, 1000000);
    assert_string_equal(hear(listener), "");
    assert_int_equal(close(listener), 0);
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    supervisor_tell_ready(); /* there is nobody, and nothing happens */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_supervisor__says_how_it_stands),
        cmocka_unit_test(test_supervisor__says_that_it_turns_four_times_a_period),
        cmocka_unit_test(test_supervisor__is_silent_where_nobody_watches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
