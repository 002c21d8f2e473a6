#include "bench_office.h"

#include "check.h"
#include "facts_loader.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct card_number bench_office_card(int person)
{
    return (struct card_number){4, {0x10, 0x20, (uint8_t)(person >> 8), (uint8_t)person}};
}

static void add(struct facts_loader *loader, const char *kind, const char *id, const char *value)
{
    struct error err;
    if (!facts_loader_add_text(loader, kind, id, value, strlen(value), &err)) {
        (void)fprintf(stderr, "%s\n", err.text);
        exit(EXIT_FAILURE);
    }
}

static void add_photo(struct facts_loader *loader, const char *staff, const struct hash *hash)
{
    char value[256];
    char sha256[HASH_HEX_SIZE];
    hash_hex_encode(hash->bytes, HASH_BYTES, sha256);
    (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"sha256\":\"%s\",\"size\":1}", staff,
                   sha256);
    add(loader, "photo", staff, value);
}

/* Three hundred people have names of their own, so that most letters are drawn for the first time.
 */
static void add_person(struct facts_loader *loader, const struct site_key *key, int person)
{
    static const char *const families[] = {"王", "李", "张", "刘", "陈", "杨", "赵",
                                           "黄", "周", "吴", "徐", "孙", "胡", "朱",
                                           "高", "林", "何", "郭", "马", "罗"};
    static const char *const given[] = {"建国", "丽娟", "慧敏", "佳宁", "晓燕",
                                        "志强", "海涛", "雪梅", "文博", "秀英",
                                        "浩然", "子涵", "振华", "淑珍", "鹏飞"};
    char id[16];
    char value[256];
    char token_text[HASH_HEX_SIZE];
    struct card_number number = bench_office_card(person);
    struct card_token token = card_token_make(key, &number);
    (void)snprintf(id, sizeof id, "s%04d", person);
    (void)snprintf(value, sizeof value, "{\"id\":\"%s\",\"name\":\"%s%s\",\"unit\":\"u%d\"}", id,
                   families[person % 20], given[person / 20 % 15], person % 12);
    add(loader, "staff", id, value);
    hash_hex_encode(token.hash.bytes, HASH_BYTES, token_text);
    (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"state\":\"active\"}", id);
    add(loader, "card", token_text, value);
}

/* A meeting that everybody attends, so that each tap is judged for it as well. */
static void add_meeting(struct facts_loader *loader, const struct bench_office *office)
{
    size_t size = 64 * (size_t)office->people + 256;
    AUTO(memory) char *value = malloc(size);
    CHECK(value);
    const char *kiosk = office->meeting_kiosk;
    int len = snprintf(value, size,
                       "{\"id\":\"m1\",\"title\":\"大会\",\"start\":\"2020-01-01T00:00:00\","
                       "\"end\":\"2099-12-31T00:00:00\",\"kiosks\":[%s%s%s],\"attendees\":[",
                       kiosk ? "\"" : "", kiosk ? kiosk : "", kiosk ? "\"" : "");
    for (int person = 0; person < office->people; person++) {
        len += snprintf(value + len, size - (size_t)len,
                        "%s{\"staff\":\"s%04d\",\"role\":\"required\"}", person > 0 ? "," : "",
                        person);
    }
    (void)snprintf(value + len, size - (size_t)len, "]}");
    add(loader, "meeting", "m1", value);
}

bool bench_office_has_photo(int person)
{
    return person % 2 == 1;
}

static void add_people(struct facts_loader *loader, const struct site_key *key,
                       const struct bench_office *office)
{
    for (int person = 0; person < office->people; person++) {
        char id[16];
        add_person(loader, key, person);
        (void)snprintf(id, sizeof id, "s%04d", person);
        if (office->photos && bench_office_has_photo(person)) {
            add_photo(loader, id, &office->photos[person]);
        }
    }
}

struct facts *bench_office_load(const struct site_key *key, const struct bench_office *office)
{
    static const char *const units[] = {"县政府办公室", "县委办公室", "县纪委监委", "财政局",
                                        "教育局",       "民政局",     "自然资源局", "卫生健康局",
                                        "农业农村局",   "水利局",     "文物局",     "信访局"};
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    struct facts *facts = NULL;
    struct error err;
    CHECK(office->people <= BENCH_OFFICE_PEOPLE_MAX && facts_loader_create(&loader, &err));
    for (int unit = 0; unit < 12; unit++) {
        char id[8];
        char value[128];
        (void)snprintf(id, sizeof id, "u%d", unit);
        (void)snprintf(value, sizeof value, "{\"code\":\"%s\",\"name\":\"%s\"}", id, units[unit]);
        add(loader, "unit", id, value);
        (void)snprintf(value, sizeof value,
                       "{\"schedule\":\"c1\",\"unit\":\"%s\",\"from\":\"2020-01-01\"}", id);
        add(loader, "assignment", id, value);
    }
    add(loader, "schedule", "c1",
        "{\"id\":\"c1\",\"versions\":[{\"from\":\"2020-01-01\",\"to\":\"2099-12-31\",\"weekdays\":"
        "[1,2,3,4,5,6,7],\"sessions\":[{\"start\":\"08:30\",\"end\":\"12:00\",\"in\":\"required\","
        "\"out\":\"required\"},{\"start\":\"13:30\",\"end\":\"17:30\",\"in\":\"required\",\"out\":"
        "\"required\"}]}]}");
    add_people(loader, key, office);
    add_meeting(loader, office);
    CHECK(facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, &err));
    return facts;
}
