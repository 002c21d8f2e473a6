#include "display_state.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

static const char *const kind_names[DISPLAY_KINDS] = {"idle", "result", "not_recorded", "fault"};

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

void display_state_init(struct display_state *state, enum language language, const char *place,
                        const char *contact, struct moment now)
{
    *state = (struct display_state){.language = language, .shown = DISPLAY_IDLE};
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
    set_light(state, LIGHT_READER, reader_conditions[reader_board_door(&state->readers)],
              now.local_ms);
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

void display_state_handle_clock(struct display_state *state, enum tap_clock clock)
{
    state->clock_uncertain = clock == TAP_CLOCK_UNCERTAIN;
}

static void show(struct display_state *state, enum display_kind kind, int64_t for_us,
                 struct moment now)
{
    state->shown = kind;
    state->shown_from_us = now.mono_us;
    state->shown_until_us = now.mono_us + for_us;
}

void display_state_handle_tap(struct display_state *state, const struct judge_verdict *verdict,
                              int64_t at_ms, struct moment now)
{
    state->verdict = *verdict;
    state->at_ms = at_ms;
    set_light(state, LIGHT_RECORDS, CONDITION_WELL, now.local_ms);
    show(state, DISPLAY_RESULT, RESULT_SHOWN_US, now);
}

void display_state_handle_lost_tap(struct display_state *state, enum error_code why, int64_t at_ms,
                                   struct moment now)
{
    state->fault_code = why;
    state->at_ms = at_ms;
    set_light(state, LIGHT_RECORDS, CONDITION_RECORDS_FAILED, now.local_ms);
    show(state, DISPLAY_NOT_RECORDED, NOT_RECORDED_SHOWN_US, now);
}

void display_state_handle_touch(struct display_state *state, enum touch_id touch)
{
    if (touch == TOUCH_LANGUAGE) {
        state->language = state->language == LANGUAGE_CHINESE ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
    }
}

static bool still_shown(const struct display_state *state, struct moment now)
{
    return state->shown != DISPLAY_IDLE && now.mono_us < state->shown_until_us;
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

void display_state_view(const struct display_state *state, struct moment now,
                        struct display *ret_display)
{
    *ret_display = (struct display){.kind = DISPLAY_IDLE,
                                    .language = state->language,
                                    .now_ms = now.local_ms,
                                    .clock_uncertain = state->clock_uncertain};
    memcpy(ret_display->place, state->place, sizeof ret_display->place);
    memcpy(ret_display->contact, state->contact, sizeof ret_display->contact);
    memcpy(ret_display->lights, state->lights, sizeof ret_display->lights);
    const struct display_light *blocked = find_blocking(state);
    if (still_shown(state, now)) {
        view_result(state, now, ret_display);
    } else if (blocked) {
        ret_display->kind = DISPLAY_FAULT;
        ret_display->fault = *blocked;
    }
}

int64_t display_state_next_us(const struct display_state *state, struct moment now)
{
    if (still_shown(state, now)) {
        return state->shown_until_us - (steps_left(state, now) - 1) * (int64_t)RESULT_STEP_US;
    }
    int64_t in_second_ms = now.local_ms % 1000;
    return now.mono_us + (1000 - (in_second_ms < 0 ? in_second_ms + 1000 : in_second_ms)) * 1000;
}
