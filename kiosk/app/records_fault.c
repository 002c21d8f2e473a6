#include "records_fault.h"

#include "control_channel.h"
#include "display_json.h"
#include "end_signals.h"
#include "identity_file.h"
#include "kiosk_view.h"
#include "log.h"
#include "supervisor.h"
#include "time_zone.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_US        INT64_C(5000000) /* then it is tried again */
#define INPUT_PERIOD_MS 100

struct fault_screen {
    const struct kiosk_config *config;
    struct view *view;
    struct control_channel *control; /* NULL: none is configured */
    struct display display;
    bool ended;
};

bool records_fault_may_pass(const struct records_fault *fault)
{
    return fault->why.code != ERROR_UNSUPPORTED && fault->why.code != ERROR_BUSY;
}

/* The commands of the running kiosk, as far as they make sense here. */
static void on_command(const char *command, char ret_answer[static CONTROL_ANSWER_SIZE], void *user)
{
    struct fault_screen *screen = user;
    struct error err = {.text = "there is no such command"};
    bool good = false;
    if (strcmp(command, "state") == 0) {
        if (display_json_write(&screen->display, NULL, ret_answer, CONTROL_ANSWER_SIZE)) {
            return;
        }
        (void)error_set(&err, ERROR_NO_MEMORY, "out of memory");
    } else if (strcmp(command, "quit") == 0) {
        good = screen->ended = true;
    } else if (strncmp(command, "screenshot ", 11) == 0) {
        good = view_write_picture(screen->view, command + 11, &err);
    }
    (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "%s%s", good ? "ok" : "error ",
                   good ? "" : err.text);
}

static bool take_input(struct fault_screen *screen, struct error *err)
{
    struct view_input input;
    bool covered = false;
    while (view_poll(screen->view, &input)) {
        screen->ended = screen->ended || input.kind == VIEW_INPUT_CLOSE;
        covered = covered || input.kind == VIEW_INPUT_EXPOSE;
    }
    return !covered || view_show(screen->view, &screen->display, err);
}

static bool wait_on_screen(struct fault_screen *screen, const struct clock *clock, int signals,
                           struct error *err)
{
    struct supervisor_watch watch = supervisor_watch_begin();
    int64_t until_us = clock_mono_us(clock) + SHOWN_US;
    int control = screen->control ? control_channel_fd(screen->control) : -1;
    while (!screen->ended && clock_mono_us(clock) < until_us) {
        struct pollfd waits[] = {{signals, POLLIN, 0}, {control, POLLIN, 0}};
        if (poll(waits, 2, INPUT_PERIOD_MS) < 0 && errno != EINTR) {
            return error_set_errno(err, errno, "poll");
        }
        supervisor_keep_awake(&watch, clock_mono_us(clock));
        screen->ended = screen->ended || waits[0].revents != 0;
        if (waits[1].revents) {
            control_channel_serve(screen->control);
        }
        if (!take_input(screen, err)) {
            return false;
        }
    }
    return true;
}

static bool open_screen(struct fault_screen *screen, const struct theme *theme, struct error *err)
{
    const struct kiosk_config *config = screen->config;
    return kiosk_view_open(config, theme, NULL, &screen->view, err) &&
           view_show(screen->view, &screen->display, err) &&
           (!config->control_path[0] || control_channel_create(config->control_path, on_command,
                                                               screen, &screen->control, err));
}

bool records_fault_show(const struct kiosk_config *config, const struct clock *clock,
                        const struct records_fault *fault, bool *ret_ended, struct error *err)
{
    struct theme theme;
    AUTO(fd) int signals = -1;
    AUTO(time_zone) struct time_zone *zone = NULL;
    struct fault_screen screen = {.config = config,
                                  .display = {.kind = DISPLAY_NOT_RECORDED,
                                              .language = (enum language)config->language,
                                              .fault_code = fault->why.code}};
    log_event(LOG_ERROR, "records_not_opened", "code=%s reason=%s",
              error_code_name(fault->why.code), LOG_TEXT(fault->why.text));
    struct identity identity;
    enum identity_found found;
    if (!identity_file_read(config->data_folder, &found, &identity, err) ||
        !time_zone_create(identity.timezone, &zone, err) || !end_signals_open(&signals, err) ||
        !kiosk_view_read_theme(config, &theme, err)) {
        return false;
    }
    screen.display.at_ms = time_zone_local_ms(zone, clock_utc_us(clock));
    screen.display.now_ms = screen.display.at_ms;
    (void)snprintf(screen.display.contact, sizeof screen.display.contact, "%s", config->contact);
    bool good = open_screen(&screen, &theme, err);
    if (good) {
        supervisor_tell_ready();
        good = wait_on_screen(&screen, clock, signals, err);
    }
    control_channel_destroy(screen.control);
    view_destroy(screen.view);
    *ret_ended = screen.ended;
    return good;
}
