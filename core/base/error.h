#pragma once
/* The one way in which functions here report the world's faults: a code for programs and a text for
 * people. It lives on the caller's stack and needs no heap. Any thread; a struct error is not
 * shared. */

#include <stdbool.h>

#define MUST_USE __attribute__((warn_unused_result))

enum error_code {
    ERROR_NONE = 0,
    ERROR_INVALID, /* input that breaks its format or its limits */
    ERROR_IO,      /* disk, socket or device failed */
    ERROR_FULL,    /* no space left, or a named maximum reached */
    ERROR_BUSY,    /* held by another; may succeed later */
    ERROR_DENIED,  /* no permission, or refused by the other side */
    ERROR_GONE,    /* device unplugged, peer closed */
    ERROR_TIMEOUT,
    ERROR_UNSUPPORTED, /* such as a database written by a newer version */
    ERROR_NO_MEMORY,
    ERROR_INTERRUPTED, /* asked to stop */
};

struct error {
    enum error_code code;
    char text[512];
};

/* Fills err (which may be NULL) and returns false, so that a fault reads `return error_set(...)`.
 * A text longer than the buffer is cut. */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* error_set with ": " and the text of errno value errnum; ENOSPC gives ERROR_FULL, EACCES and EPERM
 * ERROR_DENIED, ENOMEM ERROR_NO_MEMORY, anything else ERROR_IO. */
bool error_set_errno(struct error *err, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts context before the text: "context: text". For a caller that knows what was being done;
 * returns false. */
bool error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A word for logs: "invalid", "io", … */
const char *error_code_name(enum error_code code);
