#include "log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

static atomic_int lowest_level = LOG_INFO;
static atomic_int copy_fd = -1;

void log_set_level(enum log_level lowest)
{
    atomic_store(&lowest_level, (int)lowest);
}

void log_copy_to(int fd)
{
    atomic_store(&copy_fd, fd);
}

static const char *level_name(enum log_level level)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    return names[level];
}

static size_t clamp_length(int written, size_t room)
{
    if (written < 0) {
        return 0;
    }
    return (size_t)written < room ? (size_t)written : room - 1;
}

static size_t write_head(char *line, size_t size, enum log_level level, const char *event)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for CLOCK_REALTIME */
    struct tm utc;
    (void)gmtime_r(&now.tv_sec, &utc); /* fails only beyond year 2^31 */
    char stamp[32];
    (void)strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
    int n = snprintf(line, size, "time=%s.%03ldZ level=%s event=%s ", stamp, now.tv_nsec / 1000000,
                     level_name(level), event);
    return clamp_length(n, size);
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    if ((int)level < atomic_load(&lowest_level)) {
        return;
    }
    char line[LINE_MAX_BYTES];
    size_t len = write_head(line, sizeof line - 1, level, event);
    va_list args;
    va_start(args, format);
    len += clamp_length(vsnprintf(line + len, sizeof line - 1 - len, format, args),
                        sizeof line - 1 - len);
    va_end(args);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) {
            line[i] = '?';
        }
    }
    line[len++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, len);
    int copy = atomic_load(&copy_fd);
    if (copy >= 0) {
        written = write(copy, line, len);
    }
    (void)written; /* a log that cannot be written has nobody to tell */
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Where a cut at len falls inside a UTF-8 character, the length without that character's first
 * bytes, so that a log stays text. Bytes that are no UTF-8 lose at most three. */
static size_t drop_split_character(const char *text, size_t len, char next)
{
    if (!is_continuation(next)) {
        return len;
    }
    size_t start = len;
    while (start > 1 && len - start < 3 && is_continuation(text[start - 1])) {
        start--;
    }
    return start > 1 ? start - 1 : len;
}

const char *log_quote(char buffer[static 256], const char *text)
{
    size_t out = 0;
    buffer[out++] = '"';
    for (; *text && out < 253; text++) {
        if (*text == '"' || *text == '\\') {
            buffer[out++] = '\\';
        }
        buffer[out++] = *text;
    }
    if (*text) {
        out = drop_split_character(buffer, out, *text);
    }
    buffer[out++] = '"';
    buffer[out] = '\0';
    return buffer;
}
