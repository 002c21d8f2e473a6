#include "random_office.h"

#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days of March 2026 in which everything lies, but for meetings that are put off to April. Half of
 * it lies on a few of them, or things would hardly ever meet. */
#define DAYS          28
#define FULL_DAY      2 /* the first of them, a Monday */
#define FULL_DAYS     3
#define OPENING_HOUR  9 /* meetings begin from then on */
#define STARTS_5_MIN  24
#define LENGTHS_5_MIN 18

static const char *const states[] = {"pending", "approved", "rejected"};

uint32_t random_office_below(struct random_office *office, uint32_t below)
{
    office->state ^= office->state << 13;
    office->state ^= office->state >> 7;
    office->state ^= office->state << 17;
    return (uint32_t)(office->state >> 32) % below;
}

/* A document of the kind that is there; its id, or NULL. */
static const char *any(struct random_office *office, const char *kind)
{
    uint32_t first = random_office_below(office, (uint32_t)office->count);
    for (size_t i = 0; i < office->count; i++) {
        const struct random_document *document = &office->documents[(first + i) % office->count];
        if (strcmp(document->kind, kind) == 0 && document->value[0]) {
            return document->id;
        }
    }
    return NULL;
}

int random_office_day(struct random_office *office)
{
    return random_office_below(office, 2) == 0
               ? FULL_DAY + (int)random_office_below(office, FULL_DAYS)
               : 1 + (int)random_office_below(office, DAYS);
}

static const char *any_state(struct random_office *office)
{
    return states[random_office_below(office, 3)];
}

/* Each writes a new value; false where what it would name is not there. */

static bool write_site(struct random_office *office, struct random_document *document)
{
    (void)snprintf(document->value, sizeof document->value,
                   "{\"name\":\"%u\",\"place\":\"门\",\"timezone\":\"Asia/Shanghai\"}",
                   random_office_below(office, 1000));
    return true;
}

static bool write_policy(struct random_office *office, struct random_document *document)
{
    (void)snprintf(document->value, sizeof document->value,
                   "{\"late_grace_min\":%u,\"escalation\":[{\"figure\":\"late\",\"at_least\":1,"
                   "\"per\":\"month\",\"step\":\"谈话\"}]}",
                   random_office_below(office, 30));
    return true;
}

static bool write_calendar(struct random_office *office, struct random_document *document)
{
    (void)snprintf(document->value, sizeof document->value, "{\"rest\":[\"%s-03-%02d\"]}",
                   document->id, random_office_day(office));
    return true;
}

static bool write_unit(struct random_office *office, struct random_document *document)
{
    (void)snprintf(document->value, sizeof document->value, "{\"code\":\"%s\",\"name\":\"%u\"}",
                   document->id, random_office_below(office, 1000));
    return true;
}

static bool write_schedule(struct random_office *office, struct random_document *document)
{
    (void)snprintf(document->value, sizeof document->value,
                   "{\"id\":\"%s\",\"versions\":[{\"from\":\"2026-01-01\",\"to\":\"2026-12-31\","
                   "\"weekdays\":[1,2,3,4,5],\"sessions\":[{\"start\":\"08:%02u\",\"end\":"
                   "\"12:00\",\"in\":\"required\",\"out\":\"required\"}]}]}",
                   document->id, random_office_below(office, 60));
    return true;
}

static bool write_staff(struct random_office *office, struct random_document *document)
{
    char dates[64] = "";
    if (random_office_below(office, 3) == 0) {
        (void)snprintf(dates, sizeof dates, ",\"active_from\":\"2026-03-%02d\"",
                       random_office_day(office));
    }
    (void)snprintf(document->value, sizeof document->value,
                   "{\"id\":\"%s\",\"name\":\"%u\",\"unit\":\"%s\",\"moves\":[{\"unit\":\"%s\","
                   "\"from\":\"2026-03-%02d\"}]%s}",
                   document->id, random_office_below(office, 1000), any(office, "unit"),
                   any(office, "unit"), random_office_day(office), dates);
    return true;
}

