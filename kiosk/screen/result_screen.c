#include "button.h"
#include "column.h"
#include "display_state.h"
#include "meaning.h"
#include "moment_text.h"
#include "screen.h"
#include "verdict_look.h"
#include "wording.h"

/* Distances in 1080ths. */
#define BAND_HEIGHT  104
#define MARGIN       72
#define PHOTO_WIDTH  448
#define PHOTO_HEIGHT 560
#define PHOTO_RADIUS 32
#define GAP          48
#define BAR_HEIGHT   16
#define ICON_SIZE    140
#define TALL_ICON    190
#define RULE_HEIGHT  3
#define BACK_WIDTH   780

/* What every part of the screen is drawn with. */
struct drawing {
    struct scene *scene;
    const struct look *look;
    const struct display *display;
    enum meaning meaning;
    enum colour_role colour;
};

static int distance(const struct drawing *drawing, int in_1080ths)
{
    return look_distance(drawing->look, in_1080ths);
}

static struct colour colour_of(const struct drawing *drawing, enum colour_role role)
{
    return look_colour(drawing->look, role);
}

/* The photo, or a figure where there is none; a card of nobody has the verdict's shape there. */
static void draw_portrait(const struct drawing *drawing, struct box frame)
{
    scene_fill(drawing->scene, frame, colour_of(drawing, COLOUR_PANEL),
               distance(drawing, PHOTO_RADIUS));
    if (!wording_names_person(drawing->display)) {
        int side = frame.w * 6 / 10;
        struct box icon = {frame.x + (frame.w - side) / 2, frame.y + (frame.h - side) / 2, side,
                           side};
        scene_icon(drawing->scene, verdict_look_icon(drawing->meaning), icon,
                   colour_of(drawing, drawing->colour));
        return;
    }
    if (drawing->display->portrait) {
        scene_picture(drawing->scene, frame, drawing->display->portrait, look_light(drawing->look),
                      distance(drawing, PHOTO_RADIUS));
        return;
    }
    int side = frame.w * 8 / 10;
    struct box icon = {frame.x + (frame.w - side) / 2, frame.y + frame.h - side, side, side};
    scene_icon(drawing->scene, ICON_PERSON, icon, colour_of(drawing, COLOUR_LINE));
}

static void draw_bar(const struct drawing *drawing, struct box area)
{
    int margin = distance(drawing, MARGIN);
    int height = distance(drawing, BAR_HEIGHT);
    struct box track = {area.x + margin, area.y + area.h - margin / 2 - height, area.w - 2 * margin,
                        height};
    scene_fill(drawing->scene, track, colour_of(drawing, COLOUR_LINE), 0);
    struct box left = track;
    left.w = (int)((long)track.w * drawing->display->left_permille / 1000);
    scene_fill(drawing->scene, left, colour_of(drawing, drawing->colour), 0);
}

/* "08:47   迟到 17 分钟   (clock)" in a row. */
static void draw_verdict_row(const struct drawing *drawing, struct box row)
{
    char minute[MOMENT_CLOCK_SIZE];
    char headline[PHRASE_SIZE];
    struct text_style time = look_text(drawing->look, SIZE_TIME, COLOUR_TEXT, ALIGN_LEFT);
    struct text_style verdict = look_bold(drawing->look, SIZE_VERDICT, drawing->colour, ALIGN_LEFT);
    int gap = distance(drawing, GAP);
    int side = distance(drawing, ICON_SIZE);
    struct box shown = scene_digits(drawing->scene, row, &time,
                                    moment_text_minute(drawing->display->at_ms, minute));
    struct box middle = {shown.x + shown.w + gap, row.y, 0, row.h};
    middle.w = row.x + row.w - side - gap - middle.x;
    struct box words =
        scene_text(drawing->scene, middle, &verdict, wording_headline(drawing->display, headline));
    struct box icon = {words.x + words.w + gap, row.y + (row.h - side) / 2, side, side};
    scene_icon(drawing->scene, verdict_look_icon(drawing->meaning), icon,
               colour_of(drawing, drawing->colour));
}

