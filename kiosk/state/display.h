#pragma once
/* What is to be seen now, as a value: display_state makes it, screens draw it, tests and the
 * control channel read it. All times are local milliseconds. Any thread. */

#include "error.h"
#include "phrase.h"
#include "tap_judge.h"
#include <stdbool.h>
#include <stdint.h>

#define DISPLAY_PLACE_SIZE   256
#define DISPLAY_CONTACT_SIZE 128

enum display_kind {
    DISPLAY_IDLE,
    DISPLAY_RESULT,
    DISPLAY_NOT_RECORDED,
    DISPLAY_FAULT, /* no card can be taken here: what is wrong, since when, whom to call */
    DISPLAY_KINDS,
};

/* What can be wrong, or not yet right. */
enum condition {
    CONDITION_WELL,
    CONDITION_READER_UNKNOWN,
    CONDITION_READER_ABSENT,
    CONDITION_READER_RECOVERING,
    CONDITION_READER_FAULT,
    CONDITION_RECORDS_FAILED,
    CONDITION_NETWORK_UNKNOWN,
    CONDITION_NETWORK_DOWN,
    CONDITION_NETWORK_REFUSED, /* the server does not accept this kiosk; taps are kept */
    CONDITION_KIOSK_REVOKED,   /* the roster is wiped: nobody would be recognised */
    CONDITION_ROSTER_MISSING,  /* nor before the first roster came */
    CONDITIONS,
};

enum light { LIGHT_READER, LIGHT_RECORDS, LIGHT_NETWORK, LIGHTS };

struct display_light {
    enum condition condition;
    int64_t since_ms;
};

struct display {
    enum display_kind kind;
    enum language language;
    int64_t now_ms;
    char place[DISPLAY_PLACE_SIZE];
    char contact[DISPLAY_CONTACT_SIZE]; /* whom to call; "" where nobody was named */
    struct display_light lights[LIGHTS];
    bool clock_uncertain;

    struct judge_verdict verdict; /* of DISPLAY_RESULT */
    int64_t at_ms;                /* of the tap, of both results */
    int left_permille;            /* of the result's time, in steps */
    enum error_code fault_code;   /* of DISPLAY_NOT_RECORDED: why */
    struct display_light fault;   /* of DISPLAY_FAULT */
};

/* "idle", "result", "not_recorded", "fault"; "well", "reader_absent", … */
const char *display_kind_name(enum display_kind kind);
const char *condition_name(enum condition condition);
