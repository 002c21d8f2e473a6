#include "audit_verify.h"
#include "civil.h"
#include "closed_month_store.h"
#include "command_table.h"
#include "command_verify_code.h"
#include "evidence.h"
#include "file.h"
#include "json.h"
#include "kiosk_verify.h"
#include "month_freeze.h"
#include "server_keys.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What has been found so far: everything is looked at, the first fault is the answer. */
struct verifying {
    struct database *database;
    size_t faults;
    char first[400];
};

static void say_fault(struct verifying *verifying, const char *where, const char *what)
{
    (void)printf("%s: %s\n", where, what); /* the end looks whether all was written */
    if (verifying->faults++ == 0) {
        (void)snprintf(verifying->first, sizeof verifying->first, "%s: %s", where, what);
    }
}

/* Evidence */

static bool read_server_key(const struct command_call *call, struct public_key *ret_key,
                            struct error *err)
{
    const char *text = command_value(call, "server-key");
    return hash_hex_decode(text, strlen(text), ret_key->bytes, PUBLIC_KEY_BYTES) ||
           error_set(err, ERROR_INVALID, "--server-key: expected %d hex digits",
                     2 * PUBLIC_KEY_BYTES);
}

static bool verify_evidence(const struct command_call *call, const char *path, struct error *err)
{
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *evidence = NULL;
    size_t len;
    struct public_key key;
    bool has_key = command_value(call, "server-key") != NULL;
    struct evidence_verdict verdict;
    if ((has_key && !read_server_key(call, &key, err)) ||
        !file_read(path, EVIDENCE_BYTES_MAX, &text, &len, err) ||
        !json_parse(text, len, path, &evidence, err) ||
        !evidence_check(evidence, has_key ? &key : NULL, &verdict, err)) {
        return false;
    }
    if (!verdict.good) {
        return error_set(err, ERROR_INVALID, "%s: %s", path, verdict.what);
    }
    const char *named = json_string_value(json_object_get(evidence, "server_public_key"));
    (void)printf("%s: %zu records and %zu batches hold, by the server's key %s\n", path,
                 verdict.records, verdict.batches, named);
    return fflush(stdout) == 0 || error_set_errno(err, errno, "standard output");
}

/* The database */

static bool parse_noted(const char *text, struct audit_place *ret_noted, struct error *err)
{
    char *end;
    uint8_t bytes[HASH_BYTES];
    errno = 0;
    long long no = strtoll(text, &end, 10);
    if (errno != 0 || no < 1 || *end != ':' ||
        !hash_hex_decode(end + 1, strlen(end + 1), bytes, HASH_BYTES)) {
        return error_set(err, ERROR_INVALID, "--audit-head: expected NUMBER:HASH");
    }
    ret_noted->no = no;
    hash_hex_encode(bytes, HASH_BYTES, ret_noted->hash);
    return true;
}

static bool verify_audit(struct verifying *verifying, const struct public_key *server_key,
                         const char *noted_text, struct error *err)
{
    struct audit_place noted;
    struct audit_verdict verdict;
    if ((noted_text && !parse_noted(noted_text, &noted, err)) ||
        !audit_verify_run(verifying->database, server_key, noted_text ? &noted : NULL, &verdict,
                          err)) {
        return false;
    }
    if (verdict.good) {
        (void)printf("audit log: %" PRId64 " lines and %" PRId64 " signed heads hold, head %" PRId64
                     ":%s\n",
                     verdict.lines, verdict.heads, verdict.head.no, verdict.head.hash);
    } else {
        char where[40];
        (void)snprintf(where, sizeof where, "audit line %" PRId64, verdict.bad_no);
        say_fault(verifying, where, verdict.what);
    }
    return true;
}

struct kiosk_list {
    struct kiosk *kiosks;
    size_t count;
    bool out_of_memory;
};

static void note_kiosk(const struct kiosk_overview *overview, void *user)
{
    struct kiosk_list *list = user;
    struct kiosk *kiosks = realloc(list->kiosks, (list->count + 1) * sizeof *kiosks);
    list->out_of_memory |= !kiosks;
    if (kiosks) {
        list->kiosks = kiosks;
        list->kiosks[list->count++] = overview->kiosk;
    }
}

