#include "display_state.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

static const char *const kind_names[DISPLAY_KINDS] = {
    [DISPLAY_IDLE] = "idle",
    [DISPLAY_RESULT] = "result",
    [DISPLAY_NOT_RECORDED] = "not_recorded",
    [DISPLAY_FAULT] = "fault",
    [DISPLAY_MEETING] = "meeting",
    [DISPLAY_BOARD] = "board",
    [DISPLAY_WHEREABOUTS] = "whereabouts",
    [DISPLAY_ASK_CARD] = "ask_card",
    [DISPLAY_CHOICE] = "choice",
    [DISPLAY_LETTERS] = "letters",
    [DISPLAY_CONFIRM] = "confirm",
    [DISPLAY_MONTH] = "month",
    [DISPLAY_READ_CARD] = "read_card",
    [DISPLAY_SETUP] = "setup",
    [DISPLAY_SERVICE_CARD] = "service_card",
    [DISPLAY_SERVICE_PIN] = "service_pin",
    [DISPLAY_ISSUE] = "issue",
    [DISPLAY_SERVICE_STATE] = "service_state",
    [DISPLAY_SERVICE_CARDS] = "service_cards",
    [DISPLAY_SERVICE_READER] = "service_reader",
    [DISPLAY_SERVICE_NETWORK] = "service_network",
    [DISPLAY_SERVICE_SETTINGS] = "service_settings",
    [DISPLAY_SERVICE_EXPORT] = "service_export",
};

const char *const idle_page_names[] = {"clock", "whereabouts", "board", NULL};

static const char *const condition_names[CONDITIONS] = {
    [CONDITION_WELL] = "well",
    [CONDITION_READER_UNKNOWN] = "reader_unknown",
    [CONDITION_READER_ABSENT] = "reader_absent",
    [CONDITION_READER_RECOVERING] = "reader_recovering",
    [CONDITION_READER_FAULT] = "reader_fault",
    [CONDITION_RECORDS_FAILED] = "records_failed",
    [CONDITION_NETWORK_UNKNOWN] = "network_unknown",
    [CONDITION_NETWORK_DOWN] = "network_down",
    [CONDITION_NETWORK_REFUSED] = "network_refused",
    [CONDITION_KIOSK_REVOKED] = "kiosk_revoked",
    [CONDITION_ROSTER_MISSING] = "roster_missing",
};

/* Conditions under which the idle screen must not ask for a card, the gravest first. */
static const enum condition blocking[] = {
    CONDITION_RECORDS_FAILED, CONDITION_KIOSK_REVOKED,     CONDITION_READER_FAULT,
    CONDITION_READER_ABSENT,  CONDITION_READER_RECOVERING, CONDITION_ROSTER_MISSING,
};

static const enum condition reader_conditions[] = {
    [DOOR_READER_UNKNOWN] = CONDITION_READER_UNKNOWN,
    [DOOR_READER_READY] = CONDITION_WELL,
    [DOOR_READER_RECOVERING] = CONDITION_READER_RECOVERING,
    [DOOR_READER_FAULT] = CONDITION_READER_FAULT,
    [DOOR_READER_ABSENT] = CONDITION_READER_ABSENT,
};

static const enum condition network_conditions[] = {
    [DOOR_NETWORK_UNKNOWN] = CONDITION_NETWORK_UNKNOWN,
    [DOOR_NETWORK_UP] = CONDITION_WELL,
    [DOOR_NETWORK_DOWN] = CONDITION_NETWORK_DOWN,
    [DOOR_NETWORK_REFUSED] = CONDITION_NETWORK_REFUSED,
    [DOOR_NETWORK_REVOKED] = CONDITION_KIOSK_REVOKED,
};

const char *display_kind_name(enum display_kind kind)
{
    CHECK(kind < DISPLAY_KINDS);
    return kind_names[kind];
}

const char *condition_name(enum condition condition)
{
    CHECK(condition < CONDITIONS);
    return condition_names[condition];
}

bool condition_is_no_reader(enum condition condition)
{
    return condition == CONDITION_READER_ABSENT || condition == CONDITION_READER_RECOVERING ||
           condition == CONDITION_READER_FAULT;
}

void display_state_init(struct display_state *state, enum language language, const char *place,
                        const char *contact, struct moment now)
{
    *state = (struct display_state){.language = language, .shown = DISPLAY_IDLE};
    state->service.settings = (struct service_settings){100, 100, language};
    state->last_card_us = now.mono_us;
    display_state_set_place(state, place);
    (void)snprintf(state->contact, sizeof state->contact, "%s", contact);
    state->lights[LIGHT_READER] = (struct display_light){CONDITION_READER_UNKNOWN, now.local_ms};
    state->lights[LIGHT_RECORDS] = (struct display_light){CONDITION_WELL, now.local_ms};
    state->lights[LIGHT_NETWORK] = (struct display_light){CONDITION_NETWORK_UNKNOWN, now.local_ms};
}

