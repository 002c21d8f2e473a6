#include "end_signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>

bool end_signals_open(int *ret_fd, struct error *err)
{
    sigset_t asked;
    (void)sigemptyset(&asked); /* these fail only for numbers that are no signals */
    (void)sigaddset(&asked, SIGINT);
    (void)sigaddset(&asked, SIGTERM);
    if (pthread_sigmask(SIG_BLOCK, &asked, NULL) != 0) {
        return error_set(err, ERROR_IO, "cannot block signals");
    }
    *ret_fd = signalfd(-1, &asked, SFD_CLOEXEC | SFD_NONBLOCK);
    return *ret_fd >= 0 || error_set_errno(err, errno, "signalfd");
}
