#include "key_layout.h"

#include "check.h"
#include <string.h>

#define SHIFT_MODIFIERS 0x22u
#define OTHER_MODIFIERS 0xddu /* Control, Alt and GUI of both sides */

/* In a row: a key that stands for no ASCII character there, such as a letter with an accent. */
#define NONE_CHARACTER '\1'

struct key_row {
    uint8_t first_usage;
    const char *plain;   /* one character a usage */
    const char *shifted; /* of the same length */
};

#define KEY_ROWS_MAX 8

static const struct key_row layouts[][KEY_ROWS_MAX] = {
    [WEDGE_LAYOUT_US] = {{0x04, "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
                         {0x1e, "1234567890", "!@#$%^&*()"},
                         {0x28, "\n", "\n"},
                         {0x2b, "\n", "\n"},
                         {0x2c, " -=[]\\", " _+{}|"},
                         {0x33, ";'`,./", ":\"~<>?"},
                         {0x54, "/*-+\n1234567890.", "/*-+\n1234567890."}},
    [WEDGE_LAYOUT_DE] = {{0x04, "abcdefghijklmnopqrstuvwxzy", "ABCDEFGHIJKLMNOPQRSTUVWXZY"},
                         {0x1e, "1234567890", "!\"\1$%&/()="},
                         {0x28, "\n", "\n"},
                         {0x2b, "\n", "\n"},
                         {0x2c, " \1\1\1+##", " ?\1\1*''"},
                         {0x33, "\1\1^,.-", "\1\1\1;:_"},
                         {0x54, "/*-+\n1234567890,", "/*-+\n1234567890,"},
                         {0x64, "<", ">"}},
    [WEDGE_LAYOUT_FR] = {{0x04, "qbcdefghijkl,noparstuvzxyw", "QBCDEFGHIJKL?NOPARSTUVZXYW"},
                         {0x1e, "&\1\"'(-\1_\1\1", "1234567890"},
                         {0x28, "\n", "\n"},
                         {0x2b, "\n", "\n"},
                         {0x2c, " )=^$**", " \1+\1\1\1\1"},
                         {0x33, "m\1\1;:!", "M%\1./\1"},
                         {0x54, "/*-+\n1234567890.", "/*-+\n1234567890."},
                         {0x64, "<", ">"}},
};

char key_layout_find(enum wedge_layout layout, uint8_t usage, uint8_t modifiers)
{
    CHECK((size_t)layout < ARRAY_LEN(layouts));
    if (modifiers & OTHER_MODIFIERS) {
        return KEY_UNKNOWN;
    }
    for (size_t i = 0; i < KEY_ROWS_MAX && layouts[layout][i].plain; i++) {
        const struct key_row *row = &layouts[layout][i];
        if (usage >= row->first_usage && usage < row->first_usage + strlen(row->plain)) {
            const char *characters = modifiers & SHIFT_MODIFIERS ? row->shifted : row->plain;
            char found = characters[usage - row->first_usage];
            return found == NONE_CHARACTER ? KEY_UNKNOWN : found;
        }
    }
    return KEY_UNKNOWN;
}
