/* Compares pictures of the gallery with the approved ones. `gallery_test --approve` writes these
 * anew, for a person to look at before they are committed. */

#include "gallery.h"

#include "check.h"
#include "picture.h"
#include <SDL.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE     1024
#define DIFFERING_MAX 12 /* pixels; a moved word or another shade is hundreds */

enum { LARGE, SMALL, UPRIGHT };

/* Every screen once in Chinese and light; the other languages, sizes and appearances on the screens
 * where they strain the layout most. */
static const struct approved {
    const char *sample;
    int size;
    enum language language;
    enum appearance appearance;
} approved[] = {
    {"idle", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"idle-refused", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"idle-clock-uncertain", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"idle-samples", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"on-time", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"on-time", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_DARK},
    {"late", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"late", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"early", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"checked-in", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"same-tap", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"leave", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"unknown-card", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"revoked-card", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"long-name", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"long-name", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"foreign-name", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"rare-characters", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"not-recorded-disk-full", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"not-recorded", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"reader-absent", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"reader-recovering", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"kiosk-revoked", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"reader-fault", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"idle-meeting", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"idle-meeting-samples", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"meeting-before", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"meeting", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"meeting", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"meeting-huge", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"meeting-huge", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"meetings-two", LARGE, LANGUAGE_CHINESE, APPEARANCE_DARK},
    {"meetings-two", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"meetings-four", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"board", LARGE, LANGUAGE_CHINESE, APPEARANCE_DARK},
    {"board-huge", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"whereabouts", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"whereabouts", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"signed-in", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"signed-in-late", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"on-time-and-signed-in", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"signed-out-early", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"walk-in", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"substituted", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"substitute-waiting", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"substitute-unapproved", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"back", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"not-away", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"ask-substitute", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"pick-requested", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"pick-no-request", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"pick-unit", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"pick-people", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"pick-letters", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"pick-letters", LARGE, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"confirm-approved", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"confirm-waiting", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"confirm-unapproved", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"confirm-long", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-card-unread", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-no-keeper", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"read-card", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"read-card-seen", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"read-card-issued", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"setup-address", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"setup-address", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"setup-name-unknown", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"setup-certificate", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"setup-code", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"setup-code-wrong", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"setup-done", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"photo-late", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"photo-on-time", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"photo-late", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-card", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-card-unread", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-no-keeper", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-locked", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"service-pin", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-pin-wrong", LARGE, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-checking", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-state", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-state-trouble", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-state", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"service-card-no-reader", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-cards", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-cards-offline", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"issue-letters", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"issue-card", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"issue-card-known", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"issue-confirm", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"issue-asked", LARGE, LANGUAGE_CHINESE, APPEARANCE_DARK},
    {"issue-done", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"issue-taken", SMALL, LANGUAGE_CHINESE, APPEARANCE_DARK},
    {"issue-denied", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"issue-no-answer", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"service-reader", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-reader", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-network", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-network-bad", SMALL, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"service-network-bad", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-settings", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-settings", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
    {"service-export", SMALL, LANGUAGE_ENGLISH, APPEARANCE_LIGHT},
    {"service-export-done", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"service-export-full", UPRIGHT, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"month", LARGE, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"month", SMALL, LANGUAGE_CHINESE, APPEARANCE_LIGHT},
    {"month-well", UPRIGHT, LANGUAGE_ENGLISH, APPEARANCE_DARK},
};

/* Blocks averaged into a pixel, so that the files stay small and words can still be read. */
static const int reductions[GALLERY_SIZES] = {[LARGE] = 4, [SMALL] = 3, [UPRIGHT] = 4};

static size_t find_sample(const char *name)
{
    for (size_t i = 0; i < gallery_sample_count(); i++) {
        struct gallery_sample sample;
        gallery_sample_make(i, LANGUAGE_CHINESE, &sample);
        if (strcmp(sample.name, name) == 0) {
            return i;
        }
    }
    (void)fprintf(stderr, "no sample %s\n", name);
    abort();
}

static bool paint(const struct approved *row, struct font_set *fonts,
                  char ret_name[static GALLERY_NAME_SIZE], struct picture *ret_picture,
                  struct error *err)
{
    const struct theme theme = theme_default();
    const struct gallery_picture picture = {find_sample(row->sample), &gallery_sizes[row->size],
                                            row->language, row->appearance};
    gallery_picture_name(&picture, ret_name);
    struct SDL_Surface *surface = NULL;
    if (!gallery_picture_paint(&picture, &theme, fonts, &surface, err)) {
        return false;
    }
    bool good = picture_reduce(surface, reductions[row->size], ret_picture, err);
    SDL_FreeSurface(surface);
    return good;
}

static void make_path(const char *folder, const char *name, char ret_path[static PATH_SIZE])
{
    CHECK(snprintf(ret_path, PATH_SIZE, "%s/%s.png", folder, name) < PATH_SIZE);
}

/* Returns whether the picture is as approved; says what is not, and where to look. */
static bool compare(const char *name, const struct picture *painted)
{
    char approved_path[PATH_SIZE];
    char painted_path[PATH_SIZE];
    make_path(GALLERY_APPROVED, name, approved_path);
    make_path(GALLERY_PAINTED, name, painted_path);
    struct error err;
    struct picture expected = {0};
    int x;
    int y;
    bool there = picture_read(approved_path, &expected, &err);
    size_t differing = there ? picture_differing(painted, &expected, &x, &y) : 0;
    picture_finish(&expected);
    if (there && differing <= DIFFERING_MAX) {
        return true;
    }
    if (!there) {
        (void)printf("%s\n", err.text);
    } else {
        (void)printf("%s: %zu pixels differ, the first at %d,%d\n", name, differing, x, y);
    }
    if (!picture_write(painted_path, painted, &err)) {
        (void)printf("%s\n", err.text);
    }
    (void)printf("    painted:  %s\n    approved: %s\n"
                 "    If this is how it should look: gallery_test --approve, look, commit.\n",
                 painted_path, approved_path);
    return false;
}

static bool approve(const char *name, const struct picture *painted)
{
    char path[PATH_SIZE];
    make_path(GALLERY_APPROVED, name, path);
    struct error err;
    if (picture_write(path, painted, &err)) {
        return true;
    }
    (void)printf("%s\n", err.text);
    return false;
}

int main(int argc, char *argv[])
{
    bool approving = argc == 2 && strcmp(argv[1], "--approve") == 0;
    const struct font_files files = {{"", ""}, {""}};
    AUTO(font_set) struct font_set *fonts = NULL;
    struct error err;
    if (!font_set_create(&files, &fonts, &err)) {
        (void)printf("%s\n", err.text);
        return EXIT_FAILURE;
    }
    (void)mkdir(GALLERY_PAINTED, 0777); /* picture_write() says so if it is not there */
    size_t wrong = 0;
    for (size_t i = 0; i < ARRAY_LEN(approved); i++) {
        char name[GALLERY_NAME_SIZE];
        struct picture painted;
        if (!paint(&approved[i], fonts, name, &painted, &err)) {
            (void)printf("%s\n", err.text);
            return EXIT_FAILURE;
        }
        wrong += !(approving ? approve(name, &painted) : compare(name, &painted));
        picture_finish(&painted);
    }
    (void)printf("%zu pictures, %zu wrong\n", ARRAY_LEN(approved), wrong);
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
