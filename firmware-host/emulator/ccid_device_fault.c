#include "ccid_device_fault.h"

#include "ccid_device_message.h"
#include "check.h"
#include <stdlib.h>
#include <string.h>

enum value_rule { VALUE_NONE, VALUE_NEEDED, VALUE_OPTIONAL };

static const struct {
    const char *name;
    enum ccid_device_fault_stage stage;
    enum value_rule value;
    uint32_t value_max, value_default;
} kinds[] = {
    [CCID_FAULT_REFUSE] = {"refuse", CCID_FAULT_AT_COMMAND, VALUE_NONE, 0, 0},
    [CCID_FAULT_LEAVE] = {"leave", CCID_FAULT_AT_COMMAND, VALUE_NONE, 0, 0},
    [CCID_FAULT_HANG] = {"hang", CCID_FAULT_AT_COMMAND, VALUE_NONE, 0, 0},
    [CCID_FAULT_SILENT] = {"silent", CCID_FAULT_AT_COMMAND, VALUE_NONE, 0, 0},
    [CCID_FAULT_LATE] = {"late", CCID_FAULT_AT_COMMAND, VALUE_NEEDED, CCID_DEVICE_FAULT_VALUE_MAX,
                         0},
    [CCID_FAULT_EXTEND] = {"extend", CCID_FAULT_AT_COMMAND, VALUE_OPTIONAL,
                           CCID_DEVICE_FAULT_VALUE_MAX, 1},
    [CCID_FAULT_ERROR] = {"error", CCID_FAULT_AT_COMMAND, VALUE_OPTIONAL, UINT8_MAX,
                          SLOT_ERROR_HARDWARE},
    [CCID_FAULT_STALL] = {"stall", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_BABBLE] = {"babble", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_BROKEN] = {"broken", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_UNPLUG] = {"unplug", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_ZERO] = {"zero", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_EMPTY] = {"empty", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_SHORT] = {"short", CCID_FAULT_AT_ANSWER, VALUE_OPTIONAL, CCID_DEVICE_MESSAGE_MAX,
                          CCID_DEVICE_HEADER_LEN - 1},
    [CCID_FAULT_LONG] = {"long", CCID_FAULT_AT_ANSWER, VALUE_OPTIONAL, 255, 1},
    [CCID_FAULT_LENGTH] = {"length", CCID_FAULT_AT_ANSWER, VALUE_OPTIONAL, UINT32_MAX, 0x7fffffff},
    [CCID_FAULT_SEQ] = {"seq", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_SLOT] = {"slot", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_TYPE] = {"type", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_TWICE] = {"twice", CCID_FAULT_AT_ANSWER, VALUE_NONE, 0, 0},
    [CCID_FAULT_NOTIFY_LOST] = {"notify-lost", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
    [CCID_FAULT_NOTIFY_ZERO] = {"notify-zero", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
    [CCID_FAULT_NOTIFY_SHORT] = {"notify-short", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
    [CCID_FAULT_NOTIFY_LIE] = {"notify-lie", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
    [CCID_FAULT_NOTIFY_STALL] = {"notify-stall", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
    [CCID_FAULT_NOTIFY_BABBLE] = {"notify-babble", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
    [CCID_FAULT_HARDWARE] = {"hardware", CCID_FAULT_AT_NOTICE, VALUE_NONE, 0, 0},
};

/* Decimal digits alone, at most max. */
static bool parse_number(const char *text, uint32_t max, uint32_t *ret_number)
{
    size_t len = strlen(text);
    if (len == 0 || len > 10 || strspn(text, "0123456789") != len) {
        return false;
    }
    unsigned long long number = strtoull(text, NULL, 10);
    if (number > max) {
        return false;
    }
    *ret_number = (uint32_t)number;
    return true;
}

static bool parse_kind(const char *word, struct ccid_device_fault *fault, struct error *err)
{
    size_t name_len = strcspn(word, "=");
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strlen(kinds[i].name) != name_len || strncmp(kinds[i].name, word, name_len) != 0) {
            continue;
        }
        fault->kind = (enum ccid_device_fault_kind)i;
        fault->value = kinds[i].value_default;
        bool has_value = word[name_len] == '=';
        if (has_value != (kinds[i].value == VALUE_NEEDED) && kinds[i].value != VALUE_OPTIONAL) {
            return error_set(err, ERROR_INVALID, "%s %s a number", kinds[i].name,
                             has_value ? "has not" : "needs");
        }
        return !has_value || parse_number(word + name_len + 1, kinds[i].value_max, &fault->value) ||
               error_set(err, ERROR_INVALID, "%.40s: no number from 0 to %lu", word,
                         (unsigned long)kinds[i].value_max);
    }
    return error_set(err, ERROR_INVALID, "no such fault: %.40s", word);
}

static bool parse_command(const char *name, uint8_t *ret_command)
{
    static const struct {
        const char *name;
        uint8_t command;
    } commands[] = {
        {"power", PC_TO_RDR_ICC_POWER_ON},
        {"off", PC_TO_RDR_ICC_POWER_OFF},
        {"status", PC_TO_RDR_GET_SLOT_STATUS},
        {"xfr", PC_TO_RDR_XFR_BLOCK},
        {"escape", PC_TO_RDR_ESCAPE},
        {"abort", PC_TO_RDR_ABORT},
        {"parameters", PC_TO_RDR_SET_PARAMETERS},
    };
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            *ret_command = commands[i].command;
            return true;
        }
    }
    return false;
}

static bool parse_option(const char *word, struct ccid_device_fault *fault, struct error *err)
{
    if (strncmp(word, "count=", 6) == 0) {
        return (parse_number(word + 6, CCID_DEVICE_FAULT_COUNT_MAX, &fault->count) &&
                fault->count > 0) ||
               error_set(err, ERROR_INVALID, "%.40s: no number from 1 to %d", word,
                         CCID_DEVICE_FAULT_COUNT_MAX);
    }
    if (strncmp(word, "on=", 3) == 0) {
        return parse_command(word + 3, &fault->command) ||
               error_set(err, ERROR_INVALID, "%.40s: there is no such command", word);
    }
    return error_set(err, ERROR_INVALID, "a fault has no \"%.40s\"", word);
}

bool ccid_device_fault_parse(const char *const *words, size_t word_count,
                             struct ccid_device_fault *ret_fault, struct error *err)
{
    struct ccid_device_fault fault = {.count = 1};
    if (word_count == 0) {
        return error_set(err, ERROR_INVALID, "which fault?");
    }
    if (!parse_kind(words[0], &fault, err)) {
        return false;
    }
    for (size_t i = 1; i < word_count; i++) {
        if (!parse_option(words[i], &fault, err)) {
            return false;
        }
    }
    *ret_fault = fault;
    return true;
}

bool ccid_device_fault_arm(struct ccid_device_faults *faults, const struct ccid_device_fault *fault,
                           struct error *err)
{
    if (faults->count == CCID_DEVICE_FAULTS_MAX) {
        return error_set(err, ERROR_FULL, "more than %d faults", CCID_DEVICE_FAULTS_MAX);
    }
    faults->items[faults->count++] = *fault;
    return true;
}

bool ccid_device_fault_meet(struct ccid_device_faults *faults, enum ccid_device_fault_stage stage,
                            uint8_t command, struct ccid_device_fault *ret_fault)
{
    for (size_t i = 0; i < faults->count; i++) {
        struct ccid_device_fault *fault = &faults->items[i];
        bool fits = kinds[fault->kind].stage == stage &&
                    (fault->command == CCID_DEVICE_FAULT_ANY_COMMAND || fault->command == command);
        if (!fits) {
            continue;
        }
        *ret_fault = *fault;
        if (--fault->count == 0) {
            faults->count--;
            memmove(fault, fault + 1, (faults->count - i) * sizeof *fault);
        }
        return true;
    }
    return false;
}

bool ccid_device_fault_is_notice_due(const struct ccid_device_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        enum ccid_device_fault_kind kind = faults->items[i].kind;
        if (kinds[kind].stage == CCID_FAULT_AT_NOTICE) {
            return kind == CCID_FAULT_NOTIFY_LIE || kind == CCID_FAULT_HARDWARE ||
                   kind == CCID_FAULT_NOTIFY_STALL || kind == CCID_FAULT_NOTIFY_BABBLE;
        }
    }
    return false;
}

static size_t lengthen(uint8_t *bytes, size_t len, size_t more, size_t room)
{
    enum { FILLER = 0xa5 };
    more = more < room - len ? more : room - len;
    memset(bytes + len, FILLER, more);
    return len + more;
}

size_t ccid_device_fault_spoil(const struct ccid_device_fault *fault, uint8_t *bytes, size_t len,
                               size_t room)
{
    CHECK(len >= CCID_DEVICE_HEADER_LEN && len <= room);
    switch (fault->kind) {
    case CCID_FAULT_ZERO:
        return 0;
    case CCID_FAULT_SHORT:
        return fault->value < len ? fault->value : len;
    case CCID_FAULT_LONG:
        return lengthen(bytes, len, fault->value, room);
    case CCID_FAULT_LENGTH:
        for (size_t i = 0; i < 4; i++) {
            bytes[1 + i] = (uint8_t)(fault->value >> 8 * i);
        }
        return len;
    case CCID_FAULT_SLOT:
        bytes[5]++;
        return len;
    case CCID_FAULT_SEQ:
        bytes[6]--;
        return len;
    case CCID_FAULT_TYPE:
        bytes[0] = bytes[0] == RDR_TO_PC_PARAMETERS ? RDR_TO_PC_DATA_BLOCK : RDR_TO_PC_PARAMETERS;
        return len;
    default:
        return len;
    }
}
