#include "tap_desk.h"

#include "check.h"
#include "facts_loader.h"
#include "held_card.h"
#include "log.h"
#include "other_tap_reader.h"
#include "recent_taps.h"
#include "record_store.h"
#include "sync_journal.h"
#include "time_zone.h"
#include <stdio.h>
#include <string.h>

#define AHEAD_US INT64_C(600000000) /* another kiosk's clock may be; a tap later has not been */

struct tap_desk {
    const char *folder;
    const struct identity *identity;
    const struct clock *clock;
    const char *boot;
    struct record_store *store;  /* NULL while a damaged one could not be replaced */
    struct record_position last; /* outlives the store */
    struct recent_taps *recent;
    struct other_tap_reader *others;
    struct facts *facts;
    struct time_zone *zone;
    char zone_name[IDENTITY_ZONE_MAX + 1];
    struct clock_measure measure;
    int64_t latest_utc_us; /* a true time that has passed: of the last record */
    struct held_card held;
};

static bool set_zone(struct tap_desk *desk, const char *name, struct error *err)
{
    struct time_zone *zone = NULL;
    if (!time_zone_create(name, &zone, err)) {
        return false;
    }
    time_zone_destroy(desk->zone);
    desk->zone = zone;
    (void)snprintf(desk->zone_name, sizeof desk->zone_name, "%s", name); /* ICU's are shorter */
    return true;
}

/* What the sync thread knew when the kiosk was last switched off. */
static bool read_journal(struct tap_desk *desk, struct chain_head *ret_trusted, struct error *err)
{
    AUTO(sync_journal) struct sync_journal *journal = NULL;
    if (!sync_journal_open(desk->folder, desk->identity->kiosk, desk->clock, &journal, err)) {
        return false;
    }
    *ret_trusted = sync_journal_head(journal).head;
    desk->measure = sync_journal_measure(journal);
    return true;
}

static void note_last(struct tap_desk *desk)
{
    struct chain_head head = record_store_head(desk->store);
    desk->last = (struct record_position){head.epoch, head.seq};
}

/* Anything but an intact chain that goes on is for a person to know of. */
static void log_opening(const struct record_store_opening *opening)
{
    static const char *const words[] = {"continued", "fresh", "shortened", "set_aside"};
    enum log_level level =
        opening->start == RECORD_STORE_CONTINUED || opening->start == RECORD_STORE_FRESH
            ? LOG_INFO
            : LOG_ERROR;
    log_event(level, "records_opened", "start=%s damage=%s kept=%s salvaged=%llu",
              words[opening->start], LOG_TEXT(opening->damage), LOG_TEXT(opening->set_aside),
              (unsigned long long)opening->salvaged);
}

/* damage: of the store that was open before; NULL where nothing is known against it. */
static bool open_store(struct tap_desk *desk, const struct chain_head *trusted, const char *damage,
                       struct error *err)
{
    const struct record_store_place place = {.folder = desk->folder,
                                             .kiosk = desk->identity->kiosk,
                                             .first_epoch = desk->identity->epoch,
                                             .trusted = *trusted,
                                             .clock = desk->clock,
                                             .damage = damage};
    struct record_store_opening opening = {0};
    if (!record_store_open(&place, &desk->store, &opening, err)) {
        return false;
    }
    log_opening(&opening);
    note_last(desk);
    return true;
}

/* A database that turns out damaged in use is set aside whole, and a new epoch begins. */
static bool replace_store(struct tap_desk *desk, const struct error *damage, struct error *err)
{
    const struct chain_head nothing_trusted = {0};
    record_store_destroy(TAKE(desk->store));
    return open_store(desk, &nothing_trusted, damage->text, err);
}

static struct clock_reading read_clock(const struct tap_desk *desk)
{
    struct clock_reading reading = {.utc_us = clock_utc_us(desk->clock),
                                    .mono_us = clock_mono_us(desk->clock)};
    (void)snprintf(reading.boot, sizeof reading.boot, "%s", desk->boot); /* as long as the field */
    return reading;
}

