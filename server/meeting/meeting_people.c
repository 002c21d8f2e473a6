#include "meeting_people.h"

#include "civil.h"
#include "facts.h"
#include "form.h"
#include "json.h"
#include "meeting_invitation.h"
#include "verdict_names.h"

static const struct form_field form[] = {
    {.name = "date", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "invite", .type = FORM_PART, .flags = FORM_REQUIRED, .rows = meeting_invitation_form},
    {0},
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "people: out of memory");
}

struct seeing {
    const struct facts *facts;
    const struct staff_sieve *sieve;
    int32_t date;
    json_int_t hidden;
};

static bool list_seen(struct seeing *seeing, const json_t *people, json_t *list, struct error *err)
{
    const char *id;
    json_t *role;
    json_object_foreach((json_t *)(uintptr_t)people, id, role)
    {
        const struct facts_staff *staff = facts_find_staff(seeing->facts, id);
        const struct membership *membership =
            staff ? person_membership(&staff->person, seeing->date) : NULL;
        const char *unit = membership ? membership->unit : "";
        const struct staff_sieve_subject subject = {id, unit, ""};
        if (!staff || !staff_sieve_holds(seeing->sieve, &subject)) {
            seeing->hidden++;
        } else if (json_array_append_new(list,
                                         json_pack("{s:s, s:s}", "staff", id, "unit", unit)) != 0) {
            return no_memory(err);
        }
    }
    return true;
}

bool meeting_people_find(const struct meeting_desk *desk, const struct office_caller *caller,
                         const struct staff_sieve *sieve, const json_t *input, json_t **ret_answer,
                         struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    AUTO(json) json_t *people = NULL;
    AUTO(json) json_t *names = NULL;
    AUTO(json) json_t *list = json_array();
    if (!list) {
        return no_memory(err);
    }
    if (!form_check(form, FORM_NEW, input, err) || !storage_read(desk->storage, &snapshot, err) ||
        !fact_cache_take(desk->months->cache, snapshot_database(snapshot), &loan, err)) {
        return false;
    }
    struct seeing seeing = {.facts = fact_loan_facts(loan),
                            .sieve = sieve,
                            .date = office_date(input, "date", CIVIL_DATE_FIRST)};
    const struct meeting_invitation invitation = {desk->office, caller,
                                                  json_object_get(input, "invite"), seeing.date};
    if (!meeting_invitation_people(snapshot_database(snapshot), &invitation, &people, err) ||
        !list_seen(&seeing, people, list, err) ||
        !verdict_names_of(list, seeing.facts, snapshot_database(snapshot), &names, err)) {
        return false;
    }
    *ret_answer =
        json_pack("{s:O, s:I, s:O}", "people", list, "hidden", seeing.hidden, "names", names);
    return *ret_answer || no_memory(err);
}
