#include "portrait_desk.h"

#include "check.h"
#include "cmocka_tests.h"
#include "facts_loader.h"
#include "fake_clock.h"
#include "pixmap.h"
#include "roster_store.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>
#include <turbojpeg.h>

#define WIDTH  448
#define HEIGHT 560

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct identity identity;
    struct roster_store *roster;
    struct portrait_desk *desk;
    struct facts *facts;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, INT64_C(1772411400000000));
    fixture->identity = (struct identity){.seed = {1}, .kiosk = "k0001"};
    assert_true(roster_store_open(fixture->folder.path, &fixture->identity, &fixture->clock.clock,
                                  &fixture->roster, NULL));
    assert_true(
        portrait_desk_create(fixture->folder.path, &fixture->identity, &fixture->desk, NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    facts_destroy(fixture->facts);
    portrait_desk_destroy(fixture->desk);
    roster_store_destroy(fixture->roster);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static void add(struct facts_loader *loader, const char *kind, const char *id, const char *value)
{
    assert_true(facts_loader_add_text(loader, kind, id, value, strlen(value), NULL));
}

/* s1 has the photograph with these bytes, and s2 none. */
static void give_photo(struct fixture *fixture, const void *bytes, size_t len)
{
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    char sha256[HASH_HEX_SIZE];
    char value[256];
    const struct hash hash = hash_sha256(bytes, len);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    (void)snprintf(value, sizeof value, "{\"staff\":\"s1\",\"sha256\":\"%s\",\"size\":%zu}", sha256,
                   len);
    assert_true(facts_loader_create(&loader, NULL));
    add(loader, "unit", "u1", "{\"code\":\"u1\",\"name\":\"x\"}");
    add(loader, "staff", "s1", "{\"id\":\"s1\",\"name\":\"x\",\"unit\":\"u1\"}");
    add(loader, "staff", "s2", "{\"id\":\"s2\",\"name\":\"x\",\"unit\":\"u1\"}");
    add(loader, "photo", "s1", value);
    facts_destroy(TAKE(fixture->facts));
    assert_true(facts_loader_finish(loader, FACTS_LINKS_STRICT, &fixture->facts, NULL));
}

static void put_photo(struct fixture *fixture, const void *bytes, size_t len)
{
    const struct hash hash = hash_sha256(bytes, len);
    assert_true(roster_store_put_photo(fixture->roster, &hash, bytes, len, NULL));
}

static unsigned char *make_jpeg(int width, int height, unsigned long *ret_len)
{
    unsigned char *pixels = calloc((size_t)width * (size_t)height, 3);
    unsigned char *jpeg = NULL;
    tjhandle handle = tjInitCompress();
    assert_non_null(pixels);
    *ret_len = 0;
    assert_int_equal(
        tjCompress2(handle, pixels, width, 0, height, TJPF_RGB, &jpeg, ret_len, TJSAMP_420, 88, 0),
        0);
    assert_int_equal(tjDestroy(handle), 0);
    free(pixels);
    return jpeg;
}

static const struct pixmap *find(struct fixture *fixture, const char *staff)
{
    return portrait_desk_find(fixture->desk, facts_find_staff(fixture->facts, staff));
}

static void test_portrait_desk__a_photo_is_shown_once_it_is_there(void **state)
{
    struct fixture *fixture = *state;
    unsigned long len;
    unsigned char *jpeg = make_jpeg(WIDTH, HEIGHT, &len);
    give_photo(fixture, jpeg, len);
    assert_null(find(fixture, "s1")); /* not come down yet */
    put_photo(fixture, jpeg, len);
    const struct pixmap *picture = find(fixture, "s1");
    assert_non_null(picture);
    assert_int_equal(picture->width, WIDTH);
    assert_ptr_equal(find(fixture, "s1"), picture);
    assert_null(find(fixture, "s2"));
    assert_null(find(fixture, "nobody"));
    tjFree(jpeg);
    jpeg = make_jpeg(WIDTH / 2, HEIGHT / 2, &len); /* the office puts another in its place */
    give_photo(fixture, jpeg, len);
    put_photo(fixture, jpeg, len);
    picture = find(fixture, "s1");
    assert_non_null(picture);
    assert_int_equal(picture->width, WIDTH / 2);
    tjFree(jpeg);
}

/* A server that sends them would be at fault; who taps is shown all the same. */
static void test_portrait_desk__what_is_no_photo_is_none(void **state)
{
    struct fixture *fixture = *state;
    unsigned long len;
    unsigned char *huge = make_jpeg(PIXMAP_SIDE_MAX + 1, 64, &len);
    const char *const texts[] = {"not a picture at all", "\xff\xd8\xff and then nothing",
                                 "\x89PNG\r\n\x1a\n"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        give_photo(fixture, texts[i], strlen(texts[i]));
        put_photo(fixture, texts[i], strlen(texts[i]));
        assert_null(find(fixture, "s1"));
        assert_null(find(fixture, "s1"));
    }
    give_photo(fixture, huge, len);
    put_photo(fixture, huge, len);
    assert_null(find(fixture, "s1"));
    tjFree(huge);
}

/* The widest is the one whose photograph is the newest. */
static void expect_photo_of_width(struct fixture *fixture, int width)
{
    unsigned long len;
    unsigned char *jpeg = make_jpeg(width, HEIGHT, &len);
    give_photo(fixture, jpeg, len);
    put_photo(fixture, jpeg, len);
    portrait_desk_expect(fixture->desk, facts_find_staff(fixture->facts, "s1"));
    tjFree(jpeg);
}

/* Cards that came to nothing are many; whose tap is shown last still has their own face. */
static void test_portrait_desk__who_is_expected_is_ready_however_many_were(void **state)
{
    struct fixture *fixture = *state;
    portrait_desk_expect(fixture->desk, NULL);
    for (int width = 64; width < 64 + 3 * PORTRAIT_DESK_KEPT; width++) {
        expect_photo_of_width(fixture, width);
    }
    const struct pixmap *picture = find(fixture, "s1");
    assert_non_null(picture);
    assert_int_equal(picture->width, 64 + 3 * PORTRAIT_DESK_KEPT - 1);
    expect_photo_of_width(fixture, 32);
    expect_photo_of_width(fixture, 33); /* and the kiosk ends before either is shown */
}

/* A photograph that is expected before it has come down is there when it has. */
static void test_portrait_desk__a_photo_that_came_too_late_is_looked_for_again(void **state)
{
    struct fixture *fixture = *state;
    unsigned long len;
    unsigned char *jpeg = make_jpeg(WIDTH, HEIGHT, &len);
    give_photo(fixture, jpeg, len);
    portrait_desk_expect(fixture->desk, facts_find_staff(fixture->facts, "s1"));
    assert_null(find(fixture, "s1"));
    put_photo(fixture, jpeg, len);
    assert_non_null(find(fixture, "s1"));
    tjFree(jpeg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_portrait_desk__a_photo_is_shown_once_it_is_there,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_portrait_desk__what_is_no_photo_is_none, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_portrait_desk__who_is_expected_is_ready_however_many_were, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_portrait_desk__a_photo_that_came_too_late_is_looked_for_again, set_up, tear_down),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
