#include "chain.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

struct hash chain_genesis(const char *kiosk, uint32_t epoch)
{
    char text[96];
    int len = snprintf(text, sizeof text, "shoushi-chain-1:%s:%u", kiosk, (unsigned)epoch);
    CHECK(len > 0 && len < (int)sizeof text);
    return hash_sha256(text, (size_t)len);
}

struct hash chain_hash_line(struct hasher *hasher, const char *line, size_t len)
{
    if (len > 0 && line[len - 1] == '\n') {
        len--;
    }
    return hasher_sha256(hasher, line, len);
}

static enum chain_link compare_epochs(const struct chain_head *head,
                                      const struct tap_record *record)
{
    if (record->epoch < head->epoch) {
        return CHAIN_OLDER;
    }
    if (record->seq != 1) {
        return CHAIN_GAP;
    }
    struct hash genesis = chain_genesis(record->kiosk, record->epoch);
    return hash_equal(&record->prev, &genesis) ? CHAIN_NEW_EPOCH : CHAIN_BROKEN;
}

enum chain_link chain_compare(const struct chain_head *head, const struct tap_record *record,
                              const struct hash *line_hash)
{
    if (record->epoch != head->epoch) {
        return compare_epochs(head, record);
    }
    if (record->seq < head->seq) {
        return CHAIN_OLDER;
    }
    if (record->seq == head->seq) {
        return hash_equal(line_hash, &head->hash) ? CHAIN_SAME : CHAIN_FORK;
    }
    if (record->seq > head->seq + 1) {
        return CHAIN_GAP;
    }
    return hash_equal(&record->prev, &head->hash) ? CHAIN_NEXT : CHAIN_BROKEN;
}
