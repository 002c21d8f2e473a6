#include "http_listener.h"

#include "cleanup.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define BACKLOG 1024

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static bool is_loopback(const union address *address)
{
    if (address->any.sa_family == AF_INET) {
        return ntohl(address->four.sin_addr.s_addr) >> 24 == 127;
    }
    const struct in6_addr *six = &address->six.sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == 127);
}

static bool parse_address(const char *text, int64_t port, union address *ret_address,
                          socklen_t *ret_len, struct error *err)
{
    char service[8];
    (void)snprintf(service, sizeof service, "%u", (unsigned)(uint16_t)port);
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int fault = port < 0 || port > 65535 ? EAI_SERVICE : getaddrinfo(text, service, &hints, &found);
    if (fault != 0) {
        return error_set(err, ERROR_INVALID, "listen address %s port %lld: %s", text,
                         (long long)port, gai_strerror(fault));
    }
    memcpy(ret_address, found->ai_addr, found->ai_addrlen);
    *ret_len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static void write_url(const union address *address, enum http_listener_reach reach,
                      char ret_url[static HTTP_URL_SIZE])
{
    char host[INET6_ADDRSTRLEN] = "";
    bool six = address->any.sa_family == AF_INET6;
    const void *number =
        six ? (const void *)&address->six.sin6_addr : (const void *)&address->four.sin_addr;
    (void)inet_ntop(address->any.sa_family, number, host, sizeof host); /* room for the longest */
    unsigned port = ntohs(six ? address->six.sin6_port : address->four.sin_port);
    (void)snprintf(ret_url, HTTP_URL_SIZE, six ? "http%s://[%s]:%u" : "http%s://%s:%u",
                   reach == HTTP_LISTENER_TLS ? "s" : "", host, port);
}

bool http_listener_is_loopback(const char *address)
{
    union address where = {0};
    socklen_t len;
    return parse_address(address, 0, &where, &len, NULL) && is_loopback(&where);
}

bool http_listener_normal(const char *address, char *ret_normal, size_t size)
{
    union address where = {0};
    socklen_t len;
    if (!parse_address(address, 0, &where, &len, NULL)) {
        return false;
    }
    bool six = where.any.sa_family == AF_INET6;
    const void *number =
        six ? (const void *)&where.six.sin6_addr : (const void *)&where.four.sin_addr;
    return inet_ntop(where.any.sa_family, number, ret_normal, (socklen_t)size) != NULL;
}

bool http_listener_open(const char *address, int64_t port, enum http_listener_reach reach,
                        int *ret_fd, char ret_url[static HTTP_URL_SIZE], struct error *err)
{
    union address where = {0};
    socklen_t len;
    if (!parse_address(address, port, &where, &len, err)) {
        return false;
    }
    if (reach == HTTP_LISTENER_LOOPBACK && !is_loopback(&where)) {
        return error_set(
            err, ERROR_DENIED,
            "listen address %s is not loopback and this server speaks plain HTTP: name "
            "a certificate and its key, put a proxy with TLS before it, or say "
            "insecure_http = true",
            address);
    }
    AUTO(fd)
    int fd = socket(where.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
    int on = 1;
    bool listens = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                   bind(fd, &where.any, len) == 0 && listen(fd, BACKLOG) == 0 &&
                   getsockname(fd, &where.any, &len) == 0;
    if (!listens) {
        return error_set_errno(err, errno, "cannot listen on %s port %lld", address,
                               (long long)port);
    }
    write_url(&where, reach, ret_url);
    *ret_fd = TAKE_FD(fd);
    return true;
}
