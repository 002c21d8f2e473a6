/* What libFuzzer found worth keeping, run as an ordinary test: each file of some folders through
 * one fuzz program. Any compiler, any sanitizer. */

#include "cleanup.h"
#include "file.h"
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_SIZE     4096
#define FILE_SIZE_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct error err;
    AUTO(memory) char *data = NULL;
    size_t len;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!file_read(path, FILE_SIZE_MAX, &data, &len, &err)) {
        (void)fprintf(stderr, "%s\n", err.text);
        return false;
    }
    (void)fprintf(stderr, "%s\n", name); /* so that a crash says at which */
    /* Of the exact size, so that a byte too far is seen by AddressSanitizer. */
    AUTO(memory) uint8_t *exact = malloc(len > 0 ? len : 1);
    if (!exact) {
        return false;
    }
    memcpy(exact, data, len);
    (void)LLVMFuzzerTestOneInput(exact, len);
    return true;
}

static bool replay_folder(const char *path, int *count)
{
    bool good = true;
    DIR *folder = opendir(path);
    if (!folder) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') {
            good = replay(path, entry->d_name) && good;
            ++*count;
        }
    }
    (void)closedir(folder);
    return good;
}

int main(int argc, char **argv)
{
    int count = 0;
    bool good = true;
    for (int i = 1; i < argc; i++) {
        good = replay_folder(argv[i], &count) && good;
    }
    (void)printf("%d replayed\n", count);
    return count > 0 && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
