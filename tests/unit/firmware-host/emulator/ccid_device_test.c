#include "ccid_device.h"

#include "cmocka_tests.h"
#include <string.h>

/* A device asked as a host would, without any bus. */
struct device_case {
    struct ccid_device *device;
    uint8_t data[4096];
    struct emulated_packet packet;
    int64_t now_us;
};

#define BULK_OUT  0x01
#define BULK_IN   0x82
#define INTERRUPT 0x83

static const uint8_t uid_4[] = {0x04, 0xa1, 0xb2, 0xc3};
static const uint8_t uid_7[] = {0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6};
static const uint8_t get_uid[] = {0xff, 0xca, 0x00, 0x00, 0x00};

static struct ccid_device_profile profile_of(const char *name, const char *const *words)
{
    struct ccid_device_profile profile;
    assert_true(ccid_device_profile_find(name, &profile));
    for (size_t i = 0; words[i]; i++) {
        assert_true(ccid_device_profile_apply(&profile, words[i], NULL));
    }
    return profile;
}

#define PROFILE(name, ...) profile_of(name, (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static void make(struct device_case *c, struct ccid_device_profile profile)
{
    if (c->device) {
        emulated_device_destroy(ccid_device_base(c->device));
    }
    assert_true(ccid_device_create(&profile, &c->device, NULL));
}

static int setup(void **state)
{
    static struct device_case c;
    c = (struct device_case){.now_us = 1000000};
    make(&c, PROFILE("ccid"));
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    emulated_device_destroy(ccid_device_base(((struct device_case *)*state)->device));
    return 0;
}

static enum emulated_answer control(struct device_case *c, struct usb_setup setup, size_t room)
{
    struct emulated_device *base = ccid_device_base(c->device);
    c->packet = (struct emulated_packet){.data = c->data, .room = room};
    return base->methods->control(base, &setup, &c->packet, c->now_us);
}

static enum emulated_answer out(struct device_case *c, uint8_t endpoint, const uint8_t *bytes,
                                size_t len)
{
    struct emulated_device *base = ccid_device_base(c->device);
    uint8_t copy[8192];
    memcpy(copy, bytes, len);
    struct emulated_packet packet = {.data = copy, .len = len};
    return base->methods->transfer(base, endpoint, &packet, c->now_us);
}

static enum emulated_answer in(struct device_case *c, uint8_t endpoint, size_t room)
{
    struct emulated_device *base = ccid_device_base(c->device);
    c->packet = (struct emulated_packet){.data = c->data, .room = room};
    return base->methods->transfer(base, endpoint, &c->packet, c->now_us);
}

/* A whole command; slot, bSeq and the last two parameters are what most tests leave alone. */
struct command {
    uint8_t type, slot, seq, parameters[3];
    const uint8_t *data;
    size_t data_len;
};

static void send_command(struct device_case *c, struct command command)
{
    uint8_t bytes[4200] = {command.type, (uint8_t)command.data_len,
                           (uint8_t)(command.data_len >> 8)};
    bytes[5] = command.slot;
    bytes[6] = command.seq;
    memcpy(bytes + 7, command.parameters, 3);
    if (command.data_len > 0) {
        memcpy(bytes + 10, command.data, command.data_len);
    }
    assert_int_equal(out(c, BULK_OUT, bytes, 10 + command.data_len), EMULATED_ACK);
}

/* The answer's bStatus and bError, with its other fields looked at. */
static unsigned answer_of(struct device_case *c, uint8_t type, uint8_t seq)
{
    assert_int_equal(in(c, BULK_IN, 2048), EMULATED_ACK);
    assert_true(c->packet.len >= 10);
    assert_int_equal(c->data[0], type);
    assert_int_equal(c->data[6], seq);
    assert_int_equal(c->data[1] | c->data[2] << 8 | c->data[3] << 16, c->packet.len - 10);
    return (unsigned)c->data[7] << 8 | c->data[8];
}

static unsigned exchange(struct device_case *c, uint8_t type, uint8_t answer_type)
{
    static uint8_t seq;
    send_command(c, (struct command){.type = type, .seq = ++seq});
    return answer_of(c, answer_type, seq);
}

