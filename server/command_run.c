#include "command_table.h"
#include "log.h"
#include "server_app.h"
#include "supervisor.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

/* A connection is a descriptor: the usual soft limit of 1,024 would be the limit of kiosks. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* without it there are fewer connections */
    }
}

/* Blocked before the first thread starts, so that the signals come to sigwait alone. */
static sigset_t block_signals(void)
{
    sigset_t signals;
    (void)sigemptyset(&signals); /* these fail only for numbers that are no signals */
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    return signals;
}

/* The signal's number; −1: none within the period (0: without end), or the wait broke off. */
static int wait_for_signal(const sigset_t *signals, int64_t period_us)
{
    const struct timespec period = {.tv_sec = (time_t)(period_us / 1000000),
                                    .tv_nsec = (long)(period_us % 1000000) * 1000};
    return period_us > 0 ? sigtimedwait(signals, NULL, &period) : sigwaitinfo(signals, NULL);
}

/* SIGHUP: somebody has put a new certificate there. */
static int wait_for_end(struct server_app *app, const sigset_t *signals)
{
    struct supervisor_watch watch = supervisor_watch_begin();
    for (;;) {
        struct error err;
        int number = wait_for_signal(signals, watch.period_us);
        if (number < 0) {
            server_app_turn(app); /* hangs where the writer does, and the watchdog ends both */
            supervisor_keep_awake(&watch, clock_mono_us(clock_system()));
            continue;
        }
        if (number != SIGHUP) {
            return number;
        }
        if (server_app_reload(app, &err)) {
            log_event(LOG_INFO, "server_reloaded", "signal=%d", number);
        } else {
            log_event(LOG_ERROR, "reload_refused", "error=%s", LOG_TEXT(err.text));
        }
    }
}

static bool run_server(const struct command_call *call, struct error *err)
{
    sigset_t signals = block_signals();
    raise_descriptor_limit();
    AUTO(server_app) struct server_app *app = NULL;
    if (!server_app_create(&call->config, clock_system(), &app, err) ||
        !server_app_start(app, err)) {
        return false;
    }
    if (printf("listening on %s\n", server_app_url(app)) < 0 || fflush(stdout) != 0) {
        return error_set_errno(err, errno, "standard output");
    }
    log_event(LOG_INFO, "server_up", "version=%s url=%s", SHOUSHI_VERSION, server_app_url(app));
    supervisor_tell_ready();
    int number = wait_for_end(app, &signals);
    supervisor_tell_stopping();
    log_event(LOG_INFO, "server_stopping", "signal=%d", number);
    return true;
}

const struct command command_run = {
    .name = "run",
    .operands = "",
    .summary = "Runs the server until SIGTERM or SIGINT.",
    .run = run_server,
};
