#include "check.h"
#include "civil.h"
#include "command_table.h"
#include "draft.h"
#include "file.h"
#include "paper.h"
#include "server_services.h"
#include "time_zone.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

static bool find_word(const char *const *words, const char *word, const char *what, size_t *ret_i,
                      struct error *err)
{
    for (*ret_i = 0; words[*ret_i]; (*ret_i)++) {
        if (strcmp(words[*ret_i], word) == 0) {
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "report: there is no %s '%s'", what, word);
}

/* The format that was asked for, or the one that the file's name ends with. */
static bool read_format(const struct command_call *call, const char *path,
                        enum paper_format *ret_format, struct error *err)
{
    const char *word = command_value(call, "format");
    const char *dot = path ? strrchr(path, '.') : NULL;
    size_t i;
    if (!word && !dot) {
        return error_set(err, ERROR_INVALID, "report: --format is needed");
    }
    if (!find_word(paper_format_words, word ? word : dot + 1, "format", &i, err)) {
        return false;
    }
    *ret_format = (enum paper_format)i;
    return true;
}

static bool read_number(const struct command_call *call, int32_t *ret_number, struct error *err)
{
    const char *text = command_value(call, "number");
    char *end;
    if (!text) {
        return true;
    }
    long number = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || number < 1 || number > PAPER_NUMBER_MAX) {
        return error_set(err, ERROR_INVALID, "--number: expected a number from 1 to 99999");
    }
    *ret_number = (int32_t)number;
    return true;
}

/* The template's text is the caller's to free. What is wrong in it is said with the file's name. */
static bool read_template(const struct command_call *call, char **ret_text, struct error *err)
{
    const char *path = command_value(call, "template");
    size_t len;
    if (!path) {
        return true;
    }
    AUTO(memory) char *text = NULL;
    if (!file_read(path, DRAFT_TEMPLATE_MAX, &text, &len, err)) {
        return false;
    }
    if (!draft_check(text, err)) {
        return error_prefix(err, "%s", path);
    }
    *ret_text = TAKE(text);
    return true;
}

static bool is_all(const struct command_call *call)
{
    return strcmp(call->operands[0], "all") == 0;
}

static bool read_order(const struct command_call *call, struct paper_order *ret_order,
                       struct error *err)
{
    size_t kind;
    if (call->operand_count != 1) {
        return error_set(err, ERROR_INVALID, "report: expected one KIND");
    }
    *ret_order = (struct paper_order){.table = command_value(call, "table"),
                                      .meeting = command_value(call, "meeting"),
                                      .staff = command_value(call, "staff"),
                                      .date = PAPER_TODAY};
    const char *date = command_value(call, "date");
    if (date && !civil_date_parse(date, &ret_order->date)) {
        return error_set(err, ERROR_INVALID, "--date: expected a date, such as 2026-10-23");
    }
    if (!read_number(call, &ret_order->number, err)) {
        return false;
    }
    if (is_all(call)) {
        return true; /* of kinds and formats each */
    }
    if (!find_word(paper_kind_words, call->operands[0], "report", &kind, err) ||
        !read_format(call, command_value(call, "out"), &ret_order->format, err)) {
        return false;
    }
    ret_order->kind = (enum paper_kind)kind;
    if (ret_order->table && ret_order->format != PAPER_CSV) {
        return error_set(err, ERROR_INVALID, "report: --table is for CSV alone");
    }
    return paper_has_format(ret_order->kind, ret_order->format) ||
           error_set(err, ERROR_INVALID, "report: there is no %s as %s", call->operands[0],
                     paper_format_words[ret_order->format]);
}

/* "2026-10", or "last": the month before the present one. */
static bool read_month(const char *text, int64_t now_ms, int32_t *ret_month, struct error *err)
{
    int32_t present = civil_month_of(civil_date_of(now_ms));
    if (strcmp(text, "last") == 0) {
        *ret_month = present - 1;
        return true;
    }
    return civil_month_parse(text, ret_month) ||
           error_set(err, ERROR_INVALID, "--month: expected a month, such as 2026-10, or last");
}

static bool local_now(const struct server_services *services, int64_t *ret_now_ms,
                      struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!time_zone_create(services->site.timezone, &zone, err)) {
        return false;
    }
    *ret_now_ms = time_zone_local_ms(zone, clock_utc_us(services->clock));
    return true;
}

static bool read_question(const struct command_call *call, int64_t now_ms,
                          struct paper_question *ret_question, struct error *err)
{
    const char *month = command_value(call, "month");
    const char *as_of = command_value(call, "as-of");
    *ret_question = (struct paper_question){
        .month = PAPER_NO_MONTH, .as_of_ms = MONTH_SOURCE_NOW, .unit = command_value(call, "unit")};
    if (as_of && !civil_time_parse(as_of, &ret_question->as_of_ms)) {
        return error_set(err, ERROR_INVALID,
                         "--as-of: expected a local time, such as 2026-10-31T18:00:00");
    }
    return !month || read_month(month, now_ms, &ret_question->month, err);
}

static bool note(struct server_services *services, const struct paper_order *order,
                 const struct paper_question *question, const char *detail, struct error *err)
{
    const struct audit_actor actor = {.by = AUDIT_BY_COMMAND, .who = "report"};
    const struct audit_entry entry = {.action = "report.read",
                                      .kind = paper_kind_words[order->kind],
                                      .id = detail,
                                      .unit = question->unit};
    return audit_note(services->audit, &actor, &entry, err) && audit_flush(services->audit, err);
}

static bool say(const char *what, const char *path, struct error *err)
{
    return printf("%s\t%s\n", what, path) > 0 || error_set_errno(err, errno, "standard output");
}

