#include "password_hash.h"

#include "check.h"
#include "hash.h"
#include <argon2.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct password_hash {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    struct password_costs costs;
    int running;
    int waiting;
    char nobody[ACCOUNT_PASSWORD_MAX +
                1]; /* no password's: what unknown accounts are checked with */
};

void password_costs_init(struct password_costs *costs)
{
    *costs = (struct password_costs){PASSWORD_HASH_PASSES, PASSWORD_HASH_MEMORY_KIB,
                                     PASSWORD_HASH_LANES};
}

static bool enter(struct password_hash *hash, struct error *err)
{
    CHECK(pthread_mutex_lock(&hash->mutex) == 0);
    bool room = hash->running < PASSWORD_HASH_PARALLEL || hash->waiting < PASSWORD_HASH_WAITING;
    if (room) {
        hash->waiting++;
        while (hash->running >= PASSWORD_HASH_PARALLEL) {
            CHECK(pthread_cond_wait(&hash->freed, &hash->mutex) == 0);
        }
        hash->waiting--;
        hash->running++;
    }
    CHECK(pthread_mutex_unlock(&hash->mutex) == 0);
    return room || error_set(err, ERROR_BUSY, "too many passwords to check at once");
}

static void leave(struct password_hash *hash)
{
    CHECK(pthread_mutex_lock(&hash->mutex) == 0);
    hash->running--;
    CHECK(pthread_cond_signal(&hash->freed) == 0);
    CHECK(pthread_mutex_unlock(&hash->mutex) == 0);
}

bool password_hash_make(struct password_hash *hash, const char *password,
                        char ret_phc[static ACCOUNT_PASSWORD_MAX + 1], struct error *err)
{
    uint8_t salt[PASSWORD_HASH_SALT_BYTES];
    hash_random(salt, sizeof salt);
    char phc[ACCOUNT_PASSWORD_MAX + 1];
    if (!enter(hash, err)) {
        return false;
    }
    const struct password_costs *costs = &hash->costs;
    int fault = argon2id_hash_encoded(costs->passes, costs->memory_kib, costs->lanes, password,
                                      strlen(password), salt, sizeof salt, PASSWORD_HASH_TAG_BYTES,
                                      phc, sizeof phc);
    leave(hash);
    if (fault != ARGON2_OK) {
        return error_set(err, ERROR_NO_MEMORY, "argon2id: %s", argon2_error_message(fault));
    }
    memcpy(ret_phc, phc, sizeof phc);
    return true;
}

bool password_hash_verify(struct password_hash *hash, const char *phc, const char *password,
                          bool *ret_matches, struct error *err)
{
    if (!enter(hash, err)) {
        return false;
    }
    int fault = argon2id_verify(phc ? phc : hash->nobody, password, strlen(password));
    leave(hash);
    if (fault != ARGON2_OK && fault != ARGON2_VERIFY_MISMATCH) {
        return error_set(err, fault == ARGON2_MEMORY_ALLOCATION_ERROR ? ERROR_BUSY : ERROR_INVALID,
                         "argon2id: %s", argon2_error_message(fault));
    }
    *ret_matches = phc && fault == ARGON2_OK;
    return true;
}

void password_hash_one_time(char ret_password[static PASSWORD_ONE_TIME_SIZE])
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint8_t random[PASSWORD_ONE_TIME_SIZE - 1];
    hash_random(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++) {
        ret_password[i] = i % 5 == 4 ? '-' : letters[random[i] % 32];
    }
    ret_password[sizeof random] = '\0';
}

/* len bytes as unpadded base64 are ceil(len × 4 / 3) digits, and 'A' as the last leaves no bit
 * over. */
static void random_base64(char *to, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t count = (len * 4 + 2) / 3;
    hash_random((uint8_t *)to, count);
    for (size_t i = 0; i < count; i++) {
        to[i] = digits[(unsigned char)to[i] % 64];
    }
    to[count - 1] = 'A';
    to[count] = '\0';
}

/* A random tag instead of a computed one: it costs as much to check, and nothing to make. */
static void make_nobody(struct password_hash *hash)
{
    char salt[2 * PASSWORD_HASH_SALT_BYTES];
    char tag[2 * PASSWORD_HASH_TAG_BYTES];
    random_base64(salt, PASSWORD_HASH_SALT_BYTES);
    random_base64(tag, PASSWORD_HASH_TAG_BYTES);
    (void)snprintf(hash->nobody, sizeof hash->nobody, "$argon2id$v=19$m=%u,t=%u,p=%u$%s$%s",
                   hash->costs.memory_kib, hash->costs.passes, hash->costs.lanes, salt, tag);
}

bool password_hash_create(const struct password_costs *costs, struct password_hash **ret_hash,
                          struct error *err)
{
    struct password_hash *hash = calloc(1, sizeof *hash);
    if (!hash) {
        return error_set(err, ERROR_NO_MEMORY, "passwords: out of memory");
    }
    hash->costs = *costs;
    CHECK(pthread_mutex_init(&hash->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&hash->freed, NULL) == 0);
    make_nobody(hash);
    *ret_hash = hash;
    return true;
}

void password_hash_destroy(struct password_hash *hash)
{
    if (hash) {
        CHECK(pthread_cond_destroy(&hash->freed) == 0);
        CHECK(pthread_mutex_destroy(&hash->mutex) == 0);
        free(hash);
    }
}
