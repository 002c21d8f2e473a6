#pragma once
/* Puts the sample county into a fresh server: facts through the fact writer, cards by number, and
 * the taps of last month and this as signed batches of three kiosks with keys of their own, which
 * are taken out of service afterwards. Main thread, before the server listens. */

#include "clock.h"
#include "error.h"
#include "fact_writer.h"
#include "ingest.h"
#include "sample_county.h"
#include "storage.h"

struct sample_load {
    struct storage *storage;
    struct fact_writer *writer;
    struct ingest *ingest;
    const struct clock *clock;
    const char *timezone;
    struct site_key site_key;
};

/* Returns the county that was made and how many taps it has. What is there already stays, and where
 * it names the same things the county is refused. */
bool sample_load_run(const struct sample_load *load, struct sample_county *ret_county,
                     size_t *ret_taps, struct error *err) MUST_USE;

/* Writes "NUMBER<tab>NAME<tab>UNIT" lines, the numbers as a decimal wedge reader types them: cards
 * that a demo kiosk offers. */
bool sample_load_write_cards(const char *path, struct error *err) MUST_USE;
