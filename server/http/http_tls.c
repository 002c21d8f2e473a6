#include "http_tls.h"

#include "check.h"
#include "file.h"
#include "http_connections.h"
#include "log.h"
#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PEM_MAX    65536
#define CHAIN_MAX  8
#define WATCH_US   2000000
#define PATH_SIZE  512
#define RETIRED_US INT64_C(3600000000) /* a hand is shaken long before */
#define KEY_ID_MAX 64

/* One certificate with its key. */
struct pair {
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned chain_len;
    gnutls_privkey_t key;
    int64_t retired_us;
    struct pair *next; /* retired before it */
};

/* What changes when a file is written or replaced. */
struct stamp {
    int64_t device, inode, size, at_s, at_ns;
};

struct http_tls {
    char certificate_path[PATH_SIZE], key_path[PATH_SIZE];
    pthread_mutex_t mutex;
    struct pair *current;
    struct pair *retired;
    struct stamp stamps[2]; /* of the files that were last looked at */
};

static void pair_destroy(struct pair *pair)
{
    if (!pair) {
        return;
    }
    for (unsigned i = 0; i < pair->chain_len; i++) {
        gnutls_pcert_deinit(&pair->chain[i]);
    }
    if (pair->key) {
        gnutls_privkey_deinit(pair->key);
    }
    free(pair);
}
DEFINE_AUTO(pair);

static bool set_fault(int fault, const char *path, struct error *err)
{
    return error_set(err, ERROR_INVALID, "%s: %s", path, gnutls_strerror(fault));
}

static bool read_chain(const char *path, struct pair *pair, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    if (!file_read(path, PEM_MAX, &text, &len, err)) {
        return false;
    }
    const gnutls_datum_t data = {(unsigned char *)text, (unsigned)len};
    unsigned count = CHAIN_MAX;
    int fault =
        gnutls_pcert_list_import_x509_raw(pair->chain, &count, &data, GNUTLS_X509_FMT_PEM, 0);
    if (fault < 0) {
        return set_fault(fault, path, err);
    }
    pair->chain_len = count;
    return true;
}

