/* A kiosk at rest with a big county's roster: the program itself, off-screen, with the taps of days
 * at other kiosks; its memory once all is loaded, and the processor's time that it takes while
 * nobody comes. Prints lines of key=value; nothing is asserted.
 *
 * rest-bench KIOSK-PROGRAM [PEOPLE [SECONDS]] */

#include "bench_roster.h"
#include "check.h"
#include "clock.h"
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

extern char **environ;

struct bench {
    struct temporary_folder folder;
};

static void make_data(struct bench *bench, int people, struct error *err)
{
    AUTO(roster_store) struct roster_store *roster = NULL;
    const struct identity identity = bench_roster_identity();
    CHECK(identity_file_write(bench->folder.path, &identity, err));
    CHECK(roster_store_open(bench->folder.path, &identity, clock_system(), &roster, err));
    bench_roster_fill(roster, &identity, people);
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
    (void)printf("bench=rest what=memory people=%d taps=%zu resident_kib=%ld anonymous_kib=%ld\n",
                 people, bench_roster_taps(people), read_number(pid, "status", "VmRSS:"),
                 read_number(pid, "status", "RssAnon:"));
    (void)printf("bench=rest what=cpu seconds=%d used_ms=%lld percent_of_a_core=%.2f\n", seconds,
                 (long long)used_us / 1000, 100.0 * (double)used_us / 1e6 / seconds);
    CHECK(kill(pid, SIGTERM) == 0 && waitpid(pid, NULL, 0) == pid);
    temporary_folder_finish(&bench->folder);
    return EXIT_SUCCESS;
}
