#include "tap_pairs.h"

#include "civil.h"
#include "json.h"
#include "person_tap_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_BACK_MAX 16 /* cards before this one: a crowd at the door is no pair */

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "pairs of taps: out of memory");
}

struct tapped {
    uint32_t staff; /* by its place in the facts */
    int64_t at_ms;
    char kiosk[FACTS_ID_MAX + 1];
};

/* Two people, the lower place first. */
struct pair {
    uint32_t a, b;
    uint32_t days;      /* a bit a day of the month */
    uint32_t candidate; /* its place among the pairs that are told of, from 1; 0: none */
    uint32_t taps;
};

/* A tap of one of the two close behind one of the other. */
struct close_tap {
    uint32_t pair; /* place among candidates */
    int64_t first_at_ms, second_at_ms;
    uint32_t first; /* who tapped first */
    char kiosk[FACTS_ID_MAX + 1];
};

struct search {
    const struct tap_pairs_question *question;
    struct snapshot *snapshot;
    struct fact_loan *loan;
    const struct facts *facts;
    struct tapped *taps; /* of one date */
    size_t tap_count, tap_size;
    struct pair *pairs; /* an open hash table; days 0: free */
    size_t pair_count, pair_size;
    uint32_t *present; /* a bit a day, of each person */
    struct close_tap *evidence;
    size_t evidence_count, evidence_size;
    bool gathers; /* the second time through: candidates are known */
    bool failed;
};

static void search_finish(struct search *search)
{
    free(search->taps);
    free(search->pairs);
    free(search->present);
    free(search->evidence);
    fact_loan_destroy(search->loan);
    snapshot_destroy(search->snapshot);
}

#define AUTO_SEARCH __attribute__((cleanup(search_finish)))

/* Room for one more; false where there is no memory. */
static bool grow(void **items, size_t count, size_t *size, size_t item_size)
{
    if (count < *size) {
        return true;
    }
    size_t more = *size ? 2 * *size : 1024;
    void *moved = realloc(*items, more * item_size);
    if (moved) {
        *items = moved;
        *size = more;
    }
    return moved != NULL;
}

/* Pairs */

static struct pair *slot_of(struct pair *pairs, size_t size, uint32_t a, uint32_t b)
{
    uint64_t hash = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 20) & (size - 1);
    while (pairs[at].days && (pairs[at].a != a || pairs[at].b != b)) {
        at = (at + 1) & (size - 1);
    }
    return &pairs[at];
}

static bool make_room(struct search *search)
{
    if (search->pair_count * 2 < search->pair_size) {
        return true;
    }
    size_t size = search->pair_size ? 2 * search->pair_size : 4096;
    struct pair *more = calloc(size, sizeof *more);
    if (!more) {
        return false;
    }
    for (size_t i = 0; i < search->pair_size; i++) {
        if (search->pairs[i].days) {
            *slot_of(more, size, search->pairs[i].a, search->pairs[i].b) = search->pairs[i];
        }
    }
    free(search->pairs);
    search->pairs = more;
    search->pair_size = size;
    return true;
}

static void note_pair(struct search *search, uint32_t a, uint32_t b, unsigned day)
{
    if (!make_room(search)) {
        search->failed = true;
        return;
    }
    struct pair *pair = slot_of(search->pairs, search->pair_size, a, b);
    search->pair_count += pair->days == 0;
    pair->a = a;
    pair->b = b;
    pair->days |= 1u << day;
    pair->taps++;
}

static void gather(struct search *search, const struct tapped *first, const struct tapped *second)
{
    uint32_t a = first->staff < second->staff ? first->staff : second->staff;
    uint32_t b = first->staff < second->staff ? second->staff : first->staff;
    const struct pair *pair = slot_of(search->pairs, search->pair_size, a, b);
    if (!pair->candidate) {
        return;
    }
    if (!grow((void **)&search->evidence, search->evidence_count, &search->evidence_size,
              sizeof *search->evidence)) {
        search->failed = true;
        return;
    }
    struct close_tap *close = &search->evidence[search->evidence_count++];
    *close = (struct close_tap){.pair = pair->candidate - 1,
                                .first_at_ms = first->at_ms,
                                .second_at_ms = second->at_ms,
                                .first = first->staff};
    memcpy(close->kiosk, first->kiosk, sizeof close->kiosk);
}

/* One date */