static unsigned power_on(struct device_case *c)
{
    return exchange(c, 0x62, 0x80);
}

static unsigned transfer_apdu(struct device_case *c, const uint8_t *apdu, size_t len)
{
    send_command(c, (struct command){.type = 0x6f, .seq = 77, .data = apdu, .data_len = len});
    return answer_of(c, 0x80, 77);
}

static struct emulated_card card_of(const uint8_t *uid, size_t len)
{
    struct emulated_card card;
    assert_true(emulated_card_make(NULL, uid, len, &card, NULL));
    return card;
}

static void put(struct device_case *c, const uint8_t *uid, size_t len)
{
    struct emulated_card card = card_of(uid, len);
    assert_true(ccid_device_put(c->device, 0, &card, NULL));
}

static void fail_with(struct device_case *c, const char *word, const char *option)
{
    struct ccid_device_fault fault;
    const char *words[] = {word, option};
    assert_true(ccid_device_fault_parse(words, option ? 2 : 1, &fault, NULL));
    assert_true(ccid_device_fail(c->device, &fault, NULL));
}

static void test_ccid_device__descriptors_are_consistent(void **state)
{
    struct device_case *c = *state;
    static const struct {
        const char *words[5];
        size_t endpoint_count, interface_count;
    } cases[] = {{{NULL}, 3, 1},
                 {{"interrupt=no", NULL}, 2, 1},
                 {{"interfaces=2", "slots=2", NULL}, 3, 2},
                 {{"class=vendor", "descriptor=behind", NULL}, 3, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make(c, profile_of("ccid", cases[i].words));
        assert_int_equal(control(c, (struct usb_setup){0x80, 6, 0x0200, 0}, 4096), EMULATED_ACK);
        assert_int_equal(c->data[2] | c->data[3] << 8, c->packet.len);
        assert_int_equal(c->data[4], cases[i].interface_count);
        size_t interfaces = 0, endpoints = 0, classes = 0;
        for (size_t at = 0; at < c->packet.len; at += c->data[at]) {
            assert_true(c->data[at] >= 7);
            interfaces += c->data[at + 1] == 4;
            endpoints += c->data[at + 1] == 5;
            classes += c->data[at + 1] == 0x21 && c->data[at] == 54; /* CCID 1.1 table 5.1-1 */
        }
        assert_int_equal(interfaces, cases[i].interface_count);
        assert_int_equal(classes, cases[i].interface_count);
        assert_int_equal(endpoints, cases[i].interface_count * cases[i].endpoint_count);
    }
    assert_int_equal(c->data[9 + 5], 0xff);
}

static void test_ccid_device__levels_stand_in_the_features(void **state)
{
    struct device_case *c = *state;
    static const struct {
        const char *level;
        uint8_t bits;
    } cases[] = {
        {"level=character", 0}, {"level=tpdu", 1}, {"level=short", 2}, {"level=extended", 4}};
    for (size_t i = 0; i < 4; i++) {
        make(c, PROFILE("ccid", cases[i].level));
        assert_int_equal(control(c, (struct usb_setup){0x80, 6, 0x0200, 0}, 4096), EMULATED_ACK);
        assert_int_equal(c->data[18 + 42] & 0x07, cases[i].bits); /* dwFeatures, third byte */
    }
}

static void test_ccid_device__a_card_in_and_out(void **state)
{
    struct device_case *c = *state;
    assert_int_equal(exchange(c, 0x65, 0x81), 0x0200); /* no ICC present */
    assert_int_equal(power_on(c), 0x42fe);             /* ICC_MUTE */
    put(c, uid_7, sizeof uid_7);
    assert_int_equal(exchange(c, 0x65, 0x81), 0x0100); /* present, inactive */
    assert_int_equal(transfer_apdu(c, get_uid, sizeof get_uid), 0x41fe);
    assert_int_equal(power_on(c), 0x0000);
    assert_int_equal(c->packet.len, 10 + 20);
    assert_int_equal(transfer_apdu(c, get_uid, sizeof get_uid), 0x0000);
    assert_int_equal(c->packet.len, 10 + 9);
    assert_memory_equal(c->data + 10, "\x04\xa1\xb2\xc3\xd4\xe5\xf6\x90\x00", 9);
    assert_int_equal(ccid_device_read_count(c->device), 1);
    assert_int_equal(exchange(c, 0x63, 0x81), 0x0100); /* powered off */
    assert_true(ccid_device_take(c->device, 0, NULL, NULL));
    assert_false(ccid_device_take(c->device, 0, NULL, NULL));
    assert_int_equal(exchange(c, 0x65, 0x81), 0x0200);
}

static void test_ccid_device__changes_are_told_once(void **state)
{
    struct device_case *c = *state;
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_NAK);
    put(c, uid_4, sizeof uid_4);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
    assert_int_equal(c->packet.len, 2);
    assert_memory_equal(c->data, "\x50\x03", 2);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_NAK);
    assert_true(ccid_device_take(c->device, 0, NULL, NULL));
    put(c, uid_4, sizeof uid_4); /* out and in between two polls */
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
    assert_memory_equal(c->data, "\x50\x03", 2);
    struct emulated_device *base = ccid_device_base(c->device);
    base->methods->reset(base); /* a card that lies there is news again */
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
    assert_int_equal(exchange(c, 0x65, 0x81), 0x0100);
}

