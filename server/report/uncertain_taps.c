#include "uncertain_taps.h"

#include "civil.h"
#include "json.h"
#include "kiosk_fault.h"
#include "person_tap_store.h"
#include "tap_line.h"

struct listing {
    const struct facts *facts;
    const struct staff_sieve *sieve;
    struct stored_tap *taps; /* UNCERTAIN_TAPS_MAX of them */
    size_t count;
    bool more;
};

static void add_tap(const struct person_tap *tap, void *user)
{
    struct listing *listing = user;
    const struct facts_staff *staff = facts_find_staff(listing->facts, tap->staff);
    const struct membership *membership =
        staff ? person_membership(&staff->person, civil_date_of(tap->at_ms)) : NULL;
    const struct staff_sieve_subject subject = {tap->staff, membership ? membership->unit : "", ""};
    if (!staff_sieve_holds(listing->sieve, &subject)) {
        return;
    }
    if (listing->count == UNCERTAIN_TAPS_MAX) {
        listing->more = true;
        return;
    }
    tap_line_keep(tap, &listing->taps[listing->count++]);
}

static bool append_lines(struct database *database, struct listing *listing, json_t *taps,
                         struct error *err)
{
    struct kiosk kiosk = {.kiosk = ""};
    for (size_t i = 0; i < listing->count; i++) {
        if (!tap_line_append(database, listing->facts, &listing->taps[i], &kiosk, taps, err)) {
            return false;
        }
    }
    return true;
}

typedef bool find_taps(struct database *database, const void *question, struct listing *listing,
                       struct error *err);

static bool find_uncertain(struct database *database, const void *question, struct listing *listing,
                           struct error *err)
{
    const struct uncertain_taps_question *asked = question;
    return person_tap_store_each_uncertain(database, asked->first, asked->last, add_tap, listing,
                                           err);
}

/* A local date is at most a day off that of UTC. */
static bool find_ahead(struct database *database, const void *question, struct listing *listing,
                       struct error *err)
{
    const int64_t *after_utc_us = question;
    int32_t first = civil_date_of(*after_utc_us / 1000) - 1;
    return person_tap_store_each_ahead(database, first, *after_utc_us, add_tap, listing, err);
}

static bool list(const struct month_source *source, const struct staff_sieve *sieve,
                 find_taps *find, const void *question, json_t **ret_answer, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    AUTO(json) json_t *taps = json_array();
    AUTO(memory) struct stored_tap *room = calloc(UNCERTAIN_TAPS_MAX, sizeof *room);
    if (!room) {
        return error_set(err, ERROR_NO_MEMORY, "list of taps: out of memory");
    }
    if (!storage_read(source->storage, &snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(snapshot), &loan, err)) {
        return false;
    }
    struct listing listing = {.facts = fact_loan_facts(loan), .sieve = sieve, .taps = room};
    struct database *database = snapshot_database(snapshot);
    if (!find(database, question, &listing, err) || !append_lines(database, &listing, taps, err)) {
        return false;
    }
    *ret_answer = json_pack("{s:O, s:b}", "taps", taps, "more", listing.more);
    return *ret_answer || error_set(err, ERROR_NO_MEMORY, "list of taps: out of memory");
}

bool uncertain_taps_list(const struct month_source *source,
                         const struct uncertain_taps_question *question, json_t **ret_answer,
                         struct error *err)
{
    return list(source, question->sieve, find_uncertain, question, ret_answer, err);
}

bool uncertain_taps_list_ahead(const struct month_source *source, const struct staff_sieve *sieve,
                               json_t **ret_answer, struct error *err)
{
    const int64_t after_utc_us = clock_utc_us(source->clock) + KIOSK_FAULT_AHEAD_US;
    return list(source, sieve, find_ahead, &after_utc_us, ret_answer, err);
}