static bool write_paper(struct paper_desk *desk, const struct paper_order *order, const char *path,
                        struct error *err)
{
    AUTO_PAPER struct paper paper = {0};
    bool is_there = access(path, F_OK) == 0;
    return paper_make(desk, order, &paper, err) &&
           file_replace(path, paper.bytes, paper.len, 0600, err) &&
           say(is_there ? "replaced" : "made", path, err);
}

/* What a schedule makes each month, under names of their own. What is there already was made
 * before, perhaps signed: it stays. */
static bool keep(struct paper_desk *desk, const struct paper_order *order, const char *folder,
                 struct error *err)
{
    char path[PATH_SIZE];
    AUTO_PAPER struct paper paper = {0};
    if (!paper_make(desk, order, &paper, err)) {
        return false;
    }
    if (snprintf(path, sizeof path, "%s/%s", folder, paper.name) >= (int)sizeof path) {
        return error_set(err, ERROR_INVALID, "--out: too long a path");
    }
    if (access(path, F_OK) == 0) {
        return say("kept", path, err);
    }
    return file_replace(path, paper.bytes, paper.len, 0600, err) && say("made", path, err);
}

/* FOLDER/2026-10, made where it is missing. */
static bool open_month_folder(const char *folder, int32_t month, char ret_path[static PATH_SIZE],
                              struct error *err)
{
    char name[CIVIL_MONTH_SIZE];
    if (month == PAPER_NO_MONTH) {
        return error_set(err, ERROR_INVALID, "report: all needs --month");
    }
    if (snprintf(ret_path, PATH_SIZE, "%s/%s", folder, civil_month_format(month, name)) >=
        PATH_SIZE) {
        return error_set(err, ERROR_INVALID, "--out: too long a path");
    }
    return mkdir(ret_path, 0700) == 0 || errno == EEXIST ||
           error_set_errno(err, errno, "cannot make the folder %s", ret_path);
}

static bool keep_all(struct paper_desk *desk, const struct paper_order *order, int32_t month,
                     const char *folder, struct error *err)
{
    char month_folder[PATH_SIZE];
    static const struct {
        enum paper_kind kind;
        enum paper_format format;
    } kept[] = {{PAPER_MONTH, PAPER_PDF},
                {PAPER_MONTH, PAPER_XLSX},
                {PAPER_MONTH, PAPER_CSV},
                {PAPER_BULLETIN, PAPER_PDF},
                {PAPER_BULLETIN, PAPER_DOCX}};
    if (!open_month_folder(folder, month, month_folder, err)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        struct paper_order one = *order;
        one.kind = kept[i].kind;
        one.format = kept[i].format;
        if (!keep(desk, &one, month_folder, err)) {
            return false;
        }
    }
    return true;
}

/* A month without any tap would be a report of noughts, which says that nobody was ever late. */
static bool check_month(const struct paper_source *source, int32_t month, struct error *err)
{
    bool any;
    int32_t first, last;
    char texts[3][CIVIL_MONTH_SIZE];
    if (month == PAPER_NO_MONTH) {
        return true;
    }
    if (!month_source_span(&source->months, &any, &first, &last, err)) {
        return false;
    }
    (void)civil_month_format(month, texts[0]);
    if (!any) {
        return error_set(err, ERROR_INVALID, "there is nothing of %s: nobody has tapped yet",
                         texts[0]);
    }
    return (month >= first && month <= last) ||
           error_set(err, ERROR_INVALID, "there is nothing of %s: taps are of %s to %s", texts[0],
                     civil_month_format(first, texts[1]), civil_month_format(last, texts[2]));
}

static bool make(const struct command_call *call, struct server_services *services,
                 const struct paper_question *question, const struct paper_order *order,
                 struct error *err)
{
    const char *path = command_value(call, "out");
    const struct paper_source source = {
        {services->storage, services->cache, services->judging, services->clock},
        services->keys.signing_seed};
    AUTO(paper_desk) struct paper_desk *desk = NULL;
    return check_month(&source, question->month, err) &&
           paper_desk_open(&source, question, &desk, err) &&
           (is_all(call) ? keep_all(desk, order, question->month, path, err)
                         : write_paper(desk, order, path, err));
}

static bool run_report(const struct command_call *call, struct error *err)
{
    struct paper_order order;
    struct paper_question question;
    AUTO(memory) char *template = NULL;
    const char *path;
    int64_t now_ms;
    AUTO(server_services) struct server_services *services = NULL;
    return command_required(call, "out", &path, err) && read_order(call, &order, err) &&
           read_template(call, &template, err) && (order.template = template, true) &&
           server_services_open(&call->config, clock_system(), &services, err) &&
           local_now(services, &now_ms, err) && read_question(call, now_ms, &question, err) &&
           note(services, &order, &question, path, err) &&
           make(call, services, &question, &order, err);
}

const struct command command_report = {
    .name = "report",
    .operands = "month|bulletin|sign-in|record|spot-check|year|all",
    .summary = "Writes a month's report, a bulletin, a sheet to sign or a person's record to FILE.",
    .options = {{"month", "MONTH", "such as 2026-10, or last; of a year the last that counts"},
                {"unit", "CODE", "only this unit and those below it"},
                {"as-of", "TIME", "as it stood then (local); now if left out"},
                {"table", "NAME", "of a month or year as CSV: units, people, …"},
                {"number", "N", "of a bulletin: 〔2026〕N号"},
                {"template", "FILE", "of a bulletin; the office's own if left out"},
                {"meeting", "ID", "whose sign-in sheet"},
                {"staff", "ID", "whose record"},
                {"date", "DATE", "of a spot check or a bulletin; today if left out"},
                {"format", "FORMAT", "pdf, xlsx, csv or docx; the ending of FILE if left out"},
                {"out", "FILE", "the file to write; of all: the folder of the months' folders"}},
    .run = run_report,
};
