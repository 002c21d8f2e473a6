#pragma once
/* The answer that a handler fills: exactly one of the http_response_… bodies below, and any headers
 * besides. Filling a second body replaces the first. Security headers, Date and Shoushi-Time are
 * the server's own work. Used by the thread that runs the handler, or by the one owner of a
 * deferred answer. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct http_response;

/* application/problem+json (RFC 9457). type is the bare WORD of "shoushi:WORD": what programs look
 * at. NULLs are left out; more are further members such as {"supported": [1]}, and is taken over.
 */
struct http_problem {
    unsigned status;
    const char *type;
    const char *title;
    const char *detail;
    const char *field; /* the path of the member at fault: "attendees[3].staff" */
    json_t *more;
};

/* No body: 204 and the like. */
void http_response_empty(struct http_response *response, unsigned status);

/* application/json; takes the reference over. NULL (out of memory while it was built) gives 500. */
void http_response_json(struct http_response *response, unsigned status, json_t *body);

void http_response_problem(struct http_response *response, const struct http_problem *problem);

/* The common case: 422 shoushi:invalid with what is wrong; field may be NULL. */
void http_response_invalid(struct http_response *response, const char *field, const char *detail);

/* A copy of len bytes. */
void http_response_bytes(struct http_response *response, unsigned status, const char *media_type,
                         const void *data, size_t len);

/* The same from malloc's memory, which the response frees: for what is large. */
void http_response_take(struct http_response *response, unsigned status, const char *media_type,
                        void *data, size_t len);

/* The same from memory that outlives the server. */
void http_response_borrow(struct http_response *response, unsigned status, const char *media_type,
                          const void *data, size_t len);

/* An open file from its start to its end, such as a workbook; the response closes it. */
void http_response_file(struct http_response *response, unsigned status, const char *media_type,
                        int fd);

/* A further header; the same name again is a second line. Neither may hold a control character:
 * a value from outside is checked or encoded by the caller (CHECK). */
void http_response_header(struct http_response *response, const char *name, const char *value);

/* Content-Disposition: attachment with a UTF-8 file name (RFC 6266). */
void http_response_attachment(struct http_response *response, const char *file_name);
