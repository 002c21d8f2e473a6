/* The ledger with two servers on one database that look at the same figures at the same moment. */

#include "cmocka_tests.h"
#include "judged_office.h"
#include "ledger_watch.h"
#include <pthread.h>
#include <stdio.h>

#define AWAY     60 /* people who never come */
#define MORNINGS 3  /* on each the figures move, and both look again */

/* What one of them works with. */
struct server {
    struct test_site *site;
    struct judged_office *judged;
    struct audit *audit;
    struct office *office;
    struct month_desk desk;
    size_t written;
    struct error err;
    bool failed;
};

static void open_server(struct server *server, struct judged_office *judged)
{
    struct test_site *site = &judged->site;
    *server = (struct server){.site = site, .judged = judged};
    MUST(audit_create(site->storage, &site->clock.clock, site->keys.signing_seed, &server->audit,
                      &err));
    const struct office_settings settings = {.storage = site->storage,
                                             .facts = site->facts,
                                             .audit = server->audit,
                                             .clock = &site->clock.clock,
                                             .timezone = "Asia/Shanghai"};
    MUST(office_create(&settings, &server->office, &err));
    server->desk = (struct month_desk){.months = &judged->source,
                                       .papers = {judged->source, site->keys.signing_seed},
                                       .office = server->office,
                                       .storage = site->storage,
                                       .audit = server->audit,
                                       .clock = &site->clock.clock,
                                       .timezone = "Asia/Shanghai"};
}

static void close_server(struct server *server)
{
    office_destroy(server->office);
    audit_destroy(server->audit);
}

/* A second server over the first one's database; the kiosks stay the first one's. */
static void open_beside(struct judged_office *beside, const struct judged_office *first)
{
    *beside = (struct judged_office){.site = first->site};
    struct test_site *site = &beside->site;
    test_site_open(site);
    MUST(fact_cache_create(site->storage, &beside->cache, &err));
    MUST(judging_create(site->storage, beside->cache, &site->clock.clock, &beside->judging, &err));
    beside->source =
        (struct month_source){site->storage, beside->cache, beside->judging, &site->clock.clock};
}

static void close_beside(struct judged_office *beside)
{
    judging_destroy(beside->judging);
    fact_cache_destroy(beside->cache);
    test_site_close(&beside->site);
}

static void *look(void *user)
{
    struct server *server = user;
    size_t written = 0;
    server->failed = !ledger_watch_run(&server->desk, &written, &server->err);
    server->written += written;
    return NULL;
}

/* Both at once. */
static void look_both(struct server servers[2])
{
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, look, &servers[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        if (servers[i].failed) {
            fail_msg("%s", servers[i].err.text);
        }
    }
}

static void put_people(struct judged_office *judged)
{
    test_site_put(&judged->site, "policy", "policy",
                  "{\"escalation\": [{\"figure\": \"absent\", \"at_least\": 1, \"per\": \"month\", "
                  "\"step\": \"提醒\"}]}");
    for (int i = 0; i < AWAY; i++) {
        char id[16], value[96];
        (void)snprintf(id, sizeof id, "x%02d", i);
        (void)snprintf(value, sizeof value,
                       "{\"id\": \"%s\", \"name\": \"缺勤\", \"unit\": \"u1\"}", id);
        test_site_put(&judged->site, "staff", id, value);
    }
    judged_office_bring_up(judged);
    judged_office_tap(judged, &judged->door, 1, AT(8, 20));
    judged_office_tap(judged, &judged->door, 1, AT(17, 31));
}

static void next_night(struct server servers[2], int day)
{
    int64_t night = NIGHT + day * INT64_C(86400000000);
    for (size_t i = 0; i < 2; i++) {
        servers[i].site->clock.utc_us = night;
    }
    judged_office_report_to(servers[0].judged, &servers[0].judged->door, night);
    judged_office_report_to(servers[0].judged, &servers[0].judged->gate, night);
    judged_office_bring_up(servers[0].judged);
}

/* Of s1 and everybody who was away: the absence of one month is one cause, however often it grows.
 */
static void test_ledger_watch__two_servers_make_one_entry_of_a_cause(void **state)
{
    struct judged_office *first = *state;
    struct judged_office beside;
    struct server servers[2];
    put_people(first);
    open_beside(&beside, first);
    open_server(&servers[0], first);
    open_server(&servers[1], &beside);
    for (int day = 0; day < MORNINGS; day++) {
        next_night(servers, day);
        look_both(servers);
        int64_t entries =
            test_site_number(&first->site, "SELECT COUNT(*) FROM entry WHERE kind = 'breach'");
        assert_int_equal(entries, day == 0 ? AWAY + 1 : AWAY + 2);
    }
    assert_int_equal(
        test_site_number(&first->site,
                         "SELECT COUNT(DISTINCT staff) FROM entry WHERE kind = 'breach'"),
        AWAY + 2);
    /* each as new once and as changed at most once a night, by whichever server was first */
    assert_true(servers[0].written + servers[1].written >= AWAY + 2);
    assert_true(servers[0].written + servers[1].written <= MORNINGS * (AWAY + 2));
    close_server(&servers[0]);
    close_server(&servers[1]);
    close_beside(&beside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ledger_watch__two_servers_make_one_entry_of_a_cause,
                                        judged_office_open, judged_office_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
