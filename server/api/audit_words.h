#pragma once
/* Every action and every kind of object that a line of the audit log may name, out of the tables
 * that the lines come from: the office's kinds with their actions, the permissions that a refusal
 * names, and a table of the rest. Any thread. */

#include <jansson.h>

/* {"actions": ["account.add", …], "kinds": ["account", …]}, sorted, each once; yours. NULL if there
 * is no memory. */
json_t *audit_words_all(void);
