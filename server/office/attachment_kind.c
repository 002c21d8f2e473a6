#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kept_file.h"
#include "kind_list.h"
#include "office_inside.h"
#include <string.h>

/* A file of an entry of the ledger: what shows that a breach is rectified, or that there was one.
 * It is the entry's unit's; once the entry is closed none comes after it. */

#define FILES_MAX 40 /* of one entry */

static const struct form_field form[] = {
    {.name = "breach", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "breach"},
    {.name = "unit", .type = FORM_ID, .flags = FORM_MADE, .link = "unit"},
    {.name = "added_by", .type = FORM_TEXT, .flags = FORM_MADE},
    KEPT_FILE_MEMBERS,
    {0},
};

static bool count_one(const struct entry_row *row, void *user, struct error *err)
{
    size_t *count = user;
    (void)row; /* is one, whatever it says */
    (void)err;
    ++*count;
    return true;
}

static bool make(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *breach = NULL;
    const char *id = office_text(change->after, "breach");
    if (!office_peek(change->database, &breach_kind, id, &breach, err)) {
        return false;
    }
    return (breach || form_fail("breach", "there is no such entry", err)) &&
           office_set_text(change, "unit", office_text(breach, "unit"), err) &&
           office_set_text(change, "added_by", office_account(change), err);
}

static bool check(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *breach = NULL;
    const char *id = office_text(change->after, "breach");
    struct entry_query query = entry_query_of("attachment");
    size_t count = 0;
    query.meeting = id;
    if (!office_peek(change->database, &breach_kind, id, &breach, err) ||
        !entry_store_list(change->database, &query, count_one, &count, err)) {
        return false;
    }
    const char *state = office_text(breach, "state");
    if (strcmp(state, "closed") == 0 || strcmp(state, "dismissed") == 0) {
        return office_refuse_state(change, "the entry is closed", err);
    }
    return count < FILES_MAX || office_refuse_state(change, "the entry has 40 files already", err);
}

const struct office_kind attachment_kind = {
    .name = "attachment",
    .path = "attachments",
    .flags = OFFICE_KEEPS | OFFICE_MADE_ELSEWHERE,
    .id_prefix = "f",
    .form = form,
    .resource = PERMISSION_LEDGER,
    .make_action = PERMISSION_REQUEST,
    /* What lists of meetings' things go by is the entry here. */
    .index = {.search = "name", .unit = "unit", .meeting = "breach"},
    .on_make = make,
    .on_change = check,
};
