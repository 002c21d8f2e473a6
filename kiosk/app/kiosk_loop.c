#include "kiosk_loop.h"

#include "board_keeper.h"
#include "control_channel.h"
#include "display_json.h"
#include "display_state.h"
#include "errand_desk.h"
#include "log.h"
#include "quiet_work.h"
#include "record_trial.h"
#include "service_desk.h"
#include "supervisor.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

/* SDL cannot be waited for together with descriptors, and on some video drivers cannot wait at all:
 * touches and keys are looked for this often. What matters, a card, wakes the loop at once. */
#define INPUT_PERIOD_US 30000
#define TELL_PERIOD_US  1000000
#define INPUTS_A_TURN   64 /* of a touch storm; cards come in between */
#define CARD_KEYS_MAX   24 /* keys of the longest number with its affixes */

struct kiosk_loop {
    struct kiosk_parts *parts;
    struct control_channel *control; /* NULL where none is configured */
    struct display_state state;
    struct board_keeper *keeper;
    struct errand_desk *errands;
    struct service_desk *service;
    struct quiet_work quiet;
    struct record_trial trial;
    struct supervisor_watch watch;
    struct display_counts counts;
    bool stale; /* the screen shows less than the state says */
    bool ending;
    int64_t told_us;      /* when the sync thread last heard of the door */
    int64_t next_show_us; /* when the picture changes by itself */
};

static struct moment moment_now(const struct kiosk_loop *loop)
{
    return (struct moment){.local_ms = tap_desk_now_ms(loop->parts->desk),
                           .mono_us = clock_mono_us(loop->parts->clock)};
}

static enum sync_reader sync_reader_of(const struct display_state *state)
{
    switch (reader_board_door(&state->readers)) {
    case DOOR_READER_READY:
        return SYNC_READER_READY;
    case DOOR_READER_RECOVERING:
        return SYNC_READER_RECOVERING;
    case DOOR_READER_FAULT:
        return SYNC_READER_FAULT;
    default:
        return SYNC_READER_ABSENT;
    }
}

/* A card being typed right now was held up to so long ago. */
static int64_t reader_delay_us(const struct kiosk_loop *loop)
{
    return CARD_KEYS_MAX * loop->parts->config->reader.wedge_inter_key_ms * 1000;
}

static void tell_sync(struct kiosk_loop *loop)
{
    struct sync_door door = {.reader = sync_reader_of(&loop->state),
                             .last = tap_desk_last(loop->parts->desk),
                             .unrecorded_since_utc_us = loop->trial.since_utc_us};
    int64_t certain_utc_us = tap_desk_certain_utc_us(loop->parts->desk);
    if (certain_utc_us > 0 && !bounded_queue_wait(loop->parts->reader_events, 0)) {
        int64_t held_utc_us = tap_desk_held_utc_us(loop->parts->desk);
        int64_t heard_utc_us = certain_utc_us - reader_delay_us(loop);
        bool held = held_utc_us > 0 && held_utc_us <= heard_utc_us;
        door.complete_to_utc_us = held ? held_utc_us - 1 : heard_utc_us;
    }
    sync_service_tell(loop->parts->sync, &door);
    loop->told_us = clock_mono_us(loop->parts->clock);
}

/* What is to be seen now, with what others have of it. */
static void look(struct kiosk_loop *loop, struct moment now, struct display *ret_display)
{
    display_state_view(&loop->state, now, ret_display);
    if (ret_display->kind == DISPLAY_RESULT) {
        const struct facts *facts = tap_desk_facts(loop->parts->desk);
        ret_display->portrait = portrait_desk_find(
            loop->parts->portraits, facts_find_staff(facts, ret_display->verdict.staff));
    }
    if (service_is_shown(&loop->state.service)) {
        service_desk_fill(loop->service, ret_display);
    }
}

static bool show(struct kiosk_loop *loop, struct error *err)
{
    struct moment now = moment_now(loop);
    display_state_handle_clock(&loop->state, tap_desk_clock(loop->parts->desk), now);
    if (!display_state_has_result(&loop->state, now)) {
        board_keeper_refresh(loop->keeper, &loop->state);
    }
    struct display display;
    display_state_view(&loop->state, now, &display);
    if (display.kind == DISPLAY_RESULT && portrait_desk_is_busy(loop->parts->portraits) &&
        !view_prepare(loop->parts->view, &display, err)) { /* but for the face */
        return false;
    }
    look(loop, now, &display);
    loop->stale = false;
    loop->next_show_us = display_state_next_us(&loop->state, now);
    return view_show(loop->parts->view, &display, err);
}

