#include "control_channel.h"

#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

struct fixture {
    struct temporary_folder folder;
    char path[512];
    struct control_channel *channel;
    int commands;
};

static void on_command(const char *command, char ret_answer[static CONTROL_ANSWER_SIZE], void *user)
{
    struct fixture *fixture = user;
    fixture->commands++;
    (void)snprintf(ret_answer, CONTROL_ANSWER_SIZE, "heard %.4000s", command);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    temporary_folder_init(&fixture.folder);
    (void)temporary_folder_path(&fixture.folder, "control", fixture.path);
    struct error err;
    if (!control_channel_create(fixture.path, on_command, &fixture, &fixture.channel, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    control_channel_destroy(fixture->channel);
    temporary_folder_finish(&fixture->folder);
    return 0;
}

static struct sockaddr_un make_address(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    assert_true(strlen(path) < sizeof address.sun_path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    return address;
}

static int connect_client(const char *path)
{
    struct sockaddr_un address = make_address(path);
    int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(client >= 0);
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

static void say(int client, const char *text)
{
    assert_int_equal(send(client, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Serves while there is something to serve, as the kiosk's loop does. */
static void serve(struct fixture *fixture)
{
    struct pollfd ready = {control_channel_fd(fixture->channel), POLLIN, 0};
    for (int i = 0; i < 50 && poll(&ready, 1, 0) > 0; i++) {
        control_channel_serve(fixture->channel);
    }
}

static const char *hear(int client)
{
    static char text[CONTROL_ANSWER_SIZE];
    ssize_t got = recv(client, text, sizeof text - 1, MSG_DONTWAIT);
    text[got > 0 ? got : 0] = '\0';
    return text;
}

static void test_control_channel__one_line_one_answer(void **state)
{
    struct fixture *fixture = *state;
    int client = connect_client(fixture->path);
    say(client, "state\nscreenshot a");
    serve(fixture);
    assert_string_equal(hear(client), "heard state\n");
    say(client, "b c\nquit\n");
    serve(fixture);
    assert_string_equal(hear(client), "heard screenshot ab c\nheard quit\n");
    (void)close(client);
    serve(fixture);
    assert_int_equal(fixture->commands, 3);
}

static void test_control_channel__only_its_owner_may_speak(void **state)
{
    struct fixture *fixture = *state;
    struct stat about;
    assert_int_equal(stat(fixture->path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void test_control_channel__a_line_without_end_is_let_go(void **state)
{
    struct fixture *fixture = *state;
    int client = connect_client(fixture->path);
    char flood[2 * CONTROL_LINE_MAX];
    memset(flood, 'x', sizeof flood);
    assert_int_equal(send(client, flood, sizeof flood, MSG_NOSIGNAL), sizeof flood);
    serve(fixture);
    char byte;
    assert_true(recv(client, &byte, 1, MSG_DONTWAIT) <= 0);
    assert_int_equal(fixture->commands, 0);
    (void)close(client);
    client = connect_client(fixture->path);
    say(client, "state\n");
    serve(fixture);
    assert_string_equal(hear(client), "heard state\n");
    (void)close(client);
}

static void test_control_channel__more_clients_than_places_are_turned_away(void **state)
{
    struct fixture *fixture = *state;
    int clients[CONTROL_CLIENTS_MAX + 1];
    for (int i = 0; i <= CONTROL_CLIENTS_MAX; i++) {
        clients[i] = connect_client(fixture->path);
        serve(fixture);
    }
    for (int i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        say(clients[i], "state\n");
        serve(fixture);
        assert_string_equal(hear(clients[i]), "heard state\n");
    }
    char byte;
    assert_int_equal(recv(clients[CONTROL_CLIENTS_MAX], &byte, 1, MSG_DONTWAIT), 0);
    for (int i = 0; i <= CONTROL_CLIENTS_MAX; i++) {
        (void)close(clients[i]);
    }
}

static void test_control_channel__a_client_that_does_not_read_is_let_go(void **state)
{
    struct fixture *fixture = *state;
    int client = connect_client(fixture->path);
    char command[4002];
    memset(command, 'x', sizeof command - 2);
    command[sizeof command - 2] = '\n';
    command[sizeof command - 1] = '\0';
    bool gone = false;
    for (int i = 0; i < 1000 && !gone; i++) {
        gone = send(client, command, strlen(command), MSG_NOSIGNAL | MSG_DONTWAIT) < 0;
        serve(fixture);
    }
    assert_true(gone);
    (void)close(client);
}

static void test_control_channel__a_served_socket_is_not_taken_a_dead_one_is(void **state)
{
    struct fixture *fixture = *state;
    struct control_channel *second = NULL;
    struct error err;
    assert_false(control_channel_create(fixture->path, on_command, fixture, &second, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    /* what a program that was killed leaves behind: a socket that nobody listens on */
    char left[512];
    (void)temporary_folder_path(&fixture->folder, "left", left);
    struct sockaddr_un address = make_address(left);
    int dead = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(dead, (struct sockaddr *)&address, sizeof address), 0);
    (void)close(dead);
    assert_true(control_channel_create(left, on_command, fixture, &second, &err));
    control_channel_destroy(second);
    assert_int_equal(access(left, F_OK), -1);
}

static void test_control_channel__a_path_that_cannot_be_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct control_channel *second = NULL;
    struct error err;
    assert_false(control_channel_create("/nowhere/control", on_command, fixture, &second, &err));
    assert_non_null(strstr(err.text, "/nowhere/control"));
    char path[CONTROL_PATH_SIZE + 1];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_false(control_channel_create(path, on_command, fixture, &second, &err));
    assert_int_equal(err.code, ERROR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_control_channel__one_line_one_answer, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_control_channel__only_its_owner_may_speak, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_control_channel__a_line_without_end_is_let_go, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_control_channel__more_clients_than_places_are_turned_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_control_channel__a_client_that_does_not_read_is_let_go,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_control_channel__a_served_socket_is_not_taken_a_dead_one_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_control_channel__a_path_that_cannot_be_is_named,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
