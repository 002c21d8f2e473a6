#include "fact_card.h"

#include "arrival_store.h"
#include "card_revocation.h"
#include "card_store.h"
#include "check.h"
#include "civil.h"
#include "person_tap_store.h"
#include "received_store.h"
#include "tap_resolution.h"
#include <stdlib.h>
#include <string.h>

/* Taps of the card, copied out: rows must not be changed under the statement that reads them. */
struct card_taps {
    struct card_token token;
    struct moved_tap {
        struct person_tap tap; /* its texts are the arrays below */
        char staff[TAP_RECORD_ID_MAX + 1];
        char kiosk[TAP_RECORD_ID_MAX + 1];
        char meeting[TAP_RECORD_ID_MAX + 1];
        char substitute_for[TAP_RECORD_ID_MAX + 1];
    } * taps;
    size_t count, size;
    bool out_of_memory;
};

static void copy_text(char *to, const char *from)
{
    size_t len = strnlen(from, TAP_RECORD_ID_MAX);
    memcpy(to, from, len);
    to[len] = '\0';
}

static void keep_tap(const struct person_tap *tap, void *user)
{
    struct card_taps *taps = user;
    if (taps->count == taps->size) {
        size_t size = taps->size ? 2 * taps->size : 64;
        struct moved_tap *more = realloc(taps->taps, size * sizeof *more);
        taps->out_of_memory = taps->out_of_memory || !more;
        if (!more) {
            return;
        }
        taps->taps = more;
        taps->size = size;
    }
    struct moved_tap *kept = &taps->taps[taps->count++];
    kept->tap = *tap;
    copy_text(kept->staff, tap->staff);
    copy_text(kept->kiosk, tap->kiosk);
    copy_text(kept->meeting, tap->meeting);
    copy_text(kept->substitute_for, tap->substitute_for);
}

/* The holder's taps on the dates at which the card was theirs: with this card, or with another. */
static bool collect_holder(struct database *database, const struct card_holder *holder,
                           struct card_taps *taps, struct error *err)
{
    bool any;
    int32_t first, last;
    if (!person_tap_store_days(database, &any, &first, &last, err)) {
        return false;
    }
    first = holder->from_date > first ? holder->from_date : first;
    last = holder->to_date < last ? holder->to_date : last;
    return !any || last < first ||
           person_tap_store_each(database, holder->staff, first, last, keep_tap, taps, err);
}

static bool is_of_card(struct database *database, const struct moved_tap *kept,
                       const struct card_token *token, bool *ret_is, struct error *err)
{
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len;
    bool found;
    struct tap_record record;
    const struct record_place place = {kept->kiosk, kept->tap.epoch, kept->tap.seq};
    if (!received_store_read(database, &place, &found, line, &len, err)) {
        return false;
    }
    *ret_is = false;
    if (!found) {
        return true;
    }
    if (!tap_record_decode(line, len, &record, err)) {
        return error_prefix(err, "record of %s", kept->kiosk);
    }
    *ret_is = hash_equal(&record.token.hash, &token->hash);
    return true;
}

static bool add_touch(struct touch_list *touches, enum fact_scope scope, const char *id,
                      const struct person_tap *tap, struct error *err)
{
    int64_t last_ms = person_tap_is_certain(tap) ? tap->at_ms : tap->not_after_ms;
    return *id == '\0' || touch_list_add(touches, scope, id, civil_date_of(tap->at_ms) - 1,
                                         civil_date_of(last_ms) + 1, err);
}

/* Whose tap it was, whose it is, and whoever is invited where they sat in for somebody. */
static bool touch_moved(struct touch_list *touches, const struct moved_tap *kept, const char *staff,
                        struct error *err)
{
    const char *meeting = kept->substitute_for[0] ? kept->meeting : "";
    return add_touch(touches, FACT_SCOPE_STAFF, kept->staff, &kept->tap, err) &&
           add_touch(touches, FACT_SCOPE_STAFF, staff, &kept->tap, err) &&
           add_touch(touches, FACT_SCOPE_MEETING, meeting, &kept->tap, err);
}

/* The kiosks have been told of it as nobody's, or somebody else's. */
static bool tell_again(struct database *database, const struct moved_tap *kept, struct error *err)
{
    struct arrival arrival = {.epoch = kept->tap.epoch,
                              .first_seq = kept->tap.seq,
                              .last_seq = kept->tap.seq,
                              .received_utc_us = kept->tap.at_utc_us};
    copy_text(arrival.kiosk, kept->kiosk);
    return arrival_store_add(database, &arrival, err);
}

static bool move_tap(struct database *database, struct moved_tap *kept,
                     const struct card_token *token, struct touch_list *touches, struct error *err)
{
    kept->tap.staff = kept->staff;
    kept->tap.kiosk = kept->kiosk;
    kept->tap.meeting = kept->meeting;
    kept->tap.substitute_for = kept->substitute_for;
    enum tap_card card;
    char staff[TAP_RECORD_ID_MAX + 1];
    if (!tap_resolution_holder(database, token, kept->tap.at_ms, &card, staff, err)) {
        return false;
    }
    if (card == kept->tap.card && strcmp(staff, kept->staff) == 0) {
        return true;
    }
    if (!person_tap_store_remove(database, &kept->tap, err)) {
        return false;
    }
    kept->tap.staff = staff;
    kept->tap.card = card;
    kept->tap.token = *staff ? NULL : token;
    return person_tap_store_add(database, &kept->tap, err) && tell_again(database, kept, err) &&
           touch_moved(touches, kept, staff, err);
}

