#include "kiosk_enrolment.h"

#include "enrol_store.h"
#include "hash.h"
#include <ctype.h>
#include <string.h>

#define CODE_LETTERS 8 /* of 5 bits each */
#define HOUR_US      INT64_C(3600000000)

/* Crockford's alphabet: none of I, L, O, U, which are misread or spell words. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct kiosk_enrolment {
    struct storage *storage;
    struct server_keys keys;
    struct public_key server_key;
    const struct clock *clock;
};

bool kiosk_enrolment_create(struct storage *storage, const struct server_keys *keys,
                            const struct clock *clock, struct kiosk_enrolment **ret_enrolment,
                            struct error *err)
{
    AUTO(kiosk_enrolment) struct kiosk_enrolment *enrolment = calloc(1, sizeof *enrolment);
    if (!enrolment) {
        return error_set(err, ERROR_NO_MEMORY, "enrolment: out of memory");
    }
    enrolment->storage = storage;
    enrolment->keys = *keys;
    enrolment->clock = clock;
    if (!server_keys_public(keys, &enrolment->server_key, err)) {
        return false;
    }
    *ret_enrolment = TAKE(enrolment);
    return true;
}

void kiosk_enrolment_destroy(struct kiosk_enrolment *enrolment)
{
    free(enrolment);
}

const struct site_key *kiosk_enrolment_site_key(const struct kiosk_enrolment *enrolment)
{
    return &enrolment->keys.site_key;
}

const struct public_key *kiosk_enrolment_server_key(const struct kiosk_enrolment *enrolment)
{
    return &enrolment->server_key;
}

/* Codes */

/* The letter of the alphabet that a typed one stands for; '\0' for none. */
static char read_letter(char typed)
{
    char letter = (char)toupper((unsigned char)typed);
    if (letter == 'O') {
        return '0';
    }
    if (letter == 'I' || letter == 'L') {
        return '1';
    }
    return letter && strchr(alphabet, letter) ? letter : '\0';
}

/* The code's letters alone; false if it cannot be a code. */
static bool normalise(const char *code, char ret_letters[static CODE_LETTERS + 1])
{
    size_t count = 0;
    for (; *code; code++) {
        if (*code == ' ' || *code == '-') {
            continue;
        }
        char letter = read_letter(*code);
        if (!letter || count == CODE_LETTERS) {
            return false;
        }
        ret_letters[count++] = letter;
    }
    ret_letters[count] = '\0';
    return count == CODE_LETTERS;
}

/* Keyed, since 40 bits could be tried out by whoever has a copy of the database. */
static struct hash hash_code(const struct kiosk_enrolment *enrolment, const char *letters)
{
    static const char label[] = "shoushi-enrol-1:";
    char text[sizeof label + CODE_LETTERS];
    memcpy(text, label, sizeof label - 1);
    memcpy(text + sizeof label - 1, letters, CODE_LETTERS);
    return hash_hmac_sha256(enrolment->keys.site_key.bytes, SITE_KEY_BYTES, text,
                            sizeof label - 1 + CODE_LETTERS);
}

struct code_job {
    struct enrol_code code;
    const char *author;
    int64_t now_utc_us;
};

static bool add_code(struct database *database, void *user, struct error *err)
{
    struct code_job *job = user;
    return enrol_store_add(database, &job->code, job->author, job->now_utc_us, err);
}

static bool is_place(const char *place)
{
    size_t len = strlen(place);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)place[i] < ' ' || place[i] == 0x7f) {
            return false;
        }
    }
    return len >= 1 && len <= KIOSK_PLACE_MAX;
}

bool kiosk_enrolment_make_code(struct kiosk_enrolment *enrolment, const char *place,
                               const char *author, char ret_code[static ENROL_CODE_SIZE],
                               struct error *err)
{
    if (!is_place(place)) {
        return error_set(err, ERROR_INVALID, "place: 1 to %d bytes without control characters",
                         KIOSK_PLACE_MAX);
    }
    uint8_t random[CODE_LETTERS];
    char letters[CODE_LETTERS + 1] = "";
    hash_random(random, sizeof random);
    for (size_t i = 0; i < CODE_LETTERS; i++) {
        letters[i] = alphabet[random[i] % 32];
    }
    int64_t now_utc_us = clock_utc_us(enrolment->clock);
    struct code_job job = {.author = author, .now_utc_us = now_utc_us};
    job.code.code_hash = hash_code(enrolment, letters);
    job.code.expires_utc_us = now_utc_us + ENROL_CODE_HOLDS_US;
    memcpy(job.code.place, place, strlen(place) + 1);
    if (!storage_write(enrolment->storage, add_code, &job, err)) {
        return false;
    }
    memcpy(ret_code, letters, 4);
    ret_code[4] = '-';
    memcpy(ret_code + 5, letters + 4, 5);
    return true;
}

/* Enrolling */

