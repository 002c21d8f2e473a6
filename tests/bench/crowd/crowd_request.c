#include "crowd_request.h"

#include "check.h"
#include "clock.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define KIOSKS_AN_ADDRESS 200
#define HEAD_MAX          2048

static void write_text(struct crowd_request *request, const struct crowd *crowd, size_t kiosk,
                       const char *target, const char *body, size_t body_len)
{
    char headers[1024];
    const char *method = body ? "POST" : "GET";
    (void)test_kiosk_sign(&crowd->kiosks[kiosk], method, target, clock_utc_us(clock_system()),
                          body ? body : "", body_len, headers);
    free(request->text);
    request->text = malloc(HEAD_MAX + body_len);
    CHECK(request->text);
    int len = snprintf(request->text, HEAD_MAX,
                       "%s %s HTTP/1.1\r\nHost: a\r\n%sContent-Type: application/x-ndjson\r\n",
                       method, target, headers);
    if (body) {
        len += snprintf(request->text + len, HEAD_MAX - (size_t)len, "Content-Length: %zu\r\n",
                        body_len);
    }
    len += snprintf(request->text + len, HEAD_MAX - (size_t)len, "\r\n");
    CHECK(len < HEAD_MAX);
    if (body) {
        memcpy(request->text + len, body, body_len);
    }
    request->text_len = (size_t)len + body_len;
    request->sent = 0;
    request->answer_len = 0;
    request->answer[0] = '\0';
}

void crowd_request_begin(struct crowd_request *request, const struct crowd *crowd, size_t kiosk,
                         const char *target, const char *body, size_t body_len)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(crowd->port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(kiosk / KIOSKS_AN_ADDRESS));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    request->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    CHECK(request->fd >= 0);
    CHECK(bind(request->fd, (struct sockaddr *)&from, sizeof from) == 0);
    CHECK(connect(request->fd, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS);
    write_text(request, crowd, kiosk, target, body, body_len);
}

void crowd_request_again(struct crowd_request *request, const struct crowd *crowd, size_t kiosk,
                         const char *target)
{
    write_text(request, crowd, kiosk, target, NULL, 0);
}

static bool is_whole(const struct crowd_request *request)
{
    const char *body = strstr(request->answer, "\r\n\r\n");
    const char *length = strstr(request->answer, "Content-Length: ");
    if (!body || !length) {
        return false;
    }
    size_t head_len = (size_t)(body + 4 - request->answer);
    return request->answer_len >= head_len + strtoul(length + 16, NULL, 10);
}

static bool may_go_on(void)
{
    return errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN || errno == EINTR;
}

static enum crowd_outcome receive(struct crowd_request *request)
{
    size_t room = CROWD_ANSWER_MAX - 1 - request->answer_len;
    ssize_t got = recv(request->fd, request->answer + request->answer_len, room, 0);
    if (got < 0 && may_go_on()) {
        return request->sent == request->text_len ? CROWD_SENT : CROWD_GOING;
    }
    if (got <= 0) {
        return CROWD_BROKEN;
    }
    request->answer_len += (size_t)got;
    request->answer[request->answer_len] = '\0';
    return is_whole(request) ? CROWD_ANSWERED : CROWD_GOING;
}

enum crowd_outcome crowd_request_go(struct crowd_request *request)
{
    if (request->sent < request->text_len) {
        ssize_t sent = send(request->fd, request->text + request->sent,
                            request->text_len - request->sent, MSG_NOSIGNAL);
        if (sent < 0 && !may_go_on()) {
            return CROWD_BROKEN;
        }
        request->sent += sent > 0 ? (size_t)sent : 0;
    }
    return receive(request);
}

int crowd_request_status(const struct crowd_request *request)
{
    return strncmp(request->answer, "HTTP/1.1 ", 9) == 0
               ? (int)strtol(request->answer + 9, NULL, 10)
               : 0;
}

void crowd_request_end(struct crowd_request *request)
{
    if (request->fd >= 0) {
        (void)close(request->fd); /* nothing is left to be written */
    }
    free(request->text);
    request->text = NULL;
    request->fd = -1;
}
