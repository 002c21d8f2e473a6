#include "approval.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <stdio.h>
#include <string.h>

/* On which day it counts where somebody belongs: the thing's own first day, or today. */
static int32_t day_of(const struct office_kind *kind, const json_t *members, int64_t now_ms)
{
    return office_date(members, kind->index.from, civil_date_of(now_ms));
}

/* A unit that is new stands nowhere yet but below the one above it. */
static bool find_place(struct database *database, const struct office_kind *kind,
                       const json_t *members, struct office_subject *subject, struct error *err)
{
    AUTO(json) json_t *there = NULL;
    const char *code = office_text(members, kind->id_member);
    if (!office_peek(database, kind, code, &there, err)) {
        return false;
    }
    (void)snprintf(subject->unit, sizeof subject->unit, "%s",
                   there ? code : office_text(members, "parent"));
    return true;
}

static bool find_unit(struct database *database, const struct office_kind *kind,
                      const json_t *members, int64_t now_ms, struct office_subject *subject,
                      struct error *err)
{
    const char *unit = office_text(members, kind->index.unit);
    const char *staff = office_text(members, kind->index.staff);
    if (strcmp(kind->name, "unit") == 0) {
        return find_place(database, kind, members, subject, err);
    }
    if (*unit || !*staff) {
        (void)snprintf(subject->unit, sizeof subject->unit, "%s", unit);
        return true;
    }
    if (strcmp(kind->name, "staff") == 0) { /* somebody who is new belongs nowhere yet */
        (void)snprintf(subject->unit, sizeof subject->unit, "%s", office_text(members, "unit"));
        return unit_tree_store_unit_of(database, staff, civil_date_of(now_ms), subject->unit,
                                       sizeof subject->unit, err) &&
               (subject->unit[0] || snprintf(subject->unit, sizeof subject->unit, "%s",
                                             office_text(members, "unit")) >= 0);
    }
    return unit_tree_store_unit_of(database, staff, day_of(kind, members, now_ms), subject->unit,
                                   sizeof subject->unit, err);
}

static bool find_organizer(struct database *database, const struct office_kind *kind,
                           const json_t *members, struct office_subject *subject, struct error *err)
{
    const char *meeting = office_text(members, kind->index.meeting);
    AUTO(json) json_t *named = NULL;
    if (*meeting && !office_peek(database, office_kind_find("meeting"), meeting, &named, err)) {
        return false;
    }
    const char *organizer =
        named ? office_text(named, "organizer") : office_text(members, kind->index.owner);
    (void)snprintf(subject->organizer, sizeof subject->organizer, "%s", organizer);
    return true;
}

static bool attends(const json_t *members, const char *staff)
{
    const json_t *attendees = json_object_get(members, "attendees");
    for (size_t i = 0; i < json_array_size(attendees); i++) {
        if (strcmp(office_text(json_array_get(attendees, i), "staff"), staff) == 0) {
            return true;
        }
    }
    return false;
}

bool office_subject_of(const struct office *office, struct database *database,
                       const struct office_kind *kind, const json_t *members,
                       const struct office_caller *caller, struct office_subject *ret_subject,
                       struct error *err)
{
    int64_t now_ms;
    bool decides = false;
    *ret_subject = (struct office_subject){0};
    const char *own = caller->holder ? caller->holder->staff : "";
    if (!office_now_ms(office, &now_ms, err) ||
        !find_unit(database, kind, members, now_ms, ret_subject, err) ||
        !find_organizer(database, kind, members, ret_subject, err) ||
        (*own && !approval_is_by(database, kind, members, own, now_ms, &decides, err))) {
        return false;
    }
    const char *staff = office_text(members, kind->index.staff);
    if (*own && (attends(members, own) || strcmp(office_text(members, "substitute"), own) == 0)) {
        staff = own;
    }
    ret_subject->subject = (struct permission_subject){
        .unit = ret_subject->unit,
        .staff = staff,
        .organizer = ret_subject->organizer,
        .approver = decides ? own : NULL,
    };
    return true;
}

