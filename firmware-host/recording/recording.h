#pragma once
/* A reader's conversation as a text file: what it says of itself, and every transfer with its time
 * and outcome. A reader seen in the field becomes a file, a test and an emulated reader. Any
 * thread; one thread an object. */

#include "cleanup.h"
#include "error.h"
#include "usb_port.h"

/* For example:
 *
 *     shoushi-recording 1                      first line: format and version
 *     # anything                               a comment
 *     id ffff:0035                             vendor and product
 *     name Sycreader SYC ID&IC USB Reader      manufacturer and product, UTF-8
 *     descriptors 12 01 10 01 …                device and configuration descriptors; lines add up
 *     0.000000 control 21 0a 0000 0000 0 -> stalled
 *     0.002113 control 81 06 2200 0000 65 -> done 05 01 09 06 …
 *     3.100417 interrupt 81 8 -> done 00 00 27 00 00 00 00 00
 *     3.200000 bulk 02 10 62 00 00 00 00 00 01 00 00 00 -> done
 *
 * A transfer is: seconds since the reader was opened; kind; for control request type, request,
 * wValue and wIndex, else the endpoint, all in hex; the length asked for (IN) or sent (OUT), in
 * decimal, and then the bytes sent; -> the outcome (done, stalled, overflow, failed, timed_out,
 * gone); the bytes received. The times never go back. */

#define RECORDING_FILE_MAX      (4u << 20)
#define RECORDING_TRANSFERS_MAX 16384

struct recorded_transfer {
    int64_t at_us;
    enum usb_transfer_kind kind;
    uint8_t endpoint;
    struct usb_setup setup; /* control only */
    size_t len;             /* asked for, or sent */
    enum usb_status status;
    size_t data_len; /* bytes sent (OUT) or received (IN) */
    const uint8_t *data;
};

struct recording {
    uint16_t vid, pid;
    char name[USB_NAME_SIZE];
    size_t descriptors_len;
    uint8_t descriptors[USB_DESCRIPTORS_MAX];
    size_t transfer_count;
    const struct recorded_transfer *transfers;
};

/* Reads text of len bytes; source names it in errors: "SOURCE:LINE: what is wrong". */
bool recording_parse(const char *text, size_t len, const char *source,
                     struct recording **ret_recording, struct error *err) MUST_USE;

/* The same from FOLDER/recording.txt. */
bool recording_read(const char *folder, struct recording **ret_recording, struct error *err)
    MUST_USE;
void recording_destroy(struct recording *recording);
DEFINE_AUTO(recording);

/* True if the transfer goes from the device to the host. */
bool recorded_transfer_is_in(const struct recorded_transfer *transfer);
