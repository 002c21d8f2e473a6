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
    assert_run(RUN("help", "fly"), 1, "no command 'fly'");
    assert_run(RUN("--version"), 0, "shoushi-server ");
}

/* Each command, with an option of its own or a word of its help. */
static const struct {
    const char *name, *part;
} commands[] = {
    {"run", "SIGTERM"},
    {"init", "--timezone ZONE"},
    {"user", "--roles ROLE"},
    {"enrol-code", "--place PLACE"},
    {"import", "--dry-run yes"},
    {"export", "--meeting ID"},
    {"sample", "--cards FILE"},
    {"verify", "--audit-head "},
    {"evidence", "--out FILE"},
    {"backup", "FILE"},
    {"restore", "FILE"},
    {"migrate", "--to "},
    {"rejudge", "--from YYYY-MM"},
    {"report", "--out FILE"},
    {"help", "[COMMAND]"},
};

static void test_program__each_command_has_help_and_does_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const char *name = commands[i].name;
        char first[64];
        (void)snprintf(first, sizeof first, "shoushi-server %s", name);
        assert_run(RUN(name, "--help"), 0, first);
        assert_run(RUN(name, "--database", fixture->database, "-h"), 0, commands[i].part);
        assert_run(RUN("help", name), 0, commands[i].part);
    }
    assert_int_equal(stat(fixture->database, &status), -1);
}

/* The manual's text of an option, "\\-\\-audit\\-head"; what stands behind must not go on. */
static bool names_option(const char *manual, const char *option)
{
    char text[64];
    size_t len = 0;
    for (const char *at = option; *at && *at != ' '; at++) {
        assert_true(len + 3 < sizeof text);
        if (*at == '-') {
            text[len++] = '\\';
        }
        text[len++] = *at;
    }
    text[len] = '\0';
    for (const char *at = strstr(manual, text); at; at = strstr(at + len, text)) {
        if (!strchr("abcdefghijklmnopqrstuvwxyz\\", at[len]) || at[len] == '\0') {
            return true;
        }
    }
    return false;
}

/* Whether a command's help lists the option that begins at text in the manual. */
static bool is_in_help(const char *help, const char *text)
{
    char option[64] = "\n  --";
    size_t len = strlen(option);
    for (text += 4; (*text >= 'a' && *text <= 'z') || strncmp(text, "\\-", 2) == 0; text++) {
        text += *text == '\\' ? 1 : 0;
        assert_true(len + 2 < sizeof option);
        option[len++] = *text;
    }
    option[len++] = ' ';
    option[len] = '\0';
    return strstr(help, option) != NULL;
}

static void test_program__the_manual_lists_the_same_options(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO(memory) char *manual = NULL;
    AUTO(memory) char *helps = calloc(sizeof commands / sizeof *commands, OUTPUT_SIZE);
    size_t len;
    assert_non_null(helps);
    assert_true(file_read(SERVER_MANUAL, 1 << 20, &manual, &len, &err));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char synopsis[64];
        struct run run;
        start(&run, RUN("help", commands[i].name));
        assert_int_equal(finish(&run), 0);
        strcat(helps, run.output);
        (void)snprintf(synopsis, sizeof synopsis, ".B shoushi-server %s", commands[i].name);
        if (!strstr(manual, synopsis)) {
            fail_msg("the manual has no line '%s'", synopsis);
        }
        for (const char *at = strstr(run.output, "\n  --"); at; at = strstr(at + 1, "\n  --")) {
            if (!names_option(manual, at + 3)) {
                fail_msg("the manual does not know %.30s of %s", at + 3, commands[i].name);
            }
        }
    }
    for (const char *at = strstr(manual, "\\-\\-"); at; at = strstr(at + 1, "\\-\\-")) {
        if (!is_in_help(helps, at)) {
            fail_msg("no command has the manual's %.30s", at);
        }
    }
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

