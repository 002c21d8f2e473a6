#pragma once
/* How the site's readers are to be understood. The fields are laid out for rows of a config_key
 * table (config_file.h): a program embeds the struct in its own configuration. Any thread. */

#include "error.h"
#include <stdint.h>

#define READER_INTER_KEY_MIN_MS     10
#define READER_INTER_KEY_MAX_MS     2000
#define READER_INTER_KEY_DEFAULT_MS 100
#define READER_AFFIX_SIZE           9   /* prefix or suffix with its NUL */
#define READER_IDS_MAX              16  /* ids in the list */
#define READER_IDS_SIZE             256 /* list of ids with its NUL */

/* What a wedge reader types; the names are the words of configuration files. */
enum wedge_format {
    WEDGE_DECIMAL_10,  /* "decimal10": ten digits, a 32-bit number */
    WEDGE_DECIMAL_3_5, /* "decimal3+5": eight digits, one byte in three and two bytes in five
                          (Wiegand 26) */
    WEDGE_HEX_8,       /* "hex8": 4 bytes */
    WEDGE_HEX_10,      /* "hex10": 5 bytes */
    WEDGE_HEX_14,      /* "hex14": 7 bytes */
};

/* Which end of the number is the first byte (UID0) of the normal form. */
enum wedge_byte_order {
    WEDGE_FIRST_BYTE_HIGH, /* "high_first": the number is the bytes in reading order */
    WEDGE_FIRST_BYTE_LOW,  /* "low_first": the number has them reversed */
};

extern const char *const wedge_format_names[];     /* by enum wedge_format; ends with NULL */
extern const char *const wedge_byte_order_names[]; /* by enum wedge_byte_order; ends with NULL */

struct reader_config {
    int wedge_format;                     /* enum wedge_format, an int for CONFIG_CHOICE */
    int wedge_byte_order;                 /* enum wedge_byte_order */
    int64_t wedge_inter_key_ms;           /* a longer pause between two keys ends the number */
    char wedge_prefix[READER_AFFIX_SIZE]; /* typed before each number and taken off; "" for none */
    char wedge_suffix[READER_AFFIX_SIZE]; /* the same after it */
    char wedge_ids[READER_IDS_SIZE];      /* wedges besides the built-in table: "0627:0001, …" */
};

/* decimal10, high_first, READER_INTER_KEY_DEFAULT_MS, no prefix, suffix or further ids. */
struct reader_config reader_config_default(void);

/* True if every field is within its bounds; otherwise the error names the field. */
bool reader_config_check(const struct reader_config *config, struct error *err) MUST_USE;
