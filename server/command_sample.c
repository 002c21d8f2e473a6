#include "command_table.h"
#include "sample_load.h"
#include "sample_month.h"
#include "server_services.h"
#include <stdio.h>

/* What people did with it since. */
static bool tell_story(struct server_services *services, const struct sample_county *county,
                       struct error *err)
{
    const struct month_source months = {services->storage, services->cache, services->judging,
                                        services->clock};
    const struct month_desk desk = {.months = &months,
                                    .papers = {months, services->keys.signing_seed},
                                    .office = services->office,
                                    .storage = services->storage,
                                    .audit = services->audit,
                                    .clock = services->clock,
                                    .timezone = services->site.timezone};
    return sample_month_run(&desk, services->facts, county, err);
}

static bool run_sample(const struct command_call *call, struct error *err)
{
    AUTO(server_services) struct server_services *services = NULL;
    if (!server_services_open(&call->config, clock_system(), &services, err)) {
        return false;
    }
    const struct sample_load sample = {
        .storage = services->storage,
        .writer = services->facts,
        .ingest = services->ingest,
        .clock = services->clock,
        .timezone = services->site.timezone,
        .site_key = services->keys.site_key,
    };
    struct sample_county county;
    size_t taps;
    const char *cards = command_value(call, "cards");
    if (!sample_load_run(&sample, &county, &taps, err) ||
        (cards && !sample_load_write_cards(cards, err)) || !tell_story(services, &county, err)) {
        return false;
    }
    return printf("sample county: %d units, %d people, %zu taps\n", SAMPLE_UNIT_COUNT,
                  SAMPLE_STAFF_COUNT, taps) > 0 ||
           error_set(err, ERROR_IO, "standard output cannot be written");
}

const struct command command_sample = {
    .name = "sample",
    .operands = "",
    .summary = "Puts a made-up county into a fresh database, to try things with.",
    .options = {{"cards", "FILE", "write the people's card numbers to FILE"}},
    .run = run_sample,
};
