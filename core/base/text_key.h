#pragma once
/* Texts as they are searched: folded so that width, case and accents do not matter, and names with
 * their pinyin, so that 王伟 is found by "wangwei" and by "ww". Readings are ICU's most usual ones;
 * who has a rare one is found by the character. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

#define TEXT_KEY_MAX 1000 /* bytes of a key; longer ones are cut at a character */

struct text_key;

bool text_key_create(struct text_key **ret_key, struct error *err) MUST_USE;
void text_key_destroy(struct text_key *key);
DEFINE_AUTO(text_key);

/* What is typed into a search field: folded, without the spaces around it. */
bool text_key_fold(struct text_key *key, const char *text, char ret_text[static TEXT_KEY_MAX + 1],
                   struct error *err) MUST_USE;

/* "王伟" gives "王伟 wangwei ww": the folded name, its reading in one piece, its initials. */
bool text_key_name(struct text_key *key, const char *name, char ret_text[static TEXT_KEY_MAX + 1],
                   struct error *err) MUST_USE;
