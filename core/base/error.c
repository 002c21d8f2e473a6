#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
    if (!err) {
        return false;
    }
    err->code = code;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args); /* a cut text is still a text */
    va_end(args);
    return false;
}

static enum error_code code_from_errno(int errnum)
{
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
        return ERROR_FULL;
    case EACCES:
    case EPERM:
        return ERROR_DENIED;
    case ENOMEM:
        return ERROR_NO_MEMORY;
    default:
        return ERROR_IO;
    }
}

bool error_set_errno(struct error *err, int errnum, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args); /* a cut text is still a text */
    va_end(args);
    char reason[128];
    return error_set(err, code_from_errno(errnum), "%s: %s", what,
                     strerror_r(errnum, reason, sizeof reason));
}

bool error_prefix(struct error *err, const char *format, ...)
{
    if (!err) {
        return false;
    }
    char context[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(context, sizeof context, format, args); /* a cut text is still a text */
    va_end(args);
    char whole[sizeof context + sizeof err->text + 2];
    (void)snprintf(whole, sizeof whole, "%s: %s", context, err->text);
    (void)snprintf(err->text, sizeof err->text, "%.*s", (int)sizeof err->text - 1, whole);
    return false;
}

const char *error_code_name(enum error_code code)
{
    static const char *const names[] = {
        [ERROR_NONE] = "none",
        [ERROR_INVALID] = "invalid",
        [ERROR_IO] = "io",
        [ERROR_FULL] = "full",
        [ERROR_BUSY] = "busy",
        [ERROR_DENIED] = "denied",
        [ERROR_GONE] = "gone",
        [ERROR_TIMEOUT] = "timeout",
        [ERROR_UNSUPPORTED] = "unsupported",
        [ERROR_NO_MEMORY] = "no_memory",
        [ERROR_INTERRUPTED] = "interrupted",
    };
    return (unsigned)code < sizeof names / sizeof names[0] ? names[code] : "unknown";
}
