#pragma once
/* A file that gives many kiosks to the server, on a stick or in an image: "server URL" once, and a
 * line for each machine, "NAME CODE", where NAME is its host name or the address of a network card,
 * "00:1b:44:11:3a:b7". Empty lines and what follows # are passed over. Main thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

#define ENROL_LIST_URL_SIZE  256
#define ENROL_LIST_CODE_SIZE 64

/* Names by which a line can mean this machine. */
#define ENROL_LIST_NAMES_MAX 9

struct enrol_machine {
    size_t count;
    char names[ENROL_LIST_NAMES_MAX][72];
};

struct enrol_entry {
    char server_url[ENROL_LIST_URL_SIZE];
    char code[ENROL_LIST_CODE_SIZE]; /* "" where no line is about this machine */
};

/* The host name and the addresses of its network cards. */
struct enrol_machine enrol_list_machine(void);

/* Errors name file and line. */
bool enrol_list_read(const char *path, const struct enrol_machine *machine,
                     struct enrol_entry *ret_entry, struct error *err) MUST_USE;
