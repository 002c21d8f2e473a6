#include "portrait_desk.h"

#include "log.h"
#include "photo_book.h"
#include "pixmap.h"
#include <string.h>

struct kept {
    struct hash sha256;
    struct pixmap *picture; /* NULL: free, or not to be shown */
};

struct portrait_desk {
    struct photo_book *book;
    struct kept kept[PORTRAIT_DESK_KEPT]; /* the newest first */
};

bool portrait_desk_create(const char *folder, const struct identity *identity,
                          struct portrait_desk **ret_desk, struct error *err)
{
    AUTO(portrait_desk) struct portrait_desk *desk = calloc(1, sizeof *desk);
    if (!desk) {
        return error_set(err, ERROR_NO_MEMORY, "portraits: out of memory");
    }
    if (!photo_book_open(folder, identity, &desk->book, err)) {
        return false;
    }
    *ret_desk = TAKE(desk);
    return true;
}

void portrait_desk_destroy(struct portrait_desk *desk)
{
    if (desk) {
        for (int i = 0; i < PORTRAIT_DESK_KEPT; i++) {
            pixmap_destroy(desk->kept[i].picture);
        }
        photo_book_destroy(desk->book);
        free(desk);
    }
}

static uint64_t id_of(const struct hash *sha256)
{
    uint64_t id;
    memcpy(&id, sha256->bytes, sizeof id);
    return id | 1; /* 0 is no picture's */
}

static bool read_picture(struct portrait_desk *desk, const struct hash *sha256,
                         struct pixmap **ret_picture, struct error *err)
{
    AUTO(memory) uint8_t *jpeg = NULL;
    enum photo_book_found found;
    size_t len;
    *ret_picture = NULL;
    return photo_book_read(desk->book, sha256, &found, &jpeg, &len, err) &&
           (found == PHOTO_BOOK_NONE || pixmap_decode(jpeg, len, id_of(sha256), ret_picture, err));
}

static void keep(struct portrait_desk *desk, const struct hash *sha256, struct pixmap *picture)
{
    pixmap_destroy(desk->kept[PORTRAIT_DESK_KEPT - 1].picture);
    memmove(&desk->kept[1], &desk->kept[0], (PORTRAIT_DESK_KEPT - 1) * sizeof desk->kept[0]);
    desk->kept[0] = (struct kept){*sha256, picture};
}

/* One that has not come down yet is looked for again; one that is damaged is remembered as none. */
const struct pixmap *portrait_desk_find(struct portrait_desk *desk, const struct facts *facts,
                                        const char *staff)
{
    const struct facts_staff *person = facts_find_staff(facts, staff);
    const struct hash *sha256 = person ? facts_photo_hash(person) : NULL;
    struct pixmap *picture;
    struct error fault;
    if (!sha256) {
        return NULL;
    }
    for (int i = 0; i < PORTRAIT_DESK_KEPT; i++) {
        if (hash_equal(&desk->kept[i].sha256, sha256)) {
            return desk->kept[i].picture;
        }
    }
    if (!read_picture(desk, sha256, &picture, &fault)) {
        log_event(LOG_WARNING, "photo_not_shown", "reason=%s", LOG_TEXT(fault.text));
        keep(desk, sha256, NULL);
        return NULL;
    }
    if (picture) {
        keep(desk, sha256, picture);
    }
    return picture;
}
