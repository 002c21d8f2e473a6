/* A hostile host at a CCID reader in software: whatever it sends, in whatever order, the reader
 * keeps to the room that it was given and to what it says of its deadlines. The first byte chooses
 * the reader; then come steps of a kind, a length, and as many bytes. */

#include "ccid_device.h"
#include "check.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct host {
    struct ccid_device *device;
    struct emulated_device *base;
    int64_t now_us;
};

static struct ccid_device *make_reader(uint8_t choice)
{
    static const char *const words[] = {"slots=4",     "interfaces=2",     "interrupt=no",
                                        "level=short", "collision=parity", "class=vendor",
                                        "level=tpdu"};
    struct ccid_device_profile profile;
    struct ccid_device *device = NULL;
    CHECK(ccid_device_profile_find(choice & 1 ? "acr122" : "ccid", &profile));
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (choice >> (i + 1) & 1) {
            CHECK(ccid_device_profile_apply(&profile, words[i], NULL));
        }
    }
    CHECK(ccid_device_create(&profile, &device, NULL));
    return device;
}

static void ask(struct host *host, uint8_t endpoint, const uint8_t *bytes, size_t len)
{
    uint8_t room[512];
    struct emulated_packet packet = {.data = room};
    if (endpoint & USB_DIRECTION_IN) {
        packet.room = len > 0 ? bytes[0] * 2U : 0;
    } else {
        memcpy(room, bytes, len);
        packet.len = len;
    }
    enum emulated_answer answer =
        host->base->methods->transfer(host->base, endpoint, &packet, host->now_us);
    CHECK(!(endpoint & USB_DIRECTION_IN) || packet.len <= packet.room);
    if (answer == EMULATED_NAK) {
        /* Otherwise whoever waits for it would never sleep. */
        CHECK(host->base->methods->deadline_us(host->base, endpoint) > host->now_us);
    }
}

static void control(struct host *host, const uint8_t *bytes, size_t len)
{
    uint8_t room[256];
    if (len < 7) {
        return;
    }
    const struct usb_setup setup = {.request_type = bytes[0],
                                    .request = bytes[1],
                                    .value = (uint16_t)(bytes[2] | bytes[3] << 8),
                                    .index = (uint16_t)(bytes[4] | bytes[5] << 8)};
    bool in = setup.request_type & USB_DIRECTION_IN;
    struct emulated_packet packet = {.data = room, .room = in ? bytes[6] : 0};
    (void)host->base->methods->control(host->base, &setup, &packet, host->now_us); /* any answer */
    CHECK(packet.len <= packet.room);
}

static void move_card(struct host *host, const uint8_t *bytes, size_t len)
{
    static const size_t lengths[] = {4, 7, 8, 10};
    const uint8_t uid[EMULATED_CARD_UID_MAX] = {len > 0 ? bytes[0] & 3U : 0};
    struct emulated_card card;
    unsigned slot = len > 1 ? bytes[1] & 7U : 0;
    CHECK(emulated_card_make(NULL, uid, lengths[len & 3], &card, NULL));
    if (!ccid_device_put(host->device, slot, &card, NULL) &&
        !ccid_device_take(host->device, slot, NULL, NULL)) {
        ccid_device_drop(host->device);
    }
}

static void arm_fault(struct host *host, const uint8_t *bytes, size_t len)
{
    const struct ccid_device_fault fault = {
        .kind =
            (enum ccid_device_fault_kind)((len > 0 ? bytes[0] : 0U) % (CCID_FAULT_HARDWARE + 1U)),
        .value = len > 1 ? bytes[1] : 0,
        .count = 1};
    bool armed = ccid_device_fail(host->device, &fault, NULL);
    (void)armed; /* no more than fit */
}

static void step(struct host *host, uint8_t kind, const uint8_t *bytes, size_t len)
{
    static const uint8_t endpoints[] = {0x01, 0x82, 0x83, 0x04, 0x85, 0x86, 0x82, 0x07};
    switch (kind % 16) {
    case 8:
        control(host, bytes, len);
        return;
    case 9:
        move_card(host, bytes, len);
        return;
    case 10:
        arm_fault(host, bytes, len);
        return;
    case 11:
        host->base->methods->reset(host->base);
        return;
    case 12:
        host->base->methods->clear_halt(host->base, len > 0 ? bytes[0] : 0);
        return;
    case 13:
        host->now_us += len > 0 ? bytes[0] * INT64_C(1000) : 0;
        return;
    default:
        ask(host, endpoints[kind % 8], bytes, len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct host host = {.now_us = 1000000};
    char text[256];
    if (size == 0) {
        return 0;
    }
    host.device = make_reader(data[0]);
    host.base = ccid_device_base(host.device);
    for (size_t at = 1; at + 2 <= size;) {
        uint8_t kind = data[at];
        size_t len = data[at + 1];
        at += 2;
        len = len < size - at ? len : size - at;
        step(&host, kind, data + at, len);
        at += len;
    }
    ccid_device_describe(host.device, text, sizeof text);
    CHECK(strlen(text) < sizeof text);
    emulated_device_destroy(host.base);
    return 0;
}
