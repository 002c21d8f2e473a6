#include "reader.h"

#include "card_hold.h"
#include "check.h"
#include "log.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

enum phase {
    PHASE_WAITING,  /* closed; the next try is at retry_at_us */
    PHASE_RUNNING,  /* a session has the device */
    PHASE_STOPPING, /* the session was told to stop */
    PHASE_ENDED,
};

struct reader {
    const struct reader_surroundings *surroundings;
    const struct reader_driver *driver;
    const struct usb_device *device; /* NULL once it has left */
    uint64_t device_id;
    uint16_t vid, pid;
    char port[READER_PORT_SIZE];

    enum phase phase;
    bool ending;    /* pulled out or shut down: no further try */
    bool announced; /* ADDED was told */
    bool session_failed;
    unsigned failures; /* in a row */
    enum error_code last_failure;
    int64_t retry_at_us;
    int64_t ready_since_us;
    enum reader_state state;
    char reason[READER_REASON_SIZE];

    struct card_hold hold;

    struct usb_handle *handle;
    struct reader_session *session;
};

static int64_t now_us(const struct reader *reader)
{
    return clock_mono_us(reader->surroundings->clock);
}

static struct reader_event event_of(const struct reader *reader, enum reader_event_kind kind)
{
    struct reader_event event = {
        .kind = kind,
        .state = reader->state,
        .vid = reader->vid,
        .pid = reader->pid,
        .mono_us = now_us(reader),
        .driver = reader->driver->name,
        .card_type = "",
    };
    memcpy(event.port, reader->port, sizeof event.port);
    return event;
}

static void tell(const struct reader *reader, const struct reader_event *event)
{
    const struct reader_observer *observer = &reader->surroundings->observer;
    observer->on_event(event, observer->user);
}

/* Tells a change of state, and first of all that the reader is there. */
static void change_state(struct reader *reader, enum reader_state state, const char *reason)
{
    if (reader->announced && reader->state == state && strcmp(reader->reason, reason) == 0) {
        return;
    }
    reader->state = state;
    (void)snprintf(reader->reason, sizeof reader->reason, "%s", reason); /* cut is enough */
    if (!reader->announced) {
        reader->announced = true;
        struct reader_event added = event_of(reader, READER_EVENT_ADDED);
        tell(reader, &added);
    }
    struct reader_event event = event_of(reader, READER_EVENT_STATE);
    memcpy(event.reason, reader->reason, sizeof event.reason);
    tell(reader, &event);
}

static int64_t pause_us(unsigned failures)
{
    int64_t pause_ms = READER_RETRY_FIRST_MS;
    for (unsigned i = 1; i < failures && pause_ms < READER_RETRY_MAX_MS; i++) {
        pause_ms *= 2;
    }
    return 1000 * (pause_ms < READER_RETRY_MAX_MS ? pause_ms : READER_RETRY_MAX_MS);
}

/* Counts a failure and says what it means: patience with a reader that has just been plugged in,
 * recovering for one that was ready, a fault when tries do not help. */
static void note_failure(struct reader *reader, const struct error *err)
{
    log_event(LOG_DEBUG, "reader_failed", "port=%s failures=%u code=%s reason=%s", reader->port,
              reader->failures, error_code_name(err->code), LOG_TEXT(err->text));
    int64_t now = now_us(reader);
    if (reader->ready_since_us && now - reader->ready_since_us >= READER_STEADY_MS * 1000LL) {
        reader->failures = 0;
    }
    reader->ready_since_us = 0;
    reader->failures++;
    reader->last_failure = err->code;
    bool hopeless = err->code == ERROR_UNSUPPORTED;
    /* A reader that is pulled out fails so before udev, which may be slow, gives notice of it. */
    bool perhaps_leaving = err->code == ERROR_GONE;
    reader->retry_at_us = hopeless ? READER_NO_DEADLINE : now + pause_us(reader->failures);
    if (hopeless || reader->failures >= READER_QUICK_TRIES) {
        change_state(reader, READER_FAULT, err->text);
    } else if (reader->announced && reader->state == READER_READY && !perhaps_leaving) {
        change_state(reader, READER_RECOVERING, err->text);
    }
}

