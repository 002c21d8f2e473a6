#include "draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 48

/* What a line begins with. */
enum side { SIDE_NONE, SIDE_GOOD, SIDE_BAD };

struct line {
    int number;
    const char *text; /* behind its mark */
    size_t len;
    enum draft_level level;
    enum side side;            /* of a heading */
    char condition[NAME_SIZE]; /* "" for none */
};

static bool fail(const struct line *line, struct error *err, const char *what, const char *name)
{
    return error_set(err, ERROR_INVALID, "line %d: %s%s", line->number, what, name);
}

static const struct draft_field *find_field(const struct draft_field *fields, const char *name)
{
    for (; fields->name; fields++) {
        if (strcmp(fields->name, name) == 0) {
            return fields;
        }
    }
    return NULL;
}

static const struct draft_list *find_list(const char *name)
{
    for (const struct draft_list *list = draft_lists; list->name; list++) {
        if (strcmp(list->name, name) == 0) {
            return list;
        }
    }
    return NULL;
}

/* The next line that is not empty; false at the end. */
static bool next_line(const char **at, int *number, struct line *ret_line)
{
    while (**at) {
        size_t len = strcspn(*at, "\n");
        const char *text = *at;
        *at += len + ((*at)[len] == '\n');
        (*number)++;
        while (len > 0 && (text[len - 1] == '\r' || text[len - 1] == ' ')) {
            len--;
        }
        if (len > 0) {
            *ret_line = (struct line){.number = *number, .text = text, .len = len};
            return true;
        }
    }
    return false;
}

static bool skip(struct line *line, const char *mark)
{
    size_t len = strlen(mark);
    if (line->len < len || strncmp(line->text, mark, len) != 0) {
        return false;
    }
    line->text += len;
    line->len -= len;
    return true;
}

static bool read_condition(struct line *line, struct error *err)
{
    if (!skip(line, "?")) {
        return true;
    }
    size_t len = 0;
    while (len < line->len && line->text[len] != ' ') {
        len++;
    }
    if (len == line->len || len >= NAME_SIZE) {
        return fail(line, err, "'?' needs a name and a space", "");
    }
    memcpy(line->condition, line->text, len);
    line->text += len + 1;
    line->len -= len + 1;
    return find_list(line->condition) || find_field(draft_fields, line->condition) ||
           fail(line, err, "there is no field or list ", line->condition);
}

static bool read_marks(struct line *line, struct error *err)
{
    if (!read_condition(line, err)) {
        return false;
    }
    if (skip(line, "## ")) {
        line->level = DRAFT_SUBHEADING;
    } else if (skip(line, "#+ ")) {
        line->level = DRAFT_HEADING;
        line->side = SIDE_GOOD;
    } else if (skip(line, "#- ")) {
        line->level = DRAFT_HEADING;
        line->side = SIDE_BAD;
    } else if (skip(line, "# ")) {
        line->level = DRAFT_HEADING;
    }
    return true;
}

/* What is being drafted of a line. source NULL: it is only checked. */
struct drafting {
    const struct line *line;
    const struct draft_source *source;
    FILE *out;
    bool has_empty_list;
};

/* The name between an opening mark and its end; *at behind the end. */
static bool read_name(const struct drafting *drafting, const char **at, const char *end, char close,
                      char ret_name[static NAME_SIZE], struct error *err)
{
    const char *stop = memchr(*at, close, (size_t)(end - *at));
    const char open[2] = {close == '}' ? '{' : '[', '\0'};
    if (!stop) {
        return fail(drafting->line, err, "there is no end to a ", open);
    }
    if (stop - *at >= NAME_SIZE) {
        return fail(drafting->line, err, "too long a name behind a ", open);
    }
    memcpy(ret_name, *at, (size_t)(stop - *at));
    ret_name[stop - *at] = '\0';
    *at = stop + 1;
    return true;
}

/* An item of a list, or the figures where list is NULL. */
struct item {
    const struct draft_list *list;
    size_t index;
};

static bool put_field(struct drafting *drafting, const struct item *item, const char *name,
                      struct error *err)
{
    const struct draft_field *fields = item->list ? item->list->fields : draft_fields;
    char value[DRAFT_VALUE_SIZE] = "";
    bool is_own = find_field(fields, name) != NULL;
    if (!is_own && !find_field(draft_fields, name)) {
        char shown[NAME_SIZE + 2];
        (void)snprintf(shown, sizeof shown, "{%s}", name);
        return fail(drafting->line, err, "there is no field ", shown);
    }
    if (!drafting->source) {
        return true;
    }
    if (item->list && is_own) {
        drafting->source->item(item->list->name, item->index, name, value, drafting->source->user);
    } else {
        drafting->source->value(name, value, drafting->source->user);
    }
    return fputs(value, drafting->out) != EOF ||
           error_set(err, ERROR_NO_MEMORY, "draft: out of memory");
}

