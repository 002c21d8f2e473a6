#pragma once
/* A kiosk that belongs to nobody yet: the server's address and a one-time code are typed on the
 * screen, and each thing that can be wrong is looked at by itself. Pure values, one thread. */

#include <stdbool.h>
#include <stddef.h>

#define SETUP_ADDRESS_MAX 120
#define SETUP_CODE_MAX    12
#define SETUP_DETAIL_SIZE 128

/* What the on-screen keyboard has, in the order of its touch ids. */
#define SETUP_KEYS "1234567890qwertyuiopasdfghjkl-zxcvbnm.:/"

enum setup_step {
    SETUP_ADDRESS,
    SETUP_CODE,
    SETUP_DONE,
};

/* What is looked at, in this order; those up to the clock with the address. */
enum setup_check {
    SETUP_CHECK_ADDRESS,
    SETUP_CHECK_NAME,
    SETUP_CHECK_CONNECTION,
    SETUP_CHECK_CERTIFICATE,
    SETUP_CHECK_SERVER,
    SETUP_CHECK_CLOCK,
    SETUP_CHECK_CODE,
    SETUP_CHECKS,
};

enum setup_standing { SETUP_NOT_YET, SETUP_GOOD, SETUP_NOTE, SETUP_BAD };

enum setup_fault {
    SETUP_FAULT_NONE,
    SETUP_FAULT_ADDRESS,     /* no address of a server */
    SETUP_FAULT_PLAIN,       /* http to another machine */
    SETUP_FAULT_NAME,        /* the name is not known */
    SETUP_FAULT_REFUSED,     /* nobody listens at the port */
    SETUP_FAULT_SILENT,      /* no answer at all */
    SETUP_FAULT_CERTIFICATE, /* not trusted */
    SETUP_FAULT_CLOCK,       /* so far back that no certificate is valid yet */
    SETUP_FAULT_NOT_OURS,    /* something else answers */
    SETUP_FAULT_PROTOCOL,    /* another version */
    SETUP_FAULT_CODE,        /* wrong, used, or too old */
    SETUP_FAULT_LOCKED,      /* too many wrong codes */
    SETUP_FAULT_KEY,         /* enrolled already, with another code */
    SETUP_FAULT_OTHER,       /* the server refuses for a reason of its own */
    SETUP_FAULT_DISK,        /* the identity cannot be written */
    SETUP_FAULTS,
};

struct setup {
    enum setup_step step;
    bool busy; /* the server is being asked */
    char address[SETUP_ADDRESS_MAX + 1];
    char code[SETUP_CODE_MAX + 1];
    enum setup_standing checks[SETUP_CHECKS];
    enum setup_fault fault;
    char detail[SETUP_DETAIL_SIZE]; /* in the network's own words; "" where there are none */
    int clock_off_min;              /* how far the clock was off, where that is worth a note */
};

/* "address", "code", "done"; "", "address", "plain", "name", …: for the control channel. */
const char *setup_step_name(enum setup_step step);
const char *setup_fault_name(enum setup_fault fault);

/* Begins with an address, "" for none. */
void setup_init(struct setup *setup, const char *address);

/* Of the keyboard; what does not fit is left out. Codes come in groups of four. */
void setup_type(struct setup *setup, char key);
void setup_erase(struct setup *setup);

/* From what was found back to typing, or one step back; false at the first. */
bool setup_go_back(struct setup *setup);

/* Whether what was found is to be seen, rather than the keyboard. */
bool setup_shows_checks(const struct setup *setup);

/* Whether there is anything to go on with. */
bool setup_can_go_on(const struct setup *setup);

/* The server is asked from here on. */
void setup_begin_check(struct setup *setup);

/* What came of it; fault NONE goes on to the next step. detail and clock_off_s as in struct setup.
 */
void setup_note_result(struct setup *setup, enum setup_fault fault, const char *detail,
                       long clock_off_s);
