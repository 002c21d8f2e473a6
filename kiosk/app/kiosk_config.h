#pragma once
/* The kiosk's configuration file: every key has a default, so that an empty file is a good one.
 * Read before anything else starts. Main thread. */

#include "control_channel.h"
#include "error.h"
#include "font_set.h"
#include "identity_file.h"
#include "reader_config.h"
#include "reader_source.h"
#include <stdbool.h>
#include <stdint.h>

#define KIOSK_CONFIG_PATH_SIZE    512
#define KIOSK_CONFIG_CONTACT_SIZE 128
#define KIOSK_CONFIG_CLOCK_SIZE   6

struct kiosk_config {
    char data_folder[KIOSK_CONFIG_PATH_SIZE]; /* data */
    int language;                             /* enum language */
    int appearance;                           /* enum appearance */
    int idle_page;                            /* enum idle_page */
    char night_from[KIOSK_CONFIG_CLOCK_SIZE]; /* "20:00"; the same as until: no night */
    char night_until[KIOSK_CONFIG_CLOCK_SIZE];
    int64_t volume_percent;
    char theme_path[KIOSK_CONFIG_PATH_SIZE];    /* "": the built-in theme */
    char export_folder[KIOSK_CONFIG_PATH_SIZE]; /* service.export; "": a USB stick */
    char contact[KIOSK_CONFIG_CONTACT_SIZE];
    char control_path[CONTROL_PATH_SIZE];      /* "": no control channel */
    char sample_cards[KIOSK_CONFIG_PATH_SIZE]; /* demo.cards; "": none */
    int window_mode;                           /* enum window_mode */
    int64_t window_width, window_height;
    char ca_file[KIOSK_CONFIG_PATH_SIZE]; /* "": the system's certificates */
    int transport;                        /* enum sync_transport */
    char reader_source[READER_SOURCE_SIZE];
    struct reader_config reader;
    struct font_files fonts;
    char setup_address[KIOSK_CONFIG_PATH_SIZE]; /* what the set-up begins with; "": nothing */
    char setup_list[KIOSK_CONFIG_PATH_SIZE];    /* codes of many kiosks; "": none */
};

struct kiosk_config kiosk_config_default(void);

/* Reads path over the default. Errors name file, line and key. */
bool kiosk_config_read(const char *path, struct kiosk_config *ret_config, struct error *err)
    MUST_USE;
