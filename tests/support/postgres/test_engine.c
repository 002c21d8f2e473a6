#include "test_engine.h"

#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKIPPED 77

static struct postgres_cluster **own_cluster(void)
{
    static struct postgres_cluster *cluster;
    return &cluster;
}

static void end_cluster(void)
{
    postgres_cluster_destroy(*own_cluster());
}

static void skip_without_postgres(void)
{
    const char *reason;
    if (!postgres_cluster_is_there(&reason)) {
        (void)fprintf(stderr, "skipped: %s\n", reason);
        exit(SKIPPED);
    }
}

enum test_engine test_engine(void)
{
    const char *name = getenv("SHOUSHI_TEST_ENGINE");
    if (!name || strcmp(name, "sqlite") == 0) {
        return TEST_ENGINE_SQLITE;
    }
    CHECK(strcmp(name, "postgresql") == 0);
    skip_without_postgres();
    return TEST_ENGINE_POSTGRESQL;
}

struct postgres_cluster *test_engine_cluster(void)
{
    struct postgres_cluster **cluster = own_cluster();
    if (!*cluster) {
        skip_without_postgres();
        *cluster = postgres_cluster_create(POSTGRES_QUICK);
        CHECK(atexit(end_cluster) == 0);
    }
    return *cluster;
}

const char *test_engine_add(const struct temporary_folder *folder, const char *name,
                            char ret_location[static 512])
{
    if (test_engine() == TEST_ENGINE_POSTGRESQL) {
        postgres_cluster_add(test_engine_cluster(), ret_location);
    } else {
        (void)temporary_folder_path(folder, name, ret_location);
    }
    return ret_location;
}

void test_engine_drop(const char *location)
{
    if (strncmp(location, "postgresql://", 13) == 0) {
        postgres_cluster_drop(test_engine_cluster(), location);
    }
}
