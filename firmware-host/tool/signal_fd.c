#include "signal_fd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

bool signal_fd_take(int *ret_fd, struct error *err)
{
    sigset_t signals;
    (void)sigemptyset(&signals); /* none of these fails for known signals */
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGTERM);
    (void)signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) {
        return error_set_errno(err, errno, "cannot block signals");
    }
    int fd = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd < 0) {
        return error_set_errno(err, errno, "signalfd");
    }
    *ret_fd = fd;
    return true;
}

bool signal_fd_has_come(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    return poll(&wait, 1, 0) == 1;
}
