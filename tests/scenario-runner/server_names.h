#pragma once
/* A server has ids of its own form: the file's ids get others that stand in the same order, and are
 * found again by them. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include "json.h"
#include "scenario.h"
#include <stddef.h>

#define SERVER_ID_SIZE 24

/* The names of one kind. */
struct server_names {
    char (*ids)[SERVER_ID_SIZE]; /* by place in the file */
    json_t *places;              /* by id */
};

/* names: the file's, in the order of the file; ids are PREFIX and a number. */
bool server_names_init(struct server_names *ret_names, const char *const *names, size_t count,
                       char prefix, struct error *err) MUST_USE;
void server_names_finish(struct server_names *names);

/* The place of an id; false for one that was never given. */
bool server_names_find(const struct server_names *names, const char *id, size_t *ret_place)
    MUST_USE;

/* Everything in a scenario that has a name. */
struct server_naming {
    const struct scenario *scenario;
    struct server_names units, staff, schedules, meetings, kiosks;
};

bool server_naming_create(const struct scenario *scenario, struct server_naming **ret_naming,
                          struct error *err) MUST_USE;
void server_naming_destroy(struct server_naming *naming);
DEFINE_AUTO(server_naming);
