#include "emulated_card.h"

#include "check.h"
#include <string.h>

/* How the reader tells a card's kind in its ATR. */
enum atr_form {
    ATR_STORAGE, /* PC/SC part 3 section 3.1.3.2.3.2: standard and card name */
    ATR_PART_4,  /* section 3.1.3.2.3.1: historical bytes, or those of ATQB */
    ATR_CONTACT, /* the card's own */
};

#define HISTORICAL_MAX 8

struct kind {
    const char *name;
    enum atr_form form;
    uint8_t standard; /* SS of the storage ATR */
    uint16_t card_name;
    uint8_t sel_res; /* of type A */
    bool type_a;
    size_t historical_len;
    uint8_t historical[HISTORICAL_MAX];
    uint8_t uid_lens[3]; /* 0: no more */
};

static const struct kind kinds[] = {
    [EMULATED_CARD_CLASSIC_1K] = {.name = "classic1k",
                                  .form = ATR_STORAGE,
                                  .standard = 0x03,
                                  .card_name = 0x0001,
                                  .sel_res = 0x08,
                                  .type_a = true,
                                  .uid_lens = {4, 7}},
    [EMULATED_CARD_CLASSIC_4K] = {.name = "classic4k",
                                  .form = ATR_STORAGE,
                                  .standard = 0x03,
                                  .card_name = 0x0002,
                                  .sel_res = 0x18,
                                  .type_a = true,
                                  .uid_lens = {4, 7}},
    [EMULATED_CARD_ULTRALIGHT] = {.name = "ultralight",
                                  .form = ATR_STORAGE,
                                  .standard = 0x03,
                                  .card_name = 0x0003,
                                  .sel_res = 0x00,
                                  .type_a = true,
                                  .uid_lens = {7}},
    [EMULATED_CARD_DESFIRE] = {.name = "desfire",
                               .form = ATR_PART_4,
                               .sel_res = 0x20,
                               .type_a = true,
                               .historical_len = 1,
                               .historical = {0x80},
                               .uid_lens = {7, 4}},
    [EMULATED_CARD_TYPE_B] = {.name = "typeb",
                              .form = ATR_PART_4,
                              .historical_len = 8,
                              /* application data, protocol info, MBLI */
                              .historical = {0, 0, 0, 0, 0x33, 0x81, 0x81, 0x00},
                              .uid_lens = {4}},
    [EMULATED_CARD_PART_3] = {.name = "part3",
                              .form = ATR_STORAGE,
                              .standard = 0x03,
                              .card_name = 0x0000,
                              .sel_res = 0x00,
                              .type_a = true,
                              .uid_lens = {10, 4, 7}},
    [EMULATED_CARD_VICINITY] = {.name = "vicinity",
                                .form = ATR_STORAGE,
                                .standard = 0x0b,
                                .card_name = 0x0014,
                                .uid_lens = {8}},
    [EMULATED_CARD_FELICA] = {.name = "felica",
                              .form = ATR_STORAGE,
                              .standard = 0x11,
                              .card_name = 0x003b,
                              .uid_lens = {8}},
    [EMULATED_CARD_CONTACT] = {.name = "contact", .form = ATR_CONTACT, .uid_lens = {4}},
};

static bool has_uid_len(const struct kind *kind, size_t uid_len)
{
    for (size_t i = 0; i < ARRAY_LEN(kind->uid_lens); i++) {
        if (kind->uid_lens[i] == uid_len && uid_len > 0) {
            return true;
        }
    }
    return false;
}

static bool find_kind(const char *name, size_t uid_len, size_t *ret_index, struct error *err)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        bool named = name ? strcmp(kinds[i].name, name) == 0 : has_uid_len(&kinds[i], uid_len);
        if (named && !has_uid_len(&kinds[i], uid_len)) {
            return error_set(err, ERROR_INVALID, "a card of kind %s has no number of %zu bytes",
                             name, uid_len);
        }
        if (named) {
            *ret_index = i;
            return true;
        }
    }
    return name ? error_set(err, ERROR_INVALID, "no such kind of card: %.40s", name)
                : error_set(err, ERROR_INVALID, "no card has a number of %zu bytes", uid_len);
}

