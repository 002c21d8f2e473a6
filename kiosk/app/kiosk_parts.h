#pragma once
/* Everything a running kiosk is made of, brought up in the order in which one needs the other and
 * taken down the other way round. Main thread; the parts bring their own threads with them. */

#include "bounded_queue.h"
#include "clock.h"
#include "identity_file.h"
#include "kiosk_config.h"
#include "kiosk_settings.h"
#include "log_file.h"
#include "portrait_desk.h"
#include "reader_service.h"
#include "records_fault.h"
#include "sample_cards.h"
#include "sample_tapper.h"
#include "sound.h"
#include "sync_service.h"
#include "tap_desk.h"
#include "theme.h"
#include "view.h"

struct kiosk_parts {
    const struct kiosk_config *config;
    const struct clock *clock;
    struct theme theme;
    struct kiosk_settings settings;
    struct log_file *log; /* NULL where there is no room for one */
    struct identity identity;
    char boot[TRUSTED_TIME_BOOT_SIZE];
    struct sample_cards cards;
    struct tap_desk *desk;
    struct sync_service *sync;
    struct sync_report first_report; /* its facts are the desk's already */
    struct portrait_desk *portraits;
    struct view *view;
    struct sound *sound;
    struct bounded_queue *reader_events;
    struct reader_service *readers;
    struct sample_tapper *tapper; /* NULL without demonstration cards */
    int signals;                  /* readable when asked to end; -1 before */
};

/* Blocks SIGINT and SIGTERM in this thread and all that follow; they then arrive at `signals`.
 * config and clock must outlive the parts. *ret_parts NULL: the records cannot be opened now, and
 * ret_fault says why (records_fault.h). */
bool kiosk_parts_create(const struct kiosk_config *config, const struct clock *clock,
                        struct kiosk_parts **ret_parts, struct records_fault *ret_fault,
                        struct error *err) MUST_USE;
void kiosk_parts_destroy(struct kiosk_parts *parts);
DEFINE_AUTO(kiosk_parts);