static void test_ccid_device__slots_and_interfaces_are_apart(void **state)
{
    struct device_case *c = *state;
    make(c, PROFILE("ccid", "slots=4", "interfaces=2"));
    struct emulated_card card = card_of(uid_4, sizeof uid_4);
    assert_true(ccid_device_put(c->device, 2, &card, NULL));
    assert_true(ccid_device_put(c->device, 5, &card, NULL));
    assert_false(ccid_device_put(c->device, 8, &card, NULL));
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
    assert_memory_equal(c->data, "\x50\x30", 2); /* slot 2 of the first */
    assert_int_equal(in(c, 0x86, 8), EMULATED_ACK);
    assert_memory_equal(c->data, "\x50\x0c", 2); /* slot 1 of the second */
    send_command(c, (struct command){.type = 0x65, .slot = 2, .seq = 1});
    assert_int_equal(answer_of(c, 0x81, 1), 0x0100);
    send_command(c, (struct command){.type = 0x65, .slot = 4, .seq = 2});
    assert_int_equal(answer_of(c, 0x81, 2), 0x4205); /* no such slot: offset of bSlot */
}

static void test_ccid_device__wrong_commands_are_refused(void **state)
{
    struct device_case *c = *state;
    put(c, uid_4, sizeof uid_4);
    assert_int_equal(exchange(c, 0x6a, 0x81), 0x4100); /* T0APDU: not supported */
    assert_int_equal(exchange(c, 0x99, 0x81), 0x4100); /* no command at all */
    assert_int_equal(exchange(c, 0x6b, 0x83), 0x4100); /* it knows no escape */
    send_command(c, (struct command){.type = 0x65, .seq = 3, .data = uid_4, .data_len = 4});
    assert_int_equal(answer_of(c, 0x81, 3), 0x4101); /* dwLength must be 0 */
    send_command(c, (struct command){.type = 0x62, .seq = 4, .parameters = {4}});
    assert_int_equal(answer_of(c, 0x80, 4), 0x4107); /* bPowerSelect */
    static const uint8_t too_long[] = {0x6f, 200, 0, 0, 0, 0, 5, 0, 0, 0, 1, 2, 3};
    assert_int_equal(out(c, BULK_OUT, too_long, sizeof too_long), EMULATED_ACK);
    assert_int_equal(answer_of(c, 0x80, 5), 0x4101);
    static const uint8_t stub[] = {0x6f, 0, 0};
    assert_int_equal(out(c, BULK_OUT, stub, sizeof stub), EMULATED_ACK);
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    assert_int_equal(out(c, 0x04, stub, sizeof stub), EMULATED_STALL);
}

