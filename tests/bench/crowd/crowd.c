#include "crowd.h"

#include "check.h"
#include "clock.h"
#include "json.h"
#include "log.h"
#include "server_app.h"
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char schedule[] =
    "{\"id\": \"day\", \"versions\": [{\"from\": \"2020-01-01\", \"to\": \"2090-12-31\", "
    "\"weekdays\": [1, 2, 3, 4, 5, 6, 7], \"sessions\": [{\"start\": \"08:30\", \"end\": \"17:30\","
    " \"in\": \"required\", \"out\": \"required\"}]}]}";

static void add_document(json_t *documents, const char *kind, const char *id, json_t *value)
{
    json_t *document = json_pack("{s:s, s:s, s:o}", "kind", kind, "id", id, "value", value);
    CHECK(document && json_array_append_new(documents, document) == 0);
}

/* Everybody has to be there every day, so that each tap is judged. */
static void put_office(struct test_site *site, uint32_t people)
{
    struct error err;
    AUTO(json) json_t *documents = json_array();
    add_document(documents, "schedule", "day", json_loads(schedule, 0, NULL));
    add_document(
        documents, "assignment", "a1",
        json_pack("{s:s, s:s, s:s}", "schedule", "day", "unit", "u1", "from", "2020-01-01"));
    for (uint32_t i = 0; i < people; i++) {
        char id[16], token[HASH_HEX_SIZE];
        (void)snprintf(id, sizeof id, "s%05" PRIu32, i);
        add_document(documents, "staff", id,
                     json_pack("{s:s, s:s, s:s}", "id", id, "name", "某人", "unit", "u1"));
        add_document(documents, "card", test_site_token(site, i, token),
                     json_pack("{s:s, s:s}", "staff", id, "state", "active"));
    }
    CHECK(fact_writer_import(site->facts, documents, "bench", &err));
}

void crowd_init(struct crowd *crowd, size_t kiosks, uint32_t people)
{
    *crowd = (struct crowd){.count = kiosks, .people = people};
    CHECK(kiosks > 0 && kiosks <= CROWD_KIOSKS_MAX);
    test_site_init(&crowd->site);
    fake_clock_init(&crowd->site.clock, clock_utc_us(clock_system()));
    put_office(&crowd->site, people);
    crowd->kiosks = calloc(kiosks, sizeof *crowd->kiosks);
    CHECK(crowd->kiosks);
    for (size_t i = 0; i < kiosks; i++) {
        test_kiosk_init(&crowd->kiosks[i], &crowd->site);
    }
}

void crowd_finish(struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->count; i++) {
        test_kiosk_finish(&crowd->kiosks[i]);
    }
    free(crowd->kiosks);
    test_site_finish(&crowd->site);
}

/* Answers until it is told to stop; says on the pipe where it listens. */
static void serve(const struct crowd *crowd, int pipe_fd)
{
    struct error err = {0};
    struct server_config config;
    char path[SERVER_CONFIG_PATH_MAX];
    AUTO(server_app) struct server_app *app = NULL;
    sigset_t stop;
    CHECK(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0); /* it never outlives the benchmark */
    CHECK(sigemptyset(&stop) == 0 && sigaddset(&stop, SIGTERM) == 0 &&
          sigprocmask(SIG_BLOCK, &stop, NULL) == 0);
    server_config_init(&config);
    config.port = 0;
    bool good = server_config_set(&config, "database", crowd->site.location, &err) &&
                server_config_set(&config, "keys",
                                  temporary_folder_path(&crowd->site.folder, "keys", path), &err) &&
                server_app_create(&config, clock_system(), &app, &err) &&
                server_app_start(app, &err);
    if (!good) {
        (void)fprintf(stderr, "server: %s\n", err.text);
        _exit(1);
    }
    const char *port = strrchr(server_app_url(app), ':') + 1;
    CHECK(write(pipe_fd, port, strlen(port)) == (ssize_t)strlen(port) && close(pipe_fd) == 0);
    int signal_number;
    CHECK(sigwait(&stop, &signal_number) == 0);
}

void crowd_start_server(struct crowd *crowd)
{
    int fds[2];
    char port[16] = "";
    test_site_close(&crowd->site);
    CHECK(fflush(stdout) == 0 && pipe(fds) == 0);
    crowd->server = fork();
    CHECK(crowd->server >= 0);
    if (crowd->server == 0) {
        (void)close(fds[0]); /* the parent's end */
        serve(crowd, fds[1]);
        _exit(0);
    }
    CHECK(close(fds[1]) == 0);
    CHECK(read(fds[0], port, sizeof port - 1) > 0 && close(fds[0]) == 0);
    crowd->port = (uint16_t)strtol(port, NULL, 10);
}

void crowd_stop_server(struct crowd *crowd)
{
    int status;
    CHECK(kill(crowd->server, SIGTERM) == 0 && waitpid(crowd->server, &status, 0) == crowd->server);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    test_site_open(&crowd->site);
}

int64_t crowd_server_kib(const struct crowd *crowd, const char *name)
{
    char path[64], line[256];
    int64_t kib = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)crowd->server);
    FILE *file = fopen(path, "r");
    CHECK(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, name, strlen(name)) == 0) {
            kib = strtoll(line + strlen(name) + 1, NULL, 10);
        }
    }
    (void)fclose(file); /* only read */
    return kib;
}

int64_t crowd_now_us(void)
{
    return clock_mono_us(clock_system());
}

static int compare_times(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

double crowd_percentile_ms(int64_t *times_us, size_t count, double part)
{
    qsort(times_us, count, sizeof *times_us, compare_times);
    return (double)times_us[(size_t)((double)(count - 1) * part)] / 1000;
}
