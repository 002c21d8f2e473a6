/* What a touch does to the state of the display, and what it asks of the app. */

#include "check.h"
#include "display_state.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* By name, for the control channel. */
static const struct {
    const char *name;
    int id;
} touch_names[] = {
    {"language", TOUCH_LANGUAGE},
    {"substitute", TOUCH_SUBSTITUTE},
    {"month", TOUCH_MONTH},
    {"back", TOUCH_BACK},
    {"whereabouts", TOUCH_WHEREABOUTS},
    {"cancel", TOUCH_CANCEL},
    {"go_back", TOUCH_GO_BACK},
    {"confirm", TOUCH_CONFIRM},
    {"previous", TOUCH_PREVIOUS},
    {"next", TOUCH_NEXT},
    {"by_unit", TOUCH_BY_UNIT},
    {"by_letters", TOUCH_BY_LETTERS},
    {"erase", TOUCH_ERASE},
    {"lights", TOUCH_LIGHTS},
};

static int parse_place(const char *words, const char *name, int base, int count)
{
    size_t len = strlen(name);
    if (strncmp(words, name, len) != 0 || words[len] != ' ' ||
        !isdigit((unsigned char)words[len + 1])) {
        return TOUCH_NOTHING;
    }
    char *end;
    long place = strtol(words + len + 1, &end, 10);
    return *end == '\0' && place < count ? base + (int)place : TOUCH_NOTHING;
}

int touch_id_parse(const char *words)
{
    for (size_t i = 0; i < ARRAY_LEN(touch_names); i++) {
        if (strcmp(words, touch_names[i].name) == 0) {
            return touch_names[i].id;
        }
    }
    if (strncmp(words, "letter ", 7) == 0 && words[7] >= 'a' && words[7] <= 'z' && !words[8]) {
        return TOUCH_LETTER + words[7] - 'a';
    }
    if (strncmp(words, "key ", 4) == 0 && words[4] && !words[5] && strchr(SETUP_KEYS, words[4])) {
        return TOUCH_KEY + (int)(strchr(SETUP_KEYS, words[4]) - SETUP_KEYS);
    }
    if (strncmp(words, "service ", 8) == 0) {
        enum service_touch touch = service_touch_parse(words + 8);
        return touch == SERVICE_TOUCHES ? TOUCH_NOTHING : TOUCH_SERVICE + (int)touch;
    }
    int meeting = parse_place(words, "meeting", TOUCH_MEETING, MEETING_BOARD_MAX);
    return meeting ? meeting : parse_place(words, "choice", TOUCH_CHOICE, CHOICE_PAGE);
}

static void glance_at(struct display_state *state, enum display_kind kind, struct moment now)
{
    bool again = state->glance == kind && now.mono_us < state->glance_until_us;
    state->glance = again && kind == DISPLAY_WHEREABOUTS ? DISPLAY_IDLE : kind;
    state->glance_until_us = now.mono_us + GLANCE_SHOWN_US;
    state->glance_meeting[0] = '\0';
}

/* A touch on a meeting turns to it; another one says that the next card signs in to it. */
static void touch_meeting(struct display_state *state, size_t place, struct moment now)
{
    const struct meeting_board *board = state->views.meetings;
    if (!board || place >= board->count) {
        return;
    }
    const struct meeting_board_meeting *meeting = &board->meetings[place];
    bool looked_at = state->glance == DISPLAY_MEETING && now.mono_us < state->glance_until_us;
    if (meeting->stage == MEETING_STAGE_OPEN && !looked_at) {
        glance_at(state, DISPLAY_MEETING, now);
        memcpy(state->glance_meeting, meeting->id, sizeof state->glance_meeting);
    } else if (meeting->stage != MEETING_STAGE_LATER) {
        errand_begin_meeting(&state->errand, meeting->id, meeting->title, now.mono_us);
    }
}

static void begin(struct display_state *state, enum errand_kind kind, struct moment now)
{
    errand_begin(&state->errand, kind, now.mono_us);
    state->glance = DISPLAY_IDLE;
    state->shown = DISPLAY_IDLE; /* a result that still stands gives way */
}

