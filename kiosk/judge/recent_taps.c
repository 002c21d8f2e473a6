#include "recent_taps.h"

#include "check.h"
#include "tap_record.h"
#include "work_tap.h"
#include <string.h>

#define PERSONS_FIRST 256   /* slots of the table to begin with; a power of two */
#define WORDS_FIRST   256   /* the same of the words' table */
#define WORDS_MAX     16384 /* different kiosks, meetings and people, of the taps that are kept */
#define NONE_MS       INT64_MAX

/* Taps of one kind, sorted by time. */
struct tap_list {
    struct tap *taps;
    size_t count, room;
};

struct person_taps {
    char staff[TAP_RECORD_ID_MAX + 1]; /* "": an empty slot */
    struct tap_list certain, uncertain;
};

/* Texts that taps point to, each kept once: a handful of kiosks and the meetings of some days. Open
 * addressing by their hash, at most half full; NULL: an empty slot. */
struct words {
    char **slots;
    size_t size, count;
};

struct recent_taps {
    struct person_taps *slots; /* open addressing by the hash of the staff id */
    size_t size, persons;
    size_t tap_count;
    int64_t kept_ms, newest_ms, swept_ms;
    int64_t latest_ms;      /* that can be; INT64_MAX while that is not known */
    int64_t passed_over_ms; /* the first tap that was passed over for it; NONE_MS */
    struct words words;
    struct tap_list others, uncertain_others; /* again, but of everybody: who sits in for whom */
};

static void destroy_slots(struct person_taps *slots, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        free(slots[i].certain.taps);
        free(slots[i].uncertain.taps);
    }
    free(slots);
}

void recent_taps_destroy(struct recent_taps *recent)
{
    if (!recent) {
        return;
    }
    destroy_slots(recent->slots, recent->size);
    for (size_t i = 0; i < recent->words.size; i++) {
        free(recent->words.slots[i]);
    }
    free(recent->words.slots);
    free(recent->others.taps);
    free(recent->uncertain_others.taps);
    free(recent);
}

bool recent_taps_create(struct recent_taps **ret_recent, struct error *err)
{
    return recent_taps_create_for(RECENT_TAPS_KEPT_MS, ret_recent, err);
}

bool recent_taps_create_for(int64_t kept_ms, struct recent_taps **ret_recent, struct error *err)
{
    AUTO(recent_taps) struct recent_taps *recent = calloc(1, sizeof *recent);
    if (!recent) {
        return error_set(err, ERROR_NO_MEMORY, "recent taps: out of memory");
    }
    recent->slots = calloc(PERSONS_FIRST, sizeof *recent->slots);
    recent->words.slots = calloc(WORDS_FIRST, sizeof *recent->words.slots);
    if (!recent->slots || !recent->words.slots) {
        return error_set(err, ERROR_NO_MEMORY, "recent taps: out of memory");
    }
    recent->size = PERSONS_FIRST;
    recent->words.size = WORDS_FIRST;
    recent->kept_ms = kept_ms;
    recent->latest_ms = INT64_MAX;
    recent->passed_over_ms = NONE_MS;
    *ret_recent = TAKE(recent);
    return true;
}

/* FNV-1a, 64 bits. */
static size_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return (size_t)hash;
}

/* The person's slot, or the empty one where they belong. */
static struct person_taps *find_slot(struct person_taps *slots, size_t size, const char *staff)
{
    for (size_t i = hash_text(staff);; i++) {
        struct person_taps *slot = &slots[i & (size - 1)];
        if (slot->staff[0] == '\0' || strcmp(slot->staff, staff) == 0) {
            return slot;
        }
    }
}

/* Taps point to their person's id, which moves with the slot. */
static void point_to(struct person_taps *person)
{
    for (size_t i = 0; i < person->certain.count; i++) {
        person->certain.taps[i].staff = person->staff;
    }
    for (size_t i = 0; i < person->uncertain.count; i++) {
        person->uncertain.taps[i].staff = person->staff;
    }
}

