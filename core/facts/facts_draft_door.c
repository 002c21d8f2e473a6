/* What a kiosk knows of people besides what rules judge: who may open its service page, and their
 * photographs. */

#include "facts_draft.h"
#include "facts_field.h"
#include "json.h"
#include "pin_hash.h"
#include <string.h>

/* Hangs on the person whose id the document has, and names twice. */
static struct draft_item *make_item(struct facts_draft *draft,
                                    const struct facts_document *document, struct error *err)
{
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (item) {
        item->owner = item->id;
    }
    return item;
}

bool facts_draft_keeper(struct facts_draft *draft, const struct facts_document *document,
                        struct error *err)
{
    static const char *const keys[] = {"staff", "pin_hash", NULL};
    const char *pin_hash;
    if (!json_only_keys(document->value, document->path, keys, err) ||
        !facts_draft_same_id(document, "staff", err) ||
        !json_get_text(document->value, document->path, "pin_hash", PIN_HASH_MAX, &pin_hash, err)) {
        return false;
    }
    if (!pin_hash_check(pin_hash)) {
        return facts_field_fail(document->path, "pin_hash",
                                "not argon2id in the PHC form, or too costly to check", err);
    }
    struct draft_item *item = make_item(draft, document, err);
    if (!item || !facts_draft_text(draft, pin_hash, &item->as.keeper.pin_hash, err)) {
        return false;
    }
    item->as.keeper.id = item->id;
    facts_draft_add_item(draft, FACTS_ITEM_KEEPER, item);
    return true;
}

bool facts_draft_photo(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err)
{
    static const char *const keys[] = {"staff", "sha256", "size", NULL};
    const char *sha256;
    int64_t size;
    struct hash hash;
    if (!json_only_keys(document->value, document->path, keys, err) ||
        !facts_draft_same_id(document, "staff", err) ||
        !json_get_text(document->value, document->path, "sha256", 2 * HASH_BYTES, &sha256, err) ||
        !json_get_int(document->value, document->path, "size", 1, FACTS_PHOTO_MAX, &size, err)) {
        return false;
    }
    if (!hash_hex_decode(sha256, strlen(sha256), hash.bytes, HASH_BYTES)) {
        return facts_field_fail(document->path, "sha256", "not 64 hex digits", err);
    }
    struct draft_item *item = make_item(draft, document, err);
    if (!item) {
        return false;
    }
    item->as.photo = (struct facts_photo){item->id, hash};
    facts_draft_add_item(draft, FACTS_ITEM_PHOTO, item);
    return true;
}
