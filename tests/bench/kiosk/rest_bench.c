/* A kiosk at rest with a big county's roster: the program itself, off-screen, with the taps of days
 * at other kiosks; its memory once all is loaded, and the processor's time that it takes while
 * nobody comes. Prints lines of key=value; nothing is asserted.
 *
 * rest-bench KIOSK-PROGRAM [PEOPLE [SECONDS]] */

#include "check.h"
#include "clock.h"
#include "facts_loader.h"
#include "file.h"
#include "identity_file.h"
#include "roster_store.h"
#include "temporary_folder.h"
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNITS       120
#define TAPS_DAYS   3
#define TAPS_A_DAY  4
#define BATCH       500
#define PHOTO_BYTES 2048
#define DAY_US      (INT64_C(86400) * 1000000)

extern char **environ;

struct bench {
    struct temporary_folder folder;
    struct identity identity;
    struct roster_store *roster;
    struct roster_answer answer; /* what is being told */
    struct roster_change changes[BATCH];
    struct other_tap taps[BATCH];
    char ids[BATCH][80], values[BATCH][320];
    int64_t revision;
};

/* A document, told with those that wait once there are enough. */
static void flush(struct bench *bench)
{
    struct error err;
    bench->answer.revision = bench->revision;
    bench->answer.changes = bench->changes;
    bench->answer.taps = bench->taps;
    if (!roster_store_apply(bench->roster, &bench->answer, &err)) {
        (void)fprintf(stderr, "rest-bench: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    bench->answer.count = 0;
    bench->answer.tap_count = 0;
}

static void tell(struct bench *bench, const char *kind, const char *id, const char *value)
{
    size_t place = bench->answer.count++;
    (void)snprintf(bench->ids[place], sizeof bench->ids[place], "%s", id);
    (void)snprintf(bench->values[place], sizeof bench->values[place], "%s", value);
    bench->changes[place] = (struct roster_change){.kind = kind,
                                                   .id = bench->ids[place],
                                                   .revision = ++bench->revision,
                                                   .value = bench->values[place],
                                                   .value_len = strlen(bench->values[place])};
    if (bench->answer.count == BATCH) {
        flush(bench);
    }
}

static void tell_units(struct bench *bench)
{
    char id[16];
    char value[320];
    tell(bench, "schedule", "c1",
         "{\"id\":\"c1\",\"versions\":[{\"from\":\"2020-01-01\",\"to\":\"2099-12-31\",\"weekdays\":"
         "[1,2,3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"12:00\",\"in\":\"required\","
         "\"out\":\"required\"},{\"start\":\"13:30\",\"end\":\"17:30\",\"in\":\"required\","
         "\"out\":\"required\"}]}]}");
    for (int unit = 0; unit < UNITS; unit++) {
        (void)snprintf(id, sizeof id, "u%d", unit);
        (void)snprintf(value, sizeof value, "{\"code\":\"%s\",\"name\":\"第%d办公室\"}", id, unit);
        tell(bench, "unit", id, value);
        (void)snprintf(value, sizeof value,
                       "{\"schedule\":\"c1\",\"unit\":\"%s\",\"from\":\"2020-01-01\"}", id);
        tell(bench, "assignment", id, value);
    }
}

/* Everybody has a photograph; that it is one is looked at when its owner taps. */
static void tell_photo(struct bench *bench, int person)
{
    char id[16];
    char sha256[HASH_HEX_SIZE];
    char value[320];
    char bytes[PHOTO_BYTES];
    struct error err;
    memset(bytes, person & 0xff, sizeof bytes);
    memcpy(bytes, &person, sizeof person);
    const struct hash hash = hash_sha256(bytes, sizeof bytes);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    (void)snprintf(id, sizeof id, "s%05d", person);
    (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"sha256\":\"%s\",\"size\":%d}", id,
                   sha256, PHOTO_BYTES);
    tell(bench, "photo", id, value);
    CHECK(roster_store_put_photo(bench->roster, &hash, bytes, sizeof bytes, &err));
}

static void tell_people(struct bench *bench, int people)
{
    char id[80];
    char value[320];
    for (int person = 0; person < people; person++) {
        uint8_t number[4] = {0, (uint8_t)(person >> 16), (uint8_t)(person >> 8), (uint8_t)person};
        struct card_number card = {.len = 4};
        memcpy(card.bytes, number, sizeof number);
        struct card_token token = card_token_make(&bench->identity.site_key, &card);
        (void)snprintf(id, sizeof id, "s%05d", person);
        (void)snprintf(value, sizeof value,
                       "{\"id\":\"%s\",\"name\":\"欧阳建国%d\",\"unit\":\"u%d\"}", id, person,
                       person % UNITS);
        tell(bench, "staff", id, value);
        hash_hex_encode(token.hash.bytes, HASH_BYTES, id);
        (void)snprintf(value, sizeof value, "{\"staff\":\"s%05d\",\"state\":\"active\"}", person);
        tell(bench, "card", id, value);
        tell_photo(bench, person);
    }
    flush(bench);
}

static void tell_taps(struct bench *bench, int people)
{
    int64_t now_us = clock_utc_us(clock_system());
    static char staff[BATCH][16];
    for (int tap = 0; tap < people * TAPS_DAYS * TAPS_A_DAY; tap++) {
        size_t place = bench->answer.tap_count++;
        (void)snprintf(staff[place], sizeof staff[place], "s%05d", tap % people);
        bench->taps[place] = (struct other_tap){
            .kiosk = tap % 2 ? "k0002" : "k0003",
            .epoch = 1,
            .seq = (uint64_t)tap + 1,
            .staff = staff[place],
            .at_utc_us = now_us - (TAPS_DAYS * DAY_US / (people * TAPS_DAYS * TAPS_A_DAY)) *
                                      (people * TAPS_DAYS * TAPS_A_DAY - tap),
            .meeting = "",
            .substitute_for = ""};
        bench->answer.taps_revision = tap + 1;
        if (bench->answer.tap_count == BATCH) {
            flush(bench);
        }
    }
    flush(bench);
}

static void make_data(struct bench *bench, int people, struct error *err)
{
    bench->identity = (struct identity){.seed = {7},
                                        .server_url = "http://127.0.0.1:1",
                                        .kiosk = "k0001",
                                        .place = "县政府大楼 东门",
                                        .site_name = "某某县",
                                        .timezone = "Asia/Shanghai",
                                        .epoch = 1};
    CHECK(identity_file_write(bench->folder.path, &bench->identity, err));
    CHECK(roster_store_open(bench->folder.path, &bench->identity, clock_system(), &bench->roster,
                            err));
    tell_units(bench);
    tell_people(bench, people);
    tell_taps(bench, people);
    roster_store_destroy(TAKE(bench->roster));
}

static pid_t start(struct bench *bench, const char *program, struct error *err)
{
    char config[512];
    char text[2048];
    pid_t pid;
    const char *folder = bench->folder.path;
    (void)temporary_folder_path(&bench->folder, "kiosk.conf", config);
    int len = snprintf(text, sizeof text,
                       "data = \"%s\";\ncontrol = \"%s/control\";\nvolume = 0;\n"
                       "reader: { source = \"emulator:%s/reader\"; };\n",
                       folder, folder, folder);
    CHECK(file_replace(config, text, (size_t)len, 0600, err));
    CHECK(setenv("SDL_VIDEODRIVER", "offscreen", 1) == 0);
    char *const arguments[] = {(char *)(uintptr_t)program, "--config", config, NULL};
    CHECK(posix_spawn(&pid, program, NULL, NULL, arguments, environ) == 0);
    return pid;
}

/* Sends a line to a socket of the kiosk's; false while nobody listens. */
static bool say(struct bench *bench, const char *name, const char *line)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char answer[65536];
    CHECK(snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", bench->folder.path, name) <
          (int)sizeof address.sun_path);
    AUTO(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0);
    return connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
           write(fd, line, strlen(line)) == (ssize_t)strlen(line) &&
           read(fd, answer, sizeof answer) > 0;
}

static long read_number(pid_t pid, const char *file, const char *key)
{
    char path[64];
    char line[256];
    long number = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *stream = fopen(path, "re");
    CHECK(stream);
    while (fgets(line, sizeof line, stream)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            number = strtol(line + strlen(key), NULL, 10);
        }
    }
    CHECK(fclose(stream) == 0);
    return number;
}

