#pragma once
/* The sounds of the meanings, as samples: told apart by ear as their icons are by eye. Pure, any
 * thread. */

#include "meaning.h"
#include <stddef.h>
#include <stdint.h>

#define TONE_RATE_HZ     48000
#define TONE_MAX_MS      1500
#define TONE_MAX_SAMPLES (TONE_RATE_HZ / 1000 * TONE_MAX_MS)

/* Writes the meaning's sound as mono samples; volume_percent is 0 to 100. Returns how many, at most
 * TONE_MAX_SAMPLES. It begins and ends in silence, so that it never clicks. */
size_t tone_render(enum meaning meaning, int volume_percent,
                   int16_t ret_samples[static TONE_MAX_SAMPLES]);
