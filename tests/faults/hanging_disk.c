/* Loaded before a program's libraries (LD_PRELOAD): a disk that takes as long to write as there is
 * a file where HANGING_DISK_WHILE says. Any thread. */

#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAUSE_US 10000

int fsync(int fd);
int fdatasync(int fd);

static void wait_for_disk(void)
{
    const char *sign = getenv("HANGING_DISK_WHILE");
    while (sign && access(sign, F_OK) == 0) {
        (void)usleep(PAUSE_US); /* looked at again anyhow */
    }
}

int fsync(int fd)
{
    wait_for_disk();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    wait_for_disk();
    return (int)syscall(SYS_fdatasync, fd);
}
