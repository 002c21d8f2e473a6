#include "audit.h"

#include "audit_store.h"
#include "check.h"
#include "json.h"
#include "log.h"
#include "signature.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What waits to be written: drafts of lines, in their order. */
struct notes {
    json_t *drafts[AUDIT_NOTES_MAX];
    size_t count;
};

struct audit {
    struct storage *storage;
    const struct clock *clock;
    struct signing_key *signing_key;
    bool moved; /* the writer's: lines were added since the last head was signed */
    pthread_mutex_t mutex;
    struct notes waiting; /* a list that is never longer than its maximum */
    bool writing;         /* a job that writes what waits is in the queue */
    size_t written;       /* the writer's: how many of them the transaction under way has added */
};

static void lock(struct audit *audit)
{
    CHECK(pthread_mutex_lock(&audit->mutex) == 0);
}

static void unlock(struct audit *audit)
{
    CHECK(pthread_mutex_unlock(&audit->mutex) == 0);
}

/* Writing a line */

static bool read_prev(const struct audit_place *place, struct hash *ret_prev, struct error *err)
{
    if (!place->hash[0]) {
        *ret_prev = audit_line_genesis();
        return true;
    }
    return hash_hex_decode(place->hash, strlen(place->hash), ret_prev->bytes, HASH_BYTES) ||
           error_set(err, ERROR_INVALID, "audit_chain: its hash is no hash");
}

static const char *word_of(const json_t *draft, const char *key)
{
    return json_string_value(json_object_get(draft, key));
}

static bool append_draft(struct audit *audit, struct database *database, const json_t *draft,
                         struct error *err)
{
    struct audit_place place;
    struct hash prev;
    AUTO(memory) char *line = NULL;
    if (!audit_store_next(database, &place, err) || !read_prev(&place, &prev, err) ||
        !audit_line_encode(draft, place.no, &prev, &line, err)) {
        return false;
    }
    const struct hash hash = hash_sha256(line, strlen(line));
    const struct audit_row row = {
        .no = place.no,
        .at_utc_us = json_integer_value(json_object_get(draft, "at_utc_us")),
        .who = word_of(draft, "who"),
        .action = word_of(draft, "action"),
        .kind = word_of(draft, "kind"),
        .id = word_of(draft, "id"),
        .unit = word_of(draft, "unit"),
        .outcome = word_of(draft, "outcome"),
        .line = line,
    };
    audit->moved = true;
    return audit_store_add(database, &row, &hash, err);
}

bool audit_append(struct audit *audit, struct database *database, const struct audit_actor *actor,
                  const struct audit_entry *entry, struct error *err)
{
    AUTO(json) json_t *draft = NULL;
    return audit_line_draft(clock_utc_us(audit->clock), actor, entry, &draft, err) &&
           append_draft(audit, database, draft, err);
}

/* Once a commit: the head that this commit leaves. */
static bool sign_head(struct database *database, void *user, struct error *err)
{
    struct audit *audit = user;
    struct audit_head head = {.signed_utc_us = clock_utc_us(audit->clock)};
    struct hash hash;
    if (!audit->moved) {
        return true;
    }
    if (!audit_store_read_place(database, &head.place, err) ||
        !read_prev(&head.place, &hash, err)) {
        return false;
    }
    if (head.place.no == 0) {
        return true; /* the job that added lines was undone */
    }
    char text[AUDIT_HEAD_SIZE];
    size_t len = audit_line_head_text(head.place.no, &hash, text);
    head.signature = signing_key_sign(audit->signing_key, text, len);
    return audit_store_add_head(database, &head, err);
}

/* Notes */

/* Takes what the commit has written out of what waits. */
static void forget_written(void *user)
{
    struct audit *audit = user;
    struct notes *waiting = &audit->waiting;
    audit->moved = false;
    lock(audit);
    for (size_t i = 0; i < audit->written; i++) {
        json_decref(waiting->drafts[i]);
    }
    waiting->count -= audit->written;
    memmove(waiting->drafts, waiting->drafts + audit->written,
            waiting->count * sizeof *waiting->drafts);
    unlock(audit);
    audit->written = 0;
}

