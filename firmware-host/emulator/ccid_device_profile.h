#pragma once
/* What kind of CCID reader the one in software is: its ids, its level of exchange, its slots and
 * interfaces, and its quirks. Read from words such as "slots=2 level=extended". Pure; any thread.
 */

#include "error.h"
#include "usb_id.h"

#define CCID_DEVICE_SLOTS_MAX      4 /* of one interface */
#define CCID_DEVICE_INTERFACES_MAX 2

/* The words of commands; CCID 1.1 table 5.1-1, dwFeatures. */
enum ccid_device_level {
    CCID_DEVICE_CHARACTER,     /* "character" */
    CCID_DEVICE_TPDU,          /* "tpdu" */
    CCID_DEVICE_SHORT_APDU,    /* "short" */
    CCID_DEVICE_EXTENDED_APDU, /* "extended" */
};

/* What the reader makes of two cards in one slot's field. */
enum ccid_device_collision {
    CCID_DEVICE_TAKES_FIRST, /* "first": it goes on with the one that was there first */
    CCID_DEVICE_FINDS_NONE,  /* "mute": powering on fails, as if the card did not answer */
    CCID_DEVICE_HEARS_NOISE, /* "parity": powering on fails with a parity error */
};

struct ccid_device_profile {
    struct usb_id id;
    bool is_acr122; /* has that reader's pseudo-APDUs, LED and buzzer */
    enum ccid_device_level level;
    enum ccid_device_collision collision;
    uint8_t interface_count, slot_count; /* slots of each interface */
    bool has_interrupt;
    bool is_vendor_class;      /* bInterfaceClass FF, as before the class had its number */
    bool is_descriptor_behind; /* the class descriptor stands behind the endpoints */
    bool needs_parameters;     /* from the host, before it speaks to a card */
    bool knows_no_abort;       /* the request stalls, as on readers that are always quick */
};

/* Name of a personality: "ccid", a contactless reader by PC/SC part 3 (04e6:5790), or "acr122"
 * (072f:2200). False if there is no such. */
bool ccid_device_profile_find(const char *name, struct ccid_device_profile *ret_profile) MUST_USE;

/* Changes the profile by one word:
 *     id=VID:PID  level=short|extended|tpdu|character  slots=1…4  interfaces=1|2
 *     interrupt=yes|no  class=ccid|vendor  descriptor=first|behind  collision=first|mute|parity
 *     parameters=reader|host  abort=yes|no */
bool ccid_device_profile_apply(struct ccid_device_profile *profile, const char *word,
                               struct error *err) MUST_USE;

/* dwMaxCCIDMessageLength. */
uint32_t ccid_device_profile_message_max(const struct ccid_device_profile *profile);