/* Text with fields and without lists. */
static bool put_text(struct drafting *drafting, const struct item *item, const char *at,
                     const char *end, struct error *err)
{
    while (at < end) {
        char name[NAME_SIZE];
        if (*at != '{') {
            (void)fputc(*at++, drafting->out); /* a stream in memory, looked at when it is closed */
        } else {
            at++;
            if (!read_name(drafting, &at, end, '}', name, err) ||
                !put_field(drafting, item, name, err)) {
                return false;
            }
        }
    }
    return true;
}

/* "[list]body[between]"; at stands behind the first bracket. */
static bool put_list(struct drafting *drafting, const char **at, const char *end, struct error *err)
{
    char name[NAME_SIZE], between[NAME_SIZE];
    if (!read_name(drafting, at, end, ']', name, err)) {
        return false;
    }
    const struct draft_list *list = find_list(name);
    const char *body = *at;
    const char *stop = memchr(body, '[', (size_t)(end - body));
    if (!list) {
        return fail(drafting->line, err, "there is no list ", name);
    }
    if (!stop) {
        return fail(drafting->line, err, "what stands between the items is missing: [、] after ",
                    name);
    }
    *at = stop + 1;
    if (!read_name(drafting, at, end, ']', between, err)) {
        return false;
    }
    size_t count = drafting->source ? drafting->source->count(name, drafting->source->user) : 1;
    drafting->has_empty_list |= count == 0;
    for (size_t i = 0; i < count; i++) {
        const struct item item = {list, i};
        if (i > 0) {
            (void)fputs(between, drafting->out); /* as above */
        }
        if (!put_text(drafting, &item, body, stop, err)) {
            return false;
        }
    }
    return true;
}

static bool put_line(struct drafting *drafting, struct error *err)
{
    static const struct item none;
    const char *at = drafting->line->text;
    const char *end = at + drafting->line->len;
    while (at < end) {
        const char *stop = memchr(at, '[', (size_t)(end - at));
        if (!put_text(drafting, &none, at, stop ? stop : end, err)) {
            return false;
        }
        at = stop ? stop + 1 : end;
        if (stop && !put_list(drafting, &at, end, err)) {
            return false;
        }
    }
    return true;
}

/* The line's words; NULL in *ret_text where it falls out. */
static bool draft_line(const struct line *line, const struct draft_source *source, char **ret_text,
                       struct error *err)
{
    char *text = NULL;
    size_t len = 0;
    struct drafting drafting = {line, source, open_memstream(&text, &len), false};
    if (!drafting.out) {
        return error_set(err, ERROR_NO_MEMORY, "draft: out of memory");
    }
    bool good = put_line(&drafting, err);
    if (fclose(drafting.out) != 0 && good) {
        good = error_set(err, ERROR_NO_MEMORY, "draft: out of memory");
    }
    if (good && len > DRAFT_TEXT_MAX) {
        good = fail(line, err, "gives too long a paragraph", "");
    }
    if (!good || drafting.has_empty_list) {
        free(text);
        text = NULL;
    }
    *ret_text = text;
    return good;
}

bool draft_check(const char *text, struct error *err)
{
    struct line line;
    int number = 0;
    if (strlen(text) > DRAFT_TEMPLATE_MAX) {
        return error_set(err, ERROR_INVALID, "more than %d bytes", DRAFT_TEMPLATE_MAX);
    }
    while (next_line(&text, &number, &line)) {
        char *words;
        if (!read_marks(&line, err) || !draft_line(&line, NULL, &words, err)) {
            return false;
        }
        free(words);
    }
    return true;
}

/* Putting the paragraphs together */

static bool is_wanted(const struct line *line, const struct draft_source *source)
{
    char value[DRAFT_VALUE_SIZE] = "";
    if (!line->condition[0]) {
        return true;
    }
    if (find_list(line->condition)) {
        return source->count(line->condition, source->user) > 0;
    }
    source->value(line->condition, value, source->user);
    return value[0] && strcmp(value, "0") != 0;
}

/* A paragraph with the side of the section it is in. */
struct piece {
    struct draft_paragraph paragraph;
    enum side side;
};

