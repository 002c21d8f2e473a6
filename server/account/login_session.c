#include "login_session.h"

#include "account_grants.h"
#include "login_limit.h"
#include "login_session_store.h"
#include "snapshot.h"
#include <string.h>

#define MINUTE_US ((int64_t)60 * 1000000)

/* A session's last request is written down only when the one before is this old: reading a page
 * must not cost a commit for each of its requests. */
#define TOUCH_US MINUTE_US

struct login_service {
    struct login_tools tools;
    struct login_settings settings;
};

void login_settings_init(struct login_settings *settings)
{
    *settings = (struct login_settings){.idle_min = 120, .absolute_min = 720};
}

bool login_service_create(const struct login_tools *tools, const struct login_settings *settings,
                          struct login_service **ret_service, struct error *err)
{
    struct login_service *service = calloc(1, sizeof *service);
    if (!service) {
        return error_set(err, ERROR_NO_MEMORY, "sessions: out of memory");
    }
    *service = (struct login_service){*tools, *settings};
    *ret_service = service;
    return true;
}

const struct login_tools *login_service_tools(const struct login_service *service)
{
    return &service->tools;
}

void login_service_destroy(struct login_service *service)
{
    free(service);
}

/* Account names are lower-case; who types capitals means the same. */
static void fold_account(const char *typed, char ret_account[static ACCOUNT_ID_MAX + 1])
{
    size_t len = strnlen(typed, ACCOUNT_ID_MAX);
    for (size_t i = 0; i < len; i++) {
        bool capital = typed[i] >= 'A' && typed[i] <= 'Z';
        ret_account[i] = (char)(capital ? typed[i] + ('a' - 'A') : typed[i]);
    }
    ret_account[len] = '\0';
}

static void fill_csrf(struct login_session *session, const uint8_t token[static HASH_BYTES])
{
    static const char label[] = "shoushi-csrf-1";
    struct hash csrf = hash_hmac_sha256(token, HASH_BYTES, label, sizeof label - 1);
    hash_hex_encode(csrf.bytes, HASH_BYTES, session->csrf);
}

/* Everything of the session but what comes from its token. */
static bool fill_account(struct database *database, const struct account *account,
                         struct login_session *session, struct error *err)
{
    memcpy(session->account, account->account, sizeof session->account);
    memcpy(session->name, account->name, sizeof session->name);
    memcpy(session->staff, account->staff, sizeof session->staff);
    session->must_change_password = account->one_time;
    if (!account_grants_read(database, account, &session->holder, err)) {
        return false;
    }
    session->roles = account_grants_roles(&session->holder);
    return true;
}

static bool is_usable(const struct account *account, int64_t now_utc_us)
{
    return account->state == ACCOUNT_ACTIVE &&
           (account->password_expires_utc_us == 0 || now_utc_us < account->password_expires_utc_us);
}

/* What is counted before a password is looked at. */
struct counting {
    struct login_limit_subject subject;
    int64_t now_utc_us;
    int64_t locked_s;
    bool found;
    struct account account;
};

static bool count_and_read(struct database *database, void *user, struct error *err)
{
    struct counting *counting = user;
    return login_limit_count(database, &counting->subject, counting->now_utc_us,
                             &counting->locked_s, err) &&
           account_store_find(database, counting->subject.account, &counting->found,
                              &counting->account, err);
}

/* Counts the try and checks the password; *ret_matches is false for accounts that may not log in.
 */
static bool check_password(struct login_service *service, struct counting *counting,
                           const char *password, bool *ret_matches, struct error *err)
{
    counting->now_utc_us = clock_utc_us(service->tools.clock);
    *ret_matches = false;
    if (!storage_write(service->tools.storage, count_and_read, counting, err)) {
        return false;
    }
    if (counting->locked_s > 0) {
        return true;
    }
    bool usable = counting->found && is_usable(&counting->account, counting->now_utc_us);
    return password_hash_verify(service->tools.passwords,
                                usable ? counting->account.password : NULL, password, ret_matches,
                                err);
}

