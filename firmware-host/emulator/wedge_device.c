#include "wedge_device.h"

#include "check.h"
#include "standard_requests.h"
#include "wedge_descriptors.h"
#include <string.h>

#define ENDPOINT_IN  0x81
#define REPORT_LEN   8 /* of the boot protocol */
#define IDLE_UNIT_US 4000

/* HID 1.11 section 7.2.4: the recommended default of keyboards, 500 ms. */
#define IDLE_DEFAULT 125

enum { PROTOCOL_REPORT = 1 };

/* Class requests, HID 1.11 section 7.2. */
enum {
    HID_GET_REPORT = 1,
    HID_GET_IDLE = 2,
    HID_GET_PROTOCOL = 3,
    HID_SET_REPORT = 9,
    HID_SET_IDLE = 10,
    HID_SET_PROTOCOL = 11,
};

struct queued_report {
    uint8_t len;
    uint8_t bytes[WEDGE_REPORT_MAX];
    unsigned delay_ms;
};

struct wedge_device {
    struct emulated_device base;
    enum wedge_form form;
    struct wedge_pace pace;
    struct standard_state standard;
    uint8_t protocol, idle_rate, leds;
    enum wedge_fault fault;
    unsigned fault_count;
    size_t shown_len;
    uint8_t shown[WEDGE_REPORT_MAX]; /* the last report, which the idle rate repeats */
    int64_t taken_us;                /* when the host took it */
    size_t first, count;
    struct queued_report queue[WEDGE_DEVICE_QUEUE_MAX];
};

static struct wedge_device *of_device(struct emulated_device *base)
{
    return (struct wedge_device *)base;
}

typedef enum emulated_answer request_handler(struct wedge_device *device,
                                             const struct usb_setup *setup,
                                             struct emulated_packet *packet);

static enum emulated_answer get_report(struct wedge_device *device, const struct usb_setup *setup,
                                       struct emulated_packet *packet)
{
    enum { INPUT_REPORT = 1 };
    return setup->value >> 8 == INPUT_REPORT
               ? standard_requests_give(packet, device->shown, device->shown_len)
               : EMULATED_STALL;
}

static enum emulated_answer set_report(struct wedge_device *device, const struct usb_setup *setup,
                                       struct emulated_packet *packet)
{
    enum { OUTPUT_REPORT = 2 };
    if (setup->value >> 8 != OUTPUT_REPORT || packet->len != 1) {
        return EMULATED_STALL;
    }
    device->leds = packet->data[0];
    return EMULATED_ACK;
}

static enum emulated_answer get_idle(struct wedge_device *device, const struct usb_setup *setup,
                                     struct emulated_packet *packet)
{
    (void)setup; /* there are no report ids to tell apart */
    return standard_requests_give(packet, &device->idle_rate, 1);
}

static enum emulated_answer set_idle(struct wedge_device *device, const struct usb_setup *setup,
                                     struct emulated_packet *packet)
{
    (void)packet; /* no data */
    device->idle_rate = (uint8_t)(setup->value >> 8);
    return EMULATED_ACK;
}

static enum emulated_answer get_protocol(struct wedge_device *device, const struct usb_setup *setup,
                                         struct emulated_packet *packet)
{
    (void)setup; /* names nothing further */
    return wedge_form_is_boot(device->form) ? standard_requests_give(packet, &device->protocol, 1)
                                            : EMULATED_STALL;
}

static enum emulated_answer set_protocol(struct wedge_device *device, const struct usb_setup *setup,
                                         struct emulated_packet *packet)
{
    (void)packet; /* no data */
    if (setup->value > PROTOCOL_REPORT || !wedge_form_is_boot(device->form)) {
        return EMULATED_STALL;
    }
    device->protocol = (uint8_t)setup->value;
    return EMULATED_ACK;
}

/* Those of the keyboard, interface 0. */
static const struct {
    uint8_t request_type, request;
    request_handler *handle;
} requests[] = {
    {0xa1, HID_GET_REPORT, get_report},     {0x21, HID_SET_REPORT, set_report},
    {0xa1, HID_GET_IDLE, get_idle},         {0x21, HID_SET_IDLE, set_idle},
    {0xa1, HID_GET_PROTOCOL, get_protocol}, {0x21, HID_SET_PROTOCOL, set_protocol},
};

static size_t get_descriptor(const struct emulated_device *base, uint8_t type, uint8_t number,
                             uint16_t index, uint8_t ret_bytes[static USB_DESCRIPTORS_MAX])
{
    const struct wedge_device *device = (const struct wedge_device *)base;
    return wedge_descriptors_get(base, device->form, type, number, index, ret_bytes);
}