/* The clocks as they stood when the reader saw the card, not when main came to it. */
static struct clock_reading reading_at(const struct tap_desk *desk, int64_t mono_us)
{
    struct clock_reading reading = read_clock(desk);
    int64_t ago_us = reading.mono_us - mono_us;
    if (ago_us > 0) {
        reading.utc_us -= ago_us;
        reading.mono_us = mono_us;
    }
    return reading;
}

static struct trusted_time time_now(struct tap_desk *desk)
{
    struct clock_reading reading = read_clock(desk);
    return trusted_time_of(&desk->measure, &reading, desk->latest_utc_us);
}

/* What can be by now, by a clock that is trusted; more where it is not. */
static int64_t latest_ms(struct tap_desk *desk)
{
    struct trusted_time now = time_now(desk);
    return now.clock == TAP_CLOCK_SYNCED
               ? time_zone_local_ms(desk->zone, now.true_utc_us + AHEAD_US)
               : INT64_MAX;
}

/* Local times of a record for judging; the texts are borrowed from it. */
static struct tap tap_of_record(struct tap_desk *desk, const struct tap_record *record)
{
    struct tap tap = {.staff = record->staff,
                      .kiosk = record->kiosk,
                      .meeting = record->meeting[0] ? record->meeting : NULL,
                      .substitute_for = record->substitute_for[0] ? record->substitute_for : NULL};
    if (record->clock == TAP_CLOCK_UNCERTAIN) {
        tap.not_before_ms = time_zone_local_ms(desk->zone, record->not_before_utc_us);
        tap.not_after_ms = time_zone_local_ms(desk->zone, record->not_after_utc_us);
    } else {
        tap.at_ms = time_zone_local_ms(desk->zone, trusted_time_of_record(record));
    }
    return tap;
}

/* A person of whom less is known is judged by less; the record is there all the same. */
static void remember(struct tap_desk *desk, const struct tap_record *record)
{
    if (record->card != TAP_CARD_RECOGNISED) {
        return;
    }
    struct tap tap = tap_of_record(desk, record);
    struct error err;
    if (!recent_taps_add(desk->recent, &tap, &err)) {
        log_event(LOG_WARNING, "tap_not_remembered", "reason=%s", LOG_TEXT(err.text));
    }
}

static void on_recent_record(const struct tap_record *record, void *user)
{
    struct tap_desk *desk = user;
    int64_t at_utc_us = trusted_time_of_record(record);
    if (at_utc_us > desk->latest_utc_us) {
        desk->latest_utc_us = at_utc_us;
    }
    remember(desk, record);
}

static bool read_last_days(struct tap_desk *desk, struct error *err)
{
    int64_t since_utc_us = clock_utc_us(desk->clock) - RECENT_TAPS_KEPT_MS * 1000;
    return record_store_each_recent(desk->store, since_utc_us, RECENT_TAPS_MAX, on_recent_record,
                                    desk, err);
}

/* A server whose clock was a year ahead has left taps of next year, here or at other kiosks. They
 * must not make those of today old, nor say that their time has passed. */
static void turn_memory(struct tap_desk *desk)
{
    struct error err;
    struct trusted_time now = time_now(desk);
    if (recent_taps_turn_to(desk->recent, latest_ms(desk))) {
        other_tap_reader_begin_again(desk->others);
        if (desk->store && !read_last_days(desk, &err)) {
            log_event(LOG_WARNING, "taps_not_read_again", "reason=%s", LOG_TEXT(err.text));
        }
    }
    if (now.clock == TAP_CLOCK_SYNCED && desk->latest_utc_us > now.true_utc_us) {
        desk->latest_utc_us = now.true_utc_us;
    }
}

/* Taps that were read before a damaged page came are known once, however often they are read. */
static bool read_recent(struct tap_desk *desk, struct error *err)
{
    struct error fault;
    if (!recent_taps_create(&desk->recent, err)) {
        return false;
    }
    if (read_last_days(desk, &fault)) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "%s", fault.text);
    }
    return replace_store(desk, &fault, err) && read_last_days(desk, err);
}

