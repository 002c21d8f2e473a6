#include "fact_history.h"

#include "document_store.h"
#include "json.h"
#include "snapshot.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REVISION_MAX 24

static bool add_form(const struct document_fact *fact, void *user, struct error *err)
{
    char revision[REVISION_MAX];
    AUTO(json) json_t *value = NULL;
    if (fact->value && !json_parse(fact->value, strlen(fact->value), "fact", &value, err)) {
        return false;
    }
    (void)snprintf(revision, sizeof revision, "%" PRId64, fact->revision);
    json_t *form = json_pack("{s:s, s:I, s:s, s:O?}", "revision", revision, "recorded_utc_us",
                             (json_int_t)fact->author.recorded_utc_us, "author", fact->author.name,
                             "value", value);
    return json_array_append_new(user, form) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "history: out of memory");
}

bool fact_history_read(struct storage *storage, const char *kind, const char *id,
                       json_t **ret_history, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *history = json_array();
    if (!history) {
        return error_set(err, ERROR_NO_MEMORY, "history: out of memory");
    }
    if (!storage_read(storage, &view, err) ||
        !document_store_each_fact(snapshot_database(view), kind, id, FACT_HISTORY_MAX, add_form,
                                  history, err)) {
        return false;
    }
    *ret_history = TAKE(history);
    return true;
}
