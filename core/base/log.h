#pragma once
/* One line of key=value pairs an event, on standard error. Programs log; core/ and firmware-host/
 * return errors and log at debug only. Never a whole card number, token, password or personal
 * identifier. Any thread: a line is written whole. */

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Lines below this level are dropped (LOG_INFO at start). Called by main before threads start. */
void log_set_level(enum log_level lowest);

/* Lines go to this descriptor as well; −1: no longer. Whoever opened it keeps it open, and may put
 * another file in its place (dup2). Any thread. */
void log_copy_to(int fd);

/* Writes `time=… level=… event=EVENT PAIRS`. event is a word such as "batch_stored"; the format
 * gives the pairs. A text value is written with LOG_TEXT, which quotes it: log_event(LOG_INFO,
 * "server_up", "address=%s port=%d", LOG_TEXT(address), port). A line is at most 1,024 bytes;
 * control characters become '?'. */
void log_event(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The text in double quotes with quotes and backslashes escaped, cut at 255 bytes; valid to the end
 * of the enclosing block. */
#define LOG_TEXT(text) log_quote((char[256]){0}, (text))
const char *log_quote(char buffer[static 256], const char *text);
