#include "meeting_request_list.h"

#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "meeting_request_standing.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

#define CURSOR_SIZE 4096

struct collecting {
    json_t *waiting, *decided, *names;
    bool complete;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "requests: out of memory");
}

static bool add_standing(json_t *item, const struct office_kind *kind,
                         const struct meeting_request_view *view, struct error *err)
{
    enum request_doubt doubt = meeting_request_standing_of(view, kind, item);
    json_t *standing =
        json_pack("{s:b, s:s}", "may_approve", meeting_request_standing_refusal(doubt) == NULL,
                  "why", meeting_request_standing_word(doubt));
    return json_object_set_new(item, "standing", standing) == 0 || no_memory(err);
}

static bool add_item(json_t *item, const struct office_kind *kind,
                     const struct meeting_request_view *view, struct collecting *collecting,
                     struct error *err)
{
    bool waits = strcmp(office_text(item, "state"), "pending") == 0;
    return (json_object_set_new(item, "kind", json_string(kind->name)) == 0 || no_memory(err)) &&
           (!waits || add_standing(item, kind, view, err)) &&
           (json_array_append(waits ? collecting->waiting : collecting->decided, item) == 0 ||
            no_memory(err));
}

static bool add_names(json_t *names, const json_t *more, struct error *err)
{
    const char *kind;
    json_t *of_kind;
    json_object_foreach((json_t *)(uintptr_t)more, kind, of_kind)
    {
        json_t *there = json_object_get(names, kind);
        bool good = there ? json_object_update(there, of_kind) == 0
                          : json_object_set(names, kind, of_kind) == 0;
        if (!good) {
            return no_memory(err);
        }
    }
    return true;
}

static bool add_page(const struct office_answer *page, const struct office_kind *kind,
                     const struct meeting_request_view *view, struct collecting *collecting,
                     struct error *err)
{
    const json_t *items = json_object_get(page->value, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (!add_item(json_array_get(items, i), kind, view, collecting, err)) {
            return false;
        }
    }
    return add_names(collecting->names, json_object_get(page->value, "names"), err);
}

static bool collect(struct office *office, const struct office_question *asked,
                    const struct meeting_request_view *view, struct collecting *collecting,
                    struct office_answer *answer, struct error *err)
{
    char cursor[CURSOR_SIZE] = "";
    struct office_question question = *asked;
    for (size_t seen = 0;; seen += OFFICE_PAGE_MAX) {
        AUTO_OFFICE_ANSWER struct office_answer page = {0};
        question.cursor = *cursor ? cursor : NULL;
        if (!office_list(office, &question, &page, err)) {
            return false;
        }
        answer->result = page.result;
        const char *next = office_text(page.value, "next");
        if (page.result == OFFICE_DONE && !add_page(&page, question.kind, view, collecting, err)) {
            return false;
        }
        if (page.result != OFFICE_DONE || !*next) {
            return true;
        }
        if (seen + OFFICE_PAGE_MAX >= MEETING_REQUESTS_MAX) {
            collecting->complete = false;
            return true;
        }
        (void)snprintf(cursor, sizeof cursor, "%s", next);
    }
}

static bool read_view(struct office *office, const char *meeting,
                      struct meeting_request_view **ret_view, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(office->settings.storage, &view, err) &&
           meeting_request_view_create(snapshot_database(view), meeting, ret_view, err);
}

bool meeting_request_list_read(struct office *office, const struct office_caller *caller,
                               const char *meeting, struct office_answer *ret_answer,
                               struct error *err)
{
    static const struct office_kind *const kinds[] = {&meeting_leave_kind, &substitute_kind, NULL};
    AUTO(meeting_request_view) struct meeting_request_view *view = NULL;
    AUTO(json) json_t *waiting = json_array();
    AUTO(json) json_t *decided = json_array();
    AUTO(json) json_t *names = json_object();
    struct collecting collecting = {waiting, decided, names, true};
    *ret_answer = (struct office_answer){.result = OFFICE_DONE};
    if (!waiting || !decided || !names) {
        return no_memory(err);
    }
    if (!read_view(office, meeting, &view, err)) {
        return false;
    }
    for (size_t i = 0; kinds[i] && ret_answer->result == OFFICE_DONE; i++) {
        const struct office_question question = {.kind = kinds[i],
                                                 .caller = caller,
                                                 .meeting = meeting,
                                                 .from = CIVIL_DATE_FIRST,
                                                 .to = CIVIL_DATE_LAST,
                                                 .limit = OFFICE_PAGE_MAX};
        if (!collect(office, &question, view, &collecting, ret_answer, err)) {
            return false;
        }
    }
    if (json_array_extend(waiting, decided) != 0) {
        return no_memory(err);
    }
    ret_answer->value = json_pack("{s:O, s:O, s:b}", "items", waiting, "names", names, "complete",
                                  collecting.complete);
    return ret_answer->value || no_memory(err);
}
