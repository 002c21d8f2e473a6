#include "live_feed.h"

#include "cmocka_tests.h"
#include "live_store.h"
#include "test_site.h"
#include <stdio.h>
#include <string.h>

#define NOW_US INT64_C(1772411400000000)
#define MANY   4096

/* What one server told its listeners. */
struct server {
    struct live_feed *feed;
    int64_t before_id;
    char names[MANY][16];
    int64_t ids[MANY];
    int64_t tags[MANY]; /* what the test calls the event; 0 of a reset */
    size_t count;
};

struct fixture {
    struct test_site site;
    struct server server;
};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct error err = {0};                                                                    \
        if (!(call)) {                                                                             \
            fail_msg("%s", err.text);                                                              \
        }                                                                                          \
    } while (0)

static void hear(const struct live_event *event, void *user)
{
    struct server *server = user;
    assert_true(server->count < MANY);
    size_t i = server->count++;
    (void)snprintf(server->names[i], sizeof server->names[i], "%s", event->name);
    server->ids[i] = event->id;
    server->tags[i] =
        strncmp(event->data, "{\"tag\":", 7) == 0 ? strtol(event->data + 7, NULL, 10) : 0;
    assert_true(i == 0 ? event->id >= server->before_id : event->id > server->ids[i - 1]);
    assert_string_equal(event->label, strcmp(event->name, "tap") == 0 ? "u1\ns1" : "");
}

static void open_server(struct fixture *fixture)
{
    struct server *server = &fixture->server;
    live_feed_destroy(server->feed);
    *server = (struct server){.feed = NULL};
    MUST(live_feed_create(fixture->site.storage, hear, server, &server->feed, &server->before_id,
                          &err));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    test_site_init(&fixture->site);
    open_server(fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    live_feed_destroy(fixture->server.feed);
    test_site_finish(&fixture->site);
    free(fixture);
    return 0;
}

struct commit {
    int first_tag, count;
    int64_t now_utc_us;
};

static bool write_commit(struct database *database, void *user, struct error *err)
{
    const struct commit *commit = user;
    AUTO(memory) char *text = calloc((size_t)commit->count + 1, 64);
    assert_non_null(text);
    size_t len = 0;
    for (int i = 0; i < commit->count; i++) {
        len += (size_t)snprintf(text + len, 64, "%c[\"tap\",\"u1\\ns1\",{\"tag\":%d}]",
                                i == 0 ? '[' : ',', commit->first_tag + i);
    }
    text[len] = ']';
    return live_store_add(database, text, commit->count, commit->now_utc_us, err);
}

static void add(struct fixture *fixture, int first_tag, int count, int64_t now_utc_us)
{
    struct commit commit = {first_tag, count, now_utc_us};
    MUST(storage_write(fixture->site.storage, write_commit, &commit, &err));
}

static void read_all(struct fixture *fixture)
{
    MUST(live_feed_read(fixture->server.feed, &err));
}

static void assert_tags(const struct server *server, size_t from, int first_tag, size_t count)
{
    assert_int_equal(server->count, from + count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(server->tags[from + i], first_tag + (int)i);
    }
}

static void test_live_feed__each_event_comes_once_in_the_order_of_commits(void **state)
{
    struct fixture *fixture = *state;
    read_all(fixture);
    assert_int_equal(fixture->server.count, 0);
    add(fixture, 1, 3, NOW_US);
    add(fixture, 4, 1, NOW_US);
    read_all(fixture);
    assert_tags(&fixture->server, 0, 1, 4);
    add(fixture, 5, 2, NOW_US + 1000000);
    read_all(fixture);
    read_all(fixture);
    assert_tags(&fixture->server, 0, 1, 6);
}

static void test_live_feed__ids_follow_the_time_and_go_on_where_a_clock_is_behind(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 1, 3, NOW_US);
    add(fixture, 4, 2, NOW_US - 5000000);
    add(fixture, 6, 1, NOW_US + 1000000);
    read_all(fixture);
    const int64_t expected[] = {NOW_US + 1, NOW_US + 2, NOW_US + 3,
                                NOW_US + 4, NOW_US + 5, NOW_US + 1000001};
    assert_memory_equal(fixture->server.ids, expected, sizeof expected);
}

static void test_live_feed__a_server_that_starts_knows_the_last_ones(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 1, 3, NOW_US);
    add(fixture, 4, 2, NOW_US);
    open_server(fixture);
    assert_int_equal(fixture->server.before_id, NOW_US);
    read_all(fixture);
    assert_tags(&fixture->server, 0, 1, 5);
}

static void test_live_feed__old_ones_go_and_who_missed_them_is_told(void **state)
{
    struct fixture *fixture = *state;
    add(fixture, 1, 2, NOW_US);
    read_all(fixture);
    for (int i = 0; i < 20; i++) { /* 2,000 events while this server hung */
        add(fixture, 100 + 100 * i, 100, NOW_US);
    }
    assert_true(test_site_number(&fixture->site, "SELECT SUM(event_count) FROM live_event") <
                LIVE_STORE_EVENTS_MAX + 100);
    read_all(fixture);
    const struct server *server = &fixture->server;
    assert_string_equal(server->names[2], "reset");
    size_t kept = server->count - 3;
    assert_true(kept >= LIVE_STORE_EVENTS_MAX);
    assert_tags(server, 3, 2100 - (int)kept, kept);
    read_all(fixture);
    assert_int_equal(server->count, kept + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_live_feed__each_event_comes_once_in_the_order_of_commits),
        TEST(test_live_feed__ids_follow_the_time_and_go_on_where_a_clock_is_behind),
        TEST(test_live_feed__a_server_that_starts_knows_the_last_ones),
        TEST(test_live_feed__old_ones_go_and_who_missed_them_is_told),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