/* There is a store, unless a damaged one could not be replaced until now. */
static bool have_store(struct tap_desk *desk, struct error *err)
{
    const struct chain_head nothing_trusted = {0};
    return desk->store || open_store(desk, &nothing_trusted, NULL, err);
}

/* The tap that showed the damage is not lost for it. */
static bool append(struct tap_desk *desk, struct tap_record *record, struct error *err)
{
    struct error fault;
    if (!have_store(desk, err)) {
        return false;
    }
    if (record_store_append(desk->store, record, &fault)) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "%s", fault.text);
    }
    return replace_store(desk, &fault, err) && record_store_append(desk->store, record, err);
}

/* Records what is held, once: the kiosk may have ended between its record and the end of holding.
 */
static bool settle_held(struct tap_desk *desk, struct error *err)
{
    bool found;
    if (!desk->held.holding) {
        return true;
    }
    if (!have_store(desk, err) || !held_card_find(&desk->held, desk->store, &found, err)) {
        return false;
    }
    if (!found) {
        struct tap_record record = desk->held.tap;
        if (!append(desk, &record, err)) {
            return false;
        }
        note_last(desk);
        on_recent_record(&record, desk);
        log_event(LOG_WARNING, "held_tap_recorded", "seq=%llu", (unsigned long long)record.seq);
    }
    held_card_forget(&desk->held);
    return true;
}

/* What a kiosk that ended without a word left. */
static bool read_held(struct tap_desk *desk, struct error *err)
{
    return held_card_load(&desk->held, err) && settle_held(desk, err);
}

static bool make_empty_facts(struct facts **ret_facts, struct error *err)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    return facts_loader_create(&loader, err) &&
           facts_loader_finish(loader, FACTS_LINKS_LENIENT, ret_facts, err);
}

bool tap_desk_create(const struct tap_desk_place *place, struct tap_desk **ret_desk,
                     struct error *err)
{
    AUTO(tap_desk) struct tap_desk *desk = calloc(1, sizeof *desk);
    if (!desk) {
        return error_set(err, ERROR_NO_MEMORY, "tap desk: out of memory");
    }
    desk->folder = place->folder;
    desk->identity = place->identity;
    desk->clock = place->clock;
    desk->boot = place->boot;
    desk->held = (struct held_card){.folder = desk->folder, .kiosk = desk->identity->kiosk};
    struct chain_head trusted;
    if (!set_zone(desk, place->identity->timezone, err) || !read_journal(desk, &trusted, err) ||
        !open_store(desk, &trusted, NULL, err) || !read_recent(desk, err) ||
        !read_held(desk, err) ||
        !other_tap_reader_create(desk->folder, desk->identity, &desk->others, err) ||
        !make_empty_facts(&desk->facts, err)) {
        return false;
    }
    turn_memory(desk);
    *ret_desk = TAKE(desk);
    return true;
}

void tap_desk_destroy(struct tap_desk *desk)
{
    if (!desk) {
        return;
    }
    facts_destroy(desk->facts);
    recent_taps_destroy(desk->recent);
    other_tap_reader_destroy(desk->others);
    record_store_destroy(desk->store);
    time_zone_destroy(desk->zone);
    free(desk);
}

int64_t tap_desk_now_ms(struct tap_desk *desk)
{
    return time_zone_local_ms(desk->zone, time_now(desk).true_utc_us);
}

int64_t tap_desk_local_ms(struct tap_desk *desk, int64_t kiosk_utc_us)
{
    return time_zone_local_ms(desk->zone, kiosk_utc_us + time_now(desk).offset_us);
}

enum tap_clock tap_desk_clock(struct tap_desk *desk)
{
    return time_now(desk).clock;
}

int64_t tap_desk_utc_us(struct tap_desk *desk)
{
    return time_now(desk).true_utc_us;
}

int64_t tap_desk_certain_utc_us(struct tap_desk *desk)
{
    struct trusted_time now = time_now(desk);
    return now.clock == TAP_CLOCK_SYNCED ? now.true_utc_us : 0;
}

void tap_desk_note_measure(struct tap_desk *desk, const struct clock_measure *measure)
{
    if (measure->utc_us > 0) {
        desk->measure = *measure;
        turn_memory(desk);
    }
}

