#include "kiosk_card.h"

#include "account_grants.h"
#include "account_store.h"
#include "card_issue.h"
#include "check.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

#define ACCOUNTS_MAX 8 /* of one person, that are looked at */

/* One request on its way through the writer. */
struct run {
    struct office *office;
    const struct kiosk_card_request *request;
    struct kiosk_card_answer *answer;
    struct permission_holder holder;
};

static bool refuse(struct run *run, enum kiosk_card_result result, const char *what,
                   struct error *err)
{
    run->answer->result = result;
    return error_set(err, ERROR_DENIED, "%s", what);
}

/* Whose account it is */

struct accounts {
    const char *staff;
    size_t count;
    struct account list[ACCOUNTS_MAX];
};

static bool add_account(const struct account *account, void *user, struct error *err)
{
    struct accounts *accounts = user;
    (void)err; /* what is beyond the maximum is not looked at */
    if (account->state == ACCOUNT_ACTIVE && strcmp(account->staff, accounts->staff) == 0 &&
        accounts->count < ACCOUNTS_MAX) {
        accounts->list[accounts->count++] = *account;
    }
    return true;
}

/* The first of the keeper's accounts that may; run->holder is it. */
static bool find_account(struct run *run, struct database *database, struct error *err)
{
    struct accounts accounts = {.staff = run->request->keeper};
    AUTO(json) json_t *members = json_pack("{s:s}", "staff", run->request->staff);
    bool any = false;
    bool may = false;
    if (!members) {
        return error_set(err, ERROR_NO_MEMORY, "card: out of memory");
    }
    if (!account_store_each(database, add_account, &accounts, err)) {
        return false;
    }
    for (size_t i = 0; i < accounts.count && !may; i++) {
        const struct office_caller caller = {.holder = &run->holder};
        if (!account_grants_read(database, &accounts.list[i], &run->holder, err)) {
            return false;
        }
        bool has = permission_has(&run->holder, PERMISSION_CARD, PERMISSION_WRITE);
        any = any || has;
        if (has && !office_may(run->office, database, &card_kind, &caller, PERMISSION_WRITE,
                               members, &may, err)) {
            return false;
        }
    }
    return may || refuse(run, any ? KIOSK_CARD_DENIED : KIOSK_CARD_NO_ACCOUNT,
                         any ? "not to people of that unit" : "no account may issue cards", err);
}

/* What stands in the way */

static bool check_people(struct run *run, struct database *database, struct error *err)
{
    AUTO(json) json_t *keeper = NULL;
    AUTO(json) json_t *staff = NULL;
    if (!office_peek(database, &keeper_kind, run->request->keeper, &keeper, err) ||
        !office_peek(database, &staff_kind, run->request->staff, &staff, err)) {
        return false;
    }
    if (!keeper) {
        return refuse(run, KIOSK_CARD_NO_KEEPER, "not a keeper", err);
    }
    return staff || refuse(run, KIOSK_CARD_NO_STAFF, "nobody has this id", err);
}

/* *ret_done: it is this person's already, as it is when an answer was lost. */
static bool check_card(struct run *run, struct database *database, bool *ret_done,
                       struct error *err)
{
    struct kiosk_card_answer *answer = run->answer;
    AUTO(json) json_t *card = NULL;
    if (!office_peek(database, &card_kind, run->request->token, &card, err)) {
        return false;
    }
    const char *state = *office_text(card, "state") ? office_text(card, "state") : "active";
    bool own = strcmp(office_text(card, "staff"), run->request->staff) == 0;
    *ret_done = own && strcmp(state, "active") == 0;
    if (!card || *ret_done) {
        return true;
    }
    (void)snprintf(answer->holder, sizeof answer->holder, "%s", office_text(card, "staff"));
    (void)snprintf(answer->state, sizeof answer->state, "%s", state);
    return refuse(run, KIOSK_CARD_TAKEN, "the card is somebody's", err);
}

/* Issuing */

