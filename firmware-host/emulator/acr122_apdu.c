#include "acr122_apdu.h"

#include "check.h"
#include <string.h>

/* Pseudo-APDU class FF, instruction 00; P1 says which. */
enum {
    P1_DIRECT_TRANSMIT = 0x00,
    P1_LED_AND_BUZZER = 0x40,
    P1_TIMEOUT = 0x41,
    P1_FIRMWARE_VERSION = 0x48,
    P1_GET_PARAMETER = 0x50,
    P1_SET_PARAMETER = 0x51,
    P1_DETECTION_BUZZER = 0x52,
};

/* Frames to and from the chip, PN532 section 6.2.1.1. */
enum { TO_CHIP = 0xd4, FROM_CHIP = 0xd5, CHIP_ERROR = 0x7f };

/* Its commands, PN532 table 14. */
enum {
    GET_FIRMWARE_VERSION = 0x02,
    GET_GENERAL_STATUS = 0x04,
    SAM_CONFIGURATION = 0x14,
    POWER_DOWN = 0x16,
    RF_CONFIGURATION = 0x32,
    IN_DATA_EXCHANGE = 0x40,
    IN_COMMUNICATE_THRU = 0x42,
    IN_DESELECT = 0x44,
    IN_LIST_PASSIVE_TARGET = 0x4a,
    IN_RELEASE = 0x52,
};

#define TARGETS_MAX     2 /* section 7.3.5: it keeps two */
#define CHIP_TIMEOUT    0x01
#define TYPE_A_106      0x00
#define PARAMETER_ALL   0xff
#define BLINK_UNIT_US   INT64_C(100000)
#define ATS_DESFIRE     0x06, 0x75, 0x77, 0x81, 0x02, 0x80
#define SEL_RES_HAS_ATS 0x20

struct answer {
    uint8_t *bytes;
    size_t len;
    int64_t busy_us;
};

static void put(struct answer *answer, const uint8_t *bytes, size_t len)
{
    memcpy(answer->bytes + answer->len, bytes, len);
    answer->len += len;
}

static void put_status(struct answer *answer, uint8_t sw1, uint8_t sw2)
{
    put(answer, (uint8_t[]){sw1, sw2}, 2);
}

void acr122_state_init(struct acr122_state *state)
{
    *state = (struct acr122_state){.operating_parameter = PARAMETER_ALL};
}

void acr122_state_detect(struct acr122_state *state)
{
    state->beeps += !state->is_detection_muted;
}

/* One target of InListPassiveTarget at 106 kbps type A, section 7.3.5. */
static bool put_target(struct answer *answer, const struct emulated_card *card, uint8_t number)
{
    struct emulated_card_type_a type;
    if (!emulated_card_type_a(card, &type)) {
        return false;
    }
    const uint8_t head[] = {number, type.sens_res[0], type.sens_res[1], type.sel_res,
                            (uint8_t)card->uid_len};
    put(answer, head, sizeof head);
    put(answer, card->uid, card->uid_len);
    if (type.sel_res & SEL_RES_HAS_ATS) {
        const uint8_t ats[] = {ATS_DESFIRE};
        put(answer, ats, sizeof ats);
    }
    return true;
}

static void list_targets(struct answer *answer, const struct acr122_field *field,
                         const uint8_t *frame, size_t len)
{
    size_t count_at = answer->len;
    uint8_t count = 0;
    put(answer, (uint8_t[]){0}, 1);
    for (size_t i = 0; len == 4 && frame[3] == TYPE_A_106 && i < field->card_count; i++) {
        if (count < frame[2] && count < TARGETS_MAX) {
            count = (uint8_t)(count + put_target(answer, &field->cards[i], (uint8_t)(count + 1)));
        }
    }
    answer->bytes[count_at] = count;
}

