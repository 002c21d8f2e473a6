#pragma once
/* The screens: each one draws a display value into a part of a scene. A new screen is one file and
 * its row in screen.c. Main thread. */

#include "display.h"
#include "look.h"
#include "scene.h"

/* Draws the display's screen into area. */
void screen_draw(struct scene *scene, struct box area, const struct look *look,
                 const struct display *display);

/* The background that belongs to the display, for scene_begin(). */
struct colour screen_background(const struct look *look, const struct display *display);

void idle_screen_draw(struct scene *scene, struct box area, const struct look *look,
                      const struct display *display);
void result_screen_draw(struct scene *scene, struct box area, const struct look *look,
                        const struct display *display);
void not_recorded_screen_draw(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display);
void fault_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display);
void meeting_screen_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display);
void board_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display);
void whereabouts_screen_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct display *display);
void ask_card_screen_draw(struct scene *scene, struct box area, const struct look *look,
                          const struct display *display);
void choice_screen_draw(struct scene *scene, struct box area, const struct look *look,
                        const struct display *display);
void letters_screen_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display);
void confirm_screen_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display);
void read_card_screen_draw(struct scene *scene, struct box area, const struct look *look,
                           const struct display *display);
void setup_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display);
void month_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display);
void service_card_screen_draw(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display);
void service_pin_screen_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct display *display);
void issue_screen_draw(struct scene *scene, struct box area, const struct look *look,
                       const struct display *display);
void service_cards_screen_draw(struct scene *scene, struct box area, const struct look *look,
                               const struct display *display);
void service_state_screen_draw(struct scene *scene, struct box area, const struct look *look,
                               const struct display *display);
void service_reader_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                const struct display *display);
void service_network_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                 const struct display *display);
void service_settings_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                  const struct display *display);
void service_export_screen_draw(struct scene *scene, struct box area, const struct look *look,
                                const struct display *display);
