#include "server_address.h"

#include "check.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static inline void url_auto(CURLU **url)
{
    curl_url_cleanup(*url);
}

static inline void part_auto(char **part)
{
    curl_free(*part);
}

static bool is_loopback(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    char bare[64];
    size_t len = strlen(host);
    if (strcasecmp(host, "localhost") == 0) {
        return true;
    }
    if (inet_pton(AF_INET, host, &v4) == 1) {
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    if (host[0] != '[' || len < 3 || len >= sizeof bare) {
        return false;
    }
    (void)snprintf(bare, sizeof bare, "%.*s", (int)len - 2, host + 1); /* "[::1]" */
    return inet_pton(AF_INET6, bare, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool has_part(CURLU *url, CURLUPart which)
{
    AUTO(part) char *part = NULL;
    return curl_url_get(url, which, &part, 0) == CURLUE_OK;
}

static bool is_bare(CURLU *url)
{
    AUTO(part) char *path = NULL;
    bool root = curl_url_get(url, CURLUPART_PATH, &path, 0) == CURLUE_OK && strcmp(path, "/") == 0;
    return root && !has_part(url, CURLUPART_QUERY) && !has_part(url, CURLUPART_FRAGMENT) &&
           !has_part(url, CURLUPART_USER) && !has_part(url, CURLUPART_PASSWORD);
}

bool server_address_check(const char *text, enum sync_transport transport,
                          char ret_address[IDENTITY_URL_MAX + 1], struct error *err)
{
    AUTO(url) CURLU *url = curl_url();
    AUTO(part) char *scheme = NULL;
    AUTO(part) char *host = NULL;
    if (!url) {
        return error_set(err, ERROR_NO_MEMORY, "server address: out of memory");
    }
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK || !is_bare(url) ||
        (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)) {
        return error_set(err, ERROR_INVALID, "server address '%.200s': expected https://HOST:PORT",
                         text);
    }
    if (strcmp(scheme, "http") == 0 && transport == SYNC_TRANSPORT_TLS && !is_loopback(host)) {
        return error_set(err, ERROR_DENIED,
                         "server address '%.200s': plain HTTP would send the roster in the clear; "
                         "use https://",
                         text);
    }
    size_t len = strlen(text);
    len -= text[len - 1] == '/' ? 1 : 0;
    if (len > IDENTITY_URL_MAX) {
        return error_set(err, ERROR_INVALID, "server address: longer than %d bytes",
                         IDENTITY_URL_MAX);
    }
    memcpy(ret_address, text, len);
    ret_address[len] = '\0';
    return true;
}
