#pragma once
/* Plays the meanings' sounds through SDL. A kiosk without a loudspeaker works all the same, only
 * silently. Main thread. */

#include "cleanup.h"
#include "error.h"
#include "meaning.h"

struct sound;

/* Without an audio device the sound is silent, with a line in the log. volume_percent 0 opens no
 * device at all. */
bool sound_create(int volume_percent, struct sound **ret_sound, struct error *err) MUST_USE;
void sound_destroy(struct sound *sound);
DEFINE_AUTO(sound);

/* From the next sound on; opens the device where it was silent before. */
void sound_set_volume(struct sound *sound, int volume_percent);

/* Begins to play and returns at once; what was still playing stops. */
void sound_play(struct sound *sound, enum meaning meaning);
