#include "ccid_command.h"

#include "hash.h"
#include <string.h>

bool ccid_command_plug(const struct ccid_device_profile *profile,
                       const struct emulator_words *words, struct emulated_device **ret_device,
                       struct error *err)
{
    struct ccid_device_profile changed = *profile;
    for (size_t i = 1; i < words->count; i++) {
        if (!ccid_device_profile_apply(&changed, words->items[i], err)) {
            return false;
        }
    }
    struct ccid_device *device = NULL;
    if (!ccid_device_create(&changed, &device, err)) {
        return false;
    }
    *ret_device = ccid_device_base(device);
    return true;
}

/* Which card is meant, and where. */
struct place_of_card {
    bool has_card;
    unsigned slot;
    struct emulated_card card;
};

static bool make_card(const char *uid_text, const char *kind, struct place_of_card *place,
                      struct error *err)
{
    uint8_t uid[EMULATED_CARD_UID_MAX];
    size_t text_len = strlen(uid_text);
    if (text_len % 2 != 0 || text_len > 2 * sizeof uid ||
        !hash_hex_decode(uid_text, text_len, uid, text_len / 2)) {
        return error_set(err, ERROR_INVALID, "\"%.40s\" is no number of at most %zu bytes in hex",
                         uid_text, sizeof uid);
    }
    place->has_card = true;
    return emulated_card_make(kind, uid, text_len / 2, &place->card, err);
}

/* [UID] [kind=KIND] [slot=N] in any order. */
static bool parse_place(const struct emulator_words *words, struct place_of_card *ret_place,
                        struct error *err)
{
    enum { SLOT_MAX = CCID_DEVICE_SLOTS_MAX * CCID_DEVICE_INTERFACES_MAX - 1 };
    struct place_of_card place = {0};
    const char *kind = NULL;
    const char *uid = NULL;
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        if (strncmp(word, "kind=", 5) == 0) {
            kind = word + 5;
        } else if (strncmp(word, "slot=", 5) == 0) {
            if (!emulator_words_parse_number(word + 5, SLOT_MAX, &place.slot, err)) {
                return false;
            }
        } else if (!uid) {
            uid = word;
        } else {
            return error_set(err, ERROR_INVALID, "one word too many: %.40s", word);
        }
    }
    if (uid && !make_card(uid, kind, &place, err)) {
        return false;
    }
    *ret_place = place;
    return true;
}

static bool parse_card(const struct emulator_words *words, struct place_of_card *ret_place,
                       struct error *err)
{
    struct place_of_card place;
    if (!parse_place(words, &place, err)) {
        return false;
    }
    *ret_place = place;
    return place.has_card || error_set(err, ERROR_INVALID, "which card? its number in hex");
}

bool ccid_command_card(struct ccid_device *device, const struct emulator_words *words,
                       struct emulator_reply *reply, struct error *err)
{
    struct place_of_card place;
    reply->outcome = EMULATOR_WAITING;
    return parse_card(words, &place, err) && ccid_device_show(device, place.slot, &place.card, err);
}

bool ccid_command_put(struct ccid_device *device, const struct emulator_words *words,
                      struct error *err)
{
    struct place_of_card place;
    return parse_card(words, &place, err) && ccid_device_put(device, place.slot, &place.card, err);
}

bool ccid_command_take(struct ccid_device *device, const struct emulator_words *words,
                       struct error *err)
{
    struct place_of_card place;
    return parse_place(words, &place, err) &&
           ccid_device_take(device, place.slot, place.has_card ? &place.card : NULL, err);
}

bool ccid_command_pace(struct ccid_device *device, const struct emulator_words *words,
                       struct error *err)
{
    struct ccid_device_pace pace;
    if (words->count != 2) {
        return error_set(err, ERROR_INVALID, "pace HOLD ANSWER: two numbers of milliseconds");
    }
    if (!emulator_words_parse_number(words->items[0], CCID_DEVICE_DELAY_MAX_MS, &pace.hold_ms,
                                     err) ||
        !emulator_words_parse_number(words->items[1], CCID_DEVICE_DELAY_MAX_MS, &pace.answer_ms,
                                     err)) {
        return false;
    }
    ccid_device_set_pace(device, pace);
    return true;
}

bool ccid_command_fault(struct ccid_device *device, const struct emulator_words *words,
                        struct error *err)
{
    struct ccid_device_fault fault;
    return ccid_device_fault_parse(words->items, words->count, &fault, err) &&
           ccid_device_fail(device, &fault, err);
}