/* Every outcome gets its picture and its sound, also where several wait. */
static bool tell(struct kiosk_loop *loop, struct errand_outcome outcome, struct error *err)
{
    service_desk_take_wish(loop->service, outcome.wish);
    if (!outcome.sounds) {
        return true;
    }
    loop->counts.taps++;
    sound_play(loop->parts->sound, outcome.meaning);
    bool shown = show(loop, err);
    if (outcome.recorded) {
        tell_sync(loop);
    }
    return shown;
}

static bool take_card(struct kiosk_loop *loop, const struct reader_event *event, struct error *err)
{
    const struct card_number *number = event->kind == READER_EVENT_CARD ? &event->number : NULL;
    const struct tap_desk *desk = loop->parts->desk;
    const struct tap_desk_card card = tap_desk_read(desk, number, event->mono_us);
    portrait_desk_expect(loop->parts->portraits, tap_desk_owner(desk, &card));
    return tell(loop, errand_desk_take_card(loop->errands, &card, moment_now(loop)), err);
}

static bool take_reader_events(struct kiosk_loop *loop, struct error *err)
{
    struct reader_event event;
    for (int i = 0; i < READER_EVENTS_CAPACITY; i++) {
        if (!bounded_queue_pop(loop->parts->reader_events, &event)) {
            break;
        }
        display_state_handle_reader(&loop->state, &event, moment_now(loop));
        loop->stale = true;
        if (event.kind == READER_EVENT_CARD || event.kind == READER_EVENT_MALFORMED) {
            if (!take_card(loop, &event, err)) {
                return false;
            }
        } else if (event.kind == READER_EVENT_LOST) {
            log_event(LOG_ERROR, "reader_events_lost", "count=%u", (unsigned)event.lost_count);
        } else if (event.kind == READER_EVENT_STATE) {
            log_event(LOG_INFO, "reader", "state=%s port=%s reason=%s",
                      reader_state_name(event.state), LOG_TEXT(event.port), LOG_TEXT(event.reason));
        }
    }
    return true;
}

static enum door_network network_of(const struct sync_report *report)
{
    if (report->refusal == SYNC_REFUSAL_REVOKED) {
        return DOOR_NETWORK_REVOKED;
    }
    if (report->refusal != SYNC_REFUSAL_NONE) {
        return DOOR_NETWORK_REFUSED;
    }
    switch (report->network) {
    case SYNC_NETWORK_UP:
        return DOOR_NETWORK_UP;
    case SYNC_NETWORK_DOWN:
        return DOOR_NETWORK_DOWN;
    default:
        return DOOR_NETWORK_UNKNOWN;
    }
}

static struct errand_outcome apply_report(struct kiosk_loop *loop, struct sync_report *report)
{
    struct tap_desk *desk = loop->parts->desk;
    struct errand_outcome outcome = {.sounds = false};
    tap_desk_note_measure(desk, &report->measure);
    quiet_work_note_purgeable(&loop->quiet, report->purgeable);
    service_desk_note_report(loop->service, report);
    tap_desk_note_others(desk, report->other_taps_revision);
    if (report->facts) {
        tap_desk_take_facts(desk, TAKE(report->facts));
        loop->counts.roster_revision = report->roster_revision;
        display_state_set_place(&loop->state, tap_desk_place_name(desk));
        board_keeper_note_change(loop->keeper);
        outcome = errand_desk_take_facts(loop->errands, moment_now(loop));
    }
    const struct facts_staff *owner = facts_find_staff(tap_desk_facts(desk), report->card_for);
    card_reading_ask(&loop->state.reading, report->card_for, owner ? owner->name : "",
                     clock_mono_us(loop->parts->clock));
    display_state_handle_roster(
        &loop->state, tap_desk_staff_count(desk) > 0 ? DOOR_ROSTER_THERE : DOOR_ROSTER_MISSING,
        moment_now(loop));
    struct error err;
    if (report->chain == SYNC_CHAIN_FORK &&
        !tap_desk_begin_epoch(desk, report->server_epoch, &err)) {
        log_event(LOG_ERROR, "epoch_not_begun", "reason=%s", LOG_TEXT(err.text));
    }
    int64_t since_ms = report->network_since_utc_us > 0
                           ? tap_desk_local_ms(desk, report->network_since_utc_us)
                           : tap_desk_now_ms(desk);
    display_state_handle_network(&loop->state, network_of(report), since_ms);
    loop->stale = true;
    return outcome;
}

static bool take_report(struct kiosk_loop *loop, struct error *err)
{
    struct sync_report report;
    return !sync_service_take_report(loop->parts->sync, &report) ||
           tell(loop, apply_report(loop, &report), err);
}

/* Some of what was tapped at other kiosks, between the cards. */
static void take_others(struct kiosk_loop *loop)
{
    if (tap_desk_read_others(loop->parts->desk)) {
        board_keeper_note_change(loop->keeper);
        loop->stale = true;
    }
}