static bool read_key(const char *path, struct pair *pair, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    if (!file_read(path, PEM_MAX, &text, &len, err)) {
        return false;
    }
    const gnutls_datum_t data = {(unsigned char *)text, (unsigned)len};
    int fault = gnutls_privkey_init(&pair->key);
    if (fault >= 0) {
        fault = gnutls_privkey_import_x509_raw(pair->key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
    }
    explicit_bzero(text, len);
    return fault >= 0 || set_fault(fault, path, err);
}

/* Is the key the one that the certificate speaks of? */
static bool belongs(const struct pair *pair)
{
    unsigned char of_key[KEY_ID_MAX], of_chain[KEY_ID_MAX];
    size_t of_key_len = sizeof of_key, of_chain_len = sizeof of_chain;
    gnutls_pubkey_t public = NULL;
    bool good = gnutls_pubkey_init(&public) >= 0 &&
                gnutls_pubkey_import_privkey(public, pair->key, 0, 0) >= 0 &&
                gnutls_pubkey_get_key_id(public, 0, of_key, &of_key_len) >= 0 &&
                gnutls_pubkey_get_key_id(pair->chain[0].pubkey, 0, of_chain, &of_chain_len) >= 0 &&
                of_key_len == of_chain_len && memcmp(of_key, of_chain, of_key_len) == 0;
    if (public) {
        gnutls_pubkey_deinit(public);
    }
    return good;
}

static bool read_pair(const struct http_tls *tls, struct pair **ret_pair, struct error *err)
{
    AUTO(pair) struct pair *pair = calloc(1, sizeof *pair);
    if (!pair) {
        return error_set(err, ERROR_NO_MEMORY, "TLS: out of memory");
    }
    if (!read_chain(tls->certificate_path, pair, err) || !read_key(tls->key_path, pair, err)) {
        return false;
    }
    if (!belongs(pair)) {
        return error_set(err, ERROR_INVALID, "%s is not the key of %s", tls->key_path,
                         tls->certificate_path);
    }
    *ret_pair = TAKE(pair);
    return true;
}

/* Old pairs stay while somebody may still be shaking hands with them. Under the mutex. */
static void retire(struct http_tls *tls, struct pair *pair)
{
    int64_t now_us = http_ticker_now_us();
    struct pair **end = &tls->retired;
    if (pair) {
        pair->retired_us = now_us;
        pair->next = tls->retired;
        tls->retired = pair;
    }
    while (*end && now_us - (*end)->retired_us < RETIRED_US) {
        end = &(*end)->next;
    }
    struct pair *old = TAKE(*end);
    while (old) {
        struct pair *next = old->next;
        pair_destroy(old);
        old = next;
    }
}

bool http_tls_reload(struct http_tls *tls, struct error *err)
{
    struct pair *pair = NULL;
    if (!read_pair(tls, &pair, err)) {
        return false;
    }
    CHECK(pthread_mutex_lock(&tls->mutex) == 0);
    retire(tls, tls->current);
    tls->current = pair;
    CHECK(pthread_mutex_unlock(&tls->mutex) == 0);
    return true;
}

static struct stamp stamp_of(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return (struct stamp){0};
    }
    return (struct stamp){(int64_t)status.st_dev, (int64_t)status.st_ino, status.st_size,
                          status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

static bool note_stamps(struct http_tls *tls)
{
    const struct stamp stamps[2] = {stamp_of(tls->certificate_path), stamp_of(tls->key_path)};
    bool differs = memcmp(stamps, tls->stamps, sizeof stamps) != 0;
    memcpy(tls->stamps, stamps, sizeof stamps);
    return differs;
}

/* Of two files one is always written first: a pair that does not fit is looked at again when the
 * other one changes. */
static int64_t watch(void *user, int64_t now_us)
{
    struct http_tls *tls = user;
    struct error err;
    if (note_stamps(tls)) {
        if (http_tls_reload(tls, &err)) {
            log_event(LOG_INFO, "certificate_read", "file=%s", LOG_TEXT(tls->certificate_path));
        } else {
            log_event(LOG_ERROR, "certificate_kept", "error=%s", LOG_TEXT(err.text));
        }
    }
    return now_us + WATCH_US;
}

bool http_tls_create(const char *certificate_path, const char *key_path, struct http_ticker *ticker,
                     struct http_tls **ret_tls, struct error *err)
{
    if (strlen(certificate_path) >= PATH_SIZE || strlen(key_path) >= PATH_SIZE) {
        return error_set(err, ERROR_INVALID, "TLS: a path is longer than %d bytes", PATH_SIZE - 1);
    }
    AUTO(http_tls) struct http_tls *tls = calloc(1, sizeof *tls);
    if (!tls) {
        return error_set(err, ERROR_NO_MEMORY, "TLS: out of memory");
    }
    CHECK(pthread_mutex_init(&tls->mutex, NULL) == 0);
    memcpy(tls->certificate_path, certificate_path, strlen(certificate_path) + 1);
    memcpy(tls->key_path, key_path, strlen(key_path) + 1);
    (void)note_stamps(tls); /* the first look */
    if (!http_tls_reload(tls, err)) {
        return false;
    }
    http_ticker_ask(ticker, watch, tls, http_ticker_now_us() + WATCH_US);
    *ret_tls = TAKE(tls);
    return true;
}

void http_tls_destroy(struct http_tls *tls)
{
    if (!tls) {
        return;
    }
    pair_destroy(tls->current);
    while (tls->retired) {
        struct pair *pair = tls->retired;
        tls->retired = pair->next;
        pair_destroy(pair);
    }
    CHECK(pthread_mutex_destroy(&tls->mutex) == 0);
    free(tls);
}

/* GnuTLS hands over the session alone; libmicrohttpd leaves its connection there, and that leads to
 * ours. */
static int retrieve(gnutls_session_t session, const gnutls_datum_t *names, int name_count,
                    const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
                    gnutls_pcert_st **ret_chain, unsigned *ret_chain_len, gnutls_privkey_t *ret_key)
{
    (void)names;
    (void)name_count;
    (void)algorithms;
    (void)algorithm_count;
    struct MHD_Connection *connection = gnutls_session_get_ptr(session);
    const union MHD_ConnectionInfo *info =
        connection ? MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT) : NULL;
    struct http_tls *tls = info ? http_connection_tls(info->socket_context) : NULL;
    if (!tls) {
        return -1;
    }
    CHECK(pthread_mutex_lock(&tls->mutex) == 0);
    *ret_chain = tls->current->chain;
    *ret_chain_len = tls->current->chain_len;
    *ret_key = tls->current->key;
    CHECK(pthread_mutex_unlock(&tls->mutex) == 0);
    return 0;
}

void *http_tls_callback(void)
{
    gnutls_certificate_retrieve_function2 *function = retrieve;
    void *pointer;
    memcpy(&pointer, &function, sizeof pointer); /* C has no cast from one to the other */
    return pointer;
}
