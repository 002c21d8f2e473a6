#include "kiosk_parts.h"

#include "end_signals.h"
#include "kiosk_view.h"
#include "log.h"
#include "reader_source.h"
#include "server_address.h"
#include <string.h>

#define BRIGHTNESS_FULL 100 /* percent */

/* What is configured wrongly is no fault of the disk. */
static bool read_identity(struct kiosk_parts *parts, struct error *err)
{
    enum identity_found found;
    char url[IDENTITY_URL_MAX + 1];
    if (!identity_file_read(parts->config->data_folder, &found, &parts->identity, err)) {
        return false;
    }
    if (found != IDENTITY_ENROLLED) {
        return error_set(err, ERROR_INVALID, "this kiosk is not enrolled: its set-up was left");
    }
    return server_address_check(parts->identity.server_url,
                                (enum sync_transport)parts->config->transport, url, err);
}

static bool read_looks(struct kiosk_parts *parts, struct error *err)
{
    const char *cards_path = parts->config->sample_cards;
    return kiosk_view_read_theme(parts->config, &parts->theme, err) &&
           (!*cards_path || sample_cards_read(cards_path, &parts->cards, err));
}

static bool open_desk(struct kiosk_parts *parts, struct error *err)
{
    const struct tap_desk_place place = {.folder = parts->config->data_folder,
                                         .identity = &parts->identity,
                                         .clock = parts->clock,
                                         .boot = parts->boot};
    return trusted_time_read_boot(parts->boot, err) && tap_desk_create(&place, &parts->desk, err);
}

static bool open_sync(struct kiosk_parts *parts, struct error *err)
{
    const struct kiosk_config *config = parts->config;
    const struct sync_settings settings = {.folder = config->data_folder,
                                           .identity = &parts->identity,
                                           .ca_file = config->ca_file,
                                           .transport = (enum sync_transport)config->transport,
                                           .clock = parts->clock,
                                           .boot = parts->boot};
    if (!sync_service_create(&settings, &parts->sync, err) ||
        !portrait_desk_create(config->data_folder, &parts->identity, &parts->portraits, err)) {
        return false;
    }
    if (sync_service_take_report(parts->sync, &parts->first_report) && parts->first_report.facts) {
        tap_desk_take_facts(parts->desk, TAKE(parts->first_report.facts));
    }
    return true;
}

static bool open_view(struct kiosk_parts *parts, struct error *err)
{
    const struct kiosk_config *config = parts->config;
    return kiosk_view_open(config, &parts->theme, &parts->cards.strip, &parts->view, err) &&
           sound_create(parts->settings.service.volume_percent, &parts->sound, err);
}

static bool open_readers(struct kiosk_parts *parts, struct error *err)
{
    const struct kiosk_config *config = parts->config;
    AUTO(usb_port) struct usb_port *port = NULL;
    if (!bounded_queue_create(READER_EVENTS_CAPACITY, sizeof(struct reader_event),
                              &parts->reader_events, err) ||
        !reader_source_open(config->reader_source, parts->clock, &port, err) ||
        !reader_service_create(&config->reader, port, parts->clock, parts->reader_events,
                               &parts->readers, err)) {
        return false;
    }
    (void)TAKE(port); /* the service's now */
    if (parts->cards.strip.count == 0) {
        return true;
    }
    const char *socket_path = strchr(config->reader_source, ':'); /* kiosk_config looked for it */
    return sample_tapper_create(socket_path + 1, &parts->tapper, err);
}

/* What the configuration says, and over it what was set at the screen. */
static void read_settings(struct kiosk_parts *parts)
{
    const struct kiosk_config *config = parts->config;
    struct error fault;
    parts->settings.service = (struct service_settings){
        (int)config->volume_percent, BRIGHTNESS_FULL, (enum language)config->language};
    kiosk_settings_read(config->data_folder, &parts->settings);
    if (!log_file_create(config->data_folder, &parts->log, &fault)) {
        log_event(LOG_WARNING, "no_log_file", "reason=%s", LOG_TEXT(fault.text));
    }
}

bool kiosk_parts_create(const struct kiosk_config *config, const struct clock *clock,
                        struct kiosk_parts **ret_parts, struct records_fault *ret_fault,
                        struct error *err)
{
    AUTO(kiosk_parts) struct kiosk_parts *parts = calloc(1, sizeof *parts);
    if (!parts) {
        return error_set(err, ERROR_NO_MEMORY, "kiosk: out of memory");
    }
    parts->config = config;
    parts->clock = clock;
    parts->signals = -1;
    read_settings(parts);
    if (!end_signals_open(&parts->signals, err) || !read_looks(parts, err) ||
        !read_identity(parts, err)) {
        return false;
    }
    struct records_fault fault;
    if (!open_desk(parts, &fault.why) || !open_sync(parts, &fault.why)) {
        *ret_fault = fault;
        *ret_parts = NULL;
        return records_fault_may_pass(&fault) ||
               error_set(err, fault.why.code, "%s", fault.why.text);
    }
    if (!open_view(parts, err) || !open_readers(parts, err) ||
        !sync_service_start(parts->sync, err)) {
        return false;
    }
    *ret_parts = TAKE(parts);
    return true;
}

void kiosk_parts_destroy(struct kiosk_parts *parts)
{
    if (!parts) {
        return;
    }
    sample_tapper_destroy(parts->tapper);
    reader_service_destroy(parts->readers);
    bounded_queue_destroy(parts->reader_events);
    sync_service_destroy(parts->sync);
    sound_destroy(parts->sound);
    view_destroy(parts->view);
    portrait_desk_destroy(parts->portraits);
    tap_desk_destroy(parts->desk);
    log_file_destroy(parts->log);
    fd_auto(&parts->signals);
    free(parts);
}
