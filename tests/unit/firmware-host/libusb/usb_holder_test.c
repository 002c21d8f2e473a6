#include "usb_holder.h"

#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NODE "/dev/bus/usb/001/004"

struct holder_case {
    struct temporary_folder folder;
    char proc[512];
};

static int setup(void **state)
{
    static struct holder_case c;
    temporary_folder_init(&c.folder);
    temporary_folder_path(&c.folder, "proc", c.proc);
    assert_int_equal(mkdir(c.proc, 0700), 0);
    *state = &c;
    return 0;
}

/* Removes what add_process made; the rest of the folder is temporary_folder's. */
static int teardown(void **state)
{
    struct holder_case *c = *state;
    char command[600];
    (void)snprintf(command, sizeof command, "rm -rf -- '%s'", c->proc);
    assert_int_equal(system(command), 0);
    temporary_folder_finish(&c->folder);
    return 0;
}

/* With one file open; NULL for a program whose files are hidden from this user. */
static void add_process(struct holder_case *c, long pid, const char *name, const char *target)
{
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%ld", c->proc, pid);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/%ld/fd", c->proc, pid);
    if (target) {
        assert_int_equal(mkdir(path, 0700), 0);
        (void)snprintf(path, sizeof path, "%s/%ld/fd/3", c->proc, pid);
        assert_int_equal(symlink(target, path), 0);
    }
    (void)snprintf(path, sizeof path, "%s/%ld/comm", c->proc, pid);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "%s\n", name) > 0);
    assert_int_equal(fclose(file), 0);
}

static void test_usb_holder__names_who_has_the_node_open(void **state)
{
    struct holder_case *c = *state;
    char text[64];
    add_process(c, 811, "bash", "/dev/pts/0");
    add_process(c, 812, "pcscd", NODE);
    add_process(c, 813, "vim", NODE "5"); /* another node */
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_SEEN);
    assert_string_equal(text, "pcscd (process 812)");
}

/* A kiosk that is not root sees no files of a service that is. */
static void test_usb_holder__a_service_that_hides_its_files_is_likely(void **state)
{
    struct holder_case *c = *state;
    char text[64];
    add_process(c, 811, "cron", NULL);
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_UNKNOWN);
    add_process(c, 812, "pcscd", NULL);
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_LIKELY);
    assert_string_equal(text, "pcscd (process 812)");
    add_process(c, 900, "vmplayer", NODE);
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_SEEN);
    assert_string_equal(text, "vmplayer (process 900)");
}

static void test_usb_holder__a_usual_one_with_other_files_is_not_it(void **state)
{
    struct holder_case *c = *state;
    char text[64];
    add_process(c, 812, "pcscd", NODE "5");
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_UNKNOWN);
}

static void test_usb_holder__this_program_is_no_other(void **state)
{
    struct holder_case *c = *state;
    char text[64];
    add_process(c, (long)getpid(), "kiosk", NODE);
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_UNKNOWN);
}

static void test_usb_holder__a_name_is_shown_harmless(void **state)
{
    struct holder_case *c = *state;
    char text[64];
    add_process(c, 9, "\x1b[31mred", NODE);
    assert_int_equal(usb_holder_find(c->proc, NODE, text, sizeof text), USB_HOLDER_SEEN);
    assert_string_equal(text, "?[31mred (process 9)");
}

static void test_usb_holder__no_proc_is_nobody(void **state)
{
    (void)state;
    char text[64];
    assert_int_equal(usb_holder_find("/nowhere", NODE, text, sizeof text), USB_HOLDER_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_usb_holder__names_who_has_the_node_open, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_usb_holder__a_service_that_hides_its_files_is_likely,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_usb_holder__a_usual_one_with_other_files_is_not_it,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_usb_holder__this_program_is_no_other, setup, teardown),
        cmocka_unit_test_setup_teardown(test_usb_holder__a_name_is_shown_harmless, setup, teardown),
        cmocka_unit_test(test_usb_holder__no_proc_is_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