void tap_desk_take_facts(struct tap_desk *desk, struct facts *facts)
{
    struct error err;
    if (!facts && !make_empty_facts(&facts, &err)) {
        log_event(LOG_ERROR, "roster_kept", "reason=%s", LOG_TEXT(err.text));
        return;
    }
    facts_destroy(desk->facts);
    desk->facts = facts;
    const char *zone = facts_site(facts)->timezone;
    if (strcmp(zone, desk->zone_name) != 0 && !set_zone(desk, zone, &err)) {
        log_event(LOG_ERROR, "time_zone_kept", "reason=%s", LOG_TEXT(err.text));
    }
}

void tap_desk_note_others(struct tap_desk *desk, int64_t revision)
{
    other_tap_reader_note(desk->others, revision);
}

bool tap_desk_read_others(struct tap_desk *desk)
{
    struct error err;
    size_t count;
    if (!other_tap_reader_is_due(desk->others)) {
        return false;
    }
    turn_memory(desk);
    int64_t since_utc_us = time_now(desk).true_utc_us - RECENT_TAPS_KEPT_MS * 1000;
    if (!other_tap_reader_read(desk->others, since_utc_us, desk->zone, desk->recent, &count,
                               &err)) {
        log_event(LOG_WARNING, "other_taps_not_read", "reason=%s", LOG_TEXT(err.text));
        return false;
    }
    return count > 0;
}

bool tap_desk_has_others(const struct tap_desk *desk)
{
    return other_tap_reader_is_due(desk->others);
}

size_t tap_desk_staff_count(const struct tap_desk *desk)
{
    return facts_staff_count(desk->facts);
}

const char *tap_desk_place_name(const struct tap_desk *desk)
{
    const char *place = facts_site(desk->facts)->place;
    return place && *place ? place : desk->identity->place;
}

struct record_position tap_desk_last(const struct tap_desk *desk)
{
    return desk->last;
}

bool tap_desk_begin_epoch(struct tap_desk *desk, uint32_t server_epoch, struct error *err)
{
    if (!desk->store) {
        return error_set(err, ERROR_IO, "there is no record store now");
    }
    if (!record_store_begin_epoch(desk->store, server_epoch, err)) {
        return false;
    }
    note_last(desk);
    return true;
}

static struct judge_tap make_question(struct tap_desk *desk, const struct tap_desk_card *card,
                                      const struct tap_desk_choice *choice)
{
    const struct trusted_time *time = &card->time;
    struct judge_tap question = {.token = card->readable ? &card->token : NULL,
                                 .at_ms = time_zone_local_ms(desk->zone, time->true_utc_us),
                                 .clock = time->clock,
                                 .kiosk = desk->identity->kiosk,
                                 .meeting = choice->meeting,
                                 .substitute_for = choice->substitute_for,
                                 .purpose = choice->purpose,
                                 .now_ms = tap_desk_now_ms(desk)};
    if (time->clock == TAP_CLOCK_UNCERTAIN) {
        question.not_before_ms = time_zone_local_ms(desk->zone, time->not_before_utc_us);
        question.not_after_ms = time_zone_local_ms(desk->zone, time->not_after_utc_us);
    }
    return question;
}

static void copy_id(char ret_id[static TAP_RECORD_ID_MAX + 1], const char *id)
{
    (void)snprintf(ret_id, TAP_RECORD_ID_MAX + 1, "%s", id ? id : ""); /* facts have no longer */
}

static struct tap_record make_record(const struct judge_verdict *verdict,
                                     const struct tap_desk_card *card,
                                     const struct tap_desk_choice *choice)
{
    struct tap_record record = {.card = verdict->card, .shown = verdict->shown};
    record.token = card->token;
    if (verdict->card == TAP_CARD_RECOGNISED) {
        memcpy(record.staff, verdict->staff, sizeof record.staff);
        copy_id(record.meeting, choice->meeting);
        copy_id(record.substitute_for, choice->substitute_for);
    }
    trusted_time_stamp(&card->time, &card->seen, &record);
    return record;
}