/* A name that would get small in one line is set in several. */
static void add_name(const struct drawing *drawing, struct column *column, enum align align)
{
    const char *text = drawing->display->verdict.name;
    struct text_style name = look_bold(drawing->look, SIZE_NAME, COLOUR_TEXT, align);
    struct font_style smaller = {name.font.weight, look_size(drawing->look, SIZE_TIME)};
    int lines = 1;
    if (scene_text_width(drawing->scene, smaller, text) > column->width) {
        name.font = smaller;
        lines = 3;
    }
    struct text_style unit = look_text(drawing->look, SIZE_LABEL, COLOUR_MUTED, align);
    column_add_text(column, &name, lines, text);
    column_add_text(column, &unit, 2, drawing->display->verdict.unit);
}

/* Which meeting, why, and what the tap is besides. */
static void add_reason(const struct drawing *drawing, struct column *column, enum align align)
{
    char text[PHRASE_SIZE];
    struct text_style bold = look_bold(drawing->look, SIZE_LABEL, COLOUR_TEXT, align);
    struct text_style style = look_text(drawing->look, SIZE_LABEL, COLOUR_TEXT, align);
    struct text_style muted = look_text(drawing->look, SIZE_BODY, COLOUR_MUTED, align);
    column_add_text(column, &bold, 2, wording_meeting(drawing->display, text));
    column_add_text(column, &bold, 1, wording_seat(drawing->display, text));
    column_add_text(column, &style, 2, wording_reason(drawing->display, text));
    column_add_text(column, &muted, 2, wording_also(drawing->display, text));
}

/* Who is away according to the office, and stands here all the same, may want to say so. */
static bool may_report_back(const struct display *display)
{
    return display->verdict.work == JUDGE_LEAVE || display->verdict.work == JUDGE_TRIP ||
           display->verdict.answer == JUDGE_LEAVE || display->verdict.answer == JUDGE_TRIP;
}

/* Returns what is left above it. */
static struct box draw_back_button(const struct drawing *drawing, struct box body)
{
    if (!may_report_back(drawing->display) || drawing->display->verdict.answer == JUDGE_BACK) {
        return body;
    }
    const struct button back = {phrase_text(drawing->look->language, PHRASE_BUTTON_BACK_NOW),
                                TOUCH_BACK, BUTTON_MAIN};
    int height = button_height(drawing->look);
    int width = body.w < distance(drawing, BACK_WIDTH) ? body.w : distance(drawing, BACK_WIDTH);
    struct box box = {body.x + body.w - width, body.y + body.h - height, width, height};
    button_draw(drawing->scene, box, drawing->look, &back);
    body.h -= height + distance(drawing, GAP) / 4;
    return body;
}

static void draw_person_wide(const struct drawing *drawing, struct box box)
{
    struct box rule;
    struct box row;
    struct column column;
    column_init(&column, drawing->scene, box.w);
    add_name(drawing, &column, ALIGN_LEFT);
    column_add_gap(&column, distance(drawing, GAP) / 2);
    column_add_space(&column, distance(drawing, RULE_HEIGHT), &rule);
    column_add_gap(&column, distance(drawing, GAP) / 2);
    column_add_space(&column, distance(drawing, ICON_SIZE) * 11 / 10, &row);
    add_reason(drawing, &column, ALIGN_LEFT);
    column_draw(&column, box);
    scene_fill(drawing->scene, rule, colour_of(drawing, COLOUR_LINE), 0);
    draw_verdict_row(drawing, row);
}