/* The first day is the document's own, so that no two of one owner begin together. */
static bool write_assignment(struct random_office *office, struct random_document *document)
{
    bool to_unit = document->id[1] == 'u';
    (void)snprintf(document->value, sizeof document->value,
                   "{\"schedule\":\"%s\",\"%s\":\"%s\",\"from\":\"2026-0%u-%c1\"}",
                   any(office, "schedule"), to_unit ? "unit" : "staff",
                   any(office, to_unit ? "unit" : "staff"), 1 + random_office_below(office, 6),
                   document->id[2]);
    return true;
}

static bool write_card(struct random_office *office, struct random_document *document)
{
    bool revoked = random_office_below(office, 4) == 0;
    int from = 1 + (int)random_office_below(office, FULL_DAY + 1);
    char moment[48] = "";
    if (revoked && random_office_below(office, 2) == 0) {
        (void)snprintf(moment, sizeof moment, ",\"revoked_from\":\"2026-03-%02uT%02u:30:00\"",
                       FULL_DAY + 1 + random_office_below(office, FULL_DAYS),
                       random_office_below(office, 24));
    }
    (void)snprintf(document->value, sizeof document->value,
                   "{\"staff\":\"%s\",\"state\":\"%s\",\"from\":\"2026-03-%02d\"%s}",
                   any(office, "staff"), revoked ? "revoked" : "active", from, moment);
    return true;
}

static bool write_away(struct random_office *office, struct random_document *document)
{
    int day = random_office_day(office);
    (void)snprintf(document->value, sizeof document->value,
                   "{\"staff\":\"%s\",\"from\":\"2026-03-%02dT08:00:00\",\"to\":\"2026-03-%02d"
                   "T18:00:00\",\"state\":\"%s\"}",
                   any(office, "staff"), day, day, any_state(office));
    return true;
}

static bool write_correction(struct random_office *office, struct random_document *document)
{
    (void)snprintf(document->value, sizeof document->value,
                   "{\"staff\":\"%s\",\"at\":\"2026-03-%02dT08:30:00\",\"state\":\"%s\","
                   "\"decided_at\":\"2026-03-30T10:00:00\"}",
                   any(office, "staff"), random_office_day(office), any_state(office));
    return true;
}

/* Some days have several at once; now and then one is put off to the next month. */
static void write_time(struct random_office *office, char *text, size_t size)
{
    unsigned month = random_office_below(office, 8) == 0 ? 4 : 3;
    int day = random_office_day(office);
    unsigned start = OPENING_HOUR * 60 + 5 * random_office_below(office, STARTS_5_MIN);
    unsigned end = start + 30 + 5 * random_office_below(office, LENGTHS_5_MIN);
    (void)snprintf(
        text, size,
        "\"start\":\"2026-%02u-%02dT%02u:%02u:00\",\"end\":\"2026-%02u-%02dT%02u:%02u:00\"", month,
        day, start / 60, start % 60, month, day, end / 60, end % 60);
}

static const char *now_and_then(struct random_office *office, const char *member)
{
    return random_office_below(office, 4) == 0 ? member : "";
}

