#pragma once
/* The code that stands beside a figure on paper: it says whose figures of which month they are, as
 * of which moment, what was due, done in time and broken, and that this server said so. `verify
 * --code` takes it and judges the same from the taps again. Pure; any thread. */

#include "error.h"
#include "figures.h"
#include "signature.h"
#include <stdbool.h>
#include <stdint.h>

#define FIGURE_CODE_SIZE 176

enum figure_whose {
    FIGURE_OF_COUNTY,
    FIGURE_OF_UNIT,
    FIGURE_OF_PERSON,
    FIGURE_OF_TREE,  /* a unit and those below it */
    FIGURE_OF_NOBODY /* what a reader may see of many: no code can say whose that is */
};

struct figure_claim {
    enum figure_whose whose;
    const char *id; /* of the unit or the person; "" for the county */
    int32_t month;
    int64_t as_of_ms; /* local */
    const struct figures *figures;
};

/* "2026-10/1K2J3H4G5/44/41/3/7QX2M9P4T6WA/P:s0001" */
void figure_code_make(const uint8_t seed[static SIGNING_SEED_BYTES],
                      const struct figure_claim *claim, char ret_code[static FIGURE_CODE_SIZE]);

/* What a code says. */
struct figure_said {
    enum figure_whose whose;
    char id[41];
    int32_t month;
    int64_t as_of_ms;
    int64_t due, on_time, violations; /* sessions' checks and meetings together */
    bool genuine;                     /* made with this seed */
};

/* ERROR_INVALID for what is no code at all; of one that somebody made up or changed genuine is
 * false. */
bool figure_code_read(const uint8_t seed[static SIGNING_SEED_BYTES], const char *code,
                      struct figure_said *ret_said, struct error *err) MUST_USE;
