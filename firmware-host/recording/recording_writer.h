#pragma once
/* Writes down a conversation with a reader as it happens, in the form that recording.h reads: what
 * it says of itself at the first open, then each transfer as it ends. One thread at a time; the
 * reader thread while a recording_port works with it. */

#include "cleanup.h"
#include "error.h"
#include "usb_port.h"

struct recording_writer;

/* Makes FOLDER if it is not there, and in it recording.txt, which must not be there yet. */
bool recording_writer_create(const char *folder, struct recording_writer **ret_writer,
                             struct error *err) MUST_USE;

/* Without a word on what may have failed; recording_writer_close tells. */
void recording_writer_destroy(struct recording_writer *writer);
DEFINE_AUTO(recording_writer);

/* The first device begins the recording at now_us; true if device is the one that is recorded. */
bool recording_writer_begin(struct recording_writer *writer, const struct usb_device *device,
                            int64_t now_us);

/* A transfer that ended at now_us with its status and actual_len. Cancelled ones say nothing of a
 * reader and are left out; so is all beyond the limits of recording.h, which a comment tells. */
void recording_writer_add(struct recording_writer *writer, const struct usb_transfer *transfer,
                          int64_t now_us);

/* A comment, such as what the host did besides transfers. */
void recording_writer_note(struct recording_writer *writer, const char *text);

/* How many transfers were written. */
size_t recording_writer_count(const struct recording_writer *writer);

/* Ends the file; an error if anything of it could not be written. Nothing may be added any more. */
bool recording_writer_close(struct recording_writer *writer, struct error *err) MUST_USE;
