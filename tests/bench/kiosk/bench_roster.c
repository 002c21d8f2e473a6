#include "bench_roster.h"

#include "check.h"
#include "clock.h"
#include "facts_loader.h"
#include "roster_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNITS       120
#define TAPS_DAYS   3
#define TAPS_A_DAY  4
#define BATCH       500
#define PHOTO_BYTES 2048
#define DAY_US      (INT64_C(86400) * 1000000)

/* A telling under way. */
struct telling {
    const struct identity *identity;
    struct roster_store *roster;
    struct roster_answer answer;
    struct roster_change changes[BATCH];
    struct other_tap taps[BATCH];
    char ids[BATCH][80], values[BATCH][320];
    int64_t revision;
};

/* A document, told with those that wait once there are enough. */
static void flush(struct telling *telling)
{
    struct error err;
    telling->answer.next.revision = telling->revision;
    telling->answer.changes = telling->changes;
    telling->answer.taps = telling->taps;
    if (!roster_store_apply(telling->roster, &telling->answer, &err)) {
        (void)fprintf(stderr, "bench: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    telling->answer.count = 0;
    telling->answer.tap_count = 0;
}

static void tell(struct telling *telling, const char *kind, const char *id, const char *value)
{
    size_t place = telling->answer.count++;
    (void)snprintf(telling->ids[place], sizeof telling->ids[place], "%s", id);
    (void)snprintf(telling->values[place], sizeof telling->values[place], "%s", value);
    telling->changes[place] = (struct roster_change){.kind = kind,
                                                     .id = telling->ids[place],
                                                     .revision = ++telling->revision,
                                                     .value = telling->values[place],
                                                     .value_len = strlen(telling->values[place])};
    if (telling->answer.count == BATCH) {
        flush(telling);
    }
}

static void tell_units(struct telling *telling)
{
    char id[16];
    char value[320];
    tell(telling, "schedule", "c1",
         "{\"id\":\"c1\",\"versions\":[{\"from\":\"2020-01-01\",\"to\":\"2099-12-31\",\"weekdays\":"
         "[1,2,3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"12:00\",\"in\":\"required\","
         "\"out\":\"required\"},{\"start\":\"13:30\",\"end\":\"17:30\",\"in\":\"required\","
         "\"out\":\"required\"}]}]}");
    for (int unit = 0; unit < UNITS; unit++) {
        (void)snprintf(id, sizeof id, "u%d", unit);
        (void)snprintf(value, sizeof value, "{\"code\":\"%s\",\"name\":\"第%d办公室\"}", id, unit);
        tell(telling, "unit", id, value);
        (void)snprintf(value, sizeof value,
                       "{\"schedule\":\"c1\",\"unit\":\"%s\",\"from\":\"2020-01-01\"}", id);
        tell(telling, "assignment", id, value);
    }
}

/* Everybody has a photograph; that it is one is looked at when its owner taps. */
static void tell_photo(struct telling *telling, int person)
{
    char id[16];
    char sha256[HASH_HEX_SIZE];
    char value[320];
    char bytes[PHOTO_BYTES];
    struct error err;
    memset(bytes, person & 0xff, sizeof bytes);
    memcpy(bytes, &person, sizeof person);
    const struct hash hash = hash_sha256(bytes, sizeof bytes);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    (void)snprintf(id, sizeof id, "s%05d", person);
    (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"sha256\":\"%s\",\"size\":%d}", id,
                   sha256, PHOTO_BYTES);
    tell(telling, "photo", id, value);
    CHECK(roster_store_put_photo(telling->roster, &hash, bytes, sizeof bytes, &err));
}

static void tell_people(struct telling *telling, int people)
{
    char id[80];
    char value[320];
    for (int person = 0; person < people; person++) {
        uint8_t number[4] = {0, (uint8_t)(person >> 16), (uint8_t)(person >> 8), (uint8_t)person};
        struct card_number card = {.len = 4};
        memcpy(card.bytes, number, sizeof number);
        struct card_token token = card_token_make(&telling->identity->site_key, &card);
        (void)snprintf(id, sizeof id, "s%05d", person);
        (void)snprintf(value, sizeof value,
                       "{\"id\":\"%s\",\"name\":\"欧阳建国%d\",\"unit\":\"u%d\"}", id, person,
                       person % UNITS);
        tell(telling, "staff", id, value);
        hash_hex_encode(token.hash.bytes, HASH_BYTES, id);
        (void)snprintf(value, sizeof value, "{\"staff\":\"s%05d\",\"state\":\"active\"}", person);
        tell(telling, "card", id, value);
        tell_photo(telling, person);
    }
    flush(telling);
}

static void tell_taps(struct telling *telling, int people)
{
    int64_t now_us = clock_utc_us(clock_system());
    static char staff[BATCH][16];
    for (int tap = 0; tap < people * TAPS_DAYS * TAPS_A_DAY; tap++) {
        size_t place = telling->answer.tap_count++;
        (void)snprintf(staff[place], sizeof staff[place], "s%05d", tap % people);
        telling->taps[place] = (struct other_tap){
            .kiosk = tap % 2 ? "k0002" : "k0003",
            .epoch = 1,
            .seq = (uint64_t)tap + 1,
            .staff = staff[place],
            .at_utc_us = now_us - (TAPS_DAYS * DAY_US / (people * TAPS_DAYS * TAPS_A_DAY)) *
                                      (people * TAPS_DAYS * TAPS_A_DAY - tap),
            .meeting = "",
            .substitute_for = ""};
        telling->answer.next.taps = tap + 1;
        if (telling->answer.tap_count == BATCH) {
            flush(telling);
        }
    }
    flush(telling);
}

void bench_roster_fill(struct roster_store *roster, const struct identity *identity, int people)
{
    AUTO(memory) struct telling *telling = calloc(1, sizeof *telling);
    CHECK(telling);
    telling->identity = identity;
    telling->roster = roster;
    tell_units(telling);
    tell_people(telling, people);
    tell_taps(telling, people);
}

size_t bench_roster_taps(int people)
{
    return (size_t)people * TAPS_DAYS * TAPS_A_DAY;
}

struct identity bench_roster_identity(void)
{
    return (struct identity){.seed = {7},
                             .server_url = "http://127.0.0.1:1",
                             .kiosk = "k0001",
                             .place = "县政府大楼 东门",
                             .site_name = "某某县",
                             .timezone = "Asia/Shanghai",
                             .epoch = 1};
}