static bool grow_table(struct recent_taps *recent)
{
    size_t size = recent->size * 2;
    struct person_taps *slots = calloc(size, sizeof *slots);
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < recent->size; i++) {
        if (recent->slots[i].staff[0]) {
            struct person_taps *slot = find_slot(slots, size, recent->slots[i].staff);
            *slot = recent->slots[i];
            point_to(slot);
        }
    }
    free(recent->slots);
    recent->slots = slots;
    recent->size = size;
    return true;
}

/* Finds or makes the person; NULL where there is no memory. */
static struct person_taps *take_person(struct recent_taps *recent, const char *staff)
{
    struct person_taps *person = find_slot(recent->slots, recent->size, staff);
    if (person->staff[0]) {
        return person;
    }
    if (2 * (recent->persons + 1) > recent->size) {
        if (!grow_table(recent)) {
            return NULL;
        }
        person = find_slot(recent->slots, recent->size, staff);
    }
    memcpy(person->staff, staff, strlen(staff) + 1);
    recent->persons++;
    return person;
}

/* The slot of the word, or the empty one where it belongs. */
static char **find_word(char **slots, size_t size, const char *text)
{
    for (size_t i = hash_text(text);; i++) {
        char **slot = &slots[i & (size - 1)];
        if (!*slot || strcmp(*slot, text) == 0) {
            return slot;
        }
    }
}

static bool grow_words(struct words *words)
{
    size_t size = words->size * 2;
    char **slots = calloc(size, sizeof *slots);
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < words->size; i++) {
        if (words->slots[i]) {
            *find_word(slots, size, words->slots[i]) = words->slots[i];
        }
    }
    free(words->slots);
    words->slots = slots;
    words->size = size;
    return true;
}

/* The kept copy of a text; NULL for NULL. */
static bool keep_word(struct words *words, const char *text, const char **ret_word)
{
    *ret_word = NULL;
    if (!text) {
        return true;
    }
    char **slot = find_word(words->slots, words->size, text);
    if (!*slot) {
        if (words->count == WORDS_MAX ||
            (2 * (words->count + 1) > words->size && !grow_words(words))) {
            return false;
        }
        slot = find_word(words->slots, words->size, text);
        *slot = strdup(text);
        words->count += *slot ? 1 : 0;
    }
    *ret_word = *slot;
    return *ret_word != NULL;
}

/* Moves a word that is still used; the same one a second time is there already. */
static void move_word(const struct words *from, struct words *to, const char *word)
{
    char **slot = word ? find_word(from->slots, from->size, word) : NULL;
    if (!slot || !*slot) {
        return;
    }
    char **place = find_word(to->slots, to->size, word);
    to->count += *place ? 0 : 1;
    *place = *slot;
}

static void move_words(const struct words *from, struct words *to, const struct tap_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        move_word(from, to, list->taps[i].staff); /* of the lists of everybody, a word too */
        move_word(from, to, list->taps[i].kiosk);
        move_word(from, to, list->taps[i].meeting);
        move_word(from, to, list->taps[i].substitute_for);
    }
}

/* Words that no tap points to any more go. Without memory for that they stay until the next time.
 */
static void sweep_words(struct recent_taps *recent)
{
    struct words *words = &recent->words;
    struct words used = {.slots = calloc(words->size, sizeof *used.slots), .size = words->size};
    if (!used.slots) {
        return;
    }
    for (size_t i = 0; i < recent->size; i++) {
        move_words(words, &used, &recent->slots[i].certain);
        move_words(words, &used, &recent->slots[i].uncertain);
    }
    move_words(words, &used, &recent->others);
    move_words(words, &used, &recent->uncertain_others);
    for (size_t i = 0; i < words->size; i++) {
        char *word = words->slots[i];
        if (word && !*find_word(used.slots, used.size, word)) {
            free(word);
        }
    }
    free(words->slots);
    *words = used;
}

static bool is_certain(const struct tap *tap)
{
    return tap->not_after_ms == 0;
}