static enum display_wish touch_at_rest(struct display_state *state, int id, struct moment now)
{
    switch (id) {
    case TOUCH_SUBSTITUTE:
        begin(state, ERRAND_SUBSTITUTE, now);
        break;
    case TOUCH_MONTH:
        begin(state, ERRAND_MONTH, now);
        break;
    case TOUCH_BACK:
        begin(state, ERRAND_BACK, now);
        break;
    case TOUCH_WHEREABOUTS:
        glance_at(state, DISPLAY_WHEREABOUTS, now);
        break;
    case TOUCH_CANCEL:
        state->glance = DISPLAY_IDLE;
        break;
    default:
        if (id >= TOUCH_MEETING && id < TOUCH_MEETING + MEETING_BOARD_MAX) {
            touch_meeting(state, (size_t)(id - TOUCH_MEETING), now);
        }
        break;
    }
    return WISH_NOTHING;
}

/* Whose the card is to be, and what becomes of their others. */
static void choose_in_issue(struct errand *errand, const struct choice_page *choices, size_t place,
                            struct moment now)
{
    bool person = errand->step == ERRAND_STEP_PEOPLE || errand->step == ERRAND_STEP_LETTERS;
    if (errand->step == ERRAND_STEP_CONFIRM && place < CARD_ISSUING_OTHERS_COUNT) {
        errand_choose_others(errand, (enum card_issuing_others)place, now.mono_us);
    } else if (choices && place < choices->count && person) {
        const struct choice *choice = &choices->items[place];
        errand_choose_holder(errand, choice->id, choice->title, choice->detail, now.mono_us);
    } else if (choices && place < choices->count) {
        errand_choose(errand, choices->items[place].id, choices->items[place].title, now.mono_us);
    }
}

static void choose(struct display_state *state, size_t place, struct moment now)
{
    const struct choice_page *choices = state->views.choices;
    if (state->errand.kind == ERRAND_ISSUE) {
        choose_in_issue(&state->errand, choices, place, now);
        return;
    }
    if (!choices || place >= choices->count) {
        return;
    }
    const struct choice *choice = &choices->items[place];
    if (state->errand.kind == ERRAND_KEEPER) {
        errand_end(&state->errand);
        service_take_name(&state->service, choice->id, choice->title, now.mono_us);
    } else {
        errand_choose(&state->errand, choice->id, choice->title, now.mono_us);
    }
}

static size_t page_count(const struct display_state *state)
{
    return state->views.choices ? state->views.choices->pages : 1;
}

static enum display_wish give_up(struct display_state *state)
{
    errand_end(&state->errand);
    return WISH_ABANDONED;
}

/* What was picked is to be recorded; or a card issued, as often as the server is asked. */
static enum display_wish confirm(struct display_state *state, struct moment now)
{
    struct errand *errand = &state->errand;
    bool asks = errand->kind == ERRAND_ISSUE && errand->step == ERRAND_STEP_CONFIRM;
    if (asks) {
        errand_ask(errand, now.mono_us);
    }
    if (asks || errand_go_on(errand, now.mono_us)) {
        state->service_wish = SERVICE_WISH_ISSUE;
        return WISH_SERVICE;
    }
    return errand->step == ERRAND_STEP_CONFIRM ? WISH_CONFIRMED : WISH_NOTHING;
}

static bool is_typing(int id)
{
    return id == TOUCH_ERASE || (id >= TOUCH_LETTER && id < TOUCH_LETTER + 26);
}

/* Only typing may be as fast as fingers are: whatever else was touched has changed the screen, and
 * a second touch was meant for what stood there before. */
