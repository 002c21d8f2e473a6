#pragma once
/* A folder of a test's own under $TMPDIR, removed with all that is in it. One thread. */

#include "cleanup.h"
#include <stddef.h>

struct temporary_folder {
    char path[256];
};

/* From now on folders are made in memory, where the system has a place for it: for tests that make
 * thousands of commits and ask nothing of the disk. */
void temporary_folder_use_memory(void);

/* Makes it; a test that gets none cannot go on (CHECK). */
void temporary_folder_init(struct temporary_folder *folder);
void temporary_folder_finish(struct temporary_folder *folder);

/* PATH/name in ret_path, which holds 512 bytes; returned for use in a call. */
const char *temporary_folder_path(const struct temporary_folder *folder, const char *name,
                                  char ret_path[static 512]);
