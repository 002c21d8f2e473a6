#include "sample_tapper.h"

#include "bounded_queue.h"
#include "check.h"
#include "emulator_client.h"
#include "log.h"
#include "sample_cards.h"
#include <pthread.h>
#include <stdio.h>

#define ANSWER_MS 12000

/* An empty number ends the thread. */
struct sample_tap {
    char number[SAMPLE_NUMBER_SIZE];
};

struct sample_tapper {
    struct emulator_client *client; /* the thread's */
    struct bounded_queue *taps;
    pthread_t thread;
    bool running;
};

static void type_number(struct sample_tapper *tapper, const char *number)
{
    char command[SAMPLE_NUMBER_SIZE + 8];
    (void)snprintf(command, sizeof command, "card %s", number);
    struct error err;
    if (!emulator_client_command(tapper->client, command, ANSWER_MS, &err)) {
        log_event(LOG_WARNING, "sample_tap_failed", "reason=%s", LOG_TEXT(err.text));
    }
}

static void *run(void *user)
{
    struct sample_tapper *tapper = user;
    struct error err;
    if (!emulator_client_command(tapper->client, "plug", ANSWER_MS, &err)) {
        log_event(LOG_INFO, "sample_reader_there", "answer=%s", LOG_TEXT(err.text));
    }
    for (;;) {
        struct sample_tap tap;
        if (!bounded_queue_wait(tapper->taps, -1) || !bounded_queue_pop(tapper->taps, &tap)) {
            continue;
        }
        if (!tap.number[0]) {
            return NULL;
        }
        type_number(tapper, tap.number);
    }
}

bool sample_tapper_create(const char *socket_path, struct sample_tapper **ret_tapper,
                          struct error *err)
{
    AUTO(sample_tapper) struct sample_tapper *tapper = calloc(1, sizeof *tapper);
    if (!tapper) {
        return error_set(err, ERROR_NO_MEMORY, "sample cards: out of memory");
    }
    if (!emulator_client_create(socket_path, &tapper->client, err) ||
        !bounded_queue_create(SAMPLE_TAPS_MAX + 1, sizeof(struct sample_tap), &tapper->taps, err)) {
        return false;
    }
    if (pthread_create(&tapper->thread, NULL, run, tapper) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "sample cards: cannot start a thread");
    }
    tapper->running = true;
    *ret_tapper = TAKE(tapper);
    return true;
}

void sample_tapper_destroy(struct sample_tapper *tapper)
{
    if (!tapper) {
        return;
    }
    if (tapper->running) {
        const struct sample_tap end = {""};
        struct sample_tap dropped;
        while (!bounded_queue_push(tapper->taps, &end)) {
            bool made_room = bounded_queue_pop(tapper->taps, &dropped);
            (void)made_room; /* else the thread did; nobody waits for these taps any more */
        }
        CHECK(pthread_join(tapper->thread, NULL) == 0);
    }
    bounded_queue_destroy(tapper->taps);
    emulator_client_destroy(tapper->client);
    free(tapper);
}

void sample_tapper_tap(struct sample_tapper *tapper, const char *number)
{
    struct sample_tap tap;
    (void)snprintf(tap.number, sizeof tap.number, "%s", number);
    if (!bounded_queue_push(tapper->taps, &tap)) {
        log_event(LOG_WARNING, "sample_tap_lost", "waiting=%d", SAMPLE_TAPS_MAX);
    }
}
