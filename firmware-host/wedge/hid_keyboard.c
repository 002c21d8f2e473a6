#include "hid_keyboard.h"

#include <string.h>

/* Items, HID 1.11 section 6.2.2: tag and type of the prefix. */
enum {
    ITEM_USAGE_PAGE = 0x04,
    ITEM_USAGE = 0x08,
    ITEM_LOGICAL_MIN = 0x14,
    ITEM_USAGE_MIN = 0x18,
    ITEM_REPORT_SIZE = 0x74,
    ITEM_INPUT = 0x80,
    ITEM_REPORT_ID = 0x84,
    ITEM_OUTPUT = 0x90,
    ITEM_REPORT_COUNT = 0x94,
    ITEM_COLLECTION = 0xa0,
    ITEM_PUSH = 0xa4,
    ITEM_FEATURE = 0xb0,
    ITEM_POP = 0xb4,
    ITEM_END_COLLECTION = 0xc0,
    ITEM_LONG = 0xfe, /* the whole prefix */
};

enum { INPUT_CONSTANT = 1, INPUT_VARIABLE = 2 };
enum { PAGE_KEYS = 7, FIRST_MODIFIER = 0xe0, LAST_MODIFIER = 0xe7 };

/* Appendix C: a keyboard that cannot tell which keys are held says so in every place. */
enum { USAGE_ROLL_OVER = 1 };

#define REPORTS_MAX 8
#define STACK_MAX   4
#define BITS_MAX    (8 * HID_REPORT_MAX)
#define PLACE_MAX   16 /* bits */
#define USAGE_MAX   0xffff

struct globals {
    uint32_t page, size, count;
    int32_t logical_min;
    uint8_t report_id;
};

struct report {
    uint32_t bits;
    struct hid_keyboard keyboard;
};

struct parser {
    struct globals globals, stack[STACK_MAX];
    size_t stack_count;
    uint8_t usage_size; /* bytes of the first usage since the last main item; 0: there was none */
    uint32_t first_usage;
    size_t report_count;
    struct report reports[REPORTS_MAX];
};

struct item {
    uint8_t kind, size; /* size in bytes, of value */
    uint32_t value;
};

/* False at the end, and where an item is cut off. */
static bool next_item(const uint8_t **at, const uint8_t *end, struct item *ret_item)
{
    while (*at < end && **at == ITEM_LONG) {
        size_t left = (size_t)(end - *at);
        if (left < 3 || left - 3 < (*at)[1]) {
            return false;
        }
        *at += 3 + (*at)[1];
    }
    if (*at == end) {
        return false;
    }
    uint8_t size = **at & 3;
    size = size == 3 ? 4 : size;
    if ((size_t)(end - *at) < 1u + size) {
        return false;
    }
    *ret_item = (struct item){.kind = **at & 0xfc, .size = size};
    for (uint8_t i = 0; i < size; i++) {
        ret_item->value |= (uint32_t)(*at)[1 + i] << (8 * i);
    }
    *at += 1 + size;
    return true;
}

static int32_t signed_value(const struct item *item)
{
    unsigned unused_bits = 8u * (4u - item->size);
    return item->size == 0 ? 0 : (int32_t)(item->value << unused_bits) >> unused_bits;
}

/* The report with this id, which begins with it; NULL if there are too many. */
static struct report *find_report(struct parser *parser, uint8_t id)
{
    for (size_t i = 0; i < parser->report_count; i++) {
        if (parser->reports[i].keyboard.report_id == id) {
            return &parser->reports[i];
        }
    }
    if (parser->report_count == REPORTS_MAX) {
        return NULL;
    }
    struct report *report = &parser->reports[parser->report_count++];
    *report = (struct report){.bits = id ? 8 : 0, .keyboard = {.report_id = id}};
    return report;
}

/* A usage of four bytes names its page; otherwise it is the one that holds at the main item. */
static bool is_keys(const struct parser *parser, uint32_t flags)
{
    const struct globals *globals = &parser->globals;
    uint32_t page = parser->usage_size == 4 ? parser->first_usage >> 16 : globals->page;
    if (page != PAGE_KEYS || flags & INPUT_CONSTANT || globals->count == 0) {
        return false;
    }
    if (flags & INPUT_VARIABLE) {
        return globals->size == 1;
    }
    return globals->size > 0 && globals->size <= PLACE_MAX && globals->logical_min >= -USAGE_MAX &&
           globals->logical_min <= USAGE_MAX;
}

static void add_field(struct parser *parser, struct hid_keyboard *keyboard, uint32_t bit,
                      uint32_t flags)
{
    const struct globals *globals = &parser->globals;
    bool is_array = !(flags & INPUT_VARIABLE);
    if (!is_keys(parser, flags) || keyboard->field_count == HID_FIELDS_MAX) {
        return;
    }
    keyboard->fields[keyboard->field_count++] = (struct hid_field){
        .is_array = is_array,
        .bit = (uint16_t)bit,
        .count = (uint16_t)globals->count,
        .size = (uint8_t)globals->size,
        .first = (int)(parser->first_usage & USAGE_MAX) - (is_array ? globals->logical_min : 0),
    };
}

/* False if the reports are of no size that a keyboard's are. */
static bool take_input(struct parser *parser, uint32_t flags)
{
    const struct globals *globals = &parser->globals;
    struct report *report = find_report(parser, globals->report_id);
    if (!report || globals->size > BITS_MAX || globals->count > BITS_MAX ||
        report->bits + globals->size * globals->count > BITS_MAX) {
        return false;
    }
    add_field(parser, &report->keyboard, report->bits, flags);
    report->bits += globals->size * globals->count;
    return true;
}

