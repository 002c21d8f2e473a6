#pragma once
/* What the tests of boards and judging begin with: the small office (test_office.h), and no taps
 * yet. A test's own fixture has it as its first member. One thread. */

#include "facts.h"
#include "recent_taps.h"
#include <stddef.h>

struct office_fixture {
    struct facts *facts;
    struct recent_taps *recent;
};

extern const struct site_key office_fixture_key;

/* For cmocka's set-up and tear-down; size: of the test's own fixture, all zero but for this. */
int office_fixture_set_up(void **ret_state, size_t size);
int office_fixture_tear_down(void **ret_state);

/* The same office with one document put or replaced; taps stay. */
void office_fixture_change(struct office_fixture *office, const char *kind, const char *id,
                           const char *value);
