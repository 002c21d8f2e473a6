/* In the guest: from the last USB transfer of a card, as the kernel's usbmon saw it end, to the
 * line in the hands of another process. Both for shoushi-reader and for a loop on libusb that does
 * nothing else, so that the one is a ratio to the other.
 *
 * usb-latency time CARDS COMMAND [ARGUMENT…]   "took US" for each line of COMMAND that tells a card
 * usb-latency loop VID:PID                     the bare loop: "card" for each Enter */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libusb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define USBMON      "/sys/kernel/debug/usb/usbmon/1u"
#define CARDS_MAX   10000
#define REPORT_LEN  8
#define ENTER_USAGE 0x28

enum { HID_SET_IDLE = 0x0a, HID_TO_INTERFACE = 0x21, KEYBOARD_ENDPOINT = 0x81 };

static int fail(const char *what)
{
    (void)fprintf(stderr, "usb-latency: %s: %s\n", what, strerror(errno));
    return EXIT_FAILURE;
}

/* usbmon's clock: microseconds that begin anew every 4096 s. */
static uint32_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail */
    return (uint32_t)((now.tv_sec & 0xfff) * 1000000 + now.tv_nsec / 1000);
}

static uint32_t elapsed_us(uint32_t from_us, uint32_t to_us)
{
    return to_us >= from_us ? to_us - from_us : to_us + 4096u * 1000000u - from_us;
}

/* The moments at which the reports of Enter ended, in their order. */
struct monitor {
    int fd;
    size_t len;
    char text[8192];
    size_t count;
    uint32_t enters_us[CARDS_MAX];
};

static void take_event(struct monitor *monitor, const char *line)
{
    uint32_t at_us;
    unsigned bytes;
    int len;
    if (sscanf(line, "%*s %" SCNu32 " C Ii:%*u:%*u:%*u 0:%*d %d = %8x", &at_us, &len, &bytes) ==
            3 &&
        len == REPORT_LEN && (bytes >> 8 & 0xff) == ENTER_USAGE && monitor->count < CARDS_MAX) {
        monitor->enters_us[monitor->count++] = at_us;
    }
}

/* Everything that usbmon has, without waiting. */
static void drain(struct monitor *monitor)
{
    ssize_t got;
    while ((got = read(monitor->fd, monitor->text + monitor->len,
                       sizeof monitor->text - 1 - monitor->len)) > 0) {
        monitor->len += (size_t)got;
        monitor->text[monitor->len] = '\0';
        char *line = monitor->text;
        for (char *end; (end = strchr(line, '\n')); line = end + 1) {
            *end = '\0';
            take_event(monitor, line);
        }
        monitor->len = strlen(line);
        memmove(monitor->text, line, monitor->len + 1);
    }
}

static pid_t start(char *command[], FILE **ret_lines)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], STDOUT_FILENO); /* without it there are no lines, which is seen */
        (void)close(ends[0]);
        (void)execvp(command[0], command);
        _exit(127);
    }
    (void)close(ends[1]); /* the child's */
    *ret_lines = fdopen(ends[0], "r");
    return *ret_lines ? child : -1;
}

static int time_command(size_t cards, char *command[])
{
    static struct monitor monitor;
    FILE *lines = NULL;
    char line[4096];
    monitor.fd = open(USBMON, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (monitor.fd < 0) {
        return fail(USBMON);
    }
    pid_t child = start(command, &lines);
    if (child < 0) {
        return fail(command[0]);
    }
    for (size_t told = 0; told < cards && fgets(line, sizeof line, lines);) {
        uint32_t at_us = now_us();
        drain(&monitor);
        if (!strstr(line, "card")) {
            (void)puts("ready");
        } else if (told < monitor.count) {
            (void)printf("took %" PRIu32 "\n", elapsed_us(monitor.enters_us[told], at_us));
            told++;
        }
        (void)fflush(stdout);
    }
    (void)kill(child, SIGTERM);
    (void)waitpid(child, NULL, 0);
    (void)puts("end");
    return EXIT_SUCCESS;
}

static int run_loop(unsigned vid, unsigned pid)
{
    libusb_device_handle *handle = NULL;
    if (libusb_init(NULL) != 0) {
        return EXIT_FAILURE;
    }
    handle = libusb_open_device_with_vid_pid(NULL, (uint16_t)vid, (uint16_t)pid);
    if (!handle || libusb_set_auto_detach_kernel_driver(handle, 1) != 0 ||
        libusb_claim_interface(handle, 0) != 0) {
        return EXIT_FAILURE;
    }
    (void)libusb_control_transfer(handle, HID_TO_INTERFACE, HID_SET_IDLE, 0, 0, NULL, 0, 1000);
    (void)puts("ready");
    (void)fflush(stdout);
    unsigned char report[REPORT_LEN];
    int len;
    while (libusb_interrupt_transfer(handle, KEYBOARD_ENDPOINT, report, sizeof report, &len, 0) ==
           0) {
        if (len == REPORT_LEN && report[2] == ENTER_USAGE) {
            (void)puts("card");
            (void)fflush(stdout);
        }
    }
    return EXIT_FAILURE;
}

int main(int argc, char *argv[])
{
    unsigned vid;
    unsigned pid;
    if (argc == 3 && strcmp(argv[1], "loop") == 0 && sscanf(argv[2], "%4x:%4x", &vid, &pid) == 2) {
        return run_loop(vid, pid);
    }
    size_t cards = argc > 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (cards == 0 || cards > CARDS_MAX || strcmp(argv[1], "time") != 0) {
        (void)fprintf(stderr, "usage: usb-latency time CARDS COMMAND… | loop VID:PID\n");
        return 2;
    }
    return time_command(cards, argv + 3);
}