struct pieces {
    struct piece list[DRAFT_PARAGRAPHS_MAX];
    size_t count;
};

static bool collect(const char *text, const struct draft_source *source, struct pieces *pieces,
                    struct error *err)
{
    struct line line;
    int number = 0;
    enum side side = SIDE_NONE;
    while (next_line(&text, &number, &line)) {
        char *words = NULL;
        if (!read_marks(&line, err)) {
            return false;
        }
        side = line.level == DRAFT_HEADING ? line.side : side;
        if (!is_wanted(&line, source)) {
            continue;
        }
        if (pieces->count == DRAFT_PARAGRAPHS_MAX) {
            return fail(&line, err, "too many paragraphs", "");
        }
        if (!draft_line(&line, source, &words, err)) {
            return false;
        }
        if (words) {
            pieces->list[pieces->count++] = (struct piece){{line.level, words}, side};
        }
    }
    return true;
}

/* A heading with nothing below it says nothing. From the end, so that one falls out with those
 * below it. */
static void drop_empty_headings(struct pieces *pieces)
{
    size_t first = pieces->count; /* of those that are kept, at the array's end */
    for (size_t i = pieces->count; i-- > 0;) {
        enum draft_level level = pieces->list[i].paragraph.level;
        enum draft_level next =
            first == pieces->count ? DRAFT_HEADING : pieces->list[first].paragraph.level;
        bool is_empty = (level == DRAFT_SUBHEADING && next != DRAFT_BODY) ||
                        (level == DRAFT_HEADING && next == DRAFT_HEADING);
        if (is_empty) {
            free(pieces->list[i].paragraph.text);
        } else {
            pieces->list[--first] = pieces->list[i];
        }
    }
    pieces->count -= first;
    memmove(pieces->list, pieces->list + first, pieces->count * sizeof *pieces->list);
}

/* Of neighbouring sections that are good and bad those that come first. */
static void put_in_order(struct pieces *pieces, enum side first, struct draft *draft)
{
    for (size_t i = 0; i < pieces->count;) {
        size_t end = i;
        while (end < pieces->count && pieces->list[end].side != SIDE_NONE) {
            end++;
        }
        for (int round = 0; round < 2; round++) {
            for (size_t j = i; j < end; j++) {
                if ((pieces->list[j].side == first) == (round == 0)) {
                    draft->paragraphs[draft->count++] = pieces->list[j].paragraph;
                }
            }
        }
        if (end < pieces->count) {
            draft->paragraphs[draft->count++] = pieces->list[end].paragraph;
        }
        i = end + 1;
    }
}

static bool number_headings(struct draft *draft, struct error *err)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四", "五",
                                         "六", "七", "八", "九", "十"};
    int heading = 0, subheading = 0;
    for (size_t i = 0; i < draft->count; i++) {
        struct draft_paragraph *paragraph = &draft->paragraphs[i];
        char number[40] = "";
        if (paragraph->level == DRAFT_BODY) {
            continue;
        }
        bool is_top = paragraph->level == DRAFT_HEADING;
        subheading = is_top ? 0 : subheading + 1;
        heading += is_top ? 1 : 0;
        int n = is_top ? heading : subheading;
        (void)snprintf(number, sizeof number, is_top ? "%s%s%s、" : "（%s%s%s）",
                       n >= 20 ? digits[n / 10 % 10] : "", n > 10 ? "十" : "",
                       n <= 10  ? digits[n]
                       : n % 10 ? digits[n % 10]
                                : "");
        char *text;
        if (asprintf(&text, "%s%s", number, paragraph->text) < 0) {
            return error_set(err, ERROR_NO_MEMORY, "draft: out of memory");
        }
        free(paragraph->text);
        paragraph->text = text;
    }
    return true;
}

bool draft_make(const char *text, const struct draft_source *source, enum draft_order order,
                struct draft *draft, struct error *err)
{
    struct pieces *pieces = calloc(1, sizeof *pieces);
    if (!pieces) {
        return error_set(err, ERROR_NO_MEMORY, "draft: out of memory");
    }
    bool good = collect(text, source, pieces, err);
    drop_empty_headings(pieces);
    put_in_order(pieces, order == DRAFT_GOOD_FIRST ? SIDE_GOOD : SIDE_BAD, draft);
    free(pieces);
    return good && number_headings(draft, err);
}

void draft_finish(struct draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        free(draft->paragraphs[i].text);
    }
    draft->count = 0;
}
