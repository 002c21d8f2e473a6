#include "server_config.h"

#include "check.h"
#include "config_file.h"
#include "database.h"
#include "http_server.h"
#include "log.h"
#include "login_session.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const log_levels[] = {"debug", "info", "warning", "error", NULL};

#define KEY_TEXT(key, member)                                                                      \
    {                                                                                              \
        .path = (key), .type = CONFIG_TEXT, .offset = offsetof(struct server_config, member),      \
        .text_size = sizeof((struct server_config *)0)->member,                                    \
    }
#define KEY_INT(key, member, lowest, highest)                                                      \
    {                                                                                              \
        .path = (key), .type = CONFIG_INT, .offset = offsetof(struct server_config, member),       \
        .min = (lowest), .max = (highest),                                                         \
    }
#define KEY_BOOL(key, member)                                                                      \
    {                                                                                              \
        .path = (key), .type = CONFIG_BOOL, .offset = offsetof(struct server_config, member),      \
    }

static const struct config_key keys[] = {
    KEY_TEXT("listen", listen),
    KEY_INT("port", port, 0, 65535),
    KEY_BOOL("insecure_http", insecure_http),
    KEY_BOOL("tls_proxy", tls_proxy),
    KEY_TEXT("trusted_proxy", trusted_proxy),
    KEY_TEXT("certificate", certificate),
    KEY_TEXT("certificate_key", certificate_key),
    KEY_TEXT("database", database),
    KEY_TEXT("keys", keys),
    KEY_TEXT("console", console),
    {.path = "log_level",
     .type = CONFIG_CHOICE,
     .offset = offsetof(struct server_config, log_level),
     .choices = log_levels},
    KEY_INT("threads.io", io_threads, 1, 64),
    KEY_INT("threads.workers", workers, 1, 256),
    KEY_INT("limits.connections", connections, 16, 100000),
    KEY_INT("limits.connections_per_address", connections_per_address, 1, 100000),
    KEY_INT("limits.connection_memory_kib", connection_memory_kib, 64, 1024),
    KEY_INT("session.idle_min", idle_min, 1, 1440),
    KEY_INT("session.absolute_min", absolute_min, 1, 10080),
};

void server_config_init(struct server_config *config)
{
    struct http_server_settings http;
    struct login_settings logins;
    http_server_settings_init(&http);
    login_settings_init(&logins);
    *config = (struct server_config){
        .listen = "127.0.0.1",
        .port = http.port,
        .database = "/var/lib/shoushi/server.db",
        .log_level = LOG_INFO,
        .io_threads = http.io_threads,
        .workers = http.workers,
        .connections = http.connections_max,
        .connections_per_address = http.connections_per_address_max,
        .connection_memory_kib = http.connection_memory_kib,
        .idle_min = logins.idle_min,
        .absolute_min = logins.absolute_min,
    };
}

bool server_config_read(const char *path, struct server_config *config, struct error *err)
{
    return config_file_read(path, keys, ARRAY_LEN(keys), config, sizeof *config, err);
}

static bool set_port(struct server_config *config, const char *value, struct error *err)
{
    char *end;
    errno = 0;
    long port = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end || port < 0 || port > 65535) {
        return error_set(err, ERROR_INVALID, "--port: %s is not between 0 and 65535", value);
    }
    config->port = port;
    return true;
}

bool server_config_set(struct server_config *config, const char *key, const char *value,
                       struct error *err)
{
    const struct {
        const char *key;
        char *text;
        size_t size;
    } texts[] = {
        {"listen", config->listen, sizeof config->listen},
        {"database", config->database, sizeof config->database},
        {"keys", config->keys, sizeof config->keys},
        {"console", config->console, sizeof config->console},
    };
    if (strcmp(key, "port") == 0) {
        return set_port(config, value, err);
    }
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (strcmp(texts[i].key, key) != 0) {
            continue;
        }
        if (strlen(value) >= texts[i].size) {
            return error_set(err, ERROR_INVALID, "--%s: longer than %zu bytes", key,
                             texts[i].size - 1);
        }
        memcpy(texts[i].text, value, strlen(value) + 1);
        return true;
    }
    return error_set(err, ERROR_INVALID, "--%s: no such option", key);
}

void server_config_keys_path(const struct server_config *config,
                             char ret_path[static SERVER_CONFIG_PATH_MAX + 8])
{
    bool beside = !config->keys[0];
    if (beside && !database_is_file(config->database)) {
        (void)snprintf(ret_path, SERVER_CONFIG_PATH_MAX + 8, "%s", SERVER_CONFIG_KEYS_PATH);
        return;
    }
    (void)snprintf(ret_path, SERVER_CONFIG_PATH_MAX + 8, "%s%s",
                   beside ? config->database : config->keys, beside ? ".keys" : "");
}