void display_state_set_place(struct display_state *state, const char *place)
{
    (void)snprintf(state->place, sizeof state->place, "%s", place);
}

/* "Since" is when it began, however often it is said again. */
static void set_condition(struct display_light *light, enum condition condition, int64_t since_ms)
{
    if (light->condition != condition) {
        *light = (struct display_light){condition, since_ms};
    }
}

static void set_light(struct display_state *state, enum light light, enum condition condition,
                      int64_t since_ms)
{
    set_condition(&state->lights[light], condition, since_ms);
}

void display_state_handle_reader(struct display_state *state, const struct reader_event *event,
                                 struct moment now)
{
    reader_board_note(&state->readers, event);
    reader_log_note(&state->reader_log, event, now.local_ms);
    if (event->kind == READER_EVENT_CARD) {
        state->last_card_us = now.mono_us;
    }
    set_light(state, LIGHT_READER, reader_conditions[reader_board_door(&state->readers)],
              now.local_ms);
}

bool display_state_may_pick_name(const struct display_state *state, struct moment now)
{
    bool unread = now.mono_us - state->service.from_us >= SERVICE_UNREAD_US &&
                  now.mono_us - state->last_card_us >= SERVICE_SILENCE_US;
    return service_wants_card(&state->service) &&
           (unread || condition_is_no_reader(state->lights[LIGHT_READER].condition));
}

void display_state_handle_network(struct display_state *state, enum door_network network,
                                  int64_t since_ms)
{
    set_light(state, LIGHT_NETWORK, network_conditions[network], since_ms);
}

void display_state_handle_roster(struct display_state *state, enum door_roster roster,
                                 struct moment now)
{
    set_condition(&state->roster,
                  roster == DOOR_ROSTER_MISSING ? CONDITION_ROSTER_MISSING : CONDITION_WELL,
                  now.local_ms);
}

void display_state_handle_clock(struct display_state *state, enum tap_clock clock,
                                struct moment now)
{
    bool uncertain = clock == TAP_CLOCK_UNCERTAIN;
    if (uncertain && !state->clock_uncertain) {
        state->clock_since_ms = now.local_ms;
    }
    state->clock_uncertain = uncertain;
}

static void show(struct display_state *state, enum display_kind kind, int64_t for_us,
                 struct moment now)
{
    state->shown = kind;
    state->shown_from_us = now.mono_us;
    state->shown_until_us = now.mono_us + for_us;
}

static int64_t shown_us(enum judge_answer answer)
{
    switch (answer) {
    case JUDGE_SUBSTITUTE_WAITING:
        return WAITING_SHOWN_US;
    case JUDGE_LEAVE:
    case JUDGE_TRIP:
        return LEAVE_SHOWN_US;
    default:
        return RESULT_SHOWN_US;
    }
}

/* A colleague's tap is shown above an errand, and takes nothing of its time. */
void display_state_handle_tap(struct display_state *state, const struct judge_verdict *verdict,
                              int64_t at_ms, struct moment now)
{
    state->verdict = *verdict;
    state->at_ms = at_ms;
    set_light(state, LIGHT_RECORDS, CONDITION_WELL, now.local_ms);
    show(state, DISPLAY_RESULT, shown_us(verdict->answer), now);
    errand_make_up(&state->errand, RESULT_SHOWN_US);
}

void display_state_handle_lost_tap(struct display_state *state, enum error_code why, int64_t at_ms,
                                   struct moment now)
{
    state->fault_code = why;
    state->at_ms = at_ms;
    set_light(state, LIGHT_RECORDS, CONDITION_RECORDS_FAILED, now.local_ms);
    show(state, DISPLAY_NOT_RECORDED, NOT_RECORDED_SHOWN_US, now);
}

bool display_state_has_lost_taps(const struct display_state *state)
{
    return state->lights[LIGHT_RECORDS].condition == CONDITION_RECORDS_FAILED;
}

void display_state_handle_records(struct display_state *state, struct moment now)
{
    set_light(state, LIGHT_RECORDS, CONDITION_WELL, now.local_ms);
}

static bool still_shown(const struct display_state *state, struct moment now)
{
    return state->shown != DISPLAY_IDLE && now.mono_us < state->shown_until_us;
}

bool display_state_has_result(const struct display_state *state, struct moment now)
{
    return still_shown(state, now);
}

