#include "scope_word.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
    [FACT_SCOPE_STAFF] = "staff",     [FACT_SCOPE_UNIT] = "unit", [FACT_SCOPE_MEETING] = "meeting",
    [FACT_SCOPE_ATTENDS] = "attends", [FACT_SCOPE_ALL] = "all",
};

const char *scope_word(enum fact_scope scope)
{
    return words[scope];
}

enum fact_scope scope_word_read(const char *word)
{
    size_t scope = 0;
    while (scope < sizeof words / sizeof words[0] && strcmp(words[scope], word) != 0) {
        scope++;
    }
    CHECK(scope < sizeof words / sizeof words[0]);
    return (enum fact_scope)scope;
}

struct fact_touch scope_word_touch(const struct rejudging *rejudging)
{
    struct fact_touch touch = {
        .scope = scope_word_read(rejudging->scope),
        .first = rejudging->first,
        .last = rejudging->last,
        .cause.revision = rejudging->revision,
    };
    (void)snprintf(touch.id, sizeof touch.id, "%s", rejudging->id);
    (void)snprintf(touch.cause.kind, sizeof touch.cause.kind, "%s", rejudging->kind);
    (void)snprintf(touch.cause.id, sizeof touch.cause.id, "%s", rejudging->document);
    return touch;
}
