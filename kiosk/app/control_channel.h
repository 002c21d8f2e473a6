#pragma once
/* A small door for tests, the demonstration and whoever services a kiosk: a Unix socket that takes
 * one command a line and gives one line of answer each, in order. Off unless configured; mode 0600.
 * Main thread, never waits. */

#include "cleanup.h"
#include "error.h"
#include <stddef.h>

#define CONTROL_LINE_MAX    4400 /* bytes of a command with its newline: a path fits in */
#define CONTROL_ANSWER_SIZE 8192
#define CONTROL_CLIENTS_MAX 4
#define CONTROL_PATH_SIZE   108 /* of sun_path */

struct control_channel;

/* Writes the answer to one command, without a newline. */
typedef void control_handler(const char *command, char ret_answer[static CONTROL_ANSWER_SIZE],
                             void *user);

/* Listens on path; a socket that nobody listens on any more is replaced. */
bool control_channel_create(const char *path, control_handler *on_command, void *user,
                            struct control_channel **ret_channel, struct error *err) MUST_USE;

/* Removes the socket. */
void control_channel_destroy(struct control_channel *channel);
DEFINE_AUTO(control_channel);

/* Readable (POLLIN) while there is something to serve; for poll() only. */
int control_channel_fd(const struct control_channel *channel);

/* Takes new clients and answers what they have asked. */
void control_channel_serve(struct control_channel *channel);
