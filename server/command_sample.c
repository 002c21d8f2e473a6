#include "command_table.h"

#include "clock.h"
#include "fact_writer.h"
#include "ingest.h"
#include "sample_load.h"
#include "server_keys.h"
#include "site_settings.h"
#include "storage.h"
#include <stdio.h>

static bool load(struct storage *storage, const struct server_keys *keys, size_t *ret_taps,
                 struct error *err)
{
    AUTO(fact_writer) struct fact_writer *writer = NULL;
    AUTO(ingest) struct ingest *ingest = NULL;
    struct site_settings site;
    if (!site_settings_look(storage, &site, err) ||
        !fact_writer_create(storage, &keys->site_key, clock_system(), &writer, err)) {
        return false;
    }
    struct ingest_settings settings = {
        .storage = storage,
        .clock = clock_system(),
        .timezone = site.timezone,
        .signing_seed = keys->signing_seed,
    };
    if (!ingest_create(&settings, &ingest, err)) {
        return false;
    }
    struct sample_load sample = {
        .storage = storage,
        .writer = writer,
        .ingest = ingest,
        .clock = clock_system(),
        .timezone = site.timezone,
        .site_key = keys->site_key,
    };
    struct sample_county county;
    return sample_load_run(&sample, &county, ret_taps, err);
}

static bool run(const struct command_call *call, struct error *err)
{
    AUTO(storage) struct storage *storage = NULL;
    struct server_keys keys;
    char keys_path[SERVER_CONFIG_PATH_MAX + 8];
    server_config_keys_path(&call->config, keys_path);
    size_t taps;
    const char *cards = command_value(call, "cards");
    if (!storage_open(call->config.database, &storage, err) ||
        !server_keys_open(keys_path, storage, &keys, err) || !load(storage, &keys, &taps, err) ||
        (cards && !sample_load_write_cards(cards, err))) {
        return false;
    }
    return printf("sample county: %d units, %d people, %zu taps\n", SAMPLE_UNIT_COUNT,
                  SAMPLE_STAFF_COUNT, taps) > 0 ||
           error_set(err, ERROR_IO, "cannot write to standard output");
}

const struct command command_sample = {
    .name = "sample",
    .operands = "",
    .summary = "put a made-up county into a fresh database, to try things with",
    .options = {{"cards", "FILE", "write the people's card numbers to FILE"}},
    .run = run,
};
