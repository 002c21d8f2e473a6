#include "server_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ranked {
    const char *name;
    size_t place;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct ranked *)a)->name, ((const struct ranked *)b)->name);
}

bool server_names_init(struct server_names *ret_names, const char *const *names, size_t count,
                       char prefix, struct error *err)
{
    AUTO(memory) struct ranked *order = calloc(count + 1, sizeof *order);
    *ret_names = (struct server_names){
        .ids = calloc(count + 1, sizeof *ret_names->ids),
        .places = json_object(),
    };
    if (!order || !ret_names->ids || !ret_names->places) {
        return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = (struct ranked){names[i], i};
    }
    qsort(order, count, sizeof *order, by_name);
    for (size_t i = 0; i < count; i++) {
        char *id = ret_names->ids[order[i].place];
        (void)snprintf(id, SERVER_ID_SIZE, "%c%06zu", prefix, i + 1);
        if (json_object_set_new(ret_names->places, id, json_integer((json_int_t)order[i].place)) !=
            0) {
            return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
        }
    }
    return true;
}

void server_names_finish(struct server_names *names)
{
    free(names->ids);
    json_decref(names->places);
}

bool server_names_find(const struct server_names *names, const char *id, size_t *ret_place)
{
    const json_t *place = json_object_get(names->places, id);
    if (!place) {
        return false;
    }
    *ret_place = (size_t)json_integer_value(place);
    return true;
}

static bool add_kiosk(json_t *set, const json_t *name)
{
    return !json_is_string(name) ||
           json_object_set_new(set, json_string_value(name), json_true()) == 0;
}

/* Kiosks have no list of their own: they are those that taps and meetings name. */
static bool collect_kiosks(const json_t *root, json_t *set)
{
    size_t index;
    size_t inner;
    json_t *row;
    json_t *kiosk;
    json_array_foreach(json_object_get(root, "taps"), index, row)
    {
        if (!add_kiosk(set, json_object_get(row, "kiosk"))) {
            return false;
        }
    }
    json_array_foreach(json_object_get(root, "meetings"), index, row)
    {
        json_array_foreach(json_object_get(row, "kiosks"), inner, kiosk)
        {
            if (!add_kiosk(set, kiosk)) {
                return false;
            }
        }
    }
    return true;
}

static bool name_kiosks(const struct scenario *scenario, struct server_naming *naming,
                        struct error *err)
{
    AUTO(json) json_t *set = json_object();
    if (!set || !collect_kiosks(scenario->root, set)) {
        return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
    }
    AUTO(memory) const char **names = calloc(json_object_size(set) + 1, sizeof *names);
    if (!names) {
        return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
    }
    size_t count = 0;
    const char *name;
    json_t *value;
    json_object_foreach(set, name, value)
    {
        names[count++] = name;
    }
    /* Kiosks are found by their name, so their places are by name too. */
    naming->kiosks.places = json_object();
    for (size_t i = 0; i < count; i++) {
        if (json_object_set_new(naming->kiosks.places, names[i], json_integer((json_int_t)i))) {
            return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
        }
    }
    return true;
}

static bool name_all(const struct scenario *scenario, const char **names,
                     struct server_naming *naming, struct error *err)
{
    for (size_t i = 0; i < scenario->unit_count; i++) {
        names[i] = scenario->units[i].code;
    }
    if (!server_names_init(&naming->units, names, scenario->unit_count, 'u', err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        names[i] = scenario->staff[i].person.staff;
    }
    if (!server_names_init(&naming->staff, names, scenario->staff_count, 's', err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->schedule_count; i++) {
        names[i] = scenario->schedules[i].id;
    }
    if (!server_names_init(&naming->schedules, names, scenario->schedule_count, 'c', err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->meeting_count; i++) {
        names[i] = scenario->meetings[i].meeting.id;
    }
    return server_names_init(&naming->meetings, names, scenario->meeting_count, 'm', err) &&
           name_kiosks(scenario, naming, err);
}

bool server_naming_create(const struct scenario *scenario, struct server_naming **ret_naming,
                          struct error *err)
{
    size_t most = scenario->unit_count + scenario->staff_count + scenario->schedule_count +
                  scenario->meeting_count + 1;
    AUTO(server_naming) struct server_naming *naming = calloc(1, sizeof *naming);
    AUTO(memory) const char **names = calloc(most, sizeof *names);
    if (!naming || !names) {
        return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
    }
    naming->scenario = scenario;
    if (!name_all(scenario, names, naming, err)) {
        return false;
    }
    *ret_naming = TAKE(naming);
    return true;
}

void server_naming_destroy(struct server_naming *naming)
{
    if (naming) {
        server_names_finish(&naming->units);
        server_names_finish(&naming->staff);
        server_names_finish(&naming->schedules);
        server_names_finish(&naming->meetings);
        server_names_finish(&naming->kiosks);
        free(naming);
    }
}
