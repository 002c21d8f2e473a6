/* What goes out of the office, from the same store as the server's: what a month with odd people,
 * units and meetings looks like, and that the same facts give the same bytes. */

#include "paper.h"

#include "civil.h"
#include "figure_code.h"
#include "judged_office.h"
#include "month_report.h"
#include <stdio.h>
#include <string.h>
#include <zip.h>

static const uint8_t seed[SIGNING_SEED_BYTES] = {7};

static struct paper_desk *open_desk(struct judged_office *office, const char *month,
                                    const char *unit)
{
    static struct paper_source source;
    struct paper_question question = {.month = PAPER_NO_MONTH, .unit = unit};
    struct paper_desk *desk = NULL;
    source = (struct paper_source){office->source, seed};
    assert_true(civil_time_parse("2026-03-31T23:59:00", &question.as_of_ms));
    assert_true(!month || civil_month_parse(month, &question.month));
    MUST(paper_desk_open(&source, &question, &desk, &err));
    return desk;
}

static struct paper make(struct judged_office *office, const char *month,
                         const struct paper_order *order)
{
    AUTO(paper_desk) struct paper_desk *desk = open_desk(office, month, NULL);
    struct paper paper = {0};
    MUST(paper_make(desk, order, &paper, &err));
    assert_true(paper.len > 0);
    return paper;
}

static void expect_csv(struct judged_office *office, const char *month, const char *table,
                       const char *wanted)
{
    const struct paper_order order = {.kind = PAPER_MONTH, .format = PAPER_CSV, .table = table};
    AUTO_PAPER struct paper paper = make(office, month, &order);
    if (!memmem(paper.bytes, paper.len, wanted, strlen(wanted))) {
        fail_msg("no '%s' in: %.*s", wanted, (int)paper.len, paper.bytes);
    }
}

static void expect_not_csv(struct judged_office *office, const char *month, const char *table,
                           const char *unwanted)
{
    const struct paper_order order = {.kind = PAPER_MONTH, .format = PAPER_CSV, .table = table};
    AUTO_PAPER struct paper paper = make(office, month, &order);
    assert_null(memmem(paper.bytes, paper.len, unwanted, strlen(unwanted)));
}

static void expect_refused(struct judged_office *office, const char *month,
                           const struct paper_order *order, const char *wanted)
{
    AUTO(paper_desk) struct paper_desk *desk = open_desk(office, month, NULL);
    AUTO_PAPER struct paper paper = {0};
    struct error err = {0};
    assert_false(paper_make(desk, order, &paper, &err));
    assert_string_equal(err.text, wanted);
    assert_null(paper.bytes);
}

/* One late morning of s1: 2026-03-02 08:47, home at 17:40. */
static void come_late(struct judged_office *office)
{
    judged_office_tap(office, &office->door, 1, AT(8, 47));
    judged_office_tap(office, &office->gate, 1, AT(17, 40));
    office->site.clock.utc_us = TEST_SITE_UTC_US + INT64_C(35) * 86400 * 1000000;
}

static void test_paper__the_same_facts_give_the_same_bytes(void **state)
{
    static const struct paper_order orders[] = {
        {.kind = PAPER_MONTH, .format = PAPER_PDF},
        {.kind = PAPER_MONTH, .format = PAPER_XLSX},
        {.kind = PAPER_MONTH, .format = PAPER_CSV},
        {.kind = PAPER_BULLETIN, .format = PAPER_PDF},
        {.kind = PAPER_BULLETIN, .format = PAPER_DOCX},
        {.kind = PAPER_RECORD, .staff = "s1"},
        {.kind = PAPER_SPOT_CHECK, .date = PAPER_TODAY},
    };
    come_late(*state);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        AUTO_PAPER struct paper one = make(*state, "2026-03", &orders[i]);
        AUTO_PAPER struct paper other = make(*state, "2026-03", &orders[i]);
        assert_int_equal(one.len, other.len);
        assert_memory_equal(one.bytes, other.bytes, one.len);
    }
}

static void test_paper__a_breach_leads_to_its_taps(void **state)
{
    struct judged_office *office = *state;
    char wanted[300];
    come_late(office);
    (void)snprintf(wanted, sizeof wanted,
                   "s1,甲,2026-03-02,08:30—17:30,迟到17分钟,2026-03-02 08:47:00,%s:1:1,"
                   "2026-03-02 17:40:00,%s:1:1",
                   office->door.id, office->gate.id);
    expect_csv(office, "2026-03", "evidence", wanted);
}