struct tap_desk_card tap_desk_read(const struct tap_desk *desk, const struct card_number *number,
                                   int64_t mono_us)
{
    struct tap_desk_card card = {.readable = number != NULL, .seen = reading_at(desk, mono_us)};
    card.time = trusted_time_of(&desk->measure, &card.seen, desk->latest_utc_us);
    if (number) {
        card.token = card_token_make(&desk->identity->site_key, number);
    }
    return card;
}

const struct facts_staff *tap_desk_owner(const struct tap_desk *desk,
                                         const struct tap_desk_card *card)
{
    const struct facts_card *known =
        card->readable ? facts_find_card(desk->facts, &card->token) : NULL;
    return known ? facts_find_staff(desk->facts, known->staff) : NULL;
}

void tap_desk_preview(struct tap_desk *desk, const struct tap_desk_card *card,
                      const struct tap_desk_choice *choice, struct tap_desk_answer *ret_answer)
{
    turn_memory(desk);
    struct judge_tap question = make_question(desk, card, choice);
    ret_answer->at_ms = question.at_ms;
    tap_judge(desk->facts, desk->recent, &question, &ret_answer->verdict);
}

bool tap_desk_record(struct tap_desk *desk, const struct tap_desk_card *card,
                     const struct tap_desk_choice *choice, struct tap_desk_answer *ret_answer,
                     struct error *err)
{
    struct tap_desk_answer answer;
    tap_desk_preview(desk, card, choice, &answer);
    struct tap_record record = make_record(&answer.verdict, card, choice);
    if (!append(desk, &record, err)) {
        return false;
    }
    note_last(desk);
    if (card->time.clock == TAP_CLOCK_SYNCED && card->time.true_utc_us > desk->latest_utc_us) {
        desk->latest_utc_us = card->time.true_utc_us;
    }
    remember(desk, &record);
    *ret_answer = answer;
    return true;
}

bool tap_desk_hold(struct tap_desk *desk, const struct tap_desk_card *card, struct error *err)
{
    const struct tap_desk_choice nothing_chosen = {NULL, NULL, JUDGE_PURPOSE_TAP};
    struct tap_desk_answer answer;
    if (!settle_held(desk, err)) { /* one that could not be recorded when it was let go */
        return false;
    }
    tap_desk_preview(desk, card, &nothing_chosen, &answer);
    const struct tap_record held = make_record(&answer.verdict, card, &nothing_chosen);
    return held_card_keep(&desk->held, &held, err);
}

bool tap_desk_record_held(struct tap_desk *desk, const struct tap_desk_card *card,
                          const struct tap_desk_choice *choice, struct tap_desk_answer *ret_answer,
                          struct error *err)
{
    if (!tap_desk_record(desk, card, choice, ret_answer, err)) {
        desk->held.left = desk->held.holding;
        return false;
    }
    held_card_forget(&desk->held);
    return true;
}

bool tap_desk_try_writing(struct tap_desk *desk, struct error *err)
{
    struct error fault;
    if (!have_store(desk, err)) {
        return false;
    }
    if (!record_store_try_writing(desk->store, &fault) &&
        (fault.code != ERROR_INVALID || !replace_store(desk, &fault, err))) {
        return error_set(err, fault.code, "%s", fault.text);
    }
    return !desk->held.left || settle_held(desk, err);
}

bool tap_desk_owes_held(const struct tap_desk *desk)
{
    return desk->held.left;
}

int64_t tap_desk_held_utc_us(const struct tap_desk *desk)
{
    return desk->held.holding ? trusted_time_of_record(&desk->held.tap) : 0;
}

const struct facts *tap_desk_facts(const struct tap_desk *desk)
{
    return desk->facts;
}

const struct recent_taps *tap_desk_recent(const struct tap_desk *desk)
{
    return desk->recent;
}

const char *tap_desk_kiosk(const struct tap_desk *desk)
{
    return desk->identity->kiosk;
}

/* The taps of one person, gathered from the newest to the oldest. */
struct look_back {
    struct tap_desk *desk;
    const char *staff;
    struct recent_taps *taps;
    int64_t oldest_ms;
    uint64_t count;
    bool others_known; /* the taps at other kiosks are among them */
};

