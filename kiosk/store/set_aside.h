#pragma once
/* Moves a damaged database out of the way, whole: NAME.db with its WAL becomes
 * NAME-damaged-TIME.db, and nothing is deleted. A note beside it lets the next start finish what a
 * power cut broke off; until the new database is in use the note stays. One thread a folder. */

#include "error.h"
#include <stdbool.h>
#include <stdint.h>

#define SET_ASIDE_PATH_SIZE 512

/* Finishes a move that was broken off, and says where the files are now; "" if none was. */
bool set_aside_resume(const char *folder, const char *name, char ret_path[SET_ASIDE_PATH_SIZE],
                      struct error *err) MUST_USE;

/* Moves FOLDER/NAME.db with its WAL; utc_us makes the new name. */
bool set_aside_move(const char *folder, const char *name, int64_t utc_us,
                    char ret_path[SET_ASIDE_PATH_SIZE], struct error *err) MUST_USE;

/* The new database is in use: the note goes. */
bool set_aside_finish(const char *folder, const char *name, struct error *err) MUST_USE;