static void on_ready(void *user)
{
    struct reader *reader = user;
    reader->ready_since_us = now_us(reader);
    change_state(reader, READER_READY, "");
}

static void on_settled(void *user)
{
    struct reader *reader = user;
    card_hold_settle(&reader->hold, now_us(reader));
}

static void on_malformed(const char *reason, int64_t at_us, void *user)
{
    const struct reader *reader = user;
    struct reader_event event = event_of(reader, READER_EVENT_MALFORMED);
    event.mono_us = at_us;
    (void)snprintf(event.reason, sizeof event.reason, "%s", reason); /* cut is enough */
    tell(reader, &event);
}

static void tell_card(const struct reader *reader, enum reader_event_kind kind,
                      const struct reader_card *card, int64_t at_us)
{
    struct reader_event event = event_of(reader, kind);
    event.mono_us = at_us;
    event.number = card->number;
    event.format = card->format;
    event.card_type = card->type;
    tell(reader, &event);
}

static void on_card(const struct reader_card *card, int64_t at_us, void *user)
{
    struct reader *reader = user;
    const struct reader_config *config = &reader->surroundings->config;
    bool leaves = reader->driver->cards == READER_CARDS_LEAVE;
    int64_t again_us = 1000 * (leaves ? config->again_ms : config->wedge_again_ms);
    switch (card_hold_see(&reader->hold, &card->number, leaves ? CARD_PRESENT : CARD_GONE, again_us,
                          at_us)) {
    case CARD_HOLD_TAP:
        tell_card(reader, READER_EVENT_CARD, card, at_us);
        break;
    case CARD_HOLD_SECOND:
        on_malformed("two cards lie on the reader: take both away and put one there", at_us, user);
        break;
    case CARD_HOLD_SAME:
        break;
    }
}

static void on_card_left(const struct reader_card *card, int64_t at_us, void *user)
{
    struct reader *reader = user;
    if (card_hold_leave(&reader->hold, &card->number, at_us)) {
        tell_card(reader, READER_EVENT_CARD_LEFT, card, at_us);
    }
}

static void on_typed(const char *text, size_t len, int64_t at_us, void *user)
{
    const struct reader *reader = user;
    struct reader_event event = event_of(reader, READER_EVENT_TYPED);
    event.mono_us = at_us;
    (void)snprintf(event.typed, sizeof event.typed, "%.*s", (int)len, text); /* cut is enough */
    tell(reader, &event);
}

static void on_failed(const struct error *err, void *user)
{
    struct reader *reader = user;
    reader->session_failed = true;
    card_hold_interrupt(&reader->hold);
    if (!reader->ending) {
        note_failure(reader, err);
    }
}

/* A reset helps against a device that has lost its way, not against missing rights. */
static bool is_reset_due(const struct reader *reader)
{
    return reader->failures > 0 && reader->failures % READER_RESET_EVERY == 0 &&
           (reader->last_failure == ERROR_IO || reader->last_failure == ERROR_TIMEOUT);
}

static bool open_and_start(struct reader *reader, struct error *err)
{
    AUTO(usb_handle) struct usb_handle *handle = NULL;
    if (!usb_handle_open(reader->surroundings->port, reader->device_id, &handle, err)) {
        return false;
    }
    if (is_reset_due(reader) && !usb_handle_reset(handle, err)) {
        return error_prefix(err, "USB reset");
    }
    struct reader_context context = {
        .config = &reader->surroundings->config,
        .clock = reader->surroundings->clock,
        .handle = handle,
        .sink = {.on_ready = on_ready,
                 .on_settled = on_settled,
                 .on_card = on_card,
                 .on_card_left = on_card_left,
                 .on_malformed = on_malformed,
                 .on_typed = on_typed,
                 .on_failed = on_failed,
                 .user = reader},
    };
    if (!reader->driver->start(&context, reader->device, &reader->session, err)) {
        return false;
    }
    reader->handle = TAKE(handle);
    return true;
}

