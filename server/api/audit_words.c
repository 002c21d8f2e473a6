#include "audit_words.h"

#include "check.h"
#include "json.h"
#include "office_kind.h"
#include "paper.h"
#include "permission.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 1024
#define WORD_SIZE 96

struct words {
    char word[WORDS_MAX][WORD_SIZE];
    size_t count;
};

/* What no other table knows of: the lint finds an action that a source writes and that is not here.
 */
static const char *const other_actions[] = {
    "account.add",
    "account.change",
    "account.end_sessions",
    "account.password",
    "account.read",
    "account.remove_second_step",
    "audit.read",
    "audit.verify",
    "breach.figure_changed",
    "breach.figure_fell",
    "breach.figure_rose",
    "breach.overdue",
    "card.issue",
    "card_issue.expire",
    "evidence.read",
    "import.run",
    "kiosk.change",
    "kiosk.close_fault",
    "kiosk.code",
    "kiosk.enrol",
    "kiosk.enrol_code",
    "kiosk.open_by_name",
    "kiosk.revoke",
    "leave.unreturned",
    "live.read",
    "month.close",
    "publication.read",
    "quarantine.close",
    "quarantine.read",
    "report.read",
    "session.begin",
    "session.end",
    "session.password",
    "session.second_step_off",
    "session.second_step_on",
    "staff.photo",
    "staff.photo_remove",
    "tap.read",
    "taps.read",
    "verdict.read",
    "verdict.rejudge",
};

static const char *const other_kinds[] = {
    "account", "county", "document", "figure_code", "kiosk", "month", "person", "session", "tree",
};

static void add(struct words *words, const char *object, const char *verb)
{
    CHECK(words->count < WORDS_MAX);
    (void)snprintf(words->word[words->count++], WORD_SIZE, "%s%s%s", object, *verb ? "." : "",
                   verb);
}

static void add_office_kind(struct words *actions, const struct office_kind *kind)
{
    add(actions, kind->name, "make");
    add(actions, kind->name, "change");
    add(actions, kind->name, "read");
    if (!(kind->flags & OFFICE_KEEPS)) {
        add(actions, kind->name, "remove");
    }
    if (kind->actions) {
        add(actions, kind->name, "act"); /* refused, whichever it was */
    }
    for (const struct office_action *action = kind->actions; action && action->name; action++) {
        add(actions, kind->name, action->name);
    }
}

/* Everybody together: a refusal names what somebody else may do. */
static struct permission_holder holder_of_all_roles(void)
{
    struct permission_holder holder = {
        .account = "a", .staff = "s", .grant_count = ACCOUNT_ROLE_COUNT};
    static_assert(ACCOUNT_ROLE_COUNT <= PERMISSION_GRANTS_MAX, "a grant for each role");
    for (unsigned role = 0; role < ACCOUNT_ROLE_COUNT; role++) {
        holder.grants[role].role = 1u << role;
    }
    return holder;
}

static void add_permission(struct words *actions, const struct permission_holder *holder,
                           enum permission_resource resource)
{
    for (unsigned action = PERMISSION_READ; action <= PERMISSION_APPROVE; action <<= 1) {
        if (permission_has(holder, resource, action)) {
            add(actions, permission_resource_name(resource), permission_action_name(action));
        }
    }
}

static void collect(struct words *actions, struct words *kinds)
{
    const struct permission_holder holder = holder_of_all_roles();
    const struct office_kind *kind;
    for (size_t i = 0; (kind = office_kind_at(i)); i++) {
        add_office_kind(actions, kind);
        add(kinds, kind->name, "");
    }
    for (unsigned i = 0; i < PERMISSION_RESOURCE_COUNT; i++) {
        add_permission(actions, &holder, (enum permission_resource)i);
        add(kinds, permission_resource_name((enum permission_resource)i), "");
    }
    for (size_t i = 0; i < ARRAY_LEN(other_actions); i++) {
        add(actions, other_actions[i], "");
    }
    for (size_t i = 0; i < ARRAY_LEN(other_kinds); i++) {
        add(kinds, other_kinds[i], "");
    }
    for (size_t i = 0; paper_kind_words[i]; i++) {
        add(kinds, paper_kind_words[i], "");
    }
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, b);
}

static json_t *sorted_once(struct words *words)
{
    AUTO(json) json_t *list = json_array();
    qsort(words->word, words->count, WORD_SIZE, compare_words);
    for (size_t i = 0; list && i < words->count; i++) {
        if ((i == 0 || strcmp(words->word[i], words->word[i - 1]) != 0) &&
            json_array_append_new(list, json_string(words->word[i])) != 0) {
            return NULL;
        }
    }
    return TAKE(list);
}

json_t *audit_words_all(void)
{
    struct words *both = calloc(2, sizeof *both);
    if (!both) {
        return NULL;
    }
    collect(&both[0], &both[1]);
    json_t *actions = sorted_once(&both[0]);
    json_t *kinds = sorted_once(&both[1]);
    free(both);
    return json_pack("{s:o, s:o}", "actions", actions, "kinds", kinds);
}
