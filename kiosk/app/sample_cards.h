#pragma once
/* The cards of the demonstration: a text file, one card a line, what its reader types and who it
 * is, such as "0012345678 欧阳建国"; what follows behind a tab is not looked at. Empty lines and
 * lines with # are passed over. Read at start. Main thread. */

#include "error.h"
#include "sample_strip.h"
#include <stdbool.h>
#include <stddef.h>

#define SAMPLE_NUMBER_SIZE 32

struct sample_cards {
    struct sample_strip strip; /* the labels */
    char numbers[SAMPLE_STRIP_MAX][SAMPLE_NUMBER_SIZE];
};

/* The first SAMPLE_STRIP_MAX cards, since each has a key. Errors name file and line. */
bool sample_cards_read(const char *path, struct sample_cards *ret_cards, struct error *err)
    MUST_USE;