/* Time, verdict and reason of a card that greets nobody. */
static void add_nobody(const struct drawing *drawing, struct column *column, enum align align)
{
    char headline[PHRASE_SIZE];
    char minute[MOMENT_CLOCK_SIZE];
    struct text_style verdict = look_bold(drawing->look, SIZE_VERDICT, drawing->colour, align);
    struct text_style time = look_text(drawing->look, SIZE_TIME, COLOUR_TEXT, align);
    column_add_text(column, &verdict, 1, wording_headline(drawing->display, headline));
    add_reason(drawing, column, align);
    column_add_gap(column, distance(drawing, GAP) / 2);
    column_add_digits(column, &time, moment_text_minute(drawing->display->at_ms, minute));
}

static void draw_wide(const struct drawing *drawing, struct box body)
{
    int gap = distance(drawing, GAP);
    int height = distance(drawing, PHOTO_HEIGHT);
    height = height > body.h - gap ? body.h - gap : height;
    struct box portrait = {body.x, body.y + (body.h - height) / 2,
                           height * PHOTO_WIDTH / PHOTO_HEIGHT, height};
    draw_portrait(drawing, portrait);
    struct box box = {portrait.x + portrait.w + gap + gap / 2, body.y, 0, body.h};
    box.w = body.x + body.w - box.x;
    if (wording_names_person(drawing->display)) {
        draw_person_wide(drawing, box);
        return;
    }
    struct column column;
    column_init(&column, drawing->scene, box.w);
    add_nobody(drawing, &column, ALIGN_LEFT);
    column_draw(&column, box);
}

static void add_person_tall(const struct drawing *drawing, struct column *column)
{
    char headline[PHRASE_SIZE];
    char minute[MOMENT_CLOCK_SIZE];
    struct text_style verdict =
        look_bold(drawing->look, SIZE_VERDICT, drawing->colour, ALIGN_CENTRE);
    struct text_style time = look_text(drawing->look, SIZE_TIME, COLOUR_TEXT, ALIGN_CENTRE);
    int gap = distance(drawing, GAP);
    add_name(drawing, column, ALIGN_CENTRE);
    column_add_gap(column, gap);
    column_add_icon(column, verdict_look_icon(drawing->meaning), distance(drawing, TALL_ICON),
                    colour_of(drawing, drawing->colour), ALIGN_CENTRE);
    column_add_gap(column, gap / 2);
    column_add_text(column, &verdict, 1, wording_headline(drawing->display, headline));
    column_add_digits(column, &time, moment_text_minute(drawing->display->at_ms, minute));
    add_reason(drawing, column, ALIGN_CENTRE);
}

static void draw_tall(const struct drawing *drawing, struct box body)
{
    struct box space;
    struct column column;
    column_init(&column, drawing->scene, body.w);
    column_add_picture(&column, distance(drawing, PHOTO_HEIGHT), &space);
    column_add_gap(&column, distance(drawing, GAP));
    if (wording_names_person(drawing->display)) {
        add_person_tall(drawing, &column);
    } else {
        add_nobody(drawing, &column, ALIGN_CENTRE);
    }
    column_draw(&column, box_inset(body, 0, distance(drawing, GAP) / 2));
    int width = space.h * PHOTO_WIDTH / PHOTO_HEIGHT;
    struct box portrait = {space.x + (space.w - width) / 2, space.y, width, space.h};
    draw_portrait(drawing, portrait);
}

void result_screen_draw(struct scene *scene, struct box area, const struct look *look,
                        const struct display *display)
{
    enum meaning meaning = meaning_of_answer(display->verdict.answer);
    struct drawing drawing = {scene, look, display, meaning, verdict_look_colour(meaning)};
    struct box band = {area.x, area.y, area.w, look_distance(look, BAND_HEIGHT)};
    scene_fill(scene, band, look_colour(look, drawing.colour), 0);
    draw_bar(&drawing, area);
    int margin = look_distance(look, MARGIN);
    struct box body = {area.x + margin, band.y + band.h, area.w - 2 * margin,
                       area.h - band.h - margin};
    body = draw_back_button(&drawing, body);
    if (area.w >= area.h) {
        draw_wide(&drawing, body);
    } else {
        draw_tall(&drawing, body);
    }
}
