#include "live_lines.h"

#include "json.h"
#include "kiosk_store.h"
#include "tap_line.h"
#include <stdio.h>
#include <string.h>

void live_lines_finish(struct live_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->list[i].text);
    }
    free(lines->list);
    *lines = (struct live_lines){0};
}

static int by_time(const void *a, const void *b)
{
    const struct stored_tap *x = *(const struct stored_tap *const *)a;
    const struct stored_tap *y = *(const struct stored_tap *const *)b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static bool make_text(struct database *database, const struct facts *facts,
                      const struct stored_tap *tap, struct kiosk *kiosk, struct live_line *ret_line,
                      struct error *err)
{
    if (strcmp(kiosk->kiosk, tap->record.kiosk) != 0 &&
        !kiosk_store_find(database, tap->record.kiosk, kiosk, err)) {
        return false;
    }
    AUTO(json) json_t *object = tap_line_to_json(tap, kiosk->place, facts);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    const char *unit = json_string_value(json_object_get(object, "unit"));
    *ret_line = (struct live_line){.text = text};
    memcpy(ret_line->staff, tap->staff, sizeof ret_line->staff);
    (void)snprintf(ret_line->unit, sizeof ret_line->unit, "%s", unit ? unit : "");
    return true;
}

bool live_lines_make(struct live_lines *lines, struct fact_cache *cache, struct database *database,
                     const struct stored_tap *taps, size_t count, struct error *err)
{
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    if (!fact_cache_take_before_commit(cache, database, &loan, err)) {
        return false;
    }
    AUTO(memory) const struct stored_tap **order = calloc(count + 1, sizeof *order);
    lines->list = calloc(count + 1, sizeof *lines->list);
    if (!order || !lines->list) {
        return error_set(err, ERROR_NO_MEMORY, "live taps: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = &taps[i];
    }
    qsort(order, count, sizeof *order, by_time);
    struct kiosk kiosk = {.kiosk = ""};
    for (size_t i = 0; i < count; i++) {
        if (!make_text(database, fact_loan_facts(loan), order[i], &kiosk, &lines->list[i], err)) {
            return false;
        }
        lines->count = i + 1;
    }
    return true;
}
