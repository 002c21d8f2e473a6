#include "bulletin.h"

#include "bulletin_draft.h"
#include "bulletin_values.h"
#include "civil.h"
#include "json.h"
#include "official.h"
#include <stdio.h>
#include <string.h>

#define UNITS_NAMED 3
#define PEOPLE_FROM 3
#define TEXT_SIZE   1024

/* What the office has said of its bulletins (kind bulletin_policy), or what holds until then. */
struct policy_texts {
    char mark[TEXT_SIZE], number[160], title[TEXT_SIZE], recipients[TEXT_SIZE],
        signature[TEXT_SIZE], copies[TEXT_SIZE], issuer[TEXT_SIZE], date[64];
};

static void take_text(const json_t *policy, const char *key, const char *site, const char *usual,
                      char *ret_text, size_t size)
{
    const char *text = json_string_value(json_object_get(policy, key));
    if (text) {
        (void)snprintf(ret_text, size, "%s", text);
    } else {
        (void)snprintf(ret_text, size, "%s%s", *usual ? site : "", usual);
    }
}

static void take_texts(const struct paper_desk *desk, const json_t *policy,
                       const struct paper_order *order, struct policy_texts *texts)
{
    const char *site = facts_site(desk->facts)->name;
    int32_t date = order->date == PAPER_TODAY ? civil_date_of(desk->now_ms) : order->date;
    int32_t year, month, day;
    char word[128], name[PAPER_MONTH_SIZE];
    civil_date_split(date, &year, &month, &day);
    take_text(policy, "mark", site, "作风建设办公室文件", texts->mark, sizeof texts->mark);
    take_text(policy, "recipients", "", "各乡镇（街道），县直各单位：", texts->recipients,
              sizeof texts->recipients);
    take_text(policy, "signature", site, "作风建设办公室", texts->signature,
              sizeof texts->signature);
    take_text(policy, "issuer", site, "作风建设办公室", texts->issuer, sizeof texts->issuer);
    take_text(policy, "copies", "", "", texts->copies, sizeof texts->copies);
    take_text(policy, "number_word", "", "作风办", word, sizeof word);
    if (order->number > 0) {
        (void)snprintf(texts->number, sizeof texts->number, "%s〔%d〕%d号", word, (int)year,
                       (int)order->number);
    } else {
        (void)snprintf(texts->number, sizeof texts->number, "%s〔%d〕　号", word, (int)year);
    }
    (void)snprintf(texts->title, sizeof texts->title, "关于%s作风守时情况的通报",
                   paper_desk_month(desk, name));
    (void)snprintf(texts->date, sizeof texts->date, "%d年%d月%d日", (int)year, (int)month,
                   (int)day);
}

static int64_t number_or(const json_t *policy, const char *key, int64_t usual)
{
    const json_t *number = json_object_get(policy, key);
    return json_is_integer(number) ? json_integer_value(number) : usual;
}

static bool is_word(const json_t *policy, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(policy, key));
    return text && strcmp(text, word) == 0;
}

static bool draft(struct paper_desk *desk, const json_t *policy, const struct paper_order *order,
                  struct draft *ret_draft, struct error *err)
{
    AUTO_BULLETIN_VALUES struct bulletin_values values = {
        .desk = desk,
        .names = is_word(policy, "naming", "people") ? BULLETIN_PEOPLE : BULLETIN_UNITS_ONLY,
        .units_named = (size_t)number_or(policy, "units_named", UNITS_NAMED),
        .people_from = number_or(policy, "people_from", PEOPLE_FROM),
        .late_units = order->late_units,
    };
    const char *text = json_string_value(json_object_get(policy, "template"));
    const char *template = order->template ? order->template : text ? text : draft_template;
    if (!draft_check(template, err) || !bulletin_values_fill(&values, err)) {
        return false;
    }
    const struct draft_source source = bulletin_values_source(&values);
    return draft_make(template, &source,
                      is_word(policy, "order", "bad_first") ? DRAFT_BAD_FIRST : DRAFT_GOOD_FIRST,
                      ret_draft, err);
}

/* What is said, before it is set: in memory of the caller's, the draft to be finished. */
static bool compose(struct paper_desk *desk, const struct paper_order *order,
                    struct policy_texts *texts, struct draft *text, struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    if (!desk->view.report) {
        return error_set(err, ERROR_INVALID, "a bulletin needs a month");
    }
    if (!text || !texts) {
        return error_set(err, ERROR_NO_MEMORY, "bulletin: out of memory");
    }
    if (!paper_desk_entry(desk, "bulletin_policy", "bulletin_policy", &policy, err)) {
        return false;
    }
    take_texts(desk, policy, order, texts);
    return draft(desk, policy, order, text, err);
}

bool bulletin_make(struct paper_desk *desk, const struct paper_order *order, struct paper *paper,
                   struct error *err)
{
    AUTO(memory) struct draft *text = calloc(1, sizeof *text);
    AUTO(memory) struct policy_texts *texts = calloc(1, sizeof *texts);
    char month[CIVIL_MONTH_SIZE];
    bool good = compose(desk, order, texts, text, err);
    if (good) {
        const struct official official = {
            texts->mark,      texts->number, texts->title,  texts->recipients, text,
            texts->signature, texts->date,   texts->copies, texts->issuer,     desk->now_ms};
        (void)snprintf(paper->name, sizeof paper->name, "作风守时通报-%s.%s",
                       civil_month_format(desk->question.month, month),
                       paper_format_words[order->format]);
        good = order->format == PAPER_PDF
                   ? official_print(&official, &paper->bytes, &paper->len, err)
                   : official_docx(&official, &paper->bytes, &paper->len, err);
    }
    if (text) {
        draft_finish(text);
    }
    return good;
}

static json_t *paragraphs_json(const struct draft *text)
{
    static const char *const levels[] = {
        [DRAFT_BODY] = "body", [DRAFT_HEADING] = "heading", [DRAFT_SUBHEADING] = "subheading"};
    AUTO(json) json_t *list = json_array();
    for (size_t i = 0; i < text->count; i++) {
        const struct draft_paragraph *paragraph = &text->paragraphs[i];
        if (json_array_append_new(list, json_pack("{s:s, s:s}", "level", levels[paragraph->level],
                                                  "text", paragraph->text)) != 0) {
            return NULL;
        }
    }
    return TAKE(list);
}

bool bulletin_draft(struct paper_desk *desk, const struct paper_order *order, json_t **ret_draft,
                    struct error *err)
{
    AUTO(memory) struct draft *text = calloc(1, sizeof *text);
    AUTO(memory) struct policy_texts *texts = calloc(1, sizeof *texts);
    bool good = compose(desk, order, texts, text, err);
    if (good) {
        *ret_draft = json_pack(
            "{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s}", "mark", texts->mark, "number",
            texts->number, "title", texts->title, "recipients", texts->recipients, "paragraphs",
            paragraphs_json(text), "signature", texts->signature, "date", texts->date, "copies",
            texts->copies, "issuer", texts->issuer, "usual_template", draft_template);
        good = *ret_draft || error_set(err, ERROR_NO_MEMORY, "bulletin: out of memory");
    }
    if (text) {
        draft_finish(text);
    }
    return good;
}