static void keep_waiting(void *user)
{
    struct audit *audit = user;
    audit->written = 0;
}

/* Others add at the end alone, so that the first of them stay where they are. A second job in the
 * same transaction goes on where the first one ended. */
static bool write_notes(struct database *database, void *user, struct error *err)
{
    struct audit *audit = user;
    lock(audit);
    size_t count = audit->waiting.count;
    unlock(audit);
    for (size_t i = audit->written; i < count; i++) {
        lock(audit);
        const json_t *draft = audit->waiting.drafts[i];
        unlock(audit);
        if (!append_draft(audit, database, draft, err)) {
            return false;
        }
    }
    audit->written = count;
    return true;
}

static void submit_notes(struct audit *audit);

/* After the commit: what came meanwhile is written next. */
static void end_notes(void *user, const struct error *failure)
{
    struct audit *audit = user;
    if (failure) {
        log_event(LOG_ERROR, "audit_not_written", "error=%s", LOG_TEXT(failure->text));
    }
    lock(audit);
    bool again = !failure && audit->waiting.count > 0;
    audit->writing = again;
    unlock(audit);
    if (again) {
        submit_notes(audit);
    }
}

/* What cannot be submitted or written now is tried again with the next note. */
static void submit_notes(struct audit *audit)
{
    struct error err;
    const struct write_job job = {write_notes, end_notes, audit, 1};
    if (!write_queue_submit(storage_writer(audit->storage), &job, &err)) {
        lock(audit);
        audit->writing = false;
        unlock(audit);
        log_event(LOG_WARNING, "audit_waits", "error=%s", LOG_TEXT(err.text));
    }
}

bool audit_note(struct audit *audit, const struct audit_actor *actor,
                const struct audit_entry *entry, struct error *err)
{
    AUTO(json) json_t *draft = NULL;
    if (!audit_line_draft(clock_utc_us(audit->clock), actor, entry, &draft, err)) {
        return false;
    }
    lock(audit);
    struct notes *waiting = &audit->waiting;
    bool room = waiting->count < AUDIT_NOTES_MAX;
    if (room) {
        waiting->drafts[waiting->count++] = TAKE(draft);
    }
    bool submits = !audit->writing;
    audit->writing = true;
    unlock(audit);
    if (submits) {
        submit_notes(audit);
    }
    return room || error_set(err, ERROR_BUSY, "audit: too many lines wait to be written");
}

bool audit_flush(struct audit *audit, struct error *err)
{
    return storage_write(audit->storage, write_notes, audit, err);
}

bool audit_create(struct storage *storage, const struct clock *clock, const uint8_t *signing_seed,
                  struct audit **ret_audit, struct error *err)
{
    struct audit *audit = calloc(1, sizeof *audit);
    if (!audit) {
        return error_set(err, ERROR_NO_MEMORY, "audit: out of memory");
    }
    audit->clock = clock;
    if (!signing_key_create(signing_seed, &audit->signing_key, err)) {
        free(audit);
        return false;
    }
    CHECK(pthread_mutex_init(&audit->mutex, NULL) == 0);
    audit->storage = storage;
    const struct write_hook hook = {sign_head, forget_written, keep_waiting, audit};
    write_queue_add_hook(storage_writer(storage), &hook);
    *ret_audit = audit;
    return true;
}

void audit_destroy(struct audit *audit)
{
    if (!audit) {
        return;
    }
    struct error err;
    bool flushed = audit_flush(audit, &err);
    write_queue_remove_hook(storage_writer(audit->storage), audit);
    if (!flushed) {
        log_event(LOG_ERROR, "audit_lost", "lines=%zu error=%s", audit->waiting.count,
                  LOG_TEXT(err.text));
    }
    for (size_t i = 0; i < audit->waiting.count; i++) {
        json_decref(audit->waiting.drafts[i]);
    }
    signing_key_destroy(audit->signing_key);
    CHECK(pthread_mutex_destroy(&audit->mutex) == 0);
    free(audit);
}
