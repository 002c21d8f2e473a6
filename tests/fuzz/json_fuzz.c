/* Any bytes as a body of JSON: what is taken comes back the same after it is written, and neither
 * the forms of the office's things nor the rules' documents are troubled by it. */

#include "check.h"
#include "facts_loader.h"
#include "form.h"
#include "json.h"
#include "office_kind.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read(const json_t *root)
{
    AUTO(json) json_t *again = NULL;
    AUTO(memory) char *text = json_dumps(root, JSON_COMPACT);
    CHECK(text && json_parse(text, strlen(text), "again", &again, NULL));
    CHECK(json_equal(root, again));
}

static bool no_link(const char *kind, const char *id, const char *path, void *user,
                    struct error *err)
{
    (void)user;
    (void)err;
    CHECK(*kind && id && *path);
    return true;
}

static void look_as(const struct form_field *form, const json_t *root)
{
    struct error err = {0};
    for (enum form_use use = FORM_NEW; use <= FORM_CHANGE; use++) {
        if (form_check(form, use, root, &err)) {
            CHECK(form_each_link(form, root, no_link, NULL, &err));
        } else {
            CHECK(err.code == ERROR_INVALID && err.text[0]);
        }
    }
}

/* As a kiosk would that has heard nothing else: what names something waits. */
static void load_as(const char *kind, const json_t *root)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    AUTO(facts) struct facts *facts = NULL;
    struct error err = {0};
    CHECK(facts_loader_create(&loader, &err));
    if (!facts_loader_add(loader, kind, "x", root, &err)) {
        CHECK(err.code == ERROR_INVALID && err.text[0]);
    }
    CHECK(facts_loader_finish(loader, FACTS_LINKS_LENIENT, &facts, &err) ||
          err.code == ERROR_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(json) json_t *root = NULL;
    struct error err = {0};
    if (!json_parse((const char *)data, size, "fuzz", &root, &err)) {
        CHECK(err.code == ERROR_INVALID && err.text[0]);
        return 0;
    }
    write_and_read(root);
    for (size_t i = 0; office_kind_at(i); i++) {
        const struct office_kind *kind = office_kind_at(i);
        look_as(kind->form, root);
        for (const struct office_action *action = kind->actions; action && action->name; action++) {
            look_as(action->form, root);
        }
        if (facts_loader_knows(kind->name) && json_is_object(root)) {
            load_as(kind->name, root);
        }
    }
    return 0;
}
