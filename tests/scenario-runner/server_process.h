#pragma once
/* A real shoushi-server on a fresh database in a folder of its own: set up, run and stopped. The
 * program is the one beside the runner. One thread. */

#include "cleanup.h"
#include "error.h"
#include <stddef.h>

#define SERVER_PASSWORD_SIZE 64
#define SERVER_CODE_SIZE     32
#define SERVER_URL_SIZE      128

struct server_process;

/* Makes the database for an office in this time zone. */
bool server_process_create(const char *timezone, struct server_process **ret_server,
                           struct error *err) MUST_USE;

/* Stops it and removes the folder. */
void server_process_destroy(struct server_process *server);
DEFINE_AUTO(server_process);

/* The one-time password of one of the first accounts ("admin", "inspector"). */
const char *server_process_password(const struct server_process *server, const char *account);

/* A one-time code for a kiosk at that place. */
bool server_process_enrol_code(struct server_process *server, const char *place,
                               char ret_code[static SERVER_CODE_SIZE], struct error *err) MUST_USE;

/* Runs it; the address by ret_url is the server's. */
bool server_process_start(struct server_process *server, const char **ret_url, struct error *err)
    MUST_USE;
