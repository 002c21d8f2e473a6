/* Every screen at every size, language and appearance, looked at as a list: what must hold for all
 * of them, also for the next one. */

#include "screen.h"

#include "cmocka_tests.h"
#include "display_state.h"
#include "gallery.h"
#include <stdio.h>
#include <string.h>

#define AA_TEXT       4500
#define AA_LARGE      3000
#define LARGE_TEXT_PX 40

enum rule {
    RULE_ON_SCREEN,
    RULE_LEGIBLE,
    RULE_NO_STUMP,
    RULE_NO_OVERLAP,
    RULE_CONTRAST,
    RULE_THUMBS,
    RULE_ROOM,
    RULES
};

struct looking {
    struct font_set *fonts;
    struct scene *scene;
    struct theme theme;
    char broken[RULES][256]; /* the first picture that breaks a rule, and how; "" where none does */
};

/* Notes that the picture breaks the rule; the first one is enough. */
static void __attribute__((format(printf, 4, 5)))
note(struct looking *looking, enum rule rule, const char *name, const char *format, ...)
{
    char *text = looking->broken[rule];
    if (*text) {
        return;
    }
    int len = snprintf(text, sizeof looking->broken[rule], "%s: ", name);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text + len, sizeof looking->broken[rule] - (size_t)len, format, args);
    va_end(args);
}

/* The letters of a text: less high than its line. */
static struct box letters_of(const struct looking *looking, const struct scene_item *item)
{
    int baseline = item->box.y + font_set_ascent(looking->fonts, item->style);
    int above = item->style.size_px * 88 / 100;
    int below = item->style.size_px * 12 / 100;
    return (struct box){item->box.x, baseline - above, item->box.w, above + below};
}

static void look_for_edges(struct looking *looking, const char *name)
{
    struct box frame = scene_frame(looking->scene);
    for (size_t i = 0; i < scene_item_count(looking->scene); i++) {
        const struct scene_item *item = scene_item_at(looking->scene, i);
        struct box box = item->kind == SCENE_TEXT ? letters_of(looking, item) : item->box;
        if (!box_contains(frame, box)) {
            note(looking, RULE_ON_SCREEN, name, "item %zu \"%s\" reaches beyond: %d,%d %d×%d", i,
                 item->text, box.x, box.y, box.w, box.h);
        }
    }
}

static void look_for_small(struct looking *looking, const char *name)
{
    for (size_t i = 0; i < scene_item_count(looking->scene); i++) {
        const struct scene_item *item = scene_item_at(looking->scene, i);
        if (item->kind == SCENE_TEXT && item->style.size_px < TEXT_MIN_PX) {
            note(looking, RULE_LEGIBLE, name, "\"%s\" has only %d px", item->text,
                 item->style.size_px);
        }
    }
}

/* A text that is cut to nothing says nothing; one that can be pressed is never cut. */
static void look_for_stumps(struct looking *looking, const char *name)
{
    for (size_t i = 0; i < scene_item_count(looking->scene); i++) {
        const struct scene_item *item = scene_item_at(looking->scene, i);
        if (item->kind == SCENE_TEXT && strcmp(item->text, "…") == 0) {
            note(looking, RULE_NO_STUMP, name, "a text at %d,%d is cut to nothing", item->box.x,
                 item->box.y);
        }
        for (size_t j = 0; j < scene_touch_count(looking->scene); j++) {
            const struct scene_touch *touch = scene_touch_of(looking->scene, j);
            bool button = (touch->id < TOUCH_MEETING || touch->id >= TOUCH_LETTER) &&
                          touch->id != TOUCH_LIGHTS;
            if (button && touch->id < TOUCH_SAMPLE && strstr(item->text, "…") &&
                box_contains(touch->box, letters_of(looking, item))) {
                note(looking, RULE_NO_STUMP, name, "the button \"%s\" is cut", item->text);
            }
        }
    }
}