bool emulated_card_make(const char *kind_name, const uint8_t *uid, size_t uid_len,
                        struct emulated_card *ret_card, struct error *err)
{
    size_t index = 0;
    if (!find_kind(kind_name, uid_len, &index, err)) {
        return false;
    }
    *ret_card = (struct emulated_card){.kind = (enum emulated_card_kind)index, .uid_len = uid_len};
    memcpy(ret_card->uid, uid, uid_len);
    return true;
}

const char *emulated_card_kind_name(enum emulated_card_kind kind)
{
    return kinds[kind].name;
}

bool emulated_card_equal(const struct emulated_card *a, const struct emulated_card *b)
{
    return a->kind == b->kind && a->uid_len == b->uid_len &&
           memcmp(a->uid, b->uid, a->uid_len) == 0;
}

/* TCK, ISO 7816-3 section 8.2.5: all bytes from T0 on make zero. */
static size_t close_atr(uint8_t *atr, size_t len)
{
    uint8_t sum = 0;
    for (size_t i = 1; i < len; i++) {
        sum ^= atr[i];
    }
    atr[len] = sum;
    return len + 1;
}

size_t emulated_card_atr(const struct emulated_card *card,
                         uint8_t ret_atr[static EMULATED_CARD_ATR_MAX])
{
    const struct kind *kind = &kinds[card->kind];
    if (kind->form == ATR_CONTACT) { /* TD1: T=1, no historical bytes */
        memcpy(ret_atr, (const uint8_t[]){0x3b, 0x80, 0x01}, 3);
        return close_atr(ret_atr, 3);
    }
    if (kind->form == ATR_PART_4) {
        memcpy(ret_atr, (const uint8_t[]){0x3b, 0x80, 0x80, 0x01}, 4);
        ret_atr[1] = (uint8_t)(0x80 | kind->historical_len);
        memcpy(ret_atr + 4, kind->historical, kind->historical_len);
        return close_atr(ret_atr, 4 + kind->historical_len);
    }
    const uint8_t storage[] = {
        0x3b,
        0x8f,
        0x80,
        0x01,
        0x80, /* 15 historical bytes */
        0x4f,
        0x0c, /* application identifier, 12 bytes */
        0xa0,
        0x00,
        0x00,
        0x03,
        0x06,                            /* RID of the PC/SC workgroup */
        kind->standard,                  /* SS */
        (uint8_t)(kind->card_name >> 8), /* NN */
        (uint8_t)kind->card_name,
        0,
        0,
        0, /* RFU */
        0,
    };
    memcpy(ret_atr, storage, sizeof storage);
    return close_atr(ret_atr, sizeof storage);
}

bool emulated_card_type_a(const struct emulated_card *card, struct emulated_card_type_a *ret_type)
{
    const struct kind *kind = &kinds[card->kind];
    if (!kind->type_a) {
        return false;
    }
    /* Bits 7 and 8 of SENS_RES say how long the UID is. */
    uint8_t size_bits = card->uid_len == 4 ? 0x00 : card->uid_len == 7 ? 0x40 : 0x80;
    *ret_type = (struct emulated_card_type_a){.sens_res = {0x00, (uint8_t)(size_bits | 0x04)},
                                              .sel_res = kind->sel_res};
    return true;
}

static size_t put_status(uint8_t *answer, size_t len, uint16_t status)
{
    answer[len] = (uint8_t)(status >> 8);
    answer[len + 1] = (uint8_t)status;
    return len + 2;
}

enum {
    STATUS_OK = 0x9000,
    STATUS_END_REACHED = 0x6282, /* fewer bytes than Le asked for */
    STATUS_NO_INFORMATION = 0x6300,
    STATUS_WRONG_LENGTH = 0x6700,
    STATUS_SECURITY = 0x6982, /* no key was presented that the card knows */
    STATUS_NOT_SUPPORTED = 0x6a81,
    STATUS_NOT_FOUND = 0x6a82,
    STATUS_WRONG_PARAMETERS = 0x6b00,
    STATUS_WRONG_LE = 0x6c00,
    STATUS_NO_INSTRUCTION = 0x6d00,
    STATUS_NO_CLASS = 0x6e00,
};