static void test_ccid_device__a_message_may_come_in_packets(void **state)
{
    struct device_case *c = *state;
    uint8_t bytes[64 + 17] = {0x6f, 71, 0, 0, 0, 0, 9};
    put(c, uid_4, sizeof uid_4);
    assert_int_equal(power_on(c), 0);
    assert_int_equal(out(c, BULK_OUT, bytes, 64), EMULATED_ACK);
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    assert_int_equal(out(c, BULK_OUT, bytes + 64, 17), EMULATED_ACK);
    assert_int_equal(answer_of(c, 0x80, 9), 0);
}

static void test_ccid_device__an_answer_may_be_taken_in_packets(void **state)
{
    struct device_case *c = *state;
    make(c, PROFILE("acr122"));
    static const uint8_t version[] = {0xff, 0, 0x48, 0, 0};
    send_command(c, (struct command){.type = 0x6b, .seq = 1, .data = version, .data_len = 5});
    assert_int_equal(in(c, BULK_IN, 10), EMULATED_BABBLE); /* ten bytes of room for twenty */
    send_command(c, (struct command){.type = 0x6b, .seq = 2, .data = version, .data_len = 5});
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_ACK);
    assert_int_equal(c->packet.len, 20);
    assert_memory_equal(c->data + 10, "ACR122U207", 10);
}

static void test_ccid_device__extended_apdus_are_chained(void **state)
{
    struct device_case *c = *state;
    put(c, uid_7, sizeof uid_7);
    assert_int_equal(power_on(c), 0);
    send_command(
        c, (struct command){
               .type = 0x6f, .seq = 1, .parameters = {0, 1, 0}, .data = get_uid, .data_len = 2});
    assert_int_equal(answer_of(c, 0x80, 1), 0);
    assert_int_equal(c->data[9], 0x10); /* goes on */
    send_command(
        c,
        (struct command){
            .type = 0x6f, .seq = 2, .parameters = {0, 2, 0}, .data = get_uid + 2, .data_len = 3});
    assert_int_equal(answer_of(c, 0x80, 2), 0);
    assert_int_equal(c->packet.len, 10 + 9);
    send_command(c, (struct command){.type = 0x6f, .seq = 3, .parameters = {0, 3, 0}});
    assert_int_equal(answer_of(c, 0x80, 3), 0x4008); /* nothing was begun: wLevelParameter */
    static const uint8_t extended[] = {0xff, 0xca, 0, 0, 0, 0, 0};
    assert_int_equal(transfer_apdu(c, extended, sizeof extended), 0);
    assert_int_equal(c->packet.len, 10 + 9);
}

static void test_ccid_device__a_level_parameter_is_wrong_for_short_apdus(void **state)
{
    struct device_case *c = *state;
    make(c, PROFILE("ccid", "level=short"));
    put(c, uid_7, sizeof uid_7);
    assert_int_equal(power_on(c), 0);
    send_command(
        c, (struct command){
               .type = 0x6f, .seq = 1, .parameters = {0, 1, 0}, .data = get_uid, .data_len = 5});
    assert_int_equal(answer_of(c, 0x80, 1), 0x4008);
}

static void test_ccid_device__two_cards_at_once(void **state)
{
    struct device_case *c = *state;
    static const struct {
        const char *collision;
        unsigned status;
    } cases[] = {{"collision=mute", 0x41fe}, {"collision=parity", 0x41fd}, {"collision=first", 0}};
    for (size_t i = 0; i < 3; i++) {
        make(c, PROFILE("ccid", cases[i].collision));
        put(c, uid_4, sizeof uid_4);
        put(c, uid_7, sizeof uid_7);
        assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
        assert_int_equal(power_on(c), cases[i].status);
        assert_true(ccid_device_take(c->device, 0, NULL, NULL));
        assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK); /* the other one is found */
        assert_memory_equal(c->data, "\x50\x03", 2);
        assert_int_equal(power_on(c), 0);
    }
    struct emulated_card card = card_of(uid_7, sizeof uid_7);
    struct error err;
    assert_false(ccid_device_put(c->device, 0, &card, &err));
    assert_int_equal(err.code, ERROR_BUSY);
}

