#include "usb_holder.h"

#include "check.h"
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_SIZE 32 /* the kernel keeps 15 characters of a program's name */

/* Programs that take card readers for themselves. */
static const char *const usual_holders[] = {"pcscd", "scdaemon", "shoushi-kiosk", "shoushi-reader"};

static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Whether one of the links in PROC/PID/fd leads to node; LIKELY if nobody may look. */
static enum usb_holder look_at_files(const char *fd_folder, const char *node)
{
    DIR *files = opendir(fd_folder);
    if (!files) {
        return USB_HOLDER_LIKELY;
    }
    enum usb_holder found = USB_HOLDER_UNKNOWN;
    const struct dirent *file;
    while (found == USB_HOLDER_UNKNOWN && (file = readdir(files))) {
        char link[PATH_MAX];
        char target[PATH_MAX];
        if (!is_number(file->d_name) ||
            snprintf(link, sizeof link, "%s/%s", fd_folder, file->d_name) >= (int)sizeof link) {
            continue;
        }
        ssize_t len = readlink(link, target, sizeof target - 1);
        if (len > 0 && (size_t)len == strlen(node) && memcmp(target, node, (size_t)len) == 0) {
            found = USB_HOLDER_SEEN;
        }
    }
    (void)closedir(files); /* it was only read */
    return found;
}

/* The program's name as the kernel has it; what is no printable ASCII becomes '?'. */
static void read_command(const char *proc_folder, const char *pid,
                         char ret_command[static COMMAND_SIZE])
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s/comm", proc_folder,
                   pid);                                    /* a cut path opens nothing */
    (void)snprintf(ret_command, COMMAND_SIZE, "a program"); /* fits */
    FILE *file = fopen(path, "re");
    if (!file) {
        return;
    }
    if (fgets(ret_command, COMMAND_SIZE, file)) {
        ret_command[strcspn(ret_command, "\n")] = '\0';
    }
    (void)fclose(file); /* it was only read */
    for (char *at = ret_command; *at; at++) {
        *at = isprint((unsigned char)*at) ? *at : '?';
    }
}

static bool is_usual(const char *command)
{
    for (size_t i = 0; i < ARRAY_LEN(usual_holders); i++) {
        if (strcmp(usual_holders[i], command) == 0) {
            return true;
        }
    }
    return false;
}

/* What one process is; its text is written where it is more than was found before. */
static enum usb_holder look_at_process(const char *proc_folder, const char *pid, const char *node,
                                       enum usb_holder before, char *ret_text, size_t size)
{
    char fd_folder[PATH_MAX];
    char command[COMMAND_SIZE];
    if (snprintf(fd_folder, sizeof fd_folder, "%s/%s/fd", proc_folder, pid) >=
        (int)sizeof fd_folder) {
        return before;
    }
    enum usb_holder found = look_at_files(fd_folder, node);
    if (found <= before) {
        return before;
    }
    read_command(proc_folder, pid, command);
    if (found == USB_HOLDER_LIKELY && !is_usual(command)) {
        return before;
    }
    (void)snprintf(ret_text, size, "%s (process %s)", command, pid); /* cut is enough */
    return found;
}

enum usb_holder usb_holder_find(const char *proc_folder, const char *node, char *ret_text,
                                size_t size)
{
    DIR *processes = opendir(proc_folder);
    const struct dirent *process;
    enum usb_holder found = USB_HOLDER_UNKNOWN;
    while (processes && found != USB_HOLDER_SEEN && (process = readdir(processes))) {
        const char *pid = process->d_name;
        if (is_number(pid) && strtol(pid, NULL, 10) != getpid()) {
            found = look_at_process(proc_folder, pid, node, found, ret_text, size);
        }
    }
    if (processes) {
        (void)closedir(processes); /* it was only read */
    }
    return found;
}
