#include "facts_tie.h"

#include "facts_table.h"

/* Everything else that hangs on a person stays what it was in the base. */
static void fill_staff(const struct facts_tying *tying, const struct draft_staff *draft,
                       struct facts_staff *staff)
{
    const struct facts_staff *before = facts_find_staff(tying->base, draft->id);
    if (before) {
        *staff = *before;
    }
    staff->id = draft->id;
    staff->name = draft->name;
    staff->person.staff = draft->id;
    staff->person.active_from = draft->active_from;
    staff->person.active_to = draft->active_to;
    staff->person.memberships = draft->memberships;
    staff->person.membership_count = draft->membership_count;
}

static bool tie_memberships(struct facts_tying *tying, const struct draft_staff *draft)
{
    for (size_t i = 0; i < draft->membership_count; i++) {
        struct membership *membership = &draft->memberships[i];
        const struct facts_unit *unit = facts_find_unit(tying->facts, membership->unit);
        if (unit) {
            membership->assignments = unit->assignments;
            membership->assignment_count = unit->assignment_count;
        } else if (!facts_tie_pass_over(tying, "staff", draft->id, "no such unit",
                                        membership->unit)) {
            return false;
        }
    }
    return true;
}

bool facts_tie_staff(struct facts_tying *tying)
{
    size_t count = 0;
    const struct draft_staff *draft;
    for (draft = tying->draft->staff; draft; draft = draft->next) {
        count++;
    }
    struct facts_staff *staff = facts_tie_alloc(tying, count, sizeof *staff);
    const void **values = facts_tie_scratch(tying, count, sizeof *values);
    if (!staff || !values) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->staff; draft; draft = draft->next) {
        if (!tie_memberships(tying, draft)) {
            return false;
        }
        fill_staff(tying, draft, &staff[i]);
        values[i] = &staff[i];
        i++;
    }
    return facts_tie_owners(tying, FACTS_OWNER_STAFF, "staff", (struct facts_list){values, count});
}
