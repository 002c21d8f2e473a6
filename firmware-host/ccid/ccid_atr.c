#include "ccid_atr.h"

#include "check.h"
#include <string.h>

enum { T0_DIRECT = 0x3b, T0_INVERSE = 0x3f };

/* Historical bytes of a storage card: a compact-TLV object with the PC/SC workgroup's RID, a byte
 * for the standard, two for the card's name, four of no use yet. */
static const uint8_t storage_head[] = {0x80, 0x4f, 0x0c, 0xa0, 0x00, 0x00, 0x03, 0x06};
enum { STORAGE_LEN = 15, AT_STANDARD = 8, AT_NAME = 9 };

struct name_row {
    uint16_t number;
    const char *name;
};

static const struct name_row card_names[] = {
    {0x0001, "MIFARE Classic 1K"},
    {0x0002, "MIFARE Classic 4K"},
    {0x0003, "MIFARE Ultralight"},
    {0x0006, "SR176"},
    {0x0007, "SRI X4K"},
    {0x0014, "ICODE SLI"},
    {0x0026, "MIFARE Mini"},
    {0x0030, "Topaz"},
    {0x0036, "MIFARE Plus SL1 2K"},
    {0x0037, "MIFARE Plus SL1 4K"},
    {0x0038, "MIFARE Plus SL2 2K"},
    {0x0039, "MIFARE Plus SL2 4K"},
    {0x003a, "MIFARE Ultralight C"},
    {0x003b, "FeliCa"},
    {0xf004, "Topaz"},
    {0xf011, "FeliCa"},
    {0xf012, "FeliCa"},
    {0xff88, "MIFARE Classic 1K"},
};

static const struct name_row standards[] = {
    {0x01, "ISO 14443 A"}, {0x02, "ISO 14443 A"}, {0x03, "ISO 14443 A"}, {0x05, "ISO 14443 B"},
    {0x06, "ISO 14443 B"}, {0x07, "ISO 14443 B"}, {0x09, "ISO 15693"},   {0x0a, "ISO 15693"},
    {0x0b, "ISO 15693"},   {0x0c, "ISO 15693"},   {0x11, "FeliCa"},
};

static const char *find_name(const struct name_row *rows, size_t count, uint16_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].number == number) {
            return rows[i].name;
        }
    }
    return NULL;
}

/* Walks over the interface bytes; false if they go on past the end. */
static bool read_interface_bytes(const uint8_t *bytes, size_t len, size_t *at, struct ccid_atr *atr,
                                 bool *ret_check)
{
    uint8_t follows = bytes[1] >> 4;
    *at = 2;
    *ret_check = false;
    for (int round = 1; follows; round++) {
        size_t count = (size_t)__builtin_popcount(follows);
        if (*at + count > len) {
            return false;
        }
        if (round == 1 && follows & 1) {
            atr->ta1 = bytes[*at];
        }
        *at += count;
        if (!(follows & 8)) {
            break;
        }
        uint8_t td = bytes[*at - 1];
        if (round == 1) {
            atr->protocol = td & 15;
        }
        atr->offers_t1 |= (td & 15) == 1;
        *ret_check |= (td & 15) != 0;
        follows = td >> 4;
    }
    return true;
}

bool ccid_atr_read(const uint8_t *bytes, size_t len, struct ccid_atr *ret_atr)
{
    struct ccid_atr atr = {.ta1 = 0x11};
    size_t at;
    bool check;
    if (len < 2 || len > CCID_ATR_MAX || (bytes[0] != T0_DIRECT && bytes[0] != T0_INVERSE) ||
        !read_interface_bytes(bytes, len, &at, &atr, &check)) {
        return false;
    }
    atr.historical_len = bytes[1] & 15;
    atr.historical = bytes + at;
    if (at + atr.historical_len + check != len) {
        return false;
    }
    uint8_t sum = 0;
    for (size_t i = 1; check && i < len; i++) {
        sum ^= bytes[i];
    }
    /* PC/SC readers begin every contactless card's ATR with 3B 8n 80 01. */
    atr.is_contactless =
        len > 4 && bytes[0] == T0_DIRECT && bytes[1] >> 4 == 8 && bytes[2] == 0x80 && bytes[3] == 1;
    *ret_atr = atr;
    return sum == 0;
}

static bool is_storage_card(const struct ccid_atr *atr)
{
    return atr->is_contactless && atr->historical_len >= STORAGE_LEN &&
           memcmp(atr->historical, storage_head, sizeof storage_head) == 0;
}

bool ccid_atr_is_vicinity(const struct ccid_atr *atr)
{
    return is_storage_card(atr) && atr->historical[AT_STANDARD] >= 0x09 &&
           atr->historical[AT_STANDARD] <= 0x0c;
}

bool ccid_atr_is_type_a(const struct ccid_atr *atr)
{
    if (is_storage_card(atr)) {
        return atr->historical[AT_STANDARD] >= 1 && atr->historical[AT_STANDARD] <= 3;
    }
    /* Of type B there are always eight: application data, protocol information, MBLI. */
    return atr->is_contactless && atr->historical_len != 8;
}

const char *ccid_atr_card_type(const struct ccid_atr *atr)
{
    const uint8_t *bytes = atr->historical;
    if (!atr->is_contactless) {
        return "contact card";
    }
    if (!is_storage_card(atr)) {
        return "ISO 14443-4";
    }
    const char *name = find_name(card_names, ARRAY_LEN(card_names),
                                 (uint16_t)(bytes[AT_NAME] << 8 | bytes[AT_NAME + 1]));
    if (!name) {
        name = find_name(standards, ARRAY_LEN(standards), bytes[AT_STANDARD]);
    }
    return name ? name : "";
}