static int64_t end_of(const struct tap *tap)
{
    return is_certain(tap) ? tap->at_ms : tap->not_after_ms;
}

/* Where the tap belongs, behind those of the same moment. */
static size_t place_of(const struct tap_list *list, const struct tap *tap)
{
    size_t place = list->count;
    while (place > 0 && end_of(&list->taps[place - 1]) > end_of(tap)) {
        place--;
    }
    return place;
}

static void remove_first(struct recent_taps *recent, struct tap_list *list, size_t count)
{
    memmove(list->taps, list->taps + count, (list->count - count) * sizeof *list->taps);
    list->count -= count;
    recent->tap_count -= count;
}

static void forget_before(struct recent_taps *recent, struct tap_list *list, int64_t from_ms)
{
    size_t count = 0;
    while (count < list->count && end_of(&list->taps[count]) < from_ms) {
        count++;
    }
    if (count > 0) {
        remove_first(recent, list, count);
    }
}

/* Someone held their card for minutes: what is the same tap as the one before it goes first, since
 * without it the same ones are kept; else the oldest. */
static void make_room(struct recent_taps *recent, struct tap_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (kept == 0 || list->taps[i].at_ms - list->taps[kept - 1].at_ms >= WORK_TAP_SAME_MS) {
            list->taps[kept++] = list->taps[i];
        }
    }
    recent->tap_count -= list->count - kept;
    list->count = kept;
    if (kept == RECENT_TAPS_PERSON_MAX) {
        remove_first(recent, list, 1);
    }
}

static bool grow_list(struct tap_list *list)
{
    if (list->count < list->room) {
        return true;
    }
    size_t room = list->room == 0 ? 4 : list->room * 2;
    struct tap *taps = realloc(list->taps, room * sizeof *taps);
    if (!taps) {
        return false;
    }
    list->taps = taps;
    list->room = room;
    return true;
}

static void insert(struct recent_taps *recent, struct tap_list *list, const struct tap *tap)
{
    size_t place = place_of(list, tap);
    memmove(list->taps + place + 1, list->taps + place, (list->count - place) * sizeof *tap);
    list->taps[place] = *tap;
    list->count++;
    recent->tap_count++;
}

/* The words of both are kept ones, so that the same words are the same address. */
static bool holds(const struct tap_list *list, const struct tap *tap)
{
    for (size_t i = list->count; i > 0 && end_of(&list->taps[i - 1]) >= end_of(tap); i--) {
        const struct tap *other = &list->taps[i - 1];
        if (end_of(other) == end_of(tap) && other->not_before_ms == tap->not_before_ms &&
            other->kiosk == tap->kiosk && other->meeting == tap->meeting &&
            other->substitute_for == tap->substitute_for) {
            return true;
        }
    }
    return false;
}

/* Once in a while everybody's old taps go, not only those of who taps now. */
static void sweep(struct recent_taps *recent)
{
    if (recent->newest_ms - recent->swept_ms < CIVIL_DAY_MS) {
        return;
    }
    recent->swept_ms = recent->newest_ms;
    int64_t from_ms = recent->newest_ms - recent->kept_ms;
    for (size_t i = 0; i < recent->size; i++) {
        forget_before(recent, &recent->slots[i].certain, from_ms);
        forget_before(recent, &recent->slots[i].uncertain, from_ms);
    }
    forget_before(recent, &recent->others, from_ms);
    forget_before(recent, &recent->uncertain_others, from_ms);
    sweep_words(recent);
}

/* A tap for somebody else, found without its person. */
static bool add_other(struct recent_taps *recent, const struct tap *tap, int64_t from_ms)
{
    struct tap_list *list = is_certain(tap) ? &recent->others : &recent->uncertain_others;
    struct tap copy = *tap;
    forget_before(recent, list, from_ms);
    if (list->count == RECENT_TAPS_OTHERS_MAX) {
        remove_first(recent, list, 1);
    }
    if (!keep_word(&recent->words, tap->staff, &copy.staff) || !grow_list(list)) {
        return false;
    }
    insert(recent, list, &copy);
    return true;
}

