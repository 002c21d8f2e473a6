#include "column.h"
#include "display_state.h"
#include "errand_frame.h"
#include "meaning.h"
#include "moment_text.h"
#include "screen.h"
#include "verdict_look.h"
#include "wording.h"

#define GAP       28 /* distances in 1080ths */
#define ICON_SIZE 150

static enum phrase standing_of(const struct judge_verdict *would_be)
{
    switch (would_be->meeting.answer) {
    case JUDGE_SUBSTITUTE_WAITING:
        return PHRASE_CONFIRM_WAITING;
    case JUDGE_SUBSTITUTE_UNAPPROVED:
        return PHRASE_CONFIRM_UNAPPROVED;
    case JUDGE_SUBSTITUTED:
    case JUDGE_SUBSTITUTED_LATE:
        return PHRASE_CONFIRM_APPROVED;
    default:
        return PHRASE_CONFIRM_ALREADY;
    }
}

/* Why, before it is signed: nothing is recorded yet. */
static const char *reason_of(const struct look *look, const struct judge_verdict *would_be,
                             char ret_text[static PHRASE_SIZE])
{
    ret_text[0] = '\0';
    if (would_be->meeting.answer == JUDGE_SUBSTITUTE_WAITING) {
        return phrase_text(look->language, PHRASE_CONFIRM_WAITING_WHY);
    }
    if (would_be->meeting.answer == JUDGE_SUBSTITUTE_UNAPPROVED) {
        return wording_before(look->language, would_be);
    }
    if (would_be->hint == JUDGE_HINT_PRINCIPAL_CAME) {
        return phrase_fill(look->language, PHRASE_HINT_PRINCIPAL_CAME, would_be->meeting.principal,
                           NULL, ret_text);
    }
    return ret_text;
}

void confirm_screen_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display)
{
    const struct button buttons[] = {
        {phrase_text(look->language, PHRASE_BUTTON_CANCEL), TOUCH_CANCEL, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_GO_BACK), TOUCH_GO_BACK, BUTTON_QUIET},
        {phrase_text(look->language, PHRASE_BUTTON_CONFIRM), TOUCH_CONFIRM, BUTTON_MAIN},
    };
    struct box body = errand_frame_draw(scene, area, look, display, buttons, 3);
    const struct judge_verdict *would_be = display->views.would_be;
    if (!would_be || !would_be->meeting.id[0]) {
        return;
    }
    char pair[PHRASE_SIZE];
    char meeting[PHRASE_SIZE];
    char start[PHRASE_SIZE];
    char why[PHRASE_SIZE];
    enum meaning meaning = meaning_of_answer(would_be->meeting.answer);
    enum colour_role role = verdict_look_colour(meaning);
    struct text_style who = look_bold(look, SIZE_TIME, COLOUR_TEXT, ALIGN_CENTRE);
    struct text_style what = look_text(look, SIZE_LABEL, COLOUR_MUTED, ALIGN_CENTRE);
    struct text_style standing = look_bold(look, SIZE_HINT, role, ALIGN_CENTRE);
    struct text_style reason = look_text(look, SIZE_LABEL, COLOUR_TEXT, ALIGN_CENTRE);
    (void)moment_text_near(look->language, would_be->meeting.start_ms, display->now_ms, start);
    struct column column;
    column_init(&column, scene, body.w);
    column_add_text(&column, &who, 2,
                    phrase_fill(look->language, PHRASE_CONFIRM_PAIR, display->errand.name,
                                would_be->meeting.principal, pair));
    column_add_text(
        &column, &what, 2,
        phrase_fill(look->language, PHRASE_MEETING_AT, start, would_be->meeting.title, meeting));
    column_add_gap(&column, look_distance(look, GAP));
    column_add_icon(&column, verdict_look_icon(meaning), look_distance(look, ICON_SIZE),
                    look_colour(look, role), ALIGN_CENTRE);
    column_add_gap(&column, look_distance(look, GAP) / 2);
    column_add_text(&column, &standing, 1, phrase_text(look->language, standing_of(would_be)));
    column_add_text(&column, &reason, 2, reason_of(look, would_be, why));
    column_draw(&column, body);
}
