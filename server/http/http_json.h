#pragma once
/* Request bodies that are JSON objects, and the faults found in them, as handlers mostly need them.
 * The thread that runs the handler. */

#include "error.h"
#include "http_request.h"
#include "http_response.h"
#include <jansson.h>
#include <stdbool.h>

/* True and the body's object, which is the caller's (AUTO(json) of json.h). False with the response
 * filled: 415 shoushi:media_type, 400 shoushi:malformed for what is not one JSON object. */
bool http_json_body(const struct http_request *request, struct http_response *response,
                    json_t **ret_object) MUST_USE;

/* 422 shoushi:invalid from an error of json.h's getters: "attendees[3].staff: expected text"
 * becomes that field and that detail. */
void http_json_invalid(struct http_response *response, const struct error *err);