static bool write_meeting(struct random_office *office, struct random_document *document)
{
    char attendees[400] = "";
    size_t len = 0;
    for (size_t i = 0; i < office->count; i++) {
        const struct random_document *staff = &office->documents[i];
        if (strcmp(staff->kind, "staff") == 0 && staff->value[0] &&
            random_office_below(office, 2) == 0) {
            len +=
                (size_t)snprintf(attendees + len, sizeof attendees - len,
                                 "%s{\"staff\":\"%s\",\"role\":\"%s\"}", len ? "," : "", staff->id,
                                 random_office_below(office, 2) ? "required" : "optional");
        }
    }
    char time[96];
    write_time(office, time, sizeof time);
    (void)snprintf(document->value, sizeof document->value,
                   "{\"id\":\"%s\",\"title\":\"%u\",%s,\"attendees\":[%s],\"seats\":[{\"staff\":"
                   "\"s1\",\"seat\":\"%u\"}]%s%s%s%s%s}",
                   document->id, random_office_below(office, 1000), time, attendees,
                   random_office_below(office, 9), now_and_then(office, ",\"late_grace_min\":3"),
                   now_and_then(office, ",\"invited_late\":[\"s2\",\"s1\"]"),
                   now_and_then(office, ",\"kiosks\":[\"k0001\"]"),
                   now_and_then(office, ",\"signout\":\"required\""),
                   now_and_then(office, ",\"state\":\"cancelled\""));
    return true;
}

static bool write_meeting_leave(struct random_office *office, struct random_document *document)
{
    const char *meeting = any(office, "meeting");
    if (meeting) {
        (void)snprintf(document->value, sizeof document->value,
                       "{\"meeting\":\"%s\",\"staff\":\"%s\",\"requested_at\":\"2026-03-%02dT"
                       "08:00:00\",\"state\":\"%s\"}",
                       meeting, any(office, "staff"), random_office_day(office), any_state(office));
    }
    return meeting != NULL;
}

/* Nobody sits in for themselves. */
static bool write_substitute(struct random_office *office, struct random_document *document)
{
    const char *meeting = any(office, "meeting");
    const char *principal = any(office, "staff");
    const char *substitute = any(office, "staff");
    bool good = meeting && strcmp(principal, substitute) != 0;
    if (good) {
        (void)snprintf(document->value, sizeof document->value,
                       "{\"meeting\":\"%s\",\"principal\":\"%s\",\"substitute\":\"%s\","
                       "\"requested_at\":\"2026-03-%02dT08:00:00\",\"state\":\"%s\"}",
                       meeting, principal, substitute, random_office_day(office),
                       any_state(office));
    }
    return good;
}

static bool write_mark(struct random_office *office, struct random_document *document)
{
    const char *meeting = any(office, "meeting");
    if (meeting) {
        (void)snprintf(document->value, sizeof document->value,
                       "{\"meeting\":\"%s\",\"staff\":\"%s\",\"decided_at\":\"2026-03-%02dT"
                       "12:00:00\"}",
                       meeting, any(office, "staff"), random_office_day(office));
    }
    return meeting != NULL;
}

static bool is_there(const struct random_office *office, const char *kind, const char *id)
{
    for (size_t i = 0; i < office->count; i++) {
        const struct random_document *document = &office->documents[i];
        if (strcmp(document->kind, kind) == 0 && strcmp(document->id, id) == 0) {
            return document->value[0] != '\0';
        }
    }
    return false;
}

static bool write_keeper(struct random_office *office, struct random_document *document)
{
    if (!is_there(office, "staff", document->id)) {
        return false;
    }
    (void)snprintf(
        document->value, sizeof document->value,
        "{\"staff\":\"%s\",\"pin_hash\":\"$argon2id$v=19$m=16384,t=%u,p=1$c2FsdHNhbHRzYWx0"
        "$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE\"}",
        document->id, 1 + random_office_below(office, 6));
    return true;
}

static bool write_photo(struct random_office *office, struct random_document *document)
{
    if (!is_there(office, "staff", document->id)) {
        return false;
    }
    (void)snprintf(document->value, sizeof document->value,
                   "{\"staff\":\"%s\",\"sha256\":\"%02x%062d\",\"size\":9}", document->id,
                   random_office_below(office, 256), 0);
    return true;
}

