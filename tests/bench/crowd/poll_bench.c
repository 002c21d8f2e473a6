/* Kiosks wait in the long poll: how many requests for the state the server answers beside them, and
 * how long a change takes to reach them all. The change is made by another process on the same
 * database, as another server's would be. The floor is the same requests with nobody waiting, in
 * the same run.
 *     poll-bench [KIOSKS (1000)] */

#include "check.h"
#include "crowd_request.h"
#include "document_store.h"
#include "log.h"
#include "storage.h"
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#define MEASURE_US INT64_C(5000000)
#define CHANGES    5
#define ASKING     4 /* connections that ask again and again */

struct polls {
    struct crowd crowd;
    struct crowd_request *waiting; /* one a kiosk, but for those that ask */
    size_t waiting_count;
    struct crowd_request asking[ASKING];
    int64_t *times_us;
    int epoll;
    int64_t revision;
};

static int64_t read_revision(struct crowd *crowd)
{
    AUTO(storage) struct storage *storage = NULL;
    AUTO(snapshot) struct snapshot *view = NULL;
    struct error err;
    int64_t revision;
    CHECK(storage_open(crowd->site.location, &storage, &err) &&
          storage_read(storage, &view, &err) &&
          document_store_revision(snapshot_database(view), &revision, &err));
    snapshot_destroy(TAKE(view));
    return revision;
}

/* Requests a second of the connections that ask, each as soon as it has its answer. */
static double measure_requests(struct polls *polls)
{
    char target[96];
    struct pollfd ready[ASKING];
    size_t answered = 0;
    (void)snprintf(target, sizeof target, "/api/v1/kiosk/state?since=%" PRId64 "&taps=0",
                   polls->revision);
    for (size_t i = 0; i < ASKING; i++) {
        crowd_request_begin(&polls->asking[i], &polls->crowd, i, target, NULL, 0);
    }
    int64_t began_us = crowd_now_us();
    while (crowd_now_us() - began_us < MEASURE_US) {
        for (size_t i = 0; i < ASKING; i++) {
            bool sent = polls->asking[i].sent == polls->asking[i].text_len;
            ready[i] = (struct pollfd){.fd = polls->asking[i].fd,
                                       .events = (short)(POLLIN | (sent ? 0 : POLLOUT))};
        }
        CHECK(poll(ready, ASKING, 1000) >= 0);
        for (size_t i = 0; i < ASKING; i++) {
            enum crowd_outcome outcome =
                ready[i].revents ? crowd_request_go(&polls->asking[i]) : CROWD_GOING;
            CHECK(outcome != CROWD_BROKEN);
            if (outcome == CROWD_ANSWERED) {
                CHECK(crowd_request_status(&polls->asking[i]) == 200);
                answered++;
                crowd_request_again(&polls->asking[i], &polls->crowd, i, target);
            }
        }
    }
    double per_second = (double)answered * 1e6 / (double)(crowd_now_us() - began_us);
    for (size_t i = 0; i < ASKING; i++) {
        crowd_request_end(&polls->asking[i]);
    }
    return per_second;
}

static void ask_to_wait(struct polls *polls, size_t i, const char *target)
{
    struct crowd_request *request = &polls->waiting[i];
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data = {.u64 = i}};
    bool connected = request->text;
    if (connected) {
        crowd_request_again(request, &polls->crowd, i + ASKING, target);
    } else {
        crowd_request_begin(request, &polls->crowd, i + ASKING, target, NULL, 0);
    }
    CHECK(epoll_ctl(polls->epoll, connected ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, request->fd, &event) ==
          0);
}

