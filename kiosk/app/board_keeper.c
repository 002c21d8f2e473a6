#include "board_keeper.h"

/* A screen of 1024×600 has room for so many of each. */
#define CHOICES_A_PAGE 6
#define LETTERS_A_PAGE 4

struct board_keeper {
    struct tap_desk *desk;
    bool meetings_due, whereabouts_due;
    int64_t meetings_minute_ms, whereabouts_minute_ms;
    struct meeting_board meetings;
    struct whereabouts_board whereabouts;
    struct own_month month;
    struct choice_page choices;
    struct judge_verdict would_be;
};

bool board_keeper_create(struct tap_desk *desk, struct board_keeper **ret_keeper, struct error *err)
{
    struct board_keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper) {
        return error_set(err, ERROR_NO_MEMORY, "boards: out of memory");
    }
    keeper->desk = desk;
    board_keeper_note_change(keeper);
    *ret_keeper = keeper;
    return true;
}

void board_keeper_destroy(struct board_keeper *keeper)
{
    free(keeper);
}

void board_keeper_note_change(struct board_keeper *keeper)
{
    keeper->meetings_due = true;
    keeper->whereabouts_due = true;
}

bool board_keeper_read_month(struct board_keeper *keeper, const char *staff, struct error *err)
{
    return tap_desk_read_month(keeper->desk, staff, &keeper->month, err);
}

void board_keeper_set_would_be(struct board_keeper *keeper, const struct judge_verdict *verdict)
{
    keeper->would_be = *verdict;
}

static void make_meetings(struct board_keeper *keeper, int64_t now_ms)
{
    if (keeper->meetings_due || civil_minute_ms(now_ms) != keeper->meetings_minute_ms) {
        meeting_board_make(tap_desk_facts(keeper->desk), tap_desk_recent(keeper->desk),
                           tap_desk_kiosk(keeper->desk), now_ms, &keeper->meetings);
        keeper->meetings_due = false;
        keeper->meetings_minute_ms = civil_minute_ms(now_ms);
    }
}

static void make_whereabouts(struct board_keeper *keeper, int64_t now_ms)
{
    if (keeper->whereabouts_due || civil_minute_ms(now_ms) != keeper->whereabouts_minute_ms) {
        whereabouts_make(tap_desk_facts(keeper->desk), tap_desk_recent(keeper->desk), now_ms,
                         &keeper->whereabouts);
        keeper->whereabouts_due = false;
        keeper->whereabouts_minute_ms = civil_minute_ms(now_ms);
    }
}

static void make_choices(struct board_keeper *keeper, const struct errand *errand, int64_t now_ms)
{
    const struct facts *facts = tap_desk_facts(keeper->desk);
    struct choice_cut cut = {errand->page, CHOICES_A_PAGE};
    struct choice_people people = {errand->meeting, errand->staff, "", ""};
    switch (errand->step) {
    case ERRAND_STEP_MEETING:
        choice_list_meetings(facts, tap_desk_kiosk(keeper->desk), now_ms, cut, &keeper->choices);
        return;
    case ERRAND_STEP_REQUESTED:
        choice_list_requested(facts, errand->meeting, errand->staff, cut, &keeper->choices);
        return;
    case ERRAND_STEP_UNIT:
        choice_list_units(facts, errand->meeting, cut, &keeper->choices);
        return;
    case ERRAND_STEP_PEOPLE:
        people.unit = errand->unit;
        break;
    case ERRAND_STEP_LETTERS:
        people.letters = errand->letters;
        cut.size = LETTERS_A_PAGE;
        break;
    default:
        return;
    }
    choice_list_people(facts, &people, cut, &keeper->choices);
}

/* Everybody, for a keeper who issues a card. */
static void make_choices_of_all(struct board_keeper *keeper, const struct errand *errand,
                                int64_t now_ms)
{
    const struct facts *facts = tap_desk_facts(keeper->desk);
    int32_t date = civil_date_of(now_ms);
    struct choice_cut cut = {errand->page, CHOICES_A_PAGE};
    if (errand->kind == ERRAND_KEEPER) {
        choice_list_keepers(facts, date, cut, &keeper->choices);
    } else if (errand->step == ERRAND_STEP_UNIT) {
        choice_list_all_units(facts, date, cut, &keeper->choices);
    } else if (errand->step == ERRAND_STEP_PEOPLE) {
        choice_list_staff(facts, errand->unit, "", date, cut, &keeper->choices);
    } else if (errand->step == ERRAND_STEP_LETTERS) {
        cut.size = LETTERS_A_PAGE;
        choice_list_staff(facts, "", errand->letters, date, cut, &keeper->choices);
    }
}

void board_keeper_refresh(struct board_keeper *keeper, struct display_state *state)
{
    int64_t now_ms = tap_desk_now_ms(keeper->desk);
    const struct display_views views = {&keeper->meetings, &keeper->whereabouts, &keeper->month,
                                        &keeper->choices, &keeper->would_be};
    make_meetings(keeper, now_ms);
    if (state->idle_page == IDLE_PAGE_WHEREABOUTS || state->glance == DISPLAY_WHEREABOUTS) {
        make_whereabouts(keeper, now_ms);
    }
    if (state->errand.kind == ERRAND_SUBSTITUTE) {
        make_choices(keeper, &state->errand, now_ms);
    } else if (state->errand.kind == ERRAND_ISSUE || state->errand.kind == ERRAND_KEEPER) {
        make_choices_of_all(keeper, &state->errand, now_ms);
    }
    display_state_set_views(state, &views);
}