/* All worksheets' texts: a formula would be an element f. */
static void read_sheets(const struct paper *paper, char *ret_text, size_t size)
{
    zip_error_t fault;
    zip_source_t *source = zip_source_buffer_create(paper->bytes, paper->len, 0, &fault);
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, &fault);
    size_t len = 0;
    assert_non_null(archive);
    for (int i = 1; i < 20; i++) {
        char name[60];
        (void)snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", i);
        zip_file_t *file = zip_fopen(archive, name, 0);
        if (file) {
            zip_int64_t got = zip_fread(file, ret_text + len, size - 1 - len);
            assert_true(got > 0 && len + (size_t)got < size - 1);
            len += (size_t)got;
            (void)zip_fclose(file);
        }
    }
    ret_text[len] = '\0';
    zip_discard(archive);
}

static void test_paper__a_formula_in_a_name_stays_text(void **state)
{
    struct judged_office *office = *state;
    static char text[1 << 20];
    static const struct paper_order order = {.kind = PAPER_MONTH, .format = PAPER_XLSX};
    test_site_put(&office->site, "staff", "s3",
                  "{\"id\": \"s3\", \"name\": \"=1+1\", \"unit\": \"u1\"}");
    come_late(office);
    expect_csv(office, "2026-03", "people", ",s3,'=1+1,");
    AUTO_PAPER struct paper workbook = make(office, "2026-03", &order);
    read_sheets(&workbook, text, sizeof text);
    assert_non_null(strstr(text, "<t>=1+1</t>"));
    assert_null(strstr(text, "<f>"));
}

static void test_paper__odd_units_and_months_have_their_papers(void **state)
{
    struct judged_office *office = *state;
    static const struct paper_order orders[] = {
        {.kind = PAPER_MONTH, .format = PAPER_PDF},
        {.kind = PAPER_MONTH, .format = PAPER_XLSX},
        {.kind = PAPER_BULLETIN, .format = PAPER_PDF},
    };
    test_site_put(&office->site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"空单位\"}");
    test_site_put(&office->site, "unit", "u3", "{\"code\": \"u3\", \"name\": \"𠮷田办\"}");
    test_site_put(
        &office->site, "staff", "s2",
        "{\"id\": \"s2\", \"name\": \"㐂𠀀\", \"unit\": \"u1\", \"moves\": [{\"unit\": "
        "\"u2\", \"from\": \"2026-03-10\"}, {\"unit\": \"u3\", \"from\": \"2026-03-20\"}]}");
    come_late(office);
    expect_csv(office, "2026-03", "people", "𠮷田办,s2,㐂𠀀,");
    expect_csv(office, "2027-01", "units", "—,,空单位,0,—,0,0,"); /* no schedule holds it */
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        AUTO_PAPER struct paper full = make(office, "2026-03", &orders[i]);
        AUTO_PAPER struct paper empty = make(office, "2027-01", &orders[i]);
        assert_true(full.len > 0 && empty.len > 0);
    }
}

static void test_paper__who_was_in_three_units_counts_in_each(void **state)
{
    struct judged_office *office = *state;
    test_site_put(&office->site, "unit", "u1", "{\"code\": \"u1\", \"name\": \"甲局\"}");
    test_site_put(&office->site, "unit", "u2", "{\"code\": \"u2\", \"name\": \"乙局\"}");
    test_site_put(&office->site, "unit", "u3", "{\"code\": \"u3\", \"name\": \"丙局\"}");
    test_site_put(&office->site, "assignment", "a2",
                  "{\"schedule\": \"day\", \"unit\": \"u2\", \"from\": \"2026-01-01\"}");
    test_site_put(&office->site, "assignment", "a3",
                  "{\"schedule\": \"day\", \"unit\": \"u3\", \"from\": \"2026-01-01\"}");
    test_site_put(
        &office->site, "staff", "s2",
        "{\"id\": \"s2\", \"name\": \"乙\", \"unit\": \"u1\", \"moves\": [{\"unit\": "
        "\"u2\", \"from\": \"2026-03-10\"}, {\"unit\": \"u3\", \"from\": \"2026-03-20\"}]}");
    come_late(office);
    /* 22 work days: six in 甲局 (where 甲 stays), eight in 乙局, eight in 丙局 */
    expect_csv(office, "2026-03", "units", ",甲局,2,1.79%,56,1,1,17,0,0,0,27,");
    expect_csv(office, "2026-03", "units", ",乙局,1,0.00%,16,0,0,0,0,0,0,8,");
    expect_csv(office, "2026-03", "units", ",丙局,1,0.00%,16,0,0,0,0,0,0,8,");
    expect_csv(office, "2026-03", "units", ",合计,2,1.14%,88,1,1,17,0,0,0,43,");
    expect_csv(office, "2026-03", "evidence", "甲局,s2,乙,2026-03-09,");
    expect_csv(office, "2026-03", "evidence", "乙局,s2,乙,2026-03-10,");
    expect_csv(office, "2026-03", "evidence", "丙局,s2,乙,2026-03-20,");
}

