#include "portrait_desk.h"

#include "darkroom.h"
#include "pixmap.h"
#include <string.h>

struct kept {
    struct hash sha256;
    struct pixmap *picture; /* NULL: free, or not to be shown */
};

struct portrait_desk {
    struct darkroom *room;
    struct kept kept[PORTRAIT_DESK_KEPT]; /* the newest first */
    struct hash newest_order;
    int orders; /* that were not taken yet */
};

bool portrait_desk_create(const char *folder, const struct identity *identity,
                          struct portrait_desk **ret_desk, struct error *err)
{
    AUTO(portrait_desk) struct portrait_desk *desk = calloc(1, sizeof *desk);
    if (!desk) {
        return error_set(err, ERROR_NO_MEMORY, "portraits: out of memory");
    }
    if (!darkroom_create(folder, identity, &desk->room, err)) {
        return false;
    }
    *ret_desk = TAKE(desk);
    return true;
}

void portrait_desk_destroy(struct portrait_desk *desk)
{
    if (desk) {
        darkroom_destroy(desk->room);
        for (int i = 0; i < PORTRAIT_DESK_KEPT; i++) {
            pixmap_destroy(desk->kept[i].picture);
        }
        free(desk);
    }
}

static const struct kept *find_kept(const struct portrait_desk *desk, const struct hash *sha256)
{
    for (int i = 0; i < PORTRAIT_DESK_KEPT; i++) {
        if (hash_equal(&desk->kept[i].sha256, sha256)) {
            return &desk->kept[i];
        }
    }
    return NULL;
}

/* One that has not come down yet is looked for again; one that is damaged is remembered as none. */
static void keep(struct portrait_desk *desk, const struct darkroom_print *print)
{
    if (!print->picture && !print->damaged) {
        return;
    }
    pixmap_destroy(desk->kept[PORTRAIT_DESK_KEPT - 1].picture);
    memmove(&desk->kept[1], &desk->kept[0], (PORTRAIT_DESK_KEPT - 1) * sizeof desk->kept[0]);
    desk->kept[0] = (struct kept){print->sha256, print->picture};
}

static void collect(struct portrait_desk *desk)
{
    for (; desk->orders > 0; desk->orders--) {
        const struct darkroom_print print = darkroom_take(desk->room);
        keep(desk, &print);
    }
}

static void order(struct portrait_desk *desk, const struct hash *sha256)
{
    bool ordered = desk->orders > 0 && hash_equal(&desk->newest_order, sha256);
    if (ordered || desk->orders == DARKROOM_ORDERS_MAX || find_kept(desk, sha256)) {
        return;
    }
    darkroom_order(desk->room, sha256);
    desk->newest_order = *sha256;
    desk->orders++;
}

void portrait_desk_expect(struct portrait_desk *desk, const struct facts_staff *person)
{
    const struct hash *sha256 = person ? facts_photo_hash(person) : NULL;
    if (sha256) {
        order(desk, sha256);
    }
}

bool portrait_desk_is_busy(struct portrait_desk *desk)
{
    return desk->orders > 0 && !darkroom_is_ready(desk->room);
}

const struct pixmap *portrait_desk_find(struct portrait_desk *desk,
                                        const struct facts_staff *person)
{
    const struct hash *sha256 = person ? facts_photo_hash(person) : NULL;
    if (!sha256) {
        return NULL;
    }
    collect(desk);
    if (!find_kept(desk, sha256)) { /* not expected, or not come down when it was */
        order(desk, sha256);
        collect(desk);
    }
    const struct kept *kept = find_kept(desk, sha256);
    return kept ? kept->picture : NULL;
}
