/* Any bytes as a line of a kiosk's chain. A line that is taken is exactly what the encoder writes
 * of it, is JSON to a reader that knows nothing of records, and has one place in its chain. */

#include "chain.h"
#include "check.h"
#include "json.h"
#include "tap_record.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const char *line, size_t len, const struct tap_record *record)
{
    AUTO(json) json_t *root = NULL;
    char again[TAP_RECORD_LINE_MAX + 1];
    const char *kiosk;
    size_t again_len = tap_record_encode(record, again);
    size_t shown = len > 0 && line[len - 1] == '\n' ? len - 1 : len;
    CHECK(again_len == shown + 1 && memcmp(line, again, shown) == 0);
    CHECK(json_parse(line, shown, "record", &root, NULL));
    CHECK(json_get_text(root, "", "kiosk", TAP_RECORD_ID_MAX, &kiosk, NULL));
    CHECK(strcmp(kiosk, record->kiosk) == 0);
}

static void link_to(const char *line, size_t len, const struct tap_record *record)
{
    struct hasher *hasher = NULL;
    struct error err;
    CHECK(hasher_create(&hasher, &err));
    struct hash hash =
        chain_hash_line(hasher, line, len > 0 && line[len - 1] == '\n' ? len - 1 : len);
    const struct chain_head start = {record->epoch, 0, chain_genesis(record->kiosk, record->epoch)};
    const struct chain_head there = {record->epoch, record->seq, hash};
    enum chain_link link = chain_compare(&start, record, &hash);
    CHECK(link == CHAIN_NEXT || link == CHAIN_BROKEN || link == CHAIN_GAP);
    CHECK(chain_compare(&there, record, &hash) == CHAIN_SAME);
    hasher_destroy(hasher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tap_record record;
    struct error err = {0};
    const char *line = (const char *)data;
    if (tap_record_decode(line, size, &record, &err)) {
        look_at(line, size, &record);
        link_to(line, size, &record);
    } else {
        CHECK(err.code == ERROR_INVALID && err.text[0]);
    }
    return 0;
}
