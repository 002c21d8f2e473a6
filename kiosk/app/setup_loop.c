#include "setup_loop.h"

#include "check.h"
#include "control_channel.h"
#include "display_json.h"
#include "display_state.h"
#include "end_signals.h"
#include "enrol_list.h"
#include "kiosk_view.h"
#include "log.h"
#include "setup_desk.h"
#include "supervisor.h"
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define INPUT_PERIOD_MS 30
#define RETRY_US        INT64_C(30000000) /* of what the list says */
#define DONE_SHOWN_US   INT64_C(3000000)
#define INPUTS_A_TURN   64
#define CODE_PATIENCE   3 /* wrong codes of a list: then a person has to come */

struct setup_loop {
    const struct kiosk_config *config;
    const struct clock *clock;
    struct view *view;
    struct control_channel *control;
    struct setup setup;
    struct enrol_entry listed; /* code "": nothing is tried by itself */
    int64_t retry_us;
    int wrong_codes; /* of the list's */
    int64_t done_us; /* when the last screen goes; 0: not there yet */
    enum language language;
    char place[IDENTITY_NAME_MAX + 1]; /* once it is enrolled */
    bool stale, ending;
};

static struct display display_of(const struct setup_loop *loop)
{
    struct display display = {.kind = DISPLAY_SETUP,
                              .language = loop->language,
                              .now_ms = clock_utc_us(loop->clock) / 1000,
                              .setup = loop->setup};
    (void)snprintf(display.place, sizeof display.place, "%s", loop->place);
    (void)snprintf(display.contact, sizeof display.contact, "%s", loop->config->contact);
    return display;
}

static bool show(struct setup_loop *loop, struct error *err)
{
    struct display display = display_of(loop);
    loop->stale = false;
    return view_show(loop->view, &display, err);
}

/* The network may take its time; the screen says so before. */
static bool check(struct setup_loop *loop, struct error *err)
{
    const struct enrolment_request request = {.folder = loop->config->data_folder,
                                              .ca_file = loop->config->ca_file,
                                              .transport =
                                                  (enum sync_transport)loop->config->transport,
                                              .clock = loop->clock};
    setup_begin_check(&loop->setup);
    if (!show(loop, err)) {
        return false;
    }
    setup_desk_check(&loop->setup, &request);
    loop->stale = true;
    if (loop->setup.step == SETUP_DONE) {
        struct identity identity;
        enum identity_found found;
        if (!identity_file_read(loop->config->data_folder, &found, &identity, err)) {
            return false;
        }
        (void)snprintf(loop->place, sizeof loop->place, "%s", identity.place);
        loop->done_us = clock_mono_us(loop->clock) + DONE_SHOWN_US;
    }
    return true;
}

static bool handle_touch(struct setup_loop *loop, int id, struct error *err)
{
    int key = id - TOUCH_KEY;
    loop->stale = true;
    if (id == TOUCH_LANGUAGE) {
        loop->language = loop->language == LANGUAGE_CHINESE ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    } else if (id == TOUCH_ERASE) {
        setup_erase(&loop->setup);
    } else if (id == TOUCH_GO_BACK) {
        (void)setup_go_back(&loop->setup); /* at the first step there is no such button */
    } else if (id == TOUCH_CONFIRM && setup_can_go_on(&loop->setup)) {
        return check(loop, err);
    } else if (key >= 0 && key < (int)strlen(SETUP_KEYS)) {
        setup_type(&loop->setup, SETUP_KEYS[key]);
    }
    if (id != TOUCH_LANGUAGE) {
        loop->listed.code[0] = '\0'; /* a person has taken over */
    }
    return true;
}

/* A keyboard that somebody has plugged in: SDL's names of its keys. */
static int touch_of_key(const char *name)
{
    static const struct {
        const char *name;
        int id;
    } keys[] = {{"Backspace", TOUCH_ERASE}, {"Return", TOUCH_CONFIRM}, {"Escape", TOUCH_GO_BACK}};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (strcmp(name, keys[i].name) == 0) {
            return keys[i].id;
        }
    }
    char typed = (char)tolower((unsigned char)name[0]);
    typed = typed == ';' ? ':' : typed; /* the same key, without shift */
    const char *key = typed && !name[1] ? strchr(SETUP_KEYS, typed) : NULL;
    return key ? TOUCH_KEY + (int)(key - SETUP_KEYS) : TOUCH_NOTHING;
}

static bool take_input(struct setup_loop *loop, struct error *err)
{
    struct view_input input;
    for (int i = 0; i < INPUTS_A_TURN && view_poll(loop->view, &input); i++) {
        int id = input.kind == VIEW_INPUT_TOUCH ? input.id
                 : input.kind == VIEW_INPUT_KEY ? touch_of_key(input.key)
                                                : TOUCH_NOTHING;
        loop->stale = loop->stale || input.kind == VIEW_INPUT_EXPOSE;
        loop->ending = loop->ending || input.kind == VIEW_INPUT_CLOSE;
        if (id != TOUCH_NOTHING && !handle_touch(loop, id, err)) {
            return false;
        }
    }
    return true;
}

static bool touch_by_name(struct setup_loop *loop, const char *words, struct error *err)
{
    int id = touch_id_parse(words);
    if (id == TOUCH_NOTHING || !show(loop, err) || !view_can_touch(loop->view, id)) {
        return error_set(err, ERROR_INVALID, "nothing of this name can be touched now");
    }
    return handle_touch(loop, id, err) && show(loop, err);
}

