#include "font_set.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

static int open_fonts(void **state)
{
    const struct font_files files = {
        .fallbacks = {"/nowhere/missing.ttf",
                      "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"}};
    struct error err;
    struct font_set *fonts = NULL;
    if (!font_set_create(&files, &fonts, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    *state = fonts;
    return 0;
}

static int close_fonts(void **state)
{
    font_set_destroy(*state);
    return 0;
}

/* How much of a rendered text is covered, summed over its pixels. */
static long ink_of(struct font_set *fonts, const char *text)
{
    const struct mask *mask = font_set_render(fonts, (struct font_style){FONT_BOLD, 60}, text);
    assert_non_null(mask);
    long sum = 0;
    for (int i = 0; i < mask->ink_w * mask->ink_h; i++) {
        sum += mask->coverage[i];
    }
    return sum;
}

static void test_font_set__rare_characters_do_not_vanish(void **state)
{
    struct font_set *fonts = *state;
    assert_true(font_set_has(fonts, 0x2cb4e)); /* 𬭎 */
    assert_true(font_set_has(fonts, 0x36c3));  /* 㛃 */
    assert_true(ink_of(fonts, "𬭎") > 10000);
    assert_true(ink_of(fonts, "㛃") > 10000);
}

static void test_font_set__a_character_of_no_font_still_shows_a_box(void **state)
{
    struct font_set *fonts = *state;
    assert_false(font_set_has(fonts, 0x10ffff));
    assert_true(ink_of(fonts, "\xf4\x8f\xbf\xbf") > 1000);
}

static void test_font_set__measure_is_what_is_rendered(void **state)
{
    struct font_set *fonts = *state;
    const char *const texts[] = {"欧阳建国", "08:47", "17 min late", "王𬭎㛃",
                                 "محمد علي", "a😀b",   "李 Ali"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (int size = 30; size <= 160; size += 65) {
            struct font_style style = {FONT_BOLD, size};
            int width = font_set_width(fonts, style, texts[i]);
            const struct mask *mask = font_set_render(fonts, style, texts[i]);
            assert_non_null(mask);
            assert_int_equal(mask->width, width);
            assert_int_equal(mask->height, font_set_height(fonts, style));
        }
    }
}

static void test_font_set__digits_are_equally_wide(void **state)
{
    struct font_set *fonts = *state;
    struct font_style style = {FONT_BOLD, 250};
    int width = font_set_width(fonts, style, "0");
    for (char digit = '1'; digit <= '9'; digit++) {
        const char text[2] = {digit, '\0'};
        assert_int_equal(font_set_width(fonts, style, text), width);
    }
}

static void test_font_set__a_text_seen_again_is_not_rendered_again(void **state)
{
    struct font_set *fonts = *state;
    struct font_style style = {FONT_REGULAR, 40};
    const struct mask *first = font_set_render(fonts, style, "守时");
    assert_ptr_equal(first, font_set_render(fonts, style, "守时"));
    style.size_px = 41;
    assert_ptr_not_equal(first, font_set_render(fonts, style, "守时"));
}

static void test_font_set__more_texts_than_are_kept_are_no_trouble(void **state)
{
    struct font_set *fonts = *state;
    struct font_style style = {FONT_REGULAR, 30};
    for (int i = 0; i < 2 * FONT_CACHE_MAX; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%d", i);
        assert_non_null(font_set_render(fonts, style, text));
    }
}

static void test_font_set__nothing_and_far_too_much(void **state)
{
    struct font_set *fonts = *state;
    struct font_style style = {FONT_REGULAR, 40};
    assert_null(font_set_render(fonts, style, ""));
    assert_int_equal(font_set_width(fonts, style, ""), 0);
    char text[4 * FONT_TEXT_SIZE];
    memset(text, 'm', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_true(font_set_width(fonts, style, text) > 0);
    assert_non_null(font_set_render(fonts, style, text));
}

/* How far from the left, in hundredths of the width, the ink of the upper third stands in the mean.
 */
static long upper_ink_at(const struct mask *mask)
{
    long sum = 0;
    long at = 0;
    for (int y = 0; y < mask->ink_h / 3; y++) {
        for (int x = 0; x < mask->ink_w; x++) {
            long ink = mask->coverage[y * mask->ink_w + x];
            sum += ink;
            at += ink * x;
        }
    }
    assert_true(sum > 0);
    return at * 100 / sum / mask->ink_w;
}

/* Alef, tall, and dal, low: what is written first stands to the right. */
static void test_font_set__a_name_from_right_to_left_stands_so(void **state)
{
    struct font_set *fonts = *state;
    const struct font_style style = {FONT_BOLD, 60};
    assert_in_range(upper_ink_at(font_set_render(fonts, style, "دا")), 0, 30);
    assert_in_range(upper_ink_at(font_set_render(fonts, style, "اد")), 70, 100);
    /* two words are one line from right to left, and not each by itself */
    assert_in_range(upper_ink_at(font_set_render(fonts, style, "دد دا")), 0, 15);
}

static int ink_bottom(struct font_set *fonts, const char *text)
{
    const struct mask *mask = font_set_render(fonts, (struct font_style){FONT_BOLD, 60}, text);
    return mask->y + mask->ink_h;
}

/* Hah has a bow below the line where it stands alone, and none where others follow it. */
static void test_font_set__letters_that_join_do(void **state)
{
    struct font_set *fonts = *state;
    assert_true(ink_bottom(fonts, "محمد") < ink_bottom(fonts, "ح") - 5);
}

static void test_font_set__an_emoji_is_drawn(void **state)
{
    struct font_set *fonts = *state;
    const struct font_style style = {FONT_BOLD, 60};
    assert_true(font_set_has(fonts, 0x1f600)); /* 😀 */
    assert_true(ink_of(fonts, "😀") > 10000);
    /* joiners and selectors take no room of their own */
    assert_int_equal(font_set_width(fonts, style, "❤️"), font_set_width(fonts, style, "❤"));
}

/* Each is named to who looks, and a kiosk starts with another one all the same. */
static void test_font_set__what_is_no_font_is_named_and_replaced(void **state)
{
    (void)state;
    const char *const names[] = {"/nowhere/missing.ttc", "/etc/passwd", "/etc/passwd#x",
                                 "/etc/passwd#99",
                                 "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc#42"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct font_files files = {0};
        AUTO(font_set) struct font_set *fonts = NULL;
        struct error err;
        assert_true(font_set_check(&files, &err));
        (void)snprintf(files.weights[FONT_REGULAR], FONT_PATH_SIZE, "%s", names[i]);
        assert_false(font_set_check(&files, &err));
        assert_non_null(strstr(err.text, names[i]));
        assert_true(font_set_create(&files, &fonts, &err));
        assert_true(font_set_has(fonts, 0x65f6)); /* 时, of the regular one */
    }
}

static void test_font_set__a_fallback_that_is_missing_is_named(void **state)
{
    (void)state;
    const struct font_files files = {.fallbacks = {"", "/nowhere/missing.ttf"}};
    struct error err;
    assert_false(font_set_check(&files, &err));
    assert_non_null(strstr(err.text, "/nowhere/missing.ttf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_font_set__rare_characters_do_not_vanish),
        cmocka_unit_test(test_font_set__a_character_of_no_font_still_shows_a_box),
        cmocka_unit_test(test_font_set__measure_is_what_is_rendered),
        cmocka_unit_test(test_font_set__digits_are_equally_wide),
        cmocka_unit_test(test_font_set__a_text_seen_again_is_not_rendered_again),
        cmocka_unit_test(test_font_set__more_texts_than_are_kept_are_no_trouble),
        cmocka_unit_test(test_font_set__nothing_and_far_too_much),
        cmocka_unit_test(test_font_set__a_name_from_right_to_left_stands_so),
        cmocka_unit_test(test_font_set__letters_that_join_do),
        cmocka_unit_test(test_font_set__an_emoji_is_drawn),
        cmocka_unit_test(test_font_set__what_is_no_font_is_named_and_replaced),
        cmocka_unit_test(test_font_set__a_fallback_that_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
