#pragma once
/* The standard requests of USB 2.0 section 9.4, as every device in software answers them, and the
 * state behind them: configuration, halted endpoints, remote wake-up. The thread that runs the bus.
 */

#include "emulated_device.h"

struct standard_state {
    uint8_t configuration;
    bool remote_wakeup;
    uint16_t halted_in, halted_out; /* a bit an endpoint number */
};

/* What a device has to be asked about; its descriptors say the rest. */
struct standard_device {
    const struct emulated_device *base;
    uint8_t interface_count;
    uint16_t endpoints_in, endpoints_out; /* a bit an endpoint number, without endpoint 0 */

    /* Type and number from wValue, and wIndex. The length, 0 if there is none such. */
    size_t (*get_descriptor)(const struct emulated_device *base, uint8_t type, uint8_t number,
                             uint16_t index, uint8_t ret_bytes[static USB_DESCRIPTORS_MAX]);
};

/* As the bus left it after a plug or a reset: configured by the host's kernel. */
void standard_state_reset(struct standard_state *state);

bool standard_state_is_halted(const struct standard_state *state, uint8_t endpoint);
void standard_state_halt(struct standard_state *state, uint8_t endpoint);
void standard_state_clear_halt(struct standard_state *state, uint8_t endpoint);

/* EMULATED_STALL for what is no standard request, or not supported. */
enum emulated_answer standard_requests_answer(struct standard_state *state,
                                              const struct standard_device *device,
                                              const struct usb_setup *setup,
                                              struct emulated_packet *packet);

/* IN data cut to what the host asked for, as a device does in a control transfer. */
enum emulated_answer standard_requests_give(struct emulated_packet *packet, const uint8_t *bytes,
                                            size_t len);

/* String descriptor number of count texts, of which the first is not used: 0 gives the languages
 * (US English alone). ASCII, at most 126 characters; the length, 0 if there is none such. */
size_t standard_requests_string(const char *const *strings, size_t count, uint8_t number,
                                uint8_t ret_bytes[static USB_DESCRIPTORS_MAX]);
