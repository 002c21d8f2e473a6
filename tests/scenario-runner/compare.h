#pragma once
/* Holds a report against a scenario's `expect` and prints each difference. One thread. */

#include "error.h"
#include "report.h"
#include "scenario.h"
#include <stddef.h>

/* Prints "FILE: path: expected X, got Y" for each value that differs; *ret_differences is how many.
 * An error is a want of memory. */
bool compare_report(const char *file, const struct scenario *scenario, const struct report *report,
                    size_t *ret_differences, struct error *err) MUST_USE;
