/* Prints the kinds of server/office as JSON, for the test that holds openapi.yaml to them. */

#include "json.h"
#include "office_kind.h"
#include <stdio.h>

static json_t *form_json(const struct form_field *form);

static json_t *words_json(const char *const words[])
{
    json_t *list = json_array();
    for (size_t i = 0; words[i]; i++) {
        (void)json_array_append_new(list, json_string(words[i])); /* seen by the test */
    }
    return list;
}

static json_t *field_json(const struct form_field *field)
{
    static const char *const types[] = {"text", "id",   "date", "minute", "time", "clock", "word",
                                        "int",  "bool", "ids",  "ints",   "rows", "part"};
    json_t *json = json_pack(
        "{s:s, s:s, s:b, s:b, s:b, s:b, s:I, s:I}", "name", field->name, "type", types[field->type],
        "required", (field->flags & FORM_REQUIRED) != 0, "made", (field->flags & FORM_MADE) != 0,
        "fixed", (field->flags & FORM_FIXED) != 0, "secret", (field->flags & FORM_SECRET) != 0,
        "min", (json_int_t)field->min, "max", (json_int_t)field->max);
    if (field->words) {
        (void)json_object_set_new(json, "words", words_json(field->words)); /* seen by the test */
    }
    if (field->rows) {
        (void)json_object_set_new(json, "rows", form_json(field->rows)); /* seen by the test */
    }
    return json;
}

static json_t *form_json(const struct form_field *form)
{
    json_t *list = json_array();
    for (const struct form_field *field = form; field->name; field++) {
        (void)json_array_append_new(list, field_json(field)); /* seen by the test */
    }
    return list;
}

static json_t *actions_json(const struct office_kind *kind)
{
    json_t *actions = json_object();
    for (const struct office_action *action = kind->actions; action && action->name; action++) {
        (void)json_object_set_new(actions, action->name, form_json(action->form)); /* as above */
    }
    return actions;
}

/* The actions of which whoever reads the thing is told whether they may. */
static json_t *told_json(const struct office_kind *kind)
{
    json_t *told = json_array();
    for (const struct office_action *action = kind->actions; action && action->name; action++) {
        if (action->when) {
            (void)json_array_append_new(told, json_string(action->name)); /* as above */
        }
    }
    return told;
}

int main(void)
{
    AUTO(json) json_t *kinds = json_array();
    for (size_t i = 0; office_kind_at(i); i++) {
        const struct office_kind *kind = office_kind_at(i);
        (void)json_array_append_new(
            kinds,
            json_pack("{s:s, s:s, s:s?, s:b, s:b, s:b, s:o, s:o, s:o}", "name", kind->name, "path",
                      kind->path, "id_member", kind->id_member, "one",
                      (kind->flags & OFFICE_ONE_ID) != 0, "keeps",
                      (kind->flags & OFFICE_KEEPS) != 0, "elsewhere",
                      (kind->flags & OFFICE_MADE_ELSEWHERE) != 0, "form", form_json(kind->form),
                      "actions", actions_json(kind), "told", told_json(kind)));
    }
    return json_dumpf(kinds, stdout, JSON_INDENT(1)) == 0 ? 0 : 1;
}