/* Keys 1 to 9 and 0 tap the demonstration's cards. */
static int sample_of_key(const char *key)
{
    if (key[0] < '0' || key[0] > '9' || key[1] != '\0') {
        return -1;
    }
    return key[0] == '0' ? 9 : key[0] - '1';
}

static void tap_sample(struct kiosk_loop *loop, int index)
{
    const struct sample_cards *cards = &loop->parts->cards;
    if (loop->parts->tapper && index >= 0 && index < (int)cards->strip.count) {
        sample_tapper_tap(loop->parts->tapper, cards->numbers[index]);
    }
}

/* Of the touches of one turn one counts: the next ones were meant for the picture before. */
static bool take_input(struct kiosk_loop *loop, struct error *err)
{
    struct view_input input;
    int touched = TOUCH_NOTHING;
    for (int i = 0; i < INPUTS_A_TURN && view_poll(loop->parts->view, &input); i++) {
        loop->stale = true;
        switch (input.kind) {
        case VIEW_INPUT_TOUCH:
            if (input.id >= TOUCH_SAMPLE) {
                tap_sample(loop, input.id - TOUCH_SAMPLE);
            } else if (touched == TOUCH_NOTHING) {
                touched = input.id;
            }
            break;
        case VIEW_INPUT_RELEASE:
            display_state_handle_release(&loop->state);
            break;
        case VIEW_INPUT_KEY:
            tap_sample(loop, sample_of_key(input.key));
            break;
        case VIEW_INPUT_EXPOSE:
            break;
        case VIEW_INPUT_CLOSE:
            loop->ending = true;
            break;
        }
    }
    return touched == TOUCH_NOTHING ||
           tell(loop, errand_desk_take_touch(loop->errands, touched, moment_now(loop)), err);
}

static void answer_state(struct kiosk_loop *loop, char ret_answer[static CONTROL_ANSWER_SIZE])
{
    struct display display;
    look(loop, moment_now(loop), &display);
    if (!display_json_write(&display, &loop->counts, ret_answer, CONTROL_ANSWER_SIZE)) {
        (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "error out of memory");
    }
}

static void answer_screenshot(struct kiosk_loop *loop, const char *path,
                              char ret_answer[static CONTROL_ANSWER_SIZE])
{
    struct error err;
    bool good = show(loop, &err) && view_write_picture(loop->parts->view, path, &err);
    (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "%s%s", good ? "ok" : "error ",
                   good ? "" : err.text);
}

/* What can be touched now decides, as it does for a finger. */
static void answer_touch(struct kiosk_loop *loop, const char *words,
                         char ret_answer[static CONTROL_ANSWER_SIZE])
{
    struct error err = {.text = "nothing of this name can be touched now"};
    int id = touch_id_parse(words);
    bool good = id != TOUCH_NOTHING && show(loop, &err) && view_can_touch(loop->parts->view, id) &&
                tell(loop, errand_desk_take_touch(loop->errands, id, moment_now(loop)), &err) &&
                show(loop, &err);
    (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "%s%s", good ? "ok" : "error ",
                   good ? "" : err.text);
}

static void on_command(const char *command, char ret_answer[static CONTROL_ANSWER_SIZE], void *user)
{
    struct kiosk_loop *loop = user;
    const char *path = strncmp(command, "screenshot ", 11) == 0 ? command + 11 : NULL;
    const char *touched = strncmp(command, "touch ", 6) == 0 ? command + 6 : NULL;
    if (strcmp(command, "state") == 0) {
        answer_state(loop, ret_answer);
    } else if (path && *path) {
        answer_screenshot(loop, path, ret_answer);
    } else if (touched) {
        answer_touch(loop, touched, ret_answer);
    } else if (strcmp(command, "quit") == 0) {
        loop->ending = true;
        (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "ok");
    } else {
        (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE,
                       "error expected state, screenshot PATH, touch WHAT or quit");
    }
}

static int wait_ms(const struct kiosk_loop *loop)
{
    int64_t now_us = clock_mono_us(loop->parts->clock);
    int64_t until_us = now_us + INPUT_PERIOD_US;
    if (loop->stale || tap_desk_has_others(loop->parts->desk)) {
        return 0;
    }
    until_us = loop->next_show_us < until_us ? loop->next_show_us : until_us;
    return until_us > now_us ? (int)((until_us - now_us + 999) / 1000) : 0;
}

enum waited {
    WAITED_READER,
    WAITED_SYNC,
    WAITED_SERVICE,
    WAITED_SIGNAL,
    WAITED_CONTROL,
    WAITED_COUNT
};

