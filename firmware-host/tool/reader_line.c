#include "reader_line.h"

#include "check.h"
#include "json.h"
#include "usb_id.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void describe(const struct reader_event *event, char *ret_text, size_t size)
{
    char number[CARD_NUMBER_HEX_SIZE];
    switch (event->kind) {
    case READER_EVENT_ADDED:
        (void)snprintf(ret_text, size, "added"); /* fits, as does all below */
        return;
    case READER_EVENT_REMOVED:
        (void)snprintf(ret_text, size, "removed");
        return;
    case READER_EVENT_STATE:
        (void)snprintf(ret_text, size, "%s%s%s", reader_state_name(event->state),
                       event->reason[0] ? ": " : "", event->reason);
        return;
    case READER_EVENT_CARD:
    case READER_EVENT_CARD_LEFT:
        card_number_format(&event->number, number);
        (void)snprintf(ret_text, size, "card %s (%s%s%s)%s", number,
                       reader_card_format_name(event->format), event->card_type[0] ? ", " : "",
                       event->card_type, event->kind == READER_EVENT_CARD ? "" : " removed");
        return;
    case READER_EVENT_TYPED:
        (void)snprintf(ret_text, size, "typed %s", event->typed);
        return;
    case READER_EVENT_MALFORMED:
        (void)snprintf(ret_text, size, "unreadable: %s", event->reason);
        return;
    case READER_EVENT_LOST:
        (void)snprintf(ret_text, size, "%" PRIu32 " events lost: %s", event->lost_count,
                       event->reason);
        return;
    }
}

void reader_line_format(const struct reader_event *event, char ret_line[static READER_LINE_SIZE])
{
    char what[READER_REASON_SIZE + 64];
    describe(event, what, sizeof what);
    char who[READER_PORT_SIZE + 32] = "";
    if (event->port[0]) {
        char id[USB_ID_SIZE];
        usb_id_format(&(struct usb_id){event->vid, event->pid}, id);
        (void)snprintf(who, sizeof who, "%s %.16s %s ", event->port, event->driver, id); /* fits */
    }
    (void)snprintf(ret_line, READER_LINE_SIZE, "[%5" PRId64 ".%06" PRId64 "] %s%s\n",
                   event->mono_us / 1000000, event->mono_us % 1000000, who, what); /* fits */
}

/* The word of `monitor --json` for an event, or NULL. */
static const char *json_word(const struct reader_event *event)
{
    switch (event->kind) {
    case READER_EVENT_ADDED:
        return "reader_added";
    case READER_EVENT_REMOVED:
        return "reader_removed";
    case READER_EVENT_CARD:
        return "card";
    case READER_EVENT_CARD_LEFT:
        return "card_removed";
    case READER_EVENT_TYPED:
        return NULL;
    case READER_EVENT_MALFORMED:
    case READER_EVENT_LOST:
        return "reader_fault";
    case READER_EVENT_STATE:
        return event->state == READER_FAULT || event->state == READER_RECOVERING ? "reader_fault"
                                                                                 : NULL;
    }
    return NULL;
}

static void set_text(json_t *object, const char *key, const char *text)
{
    /* A reason may have been cut in the middle of a character. */
    json_t *value = json_string(text);
    CHECK(json_object_set_new(object, key, value ? value : json_string("")) == 0);
}

static void set_reader(json_t *object, const struct reader_event *event)
{
    char number[5];
    set_text(object, "reader", event->port);
    set_text(object, "driver", event->driver);
    (void)snprintf(number, sizeof number, "%04x", event->vid); /* fits */
    set_text(object, "vid", number);
    (void)snprintf(number, sizeof number, "%04x", event->pid); /* fits */
    set_text(object, "pid", number);
}

bool reader_line_format_json(const struct reader_event *event,
                             char ret_line[static READER_LINE_SIZE])
{
    const char *word = json_word(event);
    if (!word) {
        return false;
    }
    AUTO(json) json_t *object = json_object();
    CHECK(object);
    set_text(object, "event", word);
    if (event->port[0]) {
        set_reader(object, event);
    }
    if (event->kind == READER_EVENT_CARD || event->kind == READER_EVENT_CARD_LEFT) {
        char number[CARD_NUMBER_HEX_SIZE];
        card_number_format(&event->number, number);
        set_text(object, "number", number);
        set_text(object, "format", reader_card_format_name(event->format));
    }
    CHECK(json_object_set_new(object, "mono_us", json_integer(event->mono_us)) == 0);
    if (event->kind == READER_EVENT_STATE || event->kind == READER_EVENT_MALFORMED) {
        set_text(object, "reason", event->reason);
    } else if (event->kind == READER_EVENT_LOST) {
        char reason[READER_REASON_SIZE + 64];
        describe(event, reason, sizeof reason);
        set_text(object, "reason", reason);
    }
    size_t len = json_dumpb(object, ret_line, READER_LINE_SIZE - 2, JSON_COMPACT);
    CHECK(len <= READER_LINE_SIZE - 2);
    memcpy(ret_line + len, "\n", 2);
    return true;
}
