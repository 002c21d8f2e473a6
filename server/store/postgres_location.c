#include "postgres_location.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

bool postgres_location_is(const char *location)
{
    if (strncmp(location, "postgresql://", 13) == 0 || strncmp(location, "postgres://", 11) == 0) {
        return true;
    }
    if (*location == '/' || *location == '.' || !strchr(location, '=')) {
        return false;
    }
    PQconninfoOption *options = PQconninfoParse(location, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

static const char *option_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options && options->keyword; options++) {
        if (strcmp(options->keyword, keyword) == 0 && options->val) {
            return options->val;
        }
    }
    return "";
}

void postgres_location_describe(const char *location, char ret_name[static DATABASE_NAME_SIZE])
{
    PQconninfoOption *options = PQconninfoParse(location, NULL);
    const char *host = option_of(options, "host");
    const char *port = option_of(options, "port");
    (void)snprintf(ret_name, DATABASE_NAME_SIZE, "PostgreSQL %s%s%s%s%s",
                   option_of(options, "dbname"), *host ? " at " : "", host, *port ? ":" : "", port);
    PQconninfoFree(options);
}
