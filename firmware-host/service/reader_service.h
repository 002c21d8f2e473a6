#pragma once
/* The application's way to the card readers: a thread that finds, opens, reads and revives every
 * supported reader of a usb_port and pushes what happens as struct reader_event into the caller's
 * queue (whose bounded_queue_fd() wakes the caller's loop). A program without any reader plugged in
 * is served too: it is told READER_ABSENT and hears of readers as they come. create and destroy
 * belong to one thread; between them nothing is called. */

#include "bounded_queue.h"
#include "clock.h"
#include "reader_config.h"
#include "reader_event.h"
#include "usb_port.h"

#define READER_EVENTS_CAPACITY 256 /* a good size for the queue: minutes of taps */

struct reader_service;

/* Starts the thread. port is taken over if true is returned and destroyed with the service; clock
 * and events stay the caller's and must live longer; events holds items of struct reader_event. A
 * full queue loses events, which a READER_EVENT_LOST tells. Fails on a config that breaks its
 * bounds. The first events: ADDED and STATE of each reader found, or STATE absent. */
bool reader_service_create(const struct reader_config *config, struct usb_port *port,
                           const struct clock *clock, struct bounded_queue *events,
                           struct reader_service **ret_service, struct error *err) MUST_USE;

/* Stops the thread: every reader is let go and its kernel driver given back. Takes at most
 * READER_STOP_MAX_MS. No event is pushed afterwards. */
#define READER_STOP_MAX_MS 3000
void reader_service_destroy(struct reader_service *service);
DEFINE_AUTO(reader_service);