struct beginning {
    const struct login_service *service;
    const struct login_request *request;
    const struct counting *counting;
    struct login_session_row row;
    struct login_session *session;
    enum second_step_answer step;
};

static bool begin_session(struct database *database, struct beginning *beginning, struct error *err)
{
    const struct login_session_row *row = &beginning->row;
    const struct login_service *service = beginning->service;
    int64_t idle_us = service->settings.idle_min * MINUTE_US;
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT,
                                      .who = row->account,
                                      .address = beginning->request->address,
                                      .request = beginning->request->request};
    const struct audit_entry entry = {
        .action = "session.begin", .kind = "account", .id = row->account};
    return login_limit_clear(database, &beginning->counting->subject, err) &&
           login_session_store_add(database, row, err) &&
           login_session_store_prune(database, row->account, LOGIN_SESSIONS_PER_ACCOUNT,
                                     row->began_utc_us, row->began_utc_us - idle_us, err) &&
           fill_account(database, &beginning->counting->account, beginning->session, err) &&
           audit_append(service->tools.audit, database, &actor, &entry, err);
}

/* The code is taken in the transaction that begins the session: no two sessions by one code. */
static bool run_beginning(struct database *database, void *user, struct error *err)
{
    struct beginning *beginning = user;
    const struct counting *counting = beginning->counting;
    if (!second_step_check(database, &beginning->service->tools.key, counting->account.account,
                           beginning->request->code, counting->now_utc_us, &beginning->step, err)) {
        return false;
    }
    switch (beginning->step) {
    case SECOND_STEP_NOT_NEEDED:
    case SECOND_STEP_GOOD:
        return begin_session(database, beginning, err);
    case SECOND_STEP_MISSING:
        return login_limit_take_back(database, &counting->subject, err);
    case SECOND_STEP_WRONG:
        return true;
    }
    return true;
}

static bool begin(struct login_service *service, const struct login_request *request,
                  const struct counting *counting, struct login_answer *answer, struct error *err)
{
    uint8_t token[HASH_BYTES];
    hash_random(token, sizeof token);
    struct beginning beginning = {
        .service = service, .request = request, .counting = counting, .session = &answer->session};
    struct login_session_row *row = &beginning.row;
    row->token_hash = hash_sha256(token, sizeof token);
    memcpy(row->account, counting->account.account, sizeof row->account);
    row->began_utc_us = row->seen_utc_us = counting->now_utc_us;
    row->ends_utc_us = row->began_utc_us + service->settings.absolute_min * MINUTE_US;
    if (!storage_write(service->tools.storage, run_beginning, &beginning, err)) {
        return false;
    }
    if (beginning.step == SECOND_STEP_MISSING || beginning.step == SECOND_STEP_WRONG) {
        answer->result = beginning.step == SECOND_STEP_MISSING ? LOGIN_CODE_NEEDED : LOGIN_WRONG;
        return true;
    }
    answer->session.token_hash = row->token_hash;
    fill_csrf(&answer->session, token);
    hash_hex_encode(token, sizeof token, answer->token);
    return true;
}

/* A log-in that failed. What was typed as an unknown account may be a password in the wrong field:
 * it is not written down. Of a lock its beginning alone is. */
static bool note_failure(const struct login_service *service, const struct login_request *request,
                         const struct counting *counting, const struct login_answer *answer,
                         struct error *err)
{
    bool locked = answer->result == LOGIN_LOCKED;
    if (answer->result == LOGIN_OK || answer->result == LOGIN_CODE_NEEDED ||
        (locked && counting->locked_s < LOGIN_LIMIT_LOCK_S)) {
        return true;
    }
    const char *account = counting->found ? counting->account.account : "";
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT,
                                      .who = account,
                                      .address = request->address,
                                      .request = request->request};
    const struct audit_entry entry = {.action = "session.begin",
                                      .kind = "account",
                                      .id = account,
                                      .outcome = AUDIT_REFUSED,
                                      .detail = locked            ? "locked"
                                                : counting->found ? "wrong password or code"
                                                                  : "unknown account"};
    return audit_note(service->tools.audit, &actor, &entry, err);
}

