#include "socket_cutter.h"

#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define PAIRS_MAX   64
#define CHUNK_BYTES 65536

/* A connection on both of its sides. */
struct pair {
    int program, postgres; /* -1: free */
    bool cut_at_answer;
};

struct socket_cutter {
    int listener;
    int wake[2];
    struct sockaddr_un to;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    bool stopping;
    enum socket_cut cut;
    uint64_t left; /* messages until the cut */
    uint64_t cuts;
    struct pair pairs[PAIRS_MAX]; /* the thread's own */
};

static struct sockaddr_un address_of(const char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CHECK((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder) <
          sizeof address.sun_path);
    return address;
}

static void close_pair(struct pair *pair)
{
    (void)close(pair->program); /* whatever is under way is cut */
    (void)close(pair->postgres);
    *pair = (struct pair){-1, -1, false};
}

static void cut_pair(struct socket_cutter *cutter, struct pair *pair)
{
    close_pair(pair);
    CHECK(pthread_mutex_lock(&cutter->mutex) == 0);
    cutter->cuts++;
    CHECK(pthread_mutex_unlock(&cutter->mutex) == 0);
}

static void take_connection(struct socket_cutter *cutter)
{
    int program = accept4(cutter->listener, NULL, NULL, SOCK_CLOEXEC);
    if (program < 0) {
        return;
    }
    int postgres = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(postgres >= 0);
    struct pair *found = NULL;
    for (size_t i = 0; i < PAIRS_MAX && !found; i++) {
        found = cutter->pairs[i].program < 0 ? &cutter->pairs[i] : NULL;
    }
    CHECK(found);
    *found = (struct pair){program, postgres, false};
    if (connect(postgres, (const struct sockaddr *)&cutter->to, sizeof cutter->to) != 0) {
        close_pair(found); /* PostgreSQL is not there: the program is told by the end */
    }
}

/* What is to be done with a message to PostgreSQL; a cut is done once. */
static enum socket_cut decide(struct socket_cutter *cutter, const char *bytes, size_t len)
{
    enum socket_cut decided = SOCKET_CUT_NONE;
    CHECK(pthread_mutex_lock(&cutter->mutex) == 0);
    if (cutter->cut == SOCKET_CUT_AT_MESSAGE) {
        cutter->left--;
        decided = cutter->left == 0 ? cutter->cut : SOCKET_CUT_NONE;
    } else if (cutter->cut != SOCKET_CUT_NONE && memmem(bytes, len, "COMMIT", 6)) {
        decided = cutter->cut;
    }
    if (decided != SOCKET_CUT_NONE) {
        cutter->cut = SOCKET_CUT_NONE;
    }
    CHECK(pthread_mutex_unlock(&cutter->mutex) == 0);
    return decided;
}

static bool send_all(int to, const char *bytes, size_t len)
{
    size_t sent = 0;
    while (sent < len) {
        ssize_t now = send(to, bytes + sent, len - sent, MSG_NOSIGNAL);
        if (now <= 0) {
            return false;
        }
        sent += (size_t)now;
    }
    return true;
}

static void pass_to_postgres(struct socket_cutter *cutter, struct pair *pair)
{
    static _Thread_local char bytes[CHUNK_BYTES];
    ssize_t len = recv(pair->program, bytes, sizeof bytes, 0);
    if (len <= 0) {
        close_pair(pair);
        return;
    }
    enum socket_cut decided = decide(cutter, bytes, (size_t)len);
    if (decided == SOCKET_CUT_BEFORE_COMMIT || decided == SOCKET_CUT_AT_MESSAGE) {
        cut_pair(cutter, pair);
        return;
    }
    if (!send_all(pair->postgres, bytes, (size_t)len)) {
        close_pair(pair);
        return;
    }
    if (decided == SOCKET_CUT_WITH_COMMIT) {
        cut_pair(cutter, pair);
        return;
    }
    pair->cut_at_answer = decided == SOCKET_CUT_AFTER_COMMIT;
}