/* Each over the connection that it has, as kiosks do. Returns once the server has all requests. */
static void let_all_wait(struct polls *polls)
{
    char target[96];
    size_t sent = 0;
    (void)snprintf(target, sizeof target, "/api/v1/kiosk/state?since=%" PRId64 "&wait=30",
                   polls->revision);
    for (size_t i = 0; i < polls->waiting_count; i++) {
        ask_to_wait(polls, i, target);
    }
    while (sent < polls->waiting_count) {
        struct epoll_event events[256];
        int count = epoll_wait(polls->epoll, events, 256, 1000);
        for (int i = 0; i < count; i++) {
            struct crowd_request *request = &polls->waiting[events[i].data.u64];
            enum crowd_outcome outcome = crowd_request_go(request);
            CHECK(outcome == CROWD_SENT || outcome == CROWD_GOING);
            if (outcome == CROWD_SENT) {
                struct epoll_event event = {.events = EPOLLIN, .data = events[i].data};
                CHECK(epoll_ctl(polls->epoll, EPOLL_CTL_MOD, request->fd, &event) == 0);
                sent++;
            }
        }
    }
    struct timespec settle = {.tv_sec = 2};
    (void)nanosleep(&settle,
                    NULL); /* until the last are suspended; a signal would only shorten it */
}

static void change_unit(struct polls *polls, int number)
{
    char value[128];
    (void)snprintf(value, sizeof value, "{\"code\": \"u1\", \"name\": \"办公室 %d\"}", number);
    test_site_put(&polls->crowd.site, "unit", "u1", value);
}

/* From the commit's return to each one's whole answer. */
static void hear_of_it(struct polls *polls)
{
    size_t heard = 0;
    int64_t began_us = crowd_now_us();
    while (heard < polls->waiting_count) {
        struct epoll_event events[256];
        int count = epoll_wait(polls->epoll, events, 256, 1000);
        for (int i = 0; i < count; i++) {
            size_t at = events[i].data.u64;
            enum crowd_outcome outcome = crowd_request_go(&polls->waiting[at]);
            CHECK(outcome != CROWD_BROKEN);
            if (outcome == CROWD_ANSWERED) {
                CHECK(strstr(polls->waiting[at].answer, "\"changes\":[{"));
                polls->times_us[heard++] = crowd_now_us() - began_us;
            }
        }
    }
}

static void measure_changes(struct polls *polls)
{
    for (int i = 0; i < CHANGES; i++) {
        let_all_wait(polls);
        if (i == 0) {
            double beside = measure_requests(polls);
            printf("requests_per_s_beside_%zu_waiting=%.0f server_mib=%" PRId64 "\n",
                   polls->waiting_count, beside, crowd_server_kib(&polls->crowd, "VmRSS") / 1024);
        }
        change_unit(polls, i);
        hear_of_it(polls);
        polls->revision++;
        printf("change_reaches_ms_first=%.0f p50=%.0f all=%.0f\n",
               crowd_percentile_ms(polls->times_us, polls->waiting_count, 0),
               crowd_percentile_ms(polls->times_us, polls->waiting_count, 0.5),
               crowd_percentile_ms(polls->times_us, polls->waiting_count, 1));
    }
}

int main(int argc, char **argv)
{
    static struct polls polls;
    log_set_level(LOG_WARNING);
    polls.waiting_count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000;
    polls.waiting = calloc(polls.waiting_count, sizeof *polls.waiting);
    polls.times_us = calloc(polls.waiting_count, sizeof *polls.times_us);
    polls.epoll = epoll_create1(EPOLL_CLOEXEC);
    CHECK(polls.waiting && polls.times_us && polls.epoll >= 0);
    crowd_init(&polls.crowd, polls.waiting_count + ASKING, 100);
    polls.revision = read_revision(&polls.crowd);
    crowd_start_server(&polls.crowd);
    test_site_open(&polls.crowd.site); /* the other process that changes facts */
    printf("requests_per_s_alone=%.0f server_mib=%" PRId64 "\n", measure_requests(&polls),
           crowd_server_kib(&polls.crowd, "VmRSS") / 1024);
    measure_changes(&polls);
    for (size_t i = 0; i < polls.waiting_count; i++) {
        crowd_request_end(&polls.waiting[i]);
    }
    test_site_close(&polls.crowd.site);
    crowd_stop_server(&polls.crowd);
    crowd_finish(&polls.crowd);
    free(polls.waiting);
    free(polls.times_us);
    return 0;
}
