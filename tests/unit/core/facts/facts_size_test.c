/* An office of ten thousand: loaded in well under a second, in memory that a small machine has. */

#include "facts_loader.h"

#include "clock.h"
#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

#define STAFF 10000

static void add(struct facts_loader *loader, const char *kind, const char *id, const char *value)
{
    struct error err = {0};
    if (!facts_loader_add_text(loader, kind, id, value, strlen(value), &err)) {
        fail_msg("%s", err.text);
    }
}

static struct card_token token_of(int number)
{
    return (struct card_token){.hash = hash_sha256(&number, sizeof number)};
}

static void add_person(struct facts_loader *loader, int number)
{
    char id[16];
    char value[256];
    char token[HASH_HEX_SIZE];
    struct card_token card = token_of(number);
    hash_hex_encode(card.hash.bytes, HASH_BYTES, token);
    (void)snprintf(id, sizeof id, "s%05d", number);
    (void)snprintf(value, sizeof value,
                   "{\"id\":\"%s\",\"name\":\"欧阳明月\",\"unit\":\"u%02d\",\"active_from\":"
                   "\"2020-01-01\"}",
                   id, number % 50);
    add(loader, "staff", id, value);
    (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"state\":\"active\"}", id);
    add(loader, "card", token, value);
}

static void add_units(struct facts_loader *loader)
{
    add(loader, "schedule", "c1",
        "{\"id\":\"c1\",\"versions\":[{\"from\":\"2026-01-01\",\"to\":\"2026-12-31\",\"weekdays\":["
        "1,2,3,4,5],\"sessions\":[{\"start\":\"08:30\",\"end\":\"17:30\",\"in\":\"required\","
        "\"out\""
        ":\"required\"}]}]}");
    for (int i = 0; i < 50; i++) {
        char id[16];
        char value[128];
        (void)snprintf(id, sizeof id, "u%02d", i);
        (void)snprintf(value, sizeof value, "{\"code\":\"%s\",\"name\":\"单位%d\"}", id, i);
        add(loader, "unit", id, value);
        (void)snprintf(value, sizeof value,
                       "{\"schedule\":\"c1\",\"unit\":\"%s\",\"from\":\"2026-01-01\"}", id);
        add(loader, "assignment", id, value);
    }
}

static void test_facts__ten_thousand_people_load_at_once(void **state)
{
    (void)state;
    int64_t before_us = clock_mono_us(clock_system());
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    assert_true(facts_loader_create(&loader, NULL));
    add_units(loader);
    for (int i = 0; i < STAFF; i++) {
        add_person(loader, i);
    }
    AUTO(facts) struct facts *facts = NULL;
    assert_true(facts_loader_finish(loader, FACTS_LINKS_STRICT, &facts, NULL));
    int64_t took_us = clock_mono_us(clock_system()) - before_us;
    print_message("%d people: %lld ms, %zu KiB\n", STAFF, (long long)(took_us / 1000),
                  facts_memory(facts) / 1024);
    assert_int_equal(facts_staff_count(facts), STAFF);
    assert_int_equal(facts_card_count(facts), STAFF);
    assert_true(facts_memory(facts) < (size_t)16 * 1024 * 1024);
    assert_true(took_us < 5000000); /* 60 ms when nothing else runs: far off means a square */
    for (int i = 0; i < STAFF; i += 97) {
        struct card_token token = token_of(i);
        char id[16];
        (void)snprintf(id, sizeof id, "s%05d", i);
        assert_string_equal(facts_find_card(facts, &token)->staff, id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts__ten_thousand_people_load_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
