#pragma once
/* The sentences of the screens: a verdict in a few words, the reason behind it, a fault and what to
 * do about it. Also what the control channel says is on the screen. Pure, any thread. */

#include "display.h"

/* The verdict in a word or two: "迟到 17 分钟". */
const char *wording_headline(const struct display *display, char ret_text[static PHRASE_SIZE]);

/* Why: "上班时间 08:30"; "" where there is nothing to add. */
const char *wording_reason(const struct display *display, char ret_text[static PHRASE_SIZE]);

/* Which meeting the verdict is about, and whom somebody sits in for; "" where it is work's. */
const char *wording_meeting(const struct display *display, char ret_text[static PHRASE_SIZE]);

/* "座位 3排5座"; "" where there is none. */
const char *wording_seat(const struct display *display, char ret_text[static PHRASE_SIZE]);

/* What the tap is besides: for the meeting where the verdict is work's, for work where it is the
 * meeting's, or a hint; "" where there is nothing. */
const char *wording_also(const struct display *display, char ret_text[static PHRASE_SIZE]);

/* Why a substitute would not be an approved one, before it is signed. */
const char *wording_before(enum language language, const struct judge_verdict *would_be);

/* Whether the result tells a person their name: not whoever holds a card that was reported lost. */
bool wording_names_person(const struct display *display);

/* A condition in a word or two, "" where all is well. */
const char *wording_condition(const struct display *display, struct display_light light,
                              char ret_text[static PHRASE_SIZE]);

/* What can be done about a condition, and whom to call; "" where it needs nobody. */
const char *wording_advice(const struct display *display, enum condition condition,
                           char ret_text[static PHRASE_SIZE]);

/* What a person should know though cards are taken as ever; "" if there is nothing. */
const char *wording_notice(const struct display *display, char ret_text[static PHRASE_SIZE]);

/* The same after a tap that was not recorded. */
const char *wording_lost_tap_advice(const struct display *display,
                                    char ret_text[static PHRASE_SIZE]);
