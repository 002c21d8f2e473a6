/* shoushi-server as a process: what it prints, how it exits, what it leaves on the disk. */

#include "cmocka_tests.h"
#include "database.h"
#include "file.h"
#include "http_client.h"
#include "temporary_folder.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ARGUMENTS_MAX 16
#define OUTPUT_SIZE   8192
#define PATIENCE_MS   60000

struct fixture {
    struct temporary_folder folder;
    char database[512];
};

/* A run of the program; both its outputs come through one pipe. */
struct run {
    pid_t pid;
    int fd;
    size_t len;
    char output[OUTPUT_SIZE];
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    temporary_folder_path(&fixture->folder, "server.db", fixture->database);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static void start(struct run *run, const char *const arguments[])
{
    char *argv[ARGUMENTS_MAX] = {(char *)SERVER_PROGRAM};
    for (int i = 0; arguments[i]; i++) {
        assert_true(i + 2 < ARGUMENTS_MAX);
        argv[i + 1] = (char *)arguments[i];
    }
    int ends[2];
    posix_spawn_file_actions_t actions;
    *run = (struct run){0};
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, ends[1], 1), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, ends[1], 2), 0);
    assert_int_equal(posix_spawn(&run->pid, SERVER_PROGRAM, &actions, NULL, argv, environ), 0);
    assert_int_equal(posix_spawn_file_actions_destroy(&actions), 0);
    (void)close(ends[1]); /* the child's now */
    run->fd = ends[0];
}

/* Reads until text has come, or with NULL to the end. */
static bool read_until(struct run *run, const char *text)
{
    while (!text || !strstr(run->output, text)) {
        struct pollfd wait = {.fd = run->fd, .events = POLLIN};
        if (run->len + 1 == sizeof run->output || poll(&wait, 1, PATIENCE_MS) <= 0) {
            return false;
        }
        ssize_t got = read(run->fd, run->output + run->len, sizeof run->output - 1 - run->len);
        if (got <= 0) {
            return got == 0 && !text;
        }
        run->len += (size_t)got;
        run->output[run->len] = '\0';
    }
    return true;
}

/* Waits for the end and returns the exit status; -1 for a signal. */
static int finish(struct run *run)
{
    int status;
    assert_true(read_until(run, NULL));
    assert_int_equal(waitpid(run->pid, &status, 0), run->pid);
    (void)close(run->fd); /* read to its end */
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void assert_run(const char *const arguments[], int expected, const char *part)
{
    struct run run;
    start(&run, arguments);
    int status = finish(&run);
    if (status != expected || !strstr(run.output, part)) {
        fail_msg("exit %d, '%s' instead of exit %d, '%s'", status, run.output, expected, part);
    }
}

#define RUN(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_program__help_and_version(void **state)
{
    (void)state;
    assert_run(RUN("help"), 0, "enrol-code");
    assert_run(RUN("--help"), 0, "enrol-code");
    assert_run(RUN("help", "user"), 0, "--roles");
    assert_run(RUN("--version"), 0, "shoushi-server ");
}

static void test_program__wrong_use_is_exit_2_and_says_what(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    struct error err = {0};
    temporary_folder_path(&fixture->folder, "bad.conf", path);
    assert_true(file_replace(path, "port = 1;\nlisten = 1;\n", 22, 0600, &err));
    assert_run(RUN("fly"), 2, "no command 'fly'");
    assert_run(RUN("run", "--fast", "yes"), 2, "unknown option --fast");
    assert_run(RUN("run", "--port"), 2, "--port needs a value");
    assert_run(RUN("run", "--port", "x"), 2, "--port: x");
    assert_run(RUN("run", "now"), 2, "unexpected 'now'");
    assert_run(RUN("run", "--config", path), 2, "bad.conf:2: listen: ");
    assert_run(RUN("run", "--config", "/nowhere.conf"), 2, "/nowhere.conf");
}

/* From another process while the server runs. */
static void log_in_with_fresh_password(const char *database, struct http_client *client)
{
    struct run run;
    start(&run, RUN("user", "password", "li", "--database", database));
    assert_int_equal(finish(&run), 0);
    const char *line = strstr(run.output, "li\t");
    assert_non_null(line);
    char body[256];
    (void)snprintf(body, sizeof body, "{\"account\":\"li\",\"password\":\"%.14s\"}", line + 3);
    struct http_reply reply;
    http_client_request(client, "POST", "/api/v1/session", "Content-Type: application/json\r\n",
                        body, &reply);
    assert_int_equal(reply.status, 201);
    assert_non_null(strstr(reply.body, "\"roles\":[\"staff\",\"clerk\"]"));
    http_reply_finish(&reply);
}

static void test_program__setting_up_and_serving(void **state)
{
    struct fixture *fixture = *state;
    const char *database = fixture->database;
    assert_run(RUN("run", "--port", "0", "--database", database), 1, "not set up yet");
    struct run run;
    start(&run, RUN("init", "--name", "守时县", "--database", database));
    assert_int_equal(finish(&run), 0);
    static const char *const accounts[] = {"\nadmin\t", "\nsecurity\t", "\naudit\t",
                                           "\ninspector\t"};
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
        assert_non_null(strstr(run.output, accounts[i]));
    }
    assert_run(RUN("init", "--name", "x", "--database", database), 1, "set up already");
    assert_run(RUN("enrol-code", "--place", "东门", "--database", database), 0, "-");
    assert_run(RUN("enrol-code", "--database", database), 1, "--place is needed");
    assert_run(RUN("user", "add", "li", "--name", "李四", "--roles", "clerk,staff", "--database",
                   database),
               0, "li\t");
    assert_run(RUN("user", "add", "li2", "--name", "x", "--roles", "king", "--database", database),
               1, "no role 'king'");

    start(&run, RUN("run", "--port", "0", "--database", database));
    assert_true(read_until(&run, "listening on http://127.0.0.1:"));
    assert_true(read_until(&run, "server_up"));
    AUTO(http_client)
    struct http_client *client = http_client_create(strstr(run.output, "http://127.0.0.1:"));
    struct http_reply reply;
    http_client_request(client, "GET", "/api/v1/site", NULL, NULL, &reply);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.body, "守时县"));
    http_reply_finish(&reply);
    log_in_with_fresh_password(database, client);
    assert_int_equal(kill(run.pid, SIGTERM), 0);
    assert_int_equal(finish(&run), 0);
    assert_true(http_client_read_to_end(client));
}

