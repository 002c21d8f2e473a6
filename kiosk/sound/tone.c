#include "tone.h"

#include "check.h"
#include <math.h>
#include <string.h>

#define NOTES_MAX      5
#define FADE_MS        8
#define FULL_SCALE     26000.0 /* leaves the loudspeaker some room */
#define BUZZ_HARMONICS 9
#define SAMPLES_PER_MS (TONE_RATE_HZ / 1000)

enum timbre { TIMBRE_PURE, TIMBRE_BUZZ };

/* A frequency of 0 is a pause; a duration of 0 ends the list. */
struct note {
    int frequency_hz, duration_ms, loudness_percent;
    enum timbre timbre;
};

static const struct note sounds[MEANINGS][NOTES_MAX + 1] = {
    [MEANING_WELL] = {{1320, 140, 70, TIMBRE_PURE}},
    [MEANING_WARNING] = {{880, 170, 80, TIMBRE_PURE}, {587, 240, 80, TIMBRE_PURE}},
    [MEANING_NOTE] = {{392, 220, 45, TIMBRE_PURE}},
    [MEANING_WAITING] = {{660, 140, 70, TIMBRE_PURE},
                         {0, 90, 0, TIMBRE_PURE},
                         {660, 140, 70, TIMBRE_PURE}},
    [MEANING_REFUSED] = {{150, 600, 90, TIMBRE_BUZZ}},
    [MEANING_ALARM] = {{150, 320, 100, TIMBRE_BUZZ},
                       {0, 120, 0, TIMBRE_PURE},
                       {150, 320, 100, TIMBRE_BUZZ},
                       {0, 120, 0, TIMBRE_PURE},
                       {150, 320, 100, TIMBRE_BUZZ}},
};

/* A square wave's first harmonics: it buzzes, and small loudspeakers that cannot give 150 Hz still
 * give what is above it. */
static double wave(const struct note *note, double phase)
{
    if (note->timbre == TIMBRE_PURE) {
        return sin(phase);
    }
    double sum = 0;
    for (int harmonic = 1; harmonic <= BUZZ_HARMONICS; harmonic += 2) {
        sum += sin(phase * harmonic) / harmonic;
    }
    return sum;
}

static double fade(size_t index, size_t count)
{
    const double ramp = FADE_MS * SAMPLES_PER_MS;
    double from_start = (double)index / ramp;
    double from_end = (double)(count - 1 - index) / ramp;
    return fmin(1, fmin(from_start, from_end));
}

static size_t render_note(const struct note *note, int volume_percent, int16_t *samples)
{
    size_t count = (size_t)note->duration_ms * SAMPLES_PER_MS;
    double level = FULL_SCALE * note->loudness_percent * volume_percent / 10000;
    for (size_t i = 0; i < count; i++) {
        double phase = 2 * M_PI * note->frequency_hz * (double)i / TONE_RATE_HZ;
        samples[i] = (int16_t)(level * fade(i, count) * wave(note, phase));
    }
    return count;
}

size_t tone_render(enum meaning meaning, int volume_percent,
                   int16_t ret_samples[static TONE_MAX_SAMPLES])
{
    CHECK(meaning < MEANINGS && volume_percent >= 0 && volume_percent <= 100);
    size_t count = 0;
    for (const struct note *note = sounds[meaning]; note->duration_ms > 0; note++) {
        size_t wanted = (size_t)note->duration_ms * SAMPLES_PER_MS;
        CHECK(count + wanted <= TONE_MAX_SAMPLES);
        count += render_note(note, volume_percent, ret_samples + count);
    }
    return count;
}
