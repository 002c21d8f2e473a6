#include "office_fixture.h"

#include "check.h"
#include "test_office.h"
#include <stdlib.h>

const struct site_key office_fixture_key = {{1, 2, 3}};

int office_fixture_set_up(void **ret_state, size_t size)
{
    struct office_fixture *office = calloc(1, size);
    CHECK(office);
    office->facts = test_office_load(&office_fixture_key, (struct office_change){NULL, NULL, NULL});
    CHECK(recent_taps_create(&office->recent, NULL));
    *ret_state = office;
    return 0;
}

int office_fixture_tear_down(void **ret_state)
{
    struct office_fixture *office = *ret_state;
    facts_destroy(office->facts);
    recent_taps_destroy(office->recent);
    free(office);
    return 0;
}

void office_fixture_change(struct office_fixture *office, const char *kind, const char *id,
                           const char *value)
{
    facts_destroy(office->facts);
    office->facts = test_office_load(&office_fixture_key, (struct office_change){kind, id, value});
}