static void on_old_record(const struct tap_record *record, void *user)
{
    struct look_back *back = user;
    back->count++;
    back->oldest_ms = time_zone_local_ms(back->desk->zone, trusted_time_of_record(record));
    if (record->card != TAP_CARD_RECOGNISED || strcmp(record->staff, back->staff) != 0) {
        return;
    }
    struct tap tap = tap_of_record(back->desk, record);
    struct error err;
    if (!recent_taps_add(back->taps, &tap, &err)) {
        log_event(LOG_WARNING, "month_cut", "reason=%s", LOG_TEXT(err.text));
    }
}

/* Everything since the beginning of the look is there, unless there were too many records, or it is
 * not known what other kiosks saw before this one was put up. */
static int32_t known_from(const struct look_back *back, int32_t first)
{
    bool cut = back->count == TAP_DESK_LOOK_BACK_MAX;
    return cut || !back->others_known ? civil_date_of(back->oldest_ms) : first;
}

static void gather_others(struct look_back *back, int64_t since_utc_us, int64_t until_utc_us)
{
    struct tap_desk *desk = back->desk;
    struct error err;
    back->others_known = other_tap_reader_has_any(desk->others);
    if (!other_tap_reader_read_person(desk->others, back->staff, since_utc_us, until_utc_us,
                                      desk->zone, back->taps, &err)) {
        back->others_known = false;
        log_event(LOG_WARNING, "other_taps_not_read", "reason=%s", LOG_TEXT(err.text));
    }
}

static bool gather_month(struct look_back *back, int64_t back_ms, struct error *err)
{
    struct tap_desk *desk = back->desk;
    int64_t now_utc_us = time_now(desk).true_utc_us;
    int64_t since_utc_us = now_utc_us - back_ms * 1000;
    if (!recent_taps_create_for(back_ms, &back->taps, err)) {
        return false;
    }
    (void)recent_taps_turn_to(back->taps, latest_ms(desk)); /* nothing was read yet */
    if (!record_store_each_recent(desk->store, since_utc_us, TAP_DESK_LOOK_BACK_MAX, on_old_record,
                                  back, err)) {
        return false;
    }
    gather_others(back, since_utc_us, now_utc_us);
    return true;
}

bool tap_desk_read_month(struct tap_desk *desk, const char *staff, struct own_month *ret_month,
                         struct error *err)
{
    const struct facts_staff *found = facts_find_staff(desk->facts, staff);
    if (!found || !desk->store) {
        return error_set(err, ERROR_INVALID, "no such person, or no records");
    }
    int64_t now_ms = tap_desk_now_ms(desk);
    int32_t first = civil_month_first(civil_month_of(civil_date_of(now_ms)));
    int64_t back_ms = now_ms - civil_midnight_ms(first) + CIVIL_DAY_MS;
    struct look_back back = {.desk = desk, .staff = staff, .oldest_ms = now_ms};
    bool good = gather_month(&back, back_ms, err);
    AUTO(recent_taps) struct recent_taps *taps = back.taps;
    if (!good) {
        return false;
    }
    struct recent_person known = recent_taps_of(taps, staff);
    const struct own_taps own = {
        .taps = known.taps,
        .tap_count = known.tap_count,
        .uncertain_taps = known.uncertain_taps,
        .uncertain_tap_count = known.uncertain_tap_count,
        .known_from = known_from(&back, first),
    };
    own_month_make(desk->facts, found, &own, now_ms, ret_month);
    return true;
}

bool tap_desk_purge(struct tap_desk *desk, struct record_position upto, bool *ret_more,
                    struct error *err)
{
    if (!desk->store) {
        *ret_more = false;
        return true;
    }
    struct error fault;
    if (record_store_purge(desk->store, upto, ret_more, &fault)) {
        return true;
    }
    /* Now is a better time to find the damage than at the next card. */
    if (fault.code == ERROR_INVALID && !replace_store(desk, &fault, err)) {
        return false;
    }
    return error_set(err, fault.code, "%s", fault.text);
}
