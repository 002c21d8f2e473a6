#include "usb_holder.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_SIZE 32 /* the kernel keeps 15 characters of a program's name */

static bool is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Whether one of the links in PROC/PID/fd leads to node. */
static bool has_open(const char *fd_folder, const char *node)
{
    DIR *files = opendir(fd_folder);
    bool found = false;
    const struct dirent *file;
    while (files && !found && (file = readdir(files))) {
        char link[PATH_MAX];
        char target[PATH_MAX];
        if (!is_number(file->d_name) ||
            snprintf(link, sizeof link, "%s/%s", fd_folder, file->d_name) >= (int)sizeof link) {
            continue;
        }
        ssize_t len = readlink(link, target, sizeof target - 1);
        found = len > 0 && (size_t)len == strlen(node) && memcmp(target, node, (size_t)len) == 0;
    }
    if (files) {
        (void)closedir(files); /* it was only read */
    }
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

bool usb_holder_find(const char *proc_folder, const char *node, char *ret_text, size_t size)
{
    DIR *processes = opendir(proc_folder);
    const struct dirent *process;
    bool found = false;
    while (processes && !found && (process = readdir(processes))) {
        char fd_folder[PATH_MAX];
        if (!is_number(process->d_name) || strtol(process->d_name, NULL, 10) == getpid() ||
            snprintf(fd_folder, sizeof fd_folder, "%s/%s/fd", proc_folder, process->d_name) >=
                (int)sizeof fd_folder) {
            continue;
        }
        if (has_open(fd_folder, node)) {
            char command[COMMAND_SIZE];
            read_command(proc_folder, process->d_name, command);
            (void)snprintf(ret_text, size, "%s (process %s)", command,
                           process->d_name); /* cut is enough */
            found = true;
        }
    }
    if (processes) {
        (void)closedir(processes); /* it was only read */
    }
    return found;
}
