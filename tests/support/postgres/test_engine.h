#pragma once
/* Which engine a test's databases stand on. CTest runs a test that is registered with
 * shoushi_engine_test() twice; the second time the environment has SHOUSHI_TEST_ENGINE=postgresql,
 * and every database that is asked for here is one of a cluster that this process makes when the
 * first is asked for. The test's main thread. */

#include "postgres_cluster.h"
#include "temporary_folder.h"

enum test_engine { TEST_ENGINE_SQLITE, TEST_ENGINE_POSTGRESQL };

/* Ends the program with 77, which is a skipped test, where PostgreSQL is asked for and cannot be
 * run. */
enum test_engine test_engine(void);

/* This process's cluster, whatever the engine; made by the first call, ended with the process. */
struct postgres_cluster *test_engine_cluster(void);

/* Where a new database is to be: a file of this name in the folder, or an empty PostgreSQL. Returns
 * ret_location for use in a call. */
const char *test_engine_add(const struct temporary_folder *folder, const char *name,
                            char ret_location[static 512]);

/* Away with it, once all connections are closed; a file goes with its folder. */
void test_engine_drop(const char *location);
