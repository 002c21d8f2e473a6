#include "opening_list.h"

#include "cmocka_tests.h"
#include "file.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct temporary_folder folder;
    struct opening_list list;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    temporary_folder_init(&fixture.folder);
    opening_list_read(&fixture.list, fixture.folder.path);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    temporary_folder_finish(&fixture->folder);
    return 0;
}

static void restart(struct fixture *fixture)
{
    memset(&fixture->list, 0, sizeof fixture->list);
    opening_list_read(&fixture->list, fixture->folder.path);
}

static struct service_opening opening_at(int64_t at_utc_us)
{
    return (struct service_opening){.keeper = "s7", .at_utc_us = at_utc_us};
}

static void test_opening_list__outlives_a_restart_until_it_is_told(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(fixture->list.count, 0);
    for (int i = 1; i <= 3; i++) {
        const struct service_opening opening = opening_at(i);
        assert_true(opening_list_add(&fixture->list, &opening, NULL));
    }
    restart(fixture);
    assert_int_equal(fixture->list.count, 3);
    assert_string_equal(fixture->list.items[0].keeper, "s7");
    assert_true(opening_list_drop_first(&fixture->list, NULL));
    restart(fixture);
    assert_int_equal(fixture->list.count, 2);
    assert_int_equal(fixture->list.items[0].at_utc_us, 2);
    assert_int_equal(fixture->list.items[1].at_utc_us, 3);
}

static void test_opening_list__the_oldest_stay_where_there_are_too_many(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    for (int i = 1; i <= OPENING_LIST_MAX; i++) {
        const struct service_opening opening = opening_at(i);
        assert_true(opening_list_add(&fixture->list, &opening, NULL));
    }
    const struct service_opening late = opening_at(1000);
    assert_false(opening_list_add(&fixture->list, &late, &err));
    assert_int_equal(err.code, ERROR_FULL);
    restart(fixture);
    assert_int_equal(fixture->list.count, OPENING_LIST_MAX);
    assert_int_equal(fixture->list.items[0].at_utc_us, 1);
    assert_int_equal(fixture->list.items[OPENING_LIST_MAX - 1].at_utc_us, OPENING_LIST_MAX);
}

static void test_opening_list__a_file_of_something_else_is_passed_over(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"", "{}", "{\"openings\":[{\"keeper\":\"s1\"}]}",
                                        "{\"openings\":[7]}"};
    char path[512];
    (void)temporary_folder_path(&fixture->folder, "openings.json", path);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(file_replace(path, texts[i], strlen(texts[i]), 0600, NULL));
        restart(fixture);
        assert_int_equal(fixture->list.count, 0);
    }
    const struct service_opening opening = opening_at(5);
    assert_true(opening_list_add(&fixture->list, &opening, NULL));
    restart(fixture);
    assert_int_equal(fixture->list.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_opening_list__outlives_a_restart_until_it_is_told),
        TEST(test_opening_list__the_oldest_stay_where_there_are_too_many),
        TEST(test_opening_list__a_file_of_something_else_is_passed_over),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
