#include "emulator_script.h"

#include "check.h"
#include "emulator_command.h"
#include "emulator_control.h"
#include "file.h"
#include <stdio.h>
#include <string.h>

#define NAME_SIZE       200
#define STEPS_A_RUN_MAX 64 /* so that a script without waits leaves the bus its turn */

enum step_kind { STEP_COMMAND, STEP_TRY, STEP_WAIT, STEP_AT, STEP_REPEAT, STEP_END, STEP_QUIT };

struct step {
    enum step_kind kind;
    unsigned line;
    unsigned number;  /* milliseconds, or times */
    const char *text; /* of a command, in the script's own copy of the text */
};

/* A repeat that is under way. */
struct round {
    size_t begin; /* the first step of it */
    unsigned left;
};

struct emulator_script {
    char name[NAME_SIZE];
    char *text;
    size_t step_count;
    struct step steps[EMULATOR_SCRIPT_STEPS_MAX];

    struct emulated_bus *bus;
    enum emulator_script_state state;
    struct error err;
    bool is_begun, is_waiting;
    size_t next;
    size_t depth;
    struct round rounds[EMULATOR_SCRIPT_DEPTH_MAX];
    int64_t begin_us, wait_until_us;
    uint64_t device_id; /* that the host is to take something from, while is_waiting */
    size_t left;
    int64_t give_up_us;
};

static bool parse_number(const char *text, unsigned max, unsigned *ret_number)
{
    size_t len = text ? strlen(text) : 0;
    if (len == 0 || len > 9 || strspn(text, "0123456789") != len) {
        return false;
    }
    *ret_number = (unsigned)strtoul(text, NULL, 10);
    return *ret_number <= max;
}

/* The words of the script's own; anything else is a command. */
static const struct {
    const char *word;
    enum step_kind kind;
    unsigned max; /* of its number; 0: it has none */
} words[] = {
    {"wait", STEP_WAIT, EMULATOR_SCRIPT_WAIT_MAX_MS},
    {"at", STEP_AT, EMULATOR_SCRIPT_WAIT_MAX_MS},
    {"repeat", STEP_REPEAT, EMULATOR_SCRIPT_REPEAT_MAX},
    {"end", STEP_END, 0},
    {"quit", STEP_QUIT, 0},
};

static const char blank[] = " \t\r";

static bool parse_own(const char *word, size_t len, const char *rest, struct step *step,
                      bool *ret_own)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strlen(words[i].word) != len || strncmp(words[i].word, word, len) != 0) {
            continue;
        }
        *ret_own = true;
        step->kind = words[i].kind;
        return words[i].max == 0 ? *rest == '\0' : parse_number(rest, words[i].max, &step->number);
    }
    *ret_own = false;
    return true;
}

/* Cuts a comment and the blanks around off. */
static char *trim(char *line)
{
    line[strcspn(line, "#")] = '\0';
    line += strspn(line, blank);
    size_t len = strlen(line);
    while (len > 0 && strchr(blank, line[len - 1])) {
        line[--len] = '\0';
    }
    return line;
}

static bool parse_line(struct emulator_script *script, char *line, unsigned number,
                       struct error *err)
{
    struct step step = {.kind = STEP_COMMAND, .line = number, .text = line};
    size_t len = strcspn(line, blank);
    const char *rest = line + len + strspn(line + len, blank);
    bool is_own;
    if (!parse_own(line, len, rest, &step, &is_own)) {
        return error_set(err, ERROR_INVALID, "%s:%u: %.60s: a wrong number, or one word too many",
                         script->name, number, line);
    }
    if (!is_own && len == 3 && strncmp(line, "try", 3) == 0) {
        step.kind = STEP_TRY;
        step.text = rest;
    }
    if (!is_own && !emulator_command_is_known(step.text)) {
        return error_set(err, ERROR_INVALID, "%s:%u: no such command: %.60s", script->name, number,
                         step.text);
    }
    if (strlen(step.text) >= EMULATOR_LINE_MAX) {
        return error_set(err, ERROR_INVALID, "%s:%u: more than %d bytes", script->name, number,
                         EMULATOR_LINE_MAX);
    }
    if (script->step_count == EMULATOR_SCRIPT_STEPS_MAX) {
        return error_set(err, ERROR_FULL, "%s:%u: more than %d lines", script->name, number,
                         EMULATOR_SCRIPT_STEPS_MAX);
    }
    script->steps[script->step_count++] = step;
    return true;
}

