#include "standard_requests.h"

#include "check.h"
#include <string.h>

#define NUMBER_BITS 0x0f

/* bmRequestType, table 9-2. */
enum { OF_DEVICE = 0x00, OF_INTERFACE = 0x01, OF_ENDPOINT = 0x02, TO_HOST = 0x80 };

/* bRequest, table 9-4. */
enum {
    GET_STATUS = 0,
    CLEAR_FEATURE = 1,
    SET_FEATURE = 3,
    GET_DESCRIPTOR = 6,
    GET_CONFIGURATION = 8,
    SET_CONFIGURATION = 9,
    GET_INTERFACE = 10,
    SET_INTERFACE = 11,
};

/* Table 9-6. */
enum { FEATURE_ENDPOINT_HALT = 0, FEATURE_REMOTE_WAKEUP = 1 };

void standard_state_reset(struct standard_state *state)
{
    *state = (struct standard_state){.configuration = 1};
}

static uint16_t *halted_of(struct standard_state *state, uint8_t endpoint)
{
    return endpoint & USB_DIRECTION_IN ? &state->halted_in : &state->halted_out;
}

static uint16_t bit_of(uint8_t endpoint)
{
    return (uint16_t)(1U << (endpoint & NUMBER_BITS));
}

bool standard_state_is_halted(const struct standard_state *state, uint8_t endpoint)
{
    uint16_t halted = endpoint & USB_DIRECTION_IN ? state->halted_in : state->halted_out;
    return halted & bit_of(endpoint);
}

void standard_state_halt(struct standard_state *state, uint8_t endpoint)
{
    uint16_t *halted = halted_of(state, endpoint);
    *halted = (uint16_t)(*halted | bit_of(endpoint));
}

void standard_state_clear_halt(struct standard_state *state, uint8_t endpoint)
{
    uint16_t *halted = halted_of(state, endpoint);
    *halted = (uint16_t)(*halted & ~bit_of(endpoint));
}

enum emulated_answer standard_requests_give(struct emulated_packet *packet, const uint8_t *bytes,
                                            size_t len)
{
    packet->len = len < packet->room ? len : packet->room;
    memcpy(packet->data, bytes, packet->len);
    return EMULATED_ACK;
}

struct asked {
    struct standard_state *state;
    const struct standard_device *device;
    const struct usb_setup *setup;
    struct emulated_packet *packet;
};

static bool has_endpoint(const struct asked *asked)
{
    uint8_t endpoint = (uint8_t)asked->setup->index;
    uint16_t all =
        endpoint & USB_DIRECTION_IN ? asked->device->endpoints_in : asked->device->endpoints_out;
    return all & bit_of(endpoint);
}

static bool has_interface(const struct asked *asked)
{
    return asked->setup->index < asked->device->interface_count;
}

static enum emulated_answer give_byte(const struct asked *asked, uint8_t value)
{
    return standard_requests_give(asked->packet, &value, 1);
}

static enum emulated_answer get_status_device(const struct asked *asked)
{
    const uint8_t status[2] = {asked->state->remote_wakeup ? 2 : 0, 0};
    return standard_requests_give(asked->packet, status, sizeof status);
}

static enum emulated_answer get_status_interface(const struct asked *asked)
{
    return has_interface(asked) ? standard_requests_give(asked->packet, (uint8_t[]){0, 0}, 2)
                                : EMULATED_STALL;
}

static enum emulated_answer get_status_endpoint(const struct asked *asked)
{
    uint8_t endpoint = (uint8_t)asked->setup->index;
    if (!has_endpoint(asked) && (endpoint & NUMBER_BITS) != 0) {
        return EMULATED_STALL;
    }
    const uint8_t status[2] = {standard_state_is_halted(asked->state, endpoint), 0};
    return standard_requests_give(asked->packet, status, sizeof status);
}

static enum emulated_answer clear_feature_device(const struct asked *asked)
{
    if (asked->setup->value != FEATURE_REMOTE_WAKEUP) {
        return EMULATED_STALL;
    }
    asked->state->remote_wakeup = false;
    return EMULATED_ACK;
}

static enum emulated_answer set_feature_device(const struct asked *asked)
{
    if (asked->setup->value != FEATURE_REMOTE_WAKEUP) {
        return EMULATED_STALL;
    }
    asked->state->remote_wakeup = true;
    return EMULATED_ACK;
}

