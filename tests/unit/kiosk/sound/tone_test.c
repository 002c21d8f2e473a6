#include "tone.h"

#include "cmocka_tests.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int16_t samples[TONE_MAX_SAMPLES];

static int peak(const int16_t *from, size_t count)
{
    int most = 0;
    for (size_t i = 0; i < count; i++) {
        most = abs(from[i]) > most ? abs(from[i]) : most;
    }
    return most;
}

/* Zero crossings tell a pure tone's frequency. */
static int frequency(const int16_t *from, size_t count)
{
    int crossings = 0;
    for (size_t i = 1; i < count; i++) {
        crossings += (from[i - 1] < 0) != (from[i] < 0);
    }
    return (int)((long)crossings * TONE_RATE_HZ / (2 * (long)count));
}

/* Bursts of sound with silence between them. */
static int count_bursts(size_t count)
{
    int bursts = 0;
    const size_t window = TONE_RATE_HZ / 100;
    int was_loud = 0;
    for (size_t i = 0; i + window <= count; i += window) {
        int loud = peak(samples + i, window) > 1000;
        bursts += loud && !was_loud;
        was_loud = loud;
    }
    return bursts;
}

static void test_tone__no_two_meanings_sound_alike(void **state)
{
    (void)state;
    static int16_t other[TONE_MAX_SAMPLES];
    for (int a = 0; a < MEANINGS; a++) {
        size_t count = tone_render((enum meaning)a, 100, samples);
        assert_in_range(count, TONE_RATE_HZ / 10, TONE_MAX_SAMPLES);
        for (int b = a + 1; b < MEANINGS; b++) {
            size_t other_count = tone_render((enum meaning)b, 100, other);
            assert_true(count != other_count || memcmp(samples, other, count * 2) != 0);
        }
    }
}

static void test_tone__on_time_is_one_short_high_tone(void **state)
{
    (void)state;
    size_t count = tone_render(MEANING_WELL, 100, samples);
    assert_true(count <= TONE_RATE_HZ / 5);
    assert_int_equal(count_bursts(count), 1);
    assert_in_range(frequency(samples, count), 1000, 1500);
}

static void test_tone__late_falls(void **state)
{
    (void)state;
    size_t count = tone_render(MEANING_WARNING, 100, samples);
    int first = frequency(samples, count / 3);
    int last = frequency(samples + count * 2 / 3, count / 3);
    assert_true(first > last + 150);
}

static void test_tone__a_note_is_low_and_soft(void **state)
{
    (void)state;
    size_t well = tone_render(MEANING_WELL, 100, samples);
    int well_peak = peak(samples, well);
    size_t count = tone_render(MEANING_NOTE, 100, samples);
    assert_int_equal(count_bursts(count), 1);
    assert_in_range(frequency(samples, count), 300, 500);
    assert_true(peak(samples, count) < well_peak);
}

static void test_tone__waiting_is_two_and_not_recorded_three(void **state)
{
    (void)state;
    assert_int_equal(count_bursts(tone_render(MEANING_WAITING, 100, samples)), 2);
    assert_int_equal(count_bursts(tone_render(MEANING_REFUSED, 100, samples)), 1);
    assert_int_equal(count_bursts(tone_render(MEANING_ALARM, 100, samples)), 3);
}

static void test_tone__begins_and_ends_in_silence(void **state)
{
    (void)state;
    for (int meaning = 0; meaning < MEANINGS; meaning++) {
        size_t count = tone_render((enum meaning)meaning, 100, samples);
        assert_int_equal(samples[0], 0);
        assert_in_range(abs(samples[count - 1]), 0, 200);
    }
}

static void test_tone__volume_scales_and_nothing_overflows(void **state)
{
    (void)state;
    for (int meaning = 0; meaning < MEANINGS; meaning++) {
        size_t count = tone_render((enum meaning)meaning, 100, samples);
        int full = peak(samples, count);
        assert_in_range(full, 5000, INT16_MAX - 1);
        (void)tone_render((enum meaning)meaning, 50, samples);
        assert_in_range(peak(samples, count), full / 2 - 2, full / 2 + 2);
        (void)tone_render((enum meaning)meaning, 0, samples);
        assert_int_equal(peak(samples, count), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tone__no_two_meanings_sound_alike),
        cmocka_unit_test(test_tone__on_time_is_one_short_high_tone),
        cmocka_unit_test(test_tone__late_falls),
        cmocka_unit_test(test_tone__a_note_is_low_and_soft),
        cmocka_unit_test(test_tone__waiting_is_two_and_not_recorded_three),
        cmocka_unit_test(test_tone__begins_and_ends_in_silence),
        cmocka_unit_test(test_tone__volume_scales_and_nothing_overflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
