#include "replay_device.h"

#include <string.h>

struct replay_device {
    struct emulated_device base;
    struct recording *recording;
    size_t next; /* transfer, control requests skipped */
    bool started;
    bool waiting;     /* the host asks for the next one and is told to wait until ready_us */
    int64_t ready_us; /* when the next one may happen; valid once started */
};

static struct replay_device *of_device(struct emulated_device *base)
{
    return (struct replay_device *)base;
}

static const struct recorded_transfer *next_of(const struct replay_device *device)
{
    return device->next < device->recording->transfer_count
               ? &device->recording->transfers[device->next]
               : NULL;
}

static void skip_control(struct replay_device *device)
{
    const struct recorded_transfer *next;
    while ((next = next_of(device)) && next->kind == USB_CONTROL) {
        device->next++;
    }
}

static void advance(struct replay_device *device, int64_t now_us)
{
    int64_t at_us = next_of(device)->at_us;
    device->next++;
    skip_control(device);
    if (next_of(device)) {
        device->ready_us = now_us + next_of(device)->at_us - at_us;
    }
}

static enum emulated_answer answer_of(const struct recorded_transfer *recorded,
                                      struct emulated_packet *packet)
{
    switch (recorded->status) {
    case USB_DONE:
        if (!recorded_transfer_is_in(recorded)) {
            return EMULATED_ACK;
        }
        if (recorded->data_len > packet->room) {
            return EMULATED_BABBLE;
        }
        memcpy(packet->data, recorded->data, recorded->data_len);
        packet->len = recorded->data_len;
        return EMULATED_ACK;
    case USB_STALLED:
        return EMULATED_STALL;
    case USB_OVERFLOW:
        return EMULATED_BABBLE;
    case USB_TIMED_OUT:
        return EMULATED_NAK;
    case USB_GONE:
        return EMULATED_GONE;
    default:
        return EMULATED_BROKEN;
    }
}

static enum emulated_answer control(struct emulated_device *base, const struct usb_setup *setup,
                                    struct emulated_packet *packet, int64_t now_us)
{
    (void)now_us; /* requests are answered at once */
    const struct recording *recording = of_device(base)->recording;
    for (size_t i = 0; i < recording->transfer_count; i++) {
        const struct recorded_transfer *recorded = &recording->transfers[i];
        const struct usb_setup *asked = &recorded->setup;
        if (recorded->kind == USB_CONTROL && asked->request_type == setup->request_type &&
            asked->request == setup->request && asked->value == setup->value &&
            asked->index == setup->index) {
            return answer_of(recorded, packet);
        }
    }
    return EMULATED_STALL; /* what was never asked is not supported */
}

static enum emulated_answer transfer(struct emulated_device *base, uint8_t endpoint,
                                     struct emulated_packet *packet, int64_t now_us)
{
    struct replay_device *device = of_device(base);
    const struct recorded_transfer *next = next_of(device);
    if (!next || next->endpoint != endpoint) {
        return EMULATED_NAK;
    }
    if (!device->started) {
        device->started = true;
        device->ready_us = now_us;
    }
    device->waiting = now_us < device->ready_us;
    if (device->waiting) {
        return EMULATED_NAK;
    }
    bool in = recorded_transfer_is_in(next);
    if (!in &&
        (packet->len != next->data_len || memcmp(packet->data, next->data, packet->len) != 0)) {
        return EMULATED_STALL; /* not what this reader was ever told */
    }
    enum emulated_answer answer = answer_of(next, packet);
    advance(device, now_us);
    return answer;
}

static void clear_halt(struct emulated_device *base, uint8_t endpoint)
{
    (void)base; /* a recorded stall is over once it was told */
    (void)endpoint;
}

static void reset(struct emulated_device *base)
{
    (void)base; /* the recording goes on where it was */
}

static int64_t deadline_us(const struct emulated_device *base, uint8_t endpoint)
{
    (void)endpoint; /* the recorded order is that of all endpoints together */
    const struct replay_device *device = (const struct replay_device *)base;
    return device->waiting ? device->ready_us : INT64_MAX;
}

static void destroy(struct emulated_device *base)
{
    struct replay_device *device = of_device(base);
    recording_destroy(device->recording);
    free(device);
}

static const struct emulated_device_methods methods = {
    .control = control,
    .transfer = transfer,
    .clear_halt = clear_halt,
    .reset = reset,
    .deadline_us = deadline_us,
    .destroy = destroy,
};

bool replay_device_create(struct recording *recording, struct replay_device **ret_device,
                          struct error *err)
{
    struct replay_device *device = calloc(1, sizeof *device);
    if (!device) {
        return error_set(err, ERROR_NO_MEMORY, "replay device: out of memory");
    }
    device->base.methods = &methods;
    device->base.vid = recording->vid;
    device->base.pid = recording->pid;
    memcpy(device->base.name, recording->name, sizeof device->base.name);
    memcpy(device->base.descriptors, recording->descriptors, recording->descriptors_len);
    device->base.descriptors_len = recording->descriptors_len;
    device->recording = recording;
    skip_control(device);
    *ret_device = device;
    return true;
}

struct emulated_device *replay_device_base(struct replay_device *device)
{
    return &device->base;
}

struct replay_device *replay_device_of(struct emulated_device *base)
{
    return base && base->methods == &methods ? of_device(base) : NULL;
}

size_t replay_device_count_left(const struct replay_device *device)
{
    return next_of(device) ? device->recording->transfer_count - device->next : 0;
}
