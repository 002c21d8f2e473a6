#include "emulator_script.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include <string.h>

struct script_case {
    struct fake_clock clock;
    struct emulated_bus *bus;
    struct emulator_script *script;
};

static int setup(void **state)
{
    static struct script_case c;
    c = (struct script_case){0};
    fake_clock_init(&c.clock, 0);
    *state = &c;
    return emulated_bus_create(&c.clock.clock, &c.bus, NULL) ? 0 : -1;
}

static int teardown(void **state)
{
    usb_port_destroy(emulated_bus_port(((struct script_case *)*state)->bus));
    return 0;
}

static void begin(struct script_case *c, const char *text)
{
    struct error err;
    if (!emulator_script_parse(text, strlen(text), "test", &c->script, &err)) {
        fail_msg("%s", err.text);
    }
    emulator_script_attach(c->script, c->bus);
}

/* Runs the bus at each millisecond, and says what is plugged in at the end. */
static const char *run_ms(struct script_case *c, int64_t ms)
{
    static char listed[256];
    for (int64_t i = 0; i < ms; i++) {
        assert_true(usb_port_run(emulated_bus_port(c->bus), 0, NULL));
        fake_clock_advance_ms(&c->clock, 1);
    }
    emulated_bus_list(c->bus, listed, sizeof listed);
    return listed;
}

static void test_emulator_script__steps_have_their_time(void **state)
{
    struct script_case *c = *state;
    begin(c,
          "# two readers\nplug 1-1 ccid\n\n  wait 10 # a while\r\nunplug 1-1\nat 30\nplug 1-2\n");
    assert_string_equal(run_ms(c, 10), "1-1 04e6:5790");
    assert_string_equal(run_ms(c, 2), "");
    assert_string_equal(run_ms(c, 18), "");
    assert_string_equal(run_ms(c, 2), "1-2 ffff:0035");
    assert_int_equal(emulator_script_state(c->script), EMULATOR_SCRIPT_DONE);
}

static void test_emulator_script__repeats_nest(void **state)
{
    struct script_case *c = *state;
    begin(c,
          "repeat 3\nrepeat 2\nplug 1-1\nwait 1\nunplug 1-1\nwait 1\nend\nrepeat 0\nplug 9\nend\n"
          "end\nplug 1-7\nquit\nplug 1-8\n");
    assert_string_equal(run_ms(c, 12), "");
    assert_string_equal(run_ms(c, 20), "1-7 ffff:0035");
    assert_int_equal(emulator_script_state(c->script), EMULATOR_SCRIPT_QUIT);
}

static void test_emulator_script__a_failing_command_ends_it(void **state)
{
    struct script_case *c = *state;
    begin(c, "plug 1-1\ntry plug 1-1\ntry unplug 1-4\nunplug 1-4\nplug 1-2\n");
    assert_string_equal(run_ms(c, 5), "1-1 ffff:0035");
    assert_int_equal(emulator_script_state(c->script), EMULATOR_SCRIPT_FAILED);
    assert_string_equal(emulator_script_error(c->script)->text,
                        "test:4: nothing is plugged into 1-4");
}

static void test_emulator_script__a_host_that_takes_nothing(void **state)
{
    struct script_case *c = *state;
    begin(c, "plug ccid\ntry card 04A1B2C3\ncard 05A1B2C3\n");
    (void)run_ms(c, 10000); /* the first one may fail */
    assert_int_equal(emulator_script_state(c->script), EMULATOR_SCRIPT_RUNNING);
    (void)run_ms(c, 10010);
    assert_int_equal(emulator_script_state(c->script), EMULATOR_SCRIPT_FAILED);
    assert_non_null(strstr(emulator_script_error(c->script)->text, "test:3: the host does not"));
}

static void test_emulator_script__what_is_no_script(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"plug\nsneeze 1-1\n", "test:2: no such command: sneeze"},
        {"try\n", "no such command"},
        {"wait\n", "wrong number"},
        {"wait -1\n", "wrong number"},
        {"wait 99999999\n", "wrong number"},
        {"repeat 2\nplug\n", "test:1: a repeat without its end"},
        {"plug\nend\n", "test:2: an end without its repeat"},
        {"quit now\n", "one word too many"},
        {"repeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat "
         "1\n",
         "test:9: repeats are nested too deeply"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct emulator_script *script = NULL;
        struct error err = {0};
        assert_false(
            emulator_script_parse(cases[i].text, strlen(cases[i].text), "test", &script, &err));
        if (!strstr(err.text, cases[i].why)) {
            fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i].why);
        }
    }
    struct emulator_script *script = NULL;
    assert_false(emulator_script_parse("a\0b", 3, "test", &script, NULL));
    assert_false(emulator_script_read("/nowhere/at/all", &script, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_emulator_script__steps_have_their_time, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulator_script__repeats_nest, setup, teardown),
        cmocka_unit_test_setup_teardown(test_emulator_script__a_failing_command_ends_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulator_script__a_host_that_takes_nothing, setup,
                                        teardown),
        cmocka_unit_test(test_emulator_script__what_is_no_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
