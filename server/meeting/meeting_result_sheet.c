#include "meeting_result_sheet.h"

#include "json.h"
#include "meeting.h"
#include "office_change.h"
#include "verdict_words.h"
#include <stdio.h>
#include <string.h>

static const char *const headings[MEETING_RESULT_COLUMNS] = {"工号", "姓名",     "单位",
                                                             "结果", "代会人员", "公布后变更为"};

static uint32_t flags_of(const json_t *row)
{
    const json_t *flags = json_object_get(row, "flags");
    uint32_t found = 0;
    for (size_t i = 0; i < json_array_size(flags); i++) {
        for (unsigned bit = 0; meeting_flag_words[bit]; bit++) {
            bool same =
                strcmp(meeting_flag_words[bit], json_string_value(json_array_get(flags, i))) == 0;
            found |= same ? 1u << bit : 0;
        }
    }
    return found;
}

/* "迟到7分钟"; "" of a row that has no result. */
static const char *words_of(const json_t *row, char ret_text[static VERDICT_WORDS_SIZE])
{
    const char *result = office_text(row, "result");
    ret_text[0] = '\0';
    for (int i = 0; meeting_result_words[i]; i++) {
        if (strcmp(meeting_result_words[i], result) == 0) {
            const struct attendee_verdict verdict = {
                .result = (enum meeting_result)i,
                .late_min = (int32_t)json_integer_value(json_object_get(row, "late_min")),
                .early_min = (int32_t)json_integer_value(json_object_get(row, "early_min")),
                .flags = flags_of(row)};
            return verdict_words_attendee(NULL, &verdict, ret_text);
        }
    }
    return ret_text;
}

static const char *now_words(const json_t *row, char ret_text[static VERDICT_WORDS_SIZE])
{
    const json_t *now = json_object_get(row, "now");
    return json_is_null(now) ? "不在参会名单" : words_of(now, ret_text);
}

static bool put_row(struct sheet *sheet, size_t at, const json_t *row, const json_t *names,
                    struct error *err)
{
    const json_t *people = json_object_get(names, "staff");
    const json_t *units = json_object_get(names, "unit");
    char was[VERDICT_WORDS_SIZE], is[VERDICT_WORDS_SIZE];
    const char *const cells[MEETING_RESULT_COLUMNS] = {
        office_text(row, "staff"),
        office_text(people, office_text(row, "staff")),
        office_text(units, office_text(row, "unit")),
        words_of(row, was),
        office_text(people, office_text(row, "substitute")),
        now_words(row, is),
    };
    for (size_t i = 0; i < MEETING_RESULT_COLUMNS; i++) {
        if (!sheet_put(sheet, at, i, cells[i], strlen(cells[i]), err)) {
            return false;
        }
    }
    return true;
}

bool meeting_result_sheet_make(const json_t *result, struct sheet **ret_sheet, struct error *err)
{
    AUTO(sheet) struct sheet *sheet = NULL;
    const json_t *rows = json_object_get(result, "results");
    if (!sheet_create(&sheet, err)) {
        return false;
    }
    for (size_t i = 0; i < MEETING_RESULT_COLUMNS; i++) {
        if (!sheet_put(sheet, 0, i, headings[i], strlen(headings[i]), err)) {
            return false;
        }
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (!put_row(sheet, i + 1, json_array_get(rows, i), json_object_get(result, "names"),
                     err)) {
            return false;
        }
    }
    *ret_sheet = TAKE(sheet);
    return true;
}
