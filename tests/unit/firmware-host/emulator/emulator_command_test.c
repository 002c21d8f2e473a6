#include "emulator_command.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include <stdio.h>
#include <string.h>

struct command_case {
    struct fake_clock clock;
    struct emulated_bus *bus;
    struct emulator_reply reply;
    struct error err;
};

static int setup(void **state)
{
    static struct command_case c;
    c = (struct command_case){0};
    fake_clock_init(&c.clock, 0);
    *state = &c;
    return emulated_bus_create(&c.clock.clock, &c.bus, NULL) ? 0 : -1;
}

static int teardown(void **state)
{
    usb_port_destroy(emulated_bus_port(((struct command_case *)*state)->bus));
    return 0;
}

static bool run(struct command_case *c, const char *command)
{
    char line[512];
    (void)snprintf(line, sizeof line, "%s", command); /* short enough */
    return emulator_command_run(c->bus, line, &c->reply, &c->err);
}

static void refuse(struct command_case *c, const char *command, const char *why)
{
    assert_false(run(c, command));
    if (!strstr(c->err.text, why)) {
        fail_msg("%s: \"%s\" does not say \"%s\"", command, c->err.text, why);
    }
}

static void test_emulator_command__a_ccid_reader(void **state)
{
    struct command_case *c = *state;
    assert_true(run(c, "plug 1-2 ccid slots=2 id=08e6:4433"));
    assert_true(run(c, "list"));
    assert_string_equal(c->reply.text, "1-2 08e6:4433");
    assert_true(run(c, "put 04A1B2C3 slot=1 kind=classic4k"));
    assert_true(run(c, "show 1-2"));
    assert_string_equal(c->reply.text,
                        "slot 0: empty; slot 1: classic4k 04a1b2c3; faults 0; reads 0");
    refuse(c, "take slot=0", "does not lie there");
    refuse(c, "take 04A1B2C3 slot=1", "does not lie there"); /* another kind */
    assert_true(run(c, "take slot=1"));
    assert_true(run(c, "card 04A1B2C3"));
    assert_int_equal(c->reply.outcome, EMULATOR_WAITING);
    size_t left;
    assert_true(emulator_command_count_left(c->bus, c->reply.device_id, &left, NULL));
    assert_int_equal(left, 1);
    emulator_command_give_up(c->bus, c->reply.device_id);
    assert_true(emulator_command_count_left(c->bus, c->reply.device_id, &left, NULL));
    assert_int_equal(left, 0);
    assert_true(run(c, "fault length=2147483647 count=3 on=xfr"));
    assert_true(run(c, "pace 10 20"));
    assert_true(run(c, "show"));
    assert_non_null(strstr(c->reply.text, "slot 0: empty; slot 1: empty; faults 1"));
    assert_true(run(c, "unplug"));
    assert_false(emulator_command_count_left(c->bus, c->reply.device_id, &left, NULL));
}

static void test_emulator_command__words_that_do_not_fit(void **state)
{
    struct command_case *c = *state;
    refuse(c, "plug ccid slots=5", "slots: there is no such");
    refuse(c, "plug ccid colour=red", "has no \"colour=red\"");
    refuse(c, "plug 1-1 12345", "no id such as");
    refuse(c, "put 04A1B2C3", "not exactly one reader");
    assert_true(run(c, "plug 1-1 acr122"));
    refuse(c, "type 123", "does not type");
    refuse(c, "put", "wrong number of words");
    refuse(c, "put slot=0", "which card");
    refuse(c, "put 04A1B2", "no card has a number of 3 bytes");
    refuse(c, "put 04A1B", "in hex");
    refuse(c, "put 0011223344556677889900", "in hex");
    refuse(c, "put 04A1B2C3 05A1B2C3", "one word too many");
    refuse(c, "put 04A1B2C3 slot=1", "no slot 1");
    refuse(c, "fault sneeze", "no such fault");
    refuse(c, "fault late", "needs a number");
    refuse(c, "fault seq=3", "has not a number");
    refuse(c, "fault short=99999", "no number from 0");
    refuse(c, "fault seq on=lunch", "no such command");
    refuse(c, "fault seq count=0", "no number from 1");
    refuse(c, "pace 1", "wrong number of words");
    refuse(c, "pace 1 x", "no number");
    refuse(c, "show 1-2", "nothing is plugged into 1-2");
    refuse(c, "a b c d e f g h i j k l m n", "too many words");
    refuse(c, "", "empty");
    assert_true(run(c, "plug 1-2"));
    refuse(c, "put 04A1B2C3 1-2", "types cards");
    assert_true(run(c, "type 12 1-2"));
}

static void test_emulator_command__no_more_faults_than_fit(void **state)
{
    struct command_case *c = *state;
    assert_true(run(c, "plug ccid"));
    for (int i = 0; i < 16; i++) {
        assert_true(run(c, "fault silent"));
    }
    refuse(c, "fault silent", "more than 16");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_emulator_command__a_ccid_reader, setup, teardown),
        cmocka_unit_test_setup_teardown(test_emulator_command__words_that_do_not_fit, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulator_command__no_more_faults_than_fit, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
