#pragma once
/* What a key stands for on a keyboard of some country (usages from the HID Usage Tables, chapter
 * 10). A wedge reader types usages; which digit is meant depends on the keyboard that it was set up
 * to be. Pure; any thread. */

#include "reader_config.h"
#include <stdint.h>

#define KEY_ENTER   '\n' /* what ends a number: Enter, on the keypad too, or Tab */
#define KEY_UNKNOWN '\0' /* no character of a card number: a function key, or one with Ctrl */

/* Printable ASCII, KEY_ENTER or KEY_UNKNOWN; modifiers as in a boot report, HID 1.11 section 8.3.
 */
char key_layout_find(enum wedge_layout layout, uint8_t usage, uint8_t modifiers);