static enum emulated_answer clear_feature_endpoint(const struct asked *asked)
{
    if (!has_endpoint(asked) || asked->setup->value != FEATURE_ENDPOINT_HALT) {
        return EMULATED_STALL;
    }
    standard_state_clear_halt(asked->state, (uint8_t)asked->setup->index);
    return EMULATED_ACK;
}

static enum emulated_answer set_feature_endpoint(const struct asked *asked)
{
    if (!has_endpoint(asked) || asked->setup->value != FEATURE_ENDPOINT_HALT) {
        return EMULATED_STALL;
    }
    standard_state_halt(asked->state, (uint8_t)asked->setup->index);
    return EMULATED_ACK;
}

static enum emulated_answer get_descriptor(const struct asked *asked)
{
    uint8_t bytes[USB_DESCRIPTORS_MAX];
    size_t len =
        asked->device->get_descriptor(asked->device->base, (uint8_t)(asked->setup->value >> 8),
                                      (uint8_t)asked->setup->value, asked->setup->index, bytes);
    return len > 0 ? standard_requests_give(asked->packet, bytes, len) : EMULATED_STALL;
}

static enum emulated_answer get_configuration(const struct asked *asked)
{
    return give_byte(asked, asked->state->configuration);
}

/* Also ends every halt (section 9.1.1.5). */
static enum emulated_answer set_configuration(const struct asked *asked)
{
    if (asked->setup->value > 1) {
        return EMULATED_STALL;
    }
    asked->state->configuration = (uint8_t)asked->setup->value;
    asked->state->halted_in = 0;
    asked->state->halted_out = 0;
    return EMULATED_ACK;
}

static enum emulated_answer get_interface(const struct asked *asked)
{
    return has_interface(asked) ? give_byte(asked, 0) : EMULATED_STALL;
}

static enum emulated_answer set_interface(const struct asked *asked)
{
    return has_interface(asked) && asked->setup->value == 0 ? EMULATED_ACK : EMULATED_STALL;
}

static const struct {
    uint8_t request_type, request;
    enum emulated_answer (*answer)(const struct asked *asked);
} requests[] = {
    {TO_HOST | OF_DEVICE, GET_STATUS, get_status_device},
    {TO_HOST | OF_INTERFACE, GET_STATUS, get_status_interface},
    {TO_HOST | OF_ENDPOINT, GET_STATUS, get_status_endpoint},
    {OF_DEVICE, CLEAR_FEATURE, clear_feature_device},
    {OF_DEVICE, SET_FEATURE, set_feature_device},
    {OF_ENDPOINT, CLEAR_FEATURE, clear_feature_endpoint},
    {OF_ENDPOINT, SET_FEATURE, set_feature_endpoint},
    {TO_HOST | OF_DEVICE, GET_DESCRIPTOR, get_descriptor},
    {TO_HOST | OF_INTERFACE, GET_DESCRIPTOR, get_descriptor},
    {TO_HOST | OF_DEVICE, GET_CONFIGURATION, get_configuration},
    {OF_DEVICE, SET_CONFIGURATION, set_configuration},
    {TO_HOST | OF_INTERFACE, GET_INTERFACE, get_interface},
    {OF_INTERFACE, SET_INTERFACE, set_interface},
};

enum emulated_answer standard_requests_answer(struct standard_state *state,
                                              const struct standard_device *device,
                                              const struct usb_setup *setup,
                                              struct emulated_packet *packet)
{
    struct asked asked = {.state = state, .device = device, .setup = setup, .packet = packet};
    for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
        if (requests[i].request_type == setup->request_type &&
            requests[i].request == setup->request) {
            return requests[i].answer(&asked);
        }
    }
    return EMULATED_STALL;
}

size_t standard_requests_string(const char *const *strings, size_t count, uint8_t number,
                                uint8_t ret_bytes[static USB_DESCRIPTORS_MAX])
{
    enum { TYPE_STRING = 3 };
    if (number == 0) {
        memcpy(ret_bytes, (const uint8_t[]){4, TYPE_STRING, 0x09, 0x04}, 4);
        return 4;
    }
    if (number >= count || !strings[number]) {
        return 0;
    }
    size_t len = 2;
    for (const char *at = strings[number]; *at && len < UINT8_MAX - 1; at++) {
        ret_bytes[len++] = (uint8_t)*at; /* ASCII as UTF-16LE */
        ret_bytes[len++] = 0;
    }
    ret_bytes[0] = (uint8_t)len;
    ret_bytes[1] = TYPE_STRING;
    return len;
}