/* Microseconds of the processor, in all. */
static int64_t cpu_us(pid_t pid)
{
    char path[64];
    char text[1024];
    long user, system;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *stream = fopen(path, "re");
    CHECK(stream && fgets(text, sizeof text, stream) && fclose(stream) == 0);
    const char *after = strrchr(text, ')');
    CHECK(after && sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user,
                          &system) == 2);
    return (user + system) * (1000000 / sysconf(_SC_CLK_TCK));
}

/* Until the kiosk answers, and has been quiet for a while. */
static void settle(struct bench *bench, pid_t pid)
{
    for (int i = 0; i < 600 && !say(bench, "control", "state\n"); i++) {
        (void)usleep(100000); /* looked at again anyhow */
    }
    CHECK(say(bench, "reader", "plug\n"));
    int64_t before_us = -1;
    for (int i = 0; i < 60 && cpu_us(pid) - before_us > 50000; i++) {
        before_us = cpu_us(pid);
        (void)sleep(1);
    }
}

int main(int argc, char *argv[])
{
    int people = argc > 2 ? atoi(argv[2]) : 10000;
    int seconds = argc > 3 ? atoi(argv[3]) : 20;
    AUTO(memory) struct bench *bench = calloc(1, sizeof *bench);
    struct error err;
    CHECK(bench && argc > 1 && people > 0 && seconds > 0);
    temporary_folder_init(&bench->folder);
    make_data(bench, people, &err);
    pid_t pid = start(bench, argv[1], &err);
    settle(bench, pid);
    int64_t began_us = cpu_us(pid);
    (void)sleep((unsigned)seconds);
    int64_t used_us = cpu_us(pid) - began_us;
    (void)printf("bench=rest what=memory people=%d taps=%d resident_kib=%ld anonymous_kib=%ld\n",
                 people, people * TAPS_DAYS * TAPS_A_DAY, read_number(pid, "status", "VmRSS:"),
                 read_number(pid, "status", "RssAnon:"));
    (void)printf("bench=rest what=cpu seconds=%d used_ms=%lld percent_of_a_core=%.2f\n", seconds,
                 (long long)used_us / 1000, 100.0 * (double)used_us / 1e6 / seconds);
    CHECK(kill(pid, SIGTERM) == 0 && waitpid(pid, NULL, 0) == pid);
    temporary_folder_finish(&bench->folder);
    return EXIT_SUCCESS;
}