const struct judge_verdict *display_state_waiting(const struct display_state *state,
                                                  struct moment now)
{
    bool waits = still_shown(state, now) && state->shown == DISPLAY_RESULT &&
                 state->verdict.answer == JUDGE_SUBSTITUTE_WAITING;
    return waits ? &state->verdict : NULL;
}

void display_state_change_result(struct display_state *state, const struct judge_verdict *verdict,
                                 struct moment now)
{
    state->verdict = *verdict;
    show(state, DISPLAY_RESULT, shown_us(verdict->answer), now);
}

void display_state_drop_result(struct display_state *state)
{
    state->shown = DISPLAY_IDLE;
}

void display_state_set_views(struct display_state *state, const struct display_views *views)
{
    state->views = *views;
}

void display_state_set_idle_page(struct display_state *state, enum idle_page page)
{
    state->idle_page = page;
}

/* What keeps cards from being taken, or NULL. */
static const struct display_light *find_blocking(const struct display_state *state)
{
    for (size_t i = 0; i < ARRAY_LEN(blocking); i++) {
        for (size_t light = 0; light < LIGHTS; light++) {
            if (state->lights[light].condition == blocking[i]) {
                return &state->lights[light];
            }
        }
        if (state->roster.condition == blocking[i]) {
            return &state->roster;
        }
    }
    return NULL;
}

static int steps_left(const struct display_state *state, struct moment now)
{
    int64_t left_us = state->shown_until_us - now.mono_us;
    return (int)((left_us + RESULT_STEP_US - 1) / RESULT_STEP_US);
}

/* What an errand shows at each of its steps. */
static const enum display_kind errand_kinds[] = {
    [ERRAND_STEP_CARD] = DISPLAY_ASK_CARD,    [ERRAND_STEP_MEETING] = DISPLAY_CHOICE,
    [ERRAND_STEP_REQUESTED] = DISPLAY_CHOICE, [ERRAND_STEP_UNIT] = DISPLAY_CHOICE,
    [ERRAND_STEP_PEOPLE] = DISPLAY_CHOICE,    [ERRAND_STEP_LETTERS] = DISPLAY_LETTERS,
    [ERRAND_STEP_CONFIRM] = DISPLAY_CONFIRM,  [ERRAND_STEP_MONTH] = DISPLAY_MONTH,
    [ERRAND_STEP_ASKED] = DISPLAY_ISSUE,      [ERRAND_STEP_ANSWERED] = DISPLAY_ISSUE,
};

static enum display_kind errand_kind(const struct errand *errand)
{
    bool issues = errand->kind == ERRAND_ISSUE &&
                  (errand->step == ERRAND_STEP_CARD || errand->step == ERRAND_STEP_CONFIRM);
    return issues ? DISPLAY_ISSUE : errand_kinds[errand->step];
}

static bool has_errand(const struct display_state *state, struct moment now)
{
    return state->errand.kind != ERRAND_NOTHING && !errand_is_over(&state->errand, now.mono_us);
}

static bool has_glance(const struct display_state *state, struct moment now)
{
    return state->glance != DISPLAY_IDLE && now.mono_us < state->glance_until_us;
}

static enum display_kind idle_kind(const struct display_state *state)
{
    const struct meeting_board *meetings = state->views.meetings;
    if (meetings && meetings->count > 0 && state->idle_page == IDLE_PAGE_BOARD) {
        return DISPLAY_BOARD;
    }
    if (meetings && meeting_board_turned(meetings) > 0) {
        return DISPLAY_MEETING;
    }
    return state->views.whereabouts && state->idle_page == IDLE_PAGE_WHEREABOUTS
               ? DISPLAY_WHEREABOUTS
               : DISPLAY_IDLE;
}

static void view_errand(const struct display_state *state, struct moment now,
                        struct display *display)
{
    int64_t whole_us = state->errand.until_us - state->errand.from_us;
    int64_t left_us = state->errand.until_us - now.mono_us;
    left_us = (left_us + ERRAND_STEP_SHOWN_US - 1) / ERRAND_STEP_SHOWN_US * ERRAND_STEP_SHOWN_US;
    display->kind = errand_kind(&state->errand);
    display->verdict = state->verdict; /* of the tap that the month was asked for with */
    display->at_ms = state->at_ms;
    display->left_permille = (int)(1000 * (left_us < whole_us ? left_us : whole_us) / whole_us);
}

