#include "server_facts.h"

#include "server_records.h"
#include <stdio.h>
#include <string.h>

/* A list under way: the first fault empties `body`, and what follows passes it on. */
struct writing {
    const struct server_naming *naming;
    const struct server_kiosk *kiosks;
    json_t *documents;
    bool failed;
};

static void add(struct writing *writing, const char *kind, const char *id, json_t *value)
{
    json_t *document = json_pack("{s:s, s:s, s:o}", "kind", kind, "id", id, "value", value);
    if (!document || json_array_append_new(writing->documents, document) != 0) {
        writing->failed = true;
    }
}

/* Puts the server's id in the place of the file's name. */
static void rename_member(struct writing *writing, json_t *object, const char *key,
                          const struct row_names *file, const struct server_names *names)
{
    const json_t *name = json_object_get(object, key);
    size_t place;
    if (json_is_string(name) && row_names_find(file, json_string_value(name), &place) &&
        json_object_set_new(object, key, json_string(names->ids[place])) != 0) {
        writing->failed = true;
    }
}

static void rename_staff(struct writing *writing, json_t *object, const char *key)
{
    const struct server_naming *naming = writing->naming;
    rename_member(writing, object, key, &naming->scenario->staff_names, &naming->staff);
}

static void rename_unit(struct writing *writing, json_t *object, const char *key)
{
    const struct server_naming *naming = writing->naming;
    rename_member(writing, object, key, &naming->scenario->unit_names, &naming->units);
}

static void rename_meeting(struct writing *writing, json_t *object)
{
    const struct server_naming *naming = writing->naming;
    rename_member(writing, object, "meeting", &naming->scenario->meeting_names, &naming->meetings);
}

static json_t *copy_of(struct writing *writing, const json_t *row)
{
    json_t *copy = json_deep_copy(row);
    writing->failed = writing->failed || !copy;
    return copy;
}

static const json_t *list_of(const struct writing *writing, const char *key)
{
    return json_object_get(writing->naming->scenario->root, key);
}

static void write_people(struct writing *writing)
{
    const struct server_naming *naming = writing->naming;
    size_t index;
    size_t inner;
    json_t *row;
    json_t *move;
    json_array_foreach(list_of(writing, "units"), index, row)
    {
        json_t *copy = copy_of(writing, row);
        rename_unit(writing, copy, "code");
        add(writing, "unit", naming->units.ids[index], copy);
    }
    json_array_foreach(list_of(writing, "staff"), index, row)
    {
        json_t *copy = copy_of(writing, row);
        rename_staff(writing, copy, "id");
        rename_unit(writing, copy, "unit");
        json_array_foreach(json_object_get(copy, "moves"), inner, move)
        {
            rename_unit(writing, move, "unit");
        }
        add(writing, "staff", naming->staff.ids[index], copy);
    }
}

static void write_cards(struct writing *writing)
{
    for (size_t i = 0; i < writing->naming->scenario->staff_count; i++) {
        char hex[HASH_HEX_SIZE];
        struct card_number number = server_records_card(i);
        struct card_token token = card_token_make(&writing->kiosks[0].site_key, &number);
        hash_hex_encode(token.hash.bytes, HASH_BYTES, hex);
        add(writing, "card", hex,
            json_pack("{s:s, s:s}", "staff", writing->naming->staff.ids[i], "state", "active"));
    }
}

/* A file has one calendar, the server one document a year. */
static void add_to_year(struct writing *writing, json_t *years, const char *key, json_t *entry)
{
    const char *date =
        json_string_value(json_is_string(entry) ? entry : json_object_get(entry, "date"));
    char year[8];
    (void)snprintf(year, sizeof year, "%.4s", date);
    json_t *document = json_object_get(years, year);
    if (!document) {
        document = json_pack("{s:[], s:[]}", "rest", "work");
        writing->failed = json_object_set_new(years, year, document) != 0 || writing->failed;
    }
    writing->failed =
        json_array_append(json_object_get(document, key), entry) != 0 || writing->failed;
}

