#pragma once
/* Closing a month: its report and papers are made once more and kept byte for byte, with the rules'
 * version, the policy, how far facts, audit log and kiosks' chains were, and who had handed in what
 * (docs/decisions/0015). Any thread but the writer's. */

#include "month_desk.h"

enum month_close_result {
    MONTH_CLOSED,
    MONTH_CLOSED_BEFORE,
    MONTH_UNFINISHED, /* it is not over, or units have not handed in; a reason is needed */
    MONTH_JUDGING,    /* figures are being judged again: a little later */
};

struct month_close_call {
    int32_t month;
    const char *reason; /* why it is closed although something is missing; NULL: none */
    const struct office_caller *caller;
};

/* ret_answer is what was closed (openapi.yaml, MonthClosing), or what is unfinished ({"over",
 * "missing": [{"unit", "name"}], "provisional"}), or NULL. Yours. */
bool month_close(const struct month_desk *desk, const struct month_close_call *call,
                 enum month_close_result *ret_result, json_t **ret_answer, struct error *err)
    MUST_USE;
