#include "sound.h"

#include "log.h"
#include "tone.h"
#include <SDL.h>

#define BUFFER_SAMPLES 1024 /* 21 ms: heard together with what is seen */

struct sound {
    bool audio_ready;
    SDL_AudioDeviceID device; /* 0: silent */
    size_t counts[MEANINGS];
    int16_t samples[MEANINGS][TONE_MAX_SAMPLES];
};

static void open_device(struct sound *sound)
{
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        log_event(LOG_WARNING, "no_sound", "reason=%s", LOG_TEXT(SDL_GetError()));
        return;
    }
    sound->audio_ready = true;
    SDL_AudioSpec wanted = {
        .freq = TONE_RATE_HZ, .format = AUDIO_S16SYS, .channels = 1, .samples = BUFFER_SAMPLES};
    sound->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (sound->device == 0) {
        log_event(LOG_WARNING, "no_sound", "reason=%s", LOG_TEXT(SDL_GetError()));
        return;
    }
    SDL_PauseAudioDevice(sound->device, 0);
}

void sound_set_volume(struct sound *sound, int volume_percent)
{
    for (int meaning = 0; meaning < MEANINGS; meaning++) {
        sound->counts[meaning] =
            volume_percent > 0
                ? tone_render((enum meaning)meaning, volume_percent, sound->samples[meaning])
                : 0;
    }
    if (volume_percent > 0 && !sound->audio_ready) {
        open_device(sound);
    }
}

bool sound_create(int volume_percent, struct sound **ret_sound, struct error *err)
{
    AUTO(sound) struct sound *sound = calloc(1, sizeof *sound);
    if (!sound) {
        return error_set(err, ERROR_NO_MEMORY, "sound: out of memory");
    }
    sound_set_volume(sound, volume_percent);
    *ret_sound = TAKE(sound);
    return true;
}

void sound_destroy(struct sound *sound)
{
    if (!sound) {
        return;
    }
    if (sound->device != 0) {
        SDL_CloseAudioDevice(sound->device);
    }
    if (sound->audio_ready) {
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    free(sound);
}

void sound_play(struct sound *sound, enum meaning meaning)
{
    if (sound->device == 0) {
        return;
    }
    SDL_ClearQueuedAudio(sound->device);
    uint32_t bytes = (uint32_t)(sound->counts[meaning] * sizeof sound->samples[0][0]);
    if (SDL_QueueAudio(sound->device, sound->samples[meaning], bytes) != 0) {
        log_event(LOG_WARNING, "sound_failed", "reason=%s", LOG_TEXT(SDL_GetError()));
    }
}
