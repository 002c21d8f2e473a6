#pragma once
/* A small office whose documents change at random, each naming only what is there, and nothing that
 * is named taken away: what the server's fact writer lets in. One thread. */

#include "card_token.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANDOM_OFFICE_CARDS     6
#define RANDOM_OFFICE_DOCUMENTS 96
#define RANDOM_OFFICE_VALUE_MAX 900

struct random_document {
    const char *kind;
    char id[72];
    char value[RANDOM_OFFICE_VALUE_MAX]; /* JSON; "": not there */
};

struct random_office {
    uint64_t state;
    struct random_document documents[RANDOM_OFFICE_DOCUMENTS];
    size_t count;
    struct card_token tokens[RANDOM_OFFICE_CARDS];
};

/* Units, schedules and two people are there at once. */
void random_office_init(struct random_office *office, uint64_t seed);

/* Changes one document and returns it. */
const struct random_document *random_office_change(struct random_office *office);

/* A day of March 2026: half of the time one of the few on which most things lie. */
int random_office_day(struct random_office *office);

/* Below the given number. */
uint32_t random_office_below(struct random_office *office, uint32_t below);