static bool move_taps(struct database *database, struct card_taps *taps, struct touch_list *touches,
                      struct error *err)
{
    if (taps->out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "taps of a card: out of memory");
    }
    for (size_t i = 0; i < taps->count; i++) {
        struct moved_tap *kept = &taps->taps[i];
        bool of_card = kept->staff[0] == '\0'; /* those were found by the token */
        if (!of_card && !is_of_card(database, kept, &taps->token, &of_card, err)) {
            return false;
        }
        if (of_card && !move_tap(database, kept, &taps->token, touches, err)) {
            return false;
        }
    }
    return true;
}

static int32_t date_of(const json_t *value, const char *key, int32_t otherwise)
{
    const char *text = json_string_value(json_object_get(value, key));
    int32_t date;
    return text && civil_date_parse(text, &date) ? date : otherwise;
}

static int64_t time_of(const json_t *value, const char *key)
{
    int64_t at_ms = CIVIL_NEVER_MS;
    CHECK(civil_time_parse(json_string_value(json_object_get(value, key)), &at_ms));
    return at_ms;
}

/* But for the moment of its revocation. */
static struct card_holder holder_of(const json_t *value)
{
    struct card_holder holder = {
        .revoked_from_ms = CIVIL_NEVER_MS,
        .from_date = date_of(value, "from", CIVIL_DATE_FIRST),
        .to_date = date_of(value, "to", CIVIL_DATE_LAST),
    };
    copy_text(holder.staff, json_string_value(json_object_get(value, "staff")));
    return holder;
}

/* Facts have checked the form. */
static bool write_gaps(struct database *database, const struct card_token *token,
                       const json_t *value, struct error *err)
{
    const json_t *gaps = json_object_get(value, "revoked_before");
    bool good = card_store_forget_gaps(database, token, err);
    for (size_t i = 0; good && i < json_array_size(gaps); i++) {
        const json_t *gap = json_array_get(gaps, i);
        good = card_store_add_gap(database, token, time_of(gap, "from"), time_of(gap, "to"), err);
    }
    return good;
}

static bool write_row(struct database *database, const struct card_token *token, const char *id,
                      const json_t *value, struct error *err)
{
    if (!value) {
        return card_store_remove(database, token, err);
    }
    struct card_holder holder = holder_of(value);
    bool active = strcmp(json_string_value(json_object_get(value, "state")), "active") == 0;
    return (active || card_revocation_read(database, id, &holder.revoked_from_ms, err)) &&
           card_store_put(database, token, &holder, err) && write_gaps(database, token, value, err);
}

bool fact_card_apply(struct database *database, const struct fact_change *change,
                     struct touch_list *touches, struct error *err)
{
    struct card_taps taps = {0};
    if (!hash_hex_decode(change->id, strlen(change->id), taps.token.hash.bytes, HASH_BYTES)) {
        return error_set(err, ERROR_INVALID, "card/%s: not a token", change->id);
    }
    bool done = write_row(database, &taps.token, change->id, change->after, err) &&
                person_tap_store_each_of_token(database, &taps.token, keep_tap, &taps, err);
    if (done && change->before) {
        struct card_holder before = holder_of(change->before);
        done = collect_holder(database, &before, &taps, err);
    }
    done = done && move_taps(database, &taps, touches, err);
    free(taps.taps);
    return done;
}

/* The card's taps were nobody's, whenever they were made: they are looked at again. */
static bool settle(struct database *database, const struct card_token *token,
                   struct touch_list *touches, struct error *err)
{
    struct card_taps taps = {.token = *token};
    struct card_holder holder;
    bool found;
    char id[HASH_HEX_SIZE];
    hash_hex_encode(token->hash.bytes, HASH_BYTES, id);
    touch_list_set_cause(touches, "card", id, 0);
    bool done = card_store_find(database, token, CIVIL_NEVER_MS, &found, &holder, err) &&
                card_revocation_read(database, id, &holder.revoked_from_ms, err) &&
                card_store_put(database, token, &holder, err) &&
                person_tap_store_each_of_token(database, token, keep_tap, &taps, err) &&
                move_taps(database, &taps, touches, err);
    free(taps.taps);
    return done;
}

bool fact_card_settle_older(struct database *database, struct touch_list *touches,
                            size_t *ret_count, struct error *err)
{
    struct card_token tokens[FACT_CARD_UNSETTLED_MAX];
    if (!card_store_list_unsettled(database, FACT_CARD_UNSETTLED_MAX, tokens, ret_count, err)) {
        return false;
    }
    for (size_t i = 0; i < *ret_count; i++) {
        if (!settle(database, &tokens[i], touches, err)) {
            return false;
        }
    }
    return true;
}
