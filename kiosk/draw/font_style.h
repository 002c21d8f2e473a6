#pragma once
/* Which letters a text is set in. Values only. Any thread. */

enum font_weight { FONT_REGULAR, FONT_BOLD, FONT_WEIGHTS };

struct font_style {
    enum font_weight weight;
    int size_px;
};

#define FONT_TEXT_SIZE 512 /* a line of text with its NUL; longer ones are cut */