static void test_ccid_device__a_slot_is_busy_until_it_has_answered(void **state)
{
    struct device_case *c = *state;
    ccid_device_set_pace(c->device, (struct ccid_device_pace){.answer_ms = 20});
    send_command(c, (struct command){.type = 0x65, .seq = 1});
    send_command(c, (struct command){.type = 0x65, .seq = 2});
    assert_int_equal(answer_of(c, 0x81, 2), 0x42e0); /* CMD_SLOT_BUSY */
    struct emulated_device *base = ccid_device_base(c->device);
    assert_int_equal(base->methods->deadline_us(base, BULK_IN), c->now_us + 20000);
    assert_true(base->methods->deadline_us(base, INTERRUPT) == INT64_MAX);
    c->now_us += 19999;
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    c->now_us += 1;
    assert_int_equal(answer_of(c, 0x81, 1), 0x0200);
}

static void test_ccid_device__an_abort_has_two_halves(void **state)
{
    struct device_case *c = *state;
    put(c, uid_4, sizeof uid_4);
    fail_with(c, "silent", NULL);
    send_command(c, (struct command){.type = 0x65, .seq = 1});
    c->now_us += 60000000;
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    assert_int_equal(control(c, (struct usb_setup){0x21, 1, 0x0900, 0}, 0), EMULATED_ACK);
    send_command(c, (struct command){.type = 0x65, .seq = 2});
    assert_int_equal(answer_of(c, 0x81, 2), 0x41ff); /* CMD_ABORTED until the other half */
    send_command(c, (struct command){.type = 0x72, .seq = 9});
    assert_int_equal(answer_of(c, 0x81, 9), 0x0100);
    assert_int_equal(power_on(c), 0);
    send_command(c, (struct command){.type = 0x72, .seq = 11}); /* the other way round */
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    assert_int_equal(control(c, (struct usb_setup){0x21, 1, 0x0b00, 0}, 0), EMULATED_ACK);
    assert_int_equal(answer_of(c, 0x81, 11), 0x0000);
    assert_int_equal(control(c, (struct usb_setup){0x21, 1, 0x0b01, 0}, 0), EMULATED_STALL);
    assert_int_equal(control(c, (struct usb_setup){0x21, 1, 0x0b00, 1}, 0), EMULATED_STALL);
}

static void test_ccid_device__time_extensions_come_before_the_answer(void **state)
{
    struct device_case *c = *state;
    fail_with(c, "extend=2", "on=status");
    send_command(c, (struct command){.type = 0x65, .seq = 1});
    for (int i = 0; i < 2; i++) {
        assert_int_equal(answer_of(c, 0x81, 1), 0x8201); /* one waiting time more */
        assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
        c->now_us += 50000;
    }
    assert_int_equal(answer_of(c, 0x81, 1), 0x0200);
}

static void test_ccid_device__answers_are_spoiled_as_asked(void **state)
{
    struct device_case *c = *state;
    static const struct {
        const char *fault;
        enum emulated_answer answer;
        size_t len, at;
        uint8_t byte;
    } cases[] = {
        {"short=4", EMULATED_ACK, 4, 0, 0x81}, {"long=3", EMULATED_ACK, 13, 12, 0xa5},
        {"length", EMULATED_ACK, 10, 4, 0x7f}, {"length=5", EMULATED_ACK, 10, 1, 5},
        {"seq", EMULATED_ACK, 10, 6, 0x41},    {"slot", EMULATED_ACK, 10, 5, 1},
        {"type", EMULATED_ACK, 10, 0, 0x82},   {"error=251", EMULATED_ACK, 10, 8, 251},
        {"zero", EMULATED_ACK, 0, 0, 0},       {"babble", EMULATED_BABBLE, 0, 0, 0},
        {"broken", EMULATED_BROKEN, 0, 0, 0},  {"unplug", EMULATED_GONE, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fail_with(c, cases[i].fault, "on=status");
        send_command(c, (struct command){.type = 0x65, .seq = 0x42});
        assert_int_equal(in(c, BULK_IN, 64), cases[i].answer);
        if (cases[i].answer == EMULATED_ACK) {
            assert_int_equal(c->packet.len, cases[i].len);
        }
        if (cases[i].len > 0) {
            assert_int_equal(c->data[cases[i].at], cases[i].byte);
        }
        assert_int_equal(exchange(c, 0x65, 0x81), 0x0200); /* and the next one is as it should be */
    }
}

static void test_ccid_device__answers_that_are_one_too_many(void **state)
{
    struct device_case *c = *state;
    fail_with(c, "empty", NULL);
    send_command(c, (struct command){.type = 0x65, .seq = 1});
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_ACK);
    assert_int_equal(c->packet.len, 0);
    assert_int_equal(answer_of(c, 0x81, 1), 0x0200);
    fail_with(c, "twice", NULL);
    send_command(c, (struct command){.type = 0x65, .seq = 2});
    assert_int_equal(answer_of(c, 0x81, 2), 0x0200);
    send_command(c, (struct command){.type = 0x65, .seq = 3});
    assert_int_equal(answer_of(c, 0x81, 2), 0x0200); /* stale */
    assert_int_equal(answer_of(c, 0x81, 3), 0x0200);
}

