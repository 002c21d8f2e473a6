#pragma once
/* The hash of a keeper's PIN as it travels and lies in facts: argon2id in the PHC form. What it
 * costs to check is written in it by whoever made it, so the costs are bounded here: no document
 * can keep a kiosk busy for long or eat its memory. Any thread. */

#include <stdbool.h>

#define PIN_HASH_MAX            160 /* characters */
#define PIN_HASH_MEMORY_MAX_KIB 32768
#define PIN_HASH_PASSES_MAX     6

/* "$argon2id$v=19$m=16384,t=4,p=1$SALT$TAG" within the bounds, on one lane, in exactly this form.
 */
bool pin_hash_check(const char *phc);
