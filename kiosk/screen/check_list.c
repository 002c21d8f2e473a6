#include "check_list.h"

#define GAP  20 /* distances in 1080ths */
#define ICON 44

static const enum phrase check_words[SETUP_CHECKS] = {
    [SETUP_CHECK_ADDRESS] = PHRASE_SETUP_CHECK_ADDRESS,
    [SETUP_CHECK_NAME] = PHRASE_SETUP_CHECK_NAME,
    [SETUP_CHECK_CONNECTION] = PHRASE_SETUP_CHECK_CONNECTION,
    [SETUP_CHECK_CERTIFICATE] = PHRASE_SETUP_CHECK_CERTIFICATE,
    [SETUP_CHECK_SERVER] = PHRASE_SETUP_CHECK_SERVER,
    [SETUP_CHECK_CLOCK] = PHRASE_SETUP_CHECK_CLOCK,
    [SETUP_CHECK_CODE] = PHRASE_SETUP_CHECK_CODE,
};

static const enum phrase fault_words[SETUP_FAULTS] = {
    [SETUP_FAULT_NONE] = PHRASE_NOTHING,
    [SETUP_FAULT_ADDRESS] = PHRASE_SETUP_FAULT_ADDRESS,
    [SETUP_FAULT_PLAIN] = PHRASE_SETUP_FAULT_PLAIN,
    [SETUP_FAULT_NAME] = PHRASE_SETUP_FAULT_NAME,
    [SETUP_FAULT_REFUSED] = PHRASE_SETUP_FAULT_REFUSED,
    [SETUP_FAULT_SILENT] = PHRASE_SETUP_FAULT_SILENT,
    [SETUP_FAULT_CERTIFICATE] = PHRASE_SETUP_FAULT_CERTIFICATE,
    [SETUP_FAULT_CLOCK] = PHRASE_SETUP_FAULT_CLOCK,
    [SETUP_FAULT_NOT_OURS] = PHRASE_SETUP_FAULT_NOT_OURS,
    [SETUP_FAULT_PROTOCOL] = PHRASE_SETUP_FAULT_PROTOCOL,
    [SETUP_FAULT_CODE] = PHRASE_SETUP_FAULT_CODE,
    [SETUP_FAULT_LOCKED] = PHRASE_SETUP_FAULT_LOCKED,
    [SETUP_FAULT_KEY] = PHRASE_SETUP_FAULT_KEY,
    [SETUP_FAULT_OTHER] = PHRASE_SETUP_FAULT_OTHER,
    [SETUP_FAULT_DISK] = PHRASE_SETUP_FAULT_DISK,
};

struct check_look {
    enum icon icon;
    enum colour_role colour;
};

static struct check_look look_of(enum setup_standing standing)
{
    static const struct check_look looks[] = {
        [SETUP_NOT_YET] = {ICON_RING, COLOUR_MUTED},
        [SETUP_GOOD] = {ICON_TICK, COLOUR_WELL},
        [SETUP_NOTE] = {ICON_CLOCK, COLOUR_WARNING},
        [SETUP_BAD] = {ICON_CROSS, COLOUR_REFUSED},
    };
    return looks[standing];
}

void check_list_draw(struct scene *scene, struct box area, const struct look *look,
                     const struct setup *setup, int count, int columns)
{
    int size = look_distance(look, ICON);
    int rows = (count + columns - 1) / columns;
    int height = area.h / rows;
    for (int i = 0; i < count; i++) {
        struct check_look shown = look_of(setup->checks[i]);
        struct box row = {area.x + i / rows * (area.w / columns), area.y + i % rows * height,
                          area.w / columns, height};
        struct box icon = {row.x, row.y + (row.h - size) / 2, size, size};
        struct box word = {row.x + size + look_distance(look, GAP), row.y,
                           row.w - size - 2 * look_distance(look, GAP), row.h};
        struct text_style style =
            look_text(look, SIZE_BODY,
                      setup->checks[i] == SETUP_NOT_YET ? COLOUR_MUTED : COLOUR_TEXT, ALIGN_LEFT);
        scene_icon(scene, shown.icon, icon, look_colour(look, shown.colour));
        (void)scene_text(scene, word, &style, phrase_text(look->language, check_words[i]));
    }
}

enum phrase check_list_fault(enum setup_fault fault)
{
    return fault_words[fault];
}
