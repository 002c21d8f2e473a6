#pragma once
/* Private to server/paper: what print and the setting of official documents share of Pango. One
 * thread. */

#include "print.h"
#include <pango/pangocairo.h>

#define PRINT_FACES 6

struct print_faces {
    PangoFontDescription *of[PRINT_FACES]; /* by enum print_face */
};

/* Of each face the first family that is installed. */
void print_faces_choose(struct print_faces *faces, PangoFontMap *fonts);
void print_faces_finish(struct print_faces *faces);

/* Sets a text into a box of this width (0: as wide as it is), left as Pango has it otherwise. */
void print_inside_set(PangoLayout *layout, const struct print_faces *faces, double width,
                      const struct print_type *type, const char *text);

/* The print's one layout with this text; the next text takes its place. width 0: as wide as it is.
 */
PangoLayout *print_layout(struct print *print, double width, const struct print_type *type,
                          const char *text);

void print_show_line(struct print *print, PangoLayoutLine *line, double x, double baseline,
                     uint32_t color);
