#pragma once
/* One reader from plug to unplug, whatever its kind: opened with patience, since udev and the
 * kernel need some milliseconds after a plug; watched; closed and opened again when it fails, with
 * growing pauses and a USB reset when nothing else helped; let go so that the kernel has it back. A
 * state machine without a thread: reader_step() moves it on. Reader thread. */

#include "reader_driver.h"

/* The pause after the n-th failure in a row is READER_RETRY_FIRST_MS × 2^n, at most
 * READER_RETRY_MAX_MS. After READER_QUICK_TRIES of them it is a fault, which a person hears of. */
#define READER_RETRY_FIRST_MS 50
#define READER_RETRY_MAX_MS   60000
#define READER_QUICK_TRIES    6

/* Every so many failures in a row the device is reset before the next try. */
#define READER_RESET_EVERY 4

/* A reader that worked for this long starts counting failures anew. */
#define READER_STEADY_MS 10000

struct reader;

struct reader_observer {
    void (*on_event)(const struct reader_event *event, void *user);
    void *user;
};

/* What readers of one host share; borrowed. */
struct reader_surroundings {
    struct reader_config config;
    struct usb_port *port;
    const struct clock *clock;
    struct reader_observer observer;
};

/* device is borrowed until reader_leave(). ADDED is told with the first outcome: ready or fault. */
bool reader_create(const struct reader_surroundings *surroundings,
                   const struct reader_driver *driver, const struct usb_device *device,
                   struct reader **ret_reader, struct error *err) MUST_USE;

/* Only when reader_is_ended(), or never stepped. */
void reader_destroy(struct reader *reader);
DEFINE_AUTO(reader);

uint64_t reader_device_id(const struct reader *reader);

/* Where it is plugged in, borrowed. */
const char *reader_port(const struct reader *reader);

/* Does what is due at now_us. */
void reader_step(struct reader *reader, int64_t now_us);

/* When the next step is due: now_us or earlier, later, or READER_NO_DEADLINE. */
int64_t reader_deadline_us(const struct reader *reader);

/* Lets it beep and light up; ERROR_UNSUPPORTED where it cannot. */
bool reader_signal(struct reader *reader, struct error *err) MUST_USE;

/* It was pulled out: tells REMOVED, then ends by further steps. */
void reader_leave(struct reader *reader);

/* Lets the reader go without a word; ends by further steps. */
void reader_stop(struct reader *reader);

bool reader_is_ended(const struct reader *reader);