static void write_calendar(struct writing *writing)
{
    static const char *const keys[] = {"rest", "work"};
    AUTO(json) json_t *years = json_object();
    const json_t *calendar = list_of(writing, "calendar");
    size_t index;
    json_t *entry;
    for (size_t i = 0; i < 2; i++) {
        json_array_foreach(json_object_get(calendar, keys[i]), index, entry)
        {
            add_to_year(writing, years, keys[i], entry);
        }
    }
    const char *year;
    json_object_foreach(years, year, entry)
    {
        add(writing, "calendar", year, json_incref(entry));
    }
}

static void write_schedules(struct writing *writing)
{
    const struct server_naming *naming = writing->naming;
    size_t index;
    json_t *row;
    json_array_foreach(list_of(writing, "schedules"), index, row)
    {
        json_t *copy = copy_of(writing, row);
        rename_member(writing, copy, "id", &naming->scenario->schedule_names, &naming->schedules);
        add(writing, "schedule", naming->schedules.ids[index], copy);
    }
    json_array_foreach(list_of(writing, "assignments"), index, row)
    {
        char id[SERVER_ID_SIZE];
        (void)snprintf(id, sizeof id, "a%06zu", index + 1);
        json_t *copy = copy_of(writing, row);
        rename_member(writing, copy, "schedule", &naming->scenario->schedule_names,
                      &naming->schedules);
        rename_unit(writing, copy, "unit");
        rename_staff(writing, copy, "staff");
        add(writing, "assignment", id, copy);
    }
}

static void write_meetings(struct writing *writing)
{
    const struct server_naming *naming = writing->naming;
    size_t index;
    size_t inner;
    json_t *row;
    json_t *entry;
    json_array_foreach(list_of(writing, "meetings"), index, row)
    {
        json_t *copy = copy_of(writing, row);
        rename_member(writing, copy, "id", &naming->scenario->meeting_names, &naming->meetings);
        json_array_foreach(json_object_get(copy, "attendees"), inner, entry)
        {
            rename_staff(writing, entry, "staff");
        }
        json_t *kiosks = json_object_get(copy, "kiosks");
        json_array_foreach(kiosks, inner, entry)
        {
            size_t place = 0;
            bool found =
                server_names_find(&naming->kiosks, json_string_value(entry), &place) &&
                json_array_set_new(kiosks, inner, json_string(writing->kiosks[place].id)) == 0;
            writing->failed = !found || writing->failed;
        }
        add(writing, "meeting", naming->meetings.ids[index], copy);
    }
}

/* Lists whose rows have no name in the file. */
static void write_nameless(struct writing *writing, const char *key, const char *kind, char prefix)
{
    size_t index;
    json_t *row;
    json_array_foreach(list_of(writing, key), index, row)
    {
        char id[SERVER_ID_SIZE];
        (void)snprintf(id, sizeof id, "%c%06zu", prefix, index + 1);
        json_t *copy = copy_of(writing, row);
        rename_meeting(writing, copy);
        rename_staff(writing, copy, "staff");
        rename_staff(writing, copy, "principal");
        rename_staff(writing, copy, "substitute");
        add(writing, kind, id, copy);
    }
}

bool server_facts_documents(const struct server_naming *naming, const struct server_kiosk *kiosks,
                            json_t **ret_body, struct error *err)
{
    AUTO(json) json_t *documents = json_array();
    struct writing writing = {naming, kiosks, documents, !documents};
    const json_t *policy = list_of(&writing, "policy");
    if (policy) {
        add(&writing, "policy", "policy", copy_of(&writing, policy));
    }
    write_people(&writing);
    write_cards(&writing);
    write_calendar(&writing);
    write_schedules(&writing);
    write_meetings(&writing);
    write_nameless(&writing, "leaves", "leave", 'l');
    write_nameless(&writing, "trips", "trip", 't');
    write_nameless(&writing, "corrections", "correction", 'o');
    write_nameless(&writing, "meeting_leaves", "meeting_leave", 'v');
    write_nameless(&writing, "substitutes", "substitute", 'b');
    write_nameless(&writing, "marks", "mark", 'k');
    json_t *body = writing.failed ? NULL : json_pack("{s:O}", "documents", documents);
    if (!body) {
        return error_set(err, ERROR_NO_MEMORY, "documents: out of memory");
    }
    *ret_body = body;
    return true;
}