static void look_for_overlap(struct looking *looking, const char *name)
{
    size_t count = scene_item_count(looking->scene);
    for (size_t i = 0; i < count; i++) {
        const struct scene_item *one = scene_item_at(looking->scene, i);
        for (size_t j = 0; j < count && one->kind == SCENE_TEXT; j++) {
            const struct scene_item *other = scene_item_at(looking->scene, j);
            if (other->kind == SCENE_FILL || i == j) {
                continue;
            }
            struct box box = other->kind == SCENE_TEXT ? letters_of(looking, other) : other->box;
            if (box_overlap(letters_of(looking, one), box)) {
                note(looking, RULE_NO_OVERLAP, name, "\"%s\" runs into item %zu \"%s\"", one->text,
                     j, other->text);
            }
        }
    }
}

/* The colour of the last fill beneath a text. */
static struct colour ground_of(const struct scene *scene, size_t index)
{
    struct box box = scene_item_at(scene, index)->box;
    struct box middle = {box.x + box.w / 2, box.y + box.h / 2, 1, 1};
    struct colour ground = {0, 0, 0};
    for (size_t i = 0; i < index; i++) {
        const struct scene_item *item = scene_item_at(scene, i);
        if (item->kind == SCENE_FILL && box_contains(item->box, middle)) {
            ground = item->colour;
        }
    }
    return ground;
}

static void look_for_contrast(struct looking *looking, const char *name)
{
    for (size_t i = 0; i < scene_item_count(looking->scene); i++) {
        const struct scene_item *item = scene_item_at(looking->scene, i);
        if (item->kind != SCENE_TEXT) {
            continue;
        }
        int least = item->style.size_px >= LARGE_TEXT_PX ? AA_LARGE : AA_TEXT;
        int contrast = colour_contrast_permille(item->colour, ground_of(looking->scene, i));
        if (contrast < least) {
            note(looking, RULE_CONTRAST, name, "\"%s\" has a contrast of %d only", item->text,
                 contrast);
        }
    }
}

static void look_for_thumbs(struct looking *looking, const char *name)
{
    for (size_t i = 0; i < scene_touch_count(looking->scene); i++) {
        struct box box = scene_touch_of(looking->scene, i)->box;
        if (box.w < TOUCH_TARGET_PX || box.h < TOUCH_TARGET_PX) {
            note(looking, RULE_THUMBS, name, "touch target %zu is %d×%d", i, box.w, box.h);
        }
        if (!box_contains(scene_frame(looking->scene), box)) {
            note(looking, RULE_THUMBS, name, "touch target %zu reaches beyond the screen", i);
        }
    }
}

static void look_for_room(struct looking *looking, const char *name)
{
    size_t count = scene_item_count(looking->scene);
    if (count >= SCENE_ITEMS_MAX / 4) {
        note(looking, RULE_ROOM, name, "%zu items", count);
    }
}

static void look_at(struct looking *looking, const struct gallery_picture *picture)
{
    char name[GALLERY_NAME_SIZE];
    struct gallery_sample sample;
    gallery_picture_compose(picture, &looking->theme, &sample, looking->scene);
    gallery_picture_name(picture, name);
    look_for_edges(looking, name);
    look_for_small(looking, name);
    look_for_stumps(looking, name);
    look_for_overlap(looking, name);
    look_for_contrast(looking, name);
    look_for_thumbs(looking, name);
    look_for_room(looking, name);
}