static bool take_picture(struct setup_loop *loop, const char *path, struct error *err)
{
    return show(loop, err) && view_write_picture(loop->view, path, err);
}

/* The commands of the running kiosk, as far as they make sense here. */
static void on_command(const char *command, char ret_answer[static CONTROL_ANSWER_SIZE], void *user)
{
    struct setup_loop *loop = user;
    struct error err = {.text = "there is no such command"};
    bool good = false;
    if (strcmp(command, "state") == 0) {
        struct display display = display_of(loop);
        if (display_json_write(&display, NULL, ret_answer, CONTROL_ANSWER_SIZE)) {
            return;
        }
        (void)error_set(&err, ERROR_NO_MEMORY, "out of memory");
    } else if (strcmp(command, "quit") == 0) {
        good = loop->ending = true;
    } else if (strncmp(command, "touch ", 6) == 0) {
        good = touch_by_name(loop, command + 6, &err);
    } else if (strncmp(command, "screenshot ", 11) == 0) {
        good = take_picture(loop, command + 11, &err);
    }
    (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "%s%s", good ? "ok" : "error ",
                   good ? "" : err.text);
}

static void type_code(struct setup_loop *loop)
{
    loop->setup.code[0] = '\0';
    for (const char *c = loop->listed.code; *c; c++) {
        setup_type(&loop->setup, *c);
    }
}

/* What the list says about this machine is tried until it is done, or the code is not good. */
static bool go_on_by_itself(struct setup_loop *loop, struct error *err)
{
    int64_t now_us = clock_mono_us(loop->clock);
    if (!loop->listed.code[0] || now_us < loop->retry_us || loop->setup.step == SETUP_DONE) {
        return true;
    }
    if (loop->setup.step == SETUP_CODE) {
        type_code(loop);
    }
    if (!check(loop, err)) {
        return false;
    }
    bool failed = loop->setup.fault != SETUP_FAULT_NONE;
    loop->retry_us = failed ? clock_mono_us(loop->clock) + RETRY_US : 0;
    if (loop->setup.fault == SETUP_FAULT_CODE && ++loop->wrong_codes == CODE_PATIENCE) {
        loop->listed.code[0] = '\0';
    }
    return true;
}

static bool turn(struct setup_loop *loop, int signals, struct supervisor_watch *watch,
                 struct error *err)
{
    struct pollfd waits[] = {{signals, POLLIN, 0},
                             {loop->control ? control_channel_fd(loop->control) : -1, POLLIN, 0}};
    if (poll(waits, ARRAY_LEN(waits), INPUT_PERIOD_MS) < 0 && errno != EINTR) {
        return error_set_errno(err, errno, "poll");
    }
    int64_t now_us = clock_mono_us(loop->clock);
    supervisor_keep_awake(watch, now_us);
    loop->ending = loop->ending || waits[0].revents != 0;
    if (waits[1].revents) {
        control_channel_serve(loop->control);
    }
    if (!take_input(loop, err) || !go_on_by_itself(loop, err)) {
        return false;
    }
    return !loop->stale || show(loop, err);
}

static bool read_list(struct setup_loop *loop, struct error *err)
{
    const struct kiosk_config *config = loop->config;
    struct enrol_machine machine = enrol_list_machine();
    setup_init(&loop->setup, config->setup_address);
    if (!config->setup_list[0] || access(config->setup_list, F_OK) != 0) {
        return true; /* the stick that it is on may not be there */
    }
    if (!enrol_list_read(config->setup_list, &machine, &loop->listed, err)) {
        return false;
    }
    setup_init(&loop->setup, loop->listed.server_url);
    return true;
}

static bool run(struct setup_loop *loop, int signals, struct error *err)
{
    struct theme theme;
    if (!kiosk_view_read_theme(loop->config, &theme, err) ||
        !kiosk_view_open(loop->config, &theme, NULL, &loop->view, err)) {
        return false;
    }
    struct supervisor_watch watch = supervisor_watch_begin();
    bool good = show(loop, err);
    supervisor_tell_ready();
    while (good && !loop->ending &&
           (loop->done_us == 0 || clock_mono_us(loop->clock) < loop->done_us)) {
        good = turn(loop, signals, &watch, err);
    }
    return good;
}

bool setup_loop_run(const struct kiosk_config *config, const struct clock *clock,
                    enum setup_end *ret_end, struct error *err)
{
    struct identity identity;
    enum identity_found found;
    if (!identity_file_read(config->data_folder, &found, &identity, err)) {
        return false;
    }
    if (found == IDENTITY_ENROLLED) {
        *ret_end = SETUP_END_ENROLLED;
        return true;
    }
    struct setup_loop loop = {
        .config = config, .clock = clock, .language = (enum language)config->language};
    AUTO(fd) int signals = -1;
    AUTO(control_channel) struct control_channel *control = NULL;
    if (!read_list(&loop, err) || !end_signals_open(&signals, err) ||
        (config->control_path[0] &&
         !control_channel_create(config->control_path, on_command, &loop, &control, err))) {
        return false;
    }
    loop.control = control;
    bool good = run(&loop, signals, err);
    view_destroy(loop.view);
    *ret_end = loop.setup.step == SETUP_DONE && !loop.ending ? SETUP_END_ENROLLED : SETUP_END_ASKED;
    return good;
}