static void test_ccid_device__a_stall_lasts_until_cleared(void **state)
{
    struct device_case *c = *state;
    fail_with(c, "stall", NULL);
    send_command(c, (struct command){.type = 0x65, .seq = 1});
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_STALL);
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_STALL);
    assert_int_equal(control(c, (struct usb_setup){0x82, 0, 0, BULK_IN}, 2), EMULATED_ACK);
    assert_int_equal(c->data[0], 1);
    assert_int_equal(control(c, (struct usb_setup){0x02, 1, 0, BULK_IN}, 0), EMULATED_ACK);
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK); /* that answer is lost */
    fail_with(c, "refuse", NULL);
    static const uint8_t status[10] = {0x65};
    assert_int_equal(out(c, BULK_OUT, status, sizeof status), EMULATED_STALL);
    fail_with(c, "leave", NULL);
    assert_int_equal(out(c, BULK_OUT, status, sizeof status), EMULATED_GONE);
}

static void test_ccid_device__notices_go_wrong(void **state)
{
    struct device_case *c = *state;
    static const struct {
        const char *fault;
        enum emulated_answer answer;
        size_t len;
    } cases[] = {{"notify-zero", EMULATED_ACK, 0},      {"notify-short", EMULATED_ACK, 1},
                 {"notify-lie", EMULATED_ACK, 4},       {"hardware", EMULATED_ACK, 4},
                 {"notify-babble", EMULATED_BABBLE, 0}, {"notify-lost", EMULATED_NAK, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make(c, PROFILE("ccid"));
        put(c, uid_4, sizeof uid_4);
        fail_with(c, cases[i].fault, NULL);
        assert_int_equal(in(c, INTERRUPT, 8), cases[i].answer);
        if (cases[i].answer == EMULATED_ACK) {
            assert_int_equal(c->packet.len, cases[i].len);
        }
    }
    fail_with(c, "notify-stall", NULL);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_STALL);
    struct emulated_device *base = ccid_device_base(c->device);
    base->methods->clear_halt(base, INTERRUPT);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_NAK);
}

static void test_ccid_device__a_shown_card_leaves_once_it_was_read(void **state)
{
    struct device_case *c = *state;
    struct emulated_card card = card_of(uid_4, sizeof uid_4);
    ccid_device_set_pace(c->device, (struct ccid_device_pace){.hold_ms = 30});
    assert_true(ccid_device_show(c->device, 0, &card, NULL));
    assert_false(ccid_device_show(c->device, 0, &card, NULL));
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
    assert_int_equal(power_on(c), 0);
    c->now_us += 5000000;
    fail_with(c, "short=12", "on=xfr"); /* an answer that the host can do nothing with */
    send_command(c, (struct command){.type = 0x6f, .seq = 1, .data = get_uid, .data_len = 5});
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_ACK);
    assert_int_equal(ccid_device_count_left(c->device), 1);
    assert_int_equal(transfer_apdu(c, get_uid, sizeof get_uid), 0);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_NAK);
    struct emulated_device *base = ccid_device_base(c->device);
    assert_int_equal(base->methods->deadline_us(base, INTERRUPT), c->now_us + 30000);
    c->now_us += 30000;
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK);
    assert_memory_equal(c->data, "\x50\x02", 2);
    assert_int_equal(ccid_device_count_left(c->device), 0);
}