static void view_result(const struct display_state *state, struct moment now,
                        struct display *display)
{
    int64_t whole = (state->shown_until_us - state->shown_from_us) / RESULT_STEP_US;
    display->kind = state->shown;
    display->verdict = state->verdict;
    display->at_ms = state->at_ms;
    display->fault_code = state->fault_code;
    display->left_permille = (int)(1000 * steps_left(state, now) / whole);
}

static enum display_kind service_kind(const struct service *service)
{
    switch (service->step) {
    case SERVICE_PIN:
    case SERVICE_CHECKING:
        return DISPLAY_SERVICE_PIN;
    case SERVICE_OPEN:
        return (enum display_kind)(DISPLAY_SERVICE_STATE + service->page);
    default:
        return DISPLAY_SERVICE_CARD;
    }
}

/* The PIN itself goes no further. */
static void view_service(const struct display_state *state, struct moment now,
                         struct display *display)
{
    const struct service *service = &state->service;
    int64_t left_us = service->until_us - now.mono_us;
    int64_t whole_us = service->until_us - service->from_us;
    display->kind = service_kind(service);
    left_us = (left_us + ERRAND_STEP_SHOWN_US - 1) / ERRAND_STEP_SHOWN_US * ERRAND_STEP_SHOWN_US;
    display->left_permille = (int)(1000 * (left_us < whole_us ? left_us : whole_us) / whole_us);
    display->locked_for_ms = pin_guard_wait_us(&service->guard, now.mono_us) / 1000;
}

static void view_reason(const struct display_state *state, struct display *display)
{
    if (state->lights[LIGHT_READER].condition == display->fault.condition) {
        (void)snprintf(display->fault_why, sizeof display->fault_why, "%s",
                       reader_board_reason(&state->readers));
    }
}

void display_state_view(const struct display_state *state, struct moment now,
                        struct display *ret_display)
{
    *ret_display = (struct display){.kind = DISPLAY_IDLE,
                                    .language = state->language,
                                    .now_ms = now.local_ms,
                                    .clock_uncertain = state->clock_uncertain,
                                    .clock_since_ms = state->clock_since_ms};
    memcpy(ret_display->place, state->place, sizeof ret_display->place);
    memcpy(ret_display->contact, state->contact, sizeof ret_display->contact);
    memcpy(ret_display->lights, state->lights, sizeof ret_display->lights);
    ret_display->views = state->views;
    ret_display->errand = state->errand;
    ret_display->service = state->service;
    ret_display->by_name_offered = display_state_may_pick_name(state, now);
    ret_display->pin_len = strlen(state->service.pin);
    memset(ret_display->service.pin, 0, sizeof ret_display->service.pin);
    ret_display->brightness_percent = state->service.settings.brightness_percent;
    ret_display->reader_log = &state->reader_log;
    ret_display->reading = state->reading;
    ret_display->reading.step = card_reading_step_at(&state->reading, now.mono_us);
    ret_display->page = (size_t)(now.mono_us / 1000 / BOARD_PAGE_MS);
    const struct display_light *blocked = find_blocking(state);
    if (still_shown(state, now)) {
        view_result(state, now, ret_display);
    } else if (has_errand(state, now)) {
        view_errand(state, now, ret_display);
    } else if (service_is_shown(&state->service)) {
        view_service(state, now, ret_display);
    } else if (blocked) {
        ret_display->kind = DISPLAY_FAULT;
        ret_display->fault = *blocked;
        view_reason(state, ret_display);
    } else if (ret_display->reading.step != CARD_READING_NONE) {
        ret_display->kind = DISPLAY_READ_CARD;
    } else if (has_glance(state, now)) {
        ret_display->kind = state->glance;
        (void)snprintf(ret_display->glance_meeting, sizeof ret_display->glance_meeting, "%s",
                       state->glance_meeting);
    } else {
        ret_display->kind = idle_kind(state);
    }
}

int64_t display_state_next_us(const struct display_state *state, struct moment now)
{
    if (still_shown(state, now)) {
        return state->shown_until_us - (steps_left(state, now) - 1) * (int64_t)RESULT_STEP_US;
    }
    if (has_errand(state, now)) {
        int64_t left_us = state->errand.until_us - now.mono_us;
        return now.mono_us + 1 + (left_us - 1) % ERRAND_STEP_SHOWN_US;
    }
    if (service_is_shown(&state->service)) {
        int64_t left_us = state->service.until_us - now.mono_us;
        return now.mono_us + 1 + (left_us > 0 ? (left_us - 1) % ERRAND_STEP_SHOWN_US : 0);
    }
    int64_t in_second_ms = now.local_ms % 1000;
    return now.mono_us + (1000 - (in_second_ms < 0 ? in_second_ms + 1000 : in_second_ms)) * 1000;
}
