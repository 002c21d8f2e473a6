#include "audit_line.h"

#include "check.h"
#include "json.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *by_name(enum audit_by by)
{
    static const char *const names[] = {
        [AUDIT_BY_ACCOUNT] = "account",
        [AUDIT_BY_KIOSK] = "kiosk",
        [AUDIT_BY_COMMAND] = "command",
        [AUDIT_BY_SERVER] = "server",
    };
    CHECK((size_t)by < ARRAY_LEN(names));
    return names[by];
}

static const char *outcome_name(enum audit_outcome outcome)
{
    static const char *const names[] = {
        [AUDIT_DONE] = "done", [AUDIT_REFUSED] = "refused", [AUDIT_FAILED] = "failed"};
    CHECK((size_t)outcome < ARRAY_LEN(names));
    return names[outcome];
}

/* Cut where a character begins, so that what is left is UTF-8 if it was. */
static json_t *cut_text(const char *text, size_t max)
{
    size_t len = strnlen(text, max + 1);
    if (len > max) {
        len = max;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    return json_stringn(text, len);
}

static bool add_word(json_t *draft, const char *key, const char *word, struct error *err)
{
    return json_object_set_new(draft, key, cut_text(word ? word : "", AUDIT_WORD_MAX)) == 0 ||
           error_set(err, ERROR_INVALID, "audit: %s is not UTF-8", key);
}

static bool add_change(json_t *changes, const char *key, json_t *before, json_t *after)
{
    if ((before && after && json_equal(before, after)) || (!before && !after)) {
        return true;
    }
    AUTO(json) json_t *change = json_object();
    return change && (!before || json_object_set(change, "old", before) == 0) &&
           (!after || json_object_set(change, "new", after) == 0) &&
           json_object_set(changes, key, change) == 0;
}

json_t *audit_line_changes(const json_t *before, const json_t *after)
{
    AUTO(json) json_t *changes = json_object();
    const char *key;
    json_t *value;
    if (!changes) {
        return NULL;
    }
    json_object_foreach((json_t *)(uintptr_t)before, key, value)
    {
        if (!add_change(changes, key, value, json_object_get(after, key))) {
            return NULL;
        }
    }
    json_object_foreach((json_t *)(uintptr_t)after, key, value)
    {
        if (!json_object_get(before, key) && !add_change(changes, key, NULL, value)) {
            return NULL;
        }
    }
    return TAKE(changes);
}

static bool add_more(json_t *draft, const struct audit_entry *entry, struct error *err)
{
    if (entry->detail && *entry->detail &&
        json_object_set_new(draft, "detail", cut_text(entry->detail, AUDIT_DETAIL_MAX)) != 0) {
        return error_set(err, ERROR_INVALID, "audit: detail is not UTF-8");
    }
    if (!entry->before && !entry->after) {
        return true;
    }
    return json_object_set_new(draft, "changes", audit_line_changes(entry->before, entry->after)) ==
               0 ||
           error_set(err, ERROR_NO_MEMORY, "audit: out of memory");
}

bool audit_line_draft(int64_t at_utc_us, const struct audit_actor *actor,
                      const struct audit_entry *entry, json_t **ret_draft, struct error *err)
{
    AUTO(json)
    json_t *draft =
        json_pack("{s:I, s:s}", "at_utc_us", (json_int_t)at_utc_us, "by", by_name(actor->by));
    if (!draft) {
        return error_set(err, ERROR_NO_MEMORY, "audit: out of memory");
    }
    if (!add_word(draft, "who", actor->who, err) ||
        !add_word(draft, "address", actor->address, err) ||
        !add_word(draft, "request", actor->request, err) ||
        !add_word(draft, "action", entry->action, err) ||
        !add_word(draft, "kind", entry->kind, err) || !add_word(draft, "id", entry->id, err) ||
        !add_word(draft, "unit", entry->unit, err) ||
        !add_word(draft, "outcome", outcome_name(entry->outcome), err) ||
        !add_more(draft, entry, err)) {
        return false;
    }
    *ret_draft = TAKE(draft);
    return true;
}

bool audit_line_encode(const json_t *draft, int64_t no, const struct hash *prev, char **ret_line,
                       struct error *err)
{
    char hex[HASH_HEX_SIZE];
    hash_hex_encode(prev->bytes, HASH_BYTES, hex);
    AUTO(json) json_t *line = json_pack("{s:i, s:I}", "v", 1, "no", (json_int_t)no);
    bool built = line && json_object_update(line, (json_t *)(uintptr_t)draft) == 0 &&
                 json_object_set_new(line, "prev", json_string(hex)) == 0;
    char *text = built ? json_dumps(line, JSON_COMPACT) : NULL;
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "audit: out of memory");
    }
    *ret_line = text;
    return true;
}

struct hash audit_line_genesis(void)
{
    static const char text[] = "shoushi-audit-1";
    return hash_sha256(text, sizeof text - 1);
}

size_t audit_line_head_text(int64_t no, const struct hash *hash,
                            char ret_text[static AUDIT_HEAD_SIZE])
{
    char hex[HASH_HEX_SIZE];
    hash_hex_encode(hash->bytes, HASH_BYTES, hex);
    int len = snprintf(ret_text, AUDIT_HEAD_SIZE, "shoushi-audit-head-1:%" PRId64 ":%s", no, hex);
    CHECK(len > 0 && len < AUDIT_HEAD_SIZE);
    return (size_t)len;
}
