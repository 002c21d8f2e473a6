#include "postgres_cluster.h"

#include "check.h"
#include "temporary_folder.h"
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define ARGUMENTS_MAX 32
#define START_TRIES   3000 /* 10 ms each */
#define PATH_BYTES    512
#define SUPERUSER     "shoushi"

struct postgres_cluster {
    struct temporary_folder folder;
    char programs[PATH_BYTES];
    char data[PATH_BYTES];
    char log[PATH_BYTES];
    enum postgres_durability durability;
    pid_t owner;  /* the process that made it */
    pid_t server; /* 0: not running */
    unsigned databases;
};

/* Debian keeps each version in a folder of its own, out of PATH: the newest. */
static bool find_programs(char ret_folder[static PATH_BYTES])
{
    glob_t found;
    bool any = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0;
    if (any) {
        const char *path = found.gl_pathv[found.gl_pathc - 1];
        CHECK(snprintf(ret_folder, PATH_BYTES, "%.*s", (int)(strrchr(path, '/') - path), path) <
              PATH_BYTES);
    }
    globfree(&found);
    return any;
}

bool postgres_cluster_is_there(const char **ret_reason)
{
    char programs[PATH_BYTES];
    if (!find_programs(programs)) {
        *ret_reason = "no /usr/lib/postgresql/*/bin/initdb: Debian's package postgresql";
        return false;
    }
    if (geteuid() == 0 && !getpwnam("postgres")) {
        *ret_reason = "no user postgres to run PostgreSQL as";
        return false;
    }
    return true;
}

/* In the child. The death signal is set last: a change of user takes it away. */
static void become_postgres(pid_t owner)
{
    if (geteuid() == 0) {
        const struct passwd *user = getpwnam("postgres");
        CHECK(user && initgroups("postgres", user->pw_gid) == 0);
        CHECK(setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0);
    }
    CHECK(prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0);
    CHECK(getppid() == owner); /* died meanwhile: nobody is left to stop us */
}

