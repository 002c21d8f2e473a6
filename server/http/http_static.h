#pragma once
/* The console's files: one folder, read whole into memory at start, so that a request never touches
 * a path and what is served cannot change under a running server. Serves GET of everything that no
 * other route has: ETag and If-None-Match, FILE.br and FILE.gz by Accept-Encoding, a year of
 * caching for names with a hash, index.html for paths of the console's own (no dot in the last
 * segment). Immutable after creation: any thread. */

#include "cleanup.h"
#include "error.h"
#include "http_route.h"
#include <stdbool.h>

#define HTTP_STATIC_FILE_MAX  (16u * 1024 * 1024)
#define HTTP_STATIC_TOTAL_MAX (96u * 1024 * 1024)
#define HTTP_STATIC_FILES_MAX 4096

struct http_static;

/* Reads every regular file under folder; links and names beginning with a dot are left out. A
 * folder without index.html is an error, as are the limits above. */
bool http_static_create(const char *folder, struct http_static **ret_files, struct error *err)
    MUST_USE;
void http_static_destroy(struct http_static *files);
DEFINE_AUTO(http_static);

/* The route set; files outlives the server. */
struct http_route_set http_static_routes(struct http_static *files);
