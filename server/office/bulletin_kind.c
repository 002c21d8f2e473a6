#include "draft.h"
#include "json.h"
#include "kind_list.h"
#include <string.h>

/* How the office words its bulletins (通报): whose red head, whom they are for, what is named, and
 * the template that the text is drafted by. The inspectors' own; no rule asks for it. */

static const char *const naming_words[] = {"units", "people", NULL};
static const char *const order_words[] = {"good_first", "bad_first", NULL};

static const struct form_field form[] = {
    {.name = "mark", .type = FORM_TEXT, .max = 120},
    {.name = "number_word", .type = FORM_TEXT, .max = 60},
    {.name = "recipients", .type = FORM_TEXT, .max = 600},
    {.name = "signature", .type = FORM_TEXT, .max = 120},
    {.name = "copies", .type = FORM_TEXT, .max = 600},
    {.name = "issuer", .type = FORM_TEXT, .max = 120},
    {.name = "naming", .type = FORM_WORD, .words = naming_words},
    {.name = "order", .type = FORM_WORD, .words = order_words},
    {.name = "units_named", .type = FORM_INT, .min = 1, .max = 50},
    {.name = "people_from", .type = FORM_INT, .min = 1, .max = 1000},
    {.name = "template", .type = FORM_TEXT, .flags = FORM_LINES, .max = DRAFT_TEMPLATE_MAX},
    {0},
};

static bool check(struct office_change *change, struct error *err)
{
    const char *text = json_string_value(json_object_get(change->after, "template"));
    struct error fault = {0};
    return !text || draft_check(text, &fault) || form_fail("template", fault.text, err);
}

const struct office_kind bulletin_kind = {
    .name = "bulletin_policy",
    .path = "bulletin-policy",
    .flags = OFFICE_ONE_ID | OFFICE_KEEPS,
    .form = form,
    .resource = PERMISSION_LEDGER,
    .make_action = PERMISSION_WRITE,
    .on_change = check,
};