static void test_program__what_it_writes_is_its_owners_alone(void **state)
{
    struct fixture *fixture = *state;
    assert_run(RUN("init", "--name", "x", "--database", fixture->database), 0, "admin");
    static const char *const names[] = {"server.db", "server.db.keys"};
    for (size_t i = 0; i < 2; i++) {
        char path[512];
        struct stat status;
        temporary_folder_path(&fixture->folder, names[i], path);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

static void tamper(const char *path, const char *script)
{
    AUTO(database) struct database *database = NULL;
    struct error err = {0};
    if (!database_open(path, DATABASE_READ_WRITE, &database, &err) ||
        !database_run_script(database, "test", script, &err)) {
        fail_msg("%s", err.text);
    }
}

static void test_program__verify_names_the_first_bad_line(void **state)
{
    struct fixture *fixture = *state;
    const char *database = fixture->database;
    struct run run;
    start(&run, RUN("init", "--name", "守时县", "--database", database));
    assert_int_equal(finish(&run), 0);
    assert_run(RUN("verify", "--database", database), 0, "audit log: 4 lines and ");
    tamper(database, "UPDATE audit_line SET line = replace(line, 'inspector', 'auditor') "
                     "WHERE no = 4");
    assert_run(RUN("verify", "--database", database), 1, "audit line 4: ");
    tamper(database, "DELETE FROM audit_line WHERE no = 2");
    assert_run(RUN("verify", "--database", database), 1, "the first: audit line 2: is missing");
    assert_run(RUN("verify", "--database", database, "--audit-head", "x"), 1, "NUMBER:HASH");
    assert_run(RUN("verify", "--evidence", "/nonexistent"), 1, "/nonexistent");
    assert_run(
        RUN("evidence", "--staff", "s1", "--date", "x", "--out", "y", "--database", database), 1,
        "--date");
}

static void test_program__evidence_needs_no_database(void **state)
{
    struct fixture *fixture = *state;
    const char *database = fixture->database;
    char file[512];
    struct run run;
    (void)temporary_folder_path(&fixture->folder, "day.json", file);
    start(&run, RUN("init", "--name", "守时县", "--database", database));
    assert_int_equal(finish(&run), 0);
    assert_run(RUN("evidence", "--staff", "s1", "--date", "2026-03-02", "--out", file, "--database",
                   database),
               0, "");
    assert_run(RUN("verify", "--evidence", file), 0, "0 records and 0 batches hold");
    assert_run(RUN("verify", "--evidence", file, "--server-key", "00"), 1, "--server-key");
}

int main(void)
{
#define PROGRAM_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        PROGRAM_TEST(test_program__help_and_version),
        PROGRAM_TEST(test_program__wrong_use_is_exit_2_and_says_what),
        PROGRAM_TEST(test_program__setting_up_and_serving),
        PROGRAM_TEST(test_program__what_it_writes_is_its_owners_alone),
        PROGRAM_TEST(test_program__verify_names_the_first_bad_line),
        PROGRAM_TEST(test_program__evidence_needs_no_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