bool login_service_log_in(struct login_service *service, const struct login_request *request,
                          struct login_answer *ret_answer, struct error *err)
{
    char account[ACCOUNT_ID_MAX + 1];
    fold_account(request->account, account);
    struct counting counting = {.subject = {.account = account, .address = request->address}};
    bool matches;
    if (!check_password(service, &counting, request->password, &matches, err)) {
        return false;
    }
    struct login_answer answer = {.result = matches ? LOGIN_OK : LOGIN_WRONG};
    if (counting.locked_s > 0) {
        answer.result = LOGIN_LOCKED;
        answer.retry_after_s = counting.locked_s;
    }
    if ((matches && !begin(service, request, &counting, &answer, err)) ||
        !note_failure(service, request, &counting, &answer, err)) {
        return false;
    }
    *ret_answer = answer;
    return true;
}

struct touching {
    const struct hash *token_hash;
    int64_t seen_utc_us;
};

static bool touch(struct database *database, void *user, struct error *err)
{
    const struct touching *touching = user;
    return login_session_store_touch(database, touching->token_hash, touching->seen_utc_us, err);
}

/* Reads a session that still holds, with its account. */
static bool read_session(struct login_service *service, const struct hash *token_hash,
                         bool *ret_found, struct login_session_row *row,
                         struct login_session *session, struct error *err)
{
    int64_t now_utc_us = clock_utc_us(service->tools.clock);
    AUTO(snapshot) struct snapshot *view = NULL;
    struct account account;
    bool found;
    *ret_found = false;
    if (!storage_read(service->tools.storage, &view, err) ||
        !login_session_store_find(snapshot_database(view), token_hash, &found, row, err)) {
        return false;
    }
    bool holds = found && now_utc_us < row->ends_utc_us &&
                 now_utc_us < row->seen_utc_us + service->settings.idle_min * MINUTE_US;
    if (!holds) {
        return true;
    }
    if (!account_store_find(snapshot_database(view), row->account, &found, &account, err)) {
        return false;
    }
    if (!found || !is_usable(&account, now_utc_us)) {
        return true;
    }
    *ret_found = true;
    return fill_account(snapshot_database(view), &account, session, err);
}

bool login_service_find(struct login_service *service, const char *token, enum login_use use,
                        bool *ret_found, struct login_session *ret_session, struct error *err)
{
    uint8_t bytes[HASH_BYTES];
    if (!hash_hex_decode(token, strlen(token), bytes, sizeof bytes)) {
        *ret_found = false;
        return true;
    }
    struct login_session session = {.token_hash = hash_sha256(bytes, sizeof bytes)};
    struct login_session_row row;
    bool found;
    if (!read_session(service, &session.token_hash, &found, &row, &session, err)) {
        return false;
    }
    struct touching touching = {&session.token_hash, clock_utc_us(service->tools.clock)};
    bool due =
        found && use == LOGIN_USE_BY_PERSON && touching.seen_utc_us - row.seen_utc_us >= TOUCH_US;
    if (due && !storage_write(service->tools.storage, touch, &touching, err)) {
        return false;
    }
    *ret_found = found;
    if (found) {
        fill_csrf(&session, bytes);
        *ret_session = session;
    }
    return true;
}

struct ending {
    const struct login_service *service;
    const struct login_session *session;
    const struct audit_actor *actor;
};

static bool remove_session(struct database *database, void *user, struct error *err)
{
    const struct ending *ending = user;
    const struct audit_entry entry = {
        .action = "session.end", .kind = "account", .id = ending->session->account};
    return login_session_store_remove(database, &ending->session->token_hash, err) &&
           audit_append(ending->service->tools.audit, database, ending->actor, &entry, err);
}

bool login_service_log_out(struct login_service *service, const struct login_session *session,
                           const struct audit_actor *actor, struct error *err)
{
    struct ending ending = {service, session, actor};
    return storage_write(service->tools.storage, remove_session, &ending, err);
}

