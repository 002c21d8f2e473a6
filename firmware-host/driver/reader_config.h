#pragma once
/* How the site's readers are to be understood. The fields are laid out for rows of a config_key
 * table (config_file.h): a program embeds the struct in its own configuration. Any thread. */

#include "card_number.h"
#include "error.h"
#include <stdint.h>

#define READER_INTER_KEY_MIN_MS     10
#define READER_INTER_KEY_MAX_MS     2000
#define READER_INTER_KEY_DEFAULT_MS 250
#define READER_AGAIN_MAX_MS         60000
#define READER_AGAIN_DEFAULT_MS     500
#define READER_AFFIX_SIZE           9   /* prefix or suffix with its NUL */
#define READER_IDS_MAX              16  /* ids in the list */
#define READER_IDS_SIZE             256 /* list of ids with its NUL */

/* What a wedge reader types; the names are the words of configuration files. */
enum wedge_format {
    WEDGE_DECIMAL_10,        /* "decimal10": ten digits, a 32-bit number */
    WEDGE_DECIMAL_3_5,       /* "decimal3+5": eight digits, one byte in three and two bytes in five
                                (Wiegand 26) */
    WEDGE_DECIMAL_3_COMMA_5, /* "decimal3,5": the same with a comma between them */
    WEDGE_DECIMAL_5_5,       /* "decimal5+5": two bytes in five digits, twice */
    WEDGE_DECIMAL_8,         /* "decimal8": 3 bytes */
    WEDGE_DECIMAL_13,        /* "decimal13": 5 bytes */
    WEDGE_DECIMAL_17,        /* "decimal17": 7 bytes */
    WEDGE_HEX_6,             /* "hex6": 3 bytes */
    WEDGE_HEX_8,             /* "hex8": 4 bytes */
    WEDGE_HEX_10,            /* "hex10": 5 bytes */
    WEDGE_HEX_14,            /* "hex14": 7 bytes */
    WEDGE_HEX_16,            /* "hex16": 8 bytes */
};

/* What becomes of the zeros that a number begins with. */
enum wedge_zeros {
    WEDGE_ZEROS_TYPED, /* "typed": a number is always as long as its format */
    WEDGE_ZEROS_CUT,   /* "cut": the reader leaves them out, so that a number may be shorter */
};

/* Which end of the number is the first byte (UID0) of the normal form. */
enum wedge_byte_order {
    WEDGE_FIRST_BYTE_HIGH, /* "high_first": the number is the bytes in reading order */
    WEDGE_FIRST_BYTE_LOW,  /* "low_first": the number has them reversed */
};

/* The keyboard that a wedge reader thinks it is: what its keys stand for. */
enum wedge_layout {
    WEDGE_LAYOUT_US, /* "us": digits without Shift; what readers are shipped with */
    WEDGE_LAYOUT_DE, /* "de": y and z change places */
    WEDGE_LAYOUT_FR, /* "fr": digits with Shift, and other letters */
};

/* What is told of a number that a wedge typed. */
enum wedge_report {
    WEDGE_REPORT_CARDS, /* the card that it stands for */
    WEDGE_REPORT_TEXTS, /* the text itself: for those who are yet to find the format out */
};

/* What a reader with a buzzer and a light does when it has read a card. */
enum reader_feedback {
    READER_FEEDBACK_READER, /* "reader": what it does by itself */
    READER_FEEDBACK_OFF,    /* "off": it is told to be quiet */
    READER_FEEDBACK_BEEP,   /* "beep" */
    READER_FEEDBACK_LIGHT,  /* "light" */
    READER_FEEDBACK_BOTH,   /* "both" */
};

extern const char *const wedge_format_names[];     /* by enum wedge_format; ends with NULL */
extern const char *const wedge_byte_order_names[]; /* by enum wedge_byte_order; ends with NULL */

extern const char *const wedge_zeros_names[];     /* by enum wedge_zeros; ends with NULL */
extern const char *const wedge_layout_names[];    /* by enum wedge_layout; ends with NULL */
extern const char *const reader_feedback_names[]; /* by enum reader_feedback; ends with NULL */

struct reader_config {
    int wedge_format;                     /* enum wedge_format, an int for CONFIG_CHOICE */
    int wedge_byte_order;                 /* enum wedge_byte_order */
    int wedge_zeros;                      /* enum wedge_zeros */
    int64_t wedge_inter_key_ms;           /* a longer pause between two keys ends the number */
    char wedge_prefix[READER_AFFIX_SIZE]; /* typed before each number and taken off; "" for none */
    char wedge_suffix[READER_AFFIX_SIZE]; /* the same after it */
    char wedge_ids[READER_IDS_SIZE];      /* wedges besides the built-in table: "0627:0001, …" */
    int wedge_layout;                     /* enum wedge_layout */
    int wedge_report;                     /* enum wedge_report; no key of a file sets it */
    int uid_part;           /* enum card_number_part: what of a UID is the card's number here, where
                               wedge readers tell no more */
    int feedback;           /* enum reader_feedback */
    int64_t again_ms;       /* a card that was taken away for less is still the same tap */
    int64_t wedge_again_ms; /* the same number typed again after less is, too: for wedges that
                               repeat it while a card is held; 0: each number is a tap */
};

/* decimal10, high_first, READER_INTER_KEY_DEFAULT_MS, no prefix, suffix or further ids, us; whole
 * UIDs, the reader's own feedback, READER_AGAIN_DEFAULT_MS. */
struct reader_config reader_config_default(void);

/* True if every field is within its bounds; otherwise the error names the field. */
bool reader_config_check(const struct reader_config *config, struct error *err) MUST_USE;