/* A frame for the chip. */
static void transmit(struct answer *answer, const struct acr122_field *field, const uint8_t *frame,
                     size_t len)
{
    if (len < 2 || frame[0] != TO_CHIP) {
        put_status(answer, 0x63, 0x27); /* the chip finds the checksum wrong */
        return;
    }
    put(answer, (uint8_t[]){FROM_CHIP, (uint8_t)(frame[1] + 1)}, 2);
    switch (frame[1]) {
    case GET_FIRMWARE_VERSION: /* a PN532 of version 1.6, all three kinds of card */
        put(answer, (uint8_t[]){0x32, 0x01, 0x06, 0x07}, 4);
        break;
    case GET_GENERAL_STATUS: /* no error, no field from outside, no target, no SAM */
        put(answer, (uint8_t[]){0x00, 0x00, 0x00, 0x00}, 4);
        break;
    case IN_LIST_PASSIVE_TARGET:
        list_targets(answer, field, frame, len);
        break;
    case SAM_CONFIGURATION:
    case RF_CONFIGURATION:
        break;
    case POWER_DOWN:
    case IN_DESELECT:
    case IN_RELEASE:
        put(answer, (uint8_t[]){0x00}, 1);
        break;
    case IN_DATA_EXCHANGE: /* no card has anything to say below APDUs */
    case IN_COMMUNICATE_THRU:
        put(answer, (uint8_t[]){CHIP_TIMEOUT}, 1);
        break;
    default:
        answer->len -= 2;
        put(answer, (uint8_t[]){FROM_CHIP, CHIP_ERROR}, 2);
    }
    put_status(answer, 0x90, 0x00);
}

/* Section 6.2: P2 says which lights end how, the data how often they blink and when it beeps. */
static void set_led(struct answer *answer, struct acr122_state *state, const uint8_t *apdu,
                    size_t len)
{
    enum { RED_AND_GREEN = 3, MASK_SHIFT = 2, BLINK_SHIFT = 6 };
    if (len != 9 || apdu[4] != 4 || apdu[8] > 3) {
        put_status(answer, 0x63, 0x00);
        return;
    }
    uint8_t mask = (uint8_t)(apdu[3] >> MASK_SHIFT & RED_AND_GREEN);
    state->led = (uint8_t)((state->led & ~mask) | (apdu[3] & mask));
    state->blinks += apdu[3] >> BLINK_SHIFT & RED_AND_GREEN ? apdu[7] : 0;
    state->beeps += apdu[8] ? apdu[7] : 0;
    answer->busy_us = (apdu[5] + apdu[6]) * apdu[7] * BLINK_UNIT_US;
    put_status(answer, 0x90, state->led);
}

static void answer_own(struct answer *answer, struct acr122_state *state,
                       const struct acr122_field *field, const uint8_t *apdu, size_t len)
{
    switch (apdu[2]) {
    case P1_DIRECT_TRANSMIT:
        if (len < 5 || len - 5 != apdu[4]) {
            put_status(answer, 0x63, 0x00);
        } else {
            transmit(answer, field, apdu + 5, len - 5);
        }
        return;
    case P1_LED_AND_BUZZER:
        set_led(answer, state, apdu, len);
        return;
    case P1_FIRMWARE_VERSION: /* without SW1 SW2, section 6.5 */
        put(answer, (const uint8_t *)"ACR122U207", 10);
        return;
    case P1_TIMEOUT:
        put_status(answer, 0x90, 0x00);
        return;
    case P1_SET_PARAMETER:
        state->operating_parameter = apdu[3];
        put_status(answer, 0x90, state->operating_parameter);
        return;
    case P1_GET_PARAMETER:
        put_status(answer, 0x90, state->operating_parameter);
        return;
    case P1_DETECTION_BUZZER:
        state->is_detection_muted = apdu[3] == 0x00;
        put_status(answer, 0x90, 0x00);
        return;
    default:
        put_status(answer, 0x63, 0x00);
    }
}

bool acr122_apdu_answer(struct acr122_state *state, const struct acr122_field *field,
                        const uint8_t *apdu, size_t len,
                        uint8_t ret_answer[static ACR122_ANSWER_MAX], size_t *ret_len,
                        int64_t *ret_busy_us)
{
    if (len < 4 || apdu[0] != 0xff || apdu[1] != 0x00) {
        return false;
    }
    struct answer answer = {.bytes = ret_answer};
    answer_own(&answer, state, field, apdu, len);
    *ret_len = answer.len;
    *ret_busy_us = answer.busy_us;
    return true;
}

bool acr122_apdu_lists_cards(const uint8_t *apdu, size_t len)
{
    static const uint8_t list[] = {0xff, 0x00, 0x00, 0x00, 0x04, TO_CHIP, IN_LIST_PASSIVE_TARGET};
    return len == sizeof list + 2 && memcmp(apdu, list, sizeof list) == 0;
}
