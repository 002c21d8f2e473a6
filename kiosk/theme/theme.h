#pragma once
/* What the kiosk looks like, apart from what it shows: colours for light and dark, and sizes as
 * fractions of the screen's shorter side. The values of the theme file stand in for the built-in
 * ones, key by key. Read before the window opens; plain values afterwards: any thread. */

#include "colour.h"
#include "error.h"
#include <stdint.h>

/* What a colour is for; screens name the role and never a colour. */
enum colour_role {
    COLOUR_BACKGROUND,
    COLOUR_PANEL,    /* behind what is set off from the background */
    COLOUR_LINE,     /* hairlines and empty bars */
    COLOUR_TEXT,     /* what is to be read first */
    COLOUR_MUTED,    /* what accompanies it */
    COLOUR_ON_FILL,  /* text on a band or button filled with one of the five below */
    COLOUR_WELL,     /* on time */
    COLOUR_WARNING,  /* late, early */
    COLOUR_NOTE,     /* on leave, trip, already recorded */
    COLOUR_WAITING,  /* waiting for approval */
    COLOUR_REFUSED,  /* not recognised, unapproved */
    COLOUR_ALARM,    /* the whole screen when a tap is not recorded */
    COLOUR_ON_ALARM, /* text on it */
    COLOUR_ROLES,
};

enum appearance { APPEARANCE_LIGHT, APPEARANCE_DARK, APPEARANCES };

extern const char *const appearance_names[]; /* "light", "dark"; ends with NULL */

struct palette {
    struct colour colours[COLOUR_ROLES];
};

/* Sizes in 1080ths of the shorter side. */
enum size_role {
    SIZE_NAME,
    SIZE_VERDICT,
    SIZE_TIME,
    SIZE_BODY,
    SIZE_CLOCK, /* the clock of the idle screen */
    SIZE_HINT,  /* what to do now: "tap your card" */
    SIZE_LABEL, /* unit, date, reason */
    SIZE_ROLES,
};

struct theme {
    struct palette palettes[APPEARANCES];
    int64_t sizes[SIZE_ROLES];
};

#define THEME_SIZE_BASE 1080
#define TEXT_MIN_PX     30 /* smaller is not legible at 1.5 m */
#define TOUCH_TARGET_PX 96 /* smaller is missed by a thumb */

struct theme theme_default(void);

/* Reads a theme file over the default. The error names file, line and key. */
bool theme_read(const char *path, struct theme *ret_theme, struct error *err) MUST_USE;
