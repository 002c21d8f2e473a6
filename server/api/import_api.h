#pragma once
/* /api/v1/import: facts of the past and the present in the documents' forms, when an office moves
 * over; all or nothing. What is imported is kept under the importer's name as such. Handlers run on
 * worker threads. */

#include "fact_writer.h"
#include "http_route.h"

#define IMPORT_BODY_MAX (16u * 1024 * 1024)

/* writer and the gate outlive the server. */
struct http_route_set import_api_routes(struct fact_writer *writer, http_gate *gate,
                                        void *gate_user);
