#pragma once
/* A PostgreSQL of a test's own: a cluster in a temporary folder, on a Unix socket there and on no
 * port, run as the user postgres where the test is root (PostgreSQL refuses root). It ends with the
 * test, however that ends. The test's main thread. */

#include "cleanup.h"
#include <stdbool.h>

enum postgres_durability {
    POSTGRES_QUICK,   /* what is committed outlives the program, not the machine */
    POSTGRES_DURABLE, /* as in production: for measuring */
};

struct postgres_cluster;

/* False where there is no PostgreSQL to be run; ret_reason says what is missing. */
bool postgres_cluster_is_there(const char **ret_reason);

/* Makes and starts it; a test that gets none cannot go on (CHECK). */
struct postgres_cluster *postgres_cluster_create(enum postgres_durability durability);

/* Stops it by its process id and removes its folder. In a process forked from the test's, nothing.
 */
void postgres_cluster_destroy(struct postgres_cluster *cluster);
DEFINE_AUTO(postgres_cluster);

/* Ends the server as `pg_ctl stop -m immediate` does: as if it had crashed. */
void postgres_cluster_stop(struct postgres_cluster *cluster);
/* Returns once it takes connections. */
void postgres_cluster_start(struct postgres_cluster *cluster);

/* The folder of the socket ".s.PGSQL.5432". */
const char *postgres_cluster_folder(const struct postgres_cluster *cluster);

/* A new, empty database; and away with it, whoever is connected. */
void postgres_cluster_add(struct postgres_cluster *cluster, char ret_location[static 512]);
void postgres_cluster_drop(struct postgres_cluster *cluster, const char *location);
