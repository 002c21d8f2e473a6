#include "http_router.h"

#include "cmocka_tests.h"
#include <string.h>

static bool handle_nothing(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    (void)request; /* never called: this test only looks for the row */
    (void)response;
    (void)user;
    (void)err;
    return true;
}

/* Least literal first, so that the order of rows is seen to make no difference. */
static const struct http_route page_routes[] = {
    {"GET", "/{path...}", handle_nothing, 1, 0, 0},
};
static const struct http_route api_routes[] = {
    {"GET", "/api/v1/months/{month}", handle_nothing, 2, 0, 0},
    {"GET", "/api/v1/months/{month}.gz", handle_nothing, 3, 0, 0},
    {"GET", "/api/v1/months/{month}.tar.gz", handle_nothing, 4, 0, 0},
    {"GET", "/api/v1/months/newest", handle_nothing, 5, 0, 0},
    {"GET", "/api/v1/session", handle_nothing, 6, 0, 0},
    {"POST", "/api/v1/session", handle_nothing, 7, 0, 0},
    {"PUT", "/api/v1/session/password", handle_nothing, 8, 0, 0},
    {"GET", "/api/v1/kiosks/{kiosk}/lines/{line}", handle_nothing, 9, 0, 0},
    {"GET", "/files/{path...}", handle_nothing, 10, 0, 0},
};

static int setup(void **state)
{
    const struct http_route_set sets[] = {
        {.routes = page_routes, .route_count = 1, .gate = http_gate_open},
        {.routes = api_routes,
         .route_count = sizeof api_routes / sizeof api_routes[0],
         .gate = http_gate_open},
    };
    struct http_router *router = NULL;
    struct error err = {0};
    assert_true(http_router_create(sets, 2, &router, &err));
    *state = router;
    return 0;
}

static int teardown(void **state)
{
    http_router_destroy(*state);
    return 0;
}

/* What is found points into the router, which a test keeps from its begin to its end. */
static enum http_match_result find(void **state, const char *method, const char *raw,
                                   struct http_target *target, struct http_match *match)
{
    const struct http_router *router = *state;
    const char *fault;
    assert_true(http_target_parse(raw, target, &fault));
    return http_router_find(router, method, target, match);
}

static void assert_found(void **state, const char *method, const char *raw, unsigned row,
                         const char *parameter)
{
    struct http_target target;
    struct http_match match;
    if (find(state, method, raw, &target, &match) != HTTP_MATCH_ROUTE ||
        match.route->access != row) {
        fail_msg("%s %s: not row %u", method, raw, row);
    }
    assert_int_equal(match.parameter_count, parameter ? 1 : 0);
    if (parameter) {
        assert_string_equal(match.parameters[0].value, parameter);
    }
}

static void test_router__the_most_literal_row_wins(void **state)
{
    assert_found(state, "GET", "/api/v1/months/2026-11", 2, "2026-11");
    assert_found(state, "GET", "/api/v1/months/2026-11.gz", 3, "2026-11");
    assert_found(state, "GET", "/api/v1/months/2026-11.tar.gz", 4, "2026-11");
    assert_found(state, "GET", "/api/v1/months/newest", 5, NULL);
    assert_found(state, "GET", "/api/v1/months/.gz", 2, ".gz");
}

static void test_router__several_parameters_by_name(void **state)
{
    struct http_target target;
    struct http_match match;
    assert_int_equal(find(state, "GET", "/api/v1/kiosks/k0001/lines/17?a=b", &target, &match),
                     HTTP_MATCH_ROUTE);
    assert_string_equal(match.parameters[0].name, "kiosk");
    assert_string_equal(match.parameters[0].value, "k0001");
    assert_string_equal(match.parameters[1].name, "line");
    assert_string_equal(match.parameters[1].value, "17");
    assert_string_equal(http_target_query(&target, "a"), "b");
}

static void test_router__the_rest_takes_what_no_named_path_has(void **state)
{
    assert_found(state, "GET", "/", 1, "");
    assert_found(state, "GET", "/assets/a/b.js", 1, "assets/a/b.js");
    assert_found(state, "GET", "/files/", 10, "");
    assert_found(state, "GET", "/files/a%2Fb/c", 10, "a/b/c");
}

static void test_router__nothing_below_a_named_path_is_nothing(void **state)
{
    static const char *const nowhere[] = {
        "/api",           "/api/",           "/api/v1",           "/api/v1/nothing",
        "/api/v1/months", "/api/v1/months/", "/api/v1/session/x", "/api/v1/months/2026-11/x",
        "/files",
    };
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
        struct http_target target;
        struct http_match match;
        if (find(state, "GET", nowhere[i], &target, &match) != HTTP_MATCH_NO_PATH) {
            fail_msg("%s was found", nowhere[i]);
        }
    }
}

static void test_router__other_methods_are_told_which_there_are(void **state)
{
    struct http_target target;
    struct http_match match;
    assert_int_equal(find(state, "DELETE", "/api/v1/session", &target, &match),
                     HTTP_MATCH_NO_METHOD);
    assert_string_equal(match.allow, "GET, HEAD, POST");
    assert_int_equal(find(state, "GET", "/api/v1/session/password", &target, &match),
                     HTTP_MATCH_NO_METHOD);
    assert_string_equal(match.allow, "PUT");
    assert_int_equal(find(state, "HEAD", "/api/v1/session/password", &target, &match),
                     HTTP_MATCH_NO_METHOD);
    assert_int_equal(find(state, "get", "/api/v1/session", &target, &match), HTTP_MATCH_NO_METHOD);
}

static void test_router__head_finds_get(void **state)
{
    assert_found(state, "HEAD", "/api/v1/session", 6, NULL);
    assert_found(state, "HEAD", "/", 1, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_router__the_most_literal_row_wins),
        cmocka_unit_test(test_router__several_parameters_by_name),
        cmocka_unit_test(test_router__the_rest_takes_what_no_named_path_has),
        cmocka_unit_test(test_router__nothing_below_a_named_path_is_nothing),
        cmocka_unit_test(test_router__other_methods_are_told_which_there_are),
        cmocka_unit_test(test_router__head_finds_get),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
