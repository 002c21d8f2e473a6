/* What a usbredir peer sends, as bytes: a CCID reader with a card is offered to it, and whatever
 * comes, every request ends and nothing is left in flight. */

#include "ccid_device.h"
#include "check.h"
#include "emulated_bus.h"
#include "fake_clock.h"
#include "redir_peer.h"
#include <string.h>

#define TURNS_MAX 64
#define CHUNK_MAX 97 /* so that messages are torn */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *at;
    size_t len;
    const struct usb_device *device;
    struct redir_peer *peer;
};

static int read_input(void *user, uint8_t *bytes, int len)
{
    struct input *input = user;
    size_t count = (size_t)len < input->len ? (size_t)len : input->len;
    count = count < CHUNK_MAX ? count : CHUNK_MAX;
    memcpy(bytes, input->at, count);
    input->at += count;
    input->len -= count;
    return (int)count;
}

static int write_nowhere(void *user, const uint8_t *bytes, int len)
{
    (void)user;
    (void)bytes;
    return len;
}

static void on_arrive(const struct usb_device *device, void *user)
{
    ((struct input *)user)->device = device;
}

static void on_leave(uint64_t device_id, void *user)
{
    struct input *input = user;
    (void)device_id; /* there is one */
    input->device = NULL;
    redir_peer_detach(input->peer);
}

static void plug(struct emulated_bus *bus)
{
    static const uint8_t uid[] = {4, 5, 6, 7};
    struct ccid_device_profile profile;
    struct ccid_device *device = NULL;
    struct emulated_card card;
    uint64_t id;
    CHECK(ccid_device_profile_find("ccid", &profile));
    CHECK(ccid_device_create(&profile, &device, NULL));
    CHECK(emulated_card_make(NULL, uid, sizeof uid, &card, NULL));
    CHECK(ccid_device_put(device, 0, &card, NULL));
    CHECK(emulated_bus_plug(bus, "1-1", ccid_device_base(device), &id, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_clock clock;
    struct emulated_bus *bus = NULL;
    struct input input = {.at = data, .len = size};
    const struct redir_stream stream = {.read = read_input, .write = write_nowhere, .user = &input};
    const struct usb_listener listener = {
        .on_arrive = on_arrive, .on_leave = on_leave, .user = &input};
    struct error err;
    fake_clock_init(&clock, 0);
    CHECK(emulated_bus_create(&clock.clock, &bus, &err));
    struct usb_port *port = emulated_bus_port(bus);
    CHECK(usb_port_listen(port, &listener, &err));
    CHECK(redir_peer_create(port, &stream, &input.peer, &err));
    plug(bus);
    CHECK(usb_port_run(port, 0, &err) && input.device);
    CHECK(redir_peer_attach(input.peer, input.device, &err));
    for (int i = 0; i < TURNS_MAX && redir_peer_read(input.peer, &err); i++) {
        CHECK(usb_port_run(port, 0, &err));
        CHECK(redir_peer_write(input.peer, &err));
        fake_clock_advance_ms(&clock, 1);
    }
    redir_peer_stop(input.peer);
    for (int i = 0; i < 4; i++) {
        CHECK(usb_port_run(port, 0, &err));
    }
    CHECK(redir_peer_is_stopped(input.peer));
    redir_peer_destroy(input.peer);
    usb_port_destroy(port);
    return 0;
}
