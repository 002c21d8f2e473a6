#include "test_office.h"

#include "check.h"
#include "civil.h"
#include "cmocka_tests.h"
#include "facts_loader.h"
#include <stdio.h>
#include <string.h>

#define PEOPLE 9

static const struct office_change documents[] = {
    {"unit", "u1", "{\"code\":\"u1\",\"name\":\"办公室\"}"},
    {"unit", "u2", "{\"code\":\"u2\",\"name\":\"财政局\"}"},
    {"schedule", "c1",
     "{\"id\":\"c1\",\"versions\":[{\"from\":\"2026-03-01\",\"to\":\"2026-03-31\",\"weekdays\":[1,"
     "2,3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"17:30\",\"in\":\"required\",\"out\":"
     "\"required\"}]}]}"},
    {"assignment", "a1", "{\"schedule\":\"c1\",\"unit\":\"u1\",\"from\":\"2026-03-01\"}"},
    {"assignment", "a2", "{\"schedule\":\"c1\",\"unit\":\"u2\",\"from\":\"2026-03-01\"}"},
    {"meeting", "m1",
     "{\"id\":\"m1\",\"title\":\"推进会\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
     "\"2026-03-02T10:00:00\",\"kiosks\":[\"k0001\"],\"signout\":\"required\",\"attendees\":["
     "{\"staff\":\"s1\",\"role\":\"required\"},{\"staff\":\"s2\",\"role\":\"required\"},"
     "{\"staff\":\"s4\",\"role\":\"required\"},{\"staff\":\"s5\",\"role\":\"required\"},"
     "{\"staff\":\"s6\",\"role\":\"optional\"}]}"},
    {"meeting", "m2",
     "{\"id\":\"m2\",\"title\":\"调度会\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
     "\"2026-03-02T10:30:00\",\"kiosks\":[\"k0001\"],\"attendees\":["
     "{\"staff\":\"s1\",\"role\":\"required\"},{\"staff\":\"s5\",\"role\":\"required\"}]}"},
    {"meeting", "m3",
     "{\"id\":\"m3\",\"title\":\"例会\",\"start\":\"2026-03-02T14:00:00\",\"end\":"
     "\"2026-03-02T15:00:00\",\"attendees\":[{\"staff\":\"s1\",\"role\":\"required\"},"
     "{\"staff\":\"s3\",\"role\":\"required\"}]}"},
    {"meeting", "m4",
     "{\"id\":\"m4\",\"title\":\"别处\",\"start\":\"2026-03-02T09:00:00\",\"end\":"
     "\"2026-03-02T10:00:00\",\"kiosks\":[\"k0002\"],\"attendees\":["
     "{\"staff\":\"s3\",\"role\":\"required\"}]}"},
    {"substitute", "b2",
     "{\"meeting\":\"m1\",\"principal\":\"s2\",\"substitute\":\"s3\",\"requested_at\":"
     "\"2026-03-01T10:00:00\",\"state\":\"approved\"}"},
    {"substitute", "b4",
     "{\"meeting\":\"m1\",\"principal\":\"s4\",\"substitute\":\"s3\",\"requested_at\":"
     "\"2026-03-01T10:00:00\",\"state\":\"pending\"}"},
    {"substitute", "b6",
     "{\"meeting\":\"m1\",\"principal\":\"s6\",\"substitute\":\"s3\",\"requested_at\":"
     "\"2026-03-01T10:00:00\",\"state\":\"rejected\"}"},
    {"leave", "l7",
     "{\"staff\":\"s7\",\"from\":\"2026-03-02T00:00:00\",\"to\":\"2026-03-04T12:00:00\",\"state\":"
     "\"approved\"}"},
    {"trip", "t8",
     "{\"staff\":\"s8\",\"from\":\"2026-03-02T00:00:00\",\"to\":\"2026-03-03T00:00:00\",\"state\":"
     "\"approved\"}"},
};

static const char *const names[PEOPLE] = {"欧阳建国", "李敏", "曾雪梅", "王𬭎㛃", "赵一鸣",
                                          "Ali Khan", "孙浩", "周丽",   "吴强"};

static void add(struct facts_loader *loader, const char *kind, const char *id, const char *value)
{
    struct error err = {0};
    if (!facts_loader_add_text(loader, kind, id, value, strlen(value), &err)) {
        fail_msg("%s/%s: %s", kind, id, err.text);
    }
}

static void add_people(struct facts_loader *loader, const struct site_key *key)
{
    for (int person = 1; person <= PEOPLE; person++) {
        char id[8];
        char value[256];
        char token_text[HASH_HEX_SIZE];
        struct card_token token = test_office_token(key, person);
        (void)snprintf(id, sizeof id, "s%d", person);
        (void)snprintf(value, sizeof value, "{\"id\":\"%s\",\"name\":\"%s\",\"unit\":\"u%d\"}", id,
                       names[person - 1], person % 2 == 1 ? 1 : 2);
        add(loader, "staff", id, value);
        hash_hex_encode(token.hash.bytes, HASH_BYTES, token_text);
        (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"state\":\"active\"}", id);
        add(loader, "card", token_text, value);
    }
}

struct facts *test_office_load(const struct site_key *key, struct office_change change)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    struct error err = {0};
    assert_true(facts_loader_create(&loader, NULL));
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        bool replaced = change.kind && strcmp(change.kind, documents[i].kind) == 0 &&
                        strcmp(change.id, documents[i].id) == 0;
        if (!replaced) {
            add(loader, documents[i].kind, documents[i].id, documents[i].value);
        }
    }
    if (change.kind && change.value) {
        add(loader, change.kind, change.id, change.value);
    }
    add_people(loader, key);
    if (!facts_loader_finish(loader, FACTS_LINKS_LENIENT, &facts, &err)) {
        fail_msg("%s", err.text);
    }
    return facts;
}

struct card_number test_office_card(int person)
{
    return (struct card_number){4, {0x00, 0x10, 0x20, (uint8_t)person}};
}

struct card_token test_office_token(const struct site_key *key, int person)
{
    struct card_number number = test_office_card(person);
    return card_token_make(key, &number);
}

int64_t test_office_time(const char *text)
{
    int64_t local_ms;
    assert_true(civil_time_parse(text, &local_ms));
    return local_ms;
}