/* GET DATA, PC/SC part 3 section 3.2.2.1.3. Le of 0 is "all there is"; a larger one is told so by
 * 62 82, a smaller one by 6C and the right length. */
static size_t get_data(const uint8_t *bytes, size_t bytes_len, size_t le, uint8_t *ret_answer)
{
    if (le != 0 && le < bytes_len) {
        return put_status(ret_answer, 0, (uint16_t)(STATUS_WRONG_LE | bytes_len));
    }
    memcpy(ret_answer, bytes, bytes_len);
    return put_status(ret_answer, bytes_len, le > bytes_len ? STATUS_END_REACHED : STATUS_OK);
}

/* Class FF: instructions for the reader, not the card. */
static size_t exchange_reader(const struct emulated_card *card, const uint8_t *apdu, size_t len,
                              uint8_t *ret_answer)
{
    enum { SHORT_LEN = 5, EXTENDED_LEN = 7 }; /* Le of one byte, or of two behind a zero */
    enum { LOAD_KEYS = 0x82, AUTHENTICATE = 0x86, READ = 0xb0, GET_DATA = 0xca, UPDATE = 0xd6 };
    const struct kind *kind = &kinds[card->kind];
    int le;
    switch (apdu[1]) {
    case GET_DATA:
        if (len != SHORT_LEN && !(len == EXTENDED_LEN && apdu[4] == 0)) {
            return put_status(ret_answer, 0, STATUS_WRONG_LENGTH);
        }
        le = len == SHORT_LEN ? apdu[4] : apdu[5] << 8 | apdu[6];
        if (apdu[3] != 0 || apdu[2] > 1) {
            return put_status(ret_answer, 0, STATUS_WRONG_PARAMETERS);
        }
        if (apdu[2] == 0) {
            return get_data(card->uid, card->uid_len, (size_t)le, ret_answer);
        }
        return kind->form == ATR_PART_4
                   ? get_data(kind->historical, kind->historical_len, (size_t)le, ret_answer)
                   : put_status(ret_answer, 0, STATUS_NOT_SUPPORTED);
    case LOAD_KEYS:
        return put_status(ret_answer, 0, len == 11 ? STATUS_OK : STATUS_WRONG_LENGTH);
    case AUTHENTICATE:
        return put_status(ret_answer, 0, STATUS_NO_INFORMATION);
    case READ:
    case UPDATE:
        return put_status(ret_answer, 0, STATUS_SECURITY);
    default:
        return put_status(ret_answer, 0, STATUS_NO_INSTRUCTION);
    }
}

size_t emulated_card_exchange(const struct emulated_card *card, const uint8_t *apdu, size_t len,
                              uint8_t ret_answer[static EMULATED_CARD_ANSWER_MAX])
{
    enum { CLASS_READER = 0xff, SELECT = 0xa4 };
    const struct kind *kind = &kinds[card->kind];
    if (len < 4) {
        return put_status(ret_answer, 0, STATUS_WRONG_LENGTH);
    }
    if (kind->form == ATR_CONTACT) { /* the reader has no instructions of its own for those */
        return put_status(ret_answer, 0,
                          apdu[0] == CLASS_READER ? STATUS_NO_CLASS
                          : apdu[1] == SELECT     ? STATUS_NOT_FOUND
                                                  : STATUS_NO_INSTRUCTION);
    }
    if (apdu[0] == CLASS_READER) {
        return exchange_reader(card, apdu, len, ret_answer);
    }
    if (kind->form == ATR_STORAGE) { /* it understands no APDU at all */
        return put_status(ret_answer, 0, STATUS_NOT_SUPPORTED);
    }
    return put_status(ret_answer, 0, apdu[1] == SELECT ? STATUS_NOT_FOUND : STATUS_NO_INSTRUCTION);
}

bool emulated_card_asks_for_uid(const uint8_t *apdu, size_t len)
{
    static const uint8_t get_uid[] = {0xff, 0xca, 0x00, 0x00};
    return len >= 5 && memcmp(apdu, get_uid, sizeof get_uid) == 0;
}
