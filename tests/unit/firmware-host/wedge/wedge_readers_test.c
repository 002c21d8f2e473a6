#include "wedge_readers.h"

#include "cmocka_tests.h"
#include "wedge_driver.h"
#include <stdlib.h>
#include <string.h>

static void test_wedge_readers__no_keyboard_is_grabbed(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    static const struct usb_id keyboards[] = {
        {0x0627, 0x0001}, {0x046d, 0xc31c}, {0x413c, 0x2105}, {0x16c0, 0x27db}, {0, 0}};
    for (size_t i = 0; i < sizeof keyboards / sizeof keyboards[0]; i++) {
        assert_false(wedge_readers_have(&config, keyboards[i]));
    }
    assert_true(wedge_readers_have(&config, (struct usb_id){0xffff, 0x0035}));
    assert_false(wedge_readers_have(&config, (struct usb_id){0xffff, 0x0036}));
}

static void test_wedge_readers__the_site_may_name_more(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    (void)strcpy(config.wedge_ids, "1234:5678, 0627:0001");
    assert_true(wedge_readers_have(&config, (struct usb_id){0x0627, 0x0001}));
    assert_true(wedge_readers_have(&config, (struct usb_id){0xffff, 0x0035}));
    assert_false(wedge_readers_have(&config, (struct usb_id){0x0001, 0x0627}));
}

static void test_wedge_readers__the_driver_goes_by_ids(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    struct usb_device device = {.vid = 0x08ff, .pid = 0x0009};
    assert_true(wedge_driver()->matches(&config, &device));
    device.pid = 0x0010;
    assert_false(wedge_driver()->matches(&config, &device));
}

static void test_wedge_readers__every_row_has_a_name(void **state)
{
    (void)state;
    size_t count;
    const struct wedge_reader *readers = wedge_readers(&count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(readers[i].name);
        for (size_t j = 0; j < i; j++) {
            assert_false(usb_id_equal(readers[i].id, readers[j].id));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wedge_readers__no_keyboard_is_grabbed),
        cmocka_unit_test(test_wedge_readers__the_site_may_name_more),
        cmocka_unit_test(test_wedge_readers__the_driver_goes_by_ids),
        cmocka_unit_test(test_wedge_readers__every_row_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
