/* The way to the server, step by step, tried when it is asked for. */

#include "button.h"
#include "check_list.h"
#include "display_state.h"
#include "screen.h"
#include "service_frame.h"
#include <stdio.h>

#define GAP     20                      /* distances in 1080ths */
#define COUNT   (SETUP_CHECK_CLOCK + 1) /* a kiosk that is enrolled needs no code */
#define ADDRESS 64

static void draw_word(struct scene *scene, struct box box, const struct look *look,
                      const struct service *service)
{
    char text[PHRASE_SIZE];
    char answer_ms[16];
    const struct setup *test = &service->network;
    bool bad = test->fault != SETUP_FAULT_NONE;
    struct text_style style =
        look_text(look, SIZE_BODY, bad ? COLOUR_REFUSED : COLOUR_TEXT, ALIGN_LEFT);
    (void)snprintf(answer_ms, sizeof answer_ms, "%d", service->network_answer_ms);
    if (!service->network_tested) {
        (void)phrase_fill(look->language, PHRASE_SERVICE_NETWORK_HINT, NULL, NULL, text);
    } else if (test->busy) {
        (void)phrase_fill(look->language, PHRASE_SETUP_BUSY, NULL, NULL, text);
    } else if (bad) {
        (void)phrase_fill(look->language, check_list_fault(test->fault), test->detail, NULL, text);
    } else {
        (void)phrase_fill(look->language, PHRASE_SERVICE_NETWORK_WELL, answer_ms, NULL, text);
    }
    scene_paragraph(scene, box, &style, 3, text);
}

void service_network_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                 const struct display *display)
{
    const struct service *service = &display->service;
    struct box body = service_frame_draw(scene, area, look, display);
    int gap = look_distance(look, GAP);
    int height = button_height(look);
    struct text_style style = look_bold(look, SIZE_BODY, COLOUR_TEXT, ALIGN_LEFT);
    struct box address = {body.x, body.y, body.w, look_distance(look, ADDRESS)};
    struct box button = {body.x, body.y + body.h - height, body.w, height};
    struct box word = {body.x, button.y - gap - 4 * look_size(look, SIZE_BODY), body.w,
                       4 * look_size(look, SIZE_BODY)};
    struct box list = {body.x, address.y + address.h, body.w, word.y - gap - address.y - address.h};
    const struct button again = {phrase_text(look->language, PHRASE_SERVICE_NETWORK_TRY),
                                 service->network.busy ? TOUCH_NOTHING
                                                       : TOUCH_SERVICE + SERVICE_TOUCH_TRY_NETWORK,
                                 service->network.busy ? BUTTON_QUIET : BUTTON_MAIN};
    (void)scene_text(scene, address, &style, service->network.address); /* its place is known */
    check_list_draw(scene, list, look, &service->network, COUNT, 2);
    draw_word(scene, word, look, service);
    button_draw(scene, button, look, &again);
}