static void pass_to_program(struct socket_cutter *cutter, struct pair *pair)
{
    static _Thread_local char bytes[CHUNK_BYTES];
    ssize_t len = recv(pair->postgres, bytes, sizeof bytes, 0);
    if (len > 0 && pair->cut_at_answer) {
        cut_pair(cutter, pair);
    } else if (len <= 0 || !send_all(pair->program, bytes, (size_t)len)) {
        close_pair(pair);
    }
}

static bool is_stopping(struct socket_cutter *cutter)
{
    CHECK(pthread_mutex_lock(&cutter->mutex) == 0);
    bool stopping = cutter->stopping;
    CHECK(pthread_mutex_unlock(&cutter->mutex) == 0);
    return stopping;
}

static void *run(void *user)
{
    struct socket_cutter *cutter = user;
    struct pollfd looks[2 + 2 * PAIRS_MAX];
    while (!is_stopping(cutter)) {
        looks[0] = (struct pollfd){cutter->listener, POLLIN, 0};
        looks[1] = (struct pollfd){cutter->wake[0], POLLIN, 0};
        for (size_t i = 0; i < PAIRS_MAX; i++) {
            looks[2 + 2 * i] = (struct pollfd){cutter->pairs[i].program, POLLIN, 0};
            looks[3 + 2 * i] = (struct pollfd){cutter->pairs[i].postgres, POLLIN, 0};
        }
        CHECK(poll(looks, 2 + 2 * PAIRS_MAX, -1) > 0);
        for (size_t i = 0; i < PAIRS_MAX; i++) {
            struct pair *pair = &cutter->pairs[i];
            if (pair->postgres >= 0 && looks[3 + 2 * i].revents) {
                pass_to_program(cutter, pair);
            }
            if (pair->program >= 0 && looks[2 + 2 * i].revents) {
                pass_to_postgres(cutter, pair);
            }
        }
        if (looks[0].revents) {
            take_connection(cutter);
        }
    }
    return NULL;
}

struct socket_cutter *socket_cutter_create(const char *folder, const char *to_folder)
{
    struct socket_cutter *cutter = calloc(1, sizeof *cutter);
    CHECK(cutter);
    for (size_t i = 0; i < PAIRS_MAX; i++) {
        cutter->pairs[i] = (struct pair){-1, -1, false};
    }
    struct sockaddr_un address = address_of(folder);
    cutter->to = address_of(to_folder);
    cutter->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(cutter->listener >= 0);
    CHECK(bind(cutter->listener, (const struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(cutter->listener, PAIRS_MAX) == 0);
    CHECK(pipe2(cutter->wake, O_CLOEXEC) == 0);
    CHECK(pthread_mutex_init(&cutter->mutex, NULL) == 0);
    CHECK(pthread_create(&cutter->thread, NULL, run, cutter) == 0);
    return cutter;
}

void socket_cutter_destroy(struct socket_cutter *cutter)
{
    if (!cutter) {
        return;
    }
    CHECK(pthread_mutex_lock(&cutter->mutex) == 0);
    cutter->stopping = true;
    CHECK(pthread_mutex_unlock(&cutter->mutex) == 0);
    CHECK(write(cutter->wake[1], "", 1) == 1);
    CHECK(pthread_join(cutter->thread, NULL) == 0);
    for (size_t i = 0; i < PAIRS_MAX; i++) {
        if (cutter->pairs[i].program >= 0) {
            close_pair(&cutter->pairs[i]);
        }
    }
    (void)close(cutter->wake[0]); /* nobody reads any more */
    (void)close(cutter->wake[1]);
    (void)close(cutter->listener);
    (void)pthread_mutex_destroy(&cutter->mutex); /* the thread is gone */
    free(cutter);
}

void socket_cutter_arm(struct socket_cutter *cutter, enum socket_cut cut, uint64_t n)
{
    CHECK(pthread_mutex_lock(&cutter->mutex) == 0);
    cutter->cut = cut;
    cutter->left = n;
    CHECK(pthread_mutex_unlock(&cutter->mutex) == 0);
}

uint64_t socket_cutter_cuts(struct socket_cutter *cutter)
{
    CHECK(pthread_mutex_lock(&cutter->mutex) == 0);
    uint64_t cuts = cutter->cuts;
    CHECK(pthread_mutex_unlock(&cutter->mutex) == 0);
    return cuts;
}