/* Characters, not bytes: ten of any script will do. */
static size_t character_count(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return count;
}

static bool is_one_character(const char *text)
{
    return strspn(text, (const char[]){text[0], '\0'}) == strlen(text);
}

static bool is_weak(const struct login_change_request *request)
{
    const char *password = request->new_password;
    return character_count(password) < LOGIN_PASSWORD_MIN ||
           character_count(password) > LOGIN_PASSWORD_MAX || is_one_character(password) ||
           strcmp(password, request->old_password) == 0 ||
           strcasecmp(password, request->session->account) == 0;
}

struct changing {
    const struct login_service *service;
    const struct login_change_request *request;
    const struct login_session *session;
    const struct login_limit_subject *subject;
    struct account account;
    int64_t now_utc_us;
};

static bool change(struct database *database, void *user, struct error *err)
{
    struct changing *changing = user;
    const struct audit_actor actor = {.by = AUDIT_BY_ACCOUNT,
                                      .who = changing->session->account,
                                      .address = changing->request->address,
                                      .request = changing->request->request};
    const struct audit_entry entry = {
        .action = "session.password", .kind = "account", .id = changing->session->account};
    return login_limit_clear(database, changing->subject, err) &&
           account_store_set_password(database, &changing->account, changing->now_utc_us, err) &&
           login_session_store_remove_others(database, changing->account.account,
                                             &changing->session->token_hash, err) &&
           audit_append(changing->service->tools.audit, database, &actor, &entry, err);
}

static bool store_password(struct login_service *service,
                           const struct login_change_request *request,
                           const struct counting *counting, struct error *err)
{
    struct changing changing = {.service = service,
                                .request = request,
                                .session = request->session,
                                .subject = &counting->subject,
                                .account = counting->account,
                                .now_utc_us = counting->now_utc_us};
    changing.account.one_time = false;
    changing.account.password_expires_utc_us = 0;
    return password_hash_make(service->tools.passwords, request->new_password,
                              changing.account.password, err) &&
           storage_write(service->tools.storage, change, &changing, err);
}

/* LOGIN_CHANGED where it matches. */
static bool check_own_password(struct login_service *service,
                               const struct login_change_request *request,
                               struct counting *counting, enum login_change *ret_change,
                               int64_t *ret_retry_after_s, struct error *err)
{
    bool matches;
    counting->subject = (struct login_limit_subject){.account = request->session->account,
                                                     .address = request->address};
    if (!check_password(service, counting, request->old_password, &matches, err)) {
        return false;
    }
    *ret_retry_after_s = counting->locked_s;
    *ret_change = matches ? LOGIN_CHANGED : LOGIN_OLD_WRONG;
    if (counting->locked_s > 0) {
        *ret_change = LOGIN_CHANGE_LOCKED;
    }
    return true;
}

static bool clear_count(struct database *database, void *user, struct error *err)
{
    return login_limit_clear(database, user, err);
}

bool login_service_check_password(struct login_service *service,
                                  const struct login_change_request *request,
                                  enum login_change *ret_change, int64_t *ret_retry_after_s,
                                  struct error *err)
{
    struct counting counting = {0};
    return check_own_password(service, request, &counting, ret_change, ret_retry_after_s, err) &&
           (*ret_change != LOGIN_CHANGED ||
            storage_write(service->tools.storage, clear_count, &counting.subject, err));
}

bool login_service_change_password(struct login_service *service,
                                   const struct login_change_request *request,
                                   enum login_change *ret_change, int64_t *ret_retry_after_s,
                                   struct error *err)
{
    struct counting counting = {0};
    if (!check_own_password(service, request, &counting, ret_change, ret_retry_after_s, err)) {
        return false;
    }
    if (*ret_change == LOGIN_CHANGED && is_weak(request)) {
        *ret_change = LOGIN_NEW_WEAK;
    }
    return *ret_change != LOGIN_CHANGED || store_password(service, request, &counting, err);
}
