#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "roster_columns.h"
#include <stdio.h>
#include <string.h>

/* Lists as sheets on their way out. */

static bool put_text(struct sheet *sheet, size_t row, size_t column, const char *text,
                     struct error *err)
{
    return sheet_put(sheet, row, column, text, strlen(text), err);
}

static bool put_moves(struct sheet *sheet, size_t row, size_t column, const json_t *moves,
                      struct error *err)
{
    char text[4096] = "";
    size_t len = 0;
    for (size_t i = 0; i < json_array_size(moves) && len < sizeof text; i++) {
        const json_t *move = json_array_get(moves, i);
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s@%s", i ? "; " : "",
                                office_text(move, "unit"), office_text(move, "from"));
    }
    return put_text(sheet, row, column, text, err);
}

/* A member, or "part.member"; words stand for true and false. */
static const char *text_of(const json_t *members, const char *name)
{
    const char *dot = strchr(name, '.');
    char part[40];
    if (dot) {
        (void)snprintf(part, sizeof part, "%.*s", (int)(dot - name), name);
        return text_of(json_object_get(members, part), dot + 1);
    }
    const json_t *value = json_object_get(members, name);
    return json_is_boolean(value) ? (json_is_true(value) ? "true" : "false")
                                  : office_text(members, name);
}

static const char *shown_text(const struct column *column, const json_t *members,
                              const json_t *names)
{
    const char *text = text_of(members, column->member);
    if (column->use == COLUMN_STAFF_NAME || column->use == COLUMN_UNIT_NAME) {
        const char *kind = column->use == COLUMN_UNIT_NAME ? "unit" : "staff";
        return office_text(json_object_get(names, kind), text);
    }
    for (const struct shown_word *word = column->words; word && word->shown; word++) {
        if (strcmp(word->word, text) == 0) {
            return word->shown;
        }
    }
    return text;
}

static bool put_members(const struct roster_sheet *list, struct sheet *sheet, size_t row,
                        const json_t *members, const json_t *names, struct error *err)
{
    for (size_t i = 0; list->columns[i].heading; i++) {
        const struct column *column = &list->columns[i];
        bool good = column->use == COLUMN_MOVES
                        ? put_moves(sheet, row, i, json_object_get(members, "moves"), err)
                        : put_text(sheet, row, i, shown_text(column, members, names), err);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool export_pages(struct office *office, const struct roster_sheet *list,
                         const struct office_question *wanted, struct sheet *sheet,
                         enum office_result *ret_result, struct error *err)
{
    char cursor[4096] = "";
    size_t row = 1;
    struct office_question question = *wanted;
    question.kind = list->kind;
    question.limit = OFFICE_PAGE_MAX;
    for (;;) {
        AUTO_OFFICE_ANSWER struct office_answer answer = {0};
        question.cursor = *cursor ? cursor : NULL;
        if (!office_list(office, &question, &answer, err)) {
            return false;
        }
        *ret_result = answer.result;
        const json_t *items = json_object_get(answer.value, "items");
        const json_t *names = json_object_get(answer.value, "names");
        for (size_t i = 0; i < json_array_size(items); i++) {
            if (!put_members(list, sheet, row++, json_array_get(items, i), names, err)) {
                return false;
            }
        }
        const char *next = office_text(answer.value, "next");
        if (answer.result != OFFICE_DONE || !*next) {
            return true;
        }
        (void)snprintf(cursor, sizeof cursor, "%s", next);
    }
}

static const char *seat_of(const json_t *meeting, const char *staff)
{
    const json_t *seats = json_object_get(meeting, "seats");
    for (size_t i = 0; i < json_array_size(seats); i++) {
        const json_t *seat = json_array_get(seats, i);
        if (strcmp(office_text(seat, "staff"), staff) == 0) {
            return office_text(seat, "seat");
        }
    }
    return "";
}

static bool export_attendees(struct office *office, const struct roster_sheet *list,
                             const struct office_question *wanted, struct sheet *sheet,
                             enum office_result *ret_result, struct error *err)
{
    AUTO_OFFICE_ANSWER struct office_answer answer = {0};
    if (!office_read(office, &meeting_kind, wanted->caller, wanted->meeting, &answer, err)) {
        return false;
    }
    *ret_result = answer.result;
    const json_t *attendees = json_object_get(answer.value, "attendees");
    const json_t *names = json_object_get(json_object_get(answer.value, "names"), "staff");
    for (size_t i = 0; i < json_array_size(attendees); i++) {
        const json_t *attendee = json_array_get(attendees, i);
        const char *staff = office_text(attendee, "staff");
        AUTO(json)
        json_t *row =
            json_pack("{s:s, s:s, s:s, s:s}", "staff", staff, "name", office_text(names, staff),
                      "role", office_text(attendee, "role"), "seat", seat_of(answer.value, staff));
        if (!put_members(list, sheet, i + 1, row, NULL, err)) {
            return false;
        }
    }
    return true;
}

bool roster_sheet_export(struct office *office, const struct roster_sheet *list,
                         const struct office_question *wanted, enum office_result *ret_result,
                         struct sheet **ret_sheet, struct error *err)
{
    AUTO(sheet) struct sheet *sheet = NULL;
    if (!sheet_create(&sheet, err)) {
        return false;
    }
    for (size_t i = 0; list->columns[i].heading; i++) {
        if (!put_text(sheet, 0, i, list->columns[i].heading, err)) {
            return false;
        }
    }
    bool good = list->kind == &meeting_kind
                    ? export_attendees(office, list, wanted, sheet, ret_result, err)
                    : export_pages(office, list, wanted, sheet, ret_result, err);
    if (good) {
        *ret_sheet = TAKE(sheet);
    }
    return good;
}