static int compare_tapped(const void *a, const void *b)
{
    const struct tapped *x = a;
    const struct tapped *y = b;
    int order = strcmp(x->kiosk, y->kiosk);
    return order ? order : (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static bool find_staff(const struct facts *facts, const char *id, uint32_t *ret_index)
{
    size_t index = facts_find_staff_index(facts, id);
    *ret_index = index == SIZE_MAX ? 0 : (uint32_t)index;
    return index != SIZE_MAX;
}

static void add_tap(const struct person_tap *tap, void *user)
{
    struct search *search = user;
    uint32_t staff;
    if (!person_tap_is_certain(tap) || !tap->staff ||
        !find_staff(search->facts, tap->staff, &staff)) {
        return;
    }
    if (!grow((void **)&search->taps, search->tap_count, &search->tap_size, sizeof *search->taps)) {
        search->failed = true;
        return;
    }
    struct tapped *added = &search->taps[search->tap_count++];
    *added = (struct tapped){.staff = staff, .at_ms = tap->at_ms};
    (void)snprintf(added->kiosk, sizeof added->kiosk, "%s", tap->kiosk);
}

static void look_back(struct search *search, size_t at, unsigned day)
{
    const struct tapped *second = &search->taps[at];
    for (size_t back = 1; back <= LOOK_BACK_MAX && back <= at; back++) {
        const struct tapped *first = &search->taps[at - back];
        if (strcmp(first->kiosk, second->kiosk) != 0 ||
            second->at_ms - first->at_ms > search->question->seconds * CIVIL_SECOND_MS) {
            return;
        }
        if (first->staff == second->staff) {
            continue;
        }
        if (search->gathers) {
            gather(search, first, second);
        } else {
            note_pair(search, first->staff < second->staff ? first->staff : second->staff,
                      first->staff < second->staff ? second->staff : first->staff, day);
        }
    }
}

static bool look_at_date(struct search *search, int32_t date, unsigned day, struct error *err)
{
    search->tap_count = 0;
    if (!person_tap_store_each_of_date(snapshot_database(search->snapshot), date, add_tap, search,
                                       err)) {
        return false;
    }
    if (search->tap_count > 0) {
        qsort(search->taps, search->tap_count, sizeof *search->taps, compare_tapped);
    }
    for (size_t i = 0; i < search->tap_count; i++) {
        search->present[search->taps[i].staff] |= 1u << day;
        look_back(search, i, day);
    }
    return !search->failed || no_memory(err);
}

static bool look_at_month(struct search *search, struct error *err)
{
    int32_t first = civil_month_first(search->question->month);
    int32_t end = civil_month_first(search->question->month + 1);
    for (int32_t date = first; date < end; date++) {
        if (!look_at_date(search, date, (unsigned)(date - first), err)) {
            return false;
        }
    }
    return true;
}

/* Candidates */

static int days_of(uint32_t days)
{
    return __builtin_popcount(days);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = *(struct pair *const *)a;
    const struct pair *y = *(struct pair *const *)b;
    int order = days_of(y->days) - days_of(x->days);
    if (order == 0 && x->taps != y->taps) {
        order = x->taps < y->taps ? 1 : -1;
    }
    if (order == 0) {
        order = x->a != y->a ? (x->a > y->a) - (x->a < y->a) : (x->b > y->b) - (x->b < y->b);
    }
    return order;
}

static const char *unit_at(const struct search *search, uint32_t staff)
{
    const struct person *person = &facts_staff_at(search->facts, staff)->person;
    const struct membership *membership =
        person_membership(person, civil_month_first(search->question->month + 1) - 1);
    return membership ? membership->unit : "";
}

static bool is_seen(const struct search *search, uint32_t staff)
{
    const struct staff_sieve_subject subject = {.staff = facts_staff_at(search->facts, staff)->id,
                                                .unit = unit_at(search, staff)};
    return staff_sieve_holds(search->question->sieve, &subject);
}

/* Pointers to those that are told of, those of the most days first; the list is yours. */
static struct pair **choose(struct search *search, size_t *ret_count, bool *ret_more)
{
    size_t count = 0;
    struct pair **chosen = calloc(search->pair_count + 1, sizeof(struct pair *));
    for (size_t i = 0; chosen && i < search->pair_size; i++) {
        struct pair *pair = &search->pairs[i];
        if (pair->days && days_of(pair->days) >= search->question->days &&
            is_seen(search, pair->a) && is_seen(search, pair->b)) {
            chosen[count++] = pair;
        }
    }
    if (!chosen) {
        return NULL;
    }
    qsort(chosen, count, sizeof(struct pair *), compare_pairs);
    *ret_more = count > TAP_PAIRS_MAX;
    *ret_count = *ret_more ? TAP_PAIRS_MAX : count;
    for (size_t i = 0; i < *ret_count; i++) {
        chosen[i]->candidate = (uint32_t)i + 1;
    }
    return chosen;
}

/* JSON */

static json_t *person_json(const struct search *search, uint32_t staff)
{
    return json_pack("{s:s, s:s, s:s}", "staff", facts_staff_at(search->facts, staff)->id, "name",
                     facts_staff_at(search->facts, staff)->name, "unit", unit_at(search, staff));
}

static json_t *close_json(const struct search *search, const struct close_tap *close)
{
    char date[CIVIL_DATE_SIZE], first[CIVIL_TIME_SIZE], second[CIVIL_TIME_SIZE];
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "date",
                     civil_date_format(civil_date_of(close->first_at_ms), date), "kiosk",
                     close->kiosk, "first", facts_staff_at(search->facts, close->first)->id,
                     "first_at", civil_time_format(close->first_at_ms, first), "second_at",
                     civil_time_format(close->second_at_ms, second), "gap_ms",
                     (json_int_t)(close->second_at_ms - close->first_at_ms));
}

static int compare_gaps(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The evidence of one candidate: taps, their kiosks, the median of the gaps. */
static bool add_evidence(const struct search *search, uint32_t candidate, json_t *line)
{
    AUTO(json) json_t *taps = json_array();
    AUTO(json) json_t *kiosks = json_object();
    AUTO(memory) int64_t *gaps = calloc(search->evidence_count + 1, sizeof *gaps);
    size_t count = 0;
    bool good = taps && kiosks && gaps;
    for (size_t i = 0; good && i < search->evidence_count; i++) {
        const struct close_tap *close = &search->evidence[i];
        if (close->pair != candidate) {
            continue;
        }
        gaps[count++] = close->second_at_ms - close->first_at_ms;
        json_int_t seen = json_integer_value(json_object_get(kiosks, close->kiosk));
        good = json_object_set_new(kiosks, close->kiosk, json_integer(seen + 1)) == 0 &&
               (json_array_size(taps) >= TAP_PAIRS_EVIDENCE_MAX ||
                json_array_append_new(taps, close_json(search, close)) == 0);
    }
    if (good) {
        qsort(gaps, count, sizeof *gaps, compare_gaps);
    }
    return good && json_object_set(line, "evidence", taps) == 0 &&
           json_object_set(line, "kiosks", kiosks) == 0 &&
           json_object_set_new(line, "median_ms", json_integer(gaps[count / 2])) == 0;
}

static json_t *pairs_json(const struct search *search, struct pair *const *chosen, size_t count)
{
    AUTO(json) json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = chosen[i];
        json_t *line = json_pack(
            "{s:o, s:o, s:i, s:i, s:i}", "first", person_json(search, pair->a), "second",
            person_json(search, pair->b), "days", days_of(pair->days), "days_both",
            days_of(search->present[pair->a] & search->present[pair->b]), "taps", (int)pair->taps);
        bool good = line && add_evidence(search, (uint32_t)i, line);
        if (json_array_append_new(list, line) != 0 || !good) {
            return NULL;
        }
    }
    return TAKE(list);
}

bool tap_pairs_find(const struct month_source *source, const struct tap_pairs_question *question,
                    json_t **ret_pairs, struct error *err)
{
    AUTO_SEARCH struct search search = {.question = question};
    size_t count = 0;
    bool more = false;
    char month[CIVIL_MONTH_SIZE];
    if (!storage_read(source->storage, &search.snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(search.snapshot), &search.loan, err)) {
        return false;
    }
    search.facts = fact_loan_facts(search.loan);
    search.present = calloc(facts_staff_count(search.facts) + 1, sizeof *search.present);
    if (!search.present) {
        return no_memory(err);
    }
    if (!look_at_month(&search, err)) {
        return false;
    }
    AUTO(memory) struct pair **chosen = choose(&search, &count, &more);
    search.gathers = true;
    if (!chosen) {
        return no_memory(err);
    }
    if (count > 0 && !look_at_month(&search, err)) {
        return false;
    }
    *ret_pairs =
        json_pack("{s:s, s:I, s:I, s:o, s:b}", "month", civil_month_format(question->month, month),
                  "seconds", (json_int_t)question->seconds, "days", (json_int_t)question->days,
                  "pairs", pairs_json(&search, chosen, count), "more", more);
    return *ret_pairs || no_memory(err);
}