static enum emulated_answer control(struct emulated_device *base, const struct usb_setup *setup,
                                    struct emulated_packet *packet, int64_t now_us)
{
    (void)now_us; /* requests are answered at once */
    struct wedge_device *device = of_device(base);
    for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
        if (requests[i].request_type == setup->request_type &&
            requests[i].request == setup->request && setup->index == 0) {
            return requests[i].handle(device, setup, packet);
        }
    }
    const struct standard_device standard = {
        .base = base,
        .interface_count = 2,
        .endpoints_in = 1U << (ENDPOINT_IN & 0x0f),
        .get_descriptor = get_descriptor,
    };
    return standard_requests_answer(&device->standard, &standard, setup, packet);
}

static enum emulated_answer answer_with_fault(struct wedge_device *device,
                                              struct emulated_packet *packet)
{
    static const uint8_t keys[WEDGE_REPORT_MAX] = {0, 0, 0x1e};
    static const uint8_t roll_over[REPORT_LEN] = {0, 0, 1, 1, 1, 1, 1, 1};
    device->fault_count--;
    switch (device->fault) {
    case WEDGE_FAULT_STALL:
        standard_state_halt(&device->standard, ENDPOINT_IN);
        return EMULATED_STALL;
    case WEDGE_FAULT_ZERO:
        return standard_requests_give(packet, keys, 0);
    case WEDGE_FAULT_SHORT:
        return standard_requests_give(packet, keys, 3);
    case WEDGE_FAULT_LONG:
        return packet->room < WEDGE_REPORT_MAX
                   ? EMULATED_BABBLE
                   : standard_requests_give(packet, keys, WEDGE_REPORT_MAX);
    case WEDGE_FAULT_ROLL_OVER:
        return standard_requests_give(packet, roll_over, sizeof roll_over);
    case WEDGE_FAULT_BABBLE:
        return EMULATED_BABBLE;
    default:
        return EMULATED_BROKEN;
    }
}

static int64_t queue_ready_us(const struct wedge_device *device)
{
    return device->count == 0
               ? INT64_MAX
               : device->taken_us + device->queue[device->first].delay_ms * INT64_C(1000);
}

static int64_t repeat_us(const struct wedge_device *device)
{
    return device->idle_rate == 0 ? INT64_MAX
                                  : device->taken_us + device->idle_rate * (int64_t)IDLE_UNIT_US;
}

static enum emulated_answer give_queued(struct wedge_device *device, struct emulated_packet *packet)
{
    const struct queued_report *report = &device->queue[device->first];
    if (report->len > packet->room) {
        return EMULATED_BABBLE;
    }
    device->shown_len = report->len;
    memcpy(device->shown, report->bytes, report->len);
    device->first = (device->first + 1) % WEDGE_DEVICE_QUEUE_MAX;
    device->count--;
    return standard_requests_give(packet, report->bytes, report->len);
}

static enum emulated_answer transfer(struct emulated_device *base, uint8_t endpoint,
                                     struct emulated_packet *packet, int64_t now_us)
{
    struct wedge_device *device = of_device(base);
    if (endpoint != ENDPOINT_IN || standard_state_is_halted(&device->standard, endpoint)) {
        return EMULATED_STALL;
    }
    if (device->fault_count > 0) {
        return answer_with_fault(device, packet);
    }
    if (now_us >= queue_ready_us(device)) {
        device->taken_us = now_us;
        return give_queued(device, packet);
    }
    if (now_us >= repeat_us(device)) {
        device->taken_us = now_us;
        return standard_requests_give(packet, device->shown, device->shown_len);
    }
    return EMULATED_NAK;
}

static void clear_halt(struct emulated_device *base, uint8_t endpoint)
{
    standard_state_clear_halt(&of_device(base)->standard, endpoint);
}

/* To the state after a plug, as the bus left it: configured by the host's kernel. */
static void reset(struct emulated_device *base)
{
    struct wedge_device *device = of_device(base);
    standard_state_reset(&device->standard);
    device->protocol = PROTOCOL_REPORT;
    device->idle_rate = IDLE_DEFAULT;
}

static int64_t deadline_us(const struct emulated_device *base, uint8_t endpoint)
{
    const struct wedge_device *device = (const struct wedge_device *)base;
    if (endpoint != ENDPOINT_IN) {
        return INT64_MAX;
    }
    if (device->fault_count > 0) {
        return 0;
    }
    int64_t queued = queue_ready_us(device);
    int64_t repeated = repeat_us(device);
    return queued < repeated ? queued : repeated;
}

static void destroy(struct emulated_device *base)
{
    free(base);
}

static const struct emulated_device_methods methods = {
    .control = control,
    .transfer = transfer,
    .clear_halt = clear_halt,
    .reset = reset,
    .deadline_us = deadline_us,
    .destroy = destroy,
};

static void set_form(struct wedge_device *device, struct usb_id id, enum wedge_form form)
{
    device->form = form;
    device->shown_len = wedge_form_report(form, 0, 0, device->shown);
    wedge_descriptors_fill(&device->base, id, form);
}

