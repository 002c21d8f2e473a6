#include "bench_photos.h"

#include "check.h"
#include "roster_store.h"
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#define WIDTH   448
#define HEIGHT  560
#define QUALITY 88

/* Waves with some noise on them weigh what a face does, about 40 KB. */
static unsigned char *make_jpeg(unsigned long *ret_len)
{
    AUTO(memory) unsigned char *pixels = malloc((size_t)WIDTH * HEIGHT * 3);
    unsigned char *jpeg = NULL;
    uint32_t noise = 1;
    tjhandle handle = tjInitCompress();
    CHECK(pixels && handle);
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++) {
        noise = noise * 1664525U + 1013904223U;
        pixels[i] = (unsigned char)(64 + i / 3 % WIDTH / 4 + (int)(noise >> 28));
    }
    *ret_len = 0;
    CHECK(tjCompress2(handle, pixels, WIDTH, 0, HEIGHT, TJPF_RGB, &jpeg, ret_len, TJSAMP_420,
                      QUALITY, 0) == 0);
    CHECK(tjDestroy(handle) == 0);
    return jpeg;
}

/* What stands behind a picture's end is not looked at, and makes another file of it. */
static void number(unsigned char *bytes, unsigned long len, int person)
{
    memcpy(bytes + len, &person, sizeof person);
}

struct hash *bench_photos_put(const char *folder, const struct identity *identity, int people)
{
    AUTO(roster_store) struct roster_store *roster = NULL;
    struct error err;
    unsigned long len;
    unsigned char *jpeg = make_jpeg(&len);
    AUTO(memory) unsigned char *bytes = malloc(len + sizeof people);
    struct hash *hashes = calloc((size_t)people, sizeof *hashes);
    CHECK(bytes && hashes);
    memcpy(bytes, jpeg, len);
    tjFree(jpeg);
    CHECK(roster_store_open(folder, identity, clock_system(), &roster, &err));
    for (int person = 0; person < people; person++) {
        number(bytes, len, person);
        hashes[person] = hash_sha256(bytes, len + sizeof person);
        CHECK(roster_store_put_photo(roster, &hashes[person], bytes, len + sizeof person, &err));
    }
    return hashes;
}