/* Every repeat has its end, and none more. */
static bool check_rounds(const struct emulator_script *script, struct error *err)
{
    size_t depth = 0;
    unsigned line = 0;
    for (size_t i = 0; i < script->step_count; i++) {
        const struct step *step = &script->steps[i];
        if (step->kind == STEP_REPEAT) {
            line = step->line;
            depth++;
        }
        if (depth > EMULATOR_SCRIPT_DEPTH_MAX || (step->kind == STEP_END && depth == 0)) {
            return error_set(err, ERROR_INVALID, "%s:%u: %s", script->name, step->line,
                             depth ? "repeats are nested too deeply" : "an end without its repeat");
        }
        depth -= step->kind == STEP_END;
    }
    return depth == 0 ||
           error_set(err, ERROR_INVALID, "%s:%u: a repeat without its end", script->name, line);
}

bool emulator_script_parse(const char *text, size_t len, const char *name,
                           struct emulator_script **ret_script, struct error *err)
{
    if (len > EMULATOR_SCRIPT_BYTES_MAX || memchr(text, '\0', len)) {
        return error_set(err, ERROR_INVALID, "%s: no text of at most %d bytes", name,
                         EMULATOR_SCRIPT_BYTES_MAX);
    }
    AUTO(emulator_script) struct emulator_script *script = calloc(1, sizeof *script);
    if (!script || !(script->text = malloc(len + 1))) {
        return error_set(err, ERROR_NO_MEMORY, "script: out of memory");
    }
    memcpy(script->text, text, len);
    script->text[len] = '\0';
    (void)snprintf(script->name, sizeof script->name, "%s", name); /* cut if need be */
    char *rest = script->text;
    unsigned number = 0;
    for (char *line; (line = strsep(&rest, "\n"));) {
        number++;
        line = trim(line);
        if (*line && !parse_line(script, line, number, err)) {
            return false;
        }
    }
    if (!check_rounds(script, err)) {
        return false;
    }
    *ret_script = TAKE(script);
    return true;
}

bool emulator_script_read(const char *path, struct emulator_script **ret_script, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    return file_read(path, EMULATOR_SCRIPT_BYTES_MAX, &text, &len, err) &&
           emulator_script_parse(text, len, path, ret_script, err);
}

void emulator_script_destroy(struct emulator_script *script)
{
    if (script) {
        free(script->text);
        free(script);
    }
}

static void fail(struct emulator_script *script, const struct error *err)
{
    script->state = EMULATOR_SCRIPT_FAILED;
    script->err = *err;
    /* The step that failed is the last one that was begun. */
    (void)error_prefix(&script->err, "%s:%u", script->name, script->steps[script->next - 1].line);
}

static void run_command(struct emulator_script *script, const struct step *step, int64_t now_us)
{
    char line[EMULATOR_LINE_MAX];
    struct emulator_reply reply;
    struct error err;
    (void)snprintf(line, sizeof line, "%s", step->text); /* was looked at */
    if (!emulator_command_run(script->bus, line, &reply, &err)) {
        if (step->kind == STEP_COMMAND) {
            fail(script, &err);
        }
        return;
    }
    script->is_waiting = reply.outcome == EMULATOR_WAITING;
    script->device_id = reply.device_id;
    script->left = 0;
    script->give_up_us = now_us + EMULATOR_ANSWER_MS * INT64_C(1000);
}

