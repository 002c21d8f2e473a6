#include "sound.h"

#include "cmocka_tests.h"
#include <stdlib.h>

static void play_everything(const char *driver, int volume)
{
    assert_int_equal(setenv("SDL_AUDIODRIVER", driver, 1), 0);
    AUTO(sound) struct sound *sound = NULL;
    struct error err;
    assert_true(sound_create(volume, &sound, &err));
    for (int meaning = 0; meaning < MEANINGS; meaning++) {
        sound_play(sound, (enum meaning)meaning);
    }
}

static void test_sound__plays_where_there_is_a_device(void **state)
{
    (void)state;
    play_everything("dummy", 80);
}

static void test_sound__is_silent_where_there_is_none(void **state)
{
    (void)state;
    play_everything("no-such-driver", 80);
}

static void test_sound__volume_zero_opens_nothing(void **state)
{
    (void)state;
    play_everything("no-such-driver", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound__plays_where_there_is_a_device),
        cmocka_unit_test(test_sound__is_silent_where_there_is_none),
        cmocka_unit_test(test_sound__volume_zero_opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
