#pragma once
/* Finds out how a site's wedge readers type: from what one of them typed for a card and the card's
 * UID as a CCID reader tells it, every format, byte order, use of leading zeros, part of the UID,
 * prefix and suffix that fit; with a second card fewer of them. Pure; any thread. */

#include "card_number.h"
#include "reader_config.h"
#include <stddef.h>

#define WEDGE_LEARN_MAX 64

/* All zero: nothing learned yet. */
struct wedge_learn {
    size_t pair_count; /* cards that were seen on both */
    size_t count;      /* configurations that fit all of them */
    struct reader_config fits[WEDGE_LEARN_MAX];
};

/* Takes one card: what was typed, and its whole UID. base has what is configured besides. */
void wedge_learn_add(struct wedge_learn *learn, const struct reader_config *base, const char *text,
                     size_t len, const struct card_number *uid);

/* The configuration as a line for kiosk.conf, with all that a wedge needs to be read so:
 * reader: { format = "decimal10"; … }; */
#define WEDGE_LEARN_LINE_SIZE 768
void wedge_learn_format(const struct reader_config *config,
                        char ret_line[static WEDGE_LEARN_LINE_SIZE]);