static pid_t spawn(const struct postgres_cluster *cluster, const char *const *arguments)
{
    pid_t owner = getpid();
    pid_t child = fork();
    CHECK(child >= 0);
    if (child > 0) {
        return child;
    }
    become_postgres(owner);
    int log = open(cluster->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    CHECK(log >= 0 && dup2(log, STDOUT_FILENO) >= 0 && dup2(log, STDERR_FILENO) >= 0);
    CHECK(chdir(cluster->folder.path) == 0);
    sigset_t none;
    CHECK(sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0);
    (void)execv(arguments[0], (char *const *)(uintptr_t)arguments);
    _exit(127);
}

static void show_log(const struct postgres_cluster *cluster)
{
    AUTO(fd) int log = open(cluster->log, O_RDONLY);
    char text[4096];
    ssize_t len;
    while (log >= 0 && (len = read(log, text, sizeof text)) > 0) {
        (void)fwrite(text, 1, (size_t)len, stderr);
    }
}

static void make_cluster(const struct postgres_cluster *cluster)
{
    char program[PATH_BYTES + 16];
    (void)snprintf(program, sizeof program, "%s/initdb", cluster->programs);
    const char *const arguments[] = {program, "-D", cluster->data, "-U",         SUPERUSER, "-A",
                                     "trust", "-E", "UTF8",        "--locale=C", "-N",      NULL};
    int status;
    pid_t child = spawn(cluster, arguments);
    CHECK(waitpid(child, &status, 0) == child);
    if (status != 0) {
        show_log(cluster);
    }
    CHECK(status == 0);
}

static void location_of(const struct postgres_cluster *cluster, const char *database,
                        char ret_location[static 512])
{
    CHECK(snprintf(ret_location, 512, "postgresql://" SUPERUSER "@/%s?host=%s", database,
                   cluster->folder.path) < 512);
}

static void pause_10_ms(void)
{
    const struct timespec pause = {.tv_nsec = 10 * 1000000};
    (void)nanosleep(&pause, NULL); /* between two looks */
}

static void await_start(const struct postgres_cluster *cluster)
{
    char location[512];
    location_of(cluster, "postgres", location);
    PGPing answer = PQPING_NO_RESPONSE;
    for (int tries = 0; tries < START_TRIES && answer != PQPING_OK; tries++) {
        int status;
        bool runs = waitpid(cluster->server, &status, WNOHANG) == 0;
        if (!runs) {
            show_log(cluster);
        }
        CHECK(runs);
        answer = PQping(location);
        if (answer != PQPING_OK) {
            pause_10_ms();
        }
    }
    CHECK(answer == PQPING_OK);
}

void postgres_cluster_start(struct postgres_cluster *cluster)
{
    CHECK(cluster->server == 0);
    char program[PATH_BYTES + 16], sockets[PATH_BYTES + 32];
    (void)snprintf(program, sizeof program, "%s/postgres", cluster->programs);
    (void)snprintf(sockets, sizeof sockets, "unix_socket_directories=%s", cluster->folder.path);
    const char *fsync = cluster->durability == POSTGRES_DURABLE ? "fsync=on" : "fsync=off";
    const char *const arguments[] = {program,
                                     "-D",
                                     cluster->data,
                                     "-c",
                                     "listen_addresses=",
                                     "-c",
                                     sockets,
                                     "-c",
                                     fsync,
                                     "-c",
                                     "max_connections=100",
                                     "-c",
                                     "shared_buffers=64MB",
                                     "-c",
                                     "max_wal_size=1GB",
                                     "-c",
                                     "log_min_messages=fatal",
                                     NULL};
    cluster->server = spawn(cluster, arguments);
    await_start(cluster);
}

void postgres_cluster_stop(struct postgres_cluster *cluster)
{
    int status;
    CHECK(cluster->server > 0);
    CHECK(kill(cluster->server, SIGQUIT) == 0);
    CHECK(waitpid(cluster->server, &status, 0) == cluster->server);
    cluster->server = 0;
}

struct postgres_cluster *postgres_cluster_create(enum postgres_durability durability)
{
    struct postgres_cluster *cluster = calloc(1, sizeof *cluster);
    CHECK(cluster && find_programs(cluster->programs));
    cluster->durability = durability;
    cluster->owner = getpid();
    temporary_folder_init(&cluster->folder);
    (void)temporary_folder_path(&cluster->folder, "data", cluster->data);
    (void)temporary_folder_path(&cluster->folder, "log", cluster->log);
    if (geteuid() == 0) {
        const struct passwd *user = getpwnam("postgres");
        CHECK(user && chown(cluster->folder.path, user->pw_uid, user->pw_gid) == 0);
    }
    make_cluster(cluster);
    postgres_cluster_start(cluster);
    return cluster;
}

void postgres_cluster_destroy(struct postgres_cluster *cluster)
{
    if (!cluster || cluster->owner != getpid()) {
        return;
    }
    if (cluster->server > 0) {
        postgres_cluster_stop(cluster);
    }
    temporary_folder_finish(&cluster->folder);
    free(cluster);
}

const char *postgres_cluster_folder(const struct postgres_cluster *cluster)
{
    return cluster->folder.path;
}

static void run(const struct postgres_cluster *cluster, const char *text)
{
    char location[512];
    location_of(cluster, "postgres", location);
    PGconn *connection = PQconnectdb(location);
    PGresult *result = PQexec(connection, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        (void)fprintf(stderr, "%s: %s\n", text, PQerrorMessage(connection));
    }
    CHECK(PQresultStatus(result) == PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(connection);
}

void postgres_cluster_add(struct postgres_cluster *cluster, char ret_location[static 512])
{
    char name[32], text[64];
    (void)snprintf(name, sizeof name, "t%u", ++cluster->databases);
    (void)snprintf(text, sizeof text, "CREATE DATABASE %s", name);
    run(cluster, text);
    location_of(cluster, name, ret_location);
}

void postgres_cluster_drop(struct postgres_cluster *cluster, const char *location)
{
    unsigned number;
    char text[64];
    CHECK(sscanf(location, "postgresql://" SUPERUSER "@/t%u?", &number) == 1);
    (void)snprintf(text, sizeof text, "DROP DATABASE IF EXISTS t%u WITH (FORCE)", number);
    run(cluster, text);
}