static int set_up(void **state)
{
    static struct looking looking;
    const struct font_files files = {
        .fallbacks = {"/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"}};
    struct error err;
    looking = (struct looking){.theme = theme_default()};
    if (!font_set_create(&files, &looking.fonts, &err) ||
        !scene_create(looking.fonts, &looking.scene, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    struct gallery_picture picture = {.size = gallery_sizes};
    do {
        look_at(&looking, &picture);
    } while (gallery_picture_next(&picture));
    *state = &looking;
    return 0;
}

static int tear_down(void **state)
{
    struct looking *looking = *state;
    scene_destroy(looking->scene);
    font_set_destroy(looking->fonts);
    return 0;
}

static void assert_kept(const struct looking *looking, enum rule rule)
{
    if (looking->broken[rule][0]) {
        fail_msg("%s", looking->broken[rule]);
    }
}

static void test_screen__everything_stands_on_the_screen(void **state)
{
    assert_kept(*state, RULE_ON_SCREEN);
}

static void test_screen__every_text_is_legible(void **state)
{
    assert_kept(*state, RULE_LEGIBLE);
}

static void test_screen__no_text_is_cut_to_nothing_and_no_button(void **state)
{
    assert_kept(*state, RULE_NO_STUMP);
}

static void test_screen__no_text_runs_into_another_or_an_icon(void **state)
{
    assert_kept(*state, RULE_NO_OVERLAP);
}

static void test_screen__every_text_has_contrast(void **state)
{
    assert_kept(*state, RULE_CONTRAST);
}

static void test_screen__touch_targets_fit_a_thumb(void **state)
{
    assert_kept(*state, RULE_THUMBS);
}

static void test_screen__pictures_keep_well_within_a_scene_s_limits(void **state)
{
    assert_kept(*state, RULE_ROOM);
}

static bool has_text(const struct scene *scene, const char *text)
{
    for (size_t i = 0; i < scene_item_count(scene); i++) {
        if (strcmp(scene_item_at(scene, i)->text, text) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_icon(const struct scene *scene, enum icon icon)
{
    for (size_t i = 0; i < scene_item_count(scene); i++) {
        const struct scene_item *item = scene_item_at(scene, i);
        if (item->kind == SCENE_ICON && item->icon == icon) {
            return true;
        }
    }
    return false;
}

static bool has_touch(const struct scene *scene, int id)
{
    for (size_t i = 0; i < scene_touch_count(scene); i++) {
        if (scene_touch_of(scene, i)->id == id) {
            return true;
        }
    }
    return false;
}

static void compose(struct looking *looking, const struct display *display)
{
    struct look look = look_make(&looking->theme, APPEARANCE_LIGHT, display->language, 1920, 1080);
    scene_begin(looking->scene, 1920, 1080, screen_background(&look, display));
    screen_draw(looking->scene, scene_frame(looking->scene), &look, display);
}

static void test_screen__a_result_says_who_where_what_and_why(void **state)
{
    struct looking *looking = *state;
    struct gallery_sample sample;
    size_t late = 0;
    do {
        gallery_sample_make(late++, LANGUAGE_CHINESE, &sample);
    } while (strcmp(sample.name, "late") != 0);
    compose(looking, &sample.display);
    assert_true(has_text(looking->scene, "欧阳建国"));
    assert_true(has_text(looking->scene, "县政府办公室"));
    assert_true(has_text(looking->scene, "迟到 17 分钟"));
    assert_true(has_text(looking->scene, "上班时间 08:30，宽限 5 分钟"));
    assert_true(has_icon(looking->scene, ICON_CLOCK));
}

static void test_screen__not_recorded_names_nobody(void **state)
{
    struct looking *looking = *state;
    struct display display = {.kind = DISPLAY_NOT_RECORDED, .fault_code = ERROR_FULL};
    (void)snprintf(display.verdict.name, sizeof display.verdict.name, "欧阳建国");
    compose(looking, &display);
    assert_true(has_text(looking->scene, "未记录"));
    assert_true(has_icon(looking->scene, ICON_TRIANGLE));
    assert_false(has_text(looking->scene, "欧阳建国"));
}

static void test_screen__language_can_be_touched_on_the_quiet_screens(void **state)
{
    struct looking *looking = *state;
    const enum display_kind kinds[] = {DISPLAY_IDLE, DISPLAY_FAULT};
    for (size_t i = 0; i < 2; i++) {
        struct display display = {.kind = kinds[i]};
        display.fault.condition = CONDITION_READER_ABSENT;
        compose(looking, &display);
        assert_true(has_touch(looking->scene, TOUCH_LANGUAGE));
    }
}

static void test_screen__a_board_shows_several_meetings_in_turn(void **state)
{
    struct looking *looking = *state;
    struct gallery_sample sample;
    size_t two = 0;
    do {
        gallery_sample_make(two++, LANGUAGE_CHINESE, &sample);
    } while (strcmp(sample.name, "meetings-two") != 0);
    sample.display.kind = DISPLAY_BOARD;
    const size_t pages[] = {0, 1, 2, 3, 4};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        sample.display.page = pages[i];
        compose(looking, &sample.display);
        bool first = pages[i] / 2 % 2 == 0;
        assert_true(has_text(looking->scene, "全县作风建设推进会") == first);
        assert_true(has_text(looking->scene, "安全生产月度调度会") == !first);
    }
}

/* A number that finds no room is left out, and nobody would miss it in a picture. */
static void test_screen__a_month_has_all_its_days(void **state)
{
    struct looking *looking = *state;
    struct gallery_picture picture = {.size = gallery_sizes};
    size_t looked_at = 0;
    do {
        struct gallery_sample sample;
        gallery_sample_make(picture.sample, picture.language, &sample);
        if (sample.display.kind != DISPLAY_MONTH) {
            continue;
        }
        gallery_picture_compose(&picture, &looking->theme, &sample, looking->scene);
        for (int day = 1; day <= 30; day++) {
            char number[12];
            (void)snprintf(number, sizeof number, "%d", day);
            assert_true(has_text(looking->scene, number));
        }
        looked_at++;
    } while (gallery_picture_next(&picture));
    assert_int_equal(looked_at, 24); /* two of them in three sizes, two languages, light and dark */
}

/* What limits how often an idle kiosk paints, and how much. */
static void test_screen__a_second_changes_nothing_but_digits(void **state)
{
    struct looking *looking = *state;
    AUTO(scene) struct scene *before = NULL;
    assert_true(scene_create(looking->fonts, &before, NULL));
    struct gallery_sample sample;
    gallery_sample_make(0, LANGUAGE_CHINESE, &sample);
    compose(looking, &sample.display);
    struct scene *first = looking->scene;
    looking->scene = before;
    sample.display.now_ms += 1000;
    compose(looking, &sample.display);
    size_t count = scene_item_count(first);
    size_t changed = 0;
    assert_int_equal(scene_item_count(looking->scene), count);
    for (size_t i = 0; i < count; i++) {
        const struct scene_item *item = scene_item_at(looking->scene, i);
        if (!scene_item_equal(scene_item_at(first, i), item)) {
            assert_int_equal(item->kind, SCENE_TEXT);
            assert_int_equal(strlen(item->text), 1);
            changed++;
        }
    }
    looking->scene = first;
    assert_int_equal(changed, 1); /* 08:26:41 becomes 08:26:42 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen__everything_stands_on_the_screen),
        cmocka_unit_test(test_screen__every_text_is_legible),
        cmocka_unit_test(test_screen__no_text_is_cut_to_nothing_and_no_button),
        cmocka_unit_test(test_screen__no_text_runs_into_another_or_an_icon),
        cmocka_unit_test(test_screen__every_text_has_contrast),
        cmocka_unit_test(test_screen__touch_targets_fit_a_thumb),
        cmocka_unit_test(test_screen__pictures_keep_well_within_a_scene_s_limits),
        cmocka_unit_test(test_screen__a_result_says_who_where_what_and_why),
        cmocka_unit_test(test_screen__not_recorded_names_nobody),
        cmocka_unit_test(test_screen__a_board_shows_several_meetings_in_turn),
        cmocka_unit_test(test_screen__a_month_has_all_its_days),
        cmocka_unit_test(test_screen__a_second_changes_nothing_but_digits),
        cmocka_unit_test(test_screen__language_can_be_touched_on_the_quiet_screens),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
