#include "photo_book.h"

#include "check.h"
#include "cmocka_tests.h"
#include "damaged_page.h"
#include "sync_bench.h"
#include <stdio.h>
#include <string.h>

static struct hash photo_hash(const char *text)
{
    return hash_sha256(text, strlen(text));
}

/* The office says that somebody has a photograph, and serves text for it; NULL: nothing. */
static void put_photo(struct sync_bench *bench, const char *staff, const char *said,
                      const char *served)
{
    char value[256];
    char sha256[HASH_HEX_SIZE];
    const struct hash hash = photo_hash(said);
    hash_hex_encode(hash.bytes, HASH_BYTES, sha256);
    (void)snprintf(value, sizeof value, "{\"staff\":\"%s\",\"sha256\":\"%s\",\"size\":%zu}", staff,
                   sha256, strlen(said));
    if (served) {
        fake_server_add_photo(bench->server, &hash, served);
    }
    fake_server_put(bench->server, "photo", staff, value);
}

/* What main would read; "" where there is none. */
static const char *read_photo(struct sync_bench *bench, const char *said)
{
    static char text[64];
    AUTO(photo_book) struct photo_book *book = NULL;
    AUTO(memory) uint8_t *bytes = NULL;
    enum photo_book_found found;
    size_t len = 0;
    const struct hash hash = photo_hash(said);
    assert_true(photo_book_open(bench->samples.folder.path, &bench->identity, &book, NULL));
    assert_true(photo_book_read(book, &hash, &found, &bytes, &len, NULL));
    (void)snprintf(text, sizeof text, "%.*s", (int)len, bytes ? (const char *)bytes : "");
    return text;
}

static bool photos_were_asked(struct sync_bench *bench)
{
    return fake_server_requests(bench->server, FAKE_PATH_PHOTO) >= bench->expected;
}

static void wait_for_photos(struct sync_bench *bench, int requests)
{
    bench->expected = requests;
    PASS_UNTIL(bench, photos_were_asked);
    sync_bench_turn(bench);
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_PHOTO), requests);
}

static void test_sync_photo__photographs_come_down_once_and_go_again(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    put_photo(bench, "s1", "one", "one");
    put_photo(bench, "s2", "two", "two");
    put_photo(bench, "s3", "two", NULL); /* the same picture */
    sync_bench_start(bench);
    wait_for_photos(bench, 2);
    assert_string_equal(read_photo(bench, "one"), "one");
    assert_string_equal(read_photo(bench, "two"), "two");
    sync_bench_start(bench); /* a restart fetches nothing anew */
    sync_bench_turn(bench);
    fake_server_put(bench->server, "photo", "s1", NULL);
    put_photo(bench, "s2", "three", "three");
    wait_for_photos(bench, 3);
    assert_string_equal(read_photo(bench, "one"), "");
    assert_string_equal(read_photo(bench, "two"), "two"); /* of s3 still */
    assert_string_equal(read_photo(bench, "three"), "three");
}

static void test_sync_photo__a_photograph_that_cannot_be_had_stops_nothing(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 4);
    put_photo(bench, "s1", "gone", NULL);
    put_photo(bench, "s2", "forged", "another");
    put_photo(bench, "s3", "good", "good");
    fake_server_fail(bench->server, FAKE_PATH_PHOTO, FAKE_FAULT_500, 1);
    sync_bench_start(bench);
    wait_for_photos(bench, 4);
    assert_string_equal(read_photo(bench, "good"), "good");
    assert_string_equal(read_photo(bench, "forged"), "");
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_NONE);
    PASS_UNTIL(bench, sync_bench_network_is_up);
}

/* It is that photograph's fault, and no other's: neither the network's nor the next one's. */
static void test_sync_photo__a_photograph_that_is_far_too_large_stops_nothing(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 1);
    put_photo(bench, "s1", "huge", "huge");
    fake_server_fail(bench->server, FAKE_PATH_PHOTO, FAKE_FAULT_TOO_LARGE, 1000);
    sync_bench_start(bench);
    wait_for_photos(bench, 1);
    sync_bench_turn(bench);
    assert_true(sync_bench_network_is_up(bench));
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_NONE);
    fake_server_fail(bench->server, FAKE_PATH_PHOTO, FAKE_FAULT_NONE, 0);
    put_photo(bench, "s1", "good", "good");
    wait_for_photos(bench, 2); /* the other one is not asked for again */
    assert_string_equal(read_photo(bench, "good"), "good");
}

static void test_sync_photo__revocation_wipes_photographs_too(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 1);
    put_photo(bench, "s1", "one", "one");
    sync_bench_start(bench);
    wait_for_photos(bench, 1);
    for (int path = 0; path < FAKE_PATH_COUNT; path++) {
        fake_server_fail(bench->server, (enum fake_path)path, FAKE_FAULT_REVOKED, 1000);
    }
    sync_bench_tap(bench, 0, 1);
    TURN_UNTIL(bench, sync_bench_is_refused);
    assert_string_equal(read_photo(bench, "one"), "");
}

/* What is set aside has them, and what is begun anew has none. */
static void test_sync_photo__photographs_come_back_after_a_damaged_roster(void **state)
{
    struct sync_bench *bench = *state;
    char path[512];
    sync_bench_put_staff(bench, 1, 2);
    put_photo(bench, "s1", "one", "one");
    put_photo(bench, "s2", "two", "two");
    sync_bench_start(bench);
    wait_for_photos(bench, 2);
    damaged_page_of_table(temporary_folder_path(&bench->samples.folder, "roster.db", path),
                          "progress");
    sync_bench_put_staff(bench, 3, 1);
    bench->expected = 3;
    PASS_UNTIL(bench, sync_bench_staff_is_there);
    wait_for_photos(bench, 4);
    assert_string_equal(read_photo(bench, "one"), "one");
    assert_string_equal(read_photo(bench, "two"), "two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(test_sync_photo__photographs_come_down_once_and_go_again),
        WITH_BENCH(test_sync_photo__a_photograph_that_cannot_be_had_stops_nothing),
        WITH_BENCH(test_sync_photo__a_photograph_that_is_far_too_large_stops_nothing),
        WITH_BENCH(test_sync_photo__revocation_wipes_photographs_too),
        WITH_BENCH(test_sync_photo__photographs_come_back_after_a_damaged_roster),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