static void step_waiting(struct reader *reader, int64_t now)
{
    if (reader->ending) {
        reader->phase = PHASE_ENDED;
        return;
    }
    if (now < reader->retry_at_us) {
        return;
    }
    struct error err;
    reader->session_failed = false;
    if (open_and_start(reader, &err)) {
        reader->phase = PHASE_RUNNING;
    } else {
        note_failure(reader, &err);
    }
}

static void step_running(struct reader *reader, int64_t now)
{
    if (!reader->ending && !reader->session_failed &&
        now >= reader->driver->deadline_us(reader->session)) {
        reader->driver->run_deadline(reader->session, now);
    }
    if (reader->ending || reader->session_failed) {
        reader->driver->stop(reader->session);
        reader->phase = PHASE_STOPPING;
    }
}

static void step_stopping(struct reader *reader)
{
    if (!reader->driver->is_stopped(reader->session)) {
        return;
    }
    reader->driver->destroy(TAKE(reader->session));
    usb_handle_close(TAKE(reader->handle));
    reader->phase = reader->ending ? PHASE_ENDED : PHASE_WAITING;
}

bool reader_create(const struct reader_surroundings *surroundings,
                   const struct reader_driver *driver, const struct usb_device *device,
                   struct reader **ret_reader, struct error *err)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        return error_set(err, ERROR_NO_MEMORY, "reader: out of memory");
    }
    static_assert(READER_PORT_SIZE >= USB_PATH_SIZE, "an event's port holds any path");
    *reader = (struct reader){
        .surroundings = surroundings,
        .driver = driver,
        .device = device,
        .device_id = device->id,
        .vid = device->vid,
        .pid = device->pid,
        .phase = PHASE_WAITING,
        .state = READER_RECOVERING,
    };
    memcpy(reader->port, device->path, sizeof device->path);
    *ret_reader = reader;
    return true;
}

void reader_destroy(struct reader *reader)
{
    if (reader) {
        CHECK(!reader->session && !reader->handle);
        free(reader);
    }
}

uint64_t reader_device_id(const struct reader *reader)
{
    return reader->device_id;
}

void reader_step(struct reader *reader, int64_t now)
{
    if (reader->phase == PHASE_WAITING) {
        step_waiting(reader, now);
    } else if (reader->phase == PHASE_RUNNING) {
        step_running(reader, now);
    } else if (reader->phase == PHASE_STOPPING) {
        step_stopping(reader);
    }
}

int64_t reader_deadline_us(const struct reader *reader)
{
    switch (reader->phase) {
    case PHASE_WAITING:
        return reader->ending ? 0 : reader->retry_at_us;
    case PHASE_RUNNING:
        return reader->ending || reader->session_failed
                   ? 0
                   : reader->driver->deadline_us(reader->session);
    case PHASE_STOPPING:
        return reader->driver->is_stopped(reader->session) ? 0 : READER_NO_DEADLINE;
    case PHASE_ENDED:
        break;
    }
    return 0;
}

void reader_leave(struct reader *reader)
{
    reader->device = NULL;
    if (reader->announced && !reader->ending) {
        struct reader_event event = event_of(reader, READER_EVENT_REMOVED);
        tell(reader, &event);
    }
    reader->ending = true;
}

void reader_stop(struct reader *reader)
{
    reader->ending = true;
}

bool reader_signal(struct reader *reader, struct error *err)
{
    if (!reader->driver->signal) {
        return error_set(err, ERROR_UNSUPPORTED, "a %s reader has no buzzer or light to be used",
                         reader->driver->name);
    }
    if (reader->phase != PHASE_RUNNING || reader->session_failed) {
        return error_set(err, ERROR_BUSY, "the reader is not ready: %s",
                         reader->reason[0] ? reader->reason : "it is being opened");
    }
    return reader->driver->signal(reader->session, err);
}

const char *reader_port(const struct reader *reader)
{
    return reader->port;
}

bool reader_is_ended(const struct reader *reader)
{
    return reader->phase == PHASE_ENDED;
}
