#pragma once
/* A meeting in a box: its title, when it begins, how many are there of how many, and a bar by what
 * they come to. Parts of the meeting screens. Main thread. */

#include "look.h"
#include "meeting_board.h"
#include "scene.h"

/* "12 分钟后开始", "已开始 5 分钟": ret_text is returned. */
const char *meeting_panel_when(const struct look *look, const struct meeting_board_meeting *meeting,
                               int64_t now_ms, char ret_text[static PHRASE_SIZE]);

/* Amber from the start on, when a tap may be late. */
enum colour_role meeting_panel_when_colour(const struct meeting_board_meeting *meeting,
                                           int64_t now_ms);

/* The attendees as a bar in the colours of what they come to. */
void meeting_panel_draw_bar(struct scene *scene, struct box bar, const struct look *look,
                            const struct meeting_counts *counts);

/* All of it, in the middle of the box, with each kind of which there is one by icon, word and
 * number. */
void meeting_panel_draw(struct scene *scene, struct box box, const struct look *look,
                        const struct meeting_board_meeting *meeting, int64_t now_ms);

/* The same where several share the screen: a few lines without the legend. */
void meeting_panel_draw_small(struct scene *scene, struct box box, const struct look *look,
                              const struct meeting_board_meeting *meeting, int64_t now_ms);
