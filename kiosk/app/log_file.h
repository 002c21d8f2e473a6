#pragma once
/* The log beside the journal, in the data folder, for whoever takes it away on a stick: kiosk.log
 * and the one before it, LOG_FILE_MAX bytes each at most (and a few lines). Main thread; any thread
 * logs meanwhile. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

#define LOG_FILE_MAX       1048576
#define LOG_FILE_PERIOD_US 10000000 /* between two looks at its size */
#define LOG_FILE_NAME      "kiosk.log"
#define LOG_FILE_BEFORE    "kiosk.log.1"

struct log_file;

/* From now on lines are copied there. */
bool log_file_create(const char *folder, struct log_file **ret_file, struct error *err) MUST_USE;
void log_file_destroy(struct log_file *file);
DEFINE_AUTO(log_file);

/* Begins a new one where this one is large enough; to be called every turn. */
void log_file_turn(struct log_file *file, int64_t now_us);