bool wedge_device_create(struct usb_id id, struct wedge_device **ret_device, struct error *err)
{
    struct wedge_device *device = calloc(1, sizeof *device);
    if (!device) {
        return error_set(err, ERROR_NO_MEMORY, "wedge device: out of memory");
    }
    device->base.methods = &methods;
    device->pace = (struct wedge_pace){.hold_ms = 4, .gap_ms = 4};
    set_form(device, id, WEDGE_FORM_BOOT);
    reset(&device->base);
    *ret_device = device;
    return true;
}

struct emulated_device *wedge_device_base(struct wedge_device *device)
{
    return &device->base;
}

struct wedge_device *wedge_device_of(struct emulated_device *base)
{
    return base && base->methods == &methods ? of_device(base) : NULL;
}

void wedge_device_set_form(struct wedge_device *device, enum wedge_form form)
{
    set_form(device, (struct usb_id){device->base.vid, device->base.pid}, form);
}

void wedge_device_set_pace(struct wedge_device *device, struct wedge_pace pace)
{
    device->pace = pace;
}

/* The usage of a character on a US keyboard (HID Usage Tables 1.12, table 12) and whether Shift
 * goes with it. */
static bool find_usage(char character, uint8_t *ret_usage, uint8_t *ret_modifiers)
{
    enum { LEFT_SHIFT = 0x02 };
    static const struct {
        uint8_t first_usage;
        const char *plain, *shifted;
    } rows[] = {
        {0x04, "abcdefghijklmnopqrstuvwxyz1234567890\n", "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()"},
        {0x2c, " -=[]\\", " _+{}|"},
        {0x33, ";'`,./", ":\"~<>?"},
    };
    for (size_t i = 0; character && i < ARRAY_LEN(rows); i++) {
        const char *plain = strchr(rows[i].plain, character);
        const char *shifted = strchr(rows[i].shifted, character);
        if (plain || shifted) {
            size_t at = (size_t)(plain ? plain - rows[i].plain : shifted - rows[i].shifted);
            *ret_usage = (uint8_t)(rows[i].first_usage + at);
            *ret_modifiers = plain ? 0 : LEFT_SHIFT;
            return true;
        }
    }
    return false;
}

bool wedge_device_type(struct wedge_device *device, const char *text, struct error *err)
{
    uint8_t usage;
    uint8_t modifiers;
    size_t key_count = strlen(text);
    if (device->count + 2 * key_count > WEDGE_DEVICE_QUEUE_MAX) {
        return error_set(err, ERROR_FULL, "the reader has more than %d reports to send",
                         WEDGE_DEVICE_QUEUE_MAX);
    }
    for (size_t i = 0; i < key_count; i++) {
        if (!find_usage(text[i], &usage, &modifiers)) {
            return error_set(err, ERROR_INVALID, "no key for character 0x%02x",
                             (unsigned char)text[i]);
        }
    }
    for (size_t i = 0; i < key_count; i++) {
        CHECK(find_usage(text[i], &usage, &modifiers));
        uint8_t report[WEDGE_REPORT_MAX];
        size_t len = wedge_form_report(device->form, modifiers, usage, report);
        CHECK(wedge_device_queue_report(device, report, len, device->pace.gap_ms, NULL));
        len = wedge_form_report(device->form, 0, 0, report);
        CHECK(wedge_device_queue_report(device, report, len, device->pace.hold_ms, NULL));
    }
    return true;
}

bool wedge_device_queue_report(struct wedge_device *device, const uint8_t *report, size_t len,
                               unsigned delay_ms, struct error *err)
{
    CHECK(len <= WEDGE_REPORT_MAX);
    if (device->count == WEDGE_DEVICE_QUEUE_MAX) {
        return error_set(err, ERROR_FULL, "the reader has more than %d reports to send",
                         WEDGE_DEVICE_QUEUE_MAX);
    }
    struct queued_report *queued =
        &device->queue[(device->first + device->count++) % WEDGE_DEVICE_QUEUE_MAX];
    *queued = (struct queued_report){.len = (uint8_t)len, .delay_ms = delay_ms};
    memcpy(queued->bytes, report, len);
    return true;
}

void wedge_device_fail(struct wedge_device *device, enum wedge_fault fault, unsigned count)
{
    device->fault = fault;
    device->fault_count = fault == WEDGE_FAULT_NONE ? 0 : count;
}

void wedge_device_drop(struct wedge_device *device)
{
    device->count = 0;
}

size_t wedge_device_count_left(const struct wedge_device *device)
{
    return device->count + device->fault_count;
}

uint8_t wedge_device_protocol(const struct wedge_device *device)
{
    return device->protocol;
}

uint8_t wedge_device_idle_rate(const struct wedge_device *device)
{
    return device->idle_rate;
}
