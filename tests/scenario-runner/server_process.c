#include "server_process.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "temporary_folder.h"

#define OUTPUT_MAX   65536
#define START_MS     60000
#define ARGUMENTS    8
#define ACCOUNTS_MAX 8

struct account {
    char name[32];
    char password[SERVER_PASSWORD_SIZE];
};

struct server_process {
    struct temporary_folder folder;
    char program[PATH_MAX];
    char config[512];
    struct account accounts[ACCOUNTS_MAX];
    size_t account_count;
    pid_t pid;  /* 0: not running */
    int output; /* of the running server; -1 */
    char url[SERVER_URL_SIZE];
};

/* The child's side: output to the pipe, everything else the caller's. It does not outlive the
 * runner, which may be killed. */
static void run_child(const struct server_process *server, pid_t runner, int output,
                      char *const arguments[])
{
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != runner) {
        _exit(127);
    }
    (void)dup2(output, STDOUT_FILENO); /* a server without output is not found to listen */
    int null = open("/dev/null", O_RDWR);
    if (null >= 0) {
        (void)dup2(null, STDIN_FILENO);
        (void)dup2(null, STDERR_FILENO);
    }
    (void)execv(server->program, arguments); /* returns only if it failed */
    _exit(127);
}

static bool spawn(struct server_process *server, const char *const words[], pid_t *ret_pid,
                  int *ret_output, struct error *err)
{
    char *arguments[ARGUMENTS + 4] = {server->program, (char *)(uintptr_t)words[0], "--config",
                                      server->config};
    for (size_t i = 1; words[i] && i < ARGUMENTS; i++) {
        arguments[i + 3] = (char *)(uintptr_t)words[i];
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(err, errno, "pipe");
    }
    pid_t runner = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        run_child(server, runner, ends[1], arguments);
    }
    (void)close(ends[1]); /* the child's end */
    if (pid < 0) {
        (void)close(ends[0]);
        return error_set_errno(err, errno, "fork");
    }
    *ret_pid = pid;
    *ret_output = ends[0];
    return true;
}

/* Reads until the end, or until a line begins with stop_at. */
static bool read_output(int output, const char *stop_at, char ret_text[static OUTPUT_MAX],
                        struct error *err)
{
    size_t len = 0;
    for (;;) {
        struct pollfd wait = {.fd = output, .events = POLLIN};
        if (poll(&wait, 1, START_MS) <= 0) {
            return error_set(err, ERROR_TIMEOUT, "shoushi-server says nothing");
        }
        ssize_t got = read(output, ret_text + len, OUTPUT_MAX - 1 - len);
        if (got < 0) {
            return error_set_errno(err, errno, "shoushi-server's output");
        }
        len += (size_t)got;
        ret_text[len] = '\0';
        const char *found = stop_at ? strstr(ret_text, stop_at) : NULL;
        if (got == 0 || (found && strchr(found, '\n'))) {
            return true;
        }
    }
}

static bool run_command(struct server_process *server, const char *const words[],
                        char ret_text[static OUTPUT_MAX], struct error *err)
{
    pid_t pid;
    AUTO(fd) int output = -1;
    if (!spawn(server, words, &pid, &output, err)) {
        return false;
    }
    bool read = read_output(output, NULL, ret_text, err);
    int status = 0;
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return error_set(err, ERROR_IO, "shoushi-server %s failed", words[0]);
    }
    return read;
}

/* Lines of an account, a tab and its password. */
static void take_accounts(struct server_process *server, char *text)
{
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *tab = strchr(line, '\t');
        if (tab && server->account_count < ACCOUNTS_MAX) {
            struct account *account = &server->accounts[server->account_count++];
            (void)snprintf(account->name, sizeof account->name, "%.*s", (int)(tab - line), line);
            (void)snprintf(account->password, sizeof account->password, "%s", tab + 1);
        }
    }
}

static bool find_program(struct server_process *server, struct error *err)
{
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0) {
        return error_set_errno(err, errno, "/proc/self/exe");
    }
    self[len] = '\0';
    int written =
        snprintf(server->program, sizeof server->program, "%s/shoushi-server", dirname(self));
    if (written >= (int)sizeof server->program || access(server->program, X_OK) != 0) {
        return error_set(err, ERROR_IO, "there is no %.300s", server->program);
    }
    return true;
}

bool server_process_create(const char *timezone, struct server_process **ret_server,
                           struct error *err)
{
    AUTO(server_process) struct server_process *server = calloc(1, sizeof *server);
    AUTO(memory) char *text = malloc(OUTPUT_MAX);
    if (!server || !text) {
        return error_set(err, ERROR_NO_MEMORY, "server: out of memory");
    }
    server->output = -1;
    temporary_folder_init(&server->folder);
    (void)temporary_folder_path(&server->folder, "server.conf", server->config);
    int len = snprintf(text, OUTPUT_MAX, "database = \"%s/shoushi.db\";\nport = 0;\n",
                       server->folder.path);
    const char *const init[] = {"init", "--name", "scenario", "--timezone", timezone, NULL};
    if (!find_program(server, err) || !file_replace(server->config, text, (size_t)len, 0600, err) ||
        !run_command(server, init, text, err)) {
        return false;
    }
    take_accounts(server, text);
    *ret_server = TAKE(server);
    return true;
}

void server_process_destroy(struct server_process *server)
{
    if (!server) {
        return;
    }
    if (server->pid > 0) {
        (void)kill(server->pid, SIGTERM); /* it may have ended by itself */
        (void)waitpid(server->pid, NULL, 0);
    }
    if (server->output >= 0) {
        (void)close(server->output); /* read only */
    }
    if (server->folder.path[0]) {
        temporary_folder_finish(&server->folder);
    }
    free(server);
}

const char *server_process_password(const struct server_process *server, const char *account)
{
    for (size_t i = 0; i < server->account_count; i++) {
        if (strcmp(server->accounts[i].name, account) == 0) {
            return server->accounts[i].password;
        }
    }
    return "";
}

bool server_process_enrol_code(struct server_process *server, const char *place,
                               char ret_code[static SERVER_CODE_SIZE], struct error *err)
{
    AUTO(memory) char *text = malloc(OUTPUT_MAX);
    const char *const words[] = {"enrol-code", "--place", place, NULL};
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "server: out of memory");
    }
    if (!run_command(server, words, text, err)) {
        return false;
    }
    text[strcspn(text, "\n")] = '\0';
    (void)snprintf(ret_code, SERVER_CODE_SIZE, "%s", text);
    return true;
}

bool server_process_start(struct server_process *server, const char **ret_url, struct error *err)
{
    static const char listening[] = "listening on ";
    AUTO(memory) char *text = malloc(OUTPUT_MAX);
    const char *const words[] = {"run", NULL};
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "server: out of memory");
    }
    if (!spawn(server, words, &server->pid, &server->output, err) ||
        !read_output(server->output, listening, text, err)) {
        return false;
    }
    const char *found = strstr(text, listening);
    if (!found) {
        return error_set(err, ERROR_IO, "shoushi-server ended before it listened");
    }
    found += strlen(listening);
    (void)snprintf(server->url, sizeof server->url, "%.*s", (int)strcspn(found, "\n"), found);
    *ret_url = server->url;
    return true;
}
