#include "stick_export.h"

#include "check.h"
#include "cmocka_tests.h"
#include "file.h"
#include "kiosk_settings.h"
#include "log.h"
#include "log_file.h"
#include "temporary_folder.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOG_BYTES 200000

struct fixture {
    struct temporary_folder data, stick;
    struct stick_export_job job;
};

static void write_file(const char *folder, const char *name, size_t len)
{
    char path[600];
    AUTO(memory) char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'x', len);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(file_replace(path, text, len, 0600, NULL));
}

static int set_up(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    temporary_folder_init(&fixture.data);
    temporary_folder_init(&fixture.stick);
    write_file(fixture.data.path, LOG_FILE_NAME, LOG_BYTES);
    (void)snprintf(fixture.job.configured, sizeof fixture.job.configured, "%s", fixture.stick.path);
    (void)snprintf(fixture.job.data_folder, sizeof fixture.job.data_folder, "%s",
                   fixture.data.path);
    (void)snprintf(fixture.job.name, sizeof fixture.job.name, "shoushi-k0001-20261129-132200");
    (void)snprintf(fixture.job.state, sizeof fixture.job.state, "kiosk: k0001\n");
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    (void)chmod(fixture->stick.path, 0700);
    temporary_folder_finish(&fixture->stick);
    temporary_folder_finish(&fixture->data);
    return 0;
}

/* Files and folders in a folder. */
static int count_in(const char *folder)
{
    int count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (const struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        count += entry->d_name[0] != '.';
    }
    assert_int_equal(closedir(listing), 0);
    return count;
}

static void test_stick_export__writes_what_there_is(void **state)
{
    struct fixture *fixture = *state;
    struct service_export stick;
    char folder[700];
    struct stat status;
    stick_export_run(&fixture->job, &stick);
    assert_int_equal(stick.standing, SERVICE_EXPORT_DONE);
    assert_int_equal(stick.file_count, 3); /* there is no earlier log yet */
    (void)snprintf(folder, sizeof folder, "%s/%s", fixture->stick.path, stick.folder);
    assert_int_equal(count_in(folder), 3);
    (void)strcat(folder, "/" LOG_FILE_NAME);
    assert_int_equal(stat(folder, &status), 0);
    assert_int_equal(status.st_size, LOG_BYTES);
}

static void test_stick_export__no_stick_is_said(void **state)
{
    struct fixture *fixture = *state;
    struct service_export stick;
    (void)strcat(fixture->job.configured, "/nothing");
    stick_export_run(&fixture->job, &stick);
    assert_int_equal(stick.standing, SERVICE_EXPORT_NO_STICK);
}

/* In a process of its own, whose limits and rights are its own. */
static enum service_export_standing run_apart(const struct fixture *fixture, void (*prepare)(void))
{
    pid_t child = fork();
    if (child == 0) {
        struct service_export stick;
        prepare();
        stick_export_run(&fixture->job, &stick);
        _exit((int)stick.standing);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return (enum service_export_standing)WEXITSTATUS(status);
}

/* What a write to a full stick says: a limit on the size of files is the same to the writer. */
static void limit_files(void)
{
    const struct rlimit limit = {LOG_BYTES / 2, LOG_BYTES / 2};
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR && setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static void test_stick_export__a_full_stick_is_left_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run_apart(fixture, limit_files), SERVICE_EXPORT_FULL);
    assert_int_equal(count_in(fixture->stick.path), 0);
}

static void become_nobody(void)
{
    CHECK(getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0));
}

static void test_stick_export__a_read_only_stick_is_said(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(chmod(fixture->stick.path, 0555), 0);
    assert_int_equal(run_apart(fixture, become_nobody), SERVICE_EXPORT_READ_ONLY);
    assert_int_equal(count_in(fixture->stick.path), 0);
    assert_int_equal(stick_export_standing(EROFS), SERVICE_EXPORT_READ_ONLY);
    assert_int_equal(stick_export_standing(ENOSPC), SERVICE_EXPORT_FULL);
    assert_int_equal(stick_export_standing(EIO), SERVICE_EXPORT_PULLED_OUT);
}

static void test_stick_export__finds_a_stick_among_the_mounts(void **state)
{
    (void)state;
    char folder[256];
    assert_true(stick_export_find("/dev/vda / ext4 rw 0 0\n"
                                  "tmpfs /run tmpfs rw 0 0\n"
                                  "/dev/sdb1 /run/media/shoushi/U\\040DISK vfat rw 0 0\n",
                                  folder, sizeof folder));
    assert_string_equal(folder, "/run/media/shoushi/U DISK");
    assert_true(stick_export_find("/dev/sdb1 /media/usb0 vfat rw 0 0\n", folder, sizeof folder));
    assert_string_equal(folder, "/media/usb0");
    assert_false(stick_export_find("/dev/vda / ext4 rw 0 0\nx /mediaserver nfs rw 0 0\n", folder,
                                   sizeof folder));
    assert_false(stick_export_find("", folder, sizeof folder));
}

static void test_kiosk_settings__outlive_a_restart_and_a_broken_file(void **state)
{
    struct fixture *fixture = *state;
    struct kiosk_settings settings = {{80, 100, LANGUAGE_CHINESE}, 0};
    const struct kiosk_settings set = {{30, 60, LANGUAGE_ENGLISH}, 7};
    kiosk_settings_read(fixture->data.path, &settings);
    assert_int_equal(settings.service.volume_percent, 80);
    assert_true(kiosk_settings_write(fixture->data.path, &set, NULL));
    kiosk_settings_read(fixture->data.path, &settings);
    assert_int_equal(settings.service.volume_percent, 30);
    assert_int_equal(settings.service.brightness_percent, 60);
    assert_int_equal(settings.service.language, LANGUAGE_ENGLISH);
    assert_int_equal(settings.wrong_pins, 7);
    write_file(fixture->data.path, "settings.json", 100);
    kiosk_settings_read(fixture->data.path, &settings);
    assert_int_equal(settings.wrong_pins, 7);
}

static void test_log_file__takes_lines_and_begins_anew_when_it_is_full(void **state)
{
    struct fixture *fixture = *state;
    char path[600];
    AUTO(log_file) struct log_file *file = NULL;
    AUTO(memory) char *text = NULL;
    size_t len;
    (void)snprintf(path, sizeof path, "%s/" LOG_FILE_NAME, fixture->data.path);
    write_file(fixture->data.path, LOG_FILE_NAME, LOG_FILE_MAX);
    assert_true(log_file_create(fixture->data.path, &file, NULL));
    log_event(LOG_INFO, "before", "a=1");
    log_file_turn(file, LOG_FILE_PERIOD_US);
    log_event(LOG_INFO, "after", "b=2");
    assert_true(file_read(path, 4096, &text, &len, NULL));
    assert_non_null(strstr(text, "event=after b=2"));
    assert_null(strstr(text, "event=before"));
    (void)strcat(path, ".1");
    assert_int_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(test_stick_export__writes_what_there_is),
        TEST(test_stick_export__no_stick_is_said),
        TEST(test_stick_export__a_full_stick_is_left_as_it_was),
        TEST(test_stick_export__a_read_only_stick_is_said),
        TEST(test_stick_export__finds_a_stick_among_the_mounts),
        TEST(test_kiosk_settings__outlive_a_restart_and_a_broken_file),
        TEST(test_log_file__takes_lines_and_begins_anew_when_it_is_full),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
