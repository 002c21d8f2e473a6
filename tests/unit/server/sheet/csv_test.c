#include "csv.h"

#include "cmocka_tests.h"
#include "sheet_file.h"
#include "xlsx.h"
#include <string.h>

static struct sheet *read_text(const char *text)
{
    struct sheet *sheet = NULL;
    assert_true(csv_read(text, strlen(text), &sheet, NULL));
    return sheet;
}

static void test_csv__quotes_ends_of_lines_and_tabs(void **state)
{
    (void)state;
    AUTO(sheet) struct sheet *sheet = read_text("a,\"b,\"\"c\"\"\nd\",\r\n\r\ne\r,f");
    assert_int_equal(sheet_row_count(sheet), 4);
    assert_string_equal(sheet_cell(sheet, 0, 1), "b,\"c\"\nd");
    assert_string_equal(sheet_cell(sheet, 0, 2), "");
    assert_string_equal(sheet_cell(sheet, 2, 0), "e");
    assert_string_equal(sheet_cell(sheet, 3, 1), "f");
    AUTO(sheet) struct sheet *tabs = read_text("a\tb,c\n1\t2");
    assert_string_equal(sheet_cell(tabs, 0, 1), "b,c");
    AUTO(sheet) struct sheet *nothing = read_text("");
    assert_int_equal(sheet_row_count(nothing), 0);
}

static void test_csv__what_is_broken_says_where(void **state)
{
    (void)state;
    struct sheet *sheet = NULL;
    struct error err;
    assert_false(csv_read("a\nb,\"c", 6, &sheet, &err));
    assert_string_equal(err.text, "row 2, column 2: a quote is never closed");
    assert_false(csv_read("a,b\0c", 5, &sheet, &err));
    assert_string_equal(err.text, "row 1, column 2: holds a NUL");
}

static const char *const cells[] = {"=1+1",   "+86 1", "-x",   "@a",  "'=b",    "''+c", "'d",
                                    "e\"f\"", "g,h",   "i\nj", "\tk", "王伟 🎉", " l",   "m"};

static void fill(struct sheet *sheet)
{
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        assert_true(sheet_put(sheet, i / 2, i % 2, cells[i], strlen(cells[i]), NULL));
    }
}

static void expect_same(const struct sheet *sheet)
{
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        assert_string_equal(sheet_cell(sheet, i / 2, i % 2), cells[i]);
    }
}

static void test_csv__no_cell_is_a_formula_and_all_come_back(void **state)
{
    (void)state;
    AUTO(sheet) struct sheet *sheet = NULL;
    AUTO(sheet) struct sheet *again = NULL;
    AUTO(memory) char *text = NULL;
    size_t len;
    assert_true(sheet_create(&sheet, NULL));
    fill(sheet);
    assert_true(csv_write(sheet, 2, &text, &len, NULL));
    assert_null(strstr(text, "\n="));
    assert_null(strstr(text, ",+"));
    assert_null(strstr(text, "\xef\xbb\xbf="));
    assert_true(sheet_file_read(text, len, &again, NULL));
    expect_same(again);
}

static void test_csv__the_same_by_xlsx(void **state)
{
    (void)state;
    AUTO(sheet) struct sheet *sheet = NULL;
    AUTO(sheet) struct sheet *again = NULL;
    AUTO(memory) char *data = NULL;
    size_t len;
    assert_true(sheet_create(&sheet, NULL));
    fill(sheet);
    assert_true(xlsx_write(sheet, 2, "表", &data, &len, NULL));
    assert_true(sheet_file_read(data, len, &again, NULL));
    expect_same(again);
    struct error err;
    for (size_t cut = 5; cut < len; cut += len / 50) { /* a file that broke off on its way */
        struct sheet *broken = NULL;
        assert_false(sheet_file_read(data, cut, &broken, &err));
        assert_int_equal(err.code, ERROR_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv__quotes_ends_of_lines_and_tabs),
        cmocka_unit_test(test_csv__what_is_broken_says_where),
        cmocka_unit_test(test_csv__no_cell_is_a_formula_and_all_come_back),
        cmocka_unit_test(test_csv__the_same_by_xlsx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