static enum display_wish touch_in_errand(struct display_state *state, int id, struct moment now)
{
    struct errand *errand = &state->errand;
    if (errand->kind == ERRAND_ISSUE) {
        service_stay(&state->service, now.mono_us);
    }
    if (errand->step == ERRAND_STEP_ASKED) {
        return WISH_NOTHING; /* the answer is awaited: it may be done already */
    }
    if (!is_typing(id) && now.mono_us - errand->from_us < TOUCH_SETTLE_US) {
        return WISH_NOTHING;
    }
    switch (id) {
    case TOUCH_CANCEL:
        return give_up(state);
    case TOUCH_GO_BACK:
        errand_go_back(errand, now.mono_us);
        return errand->kind == ERRAND_NOTHING ? WISH_ABANDONED : WISH_NOTHING;
    case TOUCH_CONFIRM:
        return confirm(state, now);
    case TOUCH_PREVIOUS:
    case TOUCH_NEXT:
        errand_turn_page(errand, id == TOUCH_NEXT ? 1 : -1, page_count(state), now.mono_us);
        return WISH_NOTHING;
    case TOUCH_BY_UNIT:
    case TOUCH_BY_LETTERS:
        errand_search(errand, id == TOUCH_BY_UNIT ? ERRAND_STEP_UNIT : ERRAND_STEP_LETTERS,
                      now.mono_us);
        return WISH_NOTHING;
    case TOUCH_ERASE:
        errand_erase(errand, now.mono_us);
        return WISH_NOTHING;
    default:
        break;
    }
    if (id >= TOUCH_CHOICE && id < TOUCH_CHOICE + CHOICE_PAGE) {
        choose(state, (size_t)(id - TOUCH_CHOICE), now);
    } else if (id >= TOUCH_LETTER && id < TOUCH_LETTER + 26 &&
               errand->step == ERRAND_STEP_LETTERS) {
        errand_type(errand, (char)('A' + id - TOUCH_LETTER), now.mono_us);
    }
    return WISH_NOTHING;
}

/* A keeper's name is taken for their card only where no card can be read; and a new card is the
 * office's while it waits for one here. */
static bool begins_errand(struct display_state *state, int id, struct moment now)
{
    bool waited = card_reading_step_at(&state->reading, now.mono_us) == CARD_READING_WAITED;
    if (id == TOUCH_SERVICE + SERVICE_TOUCH_ISSUE && service_may_issue(&state->service) &&
        !waited) {
        errand_begin_issue(&state->errand, now.mono_us);
        return true;
    }
    if (id == TOUCH_SERVICE + SERVICE_TOUCH_BY_NAME && display_state_may_pick_name(state, now)) {
        errand_begin_keeper(&state->errand, now.mono_us);
        return true;
    }
    return false;
}

static enum display_wish touch_in_service(struct display_state *state, int id, struct moment now)
{
    state->service_wish = SERVICE_WISH_NOTHING;
    if (begins_errand(state, id, now)) {
        service_stay(&state->service, now.mono_us);
    } else if (id == TOUCH_CANCEL) {
        service_close(&state->service);
    } else if (id == TOUCH_ERASE) {
        service_erase(&state->service, now.mono_us);
    } else if (id >= TOUCH_SERVICE && id < TOUCH_SERVICE + SERVICE_TOUCHES) {
        state->service_wish = service_handle_touch(
            &state->service, (enum service_touch)(id - TOUCH_SERVICE), now.mono_us);
    }
    return state->service_wish == SERVICE_WISH_NOTHING ? WISH_NOTHING : WISH_SERVICE;
}

void display_state_handle_release(struct display_state *state)
{
    service_let_go(&state->service);
}

enum display_wish display_state_handle_touch(struct display_state *state, int id, struct moment now)
{
    service_let_go(&state->service);
    if (id == TOUCH_LIGHTS) {
        service_hold(&state->service, now.mono_us);
        return WISH_NOTHING;
    }
    if (id == TOUCH_LANGUAGE) {
        state->language = state->language == LANGUAGE_CHINESE ? LANGUAGE_ENGLISH : LANGUAGE_CHINESE;
        return WISH_NOTHING;
    }
    bool busy =
        state->errand.kind != ERRAND_NOTHING && !errand_is_over(&state->errand, now.mono_us);
    if (!busy && service_is_shown(&state->service)) {
        return touch_in_service(state, id, now);
    }
    return busy ? touch_in_errand(state, id, now) : touch_at_rest(state, id, now);
}

enum display_wish display_state_handle_time(struct display_state *state, struct moment now)
{
    if (state->errand.kind == ERRAND_ISSUE && state->service.step != SERVICE_OPEN) {
        return give_up(state); /* nobody issues cards but from the page */
    }
    return errand_is_over(&state->errand, now.mono_us) ? give_up(state) : WISH_NOTHING;
}