/* Whether the host has taken all of what the last command gave it. */
static bool check_waiting(struct emulator_script *script, int64_t now_us)
{
    bool may_fail = script->steps[script->next - 1].kind == STEP_TRY;
    struct error err;
    size_t left;
    script->is_waiting = false;
    if (!emulator_command_count_left(script->bus, script->device_id, &left, &err)) {
        if (!may_fail) {
            fail(script, &err);
        }
        return may_fail;
    }
    if (left == 0) {
        return true;
    }
    if (left != script->left) {
        script->left = left;
        script->give_up_us = now_us + EMULATOR_ANSWER_MS * INT64_C(1000);
    }
    if (now_us < script->give_up_us) {
        script->is_waiting = true;
        return false;
    }
    emulator_command_give_up(script->bus, script->device_id);
    if (!may_fail) {
        (void)error_set(&err, ERROR_TIMEOUT, "the host does not read the reader");
        fail(script, &err);
    }
    return may_fail;
}

/* Behind the end that belongs to the repeat before begin. */
static size_t find_behind(const struct emulator_script *script, size_t begin)
{
    size_t depth = 1;
    size_t at = begin;
    while (depth > 0) {
        enum step_kind kind = script->steps[at++].kind;
        depth += kind == STEP_REPEAT;
        depth -= kind == STEP_END;
    }
    return at;
}

static void run_step(struct emulator_script *script, int64_t now_us)
{
    const struct step *step = &script->steps[script->next++];
    switch (step->kind) {
    case STEP_COMMAND:
    case STEP_TRY:
        run_command(script, step, now_us);
        return;
    case STEP_WAIT:
        script->wait_until_us = now_us + step->number * INT64_C(1000);
        return;
    case STEP_AT:
        script->wait_until_us = script->begin_us + step->number * INT64_C(1000);
        return;
    case STEP_REPEAT:
        if (step->number == 0) {
            script->next = find_behind(script, script->next);
        } else {
            script->rounds[script->depth++] =
                (struct round){.begin = script->next, .left = step->number};
        }
        return;
    case STEP_END:
        if (--script->rounds[script->depth - 1].left > 0) {
            script->next = script->rounds[script->depth - 1].begin;
        } else {
            script->depth--;
        }
        return;
    case STEP_QUIT:
        script->state = EMULATOR_SCRIPT_QUIT;
        return;
    }
}

static void run(int64_t now_us, void *user)
{
    struct emulator_script *script = user;
    if (!script->is_begun) {
        script->is_begun = true;
        script->begin_us = now_us;
    }
    for (int i = 0; i < STEPS_A_RUN_MAX && script->state == EMULATOR_SCRIPT_RUNNING; i++) {
        if (now_us < script->wait_until_us ||
            (script->is_waiting && !check_waiting(script, now_us))) {
            return;
        }
        if (script->next == script->step_count) {
            script->state = EMULATOR_SCRIPT_DONE;
        } else {
            run_step(script, now_us);
        }
    }
}

static int64_t deadline_us(const void *user)
{
    const struct emulator_script *script = user;
    if (script->state != EMULATOR_SCRIPT_RUNNING) {
        return INT64_MAX;
    }
    /* What the host takes ends a turn of the bus by itself. */
    return script->is_waiting ? script->give_up_us : script->wait_until_us;
}

static size_t list_fds(struct pollfd ret_fds[static EMULATED_COMPANION_FDS], void *user)
{
    (void)ret_fds; /* time and the bus alone move it on */
    (void)user;
    return 0;
}

static void destroy(void *user)
{
    emulator_script_destroy(user);
}

void emulator_script_attach(struct emulator_script *script, struct emulated_bus *bus)
{
    const struct emulated_companion companion = {
        .list_fds = list_fds,
        .run = run,
        .deadline_us = deadline_us,
        .destroy = destroy,
        .user = script,
    };
    script->bus = bus;
    emulated_bus_add_companion(bus, &companion);
}

enum emulator_script_state emulator_script_state(const struct emulator_script *script)
{
    return script->state;
}

const struct error *emulator_script_error(const struct emulator_script *script)
{
    return &script->err;
}