/* How many documents of each kind there may be, and how often one of them changes. */
static const struct kind {
    const char *name;
    bool (*write)(struct random_office *office, struct random_document *document);
    const char *id; /* with the number behind it; NULL: a card's token */
    int count;
    uint32_t weight;
} kinds[] = {
    {"site", write_site, "site", 1, 1},
    {"policy", write_policy, "policy", 1, 1},
    {"calendar", write_calendar, "202", 3, 1},
    {"unit", write_unit, "u", 3, 1},
    {"schedule", write_schedule, "c", 2, 1},
    {"staff", write_staff, "s", 8, 12},
    {"assignment", write_assignment, "au", 2, 1},
    {"assignment", write_assignment, "as", 2, 8},
    {"card", write_card, NULL, RANDOM_OFFICE_CARDS, 20},
    {"leave", write_away, "l", 8, 20},
    {"trip", write_away, "t", 4, 10},
    {"correction", write_correction, "k", 6, 12},
    {"meeting", write_meeting, "m", 6, 30},
    {"meeting_leave", write_meeting_leave, "n", 6, 12},
    {"substitute", write_substitute, "r", 6, 12},
    {"mark", write_mark, "x", 6, 12},
    {"keeper", write_keeper, "s", 4, 6},
    {"photo", write_photo, "s", 4, 6},
};

static void add_documents(struct random_office *office, const struct kind *kind)
{
    for (int i = 0; i < kind->count; i++) {
        CHECK(office->count < RANDOM_OFFICE_DOCUMENTS);
        struct random_document *document = &office->documents[office->count++];
        document->kind = kind->name;
        if (kind->id && kind->count == 1) {
            (void)snprintf(document->id, sizeof document->id, "%s", kind->id);
        } else if (kind->id) {
            (void)snprintf(document->id, sizeof document->id, "%s%d", kind->id, i);
        } else {
            memset(office->tokens[i].hash.bytes, 17 * (i + 1), HASH_BYTES);
            hash_hex_encode(office->tokens[i].hash.bytes, HASH_BYTES, document->id);
        }
    }
}

static const struct kind *kind_of(const struct random_document *document)
{
    const struct kind *kind = kinds;
    while (strcmp(kind->name, document->kind) != 0) {
        kind++;
    }
    return kind;
}

void random_office_init(struct random_office *office, uint64_t seed)
{
    *office = (struct random_office){.state = seed};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        add_documents(office, &kinds[i]);
    }
    int people = 0;
    for (size_t i = 0; i < office->count && people < 2; i++) {
        struct random_document *document = &office->documents[i];
        const struct kind *kind = kind_of(document);
        people += strcmp(kind->name, "staff") == 0;
        CHECK(strcmp(kind->name, "calendar") == 0 || kind->write(office, document));
    }
}

static bool is_named(const struct random_office *office, const struct random_document *document)
{
    char quoted[80];
    (void)snprintf(quoted, sizeof quoted, "\"%s\"", document->id);
    for (size_t i = 0; i < office->count; i++) {
        const struct random_document *other = &office->documents[i];
        if (other != document && strstr(other->value, quoted)) {
            return true;
        }
    }
    return false;
}

/* By weight; the documents of a kind stand together. */
static struct random_document *pick(struct random_office *office)
{
    uint32_t weights = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        weights += kinds[i].weight;
    }
    uint32_t place = random_office_below(office, weights);
    size_t first = 0;
    const struct kind *kind = kinds;
    for (; place >= kind->weight; kind++) {
        place -= kind->weight;
        first += (size_t)kind->count;
    }
    return &office->documents[first + random_office_below(office, (uint32_t)kind->count)];
}

const struct random_document *random_office_change(struct random_office *office)
{
    for (;;) {
        struct random_document *document = pick(office);
        bool fixed = strcmp(document->kind, "unit") == 0 ||
                     strcmp(document->kind, "schedule") == 0 || strcmp(document->id, "s0") == 0 ||
                     strcmp(document->id, "s1") == 0;
        if (document->value[0] && !fixed && random_office_below(office, 4) == 0 &&
            !is_named(office, document)) {
            document->value[0] = '\0';
            return document;
        }
        if (kind_of(document)->write(office, document)) {
            return document;
        }
    }
}