static int64_t number(const char *path, const char *sql)
{
    AUTO(database) struct database *database = NULL;
    AUTO(statement) struct statement *select = NULL;
    const struct database_sql text = {"test", sql};
    struct error err = {0};
    bool row = false;
    if (!database_open(path, DATABASE_READ_ONLY, &database, &err) ||
        !database_prepare(database, &text, &select, &err) || !statement_step(select, &row, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(row);
    return statement_int64(select, 0);
}

#define JUDGED                                                                                     \
    " FROM day_verdict WHERE check_in = 'late' AND date <= (SELECT min(date) FROM day_verdict) + " \
    "7"

static void test_program__rejudge_makes_a_damaged_verdict_good(void **state)
{
    struct fixture *fixture = *state;
    const char *database = fixture->database;
    assert_run(RUN("rejudge", "--from", "2026-13", "--database", database), 1,
               "--from 2026-13: a month is YYYY-MM");
    assert_run(RUN("rejudge", "--from", "2026-03", "--to", "2026-02", "--database", database), 1,
               "--to: lies before the first month");
    assert_run(RUN("rejudge", "--month", "2026-03"), 2, "rejudge: unknown option --month");
    assert_run(RUN("rejudge", "2026-03"), 2, "rejudge: unexpected '2026-03'");
    assert_run(RUN("rejudge", "--from"), 2, "rejudge: --from needs a value");
    assert_run(RUN("rejudge", "--database", database), 1, "not set up yet");
    assert_run(RUN("init", "--name", "守时县", "--database", database), 0, "admin");
    assert_run(RUN("rejudge", "--database", database), 0, "There are no taps of these months.");
    assert_run(RUN("sample", "--database", database), 0, "300 people");
    assert_run(RUN("rejudge", "--database", database), 0, ": 0 verdicts are not what they were.");
    int64_t late = number(database, "SELECT count(*)" JUDGED);
    int64_t minutes = number(database, "SELECT sum(late_min)" JUDGED);
    assert_true(late > 2);
    int64_t days = number(database, "SELECT count(*) FROM day_verdict");
    int64_t month = number(database, "SELECT sum(late_min) FROM person_month");
    tamper(database, "UPDATE person_month SET late_min = 7000 WHERE staff = 's0007'; "
                     "DELETE FROM day_verdict WHERE (staff, date) = (SELECT staff, max(date) FROM "
                     "day_verdict WHERE staff = 's0008' AND status = 'normal' GROUP BY staff)");
    tamper(database, "UPDATE day_verdict SET late_min = late_min + 100 WHERE (staff, date) = "
                     "(SELECT staff, date" JUDGED " LIMIT 1)");
    assert_int_equal(number(database, "SELECT sum(late_min)" JUDGED), minutes + 100);
    assert_run(RUN("rejudge", "--to", "1999-12", "--database", database), 0, "There are no taps");
    assert_int_equal(number(database, "SELECT sum(late_min)" JUDGED), minutes + 100);
    assert_run(RUN("rejudge", "--database", database), 0, ": 2 verdicts are not what they were.");
    assert_int_equal(number(database, "SELECT sum(late_min)" JUDGED), minutes);
    assert_int_equal(number(database, "SELECT count(*) FROM day_verdict"), days);
    assert_int_equal(number(database, "SELECT sum(late_min) FROM person_month"), month);
    assert_int_equal(number(database, "SELECT count(*) FROM audit_line WHERE line LIKE "
                                      "'%verdict.rejudge%'"),
                     2); /* a run that judges nothing is none */
}

int main(void)
{
#define PROGRAM_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        PROGRAM_TEST(test_program__help_and_version),
        PROGRAM_TEST(test_program__each_command_has_help_and_does_nothing_else),
        PROGRAM_TEST(test_program__the_manual_lists_the_same_options),
        PROGRAM_TEST(test_program__wrong_use_is_exit_2_and_says_what),
        PROGRAM_TEST(test_program__setting_up_and_serving),
        PROGRAM_TEST(test_program__what_it_writes_is_its_owners_alone),
        PROGRAM_TEST(test_program__verify_names_the_first_bad_line),
        PROGRAM_TEST(test_program__evidence_needs_no_database),
        PROGRAM_TEST(test_program__rejudge_makes_a_damaged_verdict_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