static void pass_over(struct recent_taps *recent, const struct tap *tap)
{
    if (tap->at_ms < recent->passed_over_ms) {
        recent->passed_over_ms = tap->at_ms;
    }
}

static void forget_after(struct recent_taps *recent, struct tap_list *certain)
{
    while (certain->count > 0 && certain->taps[certain->count - 1].at_ms > recent->latest_ms) {
        pass_over(recent, &certain->taps[--certain->count]);
        recent->tap_count--;
    }
}

bool recent_taps_turn_to(struct recent_taps *recent, int64_t latest_ms)
{
    bool moved_back = recent->newest_ms > latest_ms;
    /* A clock that is not compared says that any moment can be now. */
    bool can_be_now = recent->passed_over_ms != NONE_MS && recent->passed_over_ms <= latest_ms;
    recent->latest_ms = latest_ms;
    if (can_be_now) {
        recent->passed_over_ms = NONE_MS;
    }
    if (moved_back) {
        for (size_t i = 0; i < recent->size; i++) {
            forget_after(recent, &recent->slots[i].certain);
        }
        forget_after(recent, &recent->others);
        recent->newest_ms = latest_ms;
        recent->swept_ms = latest_ms;
    }
    return moved_back || can_be_now;
}

bool recent_taps_add(struct recent_taps *recent, const struct tap *tap, struct error *err)
{
    CHECK(tap->staff && tap->staff[0] && strlen(tap->staff) <= TAP_RECORD_ID_MAX);
    if (is_certain(tap) && tap->at_ms > recent->latest_ms) {
        pass_over(recent, tap);
        return true;
    }
    if (is_certain(tap) && tap->at_ms > recent->newest_ms) {
        recent->newest_ms = tap->at_ms;
        sweep(recent);
    }
    int64_t from_ms = recent->newest_ms - recent->kept_ms;
    if (end_of(tap) < from_ms) {
        return true;
    }
    if (recent->tap_count >= RECENT_TAPS_MAX) {
        return error_set(err, ERROR_FULL, "recent taps: more than %d", RECENT_TAPS_MAX);
    }
    struct person_taps *person = take_person(recent, tap->staff);
    struct tap copy = *tap;
    copy.id = NULL;
    if (!person || !keep_word(&recent->words, tap->kiosk, &copy.kiosk) ||
        !keep_word(&recent->words, tap->meeting, &copy.meeting) ||
        !keep_word(&recent->words, tap->substitute_for, &copy.substitute_for)) {
        return error_set(err, ERROR_NO_MEMORY, "recent taps: out of memory");
    }
    copy.staff = person->staff;
    struct tap_list *list = is_certain(tap) ? &person->certain : &person->uncertain;
    if (holds(list, &copy)) {
        return true;
    }
    forget_before(recent, list, from_ms);
    if (list->count == RECENT_TAPS_PERSON_MAX) {
        make_room(recent, list);
    }
    if (!grow_list(list) || (copy.substitute_for && !add_other(recent, &copy, from_ms))) {
        return error_set(err, ERROR_NO_MEMORY, "recent taps: out of memory");
    }
    insert(recent, list, &copy);
    return true;
}

struct recent_person recent_taps_of(const struct recent_taps *recent, const char *staff)
{
    const struct person_taps *person = find_slot(recent->slots, recent->size, staff);
    return (struct recent_person){
        .taps = person->certain.taps,
        .tap_count = person->certain.count,
        .uncertain_taps = person->uncertain.taps,
        .uncertain_tap_count = person->uncertain.count,
    };
}

struct recent_person recent_taps_for_others(const struct recent_taps *recent)
{
    return (struct recent_person){
        .taps = recent->others.taps,
        .tap_count = recent->others.count,
        .uncertain_taps = recent->uncertain_others.taps,
        .uncertain_tap_count = recent->uncertain_others.count,
    };
}
