#include "recording_writer.h"

#include "check.h"
#include "recording.h"
#include "usb_id.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define DESCRIPTOR_LINE_BYTES 32

/* Room for the longest line of a transfer: three characters a byte, and what stands around. */
#define LINE_ROOM (3L * USB_TRANSFER_MAX_BYTES + 128)

struct recording_writer {
    FILE *file;
    bool begun;
    uint64_t device_id;
    int64_t start_us;
    size_t count;
    long len;
    bool full_told;
};

/* Whether it was written is asked once, at the end (ferror). */
static void put(struct recording_writer *writer, const char *text)
{
    (void)fputs(text, writer->file);
    writer->len += (long)strlen(text);
}

static void put_bytes(struct recording_writer *writer, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char text[4];
        (void)snprintf(text, sizeof text, " %02x", bytes[i]); /* fits */
        put(writer, text);
    }
}

bool recording_writer_create(const char *folder, struct recording_writer **ret_writer,
                             struct error *err)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/recording.txt", folder) >= (int)sizeof path) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
        return error_set_errno(err, errno, "%.400s", folder);
    }
    AUTO(recording_writer) struct recording_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        return error_set(err, ERROR_NO_MEMORY, "recording: out of memory");
    }
    writer->file = fopen(path, "wxe"); /* card numbers stand in it: nobody's is overwritten */
    if (!writer->file) {
        return error_set_errno(err, errno, "%.400s", path);
    }
    *ret_writer = TAKE(writer);
    return true;
}

void recording_writer_destroy(struct recording_writer *writer)
{
    if (writer) {
        if (writer->file) {
            (void)fclose(writer->file); /* nobody asked for it to be good */
        }
        free(writer);
    }
}

static void put_head(struct recording_writer *writer, const struct usb_device *device)
{
    char line[USB_NAME_SIZE + 64];
    char id[USB_ID_SIZE];
    usb_id_format(&(struct usb_id){device->vid, device->pid}, id);
    (void)snprintf(line, sizeof line, "shoushi-recording 1\nid %s\n", id); /* fits, as below */
    put(writer, line);
    if (device->name[0]) {
        (void)snprintf(line, sizeof line, "name %s\n", device->name);
        put(writer, line);
    }
    for (size_t at = 0; at < device->descriptors_len; at += DESCRIPTOR_LINE_BYTES) {
        size_t left = device->descriptors_len - at;
        put(writer, "descriptors");
        put_bytes(writer, device->descriptors + at,
                  left < DESCRIPTOR_LINE_BYTES ? left : DESCRIPTOR_LINE_BYTES);
        put(writer, "\n");
    }
}

bool recording_writer_begin(struct recording_writer *writer, const struct usb_device *device,
                            int64_t now_us)
{
    if (!writer->begun) {
        writer->begun = true;
        writer->device_id = device->id;
        writer->start_us = now_us;
        put_head(writer, device);
    }
    return writer->device_id == device->id;
}

static const char *status_word(enum usb_status status)
{
    static const char *const words[] = {
        [USB_DONE] = "done",         [USB_TIMED_OUT] = "timed_out", [USB_STALLED] = "stalled",
        [USB_OVERFLOW] = "overflow", [USB_GONE] = "gone",           [USB_FAILED] = "failed",
    };
    CHECK((size_t)status < ARRAY_LEN(words) && words[status]);
    return words[status];
}

static void put_transfer_head(struct recording_writer *writer, const struct usb_transfer *transfer,
                              int64_t at_us)
{
    char line[128];
    if (transfer->kind == USB_CONTROL) {
        const struct usb_setup *setup = &transfer->setup;
        (void)snprintf(line, sizeof line,
                       "%" PRId64 ".%06" PRId64 " control %02x %02x %04x %04x %zu", at_us / 1000000,
                       at_us % 1000000, setup->request_type, setup->request, setup->value,
                       setup->index, transfer->len); /* fits, as below */
    } else {
        (void)snprintf(line, sizeof line, "%" PRId64 ".%06" PRId64 " %s %02x %zu", at_us / 1000000,
                       at_us % 1000000, transfer->kind == USB_BULK ? "bulk" : "interrupt",
                       transfer->endpoint, transfer->len);
    }
    put(writer, line);
}

static bool has_room(struct recording_writer *writer)
{
    if (writer->count < RECORDING_TRANSFERS_MAX &&
        writer->len + LINE_ROOM < (long)RECORDING_FILE_MAX) {
        return true;
    }
    if (!writer->full_told) {
        writer->full_told = true;
        put(writer, "# what followed is left out: a recording holds no more\n");
    }
    return false;
}

void recording_writer_add(struct recording_writer *writer, const struct usb_transfer *transfer,
                          int64_t now_us)
{
    if (transfer->status == USB_CANCELLED || !has_room(writer)) {
        return;
    }
    bool in = (transfer->kind == USB_CONTROL ? transfer->setup.request_type : transfer->endpoint) &
              USB_DIRECTION_IN;
    put_transfer_head(writer, transfer, now_us - writer->start_us);
    if (!in) {
        put_bytes(writer, transfer->data, transfer->len);
    }
    put(writer, " -> ");
    put(writer, status_word(transfer->status));
    if (in && transfer->status == USB_DONE) {
        put_bytes(writer, transfer->data, transfer->actual_len);
    }
    put(writer, "\n");
    writer->count++;
}

void recording_writer_note(struct recording_writer *writer, const char *text)
{
    if (writer->begun && has_room(writer)) {
        put(writer, "# ");
        put(writer, text);
        put(writer, "\n");
    }
}

size_t recording_writer_count(const struct recording_writer *writer)
{
    return writer->count;
}

bool recording_writer_close(struct recording_writer *writer, struct error *err)
{
    FILE *file = TAKE(writer->file);
    bool failed = ferror(file);
    bool closed = fclose(file) == 0;
    return (!failed && closed) || error_set(err, ERROR_IO, "the recording could not be written");
}
