#pragma once
/* The pure middle of the wedge driver: boot reports and moments in, cards and malformed numbers
 * out. A number ends with Enter or when no key moves for the inter-key time. The first fault in it
 * (a key that no number has, too many keys, a roll-over, a report that is none) makes it malformed
 * at once; what follows up to its end is swallowed, so that no half of it can pass for a card.
 *
 * A reader that is pulled out in the middle simply never ends its number. One thread an object. */

#include "boot_keyboard.h"
#include "wedge_format.h"

/* A report this much after the number's end by time belongs to another card, even if the thread was
 * held up and nobody ran the deadline. */
#define WEDGE_HELD_UP_US 1000000

enum wedge_phase {
    WEDGE_IDLE,   /* between numbers */
    WEDGE_TYPING, /* in a number */
    WEDGE_SPOILED /* in a number that was called malformed already */
};

struct wedge_decoder {
    const struct reader_config *config;
    struct boot_keyboard keyboard;
    enum wedge_phase phase;
    int64_t changed_us; /* when the last report came that said something new */
    size_t len;
    char text[WEDGE_TEXT_MAX];
};

enum wedge_reading_kind { WEDGE_CARD, WEDGE_TYPED, WEDGE_MALFORMED };

struct wedge_reading {
    enum wedge_reading_kind kind;
    int64_t at_us;                   /* when its last key moved */
    enum reader_card_format format;  /* of a card */
    struct card_number number;       /* of a card */
    char reason[READER_REASON_SIZE]; /* of a malformed one */
    size_t text_len;                 /* of a typed one, with WEDGE_REPORT_TEXTS */
    char text[WEDGE_TEXT_MAX];
};

/* One report can end several numbers only by a reader gone mad; none is lost all the same. */
#define WEDGE_READINGS_MAX (BOOT_KEYS_MAX + 1)

struct wedge_readings {
    size_t count;
    struct wedge_reading items[WEDGE_READINGS_MAX];
};

/* config is borrowed. */
void wedge_decoder_init(struct wedge_decoder *decoder, const struct reader_config *config);

/* Takes a report that came at now_us, gives what it ends, returns what kind of report it was. */
enum boot_report wedge_decoder_take(struct wedge_decoder *decoder, const uint8_t *report,
                                    size_t len, int64_t now_us,
                                    struct wedge_readings *ret_readings);

/* The reader failed for a moment, at which a key may have been lost: a number that is being typed
 * becomes malformed. */
void wedge_decoder_disturb(struct wedge_decoder *decoder, int64_t now_us,
                           struct wedge_readings *ret_readings);

/* When wedge_decoder_expire is due; READER_NO_DEADLINE between numbers. */
int64_t wedge_decoder_deadline_us(const struct wedge_decoder *decoder);

/* Ends the number if its deadline is reached. */
void wedge_decoder_expire(struct wedge_decoder *decoder, int64_t now_us,
                          struct wedge_readings *ret_readings);
