#pragma once
/* A file that somebody sends as the body of a request: its kind by what it says and by how it
 * begins, its name, its size; and the same file given back. What runs in a browser is never taken,
 * and all is sent back as an attachment. Worker threads. */

#include "error.h"
#include "http_request.h"
#include "http_response.h"
#include "kept_file.h"
#include <stdbool.h>

/* What is taken. Papers are documents of an office suite besides. */
enum file_intake_kinds { FILE_INTAKE_PICTURES, FILE_INTAKE_PAPERS };

/* The body and the query's name; false with the response filled: 415 for another kind, 422 where it
 * is empty or does not begin as its kind does. Borrows from the request. */
bool file_intake_read(const struct http_request *request, struct http_response *response,
                      enum file_intake_kinds kinds, struct kept_file *ret_file);

/* Answers a kept file's bytes, or why there are none. */
bool file_intake_send(const struct http_request *request, struct http_response *response,
                      struct office *office, const struct office_kind *kind, struct error *err)
    MUST_USE;

/* Takes the request's file in as a thing of that kind, about these members, and answers. */
bool file_intake_keep(const struct http_request *request, struct http_response *response,
                      struct office *office, const struct office_kind *kind, const json_t *about,
                      const struct kept_file *file, struct error *err) MUST_USE;
