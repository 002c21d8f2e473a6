#include "darkroom.h"

#include "bounded_queue.h"
#include "check.h"
#include "log.h"
#include "photo_book.h"
#include "pixmap.h"
#include <pthread.h>
#include <string.h>

struct order {
    struct hash sha256;
    bool last; /* the thread ends */
};

struct darkroom {
    struct photo_book *book; /* the thread's, while it runs */
    struct bounded_queue *orders, *prints;
    pthread_t thread;
    bool started;
};

static uint64_t id_of(const struct hash *sha256)
{
    uint64_t id;
    memcpy(&id, sha256->bytes, sizeof id);
    return id | 1; /* 0 is no picture's */
}

static bool develop(struct darkroom *room, const struct hash *sha256, struct pixmap **ret_picture,
                    struct error *err)
{
    AUTO(memory) uint8_t *jpeg = NULL;
    enum photo_book_found found;
    size_t len;
    *ret_picture = NULL;
    return photo_book_read(room->book, sha256, &found, &jpeg, &len, err) &&
           (found == PHOTO_BOOK_NONE || pixmap_decode(jpeg, len, id_of(sha256), ret_picture, err));
}

static void *run(void *user)
{
    struct darkroom *room = user;
    for (;;) {
        struct order order;
        struct error fault;
        if (!bounded_queue_wait(room->orders, -1) || !bounded_queue_pop(room->orders, &order)) {
            continue;
        }
        if (order.last) {
            return NULL;
        }
        struct darkroom_print print = {.sha256 = order.sha256};
        if (!develop(room, &order.sha256, &print.picture, &fault)) {
            print.damaged = true;
            log_event(LOG_WARNING, "photo_not_shown", "reason=%s", LOG_TEXT(fault.text));
        }
        CHECK(bounded_queue_push(room->prints, &print)); /* there is room for one of each order */
    }
}

bool darkroom_create(const char *folder, const struct identity *identity,
                     struct darkroom **ret_room, struct error *err)
{
    AUTO(darkroom) struct darkroom *room = calloc(1, sizeof *room);
    if (!room) {
        return error_set(err, ERROR_NO_MEMORY, "darkroom: out of memory");
    }
    if (!photo_book_open(folder, identity, &room->book, err) ||
        !bounded_queue_create(DARKROOM_ORDERS_MAX + 1, sizeof(struct order), &room->orders, err) ||
        !bounded_queue_create(DARKROOM_ORDERS_MAX, sizeof(struct darkroom_print), &room->prints,
                              err)) {
        return false;
    }
    int errnum = pthread_create(&room->thread, NULL, run, room);
    if (errnum != 0) {
        return error_set_errno(err, errnum, "photo thread");
    }
    room->started = true;
    *ret_room = TAKE(room);
    return true;
}

void darkroom_destroy(struct darkroom *room)
{
    if (!room) {
        return;
    }
    if (room->started) {
        const struct order end = {.last = true};
        CHECK(bounded_queue_push(room->orders, &end)); /* the queue has a place for it */
        CHECK(pthread_join(room->thread, NULL) == 0);
        struct darkroom_print print;
        while (bounded_queue_pop(room->prints, &print)) {
            pixmap_destroy(print.picture);
        }
    }
    bounded_queue_destroy(room->orders);
    bounded_queue_destroy(room->prints);
    photo_book_destroy(room->book);
    free(room);
}

void darkroom_order(struct darkroom *room, const struct hash *sha256)
{
    const struct order order = {.sha256 = *sha256};
    CHECK(bounded_queue_push(room->orders, &order));
}

bool darkroom_is_ready(struct darkroom *room)
{
    return bounded_queue_wait(room->prints, 0);
}

struct darkroom_print darkroom_take(struct darkroom *room)
{
    struct darkroom_print print;
    CHECK(bounded_queue_wait(room->prints, -1) && bounded_queue_pop(room->prints, &print));
    return print;
}
