#pragma once
/* What the server is told by its configuration file and on the command line. Read once by main
 * before threads start; plain values. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVER_CONFIG_PATH      "/etc/shoushi/server.conf"
#define SERVER_CONFIG_KEYS_PATH "/var/lib/shoushi/server.keys"
#define SERVER_CONFIG_PATH_MAX  512

struct server_config {
    char listen[64];
    int64_t port;
    bool insecure_http;
    char certificate[SERVER_CONFIG_PATH_MAX]; /* PEM; "": plain HTTP */
    char certificate_key[SERVER_CONFIG_PATH_MAX];
    char trusted_proxy[64]; /* numeric; "": none but this machine's with tls_proxy */
    bool tls_proxy;         /* browsers come over TLS, through a proxy on this machine */
    char database[SERVER_CONFIG_PATH_MAX]; /* as for database_open */
    char keys[SERVER_CONFIG_PATH_MAX];     /* "": the database's path with .keys behind, or
                                              SERVER_CONFIG_KEYS_PATH beside a PostgreSQL */
    char console[SERVER_CONFIG_PATH_MAX];  /* "": no console */
    int log_level;                         /* enum log_level */
    int64_t io_threads, workers;
    int64_t connections, connections_per_address;
    int64_t connection_memory_kib;
    int64_t idle_min, absolute_min; /* of a session */
};

void server_config_init(struct server_config *config);

/* Reads the file over what config holds. A key that is not known and a value out of bounds are
 * named with file and line. */
bool server_config_read(const char *path, struct server_config *config, struct error *err) MUST_USE;

/* Sets one value from the command line: the keys listen, port, database, keys and console. */
bool server_config_set(struct server_config *config, const char *key, const char *value,
                       struct error *err) MUST_USE;

/* The path of the secrets' file. */
void server_config_keys_path(const struct server_config *config,
                             char ret_path[static SERVER_CONFIG_PATH_MAX + 8]);
