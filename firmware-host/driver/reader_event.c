#include "reader_event.h"

#include "check.h"

const char *reader_state_name(enum reader_state state)
{
    static const char *const names[] = {
        [READER_ABSENT] = "absent",
        [READER_READY] = "ready",
        [READER_RECOVERING] = "recovering",
        [READER_FAULT] = "fault",
    };
    CHECK((size_t)state < ARRAY_LEN(names));
    return names[state];
}

const char *reader_card_format_name(enum reader_card_format format)
{
    static const char *const names[] = {
        [READER_CARD_UID] = "uid",
        [READER_CARD_DECIMAL] = "decimal",
        [READER_CARD_HEX] = "hex",
    };
    CHECK((size_t)format < ARRAY_LEN(names));
    return names[format];
}
