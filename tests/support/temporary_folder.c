#include "temporary_folder.h"

#include "check.h"
#include <ftw.h>
#include <stdio.h>

void temporary_folder_use_memory(void)
{
    if (access("/dev/shm", W_OK) == 0) {
        CHECK(setenv("TMPDIR", "/dev/shm", 0) == 0);
    }
}

void temporary_folder_init(struct temporary_folder *folder)
{
    const char *base = getenv("TMPDIR");
    int len = snprintf(folder->path, sizeof folder->path, "%s/shoushi-test-XXXXXX",
                       base && *base ? base : "/tmp");
    CHECK(len < (int)sizeof folder->path);
    CHECK(mkdtemp(folder->path) != NULL);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status; /* a path is all that remove() needs */
    (void)type;
    (void)place;
    return remove(path);
}

void temporary_folder_finish(struct temporary_folder *folder)
{
    (void)nftw(folder->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS); /* what stays is in /tmp */
}

const char *temporary_folder_path(const struct temporary_folder *folder, const char *name,
                                  char ret_path[static 512])
{
    CHECK(snprintf(ret_path, 512, "%s/%s", folder->path, name) < 512);
    return ret_path;
}
