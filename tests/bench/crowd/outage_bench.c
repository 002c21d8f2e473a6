/* An outage is over, and every kiosk brings what it has kept: how long until the server has it all,
 * how long answers take, and what memory the server needs. Kiosks keep to docs/sync-protocol.md:
 * what is refused or breaks off is tried again with back-off. One in twenty loses its first answer
 * and sends the same once more. In the end the database is counted: nothing is lost, nothing there
 * twice. The floor is a bare insert of the same lines, 5,000 a commit, WAL and synchronous FULL.
 *     outage-bench [KIOSKS (10000) [CONNECTIONS-AT-ONCE (1000)]] */

#include "check.h"
#include "crowd_request.h"
#include "log.h"
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define RECORDS         50 /* of each kiosk */
#define LOSES_ITS_FIRST 20
#define TARGET          "/api/v1/kiosk/records"
#define BACK_OFF_US     INT64_C(1000000)
#define BACK_OFF_MAX_US INT64_C(60000000)
#define TIMES_MAX       (2 * CROWD_KIOSKS_MAX)

struct sender {
    struct crowd_request *request; /* NULL: not connected */
    char *body;                    /* kept from the first try to the answer */
    size_t body_len;
    int64_t began_us, next_us; /* of this try; of the next one */
    int failures;
    bool done, lost_an_answer;
};

struct outage {
    struct crowd crowd;
    struct sender *kiosks;
    size_t at_once, open, done, next;
    size_t refused, broken, resent;
    int epoll;
    int64_t *times_us;
    size_t time_count;
};

static void write_body(struct outage *outage, size_t i)
{
    struct test_kiosk *kiosk = &outage->crowd.kiosks[i];
    char *body = malloc(RECORDS * TAP_RECORD_LINE_MAX + 1);
    CHECK(body);
    kiosk->at_utc_us -= INT64_C(3600) * 1000000; /* while the server was away */
    outage->kiosks[i].body_len = 0;
    for (uint32_t line = 0; line < RECORDS; line++) {
        uint32_t card = ((uint32_t)i * 131u + line * 7u) % outage->crowd.people;
        outage->kiosks[i].body_len +=
            test_kiosk_tap(kiosk, card, 1, body + outage->kiosks[i].body_len);
    }
    outage->kiosks[i].body = body;
}

static void begin(struct outage *outage, size_t i)
{
    struct sender *kiosk = &outage->kiosks[i];
    if (!kiosk->body) {
        write_body(outage, i);
    }
    kiosk->request = malloc(sizeof *kiosk->request);
    CHECK(kiosk->request);
    *kiosk->request = (struct crowd_request){.fd = -1};
    crowd_request_begin(kiosk->request, &outage->crowd, i, TARGET, kiosk->body, kiosk->body_len);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data = {.u64 = i}};
    CHECK(epoll_ctl(outage->epoll, EPOLL_CTL_ADD, kiosk->request->fd, &event) == 0);
    kiosk->began_us = crowd_now_us();
    outage->open++;
}

static void end(struct outage *outage, struct sender *kiosk)
{
    crowd_request_end(kiosk->request);
    free(kiosk->request);
    kiosk->request = NULL;
    outage->open--;
}

static void back_off(struct outage *outage, struct sender *kiosk)
{
    int64_t wait_us = BACK_OFF_US << (kiosk->failures < 6 ? kiosk->failures : 6);
    wait_us = wait_us < BACK_OFF_MAX_US ? wait_us : BACK_OFF_MAX_US;
    kiosk->failures++;
    kiosk->next_us = crowd_now_us() + wait_us - wait_us / 4 * (rand() % 1000) / 1000;
    end(outage, kiosk);
}

static void take_answer(struct outage *outage, struct sender *kiosk)
{
    if (crowd_request_status(kiosk->request) != 200) {
        CHECK(crowd_request_status(kiosk->request) == 503);
        outage->refused++;
        back_off(outage, kiosk);
        return;
    }
    CHECK(!strstr(kiosk->request->answer, "quarantined"));
    CHECK(!kiosk->lost_an_answer || strstr(kiosk->request->answer, "\"seq\":50,"));
    outage->times_us[outage->time_count++] = crowd_now_us() - kiosk->began_us;
    kiosk->done = true;
    outage->done++;
    free(kiosk->body);
    kiosk->body = NULL;
    end(outage, kiosk);
}

static void go_on(struct outage *outage, size_t i)
{
    struct sender *kiosk = &outage->kiosks[i];
    enum crowd_outcome outcome = crowd_request_go(kiosk->request);
    if (outcome == CROWD_SENT) { /* waits for the answer alone from now on */
        struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = i}};
        CHECK(epoll_ctl(outage->epoll, EPOLL_CTL_MOD, kiosk->request->fd, &event) == 0);
        if (i % LOSES_ITS_FIRST == 0 && !kiosk->lost_an_answer) {
            kiosk->lost_an_answer = true;
            outage->resent++;
            back_off(outage, kiosk);
        }
    } else if (outcome == CROWD_ANSWERED) {
        take_answer(outage, kiosk);
    } else if (outcome == CROWD_BROKEN) {
        outage->broken++;
        back_off(outage, kiosk);
    }
}