static void test_paper__a_meeting_across_midnight_is_its_starts_month(void **state)
{
    struct judged_office *office = *state;
    static const struct paper_order sheet = {.kind = PAPER_SIGN_IN, .meeting = "m1"};
    test_site_put(
        &office->site, "meeting", "m1",
        "{\"id\": \"m1\", \"title\": \"防汛会\", \"start\": \"2026-03-31T23:30:00\", \"end\": "
        "\"2026-04-01T00:30:00\", \"attendees\": [{\"staff\": \"s1\", \"role\": "
        "\"required\"}]}");
    come_late(office);
    expect_csv(office, "2026-03", "meetings", "防汛会,2026-03-31 23:30:00,");
    expect_not_csv(office, "2026-04", "meetings", "防汛会");
    AUTO_PAPER struct paper paper = make(office, NULL, &sheet);
    assert_memory_equal(paper.bytes, "%PDF-", 5);
    assert_string_equal(paper.name, "签到表-m1-2026-03-31.pdf");
}

static void test_paper__what_an_order_lacks_is_said(void **state)
{
    expect_refused(*state, "2026-03", &(struct paper_order){.kind = PAPER_SIGN_IN},
                   "a sign-in sheet needs a meeting");
    expect_refused(*state, "2026-03", &(struct paper_order){.kind = PAPER_SIGN_IN, .meeting = "m9"},
                   "there is no meeting 'm9'");
    expect_refused(*state, "2026-03", &(struct paper_order){.kind = PAPER_RECORD, .staff = "x"},
                   "nobody 'x' has a record of 2026-03");
    expect_refused(*state, NULL, &(struct paper_order){.kind = PAPER_MONTH, .format = PAPER_PDF},
                   "a month report needs a month");
    expect_refused(*state, "2026-03",
                   &(struct paper_order){.kind = PAPER_MONTH, .format = PAPER_CSV, .table = "x"},
                   "a month report has no table 'x'");
    expect_refused(*state, "2026-03",
                   &(struct paper_order){.kind = PAPER_BULLETIN, .template = "好\n{x}"},
                   "line 2: there is no field {x}");
    expect_refused(*state, "2026-03",
                   &(struct paper_order){.kind = PAPER_RECORD, .format = PAPER_DOCX},
                   "there is no record as docx");
}

static void test_paper__a_figures_code_is_known_again(void **state)
{
    struct judged_office *office = *state;
    struct figure_said said;
    char code[FIGURE_CODE_SIZE];
    come_late(office);
    AUTO(paper_desk) struct paper_desk *desk = open_desk(office, "2026-03", NULL);
    const struct month_report *report = paper_desk_report(desk);
    const struct figure_claim claim = {FIGURE_OF_PERSON, "s1", report->month, report->as_of_ms,
                                       &report->people[0].figures};
    figure_code_make(seed, &claim, code);
    expect_csv(office, "2026-03", "people", code);
    MUST(figure_code_read(seed, code, &said, &err));
    assert_true(said.genuine);
    assert_string_equal(said.id, "s1");
    assert_int_equal(said.violations, report->people[0].figures.of[FIGURE_VIOLATIONS]);
    assert_int_equal(said.as_of_ms, report->as_of_ms);
    code[strlen(code) - 1] = '2'; /* s2's, then */
    MUST(figure_code_read(seed, code, &said, &err));
    assert_false(said.genuine);
    struct error err = {0};
    assert_false(figure_code_read(seed, "2026-03/abc", &said, &err));
    assert_false(figure_code_read(seed, "", &said, &err));
}

int main(void)
{
#define OFFICE_TEST(name)                                                                          \
    cmocka_unit_test_setup_teardown(name, judged_office_open, judged_office_close)
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(test_paper__the_same_facts_give_the_same_bytes),
        OFFICE_TEST(test_paper__a_breach_leads_to_its_taps),
        OFFICE_TEST(test_paper__a_formula_in_a_name_stays_text),
        OFFICE_TEST(test_paper__odd_units_and_months_have_their_papers),
        OFFICE_TEST(test_paper__who_was_in_three_units_counts_in_each),
        OFFICE_TEST(test_paper__a_meeting_across_midnight_is_its_starts_month),
        OFFICE_TEST(test_paper__what_an_order_lacks_is_said),
        OFFICE_TEST(test_paper__a_figures_code_is_known_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
