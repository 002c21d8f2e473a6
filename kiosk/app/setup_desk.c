#include "setup_desk.h"

#include "check.h"
#include "log.h"

static const enum setup_fault faults[] = {
    [ENROLMENT_FAULT_NONE] = SETUP_FAULT_NONE,
    [ENROLMENT_FAULT_ADDRESS] = SETUP_FAULT_ADDRESS,
    [ENROLMENT_FAULT_PLAIN] = SETUP_FAULT_PLAIN,
    [ENROLMENT_FAULT_NAME] = SETUP_FAULT_NAME,
    [ENROLMENT_FAULT_NOBODY] = SETUP_FAULT_REFUSED,
    [ENROLMENT_FAULT_NETWORK] = SETUP_FAULT_SILENT,
    [ENROLMENT_FAULT_TLS] = SETUP_FAULT_CERTIFICATE,
    [ENROLMENT_FAULT_CLOCK] = SETUP_FAULT_CLOCK,
    [ENROLMENT_FAULT_NOT_OURS] = SETUP_FAULT_NOT_OURS,
    [ENROLMENT_FAULT_PROTOCOL] = SETUP_FAULT_PROTOCOL,
    [ENROLMENT_FAULT_CODE] = SETUP_FAULT_CODE,
    [ENROLMENT_FAULT_LOCKED] = SETUP_FAULT_LOCKED,
    [ENROLMENT_FAULT_KEY] = SETUP_FAULT_KEY,
    [ENROLMENT_FAULT_REFUSED] = SETUP_FAULT_OTHER,
    [ENROLMENT_FAULT_DISK] = SETUP_FAULT_DISK,
};

enum setup_fault setup_desk_fault(enum enrolment_fault fault)
{
    CHECK(fault < ARRAY_LEN(faults));
    return faults[fault];
}

void setup_desk_check(struct setup *setup, const struct enrolment_request *request)
{
    struct error err = {0};
    struct identity identity;
    struct enrolment_finding finding = {0};
    struct enrolment_request asked = *request;
    asked.server_url = setup->address;
    asked.code = setup->code;
    bool good = setup->step == SETUP_CODE ? enrolment_run(&asked, &identity, &finding, &err)
                                          : enrolment_probe(&asked, &finding, &err);
    CHECK(good == (finding.fault == ENROLMENT_FAULT_NONE));
    log_event(good ? LOG_INFO : LOG_WARNING, "setup", "step=%s reason=%s",
              setup->step == SETUP_CODE ? "code" : "address", LOG_TEXT(err.text));
    setup_note_result(setup, setup_desk_fault(finding.fault), err.text,
                      (long)(finding.clock_off_us / 1000000));
}
