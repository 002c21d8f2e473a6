#include "ccid_driver.h"

#include "ccid_descriptor.h"
#include "ccid_readers.h"
#include "ccid_unit.h"
#include "check.h"

struct ccid_session {
    struct reader_session base;
    struct reader_context context;
    bool ready_told, settled_told, failed;
    size_t unit_count;
    struct ccid_unit units[CCID_INTERFACES_MAX];
};

static struct ccid_session *of_session(struct reader_session *base)
{
    return (struct ccid_session *)base;
}

static bool ccid_matches(const struct reader_config *config, const struct usb_device *device)
{
    (void)config; /* the device says of itself what it is */
    return ccid_descriptor_is_reader(device->descriptors, device->descriptors_len);
}

static void on_news(const struct ccid_news *news, void *user)
{
    const struct ccid_session *session = user;
    const struct reader_sink *sink = &session->context.sink;
    int64_t at_us = clock_mono_us(session->context.clock);
    if (news->has_left) {
        sink->on_card_left(&news->left, at_us, sink->user);
    }
    switch (news->kind) {
    case CCID_NEWS_CARD:
        sink->on_card(&news->card, at_us, sink->user);
        break;
    case CCID_NEWS_CARD_LEFT:
        sink->on_card_left(&news->card, at_us, sink->user);
        break;
    case CCID_NEWS_CARD_PASSED:
        sink->on_card(&news->card, at_us, sink->user);
        sink->on_card_left(&news->card, at_us, sink->user);
        break;
    case CCID_NEWS_MALFORMED:
        sink->on_malformed(news->reason, at_us, sink->user);
        break;
    case CCID_NEWS_NONE:
        break;
    }
}

static bool all_units(const struct ccid_session *session, bool (*is)(const struct ccid_unit *unit))
{
    for (size_t i = 0; i < session->unit_count; i++) {
        if (!is(&session->units[i])) {
            return false;
        }
    }
    return true;
}

static void on_answered(void *user)
{
    struct ccid_session *session = user;
    const struct reader_sink *sink = &session->context.sink;
    if (!session->failed && !session->ready_told && all_units(session, ccid_unit_is_ready)) {
        session->ready_told = true;
        sink->on_ready(sink->user);
    }
    if (session->ready_told && !session->settled_told && all_units(session, ccid_unit_is_settled)) {
        session->settled_told = true;
        sink->on_settled(sink->user);
    }
}

static void on_failed(const struct error *err, void *user)
{
    struct ccid_session *session = user;
    if (!session->failed) {
        session->failed = true;
        session->context.sink.on_failed(err, session->context.sink.user);
    }
}

static void ccid_destroy(struct reader_session *base)
{
    if (!base) {
        return;
    }
    struct ccid_session *session = of_session(base);
    for (size_t i = 0; i < session->unit_count; i++) {
        ccid_unit_finish(&session->units[i]);
    }
    free(session);
}
DEFINE_AUTO_AS(session, struct reader_session, ccid_destroy);

static bool start_units(struct ccid_session *session, const struct usb_device *device,
                        const struct ccid_layout *layout, struct error *err)
{
    const struct reader_config *config = session->context.config;
    struct ccid_unit_owner owner = {
        .on_news = on_news, .on_answered = on_answered, .on_failed = on_failed, .user = session};
    for (size_t i = 0; i < layout->count; i++) {
        struct ccid_slot_setup setup = {
            .interface = layout->interfaces[i],
            .extras = ccid_readers_extras((struct usb_id){device->vid, device->pid}),
            .uid_part = (enum card_number_part)config->uid_part,
            .feedback = (enum reader_feedback)config->feedback,
        };
        session->unit_count++;
        if (!ccid_unit_start(&session->units[i], &setup, &session->context, &owner, err)) {
            return false;
        }
    }
    return true;
}

static bool ccid_start(const struct reader_context *context, const struct usb_device *device,
                       struct reader_session **ret_session, struct error *err)
{
    struct ccid_layout layout;
    if (!ccid_descriptor_read(device->descriptors, device->descriptors_len, &layout, err)) {
        return false;
    }
    struct ccid_session *session = calloc(1, sizeof *session);
    if (!session) {
        return error_set(err, ERROR_NO_MEMORY, "ccid: out of memory");
    }
    AUTO(session) struct reader_session *guard = &session->base;
    session->base.driver = ccid_driver();
    session->context = *context;
    if (!start_units(session, device, &layout, err)) {
        return false;
    }
    *ret_session = TAKE(guard);
    return true;
}

static int64_t ccid_deadline_us(const struct reader_session *base)
{
    const struct ccid_session *session = (const struct ccid_session *)base;
    int64_t next_us = READER_NO_DEADLINE;
    for (size_t i = 0; i < session->unit_count; i++) {
        int64_t due_us = ccid_unit_deadline_us(&session->units[i]);
        next_us = due_us < next_us ? due_us : next_us;
    }
    return next_us;
}

static void ccid_run_deadline(struct reader_session *base, int64_t now_us)
{
    struct ccid_session *session = of_session(base);
    for (size_t i = 0; i < session->unit_count; i++) {
        ccid_unit_run_deadline(&session->units[i], now_us);
    }
}

static bool ccid_signal(struct reader_session *base, struct error *err)
{
    struct ccid_session *session = of_session(base);
    bool any = false;
    for (size_t i = 0; i < session->unit_count; i++) {
        any |= ccid_unit_signal(&session->units[i]);
    }
    return any || error_set(err, ERROR_UNSUPPORTED,
                            "the reader has no buzzer or light that Shoushi knows how to use");
}

static void ccid_stop(struct reader_session *base)
{
    struct ccid_session *session = of_session(base);
    for (size_t i = 0; i < session->unit_count; i++) {
        ccid_unit_stop(&session->units[i]);
    }
}

static bool ccid_is_stopped(const struct reader_session *base)
{
    const struct ccid_session *session = (const struct ccid_session *)base;
    for (size_t i = 0; i < session->unit_count; i++) {
        if (!session->units[i].stopped) {
            return false;
        }
    }
    return true;
}

const struct reader_driver *ccid_driver(void)
{
    static const struct reader_driver driver = {
        .name = "ccid",
        .cards = READER_CARDS_LEAVE,
        .matches = ccid_matches,
        .start = ccid_start,
        .deadline_us = ccid_deadline_us,
        .run_deadline = ccid_run_deadline,
        .signal = ccid_signal,
        .stop = ccid_stop,
        .is_stopped = ccid_is_stopped,
        .destroy = ccid_destroy,
    };
    return &driver;
}