static void test_ccid_device__acr122_light_and_beeps(void **state)
{
    struct device_case *c = *state;
    char text[256];
    make(c, PROFILE("acr122"));
    static const uint8_t beep[] = {0xff, 0, 0x40, 0x0e, 4, 2, 1, 3, 1};
    send_command(c, (struct command){.type = 0x6b, .seq = 1, .data = beep, .data_len = 9});
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK); /* three times 300 ms */
    c->now_us += 900000;
    assert_int_equal(answer_of(c, 0x83, 1), 0x0200);
    assert_memory_equal(c->data + 10, "\x90\x02", 2);
    ccid_device_describe(c->device, text, sizeof text);
    assert_non_null(strstr(text, "led green; blinks 0; beeps 3"));
    ccid_device_describe(c->device, text, 10); /* cut */
    assert_int_equal(strlen(text), 9);
}

static void test_ccid_device__acr122_beeps_by_itself_until_it_is_hushed(void **state)
{
    struct device_case *c = *state;
    char text[256];
    static const uint8_t hush[] = {0xff, 0, 0x52, 0, 0};
    static const uint8_t blink[] = {0xff, 0, 0x40, 0xa0, 4, 1, 1, 2, 0};
    make(c, PROFILE("acr122"));
    put(c, uid_4, sizeof uid_4);
    put(c, uid_7, sizeof uid_7); /* is not seen: there is a card */
    ccid_device_describe(c->device, text, sizeof text);
    assert_string_equal(strstr(text, "blinks 0"), "blinks 0; beeps 1");
    send_command(c, (struct command){.type = 0x6b, .seq = 1, .data = hush, .data_len = 5});
    assert_int_equal(answer_of(c, 0x83, 1), 0x0100);
    assert_true(ccid_device_take(c->device, 0, NULL, NULL));
    assert_true(ccid_device_take(c->device, 0, NULL, NULL));
    put(c, uid_4, sizeof uid_4);
    send_command(c, (struct command){.type = 0x6b, .seq = 2, .data = blink, .data_len = 9});
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    c->now_us += 400000;
    assert_int_equal(answer_of(c, 0x83, 2), 0x0100);
    ccid_device_describe(c->device, text, sizeof text);
    assert_non_null(strstr(text, "led off; blinks 2; beeps 1; hushed"));
}

/* Nothing is answered, and no abort taken, until the reset. */
static void test_ccid_device__hung_it_is_silent_until_it_is_reset(void **state)
{
    struct device_case *c = *state;
    struct emulated_device *base;
    static const uint8_t status[] = {0x65, 0, 0, 0, 0, 0, 1, 0, 0, 0};
    make(c, PROFILE("ccid"));
    base = ccid_device_base(c->device);
    put(c, uid_4, sizeof uid_4);
    fail_with(c, "hang", NULL);
    assert_int_equal(out(c, BULK_OUT, status, sizeof status), EMULATED_NAK);
    assert_int_equal(out(c, BULK_OUT, status, sizeof status), EMULATED_NAK);
    assert_int_equal(in(c, BULK_IN, 64), EMULATED_NAK);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_NAK);
    assert_int_equal(control(c, (struct usb_setup){0x21, 1, 0x0100, 0}, 0), EMULATED_NAK);
    assert_int_equal(control(c, (struct usb_setup){0x80, 6, 0x0100, 0}, 18), EMULATED_ACK);
    assert_true(base->methods->deadline_us(base, BULK_IN) == INT64_MAX);
    base->methods->reset(base);
    assert_int_equal(in(c, INTERRUPT, 8), EMULATED_ACK); /* the card is news again */
    send_command(c, (struct command){.type = 0x65, .seq = 2});
    assert_int_equal(answer_of(c, 0x81, 2), 0x0100);
}

