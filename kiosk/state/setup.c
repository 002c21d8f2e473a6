#include "setup.h"

#include "check.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define GROUP       4   /* letters of a code between two hyphens */
#define CLOCK_NOTED 120 /* seconds that are worth a note */

static const enum setup_check failing[SETUP_FAULTS] = {
    [SETUP_FAULT_ADDRESS] = SETUP_CHECK_ADDRESS,
    [SETUP_FAULT_PLAIN] = SETUP_CHECK_ADDRESS,
    [SETUP_FAULT_NAME] = SETUP_CHECK_NAME,
    [SETUP_FAULT_REFUSED] = SETUP_CHECK_CONNECTION,
    [SETUP_FAULT_SILENT] = SETUP_CHECK_CONNECTION,
    [SETUP_FAULT_CERTIFICATE] = SETUP_CHECK_CERTIFICATE,
    [SETUP_FAULT_CLOCK] = SETUP_CHECK_CERTIFICATE,
    [SETUP_FAULT_NOT_OURS] = SETUP_CHECK_SERVER,
    [SETUP_FAULT_PROTOCOL] = SETUP_CHECK_SERVER,
    [SETUP_FAULT_CODE] = SETUP_CHECK_CODE,
    [SETUP_FAULT_LOCKED] = SETUP_CHECK_CODE,
    [SETUP_FAULT_KEY] = SETUP_CHECK_CODE,
    [SETUP_FAULT_OTHER] = SETUP_CHECK_CODE,
    [SETUP_FAULT_DISK] = SETUP_CHECK_CODE,
};

const char *setup_step_name(enum setup_step step)
{
    static const char *const names[] = {
        [SETUP_ADDRESS] = "address", [SETUP_CODE] = "code", [SETUP_DONE] = "done"};
    CHECK(step <= SETUP_DONE);
    return names[step];
}

const char *setup_fault_name(enum setup_fault fault)
{
    static const char *const names[SETUP_FAULTS] = {
        [SETUP_FAULT_NONE] = "",
        [SETUP_FAULT_ADDRESS] = "address",
        [SETUP_FAULT_PLAIN] = "plain",
        [SETUP_FAULT_NAME] = "name",
        [SETUP_FAULT_REFUSED] = "refused",
        [SETUP_FAULT_SILENT] = "silent",
        [SETUP_FAULT_CERTIFICATE] = "certificate",
        [SETUP_FAULT_CLOCK] = "clock",
        [SETUP_FAULT_NOT_OURS] = "not_ours",
        [SETUP_FAULT_PROTOCOL] = "protocol",
        [SETUP_FAULT_CODE] = "code",
        [SETUP_FAULT_LOCKED] = "locked",
        [SETUP_FAULT_KEY] = "key",
        [SETUP_FAULT_OTHER] = "other",
        [SETUP_FAULT_DISK] = "disk",
    };
    CHECK(fault < SETUP_FAULTS);
    return names[fault];
}

void setup_init(struct setup *setup, const char *address)
{
    *setup = (struct setup){.step = SETUP_ADDRESS};
    (void)snprintf(setup->address, sizeof setup->address, "%s", address);
}

static void forget_result(struct setup *setup)
{
    memset(setup->checks, 0, sizeof setup->checks);
    setup->fault = SETUP_FAULT_NONE;
    setup->detail[0] = '\0';
}

void setup_type(struct setup *setup, char key)
{
    size_t len = strlen(setup->step == SETUP_CODE ? setup->code : setup->address);
    if (setup->busy || key == '\0') {
        return;
    }
    if (setup->step == SETUP_ADDRESS && strchr(SETUP_KEYS, key) && len < SETUP_ADDRESS_MAX) {
        setup->address[len] = key;
        setup->address[len + 1] = '\0';
        forget_result(setup);
    }
    bool grouped = len % (GROUP + 1) == GROUP;
    if (setup->step == SETUP_CODE && isalnum((unsigned char)key) &&
        len + (grouped ? 2 : 1) <= SETUP_CODE_MAX) {
        (void)snprintf(setup->code + len, sizeof setup->code - len, "%s%c", grouped ? "-" : "",
                       toupper((unsigned char)key));
        setup->fault = SETUP_FAULT_NONE;
        setup->checks[SETUP_CHECK_CODE] = SETUP_NOT_YET;
    }
}

void setup_erase(struct setup *setup)
{
    char *text = setup->step == SETUP_CODE ? setup->code : setup->address;
    size_t len = strlen(text);
    if (setup->busy || len == 0) {
        return;
    }
    text[--len] = '\0';
    if (len > 0 && setup->step == SETUP_CODE && text[len - 1] == '-') {
        text[len - 1] = '\0';
    }
    if (setup->step == SETUP_ADDRESS) {
        forget_result(setup);
    }
}

bool setup_go_back(struct setup *setup)
{
    if (setup->busy || (setup->step != SETUP_CODE && setup->fault == SETUP_FAULT_NONE)) {
        return false;
    }
    if (setup->fault != SETUP_FAULT_NONE) {
        setup->fault = SETUP_FAULT_NONE;
        return true;
    }
    setup->step = SETUP_ADDRESS;
    forget_result(setup);
    return true;
}

bool setup_shows_checks(const struct setup *setup)
{
    return setup->busy || setup->fault != SETUP_FAULT_NONE;
}

bool setup_can_go_on(const struct setup *setup)
{
    return !setup->busy && setup->step != SETUP_DONE &&
           (setup->step == SETUP_CODE ? setup->code : setup->address)[0];
}

void setup_begin_check(struct setup *setup)
{
    CHECK(setup_can_go_on(setup));
    setup->busy = true;
    setup->fault = SETUP_FAULT_NONE;
    setup->detail[0] = '\0';
    for (int i = 0; i < SETUP_CHECKS; i++) {
        bool known = setup->step == SETUP_CODE && i < SETUP_CHECK_CODE;
        setup->checks[i] = known ? setup->checks[i] : SETUP_NOT_YET;
    }
}

static void note_clock(struct setup *setup, long clock_off_s)
{
    if (clock_off_s >= CLOCK_NOTED || clock_off_s <= -CLOCK_NOTED) {
        setup->checks[SETUP_CHECK_CLOCK] = SETUP_NOTE;
        setup->clock_off_min = (int)(clock_off_s / 60);
    }
}

void setup_note_result(struct setup *setup, enum setup_fault fault, const char *detail,
                       long clock_off_s)
{
    CHECK(fault < SETUP_FAULTS && setup->step != SETUP_DONE);
    enum setup_check last = setup->step == SETUP_CODE ? SETUP_CHECK_CODE : SETUP_CHECK_CLOCK;
    enum setup_check bad = fault == SETUP_FAULT_NONE ? SETUP_CHECKS : failing[fault];
    setup->busy = false;
    setup->fault = fault;
    (void)snprintf(setup->detail, sizeof setup->detail, "%.127s", detail);
    for (int i = 0; i <= (int)last; i++) {
        setup->checks[i] = i < (int)bad ? SETUP_GOOD : i == (int)bad ? SETUP_BAD : SETUP_NOT_YET;
    }
    if (bad > SETUP_CHECK_CLOCK) {
        note_clock(setup, clock_off_s);
    }
    if (fault == SETUP_FAULT_NONE) {
        setup->step = setup->step == SETUP_ADDRESS ? SETUP_CODE : SETUP_DONE;
    }
}