/* As many as may be open, in turn, of those whose time has come. */
static void begin_some(struct outage *outage)
{
    int64_t now_us = crowd_now_us();
    for (size_t looked = 0; looked < outage->crowd.count && outage->open < outage->at_once;
         looked++) {
        size_t i = outage->next++ % outage->crowd.count;
        const struct sender *kiosk = &outage->kiosks[i];
        if (!kiosk->done && !kiosk->request && kiosk->next_us <= now_us) {
            begin(outage, i);
        }
    }
}

static double drain(struct outage *outage)
{
    struct epoll_event events[256];
    int64_t began_us = crowd_now_us();
    while (outage->done < outage->crowd.count) {
        begin_some(outage);
        int count = epoll_wait(outage->epoll, events, 256, 50);
        for (int i = 0; i < count; i++) {
            go_on(outage, events[i].data.u64);
        }
    }
    return (double)(crowd_now_us() - began_us) / 1e6;
}

/* The floor */

static void run_sql(sqlite3 *handle, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK) {
        (void)fprintf(stderr, "%s: %s\n", sql, message);
        CHECK(false);
    }
}

static double insert_bare(const struct outage *outage)
{
    sqlite3 *handle;
    char path[512], sql[1024];
    int64_t records = (int64_t)outage->crowd.count * RECORDS;
    (void)temporary_folder_path(&outage->crowd.site.folder, "bare.db", path);
    CHECK(sqlite3_open(path, &handle) == SQLITE_OK);
    run_sql(handle, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                    "CREATE TABLE record (kiosk TEXT NOT NULL, epoch BIGINT NOT NULL, seq BIGINT "
                    "NOT NULL, line TEXT NOT NULL, PRIMARY KEY (kiosk, epoch, seq))");
    (void)snprintf(sql, sizeof sql, "ATTACH 'file:%s?mode=ro' AS filled",
                   outage->crowd.site.location);
    run_sql(handle, sql);
    int64_t began_us = crowd_now_us();
    for (int64_t first = 0; first < records; first += 5000) {
        (void)snprintf(sql, sizeof sql,
                       "INSERT INTO main.record SELECT kiosk, epoch, seq, line FROM filled.record "
                       "WHERE rowid > %" PRId64 " AND rowid <= %" PRId64,
                       first, first + 5000);
        run_sql(handle, sql);
    }
    double per_second = (double)records * 1e6 / (double)(crowd_now_us() - began_us);
    CHECK(sqlite3_close(handle) == SQLITE_OK);
    return per_second;
}

static void count_rows(struct outage *outage)
{
    struct test_site *site = &outage->crowd.site;
    int64_t records = (int64_t)outage->crowd.count * RECORDS;
    int64_t stored = test_site_number(site, "SELECT COUNT(*) FROM record");
    int64_t taps = test_site_number(site, "SELECT COUNT(*) FROM tap");
    int64_t whole = test_site_number(
        site, "SELECT COUNT(*) FROM (SELECT kiosk FROM record GROUP BY kiosk HAVING COUNT(*) = 50 "
              "AND MIN(seq) = 1 AND MAX(seq) = 50)");
    int64_t aside = test_site_number(site, "SELECT COUNT(*) FROM quarantine");
    printf("lost=%" PRId64 " doubled=%" PRId64 " quarantined=%" PRId64 " kiosks_whole=%" PRId64
           "\n",
           records - stored, taps - stored, aside, whole);
    CHECK(stored == records && taps == records && aside == 0 &&
          whole == (int64_t)outage->crowd.count);
}

static size_t argument(int argc, char **argv, int i, size_t otherwise)
{
    return argc > i ? (size_t)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    static struct outage outage;
    static int64_t times_us[TIMES_MAX];
    size_t kiosks = argument(argc, argv, 1, 10000);
    log_set_level(LOG_WARNING);
    outage.at_once = argument(argc, argv, 2, 1000);
    outage.times_us = times_us;
    outage.epoll = epoll_create1(EPOLL_CLOEXEC);
    CHECK(outage.epoll >= 0);
    crowd_init(&outage.crowd, kiosks, (uint32_t)(2 * kiosks));
    outage.kiosks = calloc(kiosks, sizeof *outage.kiosks);
    CHECK(outage.kiosks);
    crowd_start_server(&outage.crowd);
    int64_t before_kib = crowd_server_kib(&outage.crowd, "VmRSS");
    double took_s = drain(&outage);
    int64_t peak_kib = crowd_server_kib(&outage.crowd, "VmHWM");
    crowd_stop_server(&outage.crowd);
    double per_second = (double)(kiosks * RECORDS) / took_s;
    printf("kiosks=%zu records=%zu at_once=%zu drained_s=%.1f records_per_s=%.0f\n", kiosks,
           kiosks * RECORDS, outage.at_once, took_s, per_second);
    printf("answer_ms_p50=%.0f answer_ms_p99=%.0f answer_ms_max=%.0f refused=%zu broken=%zu "
           "resent=%zu\n",
           crowd_percentile_ms(times_us, outage.time_count, 0.5),
           crowd_percentile_ms(times_us, outage.time_count, 0.99),
           crowd_percentile_ms(times_us, outage.time_count, 1), outage.refused, outage.broken,
           outage.resent);
    printf("server_mib_before=%" PRId64 " server_mib_peak=%" PRId64 "\n", before_kib / 1024,
           peak_kib / 1024);
    count_rows(&outage);
    double bare = insert_bare(&outage);
    printf("bare_records_per_s=%.0f ratio=%.3f\n", bare, per_second / bare);
    free(outage.kiosks);
    crowd_finish(&outage.crowd);
    return 0;
}
