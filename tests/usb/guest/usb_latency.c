/* In the guest: from the last USB transfer of a card, as the kernel's usbmon saw it end, to the
 * line in the hands of another process. Both for shoushi-reader and for a loop on libusb that does
 * nothing else, so that the one is a ratio to the other.
 *
 * usb-latency time CARDS COMMAND [ARGUMENT…]   "took US" for each line of COMMAND that tells a card
 * usb-latency wedge VID:PID                    the bare loop: "card" for each Enter
 * usb-latency ccid VID:PID                     the same for each UID of four bytes */

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

/* The reader in software. */
enum { CCID_OUT = 0x01, CCID_IN = 0x82, CCID_NOTICE = 0x83, CCID_MESSAGE_MAX = 1024 };
enum { CCID_DATA_BLOCK = 0x80, CCID_NOTIFY = 0x50, CCID_IS_PRESENT = 0x01 };

/* A header, a UID of four bytes, 90 00. */
#define UID_MESSAGE_LEN 16

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

/* The moments at which the last transfers of cards ended, in their order. */
struct monitor {
    int fd;
    size_t len;
    char text[8192];
    size_t count;
    uint32_t cards_us[CARDS_MAX];
};

static void take_event(struct monitor *monitor, const char *line)
{
    uint32_t at_us;
    unsigned bytes;
    int len;
    bool is_enter = sscanf(line, "%*s %" SCNu32 " C Ii:%*u:%*u:%*u 0:%*d %d = %8x", &at_us, &len,
                           &bytes) == 3 &&
                    len == REPORT_LEN && (bytes >> 8 & 0xff) == ENTER_USAGE;
    bool is_uid =
        !is_enter &&
        sscanf(line, "%*s %" SCNu32 " C Bi:%*u:%*u:%*u 0 %d = %8x", &at_us, &len, &bytes) == 3 &&
        len == UID_MESSAGE_LEN && bytes >> 24 == CCID_DATA_BLOCK;
    if ((is_enter || is_uid) && monitor->count < CARDS_MAX) {
        monitor->cards_us[monitor->count++] = at_us;
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

static bool tells_a_card(const char *line)
{
    return strcmp(line, "card\n") == 0 || strstr(line, "\"event\":\"card\"");
}

static bool tells_a_reader(const char *line)
{
    return strcmp(line, "ready\n") == 0 || strstr(line, "\"event\":\"reader_added\"");
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
        if (tells_a_reader(line)) {
            (void)puts("ready");
        } else if (tells_a_card(line) && told < monitor.count) {
            (void)printf("took %" PRIu32 "\n", elapsed_us(monitor.cards_us[told], at_us));
            told++;
        }
        (void)fflush(stdout);
    }
    (void)kill(child, SIGTERM);
    (void)waitpid(child, NULL, 0);
    (void)puts("end");
    return EXIT_SUCCESS;
}

static void tell(const char *word)
{
    (void)puts(word);
    (void)fflush(stdout);
}

static libusb_device_handle *open_reader(unsigned vid, unsigned pid)
{
    if (libusb_init(NULL) != 0) {
        return NULL;
    }
    libusb_device_handle *handle =
        libusb_open_device_with_vid_pid(NULL, (uint16_t)vid, (uint16_t)pid);
    bool is_ours = handle && libusb_set_auto_detach_kernel_driver(handle, 1) == 0 &&
                   libusb_claim_interface(handle, 0) == 0;
    return is_ours ? handle : NULL;
}

/* One command and its answer. */
static bool exchange(libusb_device_handle *handle, unsigned char *command, int command_len,
                     unsigned char ret_answer[static CCID_MESSAGE_MAX], int *ret_len)
{
    int sent;
    return libusb_bulk_transfer(handle, CCID_OUT, command, command_len, &sent, 1000) == 0 &&
           libusb_bulk_transfer(handle, CCID_IN, ret_answer, CCID_MESSAGE_MAX, ret_len, 3000) == 0;
}

static int run_ccid(libusb_device_handle *handle)
{
    unsigned char power[] = {0x62, 0, 0, 0, 0, 0, 1, 0, 0, 0};
    unsigned char read[] = {0x6f, 5, 0, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xca, 0, 0, 0};
    unsigned char notice[8];
    unsigned char answer[CCID_MESSAGE_MAX];
    int len;
    tell("ready");
    while (libusb_interrupt_transfer(handle, CCID_NOTICE, notice, sizeof notice, &len, 0) == 0) {
        bool is_card = len == 2 && notice[0] == CCID_NOTIFY && (notice[1] & CCID_IS_PRESENT);
        if (is_card && exchange(handle, power, sizeof power, answer, &len) &&
            exchange(handle, read, sizeof read, answer, &len) && len == UID_MESSAGE_LEN) {
            tell("card");
        }
    }
    return EXIT_FAILURE;
}

static int run_wedge(libusb_device_handle *handle)
{
    (void)libusb_control_transfer(handle, HID_TO_INTERFACE, HID_SET_IDLE, 0, 0, NULL, 0, 1000);
    tell("ready");
    unsigned char report[REPORT_LEN];
    int len;
    while (libusb_interrupt_transfer(handle, KEYBOARD_ENDPOINT, report, sizeof report, &len, 0) ==
           0) {
        if (len == REPORT_LEN && report[2] == ENTER_USAGE) {
            tell("card");
        }
    }
    return EXIT_FAILURE;
}

int main(int argc, char *argv[])
{
    unsigned vid;
    unsigned pid;
    if (argc == 3 && sscanf(argv[2], "%4x:%4x", &vid, &pid) == 2) {
        libusb_device_handle *handle = open_reader(vid, pid);
        if (!handle) {
            return fail(argv[2]);
        }
        return strcmp(argv[1], "ccid") == 0 ? run_ccid(handle) : run_wedge(handle);
    }
    size_t cards = argc > 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (cards == 0 || cards > CARDS_MAX || strcmp(argv[1], "time") != 0) {
        (void)fprintf(stderr, "usage: usb-latency time CARDS COMMAND… | wedge|ccid VID:PID\n");
        return 2;
    }
    return time_command(cards, argv + 3);
}