static bool verify_kiosk(struct verifying *verifying, const struct kiosk *kiosk, struct error *err)
{
    struct kiosk_verdict verdict;
    char where[160];
    if (!kiosk_verify_run(verifying->database, kiosk, &verdict, err)) {
        return false;
    }
    if (verdict.good) {
        (void)printf("kiosk %s: %" PRId64 " lines and %" PRId64 " signed batches hold\n",
                     kiosk->kiosk, verdict.lines, verdict.batches);
        return true;
    }
    if (verdict.bad_epoch == 0) {
        (void)snprintf(where, sizeof where, "kiosk %s batch %" PRId64, kiosk->kiosk,
                       verdict.bad_batch);
    } else {
        (void)snprintf(where, sizeof where, "kiosk %s epoch %u seq %" PRIu64, kiosk->kiosk,
                       (unsigned)verdict.bad_epoch, verdict.bad_seq);
    }
    say_fault(verifying, where, verdict.what);
    return true;
}

static bool verify_kiosks(struct verifying *verifying, struct error *err)
{
    struct kiosk_list list = {0};
    bool good = kiosk_store_each(verifying->database, note_kiosk, &list, err);
    if (good && list.out_of_memory) {
        good = error_set(err, ERROR_NO_MEMORY, "verify: out of memory");
    }
    for (size_t i = 0; good && i < list.count; i++) {
        good = verify_kiosk(verifying, &list.kiosks[i], err);
    }
    free(list.kiosks);
    return good;
}

/* What was frozen when months were closed. */

static bool verify_month(const struct closed_month *closed, void *user, struct error *err)
{
    struct verifying *verifying = user;
    struct month_freeze_verdict verdict;
    char month[CIVIL_MONTH_SIZE], where[CIVIL_MONTH_SIZE + 8];
    bool found;
    (void)civil_month_format(closed->month, month);
    if (!month_freeze_check(verifying->database, closed->month, &found, &verdict, err)) {
        return false;
    }
    (void)snprintf(where, sizeof where, "month %s", month);
    if (verdict.good) {
        (void)printf("month %s: %zu frozen documents hold, manifest %s\n", month, verdict.documents,
                     closed->hash);
    } else {
        say_fault(verifying, where, verdict.what);
    }
    return true;
}

/* Nothing is written: a database that is to prove something is not touched, and may be a copy. */
static bool verify_database(const struct command_call *call, struct error *err)
{
    char keys_path[SERVER_CONFIG_PATH_MAX + 8];
    struct server_keys keys;
    struct public_key server_key;
    AUTO(database) struct database *database = NULL;
    server_config_keys_path(&call->config, keys_path);
    if (access(keys_path, R_OK) != 0) {
        return error_set_errno(err, errno, "%s", keys_path);
    }
    if (!server_keys_open(keys_path, NULL, &keys, err) ||
        !server_keys_public(&keys, &server_key, err) ||
        !database_open(call->config.database, DATABASE_READ_ONLY, &database, err) ||
        !database_begin(database, DATABASE_READ, err)) {
        return false;
    }
    struct verifying verifying = {.database = database};
    if (!verify_kiosks(&verifying, err) ||
        !verify_audit(&verifying, &server_key, command_value(call, "audit-head"), err) ||
        !closed_month_store_each(database, CLOSED_MONTH_ALL, verify_month, &verifying, err)) {
        return false;
    }
    if (fflush(stdout) != 0) {
        return error_set_errno(err, errno, "standard output");
    }
    return verifying.faults == 0 || error_set(err, ERROR_INVALID, "%zu faults; the first: %s",
                                              verifying.faults, verifying.first);
}

static bool run_verify(const struct command_call *call, struct error *err)
{
    const char *evidence = command_value(call, "evidence");
    const char *code = command_value(call, "code");
    if (code) {
        return command_verify_code(call, code, err);
    }
    return evidence ? verify_evidence(call, evidence, err) : verify_database(call, err);
}

const struct command command_verify = {
    .name = "verify",
    .operands = "",
    .summary =
        "Proves every kiosk's chain, the audit log and what was frozen, or names the first fault.",
    .options = {{"audit-head", "NO:HASH", "a head of the audit log that was noted earlier"},
                {"code", "CODE",
                 "of a figure on paper: judge it from the taps again, and list them"},
                {"evidence", "FILE", "check this exported person-day instead; needs no database"},
                {"server-key", "HEX", "the server's public key, as known from elsewhere"}},
    .run = run_verify,
};