static bool wait_for_something(struct kiosk_loop *loop, struct pollfd waits[WAITED_COUNT],
                               struct error *err)
{
    const struct kiosk_parts *parts = loop->parts;
    waits[WAITED_READER] = (struct pollfd){bounded_queue_fd(parts->reader_events), POLLIN, 0};
    waits[WAITED_SYNC] = (struct pollfd){sync_service_fd(parts->sync), POLLIN, 0};
    waits[WAITED_SERVICE] = (struct pollfd){service_desk_fd(loop->service), POLLIN, 0};
    waits[WAITED_SIGNAL] = (struct pollfd){parts->signals, POLLIN, 0};
    waits[WAITED_CONTROL] =
        (struct pollfd){loop->control ? control_channel_fd(loop->control) : -1, POLLIN, 0};
    if (poll(waits, WAITED_COUNT, wait_ms(loop)) >= 0 || errno == EINTR) {
        return true;
    }
    return error_set_errno(err, errno, "poll");
}

/* The server hears at once that taps are lost, and that they are not any more. */
static void try_records(struct kiosk_loop *loop)
{
    int64_t since_utc_us = loop->trial.since_utc_us;
    if (record_trial_turn(&loop->trial, loop->parts->desk, &loop->state, moment_now(loop))) {
        loop->stale = true;
    }
    if (loop->trial.since_utc_us != since_utc_us) {
        tell_sync(loop);
    }
}

/* What was waited for, and who held the lights for long enough or went away. */
static void take_service(struct kiosk_loop *loop)
{
    struct moment now = moment_now(loop);
    bool answered = service_desk_take_answers(loop->service, now);
    bool changed = service_note_time(&loop->state.service, now.mono_us);
    loop->stale = loop->stale || answered || changed;
}

static bool turn(struct kiosk_loop *loop, struct error *err)
{
    struct pollfd waits[WAITED_COUNT];
    if (!wait_for_something(loop, waits, err) || !take_reader_events(loop, err)) {
        return false;
    }
    take_others(loop);
    take_service(loop);
    if (!take_report(loop, err) ||
        !tell(loop, errand_desk_take_time(loop->errands, moment_now(loop)), err) ||
        !take_input(loop, err)) {
        return false;
    }
    if (loop->control && waits[WAITED_CONTROL].revents) {
        control_channel_serve(loop->control);
    }
    loop->ending = loop->ending || waits[WAITED_SIGNAL].revents != 0;
    int64_t now_us = clock_mono_us(loop->parts->clock);
    if (now_us - loop->told_us >= TELL_PERIOD_US) {
        tell_sync(loop);
    }
    supervisor_keep_awake(&loop->watch, now_us);
    if (loop->parts->log) {
        log_file_turn(loop->parts->log, now_us);
    }
    try_records(loop);
    quiet_work_turn(&loop->quiet, loop->parts->desk, now_us);
    return (!loop->stale && now_us < loop->next_show_us) || show(loop, err);
}

bool kiosk_loop_run(struct kiosk_parts *parts, struct error *err)
{
    const struct kiosk_config *config = parts->config;
    struct kiosk_loop loop = {.parts = parts};
    AUTO(control_channel) struct control_channel *control = NULL;
    if (config->control_path[0] &&
        !control_channel_create(config->control_path, on_command, &loop, &control, err)) {
        return false;
    }
    AUTO(board_keeper) struct board_keeper *keeper = NULL;
    AUTO(errand_desk) struct errand_desk *errands = NULL;
    AUTO(service_desk) struct service_desk *service = NULL;
    if (!board_keeper_create(parts->desk, &keeper, err) ||
        !errand_desk_create(parts->desk, keeper, &loop.state, &errands, err)) {
        return false;
    }
    loop.control = control;
    loop.keeper = keeper;
    loop.errands = errands;
    display_state_init(&loop.state, parts->settings.service.language,
                       tap_desk_place_name(parts->desk), config->contact, moment_now(&loop));
    display_state_set_idle_page(&loop.state, (enum idle_page)config->idle_page);
    const struct service_desk_parts service_parts = {config,      &parts->identity, parts->clock,
                                                     parts->boot, parts->desk,      parts->sound,
                                                     &loop.state, &parts->settings};
    if (!service_desk_create(&service_parts, &service, err)) {
        return false;
    }
    loop.service = service;
    (void)apply_report(&loop, &parts->first_report); /* nobody waits for an approval yet */
    log_event(LOG_INFO, "kiosk_up", "version=%s kiosk=%s", SHOUSHI_VERSION, parts->identity.kiosk);
    loop.watch = supervisor_watch_begin();
    supervisor_tell_ready();
    bool good = true;
    while (good && !loop.ending) {
        good = turn(&loop, err);
    }
    supervisor_tell_stopping();
    errand_desk_close(errands, moment_now(&loop));
    log_event(LOG_INFO, "kiosk_down", "taps=%llu", (unsigned long long)loop.counts.taps);
    return good;
}