/* XfrBlock before SetParameters is not heard; of its protocols the reader has T=1 alone. */
static void test_ccid_device__parameters_from_the_host(void **state)
{
    struct device_case *c = *state;
    static const uint8_t t0[] = {0x11, 0x00, 0x00, 0x0a, 0x00};
    static const uint8_t t1[] = {0x11, 0x10, 0x00, 0x4d, 0x00, 0x20, 0x00};
    make(c, PROFILE("ccid", "parameters=host"));
    put(c, uid_4, sizeof uid_4);
    send_command(c, (struct command){.type = 0x62, .seq = 1});
    assert_int_equal(answer_of(c, 0x80, 1), 0x0000);
    send_command(c, (struct command){.type = 0x6f, .seq = 2, .data = get_uid, .data_len = 5});
    assert_int_equal(answer_of(c, 0x80, 2), 0x40fe);
    send_command(c, (struct command){.type = 0x61, .seq = 3, .data = t0, .data_len = 5});
    assert_int_equal(answer_of(c, 0x82, 3), 0x4007);
    send_command(
        c, (struct command){.type = 0x61, .seq = 4, .parameters = {1}, .data = t1, .data_len = 7});
    assert_int_equal(answer_of(c, 0x82, 4), 0x0000);
    send_command(c, (struct command){.type = 0x6f, .seq = 5, .data = get_uid, .data_len = 5});
    assert_int_equal(answer_of(c, 0x80, 5), 0x0000);
}

static void test_ccid_device__acr122_lists_two_cards(void **state)
{
    struct device_case *c = *state;
    make(c, PROFILE("acr122"));
    put(c, uid_4, sizeof uid_4);
    put(c, uid_7, sizeof uid_7);
    static const uint8_t list[] = {0xff, 0, 0, 0, 4, 0xd4, 0x4a, 2, 0};
    send_command(c, (struct command){.type = 0x6b, .seq = 1, .data = list, .data_len = 9});
    assert_int_equal(answer_of(c, 0x83, 1), 0x0100);
    assert_memory_equal(c->data + 10, "\xd5\x4b\x02\x01\x00\x04\x08\x04\x04\xa1\xb2\xc3\x02", 13);
    assert_memory_equal(c->data + c->packet.len - 2, "\x90\x00", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define DEVICE_TEST(name) cmocka_unit_test_setup_teardown(test_ccid_device__##name, setup, teardown)
        DEVICE_TEST(descriptors_are_consistent),
        DEVICE_TEST(levels_stand_in_the_features),
        DEVICE_TEST(a_card_in_and_out),
        DEVICE_TEST(changes_are_told_once),
        DEVICE_TEST(slots_and_interfaces_are_apart),
        DEVICE_TEST(wrong_commands_are_refused),
        DEVICE_TEST(a_message_may_come_in_packets),
        DEVICE_TEST(an_answer_may_be_taken_in_packets),
        DEVICE_TEST(extended_apdus_are_chained),
        DEVICE_TEST(a_level_parameter_is_wrong_for_short_apdus),
        DEVICE_TEST(two_cards_at_once),
        DEVICE_TEST(a_slot_is_busy_until_it_has_answered),
        DEVICE_TEST(an_abort_has_two_halves),
        DEVICE_TEST(time_extensions_come_before_the_answer),
        DEVICE_TEST(answers_are_spoiled_as_asked),
        DEVICE_TEST(answers_that_are_one_too_many),
        DEVICE_TEST(a_stall_lasts_until_cleared),
        DEVICE_TEST(notices_go_wrong),
        DEVICE_TEST(a_shown_card_leaves_once_it_was_read),
        DEVICE_TEST(acr122_light_and_beeps),
        DEVICE_TEST(acr122_beeps_by_itself_until_it_is_hushed),
        DEVICE_TEST(hung_it_is_silent_until_it_is_reset),
        DEVICE_TEST(parameters_from_the_host),
        DEVICE_TEST(acr122_lists_two_cards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
