#pragma once
/* The log on a USB stick: a folder named after kiosk and time, with the log, the state and the
 * reader's events; never a card number or a token, which no log has. All of it or nothing, and on
 * the stick when it is said to be. Waits for the stick: a worker's thread. */

#include "error.h"
#include "service.h"
#include <stdbool.h>

#define STICK_EXPORT_TEXT_SIZE 8192

struct stick_export_job {
    char configured[512];  /* a folder to write to; "": the first stick that is mounted */
    char data_folder[512]; /* where the log is */
    char name[96];         /* of the folder: "shoushi-k0001-20261129-132200" */
    char state[STICK_EXPORT_TEXT_SIZE], events[STICK_EXPORT_TEXT_SIZE];
};

/* The first mount below /run/media or /media in a text as of /proc/self/mounts; false where there
 * is none. */
bool stick_export_find(const char *mounts, char *ret_folder, size_t size);

/* What a fault of this number means for the stick. */
enum service_export_standing stick_export_standing(int errnum);

void stick_export_run(const struct stick_export_job *job, struct service_export *ret_stick);