bool office_require_unit(struct office_change *change, const char *unit, struct error *err)
{
    const struct permission_holder *holder = change->caller->holder;
    AUTO(unit_tree) struct unit_tree *tree = NULL;
    const struct permission_subject subject = {.unit = unit};
    if (!holder) {
        return true;
    }
    const struct permission_scope scope =
        permission_scope_of(holder, change->kind->resource, PERMISSION_WRITE);
    if (!scope.all && !unit_tree_read(change->database, &tree, err)) {
        return false;
    }
    return permission_scope_holds(&scope, tree, &subject) ||
           office_refuse_denied(change, "the other unit is not within what this account may do",
                                err);
}

/* Of a set of actions any one is enough: who may write need not ask. */
static bool may_by(const struct permission_holder *holder, enum permission_resource resource,
                   unsigned action, const struct unit_tree *tree,
                   const struct permission_subject *subject)
{
    for (unsigned bit = PERMISSION_READ; bit <= PERMISSION_APPROVE; bit <<= 1) {
        struct permission_scope scope = permission_scope_of(holder, resource, bit);
        if ((action & bit) && permission_scope_holds(&scope, tree, subject)) {
            return true;
        }
    }
    return false;
}

bool office_may(const struct office *office, struct database *database,
                const struct office_kind *kind, const struct office_caller *caller, unsigned action,
                const json_t *members, bool *ret_may, struct error *err)
{
    struct office_subject subject;
    AUTO(unit_tree) struct unit_tree *tree = NULL;
    bool all = !caller->holder;
    for (unsigned bit = PERMISSION_READ; !all && bit <= PERMISSION_APPROVE; bit <<= 1) {
        all = (action & bit) && permission_scope_of(caller->holder, kind->resource, bit).all;
    }
    *ret_may = all;
    if (all) {
        return true;
    }
    if (!office_subject_of(office, database, kind, members, caller, &subject, err) ||
        !unit_tree_read(database, &tree, err)) {
        return false;
    }
    *ret_may = may_by(caller->holder, kind->resource, action, tree, &subject.subject);
    return true;
}

/* A refusal is an answer here; anything else that fails is not. */
static bool may_act(struct office_change *change, const struct office_action *action, bool *ret_may,
                    struct error *err)
{
    struct error refusal = {0};
    if (!office_may(change->office, change->database, change->kind, change->caller, action->action,
                    change->before, ret_may, err)) {
        return false;
    }
    *ret_may = *ret_may && action->when(change, &refusal);
    bool fault =
        refusal.code != ERROR_NONE && refusal.code != ERROR_DENIED && refusal.code != ERROR_INVALID;
    if (fault) {
        *err = refusal;
    }
    return !fault;
}

bool office_add_may(struct office *office, struct database *database,
                    const struct office_kind *kind, const struct office_caller *caller,
                    const struct office_thing *thing, json_t *value, struct error *err)
{
    struct office_answer unheard = {0};
    struct office_change change = {.office = office,
                                   .database = database,
                                   .kind = kind,
                                   .caller = caller,
                                   .before = thing->members,
                                   .answer = &unheard};
    if (!office_now_ms(office, &change.now_ms, err)) {
        return false;
    }
    for (const struct office_action *action = kind->actions; action && action->name; action++) {
        char name[64];
        bool may;
        (void)snprintf(name, sizeof name, "may_%s", action->name);
        if (!action->when) {
            continue;
        }
        if (!may_act(&change, action, &may, err)) {
            return false;
        }
        if (json_object_set_new(value, name, json_boolean(may)) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", kind->name);
        }
    }
    return true;
}

static bool add_meeting(const struct entry_row *row, void *user, struct error *err)
{
    return json_object_set_new(user, row->id, json_true()) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "meetings: out of memory");
}

bool office_organized(struct storage *storage, const char *account, json_t **ret_meetings,
                      struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *meetings = json_object();
    if (!storage_read(storage, &view, err) ||
        !entry_store_each_of_owner(snapshot_database(view), "meeting", account, add_meeting,
                                   meetings, err)) {
        return false;
    }
    *ret_meetings = TAKE(meetings);
    return true;
}
