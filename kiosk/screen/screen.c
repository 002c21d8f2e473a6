#include "screen.h"

#include "check.h"

struct screen {
    void (*draw)(struct scene *scene, struct box area, const struct look *look,
                 const struct display *display);
    enum colour_role background;
};

static const struct screen screens[DISPLAY_KINDS] = {
    [DISPLAY_IDLE] = {idle_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_RESULT] = {result_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_NOT_RECORDED] = {not_recorded_screen_draw, COLOUR_ALARM},
    [DISPLAY_FAULT] = {fault_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_MEETING] = {meeting_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_BOARD] = {board_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_WHEREABOUTS] = {whereabouts_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_ASK_CARD] = {ask_card_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_CHOICE] = {choice_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_LETTERS] = {letters_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_CONFIRM] = {confirm_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_MONTH] = {month_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_READ_CARD] = {read_card_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SETUP] = {setup_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_CARD] = {service_card_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_PIN] = {service_pin_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_ISSUE] = {issue_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_STATE] = {service_state_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_CARDS] = {service_cards_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_READER] = {service_reader_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_NETWORK] = {service_network_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_SETTINGS] = {service_settings_screen_draw, COLOUR_BACKGROUND},
    [DISPLAY_SERVICE_EXPORT] = {service_export_screen_draw, COLOUR_BACKGROUND},
};

void screen_draw(struct scene *scene, struct box area, const struct look *look,
                 const struct display *display)
{
    CHECK(display->kind < DISPLAY_KINDS);
    screens[display->kind].draw(scene, area, look, display);
}

struct colour screen_background(const struct look *look, const struct display *display)
{
    CHECK(display->kind < DISPLAY_KINDS);
    return look_colour(look, screens[display->kind].background);
}