static void take_usage(struct parser *parser, const struct item *item)
{
    if (parser->usage_size > 0 || item->size == 0) {
        return; /* the further ones of a list, which follow the first one; or usage 0, as without */
    }
    parser->usage_size = item->size;
    parser->first_usage = item->value;
}

static bool take_stack(struct parser *parser, uint8_t kind)
{
    if (kind == ITEM_PUSH && parser->stack_count < STACK_MAX) {
        parser->stack[parser->stack_count++] = parser->globals;
        return true;
    }
    if (kind == ITEM_POP && parser->stack_count > 0) {
        parser->globals = parser->stack[--parser->stack_count];
        return true;
    }
    return false;
}

static bool take_item(struct parser *parser, const struct item *item)
{
    bool good = true;
    switch (item->kind) {
    case ITEM_USAGE_PAGE:
        parser->globals.page = item->value;
        return true;
    case ITEM_LOGICAL_MIN:
        parser->globals.logical_min = signed_value(item);
        return true;
    case ITEM_REPORT_SIZE:
        parser->globals.size = item->value;
        return true;
    case ITEM_REPORT_COUNT:
        parser->globals.count = item->value;
        return true;
    case ITEM_REPORT_ID:
        parser->globals.report_id = (uint8_t)item->value;
        return item->value > 0 && item->value <= UINT8_MAX;
    case ITEM_PUSH:
    case ITEM_POP:
        return take_stack(parser, item->kind);
    case ITEM_USAGE:
    case ITEM_USAGE_MIN:
        take_usage(parser, item);
        return true;
    case ITEM_INPUT:
        good = take_input(parser, item->value);
        break;
    case ITEM_OUTPUT:
    case ITEM_FEATURE:
    case ITEM_COLLECTION:
    case ITEM_END_COLLECTION:
        break;
    default:
        return true;
    }
    parser->usage_size = 0;
    parser->first_usage = 0;
    return good;
}

static bool has_keys(const struct hid_keyboard *keyboard)
{
    for (size_t i = 0; i < keyboard->field_count; i++) {
        if (keyboard->fields[i].is_array || keyboard->fields[i].first < FIRST_MODIFIER) {
            return true;
        }
    }
    return false;
}

bool hid_keyboard_find(const uint8_t *descriptor, size_t len, struct hid_keyboard *ret_keyboard)
{
    struct parser parser = {0};
    const uint8_t *end = descriptor + (len < HID_DESCRIPTOR_MAX ? len : HID_DESCRIPTOR_MAX);
    struct item item;
    while (next_item(&descriptor, end, &item)) {
        if (!take_item(&parser, &item)) {
            return false;
        }
    }
    for (size_t i = 0; i < parser.report_count; i++) {
        struct report *report = &parser.reports[i];
        if (has_keys(&report->keyboard)) {
            report->keyboard.report_len = (uint8_t)((report->bits + 7) / 8);
            *ret_keyboard = report->keyboard;
            return true;
        }
    }
    return false;
}

static unsigned read_bits(const uint8_t *report, unsigned bit, unsigned size)
{
    unsigned value = 0;
    for (unsigned i = 0; i < size; i++) {
        value |= (report[(bit + i) / 8] >> ((bit + i) % 8) & 1u) << i;
    }
    return value;
}

struct held {
    uint8_t modifiers;
    size_t count; /* of keys, those beyond the room included */
    uint8_t keys[BOOT_KEYS_MAX];
};

static void hold(struct held *held, int usage)
{
    if (usage >= FIRST_MODIFIER && usage <= LAST_MODIFIER) {
        held->modifiers |= (uint8_t)(1u << (usage - FIRST_MODIFIER));
    } else if (usage > 0 && usage < FIRST_MODIFIER) {
        if (held->count < BOOT_KEYS_MAX) {
            held->keys[held->count] = (uint8_t)usage;
        }
        held->count++;
    }
}

static void read_field(const struct hid_field *field, const uint8_t *report, struct held *held)
{
    for (unsigned i = 0; i < field->count; i++) {
        unsigned value = read_bits(report, field->bit + i * field->size, field->size);
        if (field->is_array) {
            hold(held, field->first + (int)value);
        } else if (value) {
            hold(held, field->first + (int)i);
        }
    }
}

enum hid_report hid_keyboard_to_boot(const struct hid_keyboard *keyboard, const uint8_t *report,
                                     size_t len, uint8_t ret_boot[static BOOT_REPORT_LEN])
{
    struct held held = {0};
    if (keyboard->report_id && len > 0 && report[0] != keyboard->report_id) {
        return HID_REPORT_OTHER;
    }
    if (len < keyboard->report_len) {
        return HID_REPORT_SHORT;
    }
    for (size_t i = 0; i < keyboard->field_count; i++) {
        read_field(&keyboard->fields[i], report, &held);
    }
    if (held.count > BOOT_KEYS_MAX) {
        memset(held.keys, USAGE_ROLL_OVER, BOOT_KEYS_MAX);
    }
    ret_boot[0] = held.modifiers;
    ret_boot[1] = 0;
    memcpy(ret_boot + 2, held.keys, BOOT_KEYS_MAX);
    return HID_REPORT_KEYS;
}
