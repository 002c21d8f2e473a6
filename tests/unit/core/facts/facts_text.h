#pragma once
/* All that rules and screens read of facts as text, to compare two versions of them. One thread. */

#include "facts.h"

/* Yours. Cards are looked up by these tokens. */
char *facts_text(const struct facts *facts, const struct card_token *tokens, size_t count);