struct enrol_job {
    const struct enrol_request *request;
    bool is_code;
    struct hash code_hash;
    int64_t now_utc_us;
    enum enrol_result result;
    struct enrolled_kiosk enrolled;
};

static bool same_key(const struct public_key *a, const struct public_key *b)
{
    return memcmp(a->bytes, b->bytes, PUBLIC_KEY_BYTES) == 0;
}

static bool refuse(struct database *database, struct enrol_job *job, struct error *err)
{
    job->result = ENROL_WRONG_CODE;
    return enrol_store_add_failure(database, job->now_utc_us / HOUR_US, job->request->peer, err);
}

/* A code that was used: the same kiosk asks again because the answer was lost, or it is another, or
 * one that was revoked since. */
static bool answer_again(struct database *database, struct enrol_job *job,
                         const struct enrol_code *code, struct error *err)
{
    if (!kiosk_store_find(database, code->kiosk, &job->enrolled.kiosk, err)) {
        return false;
    }
    if (job->enrolled.kiosk.standing != KIOSK_ACTIVE ||
        !same_key(&job->enrolled.kiosk.public_key, &job->request->public_key)) {
        return refuse(database, job, err);
    }
    job->result = ENROL_DONE;
    return true;
}

static bool use_code(struct database *database, struct enrol_job *job,
                     const struct enrol_code *code, struct error *err)
{
    struct kiosk *kiosk = &job->enrolled.kiosk;
    if (!kiosk_store_find_by_key(database, &job->request->public_key, kiosk, err)) {
        return false;
    }
    if (kiosk->standing != KIOSK_UNKNOWN) {
        job->result = ENROL_KEY_TAKEN;
        return true;
    }
    job->result = ENROL_DONE;
    return kiosk_store_add(database, code->place, &job->request->public_key, job->request->version,
                           job->now_utc_us, kiosk, err) &&
           enrol_store_use(database, &job->code_hash, kiosk->kiosk, err);
}

static bool try_code(struct database *database, struct enrol_job *job, struct error *err)
{
    bool found = false;
    struct enrol_code code;
    if (job->is_code && !enrol_store_find(database, &job->code_hash, &found, &code, err)) {
        return false;
    }
    if (!found || (code.kiosk[0] == '\0' && job->now_utc_us >= code.expires_utc_us)) {
        return refuse(database, job, err);
    }
    if (code.kiosk[0] != '\0') {
        return answer_again(database, job, &code, err);
    }
    return use_code(database, job, &code, err);
}

static bool run_enrol(struct database *database, void *user, struct error *err)
{
    struct enrol_job *job = user;
    int64_t of_peer, of_all;
    bool found;
    if (!enrol_store_count_failures(database, job->now_utc_us / HOUR_US, job->request->peer,
                                    &of_peer, &of_all, err)) {
        return false;
    }
    if (of_peer >= ENROL_FAILURES_OF_PEER || of_all >= ENROL_FAILURES_OF_ALL) {
        job->result = ENROL_LOCKED;
        return true;
    }
    return try_code(database, job, err) &&
           site_settings_read(database, &found, &job->enrolled.site, err);
}

bool kiosk_enrolment_enrol(struct kiosk_enrolment *enrolment, const struct enrol_request *request,
                           enum enrol_result *ret_result, struct enrolled_kiosk *ret_enrolled,
                           struct error *err)
{
    char letters[CODE_LETTERS + 1];
    struct enrol_job job = {.request = request, .now_utc_us = clock_utc_us(enrolment->clock)};
    job.is_code = normalise(request->code, letters);
    if (job.is_code) {
        job.code_hash = hash_code(enrolment, letters);
    }
    if (!storage_write(enrolment->storage, run_enrol, &job, err)) {
        return false;
    }
    *ret_result = job.result;
    *ret_enrolled = job.enrolled;
    return true;
}

bool kiosk_enrolment_find(struct kiosk_enrolment *enrolment, const char *kiosk,
                          struct kiosk *ret_kiosk, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    return storage_read(enrolment->storage, &snapshot, err) &&
           kiosk_store_find(snapshot_database(snapshot), kiosk, ret_kiosk, err);
}

struct revoke_job {
    const char *kiosk;
    bool done;
};

static bool run_revoke(struct database *database, void *user, struct error *err)
{
    struct revoke_job *job = user;
    enum kiosk_standing standing;
    struct kiosk_progress progress;
    return kiosk_store_lock(database, job->kiosk, &standing, &progress, err) &&
           kiosk_store_revoke(database, job->kiosk, &job->done, err);
}

bool kiosk_enrolment_revoke(struct kiosk_enrolment *enrolment, const char *kiosk, bool *ret_done,
                            struct error *err)
{
    struct revoke_job job = {.kiosk = kiosk};
    if (!storage_write(enrolment->storage, run_revoke, &job, err)) {
        return false;
    }
    *ret_done = job.done;
    return true;
}
