#pragma once
/* Stands between a program and its PostgreSQL, on a Unix socket of its own, and cuts the connection
 * where a test says: before PostgreSQL hears of a COMMIT, before the program hears that it was
 * done, or at any other message. One thread of its own; the functions are the test's. */

#include "cleanup.h"
#include <stdint.h>

enum socket_cut {
    SOCKET_CUT_NONE,
    SOCKET_CUT_BEFORE_COMMIT, /* PostgreSQL never hears of it */
    SOCKET_CUT_WITH_COMMIT,   /* it hears of it, and in the same moment that nobody is there */
    SOCKET_CUT_AFTER_COMMIT,  /* it has committed; its answer is lost */
    SOCKET_CUT_AT_MESSAGE,    /* the n-th message to PostgreSQL from now on is not delivered */
};

struct socket_cutter;

/* Forwards what comes to folder/.s.PGSQL.5432 to the same name in to_folder. CHECK. */
struct socket_cutter *socket_cutter_create(const char *folder, const char *to_folder);
void socket_cutter_destroy(struct socket_cutter *cutter);
DEFINE_AUTO(socket_cutter);

/* The next time that it fits, once; n counts messages for SOCKET_CUT_AT_MESSAGE. */
void socket_cutter_arm(struct socket_cutter *cutter, enum socket_cut cut, uint64_t n);

/* How often it has cut since it was created. */
uint64_t socket_cutter_cuts(struct socket_cutter *cutter);