/* The wait begins and is over at once: who asked and who tapped are the same. */
static bool begin_and_finish(struct run *run, struct database *database,
                             const struct office_caller *caller, struct error *err)
{
    const struct kiosk_card_request *request = run->request;
    const struct card_issue_author author = {caller->actor, run->holder.account};
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    AUTO(json)
    json_t *input = json_pack("{s:s, s:s}", "staff", request->staff, "kiosk", request->kiosk);
    const struct office_call call = {.kind = &card_issue_kind, .caller = caller, .input = input};
    if (!input) {
        return error_set(err, ERROR_NO_MEMORY, "card: out of memory");
    }
    if (!office_write_within(run->office, database, &call, &answer, err)) {
        return answer.result == OFFICE_STATE
                   ? refuse(run, KIOSK_CARD_WAITED, "another card is waited for", err)
                   : false;
    }
    return card_issue_finish(run->office, database, answer.id, request->token, &author, err);
}

static bool add_other(const struct entry_row *row, void *user, struct error *err)
{
    return office_names_add(user, &card_kind, row->id, err);
}

static bool take_back(struct run *run, struct database *database,
                      const struct office_caller *caller, const char *id, struct error *err)
{
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    AUTO(json) json_t *input = json_pack("{s:s}", "reason", run->request->others);
    const struct office_call call = {
        .kind = &card_kind, .caller = caller, .id = id, .action = "revoke", .input = input};
    if (!input) {
        return error_set(err, ERROR_NO_MEMORY, "card: out of memory");
    }
    return office_write_within(run->office, database, &call, &answer, err);
}

static bool take_back_others(struct run *run, struct database *database,
                             const struct office_caller *caller, struct error *err)
{
    struct entry_query query = entry_query_of("card");
    struct office_names others = {0};
    query.staff = run->request->staff;
    query.state = "active";
    bool good = strcmp(run->request->others, "keep") == 0 ||
                entry_store_list(database, &query, add_other, &others, err);
    for (size_t i = 0; good && i < others.count; i++) {
        if (strcmp(others.names[i].id, run->request->token) != 0) {
            good = take_back(run, database, caller, others.names[i].id, err);
            run->answer->taken_back++;
        }
    }
    free(others.names);
    return good;
}

/* May run twice, after a commit that failed: everything begins afresh. */
static bool run_issue(struct database *database, void *user, struct error *err)
{
    struct run *run = user;
    bool done;
    size_t stale = run->office->stale.count;
    *run->answer = (struct kiosk_card_answer){.result = KIOSK_CARD_ISSUED};
    if (!check_people(run, database, err) || !find_account(run, database, err) ||
        !check_card(run, database, &done, err)) {
        return false;
    }
    (void)office_shown_id(&card_kind, run->request->token, run->answer->card);
    const struct office_caller caller = {.holder = &run->holder,
                                         .actor = {.by = AUDIT_BY_ACCOUNT,
                                                   .who = run->holder.account,
                                                   .address = run->request->address}};
    bool good = (done || begin_and_finish(run, database, &caller, err)) &&
                take_back_others(run, database, &caller, err);
    if (!good) {
        run->office->stale.count = stale;
    }
    return good;
}

/* By the kiosk, since the keeper has no account, or none that may. */
static bool note_refusal(const struct run *run, const char *why, struct error *err)
{
    const struct kiosk_card_request *request = run->request;
    enum kiosk_card_result result = run->answer->result;
    char detail[128];
    (void)snprintf(detail, sizeof detail, "keeper %s: %.60s", request->keeper, why);
    const struct audit_actor actor = {
        .by = AUDIT_BY_KIOSK, .who = request->kiosk, .address = request->address};
    const struct audit_entry entry = {.action = "card.issue",
                                      .kind = "staff",
                                      .id = request->staff,
                                      .outcome = AUDIT_REFUSED,
                                      .detail = detail};
    bool forbidden = result == KIOSK_CARD_NO_KEEPER || result == KIOSK_CARD_NO_ACCOUNT ||
                     result == KIOSK_CARD_DENIED;
    return !forbidden || !run->office->settings.audit ||
           audit_note(run->office->settings.audit, &actor, &entry, err);
}

bool kiosk_card_issue(struct office *office, const struct kiosk_card_request *request,
                      struct kiosk_card_answer *ret_answer, struct error *err)
{
    struct run run = {.office = office, .request = request, .answer = ret_answer};
    struct error fault = {0};
    *ret_answer = (struct kiosk_card_answer){.result = KIOSK_CARD_ISSUED}; /* it may never run */
    if (storage_write(office->settings.storage, run_issue, &run, &fault)) {
        return true;
    }
    if (ret_answer->result == KIOSK_CARD_ISSUED) {
        *err = fault;
        return false;
    }
    return note_refusal(&run, fault.text, err);
}
