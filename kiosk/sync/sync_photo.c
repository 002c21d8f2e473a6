/* Photographs down, one after the other, each by the hash of its bytes: nothing else waits for
 * them, and one that cannot be had is passed over until there are others, or the kiosk starts anew.
 */

#include "log.h"
#include "sync_engine_parts.h"
#include <stdio.h>
#include <string.h>

#define TIMEOUT_MS 30000

static int compare_hashes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct hash));
}

/* Sorted, each once. */
static size_t list_wanted(const struct facts *facts, struct hash *ret_hashes)
{
    size_t count = 0;
    size_t kept = 0;
    for (size_t i = 0; i < facts_staff_count(facts) && count < PHOTO_BOOK_COUNT_MAX; i++) {
        const struct hash *photo = facts_photo_hash(facts_staff_at(facts, i));
        if (photo) {
            ret_hashes[count++] = *photo;
        }
    }
    qsort(ret_hashes, count, sizeof *ret_hashes, compare_hashes);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !hash_equal(&ret_hashes[kept - 1], &ret_hashes[i])) {
            ret_hashes[kept++] = ret_hashes[i];
        }
    }
    return kept;
}

/* Most changes of the roster are about something else, and of those that are not most change
 * nothing here. */
static bool is_known(const struct sync_photos *photos, const struct hash *digest, unsigned renewals)
{
    return photos->compared && photos->renewals == renewals && photos->next == photos->count &&
           hash_equal(&photos->digest, digest);
}

void sync_photo_note_changes(struct sync_engine *engine, const struct roster_answer *answer)
{
    bool due = roster_store_is_told_again(engine->roster);
    for (size_t i = 0; !due && i < answer->count; i++) {
        const struct roster_change *change = &answer->changes[i];
        due = !change->value || strcmp(change->kind, "photo") == 0 ||
              strcmp(change->kind, "staff") == 0;
    }
    engine->photos.due = engine->photos.due || due;
}

bool sync_photo_note_facts(struct sync_engine *engine, const struct facts *facts, struct error *err)
{
    struct sync_photos *photos = &engine->photos;
    if (!photos->due) {
        return true;
    }
    size_t most = facts_staff_count(facts) + 1;
    AUTO(memory) struct hash *wanted = calloc(most, sizeof *wanted);
    AUTO(memory) struct hash *missing = calloc(most, sizeof *missing);
    if (!wanted || !missing) {
        return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
    }
    const struct photo_list list = {wanted, list_wanted(facts, wanted)};
    const struct hash digest = hash_sha256(wanted, list.count * sizeof *wanted);
    const unsigned renewals = roster_store_renewals(engine->roster);
    if (is_known(photos, &digest, renewals)) {
        photos->due = false;
        return true;
    }
    size_t count;
    if (!roster_store_compare_photos(engine->roster, list, missing, &count, err)) {
        return false;
    }
    free(photos->missing);
    *photos = (struct sync_photos){.missing = TAKE(missing),
                                   .count = count,
                                   .digest = digest,
                                   .compared = true,
                                   .renewals = renewals};
    if (count > 0) {
        sync_plan_wake(&engine->plan, SYNC_LANE_PHOTO);
    }
    return true;
}

bool sync_photo_begin(struct sync_engine *engine, bool *ret_sent, struct error *err)
{
    const struct sync_photos *photos = &engine->photos;
    char target[128];
    char sha256[HASH_HEX_SIZE];
    *ret_sent = photos->next < photos->count;
    if (!*ret_sent) {
        return true;
    }
    hash_hex_encode(photos->missing[photos->next].bytes, HASH_BYTES, sha256);
    (void)snprintf(target, sizeof target, "/api/v1/kiosk/photos/%s", sha256);
    engine->photos.asked = photos->missing[photos->next];
    const struct sync_call call = {.method = "GET", .target = target, .timeout_ms = TIMEOUT_MS};
    return sync_engine_send(engine, SYNC_LANE_PHOTO, &call, err);
}

/* The list may be another by now: only what was asked for is gone past. */
static enum sync_outcome go_on(struct sync_photos *photos)
{
    if (photos->next < photos->count &&
        hash_equal(&photos->missing[photos->next], &photos->asked)) {
        photos->next++;
    }
    return photos->next < photos->count ? SYNC_OUTCOME_MORE : SYNC_OUTCOME_DONE;
}

enum sync_outcome sync_photo_pass_over(struct sync_engine *engine, const char *reason)
{
    log_event(LOG_WARNING, "photo_passed_over", "reason=%s", LOG_TEXT(reason));
    return go_on(&engine->photos);
}

bool sync_photo_finish(struct sync_engine *engine, const struct transfer_answer *answer,
                       enum sync_outcome *ret_outcome, struct error *err)
{
    const struct hash hash = hash_sha256(answer->body ? answer->body : "", answer->body_len);
    if (answer->body_len > PHOTO_BOOK_BYTES_MAX || !hash_equal(&hash, &engine->photos.asked)) {
        *ret_outcome = sync_photo_pass_over(engine, "not the photo that was asked for");
        return true;
    }
    if (!roster_store_put_photo(engine->roster, &hash, answer->body, answer->body_len, err)) {
        return sync_engine_blame_disk(err);
    }
    *ret_outcome = go_on(&engine->photos);
    return true;
}
