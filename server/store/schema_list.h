#pragma once
/* The numbered .sql files of schema/, embedded at build time. Any thread. */

#include <stddef.h>

struct schema_step {
    int version;      /* the number that the file's name begins with; 1, 2, 3 … without gaps */
    const char *name; /* the file's name */
    const char *sql;
};

/* In the order of their versions. */
const struct schema_step *schema_list(size_t *ret_count);
