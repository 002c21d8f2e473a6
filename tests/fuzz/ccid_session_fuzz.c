/* A reader gone mad: a CCID whose answers, notices and failures are the fuzzer's bytes, plugged
 * into a host. Each transfer takes a byte for what becomes of it, one for a length, then the data.
 * The host neither hangs nor keeps anything, and lets the reader go in the end. */

#include "check.h"
#include "reader_rig.h"
#include <string.h>

#define RUN_MS 400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct mad_device {
    struct emulated_device base;
    const uint8_t *at, *end;
    uint8_t slot, seq, type; /* of the last command: bits of an answer may be right */
};

static const uint8_t descriptors[] = {
    18,   1,    0x10, 0x01, 0,  0,    0,    8,    0x2f, 0x07, 0x00, 0x22, 0x06, 0x02, 1,    2,
    0,    1,    9,    2,    93, 0,    1,    1,    0,    0x80, 100,  9,    4,    0,    0,    3,
    0x0b, 0,    0,    0,    54, 0x21, 0x00, 0x01, 0x01, 0x07, 2,    0,    0,    0,    0xa0, 0x0f,
    0,    0,    0xa0, 0x0f, 0,  0,    0,    0x00, 0x2a, 0,    0,    0x90, 0xd0, 3,    0,    0,
    0,    1,    0,    0,    0,  0,    0,    0,    0,    0,    0,    0,    0x40, 0x00, 0x02, 0x00,
    0x0f, 0x01, 0,    0,    0,  0,    0,    0,    0,    1,    7,    5,    0x81, 3,    8,    0,
    16,   7,    5,    0x02, 2,  64,   0,    0,    7,    5,    0x82, 2,    64,   0,    0};

static uint8_t take(struct mad_device *device)
{
    return device->at < device->end ? *device->at++ : 0;
}

/* A header that fits, with as much of the fuzzer's data as it says. */
static void answer_well(struct mad_device *device, struct emulated_packet *packet, uint8_t status,
                        size_t len)
{
    uint8_t answer_type = device->type == 0x65 || device->type == 0x63 || device->type == 0x72
                              ? 0x81
                              : (device->type == 0x6b ? 0x83 : 0x80);
    len = len < packet->room - 10 ? len : packet->room - 10;
    memset(packet->data, 0, 10);
    packet->data[0] = answer_type;
    packet->data[1] = (uint8_t)len;
    packet->data[5] = device->slot;
    packet->data[6] = device->seq;
    packet->data[7] = status;
    for (size_t i = 0; i < len; i++) {
        packet->data[10 + i] = take(device);
    }
    packet->len = 10 + len;
}

static enum emulated_answer transfer(struct emulated_device *base, uint8_t endpoint,
                                     struct emulated_packet *packet, int64_t now_us)
{
    struct mad_device *device = (struct mad_device *)base;
    (void)now_us; /* it is as mad at any time */
    if (device->at == device->end) {
        return EMULATED_NAK;
    }
    uint8_t what = take(device);
    if (!(endpoint & USB_DIRECTION_IN) && packet->len >= 10) {
        device->type = packet->data[0];
        device->slot = packet->data[5];
        device->seq = packet->data[6];
    }
    switch (what & 15) {
    case 0:
        return EMULATED_NAK;
    case 1:
        return EMULATED_STALL;
    case 2:
        return EMULATED_BABBLE;
    case 3:
        return EMULATED_BROKEN;
    case 4:
        return endpoint == 0x81 ? EMULATED_NAK : EMULATED_GONE;
    default:
        break;
    }
    if (!(endpoint & USB_DIRECTION_IN)) {
        return EMULATED_ACK;
    }
    size_t len = take(device);
    if ((what & 15) > 7 && endpoint == 0x82 && packet->room > 10) {
        answer_well(device, packet, (uint8_t)(what >> 4 & 3) | (what & 0x80), len % 40);
        return EMULATED_ACK;
    }
    packet->len = len < packet->room ? len : packet->room;
    for (size_t i = 0; i < packet->len; i++) {
        packet->data[i] = take(device);
    }
    return EMULATED_ACK;
}

static enum emulated_answer control(struct emulated_device *base, const struct usb_setup *setup,
                                    struct emulated_packet *packet, int64_t now_us)
{
    (void)setup;
    (void)packet;
    (void)now_us;
    return take((struct mad_device *)base) & 1 ? EMULATED_ACK : EMULATED_STALL;
}

static void clear_halt(struct emulated_device *base, uint8_t endpoint)
{
    (void)base;
    (void)endpoint;
}

static void reset(struct emulated_device *base)
{
    (void)base;
}

static int64_t deadline_us(const struct emulated_device *base, uint8_t endpoint)
{
    (void)base;
    (void)endpoint;
    return INT64_MAX;
}

static void destroy(struct emulated_device *base)
{
    free(base);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct emulated_device_methods methods = {.control = control,
                                                           .transfer = transfer,
                                                           .clear_halt = clear_halt,
                                                           .reset = reset,
                                                           .deadline_us = deadline_us,
                                                           .destroy = destroy};
    static struct reader_rig rig;
    struct reader_config config = reader_config_default();
    struct mad_device *device = calloc(1, sizeof *device);
    uint64_t device_id;
    CHECK(device);
    device->base.methods = &methods;
    device->base.vid = 0x072f;
    device->base.pid = 0x2200;
    memcpy(device->base.descriptors, descriptors, sizeof descriptors);
    device->base.descriptors_len = sizeof descriptors;
    device->at = data;
    device->end = data + size;
    config.feedback = READER_FEEDBACK_BOTH;
    reader_rig_init(&rig, &config);
    CHECK(emulated_bus_plug(rig.bus, "1-1", &device->base, &device_id, NULL));
    for (int ms = 0; ms < RUN_MS; ms++) {
        reader_rig_run_ms(&rig, 1);
        if (rig.event_count > READER_RIG_EVENTS_MAX / 2) {
            rig.event_count = 0;
        }
    }
    reader_rig_finish(&rig);
    return 0;
}
