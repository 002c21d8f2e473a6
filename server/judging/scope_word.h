#pragma once
/* The words for whose verdicts a fact touches, as rejudging_store keeps them. Pure, any thread. */

#include "fact_observer.h"
#include "rejudging_store.h"

const char *scope_word(enum fact_scope scope);

/* Of a word that scope_word gave. */
enum fact_scope scope_word_read(const char *word);

/* What waits, as it was touched. */
struct fact_touch scope_word_touch(const struct rejudging *rejudging);
