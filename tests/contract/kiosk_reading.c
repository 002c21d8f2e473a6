#include "kiosk_reading.h"

#include "facts_loader.h"
#include "sync_message.h"
#include "transfer_client.h"

size_t kiosk_reading_answer_max(void)
{
    return TRANSFER_CLIENT_ANSWER_MAX;
}

bool kiosk_reading_take_state(const char *text, size_t len, int64_t since,
                              struct kiosk_reading *ret_reading, struct error *err)
{
    const struct roster_cursor asked = {.revision = since};
    struct kiosk_reading reading = {0};
    AUTO(state_message) struct state_message *message = NULL;
    AUTO(facts_loader) struct facts_loader *loader = NULL;
    if (!sync_message_read_state(text, len, &asked, &message, err) ||
        !facts_loader_create(&loader, err)) {
        return false;
    }
    const struct roster_answer *answer = state_message_answer(message);
    for (size_t i = 0; i < answer->count; i++) {
        const struct roster_change *change = &answer->changes[i];
        if (!facts_loader_add_text(loader, change->kind, change->id, change->value,
                                   change->value_len, err)) {
            return false;
        }
        reading.documents++;
        reading.largest = change->value_len > reading.largest ? change->value_len : reading.largest;
    }
    *ret_reading = reading;
    return true;
}
